"""Work on many rows in blocks that stay near the processor, in two threads; sums over runs of rows."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

BLOCK_ROWS = 65_536
"""Rows at a time: a handful of such arrays of float64 stay in the second-level cache."""
THREADS = 2

Part = TypeVar("Part")
Item = TypeVar("Item")


def in_blocks(
    work: Callable[[int, int], Part], starts: NDArray[np.intp], rows: int, step: int = BLOCK_ROWS
) -> list[Part]:
    """Call ``work(first student, student after the last)`` for blocks of whole students, in two threads."""
    return _each(work, spans(starts, rows, step))


def spans(starts: NDArray[np.intp], rows: int, step: int) -> list[tuple[int, int]]:
    """Return (first student, student after the last) of blocks of about `step` rows of whole students.

    Examples
    --------
    >>> spans(np.array([0, 2, 3, 7]), 9, 4)
    [(0, 3), (3, 4)]
    """
    cuts = np.unique(np.searchsorted(starts, np.arange(0, rows, step)))
    edges = [*cuts.tolist(), len(starts)] if cuts[-1] < len(starts) else cuts.tolist()
    return list(pairwise(edges))


def run_starts(labels: NDArray[Any]) -> NDArray[np.intp]:
    """Return the first row of each run of equal labels.

    Examples
    --------
    >>> run_starts(np.array([4, 4, 7, 4])).tolist()
    [0, 2, 3]
    """

    def found(low: int, high: int) -> NDArray[np.intp]:
        rows = labels[max(low - 1, 0) : high]
        return np.flatnonzero(rows[1:] != rows[:-1]) + max(low, 1)

    edges = [*range(0, len(labels), BLOCK_ROWS), len(labels)]
    return np.concatenate([np.zeros(1, np.intp), *_each(found, list(pairwise(edges)))])


def _each(work: Callable[[int, int], Part], parts: list[tuple[int, int]]) -> list[Part]:
    if len(parts) < 4:
        return [work(*part) for part in parts]
    return in_threads(lambda part: work(*part), parts)


def in_threads(work: Callable[[Item], Part], items: list[Item]) -> list[Part]:
    """Call `work` for each item in two threads, and return what it gave in the order of the items."""
    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(work, items))


@dataclass(frozen=True, slots=True)
class Runs:
    """Runs of rows: their first rows, their lengths, and the one `length` that all share, or 0."""

    first: NDArray[np.intp]
    count: NDArray[np.intp]
    length: int

    @classmethod
    def of(cls, first: NDArray[np.intp], count: NDArray[np.intp]) -> "Runs":
        """Look whether all runs are of one length."""
        return cls(first, count, int(count[0]) if bool(np.all(count == count[0])) else 0)

    def less_first(self, values: NDArray[np.float64], out: NDArray[np.float64]) -> None:
        """Write values less the first of their run."""
        if self.length:
            table = values.reshape(-1, self.length)
            np.subtract(table, table[:, :1], out=out.reshape(-1, self.length))
        else:
            np.subtract(values, np.repeat(values[self.first], self.count), out=out)

    def sum(self, values: NDArray[np.float64], out: NDArray[np.float64]) -> None:
        """Write the sum of each run."""
        if self.length:
            np.matmul(values.reshape(-1, self.length), np.ones(self.length), out=out)
        else:
            np.add.reduceat(values, self.first, out=out)
