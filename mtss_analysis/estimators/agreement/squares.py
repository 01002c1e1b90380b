"""Analysis of variance of a table of ratings, and the intraclass correlation of one rating with its ends."""

from dataclasses import dataclass

import numpy as np
from scipy import special

from mtss_analysis.estimators.series import Floats

Ends = tuple[float, float, float]
"""Estimate, low and high."""
ROUNDING = 1e-24
"""Mean squares below this, times the largest rating squared, are rounding and count as none."""


@dataclass(frozen=True, slots=True)
class MeanSquares:
    """Mean squares of n targets by k raters [rating²]; NaN where there are no degrees of freedom.

    Attributes
    ----------
    targets, raters, rest, within : R of targets, C of raters, E of what is left, W within targets (raters and rest)
    n, k : targets and raters
    """

    targets: float
    raters: float
    rest: float
    within: float
    n: int
    k: int


def mean_squares(table: Floats) -> MeanSquares:
    """Split the sum of squares of (n, k) ratings into targets, raters and rest.

    Examples
    --------
    >>> found = mean_squares(np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 7.0]]))
    >>> round(found.targets, 3), round(found.raters, 3), round(found.rest, 3)
    (10.167, 2.667, 0.167)
    """
    n, k = table.shape
    if table.size == 0:
        nan = float("nan")
        return MeanSquares(nan, nan, nan, nan, n, k)
    mean = table.mean()
    rows, columns = table.mean(axis=1) - mean, table.mean(axis=0) - mean
    rest = table - mean - rows[:, None] - columns
    parts = np.array([k * (rows**2).sum(), n * (columns**2).sum(), (rest**2).sum(), 0.0])
    parts[3] = parts[1] + parts[2]
    freedom = np.array([n - 1, k - 1, (n - 1) * (k - 1), n * (k - 1)], dtype=np.float64)
    found = np.divide(parts, freedom, out=np.full(4, np.nan), where=freedom > 0)
    found[found <= ROUNDING * np.abs(table).max() ** 2] = 0.0
    targets, raters, left, within = found.tolist()
    return MeanSquares(targets, raters, left, within, n, k)


def one_way(ms: MeanSquares, confidence: float) -> Ends:
    """ICC(1): other raters for each target."""
    return _ratio(ms, ms.within, ms.n * (ms.k - 1), confidence)


def two_way(ms: MeanSquares, confidence: float) -> Ends:
    """ICC(C,1): the same raters, whose level does not count."""
    return _ratio(ms, ms.rest, (ms.n - 1) * (ms.k - 1), confidence)


def absolute(ms: MeanSquares, confidence: float) -> Ends:
    """ICC(A,1): the same raters, whose level counts as error."""
    n, k, r, c, e = ms.n, ms.k, ms.targets, ms.raters, ms.rest
    bottom = r + (k - 1) * e + k * (c - e) / n
    if bottom <= 0:
        return float("nan"), float("nan"), float("nan")
    found = (r - e) / bottom
    if ms.within == 0:
        return found, found, found
    below, above = _f_values(n - 1, _satterthwaite(ms, found), confidence)
    spread = k * c + (k * n - k - n) * e
    return found, n * (r - below * e) / (below * spread + n * r), n * (above * r - e) / (spread + n * above * r)


def _satterthwaite(ms: MeanSquares, icc: float) -> float:
    """Degrees of freedom of a C + b E, with a = k r / (n (1 − r)) and b = 1 + a (n − 1)."""
    n, k = ms.n, ms.k
    a = k * icc / (n * (1 - icc))
    first, second = a * ms.raters, (1 + a * (n - 1)) * ms.rest
    bottom = first**2 / (k - 1) + second**2 / ((n - 1) * (k - 1))
    return (first + second) ** 2 / bottom if bottom > 0 else float(k - 1)


def _ratio(ms: MeanSquares, error: float, freedom: int, confidence: float) -> Ends:
    """(F − 1) / (F + k − 1) for F = R / error and for its confidence limits."""
    if error == 0:
        return 1.0, 1.0, 1.0
    f = ms.targets / error
    below, above = _f_values(ms.n - 1, freedom, confidence)
    return tuple((value - 1) / (value + ms.k - 1) for value in (f, f / below, f * above))  # type: ignore[return-value]


def _f_values(over: float, under: float, confidence: float) -> tuple[float, float]:
    """Quantiles of F(over, under) and of F(under, over) at 1 − α/2."""
    upper = (1 + confidence) / 2
    return float(special.fdtri(over, under, upper)), float(special.fdtri(under, over, upper))
