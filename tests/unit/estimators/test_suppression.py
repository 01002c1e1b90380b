"""Edges of suppression and of its audit."""

import numpy as np
import pytest

from mtss_analysis.estimators.disclosure_alternatives import Alternatives
from mtss_analysis.estimators.disclosure_bounds import bounds
from mtss_analysis.estimators.linked_table import LinkedTable
from mtss_analysis.estimators.suppression import default_weights, protect

ROW = [[-1, -1, -1, 1]]


def test_nothing_small_withholds_nothing():
    found = protect([30, 40, 50, 120], ROW, [False] * 4, 10)
    assert found.method == "nothing to protect"
    assert not found.pattern.any()
    assert found.optimal
    assert found.gap == 0


def test_totals_are_kept_while_parts_will_do():
    found = protect([3, 40, 50, 93], ROW, [True, False, False, False], 10)
    assert found.pattern.tolist() == [True, True, False, False]


def test_a_small_total_takes_all_its_parts():
    values = [3, 2, 1, 6]
    found = protect(values, ROW, [True] * 4, 10)
    assert found.pattern.all()
    assert np.isinf(bounds(values, ROW, found.pattern).high[3])


def test_weights_decide_which_cell_goes():
    weights = np.array([1.0, 9.0, 1.0, 9.0])
    found = protect([3, 40, 50, 93], ROW, [True, False, False, False], 10, weights)
    assert found.pattern.tolist() == [True, False, True, False]


def test_every_withheld_cell_can_be_asked_to_be_wide():
    values, sums = [4, 6, 12, 22, 30, 52], [[-1, -1, -1, 1, 0, 0], [0, 0, 0, -1, -1, 1]]
    found = protect(values, sums, [True, True, False, False, False, False], 10, every=True)
    widths = bounds(values, sums, found.pattern).width
    assert (widths[found.pattern] >= 10).all()


def test_a_hidden_remainder_protects_without_being_protected():
    values, sums = [6, 14, 20], [[-1, -1, 1]]
    found = protect(values, sums, [True, False, False], 10, hidden=[False, True, False])
    assert found.pattern.tolist() == [True, True, False]


def test_a_cell_that_cannot_move_is_refused():
    with pytest.raises(ValueError, match="cannot be protected"):
        protect([0, 8, 8], [[-1, 0, 0], [0, -1, 1]], [True, True, False], 10)


@pytest.mark.parametrize(
    ("values", "sums", "primary", "said"),
    [
        ([1, 2], [[-1, 1]], [True, False], "does not hold"),
        ([1, np.nan], [[-1, 1]], [True, False], "not missing"),
        ([-1, -1], [[-1, 1]], [True, False], "not negative"),
        ([1, 1], [[-1, -1, 1]], [True, False], "3 columns for 2 cells"),
        ([1, 1], [[-1, 1]], [True], "one primary mark"),
    ],
)
def test_arrays_that_do_not_fit_are_refused(values, sums, primary, said):
    with pytest.raises(ValueError, match=said):
        protect(values, sums, primary, 10)


def test_bounds_refuse_too_few_marks():
    with pytest.raises(ValueError, match="1 marks for 2 cells"):
        bounds([1, 1], [[-1, 1]], [True])


def test_without_sums_nothing_is_known():
    audit = bounds([5, 6], np.zeros((0, 2)), [True, False])
    assert audit.low.tolist() == [0, 6]
    assert np.isinf(audit.high[0])


def test_impossible_alternatives_are_dropped():
    known = Alternatives(LinkedTable.of([7, 12, 19], [[-1, -1, 1]]))
    known.add(np.array([[-8.0, 8.0, 0.0], [1.0, 0.0, 0.0]]))
    assert known.widths(np.array([True, True, True])).tolist() == [0, 0, 0]


def test_default_weights_prefer_few_small_parts():
    weights = default_weights([3, 4, 80, 87], ROW)
    assert weights[0] < weights[1] < weights[2] < weights[3]
    assert weights[0] * 2 > weights[2]
