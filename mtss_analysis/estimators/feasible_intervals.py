"""What can be said of numbers nobody sees, from those that are seen and the sums between them.

The reader here knows no true value: every number is somewhere between two bounds, numbers that are seen have equal
bounds, and parts add up to totals. The answer for a number is the interval between two linear programs (Fischetti &
Salazar 2001, Management Science 47(7), 1008-1027, section 2).
"""

# mypy: disable-error-code="no-untyped-call, attr-defined"

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from mtss_analysis.estimators.corners import Corners

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]

TOLERANCE = 1e-6
"""How far a solver's answer may be from a whole number."""
ROOM = 3000
"""Numbers looked at together."""
GLANCES = 12
"""Random corners looked at before single numbers are asked for: most intervals turn out wide enough at once."""


@dataclass(frozen=True)
class Intervals:
    """What is known of the numbers asked for.

    Attributes
    ----------
    low, high
        Ends of each interval, shape (m,); NaN where the number was not asked for or nothing fits. An interval at
        least as wide as asked for may be given shorter than it is.
    fits
        False where no numbers at all agree with what is seen, shape (m,).
    programs
        Linear programs that were solved.
    """

    low: Floats
    high: Floats
    fits: NDArray[np.bool_]
    programs: int

    def narrow(self, width: float) -> Ints:
        """Return the numbers whose interval is narrower than `width`."""
        return np.flatnonzero(self.high - self.low < width - TOLERANCE)


def feasible_intervals(
    low: ArrayLike, high: ArrayLike, sums: sparse.sparray | ArrayLike, wanted: ArrayLike, width: float
) -> Intervals:
    """Find the interval of every number asked for, exactly where it is narrower than `width`.

    Parameters
    ----------
    low, high
        Bounds of each number, shape (m,); equal where it is seen, `high` may be infinite.
    sums
        Shape (r, m), dense or sparse; each row is total - parts = 0.
    wanted
        True where a number is asked for, shape (m,).
    width
        Intervals this wide need not be told further.

    Returns
    -------
    Intervals
        Ends are rounded inwards to whole numbers.

    Raises
    ------
    ValueError
        The shapes do not fit together, or a lower bound lies above the upper one.

    Examples
    --------
    Of 87, one part is seen (80) and two are not:

    >>> found = feasible_intervals([0, 0, 80, 87], [87, 87, 80, 87], [[-1, -1, -1, 1]], [1, 1, 0, 0], 10)
    >>> found.low[:2].tolist(), found.high[:2].tolist(), found.narrow(10).tolist()
    ([0.0, 0.0], [7.0, 7.0], [0, 1])
    """
    bottom, top = np.asarray(low, dtype=np.float64).ravel(), np.asarray(high, dtype=np.float64).ravel()
    asked = np.asarray(wanted, dtype=np.bool_).ravel()
    matrix = sparse.csr_array(np.atleast_2d(sums) if not isinstance(sums, sparse.sparray) else sums, dtype=np.float64)
    if not (bottom.size == top.size == asked.size == matrix.shape[1]):
        raise ValueError("bounds, marks and sums speak of different numbers of cells")
    if (bottom > top).any():
        raise ValueError(f"cell {int(np.flatnonzero(bottom > top)[0])} has a lower bound above its upper one")
    found = Intervals(np.full(asked.size, np.nan), np.full(asked.size, np.nan), np.ones(asked.size, dtype=np.bool_), 0)
    return _solved(found, bottom, top, matrix, asked, width)


def _solved(
    found: Intervals, low: Floats, high: Floats, sums: sparse.csr_array, asked: NDArray[np.bool_], width: float
) -> Intervals:
    open_cells = np.flatnonzero(low < high)
    seen = np.flatnonzero(low == high)
    told = np.flatnonzero((low == high) & asked)
    found.low[told], found.high[told] = low[told], high[told]
    right = -(sums[:, seen] @ low[seen])
    parts = [part for part in _components(sums, open_cells) if asked[part].any()]
    programs, waiting = 0, list(_batches(parts))
    while waiting:
        batch = waiting.pop()
        members = np.concatenate(batch)
        rows = np.unique(sums[:, members].nonzero()[0])
        inside = np.flatnonzero(asked[members])
        group = np.repeat(np.arange(len(batch)), [len(part) for part in batch])
        search = _Search(sums[rows][:, members], right[rows], low[members], high[members], group, width)
        fits = search.run(inside)
        programs += search.corners.programs
        if fits:
            found.low[members[inside]] = np.ceil(search.least[inside] - TOLERANCE) + 0.0
            found.high[members[inside]] = np.floor(search.most[inside] + TOLERANCE)
        elif len(batch) == 1:
            found.fits[members] = False
        else:
            waiting += [batch[: len(batch) // 2], batch[len(batch) // 2 :]]
    return Intervals(found.low, found.high, found.fits, programs)


def _batches(parts: list[Ints]) -> Iterator[list[Ints]]:
    """Put small groups of numbers together, so that one program looks at many of them."""
    batch: list[Ints] = []
    for part in sorted(parts, key=len):
        if batch and sum(map(len, batch)) + len(part) > ROOM:
            yield batch
            batch = []
        batch.append(part)
    if batch:
        yield batch


class _Search:
    """Groups of numbers that hang together: corners of what is possible, at random and then for single numbers.

    No number of one group touches another, so one program answers for one number of every group.
    """

    def __init__(
        self, sums: sparse.csr_array, right: Floats, low: Floats, high: Floats, group: Ints, width: float
    ) -> None:
        self.group, self.width = group, width
        ceiling = 4.0 * (np.abs(right).sum() + low.sum() + high[np.isfinite(high)].sum()) + 4.0 * width + 1000.0
        self.corners = Corners(sums, right, low, np.minimum(high, ceiling))
        self.least, self.most = np.full(low.size, np.inf), np.full(low.size, -np.inf)

    def run(self, wanted: Ints) -> bool:
        """Look until every wanted number is wide enough or exactly known; False if nothing fits."""
        random = np.random.default_rng(wanted.size)
        for glance in range(GLANCES):
            narrow = self._narrow(wanted)
            signs = random.choice([-1.0, 1.0], narrow.size) if glance > 1 else np.full(narrow.size, (-1.0) ** glance)
            if glance and not narrow.size:
                return True
            if not self._corner(narrow, signs):
                return False
        asked = np.zeros(self.least.size, dtype=np.bool_)
        while (narrow := self._narrow(wanted[~asked[wanted]])).size:
            first = narrow[np.unique(self.group[narrow], return_index=True)[1]]
            self._corner(first, np.ones(first.size))
            self._corner(first, np.full(first.size, -1.0))
            asked[first] = True
        return True

    def _narrow(self, cells: Ints) -> Ints:
        return np.asarray(cells[self.most[cells] - self.least[cells] < self.width])

    def _corner(self, cells: Ints, signs: Floats) -> bool:
        corner = self.corners.least(cells, signs)
        if corner is None:
            return False
        self.least, self.most = np.minimum(self.least, corner), np.maximum(self.most, corner)
        return True


def _components(sums: sparse.csr_array, cells: Ints) -> Iterator[Ints]:
    """Split cells into those that can move together."""
    if not cells.size:
        return
    touching = abs(sums[:, cells])
    _, label = connected_components(touching.T @ touching, directed=False)
    order = np.argsort(label, kind="stable")
    yield from np.split(cells[order], np.flatnonzero(np.diff(label[order])) + 1)
