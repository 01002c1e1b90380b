"""Log response ratio: by what factor the mean changes, for scores on a scale with a true zero.

Pustejovsky (2015, Psychological Methods 20; 2018, Journal of School Psychology 68).
"""

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from mtss_analysis.estimators.nonoverlap.mean_shift import normal, one_point, variance
from mtss_analysis.estimators.nonoverlap.phases import Block, Flags, Told, nothing, one_case, told
from mtss_analysis.estimators.nonoverlap.result import Index, index
from mtss_analysis.estimators.series import Floats, require_confidence

Scale = Literal["count", "rate", "proportion", "percentage", "unknown"]
MOST = {"count": np.inf, "rate": np.inf, "proportion": 1.0, "percentage": 100.0, "unknown": np.inf}
"""Largest score of each scale."""


def lrr(
    a: ArrayLike,
    b: ArrayLike,
    increase: bool,
    *,
    scale: Scale,
    minutes: float | None = None,
    intervals: float | None = None,
    confidence: float = 0.95,
) -> Index:
    """Log response ratio ln M_B − ln M_A, less its bias: LRRi where higher scores are better, else LRRd.

    Estimate ln M_B − ln M_A + V_B/(2n M_B²) − V_A/(2m M_A²), variance V_A/(m M_A²) + V_B/(n M_B²). LRRd is *below* zero
    when the behavior becomes rarer. Means are at least 1/(2Dk) and variances at least 1/(D²k³), k the points of the
    phase; D is 1 for a count, the minutes observed for a rate per minute, the intervals observed for a proportion, and
    a hundredth of them for a percentage. Without them, or on an unknown scale, there is no such floor.

    Parameters
    ----------
    a, b
        Baseline and treatment scores of one case, each 1-d [score].
    increase
        Whether higher scores are better.
    scale
        "count", "rate", "proportion", "percentage" or "unknown".
    minutes
        Length of a session, for a rate [minute].
    intervals
        Intervals (or items) a session, for a proportion or percentage.
    confidence
        Of the normal interval.

    Raises
    ------
    ValueError
        The direction is missing, a score is not finite, the scale is unknown by that name, or minutes or intervals are
        not above 0.

    Examples
    --------
    >>> found = lrr([20, 20, 26, 25, 22, 23], [28, 25, 24, 27, 30, 30, 29], increase=True, scale="count")
    >>> round(found.estimate, 6), round(found.se, 6)
    (0.195396, 0.055577)
    >>> found = lrr([0, 0, 0, 0], [2, 3, 1, 4, 5], increase=True, scale="count")
    >>> round(found.estimate, 6), list(found.cautions)
    (3.080832, ['zero_baseline'])
    """
    require_confidence(confidence)
    fineness, block = fineness_of(scale, minutes, intervals), one_case(a, b, increase)
    found = lrr_of(block, np.array([fineness]), np.array([MOST[scale]]), confidence)
    return index("LRRi" if increase else "LRRd", f"{scale} scale", block, found, confidence)


def fineness_of(scale: str, minutes: float | None = None, intervals: float | None = None) -> float:
    """D of a scale, how finely a session's score counts; infinite where it is not known.

    Raises
    ------
    ValueError
        The scale is not one of the five, or minutes or intervals are not above 0.

    Examples
    --------
    >>> fineness_of("percentage", intervals=60)
    0.6
    """
    if scale not in MOST:
        raise ValueError(f'scale: got "{scale}", expected one of {", ".join(MOST)}. Name one.')
    for name, value in (("minutes", minutes), ("intervals", intervals)):
        if value is not None and not value > 0:
            raise ValueError(f'{name}: got "{value}", expected a number above 0, or None if it is not known.')
    known = {"count": 1.0, "rate": minutes, "proportion": intervals, "percentage": intervals and intervals / 100}
    value = known.get(scale)
    return np.inf if value is None else float(value)


def lrr_of(block: Block, fineness: Floats, most: Floats, confidence: float = 0.95) -> Told:
    """Log response ratio of every case of a block; fineness D and largest score of its scale (C,)."""
    if block.empty:
        return nothing(block)
    flags = _flags(block, most)
    means, shares = zip(*(_floored(phase * block.sign, fineness) for phase in (block.a, block.b)), strict=True)
    told_here = ~flags["outside_scale"] & (means[0] > 0) & (means[1] > 0)
    logs = [np.log(np.where(told_here, mean, 1.0)) for mean in means]
    shares = tuple(np.where(told_here, share, np.nan) for share in shares)
    estimate = logs[1] - logs[0] + (shares[1] - shares[0]) / 2
    if min(block.lengths) == 1:
        return told(estimate, flags=flags)
    return normal(estimate, np.sqrt(shares[0] + shares[1]), confidence, flags)


def _floored(scores: Floats, fineness: Floats) -> tuple[Floats, Floats]:
    """Mean and squared relative standard error of it, V / (k M²), of raw scores (k, C)."""
    k = len(scores)
    mean = np.maximum(scores.mean(axis=0), 1 / (2 * fineness * k))
    spread = np.maximum(variance(scores), 1 / (fineness**2 * k**3))
    return mean, spread / (k * np.where(mean > 0, mean, 1.0) ** 2)


def _flags(block: Block, most: Floats) -> dict[str, Flags]:
    phases = [phase * block.sign for phase in (block.a, block.b)]
    outside = np.any([(phase < 0).any(axis=0) | (phase > most).any(axis=0) for phase in phases], axis=0)
    zero = [(phase == 0).all(axis=0) for phase in phases]
    return one_point(block) | {"zero_baseline": zero[0], "zero_treatment": zero[1], "outside_scale": outside}
