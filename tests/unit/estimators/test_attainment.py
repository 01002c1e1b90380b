import numpy as np
import pytest

from mtss_analysis.estimators import attainment, trend

TIME, SCORE = np.arange(8.0), np.array([20, 24, 22, 25, 29, 26, 30, 33.0])


@pytest.fixture
def fit():
    return trend.ols(TIME, SCORE, [1] * 8)


def test_a_goal_on_the_line_is_an_even_chance(fit):
    ahead = attainment.forecast(fit, fit.at(12), 12)
    assert ahead.true_probability[0] == ahead.observed_probability[0] == 0.5


def test_one_score_is_less_certain_than_the_true_level(fit):
    low, high = attainment.forecast(fit, fit.at(12) - 3, 12), attainment.forecast(fit, fit.at(12) + 3, 12)
    assert low.true_probability > low.observed_probability > 0.5
    assert high.true_probability < high.observed_probability < 0.5
    assert low.observed_low < low.true_low < low.true_high < low.observed_high


def test_a_goal_at_the_edge_of_the_interval_has_the_tail_probability(fit):
    edge = attainment.forecast(fit, 0, 12, confidence=0.9)
    assert attainment.forecast(fit, edge.true_high, 12).true_probability == pytest.approx(0.05)
    assert attainment.forecast(fit, edge.observed_low, 12).observed_probability == pytest.approx(0.95)


def test_measures_where_less_is_better_turn_the_question_round(fit):
    falling = trend.ols(TIME, -SCORE, [1] * 8)
    up = attainment.forecast(fit, 40, 12)
    down = attainment.forecast(falling, -40, 12, direction="decrease")
    assert down.true_probability == pytest.approx(up.true_probability)
    assert down.observed_probability == pytest.approx(up.observed_probability)


def test_further_ahead_is_less_certain(fit):
    assert attainment.forecast(fit, 0, 30).true_se > attainment.forecast(fit, 0, 10).true_se


@pytest.mark.parametrize(
    ("time", "score"),
    [([0, 1], [20, 22]), ([1, 1, 1], [20, 22, 25]), ([0, 1, 2], [20, 20, 20]), ([0, 1, 3], [20, 22, 26])],
    ids=["two points", "one day", "constant", "on a line"],
)
def test_without_scatter_the_chance_cannot_be_told(time, score):
    fit = trend.ols(time, score, [1] * len(time))
    ahead = attainment.forecast(fit, 40, 10)
    for name in ("true_probability", "observed_probability", "true_low", "observed_high"):
        assert np.isnan(getattr(ahead, name)[0]), name
    assert np.isnan(attainment.slope_below(fit, 1.0)[0])


def test_goals_and_dates_go_with_their_series():
    codes = np.repeat([3, 9], 8)
    both = trend.ols(np.tile(TIME, 2), np.concatenate([SCORE, SCORE + 10]), codes)
    ahead = attainment.forecast(both, [40, 50], [12, 12])
    assert ahead.true_probability[0] == pytest.approx(ahead.true_probability[1])
    assert ahead.expected[1] == pytest.approx(ahead.expected[0] + 10)


def test_slope_below_agrees_with_the_interval_of_the_slope(fit):
    assert attainment.slope_below(fit, fit.slope_low) == pytest.approx(0.025)
    assert attainment.slope_below(fit, fit.slope_high) == pytest.approx(0.975)


def test_errors_name_the_next_move(fit):
    with pytest.raises(ValueError, match='direction: got "up", expected "increase" or "decrease"'):
        attainment.forecast(fit, 1, 1, direction="up")
    with pytest.raises(ValueError, match="confidence: got 2"):
        attainment.forecast(fit, 1, 1, confidence=2)
