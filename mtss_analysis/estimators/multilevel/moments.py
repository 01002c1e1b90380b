"""Each student's scores as six sums, in one pass over the rows."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

import numpy as np

from mtss_analysis.estimators.multilevel.labels import Floats, Indices

BLOCK_ROWS = 131_072
"""Rows at a time: a handful of such arrays of float64 stay in the second-level cache."""
THREADS = 2
RUNS, RUN = 32, 2_048
"""Runs of rows, and their length, from which units are chosen."""

Part = TypeVar("Part")


@dataclass(frozen=True, slots=True)
class Scale:
    """Internal units: time is (t − `time_mean`) / `time_sd`, score (y − `score_mean`) / `score_sd`."""

    time_mean: float
    time_sd: float
    score_mean: float
    score_sd: float

    def time(self, values: Floats) -> Floats:
        """Put times on the internal scale."""
        scaled: Floats = (values - self.time_mean) / self.time_sd
        return scaled

    def score(self, values: Floats) -> Floats:
        """Put scores on the internal scale."""
        scaled: Floats = (values - self.score_mean) / self.score_sd
        return scaled


@dataclass(frozen=True, slots=True)
class Moments:
    """Sums over each student's scores, internal units, shape (N,) each.

    Attributes
    ----------
    n, t, tt
        Σ1, Σt, Σt².
    spread
        n Σ(t − t̄)², the determinant of Z'Z for Z = [1, t].
    y, ty, yy
        Σy, Σty, Σy².
    """

    n: Floats
    t: Floats
    tt: Floats
    spread: Floats
    y: Floats
    ty: Floats
    yy: Floats

    def take(self, order: Indices | slice) -> "Moments":
        """Return the students in another order, or a run of them as views."""
        return Moments(*(getattr(self, name)[order] for name in self.__slots__))


def scale_of(time: Floats, score: Floats, centred: bool) -> Scale:
    """Choose internal units: mean near 0, standard deviation near 1 (the score keeps its mean unless `centred`).

    Raises
    ------
    ValueError
        All times or all scores are equal.
    """
    means, sds = [], []
    for name, values in (("time", time), ("score", score)):
        mean, sd = _spread(_sample(values))
        mean, sd = (mean, sd) if sd > 1e-3 * abs(mean) else _spread(values)
        if sd <= 1e-12 * abs(mean) or sd == 0:
            raise ValueError(f"every {name} is {mean:g}; growth needs {name}s that differ")
        means.append(mean)
        sds.append(sd)
    return Scale(means[0], sds[0], means[1] if centred else 0.0, sds[1])


def _sample(values: Floats) -> Floats:
    """Return runs of rows from all over; units need no more."""
    if len(values) <= 4 * RUNS * RUN:
        return values
    firsts = np.linspace(0, len(values) - RUN, RUNS).astype(np.intp)
    return np.concatenate([values[first : first + RUN] for first in firsts])


def _spread(values: Floats) -> tuple[float, float]:
    return float(values.mean()), float(values.std())


def moments(time: Floats, score: Floats, starts: Indices, scale: Scale) -> Moments:
    """Sum every student's scores; `time` and `score` (n,) in the caller's units, rows of a student side by side."""
    stops = np.append(starts[1:], len(time))

    def sums(low: int, high: int) -> Floats:
        rows, inner = slice(int(starts[low]), int(stops[high - 1])), starts[low:high] - starts[low]
        t, y = scale.time(time[rows]), scale.score(score[rows])
        t0 = np.repeat(t[inner], stops[low:high] - starts[low:high])
        near = t - t0  # measured from the student's first time: no digits are lost in the spread
        parts = (t, t * t, near, near * near, y, t * y, y * y)
        return np.stack([np.add.reduceat(part, inner) for part in parts])

    found = np.concatenate(in_blocks(sums, starts, len(time)), axis=1)
    n = (stops - starts).astype(np.float64)
    spread = np.maximum(n * found[3] - found[2] ** 2, 0.0)
    spread[spread <= 1e-13 * n * found[3]] = 0.0
    return Moments(n, found[0], found[1], spread, found[4], found[5], found[6])


def in_blocks(work: Callable[[int, int], Part], starts: Indices, rows: int, step: int = BLOCK_ROWS) -> list[Part]:
    """Call ``work(first student, student after the last)`` for blocks of whole students, in two threads."""
    cuts = np.unique(np.searchsorted(starts, np.arange(0, rows, step)))
    edges = [*cuts.tolist(), len(starts)] if cuts[-1] < len(starts) else cuts.tolist()
    spans = list(pairwise(edges))
    if len(spans) < 4:
        return [work(*span) for span in spans]
    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(lambda span: work(*span), spans))
