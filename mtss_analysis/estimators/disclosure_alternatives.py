"""Tables that a reader cannot rule out: proof that a pattern protects, cheap to check and to keep.

Two such tables that differ in a cell by k prove that the cell's interval is at least k wide. An
alternative stays valid for every pattern that withholds the cells it changes, so it serves
again when the pattern grows.
"""

# mypy: disable-error-code="no-untyped-call, attr-defined"

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from scipy import sparse

from mtss_analysis.estimators.disclosure_bounds import WAYS as _WAYS
from mtss_analysis.estimators.disclosure_bounds import Attack, Component, components
from mtss_analysis.estimators.linked_table import TOLERANCE, Bools, Floats, Ints, LinkedTable

_SINGLE = 1e-5
_BATCH, _THREADS, _LARGE = 25, 2, 1000


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
    >>> known.add(np.array([[-7.0, 7.0, 0.0], [12.0, -12.0, 0.0], [1.0, 0.0, 0.0]])).shape
    (2, 3)
    >>> known.widths(np.array([True, True, False])).tolist()
    [19.0, 19.0, 0.0]
    >>> known.widths(np.array([True, False, False])).tolist()
    [0.0, 0.0, 0.0]
    """

    def __init__(self, table: LinkedTable) -> None:
        self.table = table
        self._moves = sparse.csr_array((0, table.values.size), dtype=np.float32)

    def add(self, moves: Floats) -> Floats:
        """Keep the deviations, shape (w, m), that are possible; return them without the others."""
        moves = np.where(np.abs(moves) < TOLERANCE, 0.0, moves)
        balanced = np.abs(self.table.sums @ moves.T).max(axis=0, initial=0.0) < TOLERANCE
        kept = moves[balanced & (self.table.values + moves > -TOLERANCE).all(axis=1)]
        self._moves = sparse.vstack([self._moves, sparse.csr_array(kept.astype(np.float32))], format="csr")
        return np.asarray(kept)

    def reach(self, withheld: Bools) -> tuple[Floats, Floats]:
        """Return how far each cell is proven to go down and up under a pattern [students], two of shape (m,)."""
        shown = abs(self._moves) @ (~withheld).astype(np.float32)
        valid = self._moves[shown == 0]
        if not valid.shape[0]:
            return np.zeros(withheld.size), np.zeros(withheld.size)
        up, down = valid.max(axis=0).toarray().ravel(), -valid.min(axis=0).toarray().ravel()
        return np.maximum(down.astype(np.float64), 0.0), np.maximum(up.astype(np.float64), 0.0)

    def widths(self, withheld: Bools) -> Floats:
        """Return the width proven for each cell under a pattern [students], shape (m,)."""
        down, up = self.reach(withheld)
        return np.asarray(down + up)

    def unproven(self, withheld: Bools, cells: Ints, minimum: float) -> Ints:
        """Return those of `cells` not yet proven to be at least `minimum` wide."""
        return np.asarray(cells[self.widths(withheld)[cells] < minimum - _SINGLE])


def narrow_cells(
    table: LinkedTable, withheld: Bools, wanted: Ints, minimum: float, known: Alternatives | None = None
) -> Iterator[Attack]:
    """Yield, batch by batch, the wanted cells whose interval is narrower than `minimum`, as attacked.

    Cells that the known alternatives prove wide need no program of their own, and every program's answer is a new
    alternative that may prove others.

    Parameters
    ----------
    table
        The cells and their sums.
    withheld
        The pattern, shape (m,).
    wanted
        Indices of the withheld cells that must be wide, in the order in which to attack them.
    minimum
        Width wanted [students].
    known
        Alternatives found before; those found here are added.
    """
    known = Alternatives(table) if known is None else known
    left = known.unproven(withheld, wanted, minimum)
    for members in components(table, withheld):
        inside = left[np.isin(left, members)]
        if inside.size:
            yield from _Hunt(table, members, known.reach(withheld), minimum, known).run(inside)


class _Hunt:
    """Attack one component, a batch in each of two threads, cell by cell until each is proven wide or narrow.

    The batches are the same however many processors there are, so that the answer is.
    """

    def __init__(
        self, table: LinkedTable, members: Ints, reach: tuple[Floats, Floats], minimum: float, known: Alternatives
    ) -> None:
        self.members, self.minimum, self.known = members, minimum, known
        self.down, self.up = (side[members] for side in reach)
        self.parts = [Component(table, members) for _ in range(_THREADS if members.size > _LARGE else 1)]

    def run(self, wanted: Ints) -> Iterator[Attack]:
        left, batch = np.searchsorted(self.members, wanted), _BATCH * len(self.parts)
        with ThreadPoolExecutor(len(self.parts)) as threads:
            while left.size:
                targets = np.array_split(left[:batch], len(self.parts))
                answers = list(threads.map(self._batch, self.parts, targets))
                self._learn(np.vstack([moves for moves, _ in answers]))
                yield from (narrow for _, narrow in answers if narrow.cells.size)
                left = left[batch:]
                left = left[self.down[left] + self.up[left] < self.minimum - _SINGLE]

    def _batch(self, part: Component, targets: Ints) -> tuple[Floats, Attack]:
        """Return all moves found, shape (w, size), and the interval of the targets that are narrow."""
        down, up, found, narrow = self.down.copy(), self.up.copy(), [np.zeros((0, self.members.size))], []
        for cell in targets:
            answers: list[tuple[Floats, Floats]] = []
            while down[cell] + up[cell] < self.minimum - _SINGLE and len(answers) < len(_WAYS):
                answers.append(part.far(int(cell), _WAYS[len(answers)]))
                move = answers[-1][0]
                down, up = np.maximum(down, -move), np.maximum(up, move)
            found += [move[None] for move, _ in answers]
            if down[cell] + up[cell] < self.minimum - TOLERANCE and len(answers) == len(_WAYS):
                narrow.append((int(cell), answers))
        return np.vstack(found), part.attacked(narrow)

    def _learn(self, moves: Floats) -> None:
        whole = np.zeros((len(moves), self.known.table.values.size))
        whole[:, self.members] = moves
        kept = self.known.add(whole)[:, self.members]
        self.down = np.maximum(self.down, -kept.min(axis=0, initial=0.0))
        self.up = np.maximum(self.up, kept.max(axis=0, initial=0.0))
