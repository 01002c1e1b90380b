"""Contrasts of served and comparison students: what is refused, what does not depend on how it is written."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mtss_analysis.estimators import contrasts
from mtss_analysis.estimators.contrasts import Refused

CLOSE = pytest.approx
rng = np.random.default_rng(5)
SCHOOL = np.repeat(np.arange(12), 10)
SERVED = (SCHOOL % 2 == 0).astype(float)
PRETEST = rng.normal(50, 10, 120)
SCORE = PRETEST + 4 * SERVED + rng.normal(0, 3, 12)[SCHOOL] + rng.normal(0, 5, 120)


def codes(found):
    return [caution.code for caution in found.cautions]


@st.composite
def studies(draw):
    """Scores of clusters, some served, of uneven sizes."""
    sizes = draw(st.lists(st.integers(2, 6), min_size=5, max_size=10))
    seed = np.random.default_rng(draw(st.integers(0, 10_000)))
    cluster = np.repeat(np.arange(len(sizes)), sizes)
    return seed.normal(50, 10, len(cluster)), (cluster % 2).astype(float), cluster


@settings(deadline=None)
@given(studies(), st.sampled_from(["CR1", "CR2"]))
def test_a_difference_follows_the_unit_and_the_names_of_arms_and_clusters(study, errors):
    score, served, cluster = study
    found = contrasts.adjusted_difference(score, served, cluster=cluster, errors=errors)
    scaled = contrasts.adjusted_difference(3 * score - 7, 1 - served, cluster=[f"C{c}" for c in cluster], errors=errors)
    assert scaled.estimate == CLOSE(-3 * found.estimate, rel=1e-7, abs=1e-9)
    assert (scaled.se, scaled.df) == CLOSE((3 * found.se, found.df), rel=1e-7)
    assert found.estimate == CLOSE(score[served == 1].mean() - score[served == 0].mean(), abs=1e-9)
    assert found.ci[0] < found.estimate < found.ci[1]


@settings(deadline=None)
@given(studies())
def test_absorbed_blocks_are_a_column_for_each(study):
    score, _, cluster = study
    own = np.random.default_rng([len(score), 7]).normal(size=len(score))
    block = cluster // 2
    absorbed = contrasts.least_squares(score, own[:, None], ("own",), cluster=cluster, block=block)
    dummies = (block[:, None] == np.unique(block)[1:]).astype(float)
    names = ("own", *(f"block {number}" for number in range(dummies.shape[1])))
    written = contrasts.least_squares(score, np.column_stack([own, dummies]), names, cluster=cluster)
    one, other = absorbed.of("own"), written.of("own")
    assert (one.estimate, one.se, one.df) == CLOSE((other.estimate, other.se, other.df), rel=1e-6, abs=1e-9)


@settings(deadline=None)
@given(studies())
def test_degrees_of_freedom_are_those_of_the_full_matrix(study):
    score, served, cluster = study
    X = np.column_stack([np.ones(len(score)), served])
    H = X @ np.linalg.inv(X.T @ X) @ X.T
    G = []
    for c in np.unique(cluster):
        mine = cluster == c
        values, vectors = np.linalg.eigh(np.eye(mine.sum()) - H[np.ix_(mine, mine)])
        root = vectors @ np.diag(np.where(values > 1e-10, np.maximum(values, 1e-10) ** -0.5, 0)) @ vectors.T
        G.append((np.eye(len(score)) - H)[:, mine] @ root @ X[mine] @ np.linalg.inv(X.T @ X)[:, 1])
    P = np.array(G) @ np.array(G).T
    found = contrasts.adjusted_difference(score, served, cluster=cluster)
    assert found.df == CLOSE(np.trace(P) ** 2 / (P**2).sum(), rel=1e-6)


def test_rows_of_weight_two_are_rows_written_twice():
    weights = np.where(np.arange(120) % 3 == 0, 2.0, 1.0)
    twice = np.repeat(np.arange(120), weights.astype(int))
    X = PRETEST[:, None]
    once = contrasts.least_squares(SCORE, X, ("pretest",), cluster=SCHOOL, weights=weights, errors="CR1")
    written = contrasts.least_squares(SCORE[twice], X[twice], ("pretest",), cluster=SCHOOL[twice], errors="CR1")
    assert once.estimate == CLOSE(written.estimate, rel=1e-10)
    factor = (119 / 118) / ((len(twice) - 1) / (len(twice) - 2))
    assert once.se**2 == CLOSE(written.se**2 * factor, rel=1e-8)


NAN = np.where(np.arange(120) == 7, np.nan, SCORE)
STUDY = {"outcome": SCORE, "treated": SERVED, "cluster": SCHOOL}


@pytest.mark.parametrize(
    ("changed", "code", "says"),
    [
        ({"treated": np.ones(120)}, "all_served", "all 120 rows are 1, expected comparison students too"),
        ({"treated": np.zeros(120)}, "none_served", "all 120 rows are 0, expected served students too"),
        ({"treated": SERVED * 2}, "not_binary", 'row 0 holds "2"'),
        ({"treated": SERVED[:9]}, "shape", r"treated: got shape \(9,\), expected 120 numbers"),
        ({"outcome": np.full(120, 3.0)}, "constant", "all 120 rows hold 3"),
        ({"outcome": NAN}, "not_finite", r'row 7 holds "nan" \(1 such\)'),
        ({"cluster": np.minimum(SCHOOL, 2)}, "", ""),
        ({"cluster": np.where(SCHOOL == 0, 0, 1), "treated": SCHOOL == 0}, "one_cluster", "1 with served and 1 with"),
        ({"cluster": np.where(SERVED == 1, 99, SCHOOL)}, "one_cluster", "1 with served and 6 with comparison"),
        ({"cluster": np.where(SCHOOL == 3, np.nan, SCHOOL)}, "not_finite", 'cluster: row 30 holds "nan"'),
        ({"weights": np.where(SCHOOL == 4, 0.0, 1.0)}, "weights", "row 40 holds 0, expected above 0"),
        ({"block": SCHOOL}, "collinear", '"treated" is constant in every block'),
        (
            {"covariates": np.column_stack([PRETEST, 2 * PRETEST]), "names": ("pretest", "again")},
            "collinear",
            '"again"',
        ),
        ({"covariates": SERVED[:, None], "names": ("given",)}, "collinear", '"treated"'),
        ({"covariates": PRETEST[:, None], "names": ()}, "shape", "covariates"),
    ],
)
def test_what_cannot_be_compared_is_refused_by_name(changed, code, says):
    if not code:
        assert np.isfinite(contrasts.adjusted_difference(**STUDY | changed).se)
        return
    with pytest.raises(Refused, match=says) as caught:
        contrasts.adjusted_difference(**STUDY | changed)
    assert caught.value.code == code


def test_few_clusters_and_blocks_of_one_arm_are_said():
    assert codes(contrasts.adjusted_difference(**STUDY)) == ["few_clusters"]
    block = np.where(SCHOOL < 2, 0, np.where(SCHOOL < 4, 1, SCHOOL))
    found = contrasts.adjusted_difference(**STUDY, block=block)
    assert "one_armed_blocks" in codes(found)
    assert "few_df" in codes(found)


def test_a_fit_without_residuals_has_no_error():
    with pytest.raises(Refused, match="reproduce every row"):
        contrasts.least_squares(2 * PRETEST, PRETEST[:, None], ("pretest",))


def test_amounts_were_not_assigned():
    found = contrasts.dose_response(SCORE, PRETEST, cluster=SCHOOL)
    assert codes(found)[0] == "dose_not_assigned"
    for dose, code in ((np.full(120, 2.0), "constant"), (PRETEST - 60, "negative_dose")):
        with pytest.raises(Refused) as caught:
            contrasts.dose_response(SCORE, dose)
        assert caught.value.code == code


@settings(deadline=None)
@given(studies(), st.floats(0, 0.5))
def test_effect_sizes_have_no_unit_and_clusters_widen_them(study, icc):
    score, served, cluster = study
    size = len(score) / len(np.unique(cluster))
    found = contrasts.hedges_g(score, served, icc=icc, cluster_size=size)
    assert contrasts.hedges_g(9 * score + 4, 1 - served, icc=icc, cluster_size=size).estimate == CLOSE(-found.estimate)
    plain = contrasts.hedges_g(score, served)
    assert abs(found.estimate) <= abs(plain.estimate) + 1e-12
    assert found.df <= plain.df + 1e-9
    assert np.sign(found.improvement) == np.sign(found.estimate)


def test_yes_no_outcomes():
    met = np.array([1] * 30 + [0] * 20 + [1] * 20 + [0] * 30)
    arm = np.repeat([1, 0], 50)
    found = contrasts.cox_index(met, arm)
    assert found.uncorrected == CLOSE(np.log((30 / 20) / (20 / 30)) / 1.65)
    assert contrasts.cox_index(1 - met, arm).estimate == CLOSE(-found.estimate)
    wide = contrasts.cox_index(met, arm, icc=0.1, cluster_size=10)
    assert wide.se > found.se
    with pytest.raises(Refused, match="50 yes and 0 no") as caught:
        contrasts.cox_index(np.maximum(met, arm), arm)
    assert caught.value.code == "empty_cell"


@pytest.mark.parametrize("options", [{"icc": 1.0}, {"icc": -0.1}, {"cluster_size": 0.5}, {"r_squared": 1.0}])
def test_impossible_corrections_are_refused(options):
    with pytest.raises(ValueError, match="expected"):
        contrasts.standardized(0.2, 50, 50, **options)


@settings(deadline=None)
@given(studies(), st.sampled_from(["reml", "anova"]))
def test_alikeness_is_a_share_and_ignores_the_unit(study, method):
    score, served, cluster = study
    found = contrasts.intraclass_correlation(score, cluster, served, method=method)
    assert 0 <= found.estimate < 1
    other = contrasts.intraclass_correlation(5 * score + 1, -cluster, 1 - served, method=method)
    assert other.estimate == CLOSE(found.estimate, abs=1e-6)
    assert (found.estimate == 0) == (codes(found) == ["no_clustering"])


def test_alikeness_of_balanced_clusters_is_the_same_by_both_ways():
    found = [contrasts.intraclass_correlation(SCORE, SCHOOL, method=method) for method in ("reml", "anova")]
    assert found[0].estimate == CLOSE(found[1].estimate, abs=1e-6)
    for cluster, arm, code in (
        (np.arange(120), None, "clusters_of_one"),
        (np.zeros(120), None, "one_cluster"),
        (SCHOOL, np.arange(120) % 2, "split_cluster"),
    ):
        with pytest.raises(Refused) as caught:
            contrasts.intraclass_correlation(SCORE, cluster, arm)
        assert caught.value.code == code


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30), st.integers(1, 3))
def test_adjusted_p_values_are_larger_in_order_and_by_domain(p, domains):
    domain = np.arange(len(p)) % domains
    found = contrasts.benjamini_hochberg(p, domain)
    assert (found.adjusted >= found.p - 1e-15).all()
    assert found.adjusted.max() <= 1
    for code in range(domains):
        mine = domain == code
        if mine.any():
            order = np.argsort(found.p[mine], kind="stable")
            assert (np.diff(found.adjusted[mine][order]) >= 0).all()
            assert found.adjusted[mine].max() == CLOSE(found.p[mine].max())


def test_p_values_are_shares():
    with pytest.raises(Refused, match="expected 0 to 1"):
        contrasts.benjamini_hochberg([0.2, 1.2])


DESIGNS = [
    lambda units: contrasts.ira(units),
    lambda units: contrasts.cra2(units, 20, 0.2),
    lambda units: contrasts.cra3(units, 3, 20, 0.15, 0.1),
    lambda units: contrasts.bira2(units, 20, 0.2, 0.1),
    lambda units: contrasts.bcra3_random(units, 4, 20, 0.15, 0.1, 0.2),
    lambda units: contrasts.bcra3_fixed(units, 4, 20, 0.1),
]


@pytest.mark.parametrize("plan", DESIGNS)
def test_a_detectable_effect_is_found_as_often_as_it_says(plan):
    for units in (12, 40):
        effect = contrasts.minimum_detectable(plan(units)).estimate
        # the two multiples of t are a close approximation to the noncentral t
        assert contrasts.power_of(plan(units), effect) == CLOSE(0.8, abs=0.02)
        assert contrasts.power_of(plan(units), 0.0) == CLOSE(0.05, abs=1e-9)
    needed = contrasts.units_needed(plan, 0.4)
    assert contrasts.minimum_detectable(plan(needed)).estimate <= 0.4
    assert needed <= 4 or contrasts.minimum_detectable(plan(needed - 1)).estimate > 0.4


def test_blocks_whose_effects_do_not_differ_are_the_fixed_design():
    random = contrasts.bcra3_random(20, 4, 25, 0.0, 0.2, 0.3, r2_1=0.5, r2_2=0.5)
    fixed = contrasts.bcra3_fixed(20, 4, 25, 0.2, r2_1=0.5, r2_2=0.5)
    assert random.se == CLOSE(fixed.se, rel=1e-12)
    assert (random.df, fixed.df) == (19, 40)


def test_designs_without_enough_units_are_refused():
    for plan in (lambda: contrasts.cra2(2, 20, 0.2), lambda: contrasts.units_needed(DESIGNS[3], 0.0001)):
        with pytest.raises(Refused):
            plan()
    with pytest.raises(ValueError, match=r"p: got 1\.0"):
        contrasts.ira(100, p=1.0)
    with pytest.raises(ValueError, match="alpha < power"):
        contrasts.minimum_detectable(contrasts.ira(100), power=0.01)


@given(st.floats(-1, 1), st.floats(0.01, 1), st.floats(2, 100), st.floats(0.05, 0.5))
def test_the_chance_to_be_worthwhile_and_the_interval_agree(estimate, se, df, threshold):
    from scipy import special

    chance = contrasts.chance_beyond(estimate, se, df, threshold)
    assert chance == CLOSE(1 - contrasts.chance_beyond(-estimate, se, df, -threshold), abs=1e-9)
    half = special.stdtrit(df, 0.975) * se
    ruling = contrasts.referee((estimate - half, estimate + half), threshold)
    if ruling.standing != "around":
        assert (chance > 0.975) == (ruling.standing == "above")
        assert (chance < 0.025) == (ruling.standing == "below")
    assert (ruling.verdict == "working") == (estimate - half > 0)
    assert ruling.verdict != "not_working" or estimate + half < threshold


@pytest.mark.parametrize(
    ("ci", "verdict", "standing", "caution"),
    [
        ((0.25, 0.6), "working", "above", []),
        ((0.05, 0.6), "working", "around", []),
        ((0.05, 0.15), "working", "below", ["too_small"]),
        ((-0.2, 0.15), "not_working", "below", []),
        ((-0.5, -0.1), "not_working", "below", ["harm"]),
        ((-0.2, 0.2), "cannot_tell", "around", []),
        ((0.0, 0.4), "cannot_tell", "around", []),
        ((-0.2, 0.6), "cannot_tell", "around", []),
    ],
)
def test_the_referee(ci, verdict, standing, caution):
    found = contrasts.referee(ci, 0.2)
    assert (found.verdict, found.standing, codes(found)) == (verdict, standing, caution)
    assert found.sentence


@pytest.mark.parametrize(("ci", "smallest"), [((0.3, 0.1), 0.2), ((np.nan, 0.1), 0.2), ((0.1, 0.3), 0.0)])
def test_the_referee_rules_on_intervals_only(ci, smallest):
    with pytest.raises(ValueError, match="expected"):
        contrasts.referee(ci, smallest)
