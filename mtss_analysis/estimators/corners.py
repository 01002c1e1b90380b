"""Corners of what is possible: one set of sums and bounds, asked again and again.

Each program starts at the corner where the last one ended, so that an answer costs a few steps of the simplex method
instead of a solution from nothing. HiGHS solves them (Huangfu & Hall 2018, Mathematical Programming Computation 10,
119-142).
"""

# mypy: disable-error-code="no-untyped-call"

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]

_OPTIONS: dict[str, int | str] = {"threads": 1, "presolve": "off", "simplex_strategy": 4}


class Corners:
    """All x with ``sums @ x = right`` and ``low <= x <= high``.

    Parameters
    ----------
    sums
        Shape (r, m).
    right
        Shape (r,).
    low, high
        Bounds, shape (m,); finite.

    Examples
    --------
    Two numbers that add up to 7:

    >>> numbers = Corners(sparse.csr_array([[1.0, 1.0]]), np.array([7.0]), np.zeros(2), np.full(2, 9.0))
    >>> numbers.least(np.array([0]), np.array([1.0])).tolist()
    [0.0, 7.0]
    >>> numbers.least(np.array([0]), np.array([-1.0])).tolist()
    [7.0, 0.0]
    >>> nothing = Corners(sparse.csr_array([[1.0, 1.0]]), np.array([7.0]), np.zeros(2), np.full(2, 3.0))
    >>> nothing.least(np.array([0]), np.array([1.0])) is None
    True
    """

    def __init__(self, sums: sparse.sparray, right: Floats, low: Floats, high: Floats) -> None:
        self.programs = 0
        self._solver = highspy.Highs()
        self._solver.silent()
        for option, value in _OPTIONS.items():
            self._solver.setOptionValue(option, value)
        self._solver.passModel(_program(sparse.csc_array(sums), right, low, high))

    def least(self, cells: Ints, weights: Floats) -> Floats | None:
        """Return the x that makes ``weights @ x[cells]`` least, shape (m,); None if nothing is possible."""
        count, where = len(cells), np.asarray(cells, dtype=np.int32)
        self._solver.changeColsCost(count, where, np.asarray(weights, dtype=np.float64))
        self._solver.run()
        self.programs += 1
        status, solution = self._solver.getModelStatus(), self._solver.getSolution()
        values, self.prices = np.array(solution.col_value), np.array(solution.row_dual)
        self._solver.changeColsCost(count, where, np.zeros(count))
        if status == highspy.HighsModelStatus.kInfeasible:
            return None
        if status not in (highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kModelEmpty):
            raise RuntimeError(f"the attacker's program has no answer: {self._solver.modelStatusToString(status)}")
        return values


def _program(sums: sparse.csc_array, right: Floats, low: Floats, high: Floats) -> highspy.HighsLp:
    program = highspy.HighsLp()
    program.num_row_, program.num_col_ = sums.shape
    program.col_cost_ = np.zeros(low.size)
    program.col_lower_, program.col_upper_ = low, high
    program.row_lower_ = program.row_upper_ = right
    program.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    program.a_matrix_.start_, program.a_matrix_.index_ = sums.indptr, sums.indices
    program.a_matrix_.value_ = sums.data
    return program
