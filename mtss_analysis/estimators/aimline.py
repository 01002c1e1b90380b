"""Baselines and aimlines of many students at once.

An aimline is the straight line from where a student started to the goal at its date:
A(t) = B + (G − B)(t − t0)/(T − t0).
The baseline B is the median of the first points (three by default), which one unlucky probe cannot move far.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mtss_analysis.estimators.series import (
    Floats,
    Integers,
    Missing,
    observations,
    refuse_unordered,
    require_finite,
)


@dataclass(frozen=True, slots=True)
class Baselines:
    """Where N series start. Every array is (N,); NaN where a series has too few points.

    Attributes
    ----------
    series : integer code of each series
    n : points used, at most `points`
    score : median of these scores [score]
    first_time, last_time : of the points used [week]
    """

    series: Integers
    n: Integers
    score: Floats
    first_time: Floats
    last_time: Floats


def baseline(
    time: ArrayLike,
    score: ArrayLike,
    series: ArrayLike,
    *,
    points: int = 3,
    fewest: int | None = None,
    missing: Missing = "raise",
) -> Baselines:
    """Median of the first `points` scores of every series; arrays (n,) in order of series and time.

    A series with fewer than `fewest` points (by default `points`) has no baseline yet: NaN.
    Raises ValueError if `points` is below 1, `fewest` is outside 1 … `points`, time decreases inside a series, or the
    arrays are refused as in `trend.ols`.

    >>> baseline([0, 1, 2, 3, 0], [20, 31, 22, 40, 50], [1, 1, 1, 1, 2]).score
    array([22., nan])
    """
    least = points if fewest is None else fewest
    if not 1 <= least <= points:
        raise ValueError(f"points, fewest: got {points} and {least}, expected 1 <= fewest <= points. Lower fewest.")
    data = observations(time, score, series, missing)
    require_finite(data)
    refuse_unordered(data)
    used = np.minimum(data.layout.n, points)
    start = np.full((3, len(used)), np.nan)
    for count in range(least, points + 1):
        rows = np.flatnonzero(used == count)
        index = data.layout.starts[rows] + np.arange(count)[:, None]
        start[:, rows] = np.median(data.score[index], axis=0), data.time[index[0]], data.time[index[-1]]
    return Baselines(data.layout.codes, used, start[0], start[1], start[2])


@dataclass(frozen=True, slots=True)
class Aimline:
    """Straight lines from a start to a goal, one for each of N series; arrays (N,) (scalars are broadcast).

    Attributes
    ----------
    start_time, goal_time : [week]
    start, goal : [score]
    """

    start_time: Floats
    start: Floats
    goal_time: Floats
    goal: Floats

    @property
    def slope(self) -> Floats:
        """Required rate of improvement (goal − start)/(goal_time − start_time) (N,) [score/week].

        NaN where the goal is not later than the start.
        """
        weeks = self.goal_time - self.start_time
        rate: Floats = np.divide(self.goal - self.start, weeks, out=np.full(weeks.shape, np.nan), where=weeks > 0)
        return rate

    def take(self, rows: NDArray[np.integer]) -> "Aimline":
        """Return some of the lines, or some of them several times."""
        return Aimline(self.start_time[rows], self.start[rows], self.goal_time[rows], self.goal[rows])

    def expected(self, time: ArrayLike, row: NDArray[np.integer] | None = None) -> Floats:
        """Score the aimline asks for at `time` [score].

        Without `row`, `time` is a scalar or (N,), one time for each aimline. With `row` (n,), `time` is (n,) and entry
        i is read off aimline `row[i]`, so that every point of every series is compared in one call.
        """
        start, start_time, slope = self.start, self.start_time, self.slope
        if row is not None:
            start, start_time, slope = start[row], start_time[row], slope[row]
        return start + slope * (np.asarray(time, np.float64) - start_time)


def aimline(start_time: ArrayLike, start: ArrayLike, goal_time: ArrayLike, goal: ArrayLike) -> Aimline:
    """Build aimlines from arrays (N,) or scalars, broadcast against each other.

    Raises ValueError if the shapes do not fit.

    >>> line = aimline(0, 30, 20, 60)
    >>> line.slope, line.expected([1, 4])
    (array(1.5), array([31.5, 36. ]))
    """
    parts = (np.asarray(part, np.float64) for part in (start_time, start, goal_time, goal))
    return Aimline(*np.broadcast_arrays(*parts))


def goal_from_rate(start: ArrayLike, rate: ArrayLike, weeks: ArrayLike) -> Floats:
    """Goal that a rate of improvement reaches: start + rate · weeks, arrays (N,) or scalars, not rounded [score].

    >>> float(goal_from_rate(85, 1.4, 36))
    135.4
    """
    return np.asarray(np.asarray(start, np.float64) + np.asarray(rate, np.float64) * np.asarray(weeks, np.float64))
