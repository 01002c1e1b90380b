"""Least-squares lines through many series at once, in blocks that stay in the processor's cache."""

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from mtss_analysis.estimators.series import (
    Block,
    Floats,
    Integers,
    Missing,
    Observations,
    observations,
    refuse_missing,
    require_confidence,
)

THREADED_POINTS = 1_000_000  # below this a second thread costs more than it saves
NEARLY_STRAIGHT = 1e-4  # share of unexplained variation under which residuals are formed one by one, against rounding
ROUNDING = 1e-12  # relative size under which a residual is an accident of floating point
COLUMNS = 10  # from first_time to slope_high, in the order of OlsTrends


@dataclass(frozen=True, slots=True)
class OlsTrends:
    """Straight lines through N series by ordinary least squares, y = intercept + slope · time.

    Every array is (N,), in the order of `series`. Slope needs two different times; `see` and what follows from it
    need three points. Where a number is not defined it is NaN.

    Attributes
    ----------
    series : integer code of each series
    n : points used
    first_time, last_time, mean_time : [week]
    mean_score : [score]
    sxx : sum of squared deviations of time from its mean [week²]
    slope : rate of improvement [score/week]
    see : standard error of estimate, sqrt(SSE / (n − 2)) [score]
    slope_se : standard error of the slope, see / sqrt(sxx) [score/week]
    slope_low, slope_high : t interval of the slope, n − 2 degrees of freedom [score/week]
    confidence : of the interval, for example 0.95
    """

    series: Integers
    n: Integers
    first_time: Floats
    last_time: Floats
    mean_time: Floats
    mean_score: Floats
    sxx: Floats
    slope: Floats
    see: Floats
    slope_se: Floats
    slope_low: Floats
    slope_high: Floats
    confidence: float

    @property
    def weeks(self) -> Floats:
        """Time from first to last point (N,) [week]."""
        return self.last_time - self.first_time

    @property
    def intercept(self) -> Floats:
        """Fitted score at time 0 of the caller (N,) [score]."""
        return self.at(0.0)

    @property
    def level(self) -> Floats:
        """Fitted score at the last time (N,) [score]."""
        return self.at(self.last_time)

    @property
    def r_squared(self) -> Floats:
        """Share of the variation of scores that the line explains (N,); NaN when the scores do not vary."""
        explained, left = self.slope**2 * self.sxx, self.see**2 * (self.n - 2)
        total = explained + left
        share: Floats = np.divide(explained, total, out=np.full(len(total), np.nan), where=total > 0)
        return share

    @property
    def scattered(self) -> NDArray[np.bool_]:
        """True where the points leave the line by more than rounding (N,); only then does `see` speak of noise."""
        scattered: NDArray[np.bool_] = self.see > ROUNDING * (abs(self.mean_score) + abs(self.slope) * self.weeks)
        return scattered

    def at(self, time: ArrayLike) -> Floats:
        """Fitted score at `time` (scalar or (N,)) [score], by way of the mean so that far-off origins cost nothing."""
        return self.mean_score + self.slope * (np.asarray(time, np.float64) - self.mean_time)


def ols(
    time: ArrayLike,
    score: ArrayLike,
    series: ArrayLike,
    *,
    confidence: float = 0.95,
    missing: Missing = "raise",
    workers: int | None = None,
) -> OlsTrends:
    """Fit a least-squares line to every series.

    `time`, `score`, `series` are (n,); `series` holds integer codes that never decrease (`sort_by_series` sorts).
    Points of one series may come in any order. `missing="drop"` leaves NaN points out, `"raise"` refuses them.
    `workers` threads share the work; by default as many as pay off. The result does not depend on their number.

    slope = Sxy / Sxx, SEE = sqrt(SSE / (n − 2)), SE = SEE / sqrt(Sxx), interval slope ± t(n − 2) · SE (Christ 2006,
    School Psychology Review 35, 128–133). Independent errors are assumed; when neighbouring errors are alike
    (`residual_autocorrelation`) the SE is too small and the interval too short.

    Raises ValueError for unsorted codes, unequal lengths, a confidence outside (0, 1), or values that are not finite.

    >>> fit = ols([0, 1, 2, 3, 0], [20, 22, 23, 27, 40], [5, 5, 5, 5, 8])
    >>> fit.slope.round(2)
    array([2.2, nan])
    """
    require_confidence(confidence)
    data = observations(time, score, series, missing)
    columns = _fit(data, confidence, _threads(len(data.time)) if workers is None else workers)
    with np.errstate(all="ignore"):
        told = np.isfinite(columns[2:4].sum())  # the means meet every value: one sum instead of a scan
    if not told:
        refuse_missing(data)
    return OlsTrends(data.layout.codes, data.layout.n, *columns, confidence)  # type: ignore[call-arg]


def _threads(points: int) -> int:
    return min(2, os.cpu_count() or 1) if points >= THREADED_POINTS else 1


def _fit(data: Observations, confidence: float, threads: int) -> Floats:
    """Columns (COLUMNS, N) of OlsTrends, the blocks dealt out among the threads."""
    columns, blocks = np.empty((COLUMNS, len(data.layout.n))), data.layout.blocks()
    columns[:, data.layout.n == 0] = np.nan
    if threads == 1:
        _fit_share(data, columns, confidence, blocks)
    else:
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(lambda part: _fit_share(data, columns, confidence, blocks[part::threads]), range(threads)))
    return columns


def _fit_share(data: Observations, columns: Floats, confidence: float, blocks: list[Block]) -> None:
    most = max((block.length * len(block.starts) for block in blocks), default=0)
    widest = max((len(block.starts) for block in blocks), default=0)
    points, found = np.empty(2 * most), np.empty(COLUMNS * widest)  # used again for every block: no fresh memory
    with np.errstate(all="ignore"):  # 0/0 is NaN on purpose; infinite input is refused by the caller
        for block in blocks:
            width = len(block.starts)
            shaped = points[: 2 * block.length * width].reshape(2, block.length, width)
            shaped[0], shaped[1] = block.take(data.time, data.score)
            columns[:, block.rows] = _fit_block(shaped, confidence, found[: COLUMNS * width].reshape(COLUMNS, width))


def _fit_block(points: Floats, confidence: float, found: Floats) -> Floats:
    """Fill `found` (COLUMNS, M) from time and score, `points` (2, K, M), which are left counted from the first."""
    first, last, _, _, sxx, slope, see, slope_se, low, high = found
    length = points.shape[1]
    points[0].min(axis=0, out=first)
    points[0].max(axis=0, out=last)
    origin = points[:, 0].copy()
    points -= origin[:, None]
    mean = points.sum(axis=1) / length
    np.add(origin, mean, out=found[2:4])
    sse = _line(points[0], points[1], mean, sxx, slope)
    freedom = length - 2 if length > 2 else np.nan
    np.sqrt(sse / freedom, out=see)
    np.divide(see, np.sqrt(sxx), out=slope_se)
    half = special.stdtrit(freedom, (1.0 + confidence) / 2.0) * slope_se
    np.subtract(slope, half, out=low)
    np.add(slope, half, out=high)
    return found


def _line(x: Floats, y: Floats, mean: Floats, sxx: Floats, slope: Floats) -> Floats:
    """Fill Sxx and slope (M,) from points (K, M) counted from the first of each series; return SSE (M,).

    From the first point the textbook sums are safe: sum(x²) is at most K times Sxx, however far off the origin was.
    """
    total = len(x) * mean
    np.subtract(np.einsum("km,km->m", x, x), total[0] * mean[0], out=sxx)
    sxy = np.einsum("km,km->m", x, y) - total[0] * mean[1]
    syy = np.einsum("km,km->m", y, y) - total[1] * mean[1]
    np.divide(sxy, sxx, out=slope)
    sse: Floats = syy - slope * sxy
    straight = np.flatnonzero(sse < NEARLY_STRAIGHT * syy)
    if len(straight):
        sse[straight] = _squares(x[:, straight], y[:, straight], mean[:, straight], slope[straight])
    return sse


def _squares(x: Floats, y: Floats, mean: Floats, slope: Floats) -> Floats:
    residual = y - mean[1] - slope * (x - mean[0])
    squares: Floats = np.einsum("km,km->m", residual, residual)
    return squares
