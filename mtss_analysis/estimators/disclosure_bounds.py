"""What a reader can work out about the withheld cells of a published table.

The reader knows every published cell, every sum (parts add up to their total) and that counts
are not negative. What can be said about a withheld cell is then an interval, whose ends are two
linear programs (Fischetti & Salazar 2001, Management Science 47(7), 1008-1027, section 2).
"""

# mypy: disable-error-code="no-untyped-call, attr-defined"

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from mtss_analysis.estimators.corners import Corners
from mtss_analysis.estimators.linked_table import TOLERANCE, Bools, Floats, Ints, LinkedTable

WAYS = (1.0, -1.0)
"""Up and down."""


@dataclass(frozen=True)
class Bounds:
    """Smallest and largest value of each cell that agree with what is published.

    Attributes
    ----------
    low, high
        Interval of each cell [students], shape (m,); both equal the value where the cell is
        published, and `high` is infinite where no published total limits the cell.
    """

    low: Floats
    high: Floats

    @property
    def width(self) -> Floats:
        """Length of each interval [students], shape (m,); 0 means known exactly."""
        return np.asarray(self.high - self.low)


@dataclass(frozen=True)
class Attack:
    """The exact interval of some cells.

    Attributes
    ----------
    cells
        The attacked cells, shape (t,).
    up, down
        How far each can be above and below its value [students], shape (t,).
    prices
        Dual solutions of the programs, upward and downward in turn, shape (2t, number of sums in `rows`).
    table
        The cells and their sums.
    rows
        The sums that touch the component.
    """

    cells: Ints
    up: Floats
    down: Floats
    prices: Floats
    table: LinkedTable
    rows: Ints

    @property
    def capacity(self) -> sparse.csr_array:
        """Sparse, shape (t, m): with any pattern x, the width of cell ``cells[i]`` is at most ``capacity[i] @ x``."""
        return _capacity(self.table, self.rows, self.cells, self.prices)


class Component:
    """Withheld cells that can move together, and what is possible for them.

    Parameters
    ----------
    table
        The cells and their sums.
    members
        Indices of the cells, ascending.
    """

    def __init__(self, table: LinkedTable, members: Ints) -> None:
        self.table, self.members = table, members
        self.rows = np.unique(table.sums[:, members].nonzero()[0])
        sums, low = table.sums[self.rows][:, members], -table.values[members]
        self._corners = Corners(sums, np.zeros(self.rows.size), low, np.full(members.size, table.ceiling))

    def far(self, own: int, sign: float) -> tuple[Floats, Floats]:
        """Move the member at place `own` as far up (1) or down (-1) as it goes: the moves of all, and prices."""
        moves = self._corners.least(np.array([own]), np.array([-sign]))
        if moves is None:
            raise RuntimeError("no move at all is possible, not even none: the table's own sums do not hold")
        return moves, self._corners.prices

    def attack(self, own: Iterable[int]) -> Attack:
        """Find the exact interval of the members at the places `own`."""
        return self.attacked([(cell, [self.far(cell, sign) for sign in WAYS]) for cell in own])

    def attacked(self, answers: Sequence[tuple[int, Sequence[tuple[Floats, Floats]]]]) -> Attack:
        """Put together what :meth:`far` said of some members, asked both :data:`WAYS`."""
        cells = self.members[[cell for cell, _ in answers]]
        reach = np.array([moves[cell] for cell, ways in answers for moves, _ in ways])
        prices = np.array([prices for _, ways in answers for _, prices in ways])
        return Attack(cells, reach[::2], -reach[1::2], prices, self.table, self.rows)


def bounds(values: ArrayLike, constraints: ArrayLike | sparse.sparray, pattern: ArrayLike) -> Bounds:
    """Audit a pattern: the interval a reader can work out for every cell.

    Parameters
    ----------
    values
        True counts [students], shape (m,).
    constraints
        Shape (r, m), dense or sparse; each row is total - parts = 0.
    pattern
        True where a cell is withheld, shape (m,).

    Returns
    -------
    Bounds
        Ends are rounded inwards to whole students if all values are whole.

    Raises
    ------
    ValueError
        The arrays do not fit together or a sum does not hold.

    Examples
    --------
    Hiding 3 and 4 but not their total and the third part tells their sum, 7:

    >>> audit = bounds([3, 4, 80, 87], [[-1, -1, -1, 1]], [True, True, False, False])
    >>> audit.low.tolist(), audit.high.tolist()
    ([0.0, 0.0, 80.0, 87.0], [7.0, 7.0, 80.0, 87.0])
    """
    table = LinkedTable.of(values, constraints)
    withheld = table.mask(pattern)
    low, high = table.values.copy(), table.values.copy()
    for members in components(table, withheld):
        found = Component(table, members).attack(range(members.size))
        low[members] -= found.down
        high[members] += found.up
    return _rounded(table, low, high)


def components(table: LinkedTable, withheld: Bools) -> list[Ints]:
    """Split the withheld cells into those that can move together, the smallest first."""
    candidates = np.flatnonzero(withheld)
    touching = abs(table.sums[:, candidates])
    _, label = connected_components(touching.T @ touching, directed=False)
    order = np.argsort(label, kind="stable")
    parts = np.split(candidates[order], np.flatnonzero(np.diff(label[order])) + 1)
    return sorted((part for part in parts if part.size), key=len)


def _capacity(table: LinkedTable, rows: Ints, cells: Ints, prices: Floats) -> sparse.csr_array:
    """Weak duality: each price vector bounds the reach of its cell for every pattern."""
    signs = np.tile([1.0, -1.0], cells.size)
    steps = np.arange(2 * cells.size)
    target = sparse.csr_array((signs, (steps, np.repeat(cells, 2))), shape=(2 * cells.size, table.values.size))
    prices = np.where(np.abs(prices) < TOLERANCE, 0.0, prices)
    reduced = sparse.csr_array(target + sparse.csr_array(prices) @ table.sums[rows])
    upward, downward = reduced.maximum(0) * table.ceiling, (-reduced).maximum(0).multiply(table.values)
    both = sparse.csr_array(upward + downward)
    return sparse.csr_array(both[::2] + both[1::2])


def _rounded(table: LinkedTable, low: Floats, high: Floats) -> Bounds:
    if (table.values == np.round(table.values)).all():
        low, high = np.ceil(low - TOLERANCE), np.floor(high + TOLERANCE)
    return Bounds(np.maximum(low, 0.0) + 0.0, np.where(high - table.values > table.ceiling / 4, np.inf, high))
