import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mtss_analysis.estimators import trend

SCORES = st.lists(st.integers(0, 80), min_size=2, max_size=14)
QUIET = settings(deadline=None, max_examples=80)


@QUIET
@given(SCORES, st.integers(-5, 5), st.integers(-1000, 1000))
def test_theil_sen_follows_a_change_of_slope_and_level(scores, tilt, lift):
    time, one = np.arange(len(scores), dtype=float), np.zeros(len(scores), dtype=int)
    plain = trend.theil_sen(time, scores, one)
    moved = trend.theil_sen(time, scores + tilt * time + lift, one)
    assert moved.slope[0] == pytest.approx(plain.slope[0] + tilt)
    assert moved.intercept[0] == pytest.approx(plain.intercept[0] + lift)


@QUIET
@given(SCORES)
def test_theil_sen_mirrors_when_scores_are_mirrored(scores):
    time, one = np.arange(len(scores), dtype=float), np.zeros(len(scores), dtype=int)
    up, down = trend.theil_sen(time, scores, one), trend.theil_sen(time, np.negative(scores), one)
    assert down.slope[0] == pytest.approx(-up.slope[0])
    np.testing.assert_allclose([down.slope_low, down.slope_high], [-up.slope_high, -up.slope_low])


def test_theil_sen_does_not_follow_one_stray_score():
    time, one = np.arange(9.0), np.zeros(9, dtype=int)
    scores = 20 + 2 * time
    scores[4] = 200
    assert trend.theil_sen(time, scores, one).slope[0] == 2.0


@pytest.mark.parametrize("time", [[3.0], [3.0, 3.0, 3.0]])
def test_theil_sen_without_two_times_is_not_defined(time):
    robust = trend.theil_sen(time, np.arange(len(time)), [1] * len(time))
    assert robust.pairs[0] == 0
    for name in ("slope", "slope_low", "slope_high", "intercept"):
        assert np.isnan(getattr(robust, name)[0]), name


def test_theil_sen_leaves_out_pairs_of_one_day():
    robust = trend.theil_sen([0, 0, 1], [10, 20, 40], [1] * 3)
    assert (robust.pairs[0], robust.slope[0]) == (2, 25.0)


def test_theil_sen_of_constant_scores_is_flat():
    robust = trend.theil_sen(np.arange(6), [7] * 6, [1] * 6)
    assert (robust.slope[0], robust.slope_low[0], robust.slope_high[0], robust.intercept[0]) == (0, 0, 0, 7)


def test_theil_sen_of_constant_scores_on_tied_days_has_no_interval():
    robust = trend.theil_sen([0, 0, 1, 1, 2, 2], [7] * 6, [1] * 6)
    assert robust.slope[0] == 0
    assert np.isnan(robust.slope_low[0])


def test_theil_sen_keeps_lengths_apart_and_empty_series_in_place():
    time = [0, 1, 2, 0, 0, 2]
    robust = trend.theil_sen(time, [1, 2, 3, np.nan, 5, 9], [4, 4, 4, 5, 8, 8], missing="drop")
    assert robust.series.tolist() == [4, 5, 8]
    np.testing.assert_array_equal(robust.slope, [1, np.nan, 2])
    np.testing.assert_array_equal(robust.at([5, 5, 5]), [6, np.nan, 15])


def test_theil_sen_refuses_unknown_intercepts_and_missing_scores():
    with pytest.raises(ValueError, match='intercept: got "separate", expected "median_residual"'):
        trend.theil_sen([0, 1], [1, 2], [1, 1], intercept="separate")
    with pytest.raises(ValueError, match='score: row 1 holds "nan"'):
        trend.theil_sen([0, 1], [1, np.nan], [1, 1])


def test_two_point_gain_needs_two_times():
    gain = trend.two_point([0, 2, 4, 4, 7], [10, 0, 20, 30, 50], [1, 1, 2, 2, 3])
    np.testing.assert_array_equal(gain.slope, [-5, np.nan, np.nan])


def test_two_point_gain_needs_order():
    with pytest.raises(ValueError, match="never decrease"):
        trend.two_point([2, 0], [10, 0], [1, 1])


def test_residuals_of_alternating_and_of_wavy_scores():
    time = np.tile(np.arange(12.0), 2)
    zigzag, wave = np.tile([1.0, -1.0], 6), np.repeat([1.0, -1.0, 1.0], 4)
    alike = trend.residual_autocorrelation(time, np.concatenate([zigzag, wave]), np.repeat([1, 2], 12))
    assert alike.lag1[0] < -0.7
    assert alike.lag1[1] > 0.4
    assert alike.durbin_watson[0] > 3 > 1.5 > alike.durbin_watson[1]


def test_the_last_residual_of_one_series_has_no_neighbour_in_the_next():
    time, score, codes = np.tile(np.arange(5.0), 2), np.array([9, 1, 2, 8, 7, 30, 2, 9, 1, 4.0]), np.repeat([1, 2], 5)
    both = trend.residual_autocorrelation(time, score, codes)
    alone = [trend.residual_autocorrelation(time[:5], part, codes[:5]) for part in (score[:5], score[5:])]
    assert both.lag1 == pytest.approx([one.lag1[0] for one in alone])
    assert both.durbin_watson == pytest.approx([one.durbin_watson[0] for one in alone])


def test_residuals_that_do_not_exist_are_not_alike():
    time, codes = [0, 1, 2, 0, 1, 5], [1, 1, 1, 2, 2, 3]
    alike = trend.residual_autocorrelation(time, [4, 5, 6, 1, 2, 9], codes)
    assert np.isnan(alike.lag1).all()
    assert np.isnan(alike.durbin_watson).all()


def test_residual_autocorrelation_drops_on_request():
    full = trend.residual_autocorrelation([0, 1, 3, 4], [4, 6, 5, 8], [1] * 4)
    holed = trend.residual_autocorrelation(
        [0, 1, 2, 3, 4, 0], [4, 6, np.nan, 5, 8, np.nan], [1] * 5 + [2], missing="drop"
    )
    assert holed.lag1[0] == full.lag1[0]
    assert np.isnan(holed.lag1[1])
