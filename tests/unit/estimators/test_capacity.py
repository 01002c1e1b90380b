"""Groups, minutes and positions: by hand, always enough seats, and never one group too many."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtss_analysis.estimators.capacity import group_time


def test_published_planning_example():
    # 47 students, groups of 5, four sessions of 30 minutes, 1200 minutes in a position's week
    taken = group_time(47, 5, 4, 30, 1200)
    assert (float(taken.groups), float(taken.minutes), float(taken.positions)) == (10.0, 1200.0, 1.0)


def test_nobody_needs_no_group_and_what_is_not_known_stays_so():
    taken = group_time([0, 1, 5, 6], [5, 5, 5, np.nan], 4, 30, np.nan)
    assert taken.groups[:3].tolist() == [0, 1, 1]
    assert taken.minutes[:3].tolist() == [0, 120, 120]
    assert np.isnan(taken.groups[3])
    assert np.isnan(taken.positions).all()


@given(st.integers(0, 5000), st.integers(1, 40), st.integers(1, 10), st.integers(1, 120), st.integers(1, 4000))
def test_every_student_has_a_seat_and_no_group_is_empty(students, size, sessions, minutes, available):
    taken = group_time(students, size, sessions, minutes, available)
    assert (taken.groups - 1) * size < students <= taken.groups * size or students == taken.groups == 0
    assert taken.positions * available == pytest.approx(taken.groups * sessions * minutes)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((-1, 5, 4, 30, 1200), "students: got"),
        ((1.5, 5, 4, 30, 1200), "whole numbers"),
        ((1, 0, 4, 30, 1200), "size: got 0, expected a number above 0"),
        ((1, 5, 4, [30, -2], 1200), "minutes: got -2"),
    ],
)
def test_impossible_numbers_are_refused_by_name(arguments, said):
    with pytest.raises(ValueError, match=said):
        group_time(*arguments)
