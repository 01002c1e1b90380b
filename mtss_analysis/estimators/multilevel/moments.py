"""Each student's scores as six sums, in one pass over the rows."""

from dataclasses import dataclass

import numpy as np

from mtss_analysis.estimators.multilevel.blocks import Runs, in_threads, spans
from mtss_analysis.estimators.multilevel.labels import Floats, Indices

BLOCK_ROWS, EQUAL_ROWS = 32_768, 131_072
"""Rows at a time, so that they and what is made of them stay in the cache; the second where runs are of one length."""
RUNS, RUN = 32, 2_048
"""Runs of rows, and their length, from which units are chosen."""


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
    """Sums over each student's scores, internal units.

    Attributes
    ----------
    table
        Shape (14, N). With u = Σt Σy − n Σty and v = Σt² Σy − Σt Σty, its rows are 1, n, Σt, Σt²,
        n Σ(t − t̄)² = det Z'Z for Z = [1, t], Σy, Σty, u, v, (Σy)², Σy Σty, (Σty)², v Σy − u Σty, and Σy².
    """

    table: Floats

    @property
    def n(self) -> Floats:
        """Number of scores (N,)."""
        row: Floats = self.table[1]
        return row

    @property
    def yy(self) -> Floats:
        """Σy² (N,)."""
        row: Floats = self.table[13]
        return row

    @property
    def known(self) -> Floats:
        """The rows of which H, s and y'V⁻¹y are made, (13, N)."""
        return self.table[:13]

    def take(self, order: Indices | slice) -> "Moments":
        """Return the students in another order, or a run of them as views."""
        return Moments(self.table[:, order])


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
    n = np.diff(starts, append=len(time))
    found = np.empty((14, len(n)))
    equal = bool(np.all(n == n[0]))
    parts = spans(starts, len(time), EQUAL_ROWS if equal else BLOCK_ROWS)

    def fill(some: list[tuple[int, int]]) -> None:
        space = np.empty((2, max(int(n[low:high].sum()) for low, high in some)))
        for low, high in some:  # room for a block is taken once: fresh memory costs more than the sums
            runs = Runs.of(starts[low:high] - starts[low], n[low:high])
            rows, out = slice(int(starts[low]), int(starts[low]) + int(runs.count.sum())), found[:, low:high]
            _summed(time[rows], score[rows], runs, scale.score_mean, space, out)
            _scaled(runs.count, time[starts[low:high]], out, scale)
            _combined(out)

    if equal and len(parts) >= 4:  # sums of uneven runs hold the interpreter's lock, so threads would wait
        in_threads(fill, [parts[::2], parts[1::2]])
    else:
        fill(parts)
    return Moments(found)


def _summed(time: Floats, score: Floats, runs: Runs, score_mean: float, space: Floats, out: Floats) -> None:
    """Write Σt, Σt², Σy, Σty, Σy² of each run to rows 2, 3, 5, 6, 13, t from the run's first, y less the mean.

    Times from the first keep the digits of their spread.
    """
    t, y = space[:, : len(time)]
    runs.less_first(time, t)
    runs.sum(t, out[2])
    np.multiply(t, t, out=y)
    runs.sum(y, out[3])
    np.subtract(score, score_mean, out=y)
    runs.sum(y, out[5])
    np.multiply(t, y, out=t)
    runs.sum(t, out[6])
    np.multiply(y, y, out=y)
    runs.sum(y, out[13])


def _scaled(count: Indices, first: Floats, sums: Floats, scale: Scale) -> None:
    """Bring sums over times from each student's first, and over centred scores, to internal units, in place."""
    by, per = 1 / scale.time_sd, 1 / scale.score_sd
    n, t, tt, spread, y, ty = sums[1:7]
    for row, unit in ((t, by), (tt, by * by), (y, per), (ty, by * per), (sums[13], per * per)):
        row *= unit
    n[:] = count
    np.maximum(n * tt - t * t, 0.0, out=spread)
    spread[spread <= 1e-13 * n * tt] = 0.0
    start = scale.time(first)
    begun = n * start
    tt += start * (2 * t + begun)
    t += begun
    ty += start * y


def _combined(sums: Floats) -> None:
    """Write what the sums of each student are combined to."""
    one, n, t, tt, _, y, ty, u, v, yy, yty, tyty, last, _ = sums
    one[:] = 1.0
    np.subtract(t * y, n * ty, out=u)
    np.subtract(tt * y, t * ty, out=v)
    np.multiply(y, y, out=yy)
    np.multiply(y, ty, out=yty)
    np.multiply(ty, ty, out=tyty)
    np.subtract(y * v, ty * u, out=last)
