"""Two groups of raters: difference of their means without assuming equal spread, and Holm's correction over many."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from mtss_analysis.estimators.series import Floats, require_confidence


@dataclass(frozen=True, slots=True)
class Difference:
    """First less second mean, arrays of one shape; NaN where it cannot be told.

    Attributes
    ----------
    difference, se : [rating]
    freedom : degrees of freedom
    low, high : interval [rating]
    p : chance of a difference at least so large if there is none
    confidence : of the interval
    """

    difference: Floats
    se: Floats
    freedom: Floats
    low: Floats
    high: Floats
    p: Floats
    confidence: float


def welch(
    n: tuple[ArrayLike, ArrayLike], mean: tuple[ArrayLike, ArrayLike], sd: tuple[ArrayLike, ArrayLike],
    step: ArrayLike = 0.0, confidence: float = 0.95,
) -> Difference:  # fmt: skip
    """Compare means of two groups by their summaries.

    SE² = s₁²/n₁ + s₂²/n₂, degrees of freedom by Welch and Satterthwaite (Welch 1947, Biometrika 34). Ratings are whole
    steps h, so that a spread below h/√12 cannot be seen (Sheppard 1898); it is put in place of smaller ones. A group of
    one, such as a team that agreed on one form, is taken as it is: its own noise is not known and not counted.

    Parameters
    ----------
    n, mean, sd
        Of the first and the second group [people, rating, rating]; sd of a group of one is not used.
    step
        Distance h of two neighbouring ratings [rating].
    confidence
        Of the interval.

    Raises
    ------
    ValueError
        Confidence is no share.

    Examples
    --------
    >>> found = welch((5, 9), (2.4, 1.5), (0.5, 0.6), step=1.0)
    >>> round(float(found.difference), 2), round(float(found.freedom), 1), round(float(found.p), 3)
    (0.9, 9.8, 0.014)
    """
    require_confidence(confidence)
    parts = [_noise(*each, step) for each in zip(n, sd, strict=True)]
    variance = parts[0][0] + parts[1][0]
    with np.errstate(invalid="ignore", divide="ignore"):
        freedom = variance**2 / (parts[0][1] + parts[1][1])
        difference = np.asarray(mean[0], np.float64) - np.asarray(mean[1], np.float64)
        se = np.where(variance > 0, np.sqrt(variance), np.nan)
        p = 2 * special.stdtr(freedom, -np.abs(difference / se))
    half = special.stdtrit(freedom, (1 + confidence) / 2) * se
    return Difference(difference, se, freedom, difference - half, difference + half, np.asarray(p), confidence)


def _noise(n: ArrayLike, sd: ArrayLike, step: ArrayLike) -> tuple[Floats, Floats]:
    """Variance of a mean, and its share in the degrees of freedom; zero for a group of one, NaN for none."""
    people = np.asarray(n, np.float64)
    spread = np.maximum(np.nan_to_num(np.asarray(sd, np.float64)), np.asarray(step, np.float64) / np.sqrt(12))
    people, spread = np.broadcast_arrays(people, spread)
    several = np.where(people > 1, people, np.nan)
    variance = np.where(people == 1, 0.0, spread**2 / several)
    return variance, np.where(people == 1, 0.0, variance**2 / (several - 1))


def holm(p: ArrayLike) -> Floats:
    """Adjust p values (m,) so that the chance of any false finding among them stays at the level; NaN stays NaN.

    The i-th smallest of m becomes the largest of (m − j + 1) p₍ⱼ₎ over j ≤ i, at most 1 (Holm 1979, Scandinavian
    Journal of Statistics 6).

    Examples
    --------
    >>> holm([0.01, 0.04, float("nan"), 0.03]).round(2).tolist()
    [0.03, 0.06, nan, 0.06]
    """
    found = np.asarray(p, np.float64)
    adjusted = np.full(found.shape, np.nan)
    known = np.flatnonzero(~np.isnan(found))
    order = known[np.argsort(found[known], kind="stable")]
    steps = found[order] * np.arange(len(order), 0, -1)
    adjusted[order] = np.minimum(np.maximum.accumulate(steps), 1.0)
    return adjusted
