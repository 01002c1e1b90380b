"""Hand case and SEb table, computed in R 4.2.2 (lm, mblm, predict) and again in NumPy/SciPy; sources named per case."""

import numpy as np
import pytest

from mtss_analysis.estimators import aimline, attainment, trend

WEEKS = np.arange(10.0)
SCORES = np.array([22, 25, 24, 28, 27, 31, 30, 34, 33, 36])
ONE = np.zeros(10, dtype=int)
GOAL, GOAL_WEEK = 60, 30
EXACT = pytest.approx


@pytest.fixture(scope="module")
def fit():
    return trend.ols(WEEKS, SCORES, ONE)


@pytest.fixture(scope="module")
def ahead(fit):
    return attainment.forecast(fit, GOAL, GOAL_WEEK)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("intercept", 22.4),
        ("slope", 1.46666666666667),
        ("see", 1.25166555703457),
        ("slope_se", 0.137803842435177),
        ("slope_low", 1.14889043616413),
        ("slope_high", 1.78444289716921),
        ("r_squared", 0.934035087719298),
    ],
)
def test_least_squares_of_the_hand_case_equals_r_lm(fit, name, expected):
    assert getattr(fit, name)[0] == EXACT(expected, rel=1e-12)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("expected", 66.4),
        ("true_low", 58.2454631667533),
        ("true_high", 74.5545368332468),
        ("observed_low", 57.7497130735304),
        ("observed_high", 75.0502869264696),
        ("true_probability", 0.946041680218782),
        ("observed_probability", 0.936811769801572),
    ],
)
def test_forecast_of_the_hand_case_equals_r_predict(ahead, name, expected):
    assert getattr(ahead, name)[0] == EXACT(expected, rel=1e-12)


def test_residuals_of_the_hand_case_swing_from_point_to_point():
    alike = trend.residual_autocorrelation(WEEKS, SCORES, ONE)
    assert alike.lag1[0] == EXACT(-0.93936170212766, rel=1e-10)
    assert alike.durbin_watson[0] == EXACT(3.8531914893617, rel=1e-10)


@pytest.mark.parametrize("rule", ["median_residual", "scipy_separate"])
def test_theil_sen_of_the_hand_case_equals_mblm_without_repeats(rule):
    robust = trend.theil_sen(WEEKS, SCORES, ONE, intercept=rule)
    assert (robust.slope[0], robust.intercept[0]) == (1.5, 22.25)


def test_two_intercept_conventions_differ_off_the_middle():
    # one stray probe at the end: the medians of time and of score no longer belong to one point
    scores = np.array([22, 25, 24, 28, 60.0])
    joint = trend.theil_sen(WEEKS[:5], scores, ONE[:5])
    separate = trend.theil_sen(WEEKS[:5], scores, ONE[:5], intercept="scipy_separate")
    assert joint.slope[0] == separate.slope[0] == 3.5  # between 3 and 4 of -1, 1, 1.5, 2, 3, 4, 9.5, 11.7, 18, 32
    assert joint.intercept[0] == 21.5  # median of 22, 21.5, 17, 17.5, 46
    assert separate.intercept[0] == 18.0  # 25 - 3.5 * 2


def test_two_point_gain_is_another_number_than_the_least_squares_slope(fit):
    gain = trend.two_point(WEEKS, SCORES, ONE).slope[0]
    assert gain == EXACT(1.55555555555556, rel=1e-12)
    assert gain != EXACT(fit.slope[0], rel=1e-3)


SEB = {4: 4.47213595499958, 6: 2.39045721866879, 8: 1.54303349962092, 10: 1.10096376512636, 12: 0.836242010007091}
SEB |= {14: 0.662993544131796, 15: 0.597614304667197, 20: 0.387783367164741}


@pytest.mark.parametrize("points", SEB)
@pytest.mark.parametrize("see", [5, 10, 15])
def test_standard_error_of_weekly_slopes_follows_christ_2006(points, see):
    """Residuals of size `see` that no line can explain: any pattern orthogonal to 1 and t, scaled."""
    t = np.arange(points, dtype=float)
    noise = np.random.default_rng(points).normal(size=points)
    design = np.column_stack([np.ones(points), t])
    noise -= design @ np.linalg.lstsq(design, noise, rcond=None)[0]
    noise *= see * np.sqrt(points - 2) / np.linalg.norm(noise)
    fit = trend.ols(t, 40 + 1.5 * t + noise, np.zeros(points, dtype=int))
    assert fit.slope[0] == EXACT(1.5)
    assert fit.see[0] == EXACT(see)
    assert fit.sxx[0] == EXACT(points * (points**2 - 1) / 12)
    assert fit.slope_se[0] == EXACT(SEB[points] * see / 10, rel=1e-10)


def test_printed_vendor_goals_and_rates():
    """FastBridge help pages (goal = start + rate · weeks, printed rounded) and an aimsweb example."""
    goals = aimline.goal_from_rate(85, np.array([1.4, 1.0, 1.6]), 36)
    assert goals == EXACT([135.4, 121.0, 142.6])
    assert aimline.aimline(0, 58, 15, 92).slope == EXACT(2.2666666666666666)


def test_aimline_of_the_rule_vectors():
    line = aimline.aimline(0, 30, 20, 60)
    assert line.slope == 1.5
    assert line.expected([1, 2, 3, 4, 5, 6]).tolist() == [31.5, 33.0, 34.5, 36.0, 37.5, 39.0]
