"""Cronbach's alpha: how far the items of a survey hang together."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from mtss_analysis.estimators.agreement.grid import complete
from mtss_analysis.estimators.series import Floats, require_confidence


@dataclass(frozen=True, slots=True)
class Cronbach:
    """Internal consistency of a scale.

    Attributes
    ----------
    alpha : NaN when it cannot be told
    low, high : Feldt's interval
    standardized : alpha of the items scaled to equal spread; NaN if an item is constant
    items, respondents : counts
    confidence : of the interval
    why : code of `REASONS`, or empty
    """

    alpha: float
    low: float
    high: float
    standardized: float
    items: int
    respondents: int
    confidence: float
    why: str


def cronbach(scores: ArrayLike, confidence: float = 0.95) -> Cronbach:
    """Cronbach's alpha of n respondents to k items, with Feldt's interval.

    α = k / (k − 1) (1 − Σ s²_item / s²_total); standardized k r̄ / (1 + (k − 1) r̄) with the mean correlation r̄;
    interval 1 − (1 − α) F, F the quantiles of F(n − 1, (n − 1)(k − 1)) (Feldt, Woodruff and Salih 1987, Applied
    Psychological Measurement 11), exact when items are parallel.

    Parameters
    ----------
    scores
        (n respondents, k items), none missing, all items turned the same way [rating].
    confidence
        Of the interval.

    Raises
    ------
    ValueError
        `scores` is not two-dimensional or has a gap; confidence is no share.

    Examples
    --------
    >>> round(cronbach([[2, 3, 3], [4, 4, 5], [1, 2, 1], [3, 5, 4], [5, 4, 5]]).alpha, 4)
    0.9244
    """
    require_confidence(confidence)
    table = complete("scores", scores, "respondents", "items")
    n, k = table.shape
    why = reason(table)
    if why in ("few_items", "nothing_rated", "one_target", "no_variation"):
        nan = float("nan")
        return Cronbach(nan, nan, nan, nan, k, n, confidence, why)
    total = table.sum(axis=1).var(ddof=1)
    alpha = k / (k - 1) * (1 - table.var(axis=0, ddof=1).sum() / total)
    low, high = (float(1 - (1 - alpha) * value) for value in _limits(n, k, confidence))
    return Cronbach(float(alpha), low, high, _standardized(table), k, n, confidence, why)


def reason(table: Floats) -> str:
    """Say what keeps a table (respondents, items) from telling how items hang together."""
    n, k = table.shape
    if table.size == 0:
        return "nothing_rated"
    if min(n, k) < 2:
        return "few_items" if k < 2 else "one_target"
    if np.ptp(table.sum(axis=1)) == 0:
        return "no_variation"
    return "constant_item" if (np.ptp(table, axis=0) == 0).any() else ""


def _limits(n: int, k: int, confidence: float) -> tuple[float, float]:
    upper = special.fdtri(n - 1, (n - 1) * (k - 1), (1 + confidence) / 2)
    lower = special.fdtri(n - 1, (n - 1) * (k - 1), (1 - confidence) / 2)
    return float(upper), float(lower)


def _standardized(table: Floats) -> float:
    if (np.ptp(table, axis=0) == 0).any():
        return float("nan")
    k = table.shape[1]
    mean = (np.corrcoef(table, rowvar=False).sum() - k) / (k * (k - 1))
    bottom = 1 + (k - 1) * mean
    return float(k * mean / bottom) if bottom > 0 else float("nan")
