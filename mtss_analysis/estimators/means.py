"""Means of groups from their summaries: intervals, the rest of a total, and gaps in units of spread."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from mtss_analysis.estimators.series import Floats, require_confidence


@dataclass(frozen=True, slots=True)
class MeanInterval:
    """`se`, `low`, `high` of means, in the unit of the score; NaN below two students."""

    se: Floats
    low: Floats
    high: Floats
    confidence: float


@dataclass(frozen=True, slots=True)
class GroupSummary:
    """`n`, `mean`, `sd` (divisor n − 1) of groups; NaN where a group is too small to have one."""

    n: Floats
    mean: Floats
    sd: Floats


@dataclass(frozen=True, slots=True)
class Gap:
    """`gap`, first − second mean in pooled standard deviations, with `se`, `low`, `high`; NaN where not defined."""

    gap: Floats
    se: Floats
    low: Floats
    high: Floats
    confidence: float


def _positive(values: ArrayLike) -> Floats:
    numbers = np.asarray(values, np.float64)
    return np.where(numbers > 0, numbers, np.nan)


def mean_interval(n: ArrayLike, mean: ArrayLike, sd: ArrayLike, confidence: float = 0.95) -> MeanInterval:
    """Interval of a mean: SE = sd / sqrt(n), mean ± t(n − 1) · SE; arrays broadcast.

    Raises ValueError if confidence is no share.

    >>> mean_interval([25, 1], [1.2, 3.0], [0.5, 0.0]).low.round(4)
    array([0.9936,    nan])
    """
    require_confidence(confidence)
    se = np.asarray(sd, np.float64) / np.sqrt(_positive(n))
    half = special.stdtrit(_positive(np.asarray(n, np.float64) - 1), (1.0 + confidence) / 2.0) * se
    return MeanInterval(se, np.asarray(mean) - half, np.asarray(mean) + half, confidence)


def _squares(group: GroupSummary) -> Floats:
    return np.where(group.n == 1, 0.0, (group.n - 1) * group.sd**2)


def others(total: GroupSummary, part: GroupSummary) -> GroupSummary:
    """Everyone in `total` who is not in `part`, from the two summaries alone.

    n, n·mean and the sum of squares are additive: SS = (n − 1) sd² + n mean².

    >>> rest = others(GroupSummary(np.array(4.0), np.array(2.5), np.std([1, 2, 3, 4], ddof=1)),
    ...               GroupSummary(np.array(2.0), np.array(1.5), np.std([1, 2], ddof=1)))
    >>> float(rest.n), float(rest.mean), round(float(rest.sd), 4)
    (2.0, 3.5, 0.7071)
    """
    n = _positive(total.n - part.n)
    shift = part.n * (part.mean - total.mean)  # sums are taken around the total's mean, against rounding
    mean = total.mean - shift / n
    within = _squares(total) - _squares(part)
    squares = within - part.n * (part.mean - total.mean) ** 2 - n * (mean - total.mean) ** 2
    return GroupSummary(n, mean, np.sqrt(np.maximum(squares, 0.0) / _positive(n - 1)))


def standardized_gap(first: GroupSummary, second: GroupSummary, confidence: float = 0.95) -> Gap:
    """Difference of two means in pooled standard deviations (Cohen's d), with its large-sample interval.

    Var(d) = 1/n1 + 1/n2 + d² / (2 (n1 + n2)) (Hedges & Olkin 1985, Statistical Methods for Meta-Analysis, ch. 5).
    Raises ValueError if confidence is no share.

    >>> a, b = (GroupSummary(*np.array([[50.0], [mean], [4.0]])) for mean in (12.0, 10.0))
    >>> standardized_gap(a, b).gap
    array([0.5])
    """
    require_confidence(confidence)
    n1, n2 = _positive(first.n), _positive(second.n)
    pooled = (_squares(first) + _squares(second)) / _positive(n1 + n2 - 2)
    gap = (first.mean - second.mean) / np.sqrt(_positive(pooled))
    se = np.sqrt(1 / n1 + 1 / n2 + gap**2 / (2 * (n1 + n2)))
    half = special.ndtri((1.0 + confidence) / 2.0) * se
    return Gap(gap, se, gap - half, gap + half, confidence)
