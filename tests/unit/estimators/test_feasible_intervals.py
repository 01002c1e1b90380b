"""What can be said of withheld numbers without knowing a true one."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mtss_analysis.estimators.disclosure_bounds import bounds
from mtss_analysis.estimators.feasible_intervals import feasible_intervals


def sums(rows: int, columns: int) -> np.ndarray:
    """Rows and columns of a table add up to their totals, and these to one."""
    cells = np.arange((rows + 1) * (columns + 1)).reshape(rows + 1, columns + 1)
    made = []
    for line in (*cells, *cells.T):
        constraint = np.zeros(cells.size)
        constraint[line[-1]] = 1
        constraint[line[:-1]] = -1
        made.append(constraint)
    return np.array(made)


def margins(table: np.ndarray) -> np.ndarray:
    whole = np.column_stack([table, table.sum(axis=1)])
    return np.vstack([whole, whole.sum(axis=0)]).ravel().astype(float)


def attacked(values: np.ndarray, hidden: np.ndarray, rows: int, columns: int, width: float = 1e6):
    low, high = np.where(hidden, 0.0, values), np.where(hidden, np.inf, values)
    return feasible_intervals(low, high, sums(rows, columns), hidden, width)


def test_published_table_of_the_handbook_of_methods_is_solved_as_printed():
    # Table t3x4 (k = 10): the optimal pattern and its intervals by HiGHS.
    values = margins(np.array([[45, 12, 7, 30], [28, 15, 22, 41], [60, 33, 18, 25]]))
    hidden = np.zeros(values.size, dtype=bool)
    hidden[[1, 2, 6, 7]] = True
    found = attacked(values, hidden, 3, 4)
    assert found.low[[1, 2, 6, 7]].tolist() == [0, 0, 8, 10]
    assert found.high[[1, 2, 6, 7]].tolist() == [19, 19, 27, 29]


def test_one_hidden_number_is_found_exactly():
    values = margins(np.array([[45, 12, 7, 30], [28, 15, 22, 41], [60, 33, 18, 25]]))
    hidden = np.zeros(values.size, dtype=bool)
    hidden[2] = True
    found = attacked(values, hidden, 3, 4, width=10)
    assert (found.low[2], found.high[2], found.narrow(10).tolist()) == (7.0, 7.0, [2])


@settings(max_examples=60, deadline=None)
@given(st.integers(2, 5), st.integers(2, 5), st.integers(0, 10_000))
def test_the_interval_holds_the_truth_and_agrees_with_the_audit_that_knows_it(rows, columns, seed):
    random = np.random.default_rng(seed)
    values = margins(random.integers(0, 30, (rows, columns)))
    hidden = random.random(values.size) < 0.4
    found = attacked(values, hidden, rows, columns)
    known = bounds(values, sums(rows, columns), hidden)
    endless = hidden & ~np.isfinite(known.high)
    assert not np.isin(found.narrow(1e6), np.flatnonzero(endless)).any()
    cells = np.flatnonzero(hidden & ~endless)
    assert found.low[cells] == pytest.approx(known.low[cells])
    assert found.high[cells] == pytest.approx(known.high[cells])
    assert ((found.low <= values) & (values <= found.high))[cells].all()


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000))
def test_the_order_of_the_numbers_does_not_matter(seed):
    random = np.random.default_rng(seed)
    values, matrix = margins(random.integers(0, 20, (3, 4))), sums(3, 4)
    hidden = random.random(values.size) < 0.4
    order = random.permutation(values.size)
    low, high = np.where(hidden, 0.0, values), np.where(hidden, np.inf, values)
    one = feasible_intervals(low, high, matrix, hidden, 10)
    other = feasible_intervals(low[order], high[order], matrix[:, order], hidden[order], 10)
    assert sorted(order[other.narrow(10)]) == one.narrow(10).tolist()


def test_bounds_that_are_known_make_intervals_narrower():
    # 40 % of 20, rounded: 8 exactly once nothing else is possible.
    found = feasible_intervals([8, 0, 20], [8, 20, 20], [[-1, -1, 1]], [False, True, False], 10)
    assert (found.low[1], found.high[1]) == (12.0, 12.0)


def test_numbers_that_fit_no_sum_tell_nothing_and_leave_the_others_alone():
    matrix = [[-1, -1, 1, 0, 0, 0], [0, 0, 0, -1, -1, 1]]
    found = feasible_intervals([0, 30, 20, 0, 0, 7], [9, 30, 20, 9, 9, 7], matrix, [1, 0, 0, 1, 1, 0], 10)
    assert found.fits.tolist()[:4] == [False, True, True, True]
    assert np.isnan(found.low[0])
    assert found.narrow(10).tolist() == [3, 4]


def test_without_a_total_nothing_can_be_said():
    found = feasible_intervals([0.0], [np.inf], np.zeros((0, 1)), [True], 10)
    assert found.narrow(10).size == 0


@pytest.mark.parametrize(
    ("low", "high", "says"), [([0, 0], [1, 1, 1], "different numbers"), ([2, 0, 0], [1, 1, 1], "above its upper one")]
)
def test_what_does_not_fit_together_is_refused(low, high, says):
    with pytest.raises(ValueError, match=says):
        feasible_intervals(low, high, [[-1, -1, 1]], [True, True, False], 10)
