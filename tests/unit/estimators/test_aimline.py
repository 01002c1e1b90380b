import numpy as np
import pytest

from mtss_analysis.estimators.aimline import aimline, baseline, goal_from_rate


def test_baseline_is_the_median_of_the_first_points_only():
    start = baseline([0, 1, 2, 3, 4, 5], [20, 90, 22, 99, 10, 12], [1, 1, 1, 1, 5, 5], fewest=2)
    assert start.score.tolist() == [22.0, 11.0]
    assert start.n.tolist() == [3, 2]
    assert start.first_time.tolist() == [0.0, 4.0]
    assert start.last_time.tolist() == [2.0, 5.0]


def test_too_few_points_are_no_baseline_yet():
    start = baseline([0, 1, 0], [20, 24, 30], [1, 1, 2])
    assert np.isnan([start.score, start.first_time, start.last_time]).all()
    assert start.n.tolist() == [2, 1]


def test_baseline_of_a_series_without_points_is_missing():
    start = baseline([0, 1, 2], [20, np.nan, 22], [1, 2, 3], points=1, missing="drop")
    np.testing.assert_array_equal(start.score, [20, np.nan, 22])
    assert start.n.tolist() == [1, 0, 1]


@pytest.mark.parametrize(("points", "fewest"), [(0, None), (3, 0), (3, 4)])
def test_baseline_refuses_impossible_counts(points, fewest):
    with pytest.raises(ValueError, match="expected 1 <= fewest <= points"):
        baseline([0], [1], [1], points=points, fewest=fewest)


def test_baseline_needs_points_in_order_and_scores():
    with pytest.raises(ValueError, match=r"row 1 holds 0\.0 after 3\.0"):
        baseline([3, 0, 1], [1, 2, 3], [1, 1, 1])
    with pytest.raises(ValueError, match='score: row 0 holds "nan"'):
        baseline([0, 1, 2], [np.nan, 2, 3], [1, 1, 1])


def test_aimline_starts_at_the_baseline_and_ends_at_the_goal():
    line = aimline([0, 2], [30, 80], [20, 12], [60, 40])
    assert line.slope.tolist() == [1.5, -4.0]
    assert line.expected(line.start_time).tolist() == [30.0, 80.0]
    assert line.expected(line.goal_time).tolist() == [60.0, 40.0]


def test_every_point_is_read_off_its_own_aimline():
    line = aimline([0, 2], [30, 80], [20, 12], [60, 40])
    assert line.expected([2, 4, 3], row=np.array([0, 0, 1])).tolist() == [33.0, 36.0, 76.0]


@pytest.mark.parametrize("goal_time", [5, 4, np.nan])
def test_a_goal_not_later_than_the_start_asks_for_nothing(goal_time):
    line = aimline(5, 30, goal_time, 60)
    assert np.isnan(line.slope)
    assert np.isnan(line.expected(7))


def test_shapes_must_fit():
    with pytest.raises(ValueError, match="shape mismatch"):
        aimline([0, 1], [1, 2, 3], 9, 9)


def test_goal_from_rate_is_what_the_aimline_requires():
    goal = goal_from_rate([30, 40], 1.5, 20)
    assert aimline(0, [30, 40], 20, goal).slope.tolist() == [1.5, 1.5]
