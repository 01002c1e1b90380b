import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mtss_analysis.estimators import agreement

NAN = float("nan")
FORMS = ("one_single", "agreement_single", "consistency_single", "one_mean", "agreement_mean", "consistency_mean")
LEVELS = st.integers(0, 3)
PAIRS = st.lists(st.tuples(LEVELS, LEVELS), min_size=2, max_size=40)
WEIGHTS = st.sampled_from(["none", "linear", "squared"])


@st.composite
def tables(draw, rows=(3, 12), columns=(2, 5)):
    n, k = draw(st.integers(*rows)), draw(st.integers(*columns))
    seed = draw(st.integers(0, 10_000))
    rng = np.random.default_rng(seed)
    return rng.normal(0, 2, (n, 1)) + rng.normal(0, 1, (n, k))


def forms(found):
    return np.array([[form.estimate, form.low, form.high] for form in (getattr(found, name) for name in FORMS)])


# Two raters


@settings(deadline=None)
@given(PAIRS, WEIGHTS)
def test_two_raters_can_change_places(pairs, weights):
    first, second = np.array(pairs).T
    there, back = (agreement.kappa(*both, range(4), weights) for both in ((first, second), (second, first)))
    assert (there.kappa, there.se, there.why) == pytest.approx((back.kappa, back.se, back.why), abs=1e-9, nan_ok=True)
    assert agreement.percent_agreement(first, second) == agreement.percent_agreement(second, first)


@settings(deadline=None)
@given(PAIRS, WEIGHTS)
def test_kappa_does_not_change_with_the_names_of_the_levels_or_their_order_from_below(pairs, weights):
    first, second = np.array(pairs).T
    plain = agreement.kappa(first, second, range(4), weights)
    words = np.array(["not yet", "partly", "mostly", "fully"])
    named = agreement.kappa(words[first], words[second], words.tolist(), weights)
    turned = agreement.kappa(3 - first, 3 - second, range(4), weights)
    assert repr(named) == repr(plain)
    assert turned.kappa == pytest.approx(plain.kappa, nan_ok=True)


@settings(deadline=None)
@given(PAIRS, WEIGHTS)
def test_kappa_lies_in_its_interval_and_at_most_at_one(pairs, weights):
    found = agreement.kappa(*np.array(pairs).T, range(4), weights)
    if found.why not in ("one_category", "constant_rater"):
        assert found.low <= found.kappa + 1e-12
        assert found.kappa <= found.high + 1e-12 <= 1 + 2e-12


def test_raters_who_always_agree():
    ratings = [0, 1, 2, 3, 2]
    found = agreement.kappa(ratings, ratings, range(4), "squared")
    assert (found.kappa, found.low, found.high, found.why) == (1, 1, 1, "no_disagreement")
    assert agreement.percent_agreement(ratings, ratings).high == 1


def test_one_category_is_not_perfect_agreement():
    found = agreement.kappa([2, 2, 2], [2, 2, 2], range(3))
    assert np.isnan([found.kappa, found.se, found.low, found.high]).all()
    assert found.why == "one_category"
    assert agreement.percent_agreement([2, 2, 2], [2, 2, 2]).share == 1


def test_a_rater_with_one_category_shows_no_agreement_beyond_chance_and_no_interval():
    for first, second in (([1, 1, 1], [0, 1, 2]), ([0, 1, 2], [1, 1, 1]), ([1, 1], [2, 2])):
        found = agreement.kappa(first, second, range(3))
        assert (found.kappa, found.why) == (0, "constant_rater")
        assert np.isnan([found.se, found.low, found.high]).all()


def test_a_level_nobody_used_still_counts():
    first, second = [0, 0, 2, 2, 0], [0, 2, 2, 2, 2]
    full, shrunk = agreement.kappa(first, second, [0, 1, 2], "linear"), agreement.kappa(first, second, [0, 2], "linear")
    assert full.kappa == pytest.approx(shrunk.kappa)  # a constant factor of all disagreement drops out with two levels
    first, second = [0, 0, 3, 3, 1], [0, 1, 3, 1, 3]
    full, shrunk = (agreement.kappa(first, second, levels, "linear") for levels in ([0, 1, 2, 3], [0, 1, 3]))
    assert full.kappa != pytest.approx(shrunk.kappa)


def test_nobody_rated():
    assert agreement.kappa([], [], range(3)).why == "nothing_rated"
    nobody = agreement.percent_agreement([], [])
    assert np.isnan([nobody.share, nobody.low, nobody.high]).all()
    assert nobody.why == "nothing_rated"


def test_ratings_a_tolerance_apart_agree():
    first, second = [0.1, 0.5, 1.0], [0.2, 0.8, 1.0]
    assert agreement.percent_agreement(first, second).agreed == 1
    assert agreement.percent_agreement(first, second, 0.1).agreed == 2
    assert agreement.percent_agreement(["a", "b"], ["a", "c"]).agreed == 1


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (
            lambda: agreement.kappa([0, 5], [0, 1], range(3)),
            r'first: got "5.0" \(1 such\), expected one of \[0, 1, 2\]',
        ),
        (lambda: agreement.kappa(["yse"], ["yes"], ["no", "yes"]), 'Did you mean "yes"'),
        (lambda: agreement.kappa([0], [0, 1], range(3)), "got 1 and 2 ratings"),
        (lambda: agreement.kappa([0, NAN], [0, 1], range(3)), 'first: entry 1 is "nan"'),
        (lambda: agreement.kappa(["a", None], ["a", "b"], ["a", "b"]), 'first: entry 1 is "None"'),
        (lambda: agreement.kappa([0], [0], [0, 0]), "expected two or more, each once"),
        (lambda: agreement.kappa([0], [0], range(3), "cubed"), 'weights: got "cubed", expected one of none'),
        (lambda: agreement.percent_agreement([0], [0], -1), 'tolerance: got "-1"'),
        (lambda: agreement.percent_agreement(["a"], ["a"], 1), 'tolerance: got "1"'),
        (lambda: agreement.percent_agreement([[0]], [[0]]), "got 2 dimensions"),
        (lambda: agreement.icc([[1, NAN], [1, 2]]), 'row 0, column 1 holds "nan"'),
        (lambda: agreement.icc([1, 2]), "expected two: targets by raters"),
        (lambda: agreement.krippendorff([[1, 2], [1, 2]], "metric"), 'level: got "metric"'),
        (lambda: agreement.krippendorff([[-1, 2], [1, 2]], "ratio"), "expected 0 or more at level ratio"),
        (lambda: agreement.krippendorff([[float("inf"), 2], [1, 2]]), 'holds "inf"'),
        (lambda: agreement.self_report_bias([1, 2], [1, 2], [1]), "expected one code for each of the 2 pairs"),
        (lambda: agreement.reliable_change(1, 2, -1), "sem: got -1"),
        (lambda: agreement.cronbach([[1, 2], [2, 3]], 95), "confidence: got 95"),
    ],
)
def test_what_cannot_be_compared_is_refused(call, says):
    with pytest.raises(ValueError, match=says):
        call()


# Several raters


@settings(deadline=None)
@given(tables(), st.randoms())
def test_raters_and_targets_can_be_renumbered(table, random):
    rows, columns = list(range(table.shape[0])), list(range(table.shape[1]))
    random.shuffle(rows)
    random.shuffle(columns)
    assert forms(agreement.icc(table[rows][:, columns])) == pytest.approx(forms(agreement.icc(table)), nan_ok=True)


@settings(deadline=None)
@given(tables(), st.floats(0.1, 50), st.floats(-100, 100))
def test_correlations_do_not_change_with_unit_and_origin_and_noise_does_with_the_unit(table, unit, origin):
    plain, moved = agreement.icc(table), agreement.icc(origin + unit * table)
    assert forms(moved) == pytest.approx(forms(plain), rel=1e-6, abs=1e-8, nan_ok=True)
    assert moved.sem == pytest.approx(unit * plain.sem)
    assert moved.smallest_real_change == pytest.approx(1.959964 * np.sqrt(2) * unit * plain.sem, rel=1e-6)


@settings(deadline=None)
@given(tables(), st.lists(st.floats(-5, 5), min_size=5, max_size=5))
def test_consistency_does_not_see_the_level_of_raters(table, levels):
    moved = agreement.icc(table + np.array(levels[: table.shape[1]]))
    plain = agreement.icc(table)
    assert moved.consistency_single.estimate == pytest.approx(plain.consistency_single.estimate)
    assert moved.sem_same_rater == pytest.approx(plain.sem_same_rater)


@settings(deadline=None)
@given(tables())
def test_intervals_hold_the_estimate(table):
    for estimate, low, high in forms(agreement.icc(table)):
        assert np.isnan(low) or low <= estimate
        assert np.isnan(high) or estimate <= high <= 1


def test_perfect_agreement_of_several_raters():
    table = np.repeat([[0.1], [0.7], [0.3], [0.9]], 3, axis=1)
    found = agreement.icc(table)
    assert forms(found) == pytest.approx(np.ones((6, 3)))
    assert found.sem == found.smallest_real_change == 0
    for level in ("nominal", "ordinal", "interval", "ratio"):
        told = agreement.krippendorff(table.T, level, draws=50)
        assert (told.alpha, told.low, told.high, told.why) == (1, 1, 1, "no_disagreement")


def test_raters_who_differ_by_a_level_are_consistent_and_do_not_agree():
    found = agreement.icc(np.array([[1.0, 3.0], [2.0, 4.0], [5.0, 7.0]]))
    assert found.consistency_single.estimate == 1
    assert found.agreement_single.estimate < 0.8
    assert found.sem_same_rater == 0
    assert found.sem == pytest.approx(np.sqrt(2))


@pytest.mark.parametrize(
    ("table", "why"),
    [
        (np.full((4, 3), 0.7), "no_variation"),
        (np.array([[1.0, 2.0, 3.0]]), "one_target"),
        (np.array([[1.0], [2.0]]), "one_rater"),
        (np.empty((0, 2)), "nothing_rated"),
    ],
)
def test_what_cannot_be_told_is_not_zero(table, why):
    found = agreement.icc(table)
    assert np.isnan(forms(found)).all()
    assert found.why == why
    assert np.isnan(found.sem) == (why != "no_variation")


@settings(deadline=None, max_examples=50)
@given(st.lists(st.lists(st.sampled_from([1, 2, 3, 4, NAN]), min_size=6, max_size=6), min_size=2, max_size=4),
       st.sampled_from(["nominal", "ordinal", "interval", "ratio"]))  # fmt: skip
def test_alpha_counts_pairs_as_its_definition_does(ratings, level):
    table = np.array(ratings, np.float64)
    assert agreement.krippendorff(table, level, draws=20).alpha == pytest.approx(slowly(table, level), nan_ok=True)
    assert agreement.krippendorff(table[::-1], level, draws=20).alpha == pytest.approx(
        slowly(table, level), nan_ok=True
    )


def slowly(table, level):
    """Alpha by its definition, pair by pair."""
    units = [[x for x in unit if not np.isnan(x)] for unit in table.T]
    units = [unit for unit in units if len(unit) > 1]
    everything = [x for unit in units for x in unit]
    if len(set(everything)) < 2:
        return NAN

    def apart(a, b):
        if level == "ordinal":
            low, high = min(a, b), max(a, b)
            between = sum(low <= x <= high for x in everything) - (everything.count(a) + everything.count(b)) / 2
            return (between if a != b else 0) ** 2
        return {"nominal": float(a != b), "interval": (a - b) ** 2, "ratio": ((a - b) / (a + b)) ** 2}[level]

    def mean(values):
        return sum(apart(a, b) for i, a in enumerate(values) for j, b in enumerate(values) if i != j) / (
            len(values) - 1
        )

    return 1 - sum(mean(unit) for unit in units) / mean(everything)


def test_alpha_that_cannot_be_told():
    assert agreement.krippendorff([[1, 1], [1, 1]]).why == "no_variation"
    assert agreement.krippendorff([[1, NAN], [NAN, 2]]).why == "nothing_rated"
    one = agreement.krippendorff([[1, NAN], [2, 2]])
    assert one.why == "one_unit"
    assert np.isnan([one.low, one.high]).all()
    assert one.alpha == pytest.approx(0)


def test_draws_are_the_same_for_a_seed_and_other_for_another():
    table = np.random.default_rng(3).integers(0, 3, (3, 30))
    first, again, other = (agreement.krippendorff(table, "ordinal", draws=200, seed=seed) for seed in (1, 1, 2))
    assert first == again
    assert (first.low, first.high) != (other.low, other.high)


# Surveys


@settings(deadline=None)
@given(tables(rows=(6, 30), columns=(3, 5)), st.floats(0.1, 50), st.floats(-100, 100))
def test_alpha_and_omega_do_not_change_with_unit_and_origin(table, unit, origin):
    plain, moved = agreement.cronbach(table), agreement.cronbach(origin + unit * table)
    assert (moved.alpha, moved.low, moved.high) == pytest.approx((plain.alpha, plain.low, plain.high), rel=1e-6)
    assert plain.low <= plain.alpha <= plain.high
    assert agreement.omega(unit * table).omega == pytest.approx(agreement.omega(table).omega, abs=1e-4)


def test_items_alike_hang_together_wholly():
    scores = np.repeat([[1.0], [2.0], [4.0], [3.0]], 4, axis=1)
    found = agreement.cronbach(scores)
    assert (found.alpha, found.low, found.high, found.standardized) == pytest.approx((1, 1, 1, 1))


def test_parallel_items_have_equal_alpha_and_omega():
    rng = np.random.default_rng(8)
    white, _ = np.linalg.qr(rng.normal(size=(50, 5)) - 0)
    white = np.linalg.qr(white - white.mean(axis=0))[0]
    scores = white @ np.linalg.cholesky(np.full((5, 5), 0.4) + 0.6 * np.eye(5)).T
    assert agreement.omega(scores).omega == pytest.approx(agreement.cronbach(scores).alpha, abs=1e-6)


@pytest.mark.parametrize(
    ("scores", "alpha", "omega"),
    [
        (np.array([[1.0], [2.0]]), "few_items", "few_items"),
        (np.array([[1.0, 2.0, 3.0]]), "one_target", "one_target"),
        (np.array([[1.0, 2.0], [2.0, 2.0], [3.0, 5.0]]), "", "three_items"),
        (np.array([[1.0, 2, 2, 1], [2.0, 2, 2, 1], [3.0, 5, 2, 4]]), "constant_item", "constant_item"),
        (np.array([[1.0, 2, 2], [2.0, 3, 1], [3.0, 5, 4]]), "", "few_respondents"),
        (np.ones((5, 3)), "no_variation", "no_variation"),
        (np.empty((0, 3)), "nothing_rated", "nothing_rated"),
    ],
)
def test_surveys_that_cannot_be_judged(scores, alpha, omega):
    found, factor = agreement.cronbach(scores), agreement.omega(scores)
    assert (found.why, factor.why) == (alpha, omega)
    assert np.isnan(found.alpha) == (alpha not in ("", "constant_item"))
    assert np.isnan(factor.omega)
    assert not factor.converged


def test_an_item_explained_wholly_is_told():
    rng = np.random.default_rng(4)
    first = rng.normal(size=40)
    scores = np.column_stack([first, first + rng.normal(0, 1e-3, 40), rng.normal(size=40), first + rng.normal(size=40)])
    assert agreement.omega(scores).why == "at_bound"


# Self-report and change


@settings(deadline=None)
@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=3, max_size=30))
def test_without_clusters_the_bias_is_a_paired_mean(pairs):
    first, second = np.array(pairs).T
    found = agreement.self_report_bias(first, second)
    assert found.mean == pytest.approx((first - second).mean(), abs=1e-12)
    assert found.se == pytest.approx((first - second).std(ddof=1) / np.sqrt(len(pairs)), abs=1e-9)
    back = agreement.self_report_bias(second, first)
    assert (back.low, back.high) == pytest.approx((-found.high, -found.low), abs=1e-9)


def test_doubling_every_pair_of_a_cluster_adds_no_certainty():
    rng = np.random.default_rng(2)
    first, second, plans = rng.random(12), rng.random(12), np.repeat(np.arange(6), 2)
    once = agreement.self_report_bias(first, second, plans)
    twice = agreement.self_report_bias(np.tile(first, 2), np.tile(second, 2), np.tile(plans, 2))
    assert (twice.mean, twice.se, twice.clusters) == pytest.approx((once.mean, once.se, 6))


def test_one_cluster_gives_a_mean_and_no_interval():
    found = agreement.self_report_bias([1, 2, 4], [1, 1, 1], ["P1"] * 3)
    assert found.mean == pytest.approx(4 / 3)
    assert np.isnan([found.se, found.low, found.high]).all()
    assert found.why == "one_cluster"
    assert agreement.self_report_bias([], []).why == "nothing_rated"


def test_change_is_beyond_noise_in_both_directions_or_not_known():
    found = agreement.reliable_change([50, 50, 50, NAN, 50], [60, 40, 55, 60, 60], [2, 2, 2, 2, NAN])
    assert found.beyond.tolist() == [True, True, False, False, False]
    assert found.known.tolist() == [True, True, True, False, False]
    assert found.limit[0] == pytest.approx(1.959964 * np.sqrt(2) * 2, rel=1e-6)


def test_every_reason_is_a_sentence():
    assert all(sentence.endswith(".") for code, sentence in agreement.REASONS.items() if code)
