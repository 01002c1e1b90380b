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
    columns = np.empty((COLUMNS, len(data.layout.n)))
    columns[:, data.layout.n == 0] = np.nan
    threads = _threads(len(data.time)) if workers is None else workers
    blocks = data.layout.blocks()
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(lambda part: _fit_share(data, columns, confidence, blocks[part::threads]), range(threads)))
    if not np.isfinite(columns[2:4].sum()):  # the means meet every value: one sum instead of a scan
        refuse_missing(data)
    return OlsTrends(data.layout.codes, data.layout.n, *columns, confidence)  # type: ignore[call-arg]


def _threads(points: int) -> int:
    return min(2, os.cpu_count() or 1) if points >= THREADED_POINTS else 1


def _fit_share(data: Observations, columns: Floats, confidence: float, blocks: list[Block]) -> None:
    space = np.empty((2, max((block.length * len(block.starts) for block in blocks), default=0)))
    with np.errstate(all="ignore"):  # 0/0 is NaN on purpose; infinite input is refused by the caller
        for block in blocks:
            for column, values in zip(columns, _fit_block(data, block, confidence, space), strict=True):
                column[block.rows] = values


def _fit_block(data: Observations, block: Block, confidence: float, space: Floats) -> tuple[Floats, ...]:
    size, shape = block.length * len(block.starts), (block.length, len(block.starts))
    x, y = (part[:size].reshape(shape) for part in space)
    for target, values in zip((x, y), block.take(data.time, data.score), strict=True):
        np.copyto(target, values)
    first, last, origin = x.min(axis=0), x.max(axis=0), (x[0].copy(), y[0].copy())
    x -= origin[0]
    y -= origin[1]
    mean = x.mean(axis=0), y.mean(axis=0)
    sxx, slope, sse = _line(x, y, *mean)
    freedom = block.length - 2 if block.length > 2 else np.nan
    see = np.sqrt(sse / freedom)
    slope_se = see / np.sqrt(sxx)
    half = special.stdtrit(freedom, (1.0 + confidence) / 2.0) * slope_se
    centre = origin[0] + mean[0], origin[1] + mean[1]
    return first, last, *centre, sxx, slope, see, slope_se, slope - half, slope + half


def _line(x: Floats, y: Floats, mean_x: Floats, mean_y: Floats) -> tuple[Floats, Floats, Floats]:
    """Sxx, slope and SSE (M,) of points (K, M) counted from the first of each series.

    From the first point the textbook sums are safe: sum(x²) is at most K times Sxx, however far off the origin was.
    """
    moments = ((x, x, mean_x, mean_x), (x, y, mean_x, mean_y), (y, y, mean_y, mean_y))
    sxx, sxy, syy = (np.einsum("km,km->m", a, b) - len(x) * mean_a * mean_b for a, b, mean_a, mean_b in moments)
    slope = sxy / sxx
    sse = syy - slope * sxy
    straight = np.flatnonzero(sse < NEARLY_STRAIGHT * syy)
    residual = y[:, straight] - mean_y[straight] - slope[straight] * (x[:, straight] - mean_x[straight])
    sse[straight] = np.einsum("km,km->m", residual, residual)
    return sxx, slope, sse
