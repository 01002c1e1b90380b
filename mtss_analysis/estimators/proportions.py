"""Shares of students with intervals, differences of shares, and the fit of counts to planned shares."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from mtss_analysis.estimators.series import Floats, require_confidence


@dataclass(frozen=True, slots=True)
class Proportion:
    """`share`, `low`, `high`: arrays of the counts' shape, in [0, 1]; NaN where there is nobody to count."""

    share: Floats
    low: Floats
    high: Floats
    confidence: float


@dataclass(frozen=True, slots=True)
class Difference:
    """`difference` of two shares, first − second, with `low` and `high`, in [−1, 1]; NaN where a group is empty."""

    difference: Floats
    low: Floats
    high: Floats
    confidence: float


@dataclass(frozen=True, slots=True)
class GoodnessOfFit:
    """Pearson's chi-squared of counts (…, m) against planned shares (m,).

    Attributes
    ----------
    expected : (…, m) planned counts
    statistic, p_value : (…); NaN where nobody is counted
    df : m − 1
    smallest_expected : (…) the test is rough where this is below 5
    """

    expected: Floats
    statistic: Floats
    p_value: Floats
    df: int
    smallest_expected: Floats


def _counts(k: ArrayLike, n: ArrayLike) -> tuple[Floats, Floats]:
    part, whole = np.broadcast_arrays(np.asarray(k, np.float64), np.asarray(n, np.float64))
    bad = np.argwhere((part < 0) | (part > whole))
    if len(bad):
        at = tuple(bad[0].tolist())
        raise ValueError(
            f"counts: entry {list(at)} has {part[at]:g} of {whole[at]:g}, expected 0 <= k <= n. Count the same "
            "students in both numbers."
        )
    return part, np.where(whole > 0, whole, np.nan)


def wilson(k: ArrayLike, n: ArrayLike, confidence: float = 0.95) -> Proportion:
    """Share k/n with Wilson's score interval; `k`, `n` scalars or arrays, broadcast. Good down to small n.

    Centre (p + z²/2n)/(1 + z²/n), half-width z·sqrt(p(1−p)/n + z²/4n²)/(1 + z²/n) (Wilson 1927, Journal of the
    American Statistical Association 22, 209–212). Raises ValueError if not 0 <= k <= n or confidence is no share.

    >>> tier1 = wilson([188, 0], [242, 0])
    >>> tier1.low.round(4), tier1.high.round(4)
    (array([0.7203,    nan]), array([0.8248,    nan]))
    """
    require_confidence(confidence)
    part, whole = _counts(k, n)
    z, share = special.ndtri((1.0 + confidence) / 2.0), part / whole
    widen = 1.0 + z**2 / whole
    centre = (share + z**2 / (2.0 * whole)) / widen
    half = z * np.sqrt(share * (1.0 - share) / whole + (z / (2.0 * whole)) ** 2) / widen
    low = np.where(part == 0, 0.0 * share, centre - half)
    high = np.where(part == whole, share, centre + half)
    return Proportion(share, low, high, confidence)


def clopper_pearson(k: ArrayLike, n: ArrayLike, confidence: float = 0.95) -> Proportion:
    """Share k/n with the exact (never too short) interval from beta quantiles; arguments and errors as `wilson`.

    Clopper & Pearson 1934, Biometrika 26, 404–413.

    >>> clopper_pearson([0], [10]).high.round(4)
    array([0.3085])
    """
    require_confidence(confidence)
    part, whole = _counts(k, n)
    tail, share = (1.0 - confidence) / 2.0, part / whole
    low = np.where(part == 0, 0.0 * share, special.betaincinv(part, whole - part + 1.0, tail))
    top = special.betaincinv(part + 1.0, whole - part, 1.0 - tail)
    return Proportion(share, low, np.where(part == whole, share, top), confidence)


def newcombe(k1: ArrayLike, n1: ArrayLike, k2: ArrayLike, n2: ArrayLike, confidence: float = 0.95) -> Difference:
    """Difference k1/n1 − k2/n2 of two independent groups with Newcombe's interval (his method 10, from Wilson's).

    Newcombe 1998, Statistics in Medicine 17, 873–890. Arguments broadcast; errors as `wilson`.

    >>> gap = newcombe([56], [70], [48], [80])
    >>> gap.difference.round(4), gap.low.round(4), gap.high.round(4)
    (array([0.2]), array([0.0524]), array([0.3339]))
    """
    first, second = wilson(k1, n1, confidence), wilson(k2, n2, confidence)
    difference = first.share - second.share
    low = difference - np.hypot(first.share - first.low, second.high - second.share)
    high = difference + np.hypot(first.high - first.share, second.share - second.low)
    return Difference(difference, low, high, confidence)


def goodness_of_fit(counts: ArrayLike, shares: Sequence[float] = (0.80, 0.15, 0.05)) -> GoodnessOfFit:
    """Compare counts (…, m), for example students by tier, with planned shares (m,).

    The default 80/15/5 is a planning heuristic for tiers, not a norm: a poor fit is a question about core instruction
    and cut scores, not a verdict. Raises ValueError if the shares do not add to 1, are not all above 0, or do not match
    the counts, or if a count is negative.

    >>> goodness_of_fit([[188, 24, 30]]).statistic.round(4)
    array([30.8099])
    """
    observed, planned = np.asarray(counts, np.float64), np.asarray(shares, np.float64)
    if planned.ndim != 1 or not (planned > 0).all() or abs(planned.sum() - 1.0) > 1e-9:
        raise ValueError(f"shares: got {list(shares)}, expected shares above 0 that add to 1. Write 0.80, 0.15, 0.05.")
    if observed.ndim < 1 or observed.shape[-1] != len(planned) or (observed < 0).any():
        raise ValueError(
            f"counts: got shape {observed.shape} with smallest {observed.min(initial=0):g}, expected {len(planned)} "
            "counts of 0 or more along the last axis. Give one count for each share, in the same order."
        )
    total = observed.sum(axis=-1)
    expected = np.where(total > 0, total, np.nan)[..., None] * planned
    statistic = ((observed - expected) ** 2 / expected).sum(axis=-1)
    df = len(planned) - 1
    return GoodnessOfFit(expected, statistic, special.chdtrc(df, statistic), df, expected.min(axis=-1))
