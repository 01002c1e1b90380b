import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mtss_analysis.estimators import trend

NUMBERS = ("slope", "see", "slope_se", "slope_low", "slope_high")
QUIET = settings(deadline=None, max_examples=60)


@st.composite
def collections(draw):
    lengths = draw(st.lists(st.integers(3, 12), min_size=1, max_size=12))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    codes = np.repeat(np.arange(len(lengths)), lengths)
    time = np.concatenate([np.cumsum(rng.uniform(0.2, 2.0, n)) for n in lengths])
    return time, 20 + time + rng.normal(0, 6, len(time)), codes


def close(actual, expected):
    np.testing.assert_allclose(actual, expected, rtol=1e-7, atol=1e-7)


@QUIET
@given(collections(), st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))
def test_shifting_time_or_scores_moves_only_the_level(data, later, higher):
    time, score, codes = data
    plain, moved = trend.ols(time, score, codes), trend.ols(time + later, score + higher, codes)
    for name in NUMBERS:
        close(getattr(moved, name), getattr(plain, name))
    close(moved.level - higher, plain.level)
    close(moved.weeks, plain.weeks)


@QUIET
@given(collections(), st.sampled_from([-3.0, 1 / 7, 5.0]), st.sampled_from([-2.0, 0.01, 100.0]))
def test_units_of_time_and_score_carry_through(data, per_week, per_score):
    time, score, codes = data
    plain, moved = trend.ols(time, score, codes), trend.ols(time * per_week, score * per_score, codes)
    close(moved.slope, plain.slope * per_score / per_week)
    close(moved.slope_se, plain.slope_se * abs(per_score / per_week))
    close(moved.r_squared, plain.r_squared)


@QUIET
@given(collections(), st.integers(0, 2**32 - 1))
def test_order_of_points_and_of_series_does_not_matter(data, seed):
    time, score, codes = data
    rng = np.random.default_rng(seed)
    renamed = rng.permutation(codes.max() + 1)
    shuffled = rng.permutation(len(codes))
    order = shuffled[np.argsort(renamed[codes[shuffled]], kind="stable")]
    plain = trend.ols(time, score, codes)
    mixed = trend.ols(time[order], score[order], renamed[codes[order]])
    for name in (*NUMBERS, "first_time", "last_time", "mean_score"):
        close(getattr(mixed, name)[renamed], getattr(plain, name))


@QUIET
@given(collections())
def test_the_line_is_the_best_line(data):
    time, score, codes = data
    fit = trend.ols(time, score, codes)
    residual = score - fit.at(0.0)[codes] - fit.slope[codes] * time
    close(np.bincount(codes, residual), 0)
    close(np.bincount(codes, residual * time), 0)
    close(np.sqrt(np.bincount(codes, residual**2) / (fit.n - 2)), fit.see)


@pytest.mark.parametrize("workers", [1, 2, 5])
def test_number_of_threads_changes_nothing(workers):
    rng = np.random.default_rng(3)
    codes = np.repeat(np.arange(30_000), 8)
    time, score = rng.uniform(0, 30, len(codes)), rng.normal(50, 9, len(codes))
    alone, shared = trend.ols(time, score, codes, workers=1), trend.ols(time, score, codes, workers=workers)
    assert np.array_equal(alone.slope_high, shared.slope_high)


def test_equal_lengths_and_gathered_lengths_agree():
    rng = np.random.default_rng(4)
    time, score, codes = rng.uniform(0, 30, 600), rng.normal(50, 9, 600), np.repeat(np.arange(60), 10)
    equal = trend.ols(time, score, codes)
    gathered = trend.ols(np.append(time, 0), np.append(score, 0), np.append(codes, 60))
    assert np.array_equal(equal.slope_se, gathered.slope_se[:60])


def test_one_point_has_a_mean_and_nothing_else():
    fit = trend.ols([4], [30], [9])
    assert (fit.n[0], fit.mean_score[0], fit.weeks[0]) == (1, 30.0, 0.0)
    for name in (*NUMBERS, "r_squared", "level", "intercept"):
        assert np.isnan(getattr(fit, name)).all(), name


def test_two_points_have_a_slope_and_no_noise():
    fit = trend.ols([0, 4], [30, 38], [9, 9])
    assert (fit.slope[0], fit.level[0], fit.weeks[0]) == (2.0, 38.0, 4.0)
    for name in ("see", "slope_se", "slope_low", "slope_high", "r_squared"):
        assert np.isnan(getattr(fit, name)).all(), name
    assert not fit.scattered[0]


@pytest.mark.parametrize("day", [0.0, 6 / 7, 738_000.123])
def test_points_of_one_day_have_no_slope(day):
    fit = trend.ols([day] * 4, [30, 33, 35, 31], [1] * 4)
    assert (fit.weeks[0], fit.sxx[0], fit.mean_score[0]) == (0.0, 0.0, 32.25)
    for name in (*NUMBERS, "r_squared", "level"):
        assert np.isnan(getattr(fit, name)).all(), name


@pytest.mark.parametrize("score", [0.0, 0.1, 1e6 + 0.1])
def test_scores_that_never_change_have_slope_zero_and_no_noise(score):
    fit = trend.ols(np.arange(7) / 7, [score] * 7, [1] * 7)
    assert (fit.slope[0], fit.see[0], fit.level[0]) == (0.0, 0.0, score)
    assert np.isnan(fit.r_squared[0])
    assert not fit.scattered[0]


@pytest.mark.parametrize("origin", [0.0, 1e6])
def test_points_on_a_line_leave_no_false_noise(origin):
    time = np.arange(10) / 7
    fit = trend.ols(time, origin + 0.3 * time, [1] * 10)
    assert fit.slope[0] == pytest.approx(0.3, rel=1e-8)
    assert fit.see[0] < 1e-14 * max(1.0, 100 * origin)
    assert not fit.scattered[0]


def test_small_noise_about_a_steep_line_is_not_lost():
    time, noise = np.arange(8.0), np.array([1, -1, -1, 1, 1, -1, -1, 1]) * 1e-6
    fit = trend.ols(time, 1e3 * time + noise, [1] * 8)
    assert fit.see[0] == pytest.approx(trend.ols(time, noise, [1] * 8).see[0], rel=1e-5)
    assert fit.scattered[0]


def test_a_first_point_far_from_the_rest_costs_no_precision():
    time, score = np.array([-1e4, 0, 1, 2, 3.0]), np.array([5e6, 1, 2, 2, 4.0])
    x, y = time - time.mean(), score - score.mean()
    assert trend.ols(time, score, [1] * 5).slope[0] == pytest.approx((x @ y) / (x @ x), rel=1e-12)


def test_missing_scores_are_refused_by_place():
    with pytest.raises(ValueError, match=r'score: row 2 holds "nan" \(1 such\).*missing="drop"'):
        trend.ols([0, 1, 2, 3], [1, 2, np.nan, 4], [1, 1, 1, 1])


def test_missing_times_and_infinite_scores_are_refused():
    with pytest.raises(ValueError, match='time: row 0 holds "nan"'):
        trend.ols([np.nan, 1, 2], [1, 2, 3], [1, 1, 1])
    with pytest.raises(ValueError, match='score: row 1 holds "-inf"'):
        trend.ols([0, 1, 2], [1, -np.inf, 3], [1, 1, 1], missing="drop")


@pytest.mark.parametrize("estimate", [trend.ols, trend.theil_sen, trend.two_point, trend.residual_autocorrelation])
def test_opposite_infinities_do_not_hide_each_other(estimate):
    with pytest.raises(ValueError, match='score: row 1 holds "inf"'):
        estimate([0, 1, 2, 0, 1], [1, np.inf, 3, -np.inf, 4], [1, 1, 1, 2, 2])


@pytest.mark.parametrize("estimate", [trend.ols, trend.theil_sen])
def test_huge_finite_scores_are_not_called_missing(estimate):
    fit = estimate([0, 1, 2, 3, 4, 5], np.array([1, 2, 3, 4, 5, 7]) * 1e150, [1] * 6)
    assert fit.slope[0] > 1e150


def test_dropped_points_are_as_if_never_taken():
    time, codes = [0, 1, 2, 3, 4, 0, 1], [1, 1, 1, 1, 1, 2, 2]
    fit = trend.ols(time, [20, np.nan, 24, 23, 28, np.nan, np.nan], codes, missing="drop")
    short = trend.ols([0, 2, 3, 4], [20, 24, 23, 28], [1] * 4)
    assert fit.series.tolist() == [1, 2]
    assert fit.n.tolist() == [4, 0]
    assert fit.slope_se[0] == short.slope_se[0]
    for name in (*NUMBERS, "mean_score", "weeks", "level"):
        assert np.isnan(getattr(fit, name)[1]), name


def test_no_data_is_an_empty_answer():
    fit = trend.ols([], [], [])
    assert len(fit.slope) == len(fit.n) == len(fit.r_squared) == 0


@pytest.mark.parametrize("confidence", [0, 1, 95])
def test_confidence_is_a_share(confidence):
    with pytest.raises(ValueError, match=f"confidence: got {confidence}, expected a share"):
        trend.ols([0, 1], [1, 2], [1, 1], confidence=confidence)


def test_more_confidence_is_a_wider_interval_about_the_same_slope():
    time, score, codes = np.arange(8.0), [20, 24, 22, 25, 29, 26, 30, 33], [1] * 8
    narrow, wide = (trend.ols(time, score, codes, confidence=share) for share in (0.8, 0.95))
    assert wide.slope_low < narrow.slope_low < narrow.slope < narrow.slope_high < wide.slope_high


def test_integers_and_lists_are_welcome():
    fit = trend.ols(np.arange(5, dtype=np.int16), [1, 3, 5, 7, 10], np.zeros(5, dtype=np.uint32))
    assert fit.slope[0] == pytest.approx(2.2)
