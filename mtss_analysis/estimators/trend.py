"""Rate of improvement of many students at once: ordinary least squares, Theil–Sen, and the two-point gain.

The three are different statistics and never share a name. Time is in weeks and slopes in score/week when the caller
counts time in weeks; any other unit of time works the same way.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from mtss_analysis.estimators.least_squares import OlsTrends, ols
from mtss_analysis.estimators.series import (
    Floats,
    Integers,
    Missing,
    observations,
    refuse_unordered,
    require_finite,
    sort_by_series,
)
from mtss_analysis.estimators.theil_sen import TheilSenTrends, theil_sen

__all__ = [
    "Autocorrelation",
    "OlsTrends",
    "TheilSenTrends",
    "TwoPointTrends",
    "ols",
    "residual_autocorrelation",
    "sort_by_series",
    "theil_sen",
    "two_point",
]


@dataclass(frozen=True, slots=True)
class TwoPointTrends:
    """Gain from the first to the last point of N series, divided by the time between: `slope` (N,) [score/week].

    This is what some vendors print as rate of improvement. It uses two points only, has no standard error, and is not
    the least-squares slope. NaN when there are fewer than two different times.
    """

    series: Integers
    n: Integers
    slope: Floats


def two_point(time: ArrayLike, score: ArrayLike, series: ArrayLike, *, missing: Missing = "raise") -> TwoPointTrends:
    """(last − first score) / (last − first time) for every series; points must be in order of time.

    Raises ValueError as `ols` does, and when time decreases inside a series.

    >>> two_point([0, 1, 12], [50, 60, 73], [1, 1, 1]).slope.round(3)
    array([1.917])
    """
    data = observations(time, score, series, missing)
    require_finite(data)
    refuse_unordered(data)
    found, slope = data.layout, np.full(len(data.layout.n), np.nan)
    some = np.flatnonzero(found.n > 1)
    first, last = found.starts[some], found.starts[some] + found.n[some] - 1
    span = data.time[last] - data.time[first]
    slope[some] = np.divide(data.score[last] - data.score[first], span, out=np.full(len(some), np.nan), where=span > 0)
    return TwoPointTrends(found.codes, found.n, slope)


@dataclass(frozen=True, slots=True)
class Autocorrelation:
    """How alike neighbouring residuals of N series are: `lag1` (N,) in [−1, 1] and `durbin_watson` (N,) in [0, 4]."""

    series: Integers
    lag1: Floats
    durbin_watson: Floats


def residual_autocorrelation(
    time: ArrayLike, score: ArrayLike, series: ArrayLike, *, missing: Missing = "raise"
) -> Autocorrelation:
    """Lag-1 autocorrelation and Durbin–Watson statistic of least-squares residuals, points in order of time.

    lag1 = sum(e[i] e[i+1]) / sum(e²), Durbin–Watson = sum((e[i+1] − e[i])²) / sum(e²). The lag counts points, not
    weeks. With few points lag1 leans below the truth. NaN with fewer than three points or without residuals.
    Raises ValueError as `two_point` does.

    >>> residual_autocorrelation([0, 1, 2, 3], [1, 3, 2, 4], [1, 1, 1, 1]).lag1.round(3)
    array([-0.75])
    """
    data = observations(time, score, series, missing)
    refuse_unordered(data)
    fit = ols(time, score, series, missing=missing)
    row = np.repeat(np.arange(len(fit.n)), fit.n)
    residual = data.score - fit.mean_score[row] - fit.slope[row] * (data.time - fit.mean_time[row])
    inside = row[1:] == row[:-1]
    before, after = residual[:-1][inside], residual[1:][inside]
    products, changes = (_sums(row[1:][inside], part, fit) for part in (before * after, (after - before) ** 2))
    squares = np.where(fit.scattered, _sums(row, residual**2, fit), np.nan)
    return Autocorrelation(fit.series, products / squares, changes / squares)


def _sums(row: Integers, values: Floats, fit: OlsTrends) -> Floats:
    sums: Floats = np.bincount(row, weights=values, minlength=len(fit.n)).astype(np.float64)
    return sums
