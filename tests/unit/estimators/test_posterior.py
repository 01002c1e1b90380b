"""Lines narrowed by scores: against the normal distribution written out, and what must not change."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtss_analysis.estimators.posterior import MEDIAN_OF_THREE, lines, posterior

KNOWN = {"level": 40.0, "slope": 1.0, "level_var": 100.0, "covariance": 1.5, "slope_var": 0.25, "noise": 64.0}
TIMES = st.lists(st.integers(0, 40), min_size=1, max_size=12, unique=True).map(sorted)


def by_conditioning(time, score, correlation=0.0, **changed):
    """Condition the joint normal distribution of line and scores, with matrices written out."""
    known = KNOWN | changed
    mean = np.array([known["level"], known["slope"]])
    D = np.array([[known["level_var"], known["covariance"]], [known["covariance"], known["slope_var"]]])
    Z = np.column_stack([np.ones(len(time)), time])
    alike = correlation ** np.abs(np.subtract.outer(time, time)) if correlation else np.eye(len(time))
    R = known["noise"] * alike
    gain = D @ Z.T @ np.linalg.inv(Z @ D @ Z.T + R)
    return mean + gain @ (np.asarray(score) - Z @ mean), D - gain @ Z @ D


@pytest.mark.parametrize("correlation", [0.0, 0.35])
def test_it_is_the_conditional_normal_distribution(correlation):
    time, score = np.array([0.0, 1, 2.5, 6, 9]), np.array([52.0, 40, 47, 61, 55])
    found = posterior(lines(**KNOWN, correlation=correlation), time, score, np.zeros(5, int))
    mean, cov = by_conditioning(time, score, correlation)
    np.testing.assert_allclose([found.level[0], found.slope[0]], mean, rtol=1e-10)
    np.testing.assert_allclose([found.level_var[0], found.covariance[0], found.slope_var[0]], cov[[0, 0, 1], [0, 1, 1]])


@given(TIMES, st.integers(0, 2**32 - 1))
def test_scores_one_at_a_time_say_the_same_as_all_at_once(times, seed):
    score = np.random.default_rng(seed).normal(50, 10, len(times))
    known = lines(**KNOWN)
    whole = posterior(known, times, score, np.zeros(len(times), int))
    for time, each in zip(times, score, strict=True):
        known = posterior(known, [time], [each], [0])
    np.testing.assert_allclose([known.level, known.slope], [whole.level, whole.slope], rtol=1e-8)


@given(TIMES, st.integers(0, 2**32 - 1))
def test_more_scores_never_widen_what_is_known(times, seed):
    score = np.random.default_rng(seed).normal(50, 10, len(times))
    before = lines(**KNOWN)
    after = posterior(before, times, score, np.zeros(len(times), int))
    for at in (0.0, 20.0, 45.0):
        assert after.expected(at)[1] <= before.expected(at)[1] + 1e-9


def test_a_series_does_not_see_the_scores_of_another():
    known = lines(np.array([40.0, 50.0, 30.0]), 1.0, 100.0, 0.0, 0.25, 64.0, 0.3)
    time, score, series = [0, 1, 2, 0, 3], [41, 44, 39, 28, 35], [0, 0, 0, 2, 2]
    found = posterior(known, time, score, series)
    alone = posterior(known.take(np.array([2])), [0, 3], [28, 35], [0, 0])
    assert found.level[1] == 50.0
    assert found.level[2] == pytest.approx(alone.level[0])


def test_time_may_be_counted_from_elsewhere():
    known, time, score = lines(**KNOWN, correlation=0.2), np.array([3.0, 5, 8]), [50, 44, 58]
    here = posterior(known, time, score, [0, 0, 0]).reach(70, 20)
    there = posterior(known.later(3.0), time - 3, score, [0, 0, 0]).reach(70, 17)
    np.testing.assert_allclose(here, there)


def test_a_median_of_three_counts_for_more_than_one_score():
    one = posterior(lines(**KNOWN), [0], [60], [0])
    three = posterior(lines(**KNOWN), [0], [60], [0], weight=1 / 0.4487)
    assert one.level[0] < three.level[0] < 60


def test_the_variance_of_a_median_of_three_is_what_is_said():
    rng = np.random.default_rng(1)
    assert np.median(rng.normal(size=(400_000, 3)), axis=1).var() == pytest.approx(MEDIAN_OF_THREE, abs=0.004)


def test_no_growth_spread_and_no_prior_are_cases_of_their_own():
    flat = posterior(lines(40.0, 1.0, 100.0, 0.0, 0.0, 64.0), [0, 10], [50, 90], [0, 0])
    assert flat.slope[0] == 1.0
    nothing = posterior(lines(np.nan, np.nan, np.nan, np.nan, np.nan, np.nan), [0], [50], [0])
    assert np.isnan(nothing.reach(50, 5)).all()


@pytest.mark.parametrize(("changed", "names"), [({"noise": 0.0}, "noise"), ({"correlation": 1.0}, "correlation")])
def test_impossible_noise_is_refused(changed, names):
    with pytest.raises(ValueError, match=names):
        lines(**(KNOWN | changed))
