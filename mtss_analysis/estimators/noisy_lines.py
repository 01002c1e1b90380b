"""Least-squares lines of many series, and their errors where the noise is known and neighboring errors are alike."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mtss_analysis.estimators.series import Floats, layout


def lines(
    time: ArrayLike, score: ArrayLike, series: ArrayLike, noise_var: float, correlation: float = 0.0
) -> tuple[Floats, Floats]:
    """Fit a line to each series, and say how far it errs when errors have a known variance and correlation.

    (X'X)⁻¹ X'RX (X'X)⁻¹ σ² with R = correlation^|difference of times|. Sums run along all series at once.

    Parameters
    ----------
    time, score, series
        Shapes (n,), series as whole numbers that do not decrease, times that increase within each.
    noise_var
        Variance of one score about its line [score²].
    correlation
        Of the errors of two scores a unit of time apart.

    Returns
    -------
    (numpy.ndarray, numpy.ndarray)
        Level at time zero and slope, (N, 2), and their covariance as (11, 12, 22), (N, 3); NaN for a single time.

    Examples
    --------
    >>> both = lines([0, 1, 2], [5.0, 7.0, 9.0], [0, 0, 0], noise_var=4.0)
    >>> both[0].round(6).tolist(), both[1].round(6).tolist()
    ([[5.0, 2.0]], [[3.333333, -2.0, 2.0]])
    """
    t, y, found = np.asarray(time, np.float64), np.asarray(score, np.float64), layout(series)
    n = found.n.astype(np.float64)
    place = np.repeat(np.arange(len(found.n)), found.n)
    mean = np.bincount(place, t, len(n)) / n
    away = t - mean[place]
    squares = np.bincount(place, away**2, len(n))
    sxx = np.where(squares > 0, squares, np.nan)
    slope = np.bincount(place, away * y, len(n)) / sxx
    middle = np.bincount(place, y, len(n)) / n
    own, both, steep = _sums(away, found.starts, found.n, correlation) * noise_var
    own, both, steep = own / n**2, both / (n * sxx), steep / sxx**2  # of the level at the mean time, and the slope
    error = np.column_stack([own - 2 * mean * both + mean**2 * steep, both - mean * steep, steep])
    return np.column_stack([middle - slope * mean, slope]), error


def _sums(time: Floats, starts: NDArray[np.intp], n: NDArray[np.intp], correlation: float) -> Floats:
    """X'RX of each series with X = (1, time), as rows 11, 12, 22, shape (3, N)."""
    if not len(n):
        return np.zeros((3, 0))
    sums = np.stack([n.astype(np.float64), np.add.reduceat(time, starts), np.add.reduceat(time**2, starts)])
    ones, times, before = np.zeros(len(n)), np.zeros(len(n)), time[starts]
    for point in range(1, int(n.max()) if correlation else 0):
        rows = np.flatnonzero(n > point)
        now = time[starts[rows] + point]
        decay = correlation ** (now - before[rows])
        ones[rows], times[rows] = decay * (ones[rows] + 1), decay * (times[rows] + before[rows])
        before[rows] = now
        sums[:, rows] += np.stack([2 * ones[rows], times[rows] + now * ones[rows], 2 * now * times[rows]])
    return sums
