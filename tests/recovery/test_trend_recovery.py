"""Simulated students with known slopes: intervals cover as often as they promise, and where they do not is named.

Bounds are binomial at 1 in 10,000 per side, so a pass is not luck and a failure is not bad luck.
"""

import numpy as np
import pytest
from scipy import stats

from mtss_analysis.estimators import aimline, attainment, trend

STUDENTS, SLOPE, NOISE = 2_000, 1.3, 9.0


def simulate(weeks, phi=0.0, seed=5, heavy=False):
    """Weekly scores about true lines; `phi` makes neighbouring errors alike (AR(1)), `heavy` gives stray scores."""
    rng = np.random.default_rng(seed)
    shocks = rng.standard_t(3, (STUDENTS, weeks)) / np.sqrt(3) if heavy else rng.normal(size=(STUDENTS, weeks))
    errors = shocks.copy()
    for week in range(1, weeks):
        errors[:, week] = phi * errors[:, week - 1] + np.sqrt(1 - phi**2) * shocks[:, week]
    time = np.tile(np.arange(weeks, dtype=float), STUDENTS)
    level = rng.normal(60, 20, STUDENTS)
    score = np.repeat(level, weeks) + SLOPE * time + NOISE * errors.ravel()
    return time, score, np.repeat(np.arange(STUDENTS), weeks), level


def bounds(share):
    return stats.binom.ppf([1e-4, 1 - 1e-4], STUDENTS, share)


def covered(low, high, truth):
    return int(((low <= truth) & (truth <= high)).sum())


@pytest.mark.parametrize("confidence", [0.8, 0.95])
@pytest.mark.parametrize("weeks", [4, 10, 20])
def test_slope_intervals_cover_the_true_slope_as_promised(weeks, confidence):
    time, score, series, _ = simulate(weeks)
    fit = trend.ols(time, score, series, confidence=confidence)
    low, high = bounds(confidence)
    assert low <= covered(fit.slope_low, fit.slope_high, SLOPE) <= high


@pytest.mark.parametrize("weeks", [4, 10, 20])
def test_slope_and_its_standard_error_are_unbiased(weeks):
    time, score, series, _ = simulate(weeks)
    fit = trend.ols(time, score, series)
    seb = NOISE / np.sqrt(weeks * (weeks**2 - 1) / 12)
    assert fit.slope.mean() == pytest.approx(SLOPE, abs=4 * seb / np.sqrt(STUDENTS))
    assert fit.slope.std() == pytest.approx(seb, rel=4 / np.sqrt(2 * STUDENTS))
    spread = np.sqrt(2 / (weeks - 2) / STUDENTS)
    assert (fit.slope_se**2).mean() == pytest.approx(seb**2, rel=4 * spread)


def test_the_chance_of_a_slope_below_the_truth_is_uniform():
    time, score, series, _ = simulate(8)
    below = attainment.slope_below(trend.ols(time, score, series), SLOPE)
    assert stats.kstest(below, "uniform").pvalue > 1e-4


@pytest.mark.parametrize("weeks", [6, 12])
def test_theil_sen_intervals_hold_at_least_about_their_promise(weeks):
    time, score, series, _ = simulate(weeks, heavy=True)
    robust = trend.theil_sen(time, score, series)
    assert covered(robust.slope_low, robust.slope_high, SLOPE) >= bounds(0.94)[0]
    assert np.median(robust.slope) == pytest.approx(SLOPE, abs=0.1)


def test_stray_scores_move_theil_sen_less_than_least_squares():
    time, score, series, _ = simulate(12, heavy=True)
    robust, plain = trend.theil_sen(time, score, series), trend.ols(time, score, series)
    assert robust.slope.std() < 0.95 * plain.slope.std()


def test_alike_neighbours_make_the_interval_too_short():
    """The caution that analyses must show: errors with lag-1 correlation 0.4 leave "95 %" well below 95 %."""
    time, score, series, _ = simulate(14, phi=0.4)
    fit = trend.ols(time, score, series)
    assert covered(fit.slope_low, fit.slope_high, SLOPE) < bounds(0.90)[0]
    assert fit.slope_se.mean() < 0.85 * fit.slope.std()
    alike = trend.residual_autocorrelation(time, score, series).lag1
    alone = trend.residual_autocorrelation(*simulate(14)[:3]).lag1
    assert np.median(alike) > np.median(alone) + 0.2
    assert np.median(alone) < 0  # few points lean below the truth, 0 here


@pytest.mark.parametrize("weeks_ahead", [1, 10])
def test_forecast_intervals_cover_the_true_level_and_the_next_score(weeks_ahead):
    time, score, series, level = simulate(10)
    goal_week = 9 + weeks_ahead
    truth = level + SLOPE * goal_week
    observed = truth + NOISE * np.random.default_rng(8).normal(size=STUDENTS)
    ahead = attainment.forecast(trend.ols(time, score, series), truth, goal_week)
    low, high = bounds(0.95)
    assert low <= covered(ahead.true_low, ahead.true_high, truth) <= high
    assert low <= covered(ahead.observed_low, ahead.observed_high, observed) <= high


@pytest.mark.parametrize("chance", [0.2, 0.5, 0.8])
def test_of_forecasts_that_say_p_about_p_come_true(chance):
    """Goals placed so that every forecast says exactly `chance`; the next score then reaches that many goals."""
    time, score, series, level = simulate(12)
    fit = trend.ols(time, score, series)
    reach = stats.t.ppf(chance, 10) * attainment.forecast(fit, 0, 16).observed_se
    goal = fit.at(16) - reach
    ahead = attainment.forecast(fit, goal, 16)
    assert ahead.observed_probability == pytest.approx(chance)
    observed = level + SLOPE * 16 + NOISE * np.random.default_rng(9).normal(size=STUDENTS)
    low, high = bounds(chance)
    assert low <= int((observed >= goal).sum()) <= high


def test_baselines_centre_on_the_second_week_of_the_true_line():
    time, score, series, level = simulate(6)
    start = aimline.baseline(time, score, series)
    gap = start.score - (level + SLOPE * 1)
    assert abs(gap.mean()) < 4 * gap.std() / np.sqrt(STUDENTS)
    assert gap.std() < 0.8 * NOISE
