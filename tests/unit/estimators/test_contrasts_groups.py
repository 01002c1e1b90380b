"""Attrition, equivalence before, weighting, matching and changes over time."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mtss_analysis.estimators import contrasts
from mtss_analysis.estimators.contrasts import Refused
from mtss_analysis.estimators.contrasts.attrition import CAUTIOUS, OPTIMISTIC

CLOSE = pytest.approx


def codes(found):
    return [caution.code for caution in found.cautions]


def lost(treated, comparison, of=1000):
    arm = np.repeat([1, 0], of)
    stayed = np.concatenate([np.arange(of) >= treated, np.arange(of) >= comparison])
    return arm, stayed


@pytest.mark.parametrize(
    ("treated", "comparison", "level"),
    [
        (0, 0, "low"), (100, 100, "low"), (73, 127, "low"), (68, 132, "low_if_optimistic"),
        (132, 68, "low_if_optimistic"),
        (45, 155, "high"), (600, 600, "low_if_optimistic"), (700, 700, "high"),
    ],
)  # fmt: skip
def test_losses_against_both_boundaries(treated, comparison, level):
    found = contrasts.sample_attrition(*lost(treated, comparison))
    assert found.overall == CLOSE((treated + comparison) / 20)
    assert found.differential == CLOSE(abs(treated - comparison) / 10)
    assert found.level == level
    assert (codes(found) == []) == (level == "low")


@given(st.floats(0, 100))
def test_the_cautious_boundary_lies_below_the_optimistic_one(overall):
    cautious, optimistic = (contrasts.allowed(overall, boundary) for boundary in ("cautious", "optimistic"))
    assert cautious < optimistic or cautious == optimistic == -1


def test_boundaries_at_whole_percents_are_the_published_ones():
    assert [contrasts.allowed(row, "cautious") for row in range(58)] == CAUTIOUS.tolist()
    assert [contrasts.allowed(row, "optimistic") for row in range(58)] == OPTIMISTIC.tolist()
    beyond = [contrasts.allowed(row, "optimistic") for row in range(57, 72)]
    assert (np.diff(beyond) <= 0).all()
    assert beyond[-1] == -1


def test_joiners_are_not_counted_as_assigned_and_single_units_are_said():
    arm, stayed = np.repeat([1, 0], 20), np.tile([1, 1, 1, 0], 10)
    joined = np.arange(40) % 10 == 0
    unit = np.where(arm == 1, 0, np.arange(40))
    found = contrasts.sample_attrition(arm, stayed, joined=joined, unit=unit)
    assert found.assigned == (18, 18)
    assert found.joined == 4
    assert codes(found)[-2:] == ["joiners", "one_unit"]
    with pytest.raises(Refused):
        contrasts.sample_attrition(np.ones(5), np.ones(5))
    with pytest.raises(Refused, match="retained"):
        contrasts.sample_attrition(arm, stayed * 2)


def test_equivalence_before_by_kind_of_measure():
    rng = np.random.default_rng(3)
    arm = np.repeat([1, 0], 200)
    base = np.tile(rng.normal(0, 1, 200), 2)
    X = np.column_stack([base, base + 0.15 * arm, base + 0.6 * arm, np.tile(np.arange(200) % 2, 2), np.ones(400)])
    names = ("same", "near", "far", "yes", "none")
    found = contrasts.baseline_equivalence(X, arm, names)
    assert found.category == ("satisfied", "needs_adjustment", "not_satisfied", "satisfied", "cannot_tell")
    assert np.isnan(found.estimate[4])
    assert not found.adjustable
    some = contrasts.baseline_equivalence(X[:, :2], arm, names[:2])
    assert some.adjustable
    assert not some.satisfied
    X[5, 0] = np.nan
    with pytest.raises(Refused, match='same: row 5 holds "nan"'):
        contrasts.baseline_equivalence(X, arm, names)
    analyzed = np.arange(400) != 5
    assert contrasts.baseline_equivalence(X, arm, names, analyzed=analyzed).n_treated == 199


@pytest.fixture(scope="module")
def chosen():
    """Low pretests are served more often; the effect is 4, the raw difference about zero or below."""
    rng = np.random.default_rng(8)
    pretest, other = rng.normal(50, 10, 1500), rng.normal(0, 1, 1500)
    served = rng.random(1500) < 1 / (1 + np.exp((pretest - 42) / 7))
    return np.column_stack([pretest, other]), served, pretest + 4 * served + rng.normal(0, 5, 1500)


NAMES = ("pretest", "other")


def test_weights_make_the_arms_alike_and_find_the_effect(chosen):
    X, served, score = chosen
    scores = contrasts.propensity_scores(X, served, NAMES)
    assert scores.score.sum() == CLOSE(served.sum())  # the likelihood's own equation
    weights = contrasts.propensity_weights(scores.score, served)
    found = contrasts.covariate_balance(X, served, weights, NAMES)
    assert found.before[0] < -0.8
    assert np.abs(found.after).max() < 0.1
    assert found.effective[0] == CLOSE(served.sum())
    assert found.effective[1] < (~served).sum()
    effect = contrasts.weighted_difference(score, served, weights)
    assert effect.ci[0] < 4 < effect.ci[1]
    assert effect.estimate == CLOSE(score[served].mean() - np.average(score[~served], weights=weights[~served]))
    assert codes(effect) == ["not_assigned"]


def test_propensities_do_not_depend_on_the_unit(chosen):
    X, served, _ = chosen
    one = contrasts.propensity_scores(X, served, NAMES).score
    other = contrasts.propensity_scores(X * [1e-6, 1e3] + [0, 5], served, NAMES).score
    assert one == CLOSE(other, rel=1e-6)


def test_weights_for_everyone_are_one_over_the_chance_of_what_happened(chosen):
    X, served, _ = chosen
    score = contrasts.propensity_scores(X, served, NAMES).score
    weights = contrasts.propensity_weights(score, served, "everyone")
    assert weights == CLOSE(1 / np.where(served, score, 1 - score))
    with pytest.raises(ValueError, match='target: got "all"'):
        contrasts.propensity_weights(score, served, "all")


def test_a_cut_score_leaves_nobody_to_compare():
    pretest = np.arange(60.0)
    for served in (pretest < 20, pretest >= 40):
        with pytest.raises(Refused, match="effect at the cut") as caught:
            contrasts.propensity_scores(pretest[:, None], served, ("pretest",))
        assert caught.value.code == "separated"
    with pytest.raises(Refused, match='"again"'):
        contrasts.propensity_scores(np.column_stack([pretest, pretest]), pretest % 2, ("pretest", "again"))


def test_students_without_counterpart_are_said():
    rng = np.random.default_rng(2)
    pretest = np.concatenate([rng.normal(0, 1, 300), rng.normal(2, 1, 100)])
    served = np.arange(400) >= 300
    found = contrasts.propensity_scores(pretest[:, None], served, ("pretest",))
    beyond = (found.score < found.common[0]) | (found.score > found.common[1])
    assert found.outside == ((beyond & served).sum(), (beyond & ~served).sum())
    assert contrasts.overlap(found.score, served) == found.common
    kept = contrasts.within(found.score)
    assert found.score[kept].min() >= 0.1
    assert found.score[kept].max() <= 0.9
    for bad in (0.0, 1.0):
        with pytest.raises(Refused, match="chance between 0 and 1"):
            contrasts.propensity_weights([0.4, bad], [1, 0])


def test_balance_needs_weights_in_both_arms():
    for weights in ([1, 1, 0, 0], [1, -1, 1, 1]):
        with pytest.raises(Refused) as caught:
            contrasts.covariate_balance(np.arange(4.0)[:, None], [1, 1, 0, 0], weights, ("pretest",))
        assert caught.value.code == "weights"
    found = contrasts.covariate_balance(np.ones((4, 1)), [1, 1, 0, 0], np.ones(4), ("same",))
    assert np.isnan(found.before[0])


@settings(deadline=None)
@given(st.integers(0, 1000), st.integers(1, 3), st.booleans(), st.floats(0.05, 2))
def test_matches_are_near_and_nobody_is_taken_twice(seed, ratio, replace, caliper):
    rng = np.random.default_rng(seed)
    score, served = rng.random(40), np.arange(40) < 10
    try:
        found = contrasts.nearest_matches(score, served, ratio=ratio, caliper=caliper, replace=replace)
    except Refused as refused:
        if refused.code != "no_match":
            raise
        return
    assert served[found.treated].all()
    assert not served[found.comparison].any()
    assert found.distance.max() <= caliper * score.std(ddof=1) + 1e-12
    assert replace or len(np.unique(found.comparison)) == len(found.comparison)
    assert len({*zip(found.treated, found.comparison, strict=True)}) == len(found.treated)
    matched = len(np.unique(found.treated))
    assert found.weights[served].sum() == CLOSE(matched)
    assert found.weights[~served].sum() == CLOSE(matched)
    assert matched + len(found.unmatched) == 10
    assert bool(codes(found)) == bool(len(found.unmatched))


def test_ties_take_the_first_row_and_larger_scores_choose_first():
    found = contrasts.nearest_matches([0.5, 0.5, 0.9, 0.5, 0.5, 0.5], [1, 1, 1, 0, 0, 0])
    assert found.treated.tolist() == [2, 0, 1]
    assert found.comparison.tolist() == [3, 4, 5]
    with pytest.raises(Refused, match="within"):
        contrasts.nearest_matches([0.1, 0.9, 0.5, 0.52], [1, 1, 0, 0], caliper=0.01)
    with pytest.raises(ValueError, match="ratio"):
        contrasts.nearest_matches([0.1, 0.9], [1, 0], ratio=0)


def panel(schools=24, years=8, seed=1):
    rng = np.random.default_rng(seed)
    unit, year = np.repeat(np.arange(schools), years), np.tile(np.arange(2017, 2017 + years), schools)
    first = np.array([0, 2020, 2022, 0])[unit % 4]
    noise = rng.normal(0, 1, len(unit))
    return unit, year, first, rng.normal(50, 5, schools)[unit] + 0.7 * (year - 2017) + noise


def test_two_by_two_is_the_difference_of_four_means():
    unit, year, first, score = panel()
    rows = np.isin(year, (2019, 2020)) & (first != 2022)
    unit, after, served, score = unit[rows], year[rows] == 2020, first[rows] == 2020, score[rows]
    found = contrasts.difference_in_differences(score, served, after, unit)
    means = [[score[(served == s) & (after == a)].mean() for a in (0, 1)] for s in (0, 1)]
    assert found.estimate == CLOSE(means[1][1] - means[1][0] - means[0][1] + means[0][0])
    assert codes(found)[0] == "parallel_change"
    with pytest.raises(Refused, match="no comparison rows after"):
        contrasts.difference_in_differences(score[served | ~after], served[served | ~after], after[served | ~after],
                                            unit[served | ~after])  # fmt: skip


def test_staggered_effects_ignore_levels_common_changes_and_names():
    unit, year, first, score = panel()
    found = contrasts.staggered_effects(score, unit, year, first)
    shifted = score + 100 * unit + 30 * np.sin(year)
    order = np.random.default_rng(0).permutation(len(unit))
    labels = np.array([f"S{number}" for number in unit])
    never = np.where(first == 0, np.inf, first.astype(float))
    other = contrasts.staggered_effects(shifted[order], labels[order], year[order], never[order])
    assert other.estimate == CLOSE(found.estimate, abs=1e-8)
    assert other.se == CLOSE(found.se, rel=1e-8)
    later = contrasts.staggered_effects(score, unit, year, np.where(first == 0, 2099, first))
    assert later.estimate == CLOSE(found.estimate)


def test_averages_weight_groups_by_size():
    unit, year, first, score = panel(26)
    found = contrasts.staggered_effects(score, unit, year, first)
    served = found.period >= found.group
    assert found.simple().estimate == CLOSE(np.average(found.estimate[served], weights=found.share[served]))
    groups = found.by_group()
    assert groups.at.tolist() == [2020, 2022]
    each = [found.estimate[served & (found.group == g)].mean() for g in groups.at]
    assert groups.estimate == CLOSE(each)
    assert groups.overall.estimate == CLOSE(np.average(each, weights=[7, 6]))
    events = found.by_event()
    assert events.overall.estimate == CLOSE(events.estimate[events.at >= 0].mean())


def test_doubled_schools_in_clusters_do_not_make_surer():
    unit, year, first, score = panel()
    once = contrasts.staggered_effects(score, unit, year, first)
    twice = [np.concatenate([values, values]) for values in (score, year, first)]
    doubled = np.concatenate([unit, unit + 1000])
    found = contrasts.staggered_effects(twice[0], doubled, *twice[1:], cluster=np.concatenate([unit, unit]))
    assert found.se == CLOSE(once.se, rel=1e-10)
    assert found.simple().se == CLOSE(once.simple().se, rel=1e-10)
    assert found.df == once.df


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda u, y, f, s: (s, u, y, np.where(f == 0, 2021, f)), "all_served"),
        (lambda u, y, f, s: (s, u, y, f * 0), "none_served"),
        (lambda u, y, f, s: (s, u, y, np.where(u == 1, 2020, 0)), "one_cluster"),
        (lambda u, y, f, s: (s, u, y, np.where(f == 0, 0, 2017)), "none_served"),
        (lambda u, y, f, s: (s, u, y * 0, f), "repeated"),
        (lambda u, y, f, s: (s, u, y // 2, f // 2), "repeated"),
        (lambda u, y, f, s: (s, u, y, y), "changing"),
        (lambda u, y, f, s: (s * 0, u, y, f), "constant"),
    ],
)
def test_panels_that_tell_nothing_are_refused(change, code):
    with pytest.raises(Refused) as caught:
        contrasts.staggered_effects(*change(*panel()))
    assert caught.value.code == code


def test_units_served_throughout_and_missing_years_are_said():
    unit, year, first, score = panel()
    keep = np.arange(len(unit)) % 37 != 0
    found = contrasts.staggered_effects(score[keep], unit[keep], year[keep], np.where(unit == 0, 2017, first)[keep])
    assert codes(found)[:2] == ["served_throughout", "unbalanced"]
    assert np.isfinite(found.se).all()


def test_groups_of_one_and_effects_that_nobody_tells_are_said():
    unit, year, first, score = panel()
    first = np.where(unit == 1, 2019, first)
    found = contrasts.staggered_effects(score, unit, year, first)
    assert codes(found)[0] == "one_unit"
    assert found.cautions[0].sentence.startswith("One unit began in 2019")
    keep = ~((unit == 1) & (year == 2022))
    fewer = contrasts.staggered_effects(score[keep], unit[keep], year[keep], first[keep])
    assert codes(fewer)[0] == "not_estimated"
    assert len(fewer.estimate) == len(found.estimate) - 1


def test_interrupted_series_is_exact_without_noise_beyond_the_tiny():
    unit, year, _, _ = panel(20)
    group, on = unit < 10, year >= 2021
    rng = np.random.default_rng(1)
    course = 3 * unit + 2.0 * (year - 2021) + on * (1 + 0.5 * (year - 2021))
    score = course + group * (1.5 * (year - 2021) + on * (4 - 0.25 * (year - 2021))) + rng.normal(0, 1e-6, len(unit))
    for errors in ("cluster", "ar1"):
        found = contrasts.interrupted_series(score, year, group, 2021, unit, errors=errors)
        shown = found.level.estimate, found.slope.estimate, found.slopes_before.estimate, found.later(2).estimate
        assert shown == CLOSE((4, -0.25, 1.5, 3.5), abs=1e-4)
    assert codes(found.level) == ["short_series"]


@pytest.mark.parametrize(("start", "says"), [(2019, "2 periods before"), (2024, "and 1 from it on")])
def test_short_courses_are_refused(start, says):
    unit, year, first, score = panel()
    with pytest.raises(Refused, match=says) as caught:
        contrasts.interrupted_series(score, year, first == 2020, start, unit)
    assert caught.value.code == "short_series"


def test_one_served_school_has_no_errors_by_cluster():
    unit, year, _, score = panel()
    with pytest.raises(Refused) as caught:
        contrasts.interrupted_series(score, year, unit == 3, 2021, unit)
    assert caught.value.code == "one_cluster"
    assert contrasts.interrupted_series(score, year, unit == 3, 2021, unit, errors="ar1").level.se > 0
