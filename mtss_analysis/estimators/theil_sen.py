"""Theil–Sen slopes of many series at once: the median of the slopes of all pairs of points.

Not Siegel's repeated medians, which some packages return by default under the same name.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from mtss_analysis.estimators.series import (
    Floats,
    Integers,
    Missing,
    observations,
    require_confidence,
    require_finite,
)

InterceptRule = Literal["median_residual", "scipy_separate"]
BLOCK_SLOPES = 1_000_000  # half of these pairwise slopes are in memory at once, unless one series alone has more


@dataclass(frozen=True, slots=True)
class TheilSenTrends:
    """Robust straight lines through N series. Every array is (N,), NaN where the number is not defined.

    Attributes
    ----------
    series : integer code of each series
    n : points used
    pairs : pairs of points with different times
    slope : median of the slopes of these pairs [score/week]
    slope_low, slope_high : interval of the slope [score/week]; NaN when even the widest pair of slopes falls short of
        the confidence asked for (with 95 %, fewer than five points)
    intercept : score at time 0 [score], by `intercept_rule`
    confidence : of the interval
    """

    series: Integers
    n: Integers
    pairs: Integers
    slope: Floats
    slope_low: Floats
    slope_high: Floats
    intercept: Floats
    confidence: float
    intercept_rule: InterceptRule

    def at(self, time: ArrayLike) -> Floats:
        """Score on the line at `time` (scalar or (N,)) [score]."""
        return self.intercept + self.slope * np.asarray(time, np.float64)


def theil_sen(
    time: ArrayLike,
    score: ArrayLike,
    series: ArrayLike,
    *,
    confidence: float = 0.95,
    intercept: InterceptRule = "median_residual",
    missing: Missing = "raise",
) -> TheilSenTrends:
    """Fit a Theil–Sen line to every series; arrays (n,) as for `trend.ols`, points of a series in any order.

    The slope is the median of (y_j − y_i) / (t_j − t_i) over pairs with t_j ≠ t_i. Its interval takes two of the
    ordered slopes, from the normal approximation to Kendall's score with Sen's correction for ties (Sen 1968, Journal
    of the American Statistical Association 63, 1379–1389), as `scipy.stats.theilslopes` does; where that function
    falls back on the outermost slopes although they do not reach the confidence, this one gives NaN.

    `intercept="median_residual"` is the median of y − slope · t (scipy's `method="joint"`); `"scipy_separate"` is
    median(y) − slope · median(t), scipy's default. They differ.

    Raises ValueError as `trend.ols` does, and for an unknown intercept rule.

    >>> fit = theil_sen([0, 1, 2, 3, 4, 5], [20, 22, 24, 60, 28, 30], [1, 1, 1, 1, 1, 1])
    >>> fit.slope, fit.intercept
    (array([2.]), array([20.]))
    """
    require_confidence(confidence)
    if intercept not in ("median_residual", "scipy_separate"):
        raise ValueError(f'intercept: got "{intercept}", expected "median_residual" or "scipy_separate". Name one.')
    data = observations(time, score, series, missing)
    require_finite(data)
    pairs = np.zeros(len(data.layout.n), dtype=np.intp)
    columns = np.full((4, len(pairs)), np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        for block in data.layout.blocks(BLOCK_SLOPES, power=2):
            x, y = (np.ascontiguousarray(part.T) for part in block.take(data.time, data.score))
            pairs[block.rows], *line = _slopes(x, y, confidence)
            columns[:, block.rows] = *line, _intercept(x, y, line[0], intercept)
    slope, low, high, start = columns
    return TheilSenTrends(data.layout.codes, data.layout.n, pairs, slope, low, high, start, confidence, intercept)


def _slopes(x: Floats, y: Floats, confidence: float) -> tuple[Integers, Floats, Floats, Floats]:
    """Pairs (M,), median slope (M,) and interval (M,), (M,) of series in rows (M, K)."""
    slopes = np.sort(_pairwise(x, y), axis=1)
    pairs = slopes.shape[1] - np.isnan(slopes).sum(axis=1)
    middle = (_ranked(slopes, (pairs - 1) // 2, pairs) + _ranked(slopes, pairs // 2, pairs)) / 2.0
    low, high = _interval_ranks(x, y, pairs, confidence)
    reached = (low >= 0) & (high < pairs)
    ends = [np.where(reached, _ranked(slopes, rank, pairs), np.nan) for rank in (low, high)]
    return pairs, middle, ends[0], ends[1]


def _pairwise(x: Floats, y: Floats) -> Floats:
    """Slopes of all pairs (M, K(K−1)/2), NaN where the times are equal."""
    points = x.shape[1]
    slopes = np.empty((len(x), points * (points - 1) // 2))
    filled = 0
    for lag in range(1, points):
        run, rise = x[:, lag:] - x[:, :-lag], y[:, lag:] - y[:, :-lag]
        slopes[:, filled : filled + points - lag] = np.where(run != 0, rise / run, np.nan)
        filled += points - lag
    return slopes


def _ranked(slopes: Floats, rank: Integers, pairs: Integers) -> Floats:
    """Pick the slope of that rank (counted from 0) in each row (M,); NaN in a row without pairs."""
    if not slopes.shape[1]:
        return np.full(len(slopes), np.nan)
    safe = np.clip(rank, 0, np.maximum(pairs - 1, 0))
    return np.take_along_axis(slopes, safe[:, None], axis=1)[:, 0]


def _interval_ranks(x: Floats, y: Floats, pairs: Integers, confidence: float) -> tuple[Integers, Integers]:
    """Ranks (M,), counted from 0, of the slopes that bound the interval; out of range when it cannot be had."""
    points = x.shape[1]
    variance = (points * (points - 1) * (2 * points + 5) - _tie_term(x) - _tie_term(y)) / 18.0
    reach = special.ndtri((1.0 + confidence) / 2.0) * np.sqrt(variance)
    reach = np.where(variance >= 0, reach, np.inf)
    bounds = np.clip([(pairs - reach) / 2.0, (pairs + reach) / 2.0], -1.0, points**2)
    low, high = np.round(bounds).astype(np.intp)
    return low - 1, high


def _tie_term(values: Floats) -> Floats:
    """Sum of k(k−1)(2k+5) over groups of k equal values in each row (M,), added up member by member as 6r(r+2)."""
    ordered = np.sort(values, axis=1)
    position = np.arange(values.shape[1])
    begins = np.ones(values.shape, dtype=bool)
    begins[:, 1:] = ordered[:, 1:] != ordered[:, :-1]
    earlier = position - np.maximum.accumulate(np.where(begins, position, 0), axis=1)
    term: Floats = (6.0 * earlier * (earlier + 2)).sum(axis=1)
    return term


def _intercept(x: Floats, y: Floats, slope: Floats, rule: InterceptRule) -> Floats:
    if rule == "scipy_separate":
        separate: Floats = np.median(y, axis=1) - slope * np.median(x, axis=1)
        return separate
    joint: Floats = np.median(y - slope[:, None] * x, axis=1)
    return joint
