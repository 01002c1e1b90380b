"""Gold: four hand tables with their optimal patterns and intervals, k = 10.

Source: computed for this project apart from the package, by linear programming over all patterns (HiGHS). The
one-dimensional case [3, 4, 80, 90] is the residual rule: hiding 3 and 4 alone would publish their sum, 7.
"""

import numpy as np
import pytest

from mtss_analysis.estimators.disclosure_bounds import bounds
from mtss_analysis.estimators.suppression import Effort, protect

K = 10
CASES = {
    "one small cell": ([[45, 12, 7, 30], [28, 15, 22, 41], [60, 33, 18, 25]], {(0, 1), (0, 2), (1, 1), (1, 2)}),
    "small sum": ([[3, 4, 80, 90]], {(0, 0), (0, 1), (0, 2)}),
    "two small cells in a row": ([[5, 6, 50], [40, 30, 20], [25, 35, 45]], {(0, 0), (0, 1), (2, 0), (2, 1)}),
    "zeros shown": ([[0, 8, 30], [12, 0, 15], [9, 20, 40]], {(0, 1), (0, 2), (1, 0), (1, 2), (2, 0), (2, 1)}),
}
INTERVALS = {
    "one small cell": {(0, 1): (0, 19), (0, 2): (0, 19), (1, 1): (8, 27), (1, 2): (10, 29)},
    "small sum": {(0, 0): (0, 87), (0, 1): (0, 87), (0, 2): (0, 87)},
    "two small cells in a row": {(0, 0): (0, 11), (0, 1): (0, 11), (2, 0): (19, 30), (2, 1): (30, 41)},
    "zeros shown": {
        (0, 1): (0, 20), (0, 2): (18, 38), (1, 0): (0, 20), (1, 2): (7, 27), (2, 0): (1, 21), (2, 1): (8, 28),
    },
}  # fmt: skip
PRIMARY_ONLY = {
    "one small cell": {(0, 2): (7, 7)},
    "small sum": {(0, 0): (0, 7), (0, 1): (0, 7)},
    "two small cells in a row": {(0, 0): (5, 5), (0, 1): (6, 6)},
    "zeros shown": {(0, 1): (8, 8), (2, 0): (9, 9)},
}


class TwoWay:
    """A table of rows and columns with published margins; one row has one margin only."""

    def __init__(self, inner):
        inner = np.asarray(inner)
        self.inside = inner.shape
        rows, columns = inner.shape
        margin = 0 if rows == 1 else 1
        self.full = np.zeros((rows + margin, columns + 1))
        self.full[:rows, :columns] = inner
        self.full[:rows, columns] = inner.sum(axis=1)
        if margin:
            self.full[rows] = self.full[:rows].sum(axis=0)
        self.number = np.arange(self.full.size).reshape(self.full.shape)
        self.sums = [self._sum(line[-1], line[:-1]) for line in self.number]
        self.sums += [self._sum(line[-1], line[:-1]) for line in self.number.T if margin]

    def _sum(self, total, parts):
        row = np.zeros(self.full.size)
        row[parts], row[total] = -1, 1
        return row

    def marks(self, cells):
        mask = np.zeros(self.full.shape, dtype=bool)
        for cell in cells:
            mask[cell] = True
        return mask.ravel()

    def small(self):
        rows, columns = self.inside
        return [(i, j) for i in range(rows) for j in range(columns) if 0 < self.full[i, j] < K]


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("every", [False, True])
def test_the_pattern_is_the_optimal_one(name, every):
    table = TwoWay(CASES[name][0])
    found = protect(table.full.ravel(), table.sums, table.marks(table.small()), K, every=every)
    assert found.optimal
    assert set(np.flatnonzero(found.pattern)) == {int(table.number[cell]) for cell in CASES[name][1]}


@pytest.mark.parametrize("name", CASES)
def test_intervals_under_the_optimal_pattern_are_exact(name):
    table = TwoWay(CASES[name][0])
    audit = bounds(table.full.ravel(), table.sums, table.marks(CASES[name][1]))
    for cell, (low, high) in INTERVALS[name].items():
        assert (audit.low[table.number[cell]], audit.high[table.number[cell]]) == (low, high)


@pytest.mark.parametrize("name", CASES)
def test_the_attack_works_where_only_small_cells_are_withheld(name):
    table = TwoWay(CASES[name][0])
    audit = bounds(table.full.ravel(), table.sums, table.marks(table.small()))
    for cell, (low, high) in PRIMARY_ONLY[name].items():
        assert (audit.low[table.number[cell]], audit.high[table.number[cell]]) == (low, high)


@pytest.mark.parametrize("name", CASES)
def test_greedy_is_safe_and_never_better(name):
    table = TwoWay(CASES[name][0])
    values, small = table.full.ravel(), table.marks(table.small())
    best, quick = protect(values, table.sums, small, K), protect(values, table.sums, small, K, effort=Effort(rounds=0))
    assert quick.method == "greedy"
    assert quick.weight >= best.weight - 1e-9
    assert quick.bound <= best.weight + 1e-9
    assert (bounds(values, table.sums, quick.pattern).width[small] >= K).all()
