"""The range of a ratio against every choice of units, tried one by one."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtss_analysis.estimators.ratio_range import ratio_range

amounts = st.floats(0, 50, allow_nan=False).map(lambda value: round(value, 2))
sizes = st.floats(0.1, 20).map(lambda value: round(value, 2))
units = st.lists(st.tuples(amounts, sizes), max_size=6)


def arrays(pairs):
    found = np.array(pairs, np.float64).reshape(-1, 2)
    return found[:, 0], found[:, 1]


@given(amounts, sizes, units)
def test_no_choice_of_units_leaves_the_range_and_its_ends_are_reached(top, bottom, pairs):
    a, b = arrays(pairs)
    found = ratio_range(top, bottom, (a, b), (a, b))
    choices = np.array(list(product([0, 1], repeat=len(a)))).reshape(2 ** len(a), len(a))
    every = (top + choices @ a) / (bottom + choices @ b)
    assert found.low == pytest.approx(every.min())
    assert found.high == pytest.approx(every.max())


@given(amounts, sizes, units, st.tuples(amounts, sizes))
def test_one_more_open_unit_never_narrows_it(top, bottom, pairs, more):
    before = ratio_range(top, bottom, arrays(pairs), arrays(pairs))
    after = ratio_range(top, bottom, arrays([*pairs, more]), arrays([*pairs, more]))
    assert after.low <= before.low + 1e-9
    assert after.high >= before.high - 1e-9


def test_without_anything_known_the_upper_end_is_open_and_without_units_nothing_can_be_told():
    one = np.array([30.0]), np.array([0.5])
    none = np.array([]), np.array([])
    assert ratio_range(12, 0, one, one).low == 84
    assert ratio_range(12, 0, one, one).high == np.inf
    assert np.isnan(ratio_range(12, 0, none, none).low)
