"""Many series in one set of flat arrays: where each begins, how long it is, and blocks of equal length.

A series is the repeated scores of one student on one measure. Three flat arrays hold them all: `time` [week],
`score` [score] and `series`, an integer code per row that does not decrease. Estimators work on blocks of series of
the same length, laid out points × series, so that no Python loop ever runs over students.
"""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.integer[Any]]
Missing = Literal["raise", "drop"]

BLOCK_POINTS = 49_152  # two such arrays of float64 stay in a megabyte of second-level cache


@dataclass(frozen=True, slots=True)
class Block:
    """M series of one length K: `rows` says which of the N series, `starts` (M,) where each begins.

    `rows` is a slice when the series lie side by side in the flat arrays, else an index array (M,).
    """

    rows: slice | NDArray[np.intp]
    starts: NDArray[np.intp]
    length: int

    def take(self, *arrays: Floats) -> tuple[Floats, ...]:
        """Cut the block out of each flat array, shape (K, M): point k of series m. Views when side by side."""
        if isinstance(self.rows, slice):
            low = int(self.starts[0])
            span = slice(low, low + len(self.starts) * self.length)
            return tuple(values[span].reshape(-1, self.length).T for values in arrays)
        index = self.starts + np.arange(self.length)[:, None]
        return tuple(values[index] for values in arrays)


@dataclass(frozen=True, slots=True)
class SeriesLayout:
    """Where every series lies in the flat arrays: `codes` (N,) increasing, `starts` (N,), `n` (N,) points."""

    codes: Integers
    starts: NDArray[np.intp]
    n: NDArray[np.intp]

    def blocks(self, room: int = BLOCK_POINTS, power: int = 1) -> list[Block]:
        """Blocks of series of one length K, as many as fit in `room` at K**power each; empty series are in none."""
        if len(self.n) and self.n.min() == self.n.max() > 0:
            length = int(self.n[0])
            step = max(1, room // length**power)
            cuts = (slice(low, low + step) for low in range(0, len(self.n), step))
            return [Block(cut, self.starts[cut], length) for cut in cuts]
        return [block for rows in self._by_length() for block in self._gathered(rows, room, power)]

    def _by_length(self) -> list[NDArray[np.intp]]:
        order = np.argsort(self.n, kind="stable")
        return np.split(order, np.flatnonzero(np.diff(self.n[order])) + 1)

    def _gathered(self, rows: NDArray[np.intp], room: int, power: int) -> list[Block]:
        length = int(self.n[rows[0]]) if len(rows) else 0
        step = max(1, room // max(length, 1) ** power)
        cuts = (rows[low : low + step] for low in range(0, len(rows) if length else 0, step))
        return [Block(cut, self.starts[cut], length) for cut in cuts]


@dataclass(frozen=True, slots=True)
class Observations:
    """Checked flat arrays: `time` (n,) [week], `score` (n,) [score] and their layout."""

    time: Floats
    score: Floats
    layout: SeriesLayout


def layout(series: ArrayLike) -> SeriesLayout:
    """Find the series in sorted integer codes, shape (n,).

    Raises ValueError if the codes are not whole numbers, not one-dimensional, or decrease somewhere.

    >>> layout([4, 4, 4, 9]).n
    array([3, 1])
    """
    codes = np.asarray(series)
    if codes.size == 0:
        codes = codes.astype(np.int64)
    if codes.ndim != 1 or codes.dtype.kind not in "iu":
        raise ValueError(
            f"series: got {codes.ndim} dimension(s) of {codes.dtype}, expected one dimension of whole numbers. "
            "Encode the identifiers first, for example with numpy.unique(ids, return_inverse=True)."
        )
    begins = np.ones(len(codes), dtype=bool)
    np.not_equal(codes[1:], codes[:-1], out=begins[1:])
    starts = np.flatnonzero(begins)
    distinct = codes[starts]
    _refuse_unsorted(distinct, starts)
    return SeriesLayout(distinct, starts, np.diff(starts, append=len(codes)))


def observations(time: ArrayLike, score: ArrayLike, series: ArrayLike, missing: Missing = "raise") -> Observations:
    """Check the three flat arrays, each (n,), and find the series in them.

    `missing="drop"` leaves out points whose time or score is NaN; a series that loses every point stays, with n = 0.
    Under `"raise"` the values are not scanned here (estimators see NaN in their sums and call `refuse_missing`).
    Raises ValueError on unequal lengths or unsorted codes.
    """
    times, scores = np.asarray(time, dtype=np.float64), np.asarray(score, dtype=np.float64)
    found = layout(series)
    if not times.shape == scores.shape == np.shape(series):
        raise ValueError(
            f"time, score and series: got lengths {times.shape}, {scores.shape} and {np.shape(series)}, expected one "
            "time and one series code for every score. Take all three from the same rows."
        )
    if missing == "drop":
        return _dropped(times, scores, found)
    if missing != "raise":
        raise ValueError(f'missing: got "{missing}", expected "raise" or "drop". Choose one of the two.')
    return Observations(times, scores, found)


def _dropped(time: Floats, score: Floats, found: SeriesLayout) -> Observations:
    keep = ~(np.isnan(time) | np.isnan(score))
    if keep.all():
        return Observations(time, score, found)
    n = np.add.reduceat(keep, found.starts, dtype=np.intp)
    return Observations(time[keep], score[keep], SeriesLayout(found.codes, np.cumsum(n) - n, n))


def _refuse_unsorted(distinct: Integers, starts: NDArray[np.intp]) -> None:
    falls = np.flatnonzero(distinct[1:] <= distinct[:-1])
    if len(falls):
        at = int(falls[0])
        raise ValueError(
            f"series: code {distinct[at + 1]} at row {starts[at + 1]} follows code {distinct[at]}, expected codes that "
            "never decrease. Sort the three arrays first with series.sort_by_series(time, score, series)."
        )


def refuse_missing(data: Observations) -> None:
    """Raise ValueError if any time or score is NaN or infinite, naming the first."""
    for name, values in (("time", data.time), ("score", data.score)):
        bad = np.flatnonzero(~np.isfinite(values))
        if len(bad):
            raise ValueError(
                f'{name}: row {bad[0]} holds "{values[bad[0]]}" ({len(bad)} such), expected a finite number. Remove '
                'these rows, or pass missing="drop" to leave out NaN points and count what is left.'
            )


def require_finite(data: Observations) -> None:
    """Like `refuse_missing`, but looks for the place only when a sum says that there is one."""
    with np.errstate(all="ignore"):
        told = np.isfinite(data.time.sum() + data.score.sum())
    if not told:
        refuse_missing(data)


def require_confidence(confidence: float) -> None:
    """Raise ValueError unless the confidence is a share strictly between 0 and 1."""
    if not 0.0 < confidence < 1.0:
        raise ValueError(f"confidence: got {confidence}, expected a share between 0 and 1. Write 0.95 for 95 %.")


def refuse_unordered(data: Observations) -> None:
    """Raise ValueError if time decreases inside a series, naming the first place."""
    back = np.diff(data.time) < 0
    back[data.layout.starts[(data.layout.starts > 0) & (data.layout.starts < len(data.time))] - 1] = False
    if back.any():
        at = int(np.flatnonzero(back)[0]) + 1
        raise ValueError(
            f"time: row {at} holds {data.time[at]} after {data.time[at - 1]} in the same series, expected times that "
            "never decrease. Sort the three arrays first with series.sort_by_series(time, score, series)."
        )


def sort_by_series(time: ArrayLike, score: ArrayLike, series: ArrayLike) -> tuple[Floats, Floats, Integers]:
    """Put the three arrays, each (n,), in order of series and then of time; rows that tie keep their order.

    >>> time, score, series = sort_by_series([1, 0, 0], [32, 20, 30], [7, 3, 7])
    >>> time.tolist(), score.tolist(), series.tolist()
    ([0.0, 0.0, 1.0], [20.0, 30.0, 32.0], [3, 7, 7])
    """
    times, scores, codes = np.asarray(time, np.float64), np.asarray(score, np.float64), np.asarray(series)
    order = np.lexsort((times, codes))
    return times[order], scores[order], codes[order]
