"""What a reader can work out about the withheld cells of a published table.

The reader knows every published cell, every sum (parts add up to their total) and that counts
are not negative. What can be said about a withheld cell is then an interval, whose ends are two
linear programs (Fischetti & Salazar 2001, Management Science 47(7), 1008-1027, section 2).
"""

# mypy: disable-error-code="no-untyped-call, attr-defined"

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import sparse
from scipy.optimize import linprog
from scipy.sparse.csgraph import connected_components

from mtss_analysis.estimators.linked_table import TOLERANCE, Bools, Floats, Ints, LinkedTable

_ROOM = 4000


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
    """Answers of one batch of attacker programs.

    Attributes
    ----------
    cells
        The attacked cells, shape (t,).
    up, down
        How far each can be above and below its value [students], shape (t,).
    moves
        Deviations of all cells in each answer [students], shape (2t, m); values plus a move
        is a table the reader cannot rule out.
    table
        The cells and their sums.
    prices
        Dual solutions of the programs, shape (2t, number of sums in `rows`).
    rows
        The sums that touch the component.
    """

    cells: Ints
    up: Floats
    down: Floats
    moves: Floats
    table: LinkedTable
    prices: Floats
    rows: Ints

    @property
    def capacity(self) -> sparse.csr_array:
        """Sparse, shape (t, m): with any pattern x, the width of cell ``cells[i]`` is at most ``capacity[i] @ x``."""
        return _capacity(self.table, self.rows, self.cells, self.prices)


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
    for found in attacks(table, withheld, np.flatnonzero(withheld)):
        low[found.cells] -= found.down
        high[found.cells] += found.up
    return _rounded(table, low, high)


def attacks(table: LinkedTable, withheld: Bools, wanted: Ints) -> Iterator[Attack]:
    """Yield the exact interval of every wanted cell, in batches of connected cells."""
    for members in components(table, withheld):
        inside = wanted[np.isin(wanted, members)]
        size = batch_size(members)
        for start in range(0, inside.size, size):
            yield attack(table, members, inside[start : start + size])


def components(table: LinkedTable, withheld: Bools) -> list[Ints]:
    """Split the withheld cells into those that can move together, the smallest first."""
    candidates = np.flatnonzero(withheld)
    touching = abs(table.sums[:, candidates])
    _, label = connected_components(touching.T @ touching, directed=False)
    order = np.argsort(label, kind="stable")
    parts = np.split(candidates[order], np.flatnonzero(np.diff(label[order])) + 1)
    return sorted((part for part in parts if part.size), key=len)


def batch_size(members: Ints) -> int:
    """Return how many cells to attack in one program: many of a small component, few of a large one."""
    return max(1, _ROOM // (2 * members.size))


def attack(table: LinkedTable, members: Ints, cells: Ints) -> Attack:
    """Find the exact interval of `cells`, all inside the component `members` of withheld cells."""
    rows = np.unique(table.sums[:, members].nonzero()[0])
    own = np.searchsorted(members, cells)
    inner, prices = _extremes(table, members, rows, own)
    moves = np.zeros((2 * cells.size, table.values.size))
    moves[:, members] = inner
    reach = inner[np.arange(2 * cells.size), np.repeat(own, 2)]
    return Attack(cells, reach[::2], -reach[1::2], moves, table, prices, rows)


def _extremes(table: LinkedTable, members: Ints, rows: Ints, targets: Ints) -> tuple[Floats, Floats]:
    """Maximize, then minimize, each target's deviation; all programs are blocks of one."""
    blocks, size = 2 * targets.size, members.size
    cost = np.zeros((blocks, size))
    cost[np.arange(blocks), np.repeat(targets, 2)] = np.tile([-1.0, 1.0], targets.size)
    sums = sparse.kron(sparse.eye_array(blocks), table.sums[rows][:, members], format="csr") if rows.size else None
    limits = np.column_stack([np.tile(-table.values[members], blocks), np.full(blocks * size, table.ceiling)])
    right = None if sums is None else np.zeros(sums.shape[0])
    answer = linprog(cost.ravel(), A_eq=sums, b_eq=right, bounds=limits, method="highs")
    if answer.status != 0:
        raise RuntimeError(f"the attacker's program has no answer: {answer.message}")
    return answer.x.reshape(blocks, size), answer.eqlin.marginals.reshape(blocks, rows.size)


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
