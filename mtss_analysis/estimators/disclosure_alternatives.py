"""Tables that a reader cannot rule out: proof that a pattern protects, cheap to check and to keep.

Two such tables that differ in a cell by k prove that the cell's interval is at least k wide. An
alternative stays valid for every pattern that withholds the cells it changes, so it serves
again when the pattern grows.
"""

# mypy: disable-error-code="no-untyped-call, attr-defined"

from collections.abc import Iterator

import numpy as np
from scipy.optimize import linprog

from mtss_analysis.estimators.disclosure_bounds import Attack, attack, batch_size, components
from mtss_analysis.estimators.linked_table import TOLERANCE, Bools, Floats, Ints, LinkedTable

_FEW = 6
_SINGLE = 1e-5


class Alternatives:
    """Deviations from the true table that keep every sum and no count negative.

    Parameters
    ----------
    table
        The cells and their sums.

    Examples
    --------
    >>> table = LinkedTable.of([7, 12, 19], [[-1, -1, 1]])
    >>> known = Alternatives(table)
    >>> known.add(np.array([[-7.0, 7.0, 0.0], [12.0, -12.0, 0.0], [1.0, 0.0, 0.0]]))
    >>> known.widths(np.array([True, True, False])).tolist()
    [19.0, 19.0, 0.0]
    >>> known.widths(np.array([True, False, False])).tolist()
    [0.0, 0.0, 0.0]
    """

    def __init__(self, table: LinkedTable) -> None:
        self.table = table
        self._moves = np.zeros((0, table.values.size), dtype=np.float32)
        self._touched = np.zeros((0, table.values.size), dtype=np.bool_)

    def add(self, moves: Floats) -> None:
        """Keep the deviations, shape (w, m), that are possible; drop the others."""
        moves = np.where(np.abs(moves) < TOLERANCE, 0.0, moves)
        balanced = np.abs(self.table.sums @ moves.T).max(axis=0, initial=0.0) < TOLERANCE
        kept = moves[balanced & (self.table.values + moves > -TOLERANCE).all(axis=1)]
        self._moves = np.vstack([self._moves, kept.astype(np.float32)])
        self._touched = np.vstack([self._touched, kept != 0])

    def reach(self, withheld: Bools) -> tuple[Floats, Floats]:
        """Return how far each cell is proven to go down and up under a pattern [students], two of shape (m,)."""
        valid = self._moves[~self._touched[:, ~withheld].any(axis=1)].astype(np.float64)
        return -valid.min(axis=0, initial=0.0), valid.max(axis=0, initial=0.0)

    def widths(self, withheld: Bools) -> Floats:
        """Return the width proven for each cell under a pattern [students], shape (m,)."""
        down, up = self.reach(withheld)
        return np.asarray(down + up)

    def unproven(self, withheld: Bools, cells: Ints, minimum: float) -> Ints:
        """Return those of `cells` not yet proven to be at least `minimum` wide."""
        return np.asarray(cells[self.widths(withheld)[cells] < minimum - _SINGLE])


def narrow_cells(
    table: LinkedTable, withheld: Bools, wanted: Ints, minimum: float, known: Alternatives | None = None
) -> Iterator[tuple[Ints, Attack]]:
    """Yield, batch by batch, the wanted cells whose interval is narrower than `minimum`.

    Cells that the known alternatives, or a few tables that move many cells at once, prove wide
    need no program of their own.

    Parameters
    ----------
    table
        The cells and their sums.
    withheld
        The pattern, shape (m,).
    wanted
        Indices of the withheld cells that must be wide.
    minimum
        Width wanted [students].
    known
        Alternatives found before; those found here are added.
    """
    known = Alternatives(table) if known is None else known
    _sweep(known, withheld, wanted, minimum)
    for members in components(table, withheld):
        left = known.unproven(withheld, wanted[np.isin(wanted, members)], minimum)
        size = batch_size(members)
        while left.size:
            found = attack(table, members, left[:size])
            known.add(found.moves)
            yield found.cells[found.up + found.down < minimum - TOLERANCE], found
            left = known.unproven(withheld, left[size:], minimum)


def _sweep(known: Alternatives, withheld: Bools, wanted: Ints, minimum: float) -> None:
    """Push random cells up and others down, and the reverse, as long as it proves several cells wide."""
    random, members = np.random.default_rng(0), np.flatnonzero(withheld)
    left, before = known.unproven(withheld, wanted, minimum), wanted.size + _FEW
    while left.size > _FEW and before - left.size > 1:
        push = np.zeros(withheld.size)
        push[left] = random.choice([-1.0, 0.0, 0.0, 1.0], size=left.size)
        known.add(np.array([_pushed(known.table, members, way, minimum) for way in (push, -push)]))
        left, before = known.unproven(withheld, left, minimum), left.size


def _pushed(table: LinkedTable, members: Ints, push: Floats, minimum: float) -> Floats:
    """Move the members along `push`, each by `minimum` at most; shape (m,)."""
    sums = table.sums[:, members]
    limits = np.column_stack([-np.minimum(table.values[members], minimum), np.full(members.size, minimum)])
    answer = linprog(-push[members], A_eq=sums, b_eq=np.zeros(sums.shape[0]), bounds=limits, method="highs")
    moves = np.zeros(table.values.size)
    if answer.status == 0:
        moves[members] = answer.x
    return moves
