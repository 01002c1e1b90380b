"""Kendall's S of many short series at once: trend of scores with the order of sessions, ties, and variance under none.

Kendall (1970), Rank Correlation Methods, chapter 4.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import special

from mtss_analysis.estimators.series import Floats


class Ties(NamedTuple):
    """Sums over groups of t equal values: t(t−1)/2, t(t−1)(2t+5) and t(t−1)(t−2), one of each or (C,)."""

    pairs: Floats | int
    fives: Floats | int
    triples: Floats | int


UNTIED = Ties(0, 0, 0)


def one_group(t: int) -> Ties:
    """Ties of a single group of t equal values."""
    return Ties(t * (t - 1) // 2, t * (t - 1) * (2 * t + 5), t * (t - 1) * (t - 2))


def ties(values: Floats) -> Ties:
    """Ties among the values (points, C) of every case.

    Examples
    --------
    >>> [one.tolist() for one in ties(np.array([[1.0], [1.0], [1.0], [2.0]]))] == [[3], [66], [6]]
    True
    """
    ordered = np.sort(values, axis=0)
    earlier, pairs, triples = np.zeros((3, values.shape[1]))
    for above, below in zip(ordered[1:], ordered[:-1], strict=True):
        earlier = (earlier + 1) * (above == below)
        pairs += earlier
        triples += earlier * (earlier - 1)
    return Ties(pairs, 18 * pairs + 6 * triples, 3 * triples)


def trend_signs(scores: Floats) -> NDArray[np.int64]:
    """S of every case with the order of sessions: later points above earlier ones, less those below; (points, C)."""
    total = np.zeros(scores.shape[1], np.int64)
    for lag in range(1, len(scores)):
        later, earlier = scores[lag:], scores[:-lag]
        total += (later > earlier).sum(axis=0) - (later < earlier).sum(axis=0)
    return total


def score_variance(points: int, one: Ties, other: Ties) -> Floats:
    """Variance of S under no association of two rankings of 2 or more points, each with its ties."""
    k = points
    plain = (k * (k - 1) * (2 * k + 5) - one.fives - other.fives) / 18
    doubled = 2 * one.pairs * other.pairs / (k * (k - 1))
    tripled = one.triples * other.triples / (9 * k * (k - 1) * max(k - 2, 1))
    return np.asarray(np.maximum(plain + doubled + tripled, 0.0), np.float64)


def tau_b_denominator(points: int, one: Ties, other: Ties) -> Floats:
    """Divide S by this for Kendall's tau-b: one ranking with ties, and the other."""
    pairs = points * (points - 1) // 2
    return np.asarray(np.sqrt((pairs - one.pairs) * (pairs - other.pairs)), np.float64)


def trend_p(scores: Floats) -> Floats:
    """Two-sided chance, under no trend, of the trend of every case (points, C); with continuity correction."""
    spread = np.sqrt(score_variance(len(scores), UNTIED, ties(scores)))
    return two_sided(np.maximum(np.abs(trend_signs(scores)) - 1.0, 0.0), spread)


def two_sided(distance: Floats, spread: Floats) -> Floats:
    """Chance of S at least so far from 0 by the normal approximation; 1 where S cannot vary."""
    deviate = np.divide(distance, spread, out=np.zeros(len(distance)), where=spread > 0)
    return np.asarray(2 * special.ndtr(-deviate), np.float64)
