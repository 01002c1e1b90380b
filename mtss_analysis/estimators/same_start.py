"""Growth against students with the same start, free of the noise in the start.

Comparing rates among students with equal *first scores* is unfair: a first score that was low by chance makes the rate
high and puts the student among weaker peers. Here the start and the rate are both the student's own least-squares
values, unbiased whatever the truth, and how rates depend on starts is that of *true* lines, from a multilevel model. So
the comparison does not depend on where a student truly started.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special, stats

from mtss_analysis.estimators.series import Floats, require_confidence

LOWEST, HIGHEST = 1.0, 99.0
NO_SPREAD = 1e-9
"""A variance of true rates below this share of their errors' is none."""


@dataclass(frozen=True, slots=True)
class Lines:
    """Level at the start and slope of N students: estimates (N, 2), and variances as (11, 12, 22), (N, 3).

    Attributes
    ----------
    estimate : least-squares lines [score, score/time]
    error : sampling covariance of the estimates
    expected : line expected of the student before any score
    spread : covariance of true lines about the expected one
    """

    estimate: Floats
    error: Floats
    expected: Floats
    spread: Floats


@dataclass(frozen=True, slots=True)
class SameStart:
    """Percentiles of growth among students with the same start. Arrays are (N,), NaN where nothing can be told.

    Attributes
    ----------
    percentile : of the true rate: the most likely one given the student's scores, with `low` and `high` about it
    observed : of the rate as it was observed, each set against its own error: the rank among the peers
    reliability : share of what differs between peers' rates, as observed with this student's error, that is true
    peers : students compared, the student included
    confidence : of the interval
    """

    percentile: Floats
    low: Floats
    high: Floats
    observed: Floats
    reliability: Floats
    peers: NDArray[np.int64]
    confidence: float


def same_start(lines: Lines, peers: ArrayLike, *, fewest: int = 30, confidence: float = 0.95) -> SameStart:
    """Compare each student's growth with that of peers with the same start.

    With true lines (a, b) of covariance S about their mean, a rate given its start has mean m_b + β(a − m_a), β =
    S_ab/S_aa, and variance ω² = S_bb − S_ab²/S_aa. The student's difference δ = (b̂ − m_b) − β(â − m_a) is unbiased
    given the true start and has the error variance v = V_bb − 2βV_ab + β²V_aa. The true difference given δ is normal
    about κδ with variance ω²(1 − κ), κ = ω²/(ω² + v); its percentile is Φ(κδ/ω). The observed one is the rank of
    δ/√(ω² + v). The uncertainty of the peers' mean is part of v.

    Parameters
    ----------
    lines
        Estimated and expected lines at each student's own start.
    peers
        Code of those a student is compared with, shape (N,); negative for none.
    fewest
        Fewest peers for which anything is said.
    confidence
        Of the interval.

    Raises
    ------
    ValueError
        The confidence is no share.

    Examples
    --------
    >>> rate = np.linspace(-2.0, 2.0, 41)
    >>> one, none = np.ones(41), np.zeros(41)
    >>> lines = Lines(np.column_stack([none, rate]), np.column_stack([one, none, 0.25 * one]),
    ...               np.zeros((41, 2)), np.column_stack([100 * one, none, one]))
    >>> found = same_start(lines, np.zeros(41, int))
    >>> found.percentile[[0, 20, 40]].round().tolist(), found.observed[[0, 20, 40]].round().tolist()
    ([6.0, 50.0, 94.0], [1.0, 50.0, 99.0])
    """
    require_confidence(confidence)
    codes = np.asarray(peers)
    percentile, low, high, observed, reliability = np.full((5, len(codes)), np.nan)
    count = np.zeros(len(codes), np.int64)
    for code in np.unique(codes[codes >= 0]):
        rows = np.flatnonzero(codes == code)
        count[rows] = len(rows)
        if len(rows) >= fewest:
            delta, between, error = _differences(lines, rows)
            told = between > NO_SPREAD * error
            kappa = np.where(told, between / (between + error), np.nan)
            middle = kappa * delta / np.sqrt(np.where(told, between, np.nan))
            reach = special.ndtri((1 + confidence) / 2) * np.sqrt(1 - kappa)
            percentile[rows], low[rows], high[rows] = (_percent(middle + side * reach) for side in (0, -1, 1))
            ranks = stats.rankdata(delta / np.sqrt(between + error))
            observed[rows] = np.clip(100 * (ranks - 0.5) / len(rows), LOWEST, HIGHEST)
            reliability[rows] = kappa
    return SameStart(percentile, low, high, observed, reliability, count, confidence)


def _differences(lines: Lines, rows: NDArray[np.intp]) -> tuple[Floats, Floats, Floats]:
    """Difference of each rate from those with the same start, variance of true differences, and of its error."""
    mean = lines.expected[rows].mean(axis=0)
    away = lines.expected[rows] - mean
    among = np.array([(away[:, 0] ** 2).mean(), (away[:, 0] * away[:, 1]).mean(), (away[:, 1] ** 2).mean()])
    level, both, slope = (lines.spread[rows] + among).T
    tie = np.divide(both, level, out=np.zeros(len(rows)), where=level > 0)
    start, rate = (lines.estimate[rows] - mean).T
    delta = rate - tie * start
    between = np.maximum(slope - tie * both, 0.0)
    error = lines.error[rows, 2] - 2 * tie * lines.error[rows, 1] + tie**2 * lines.error[rows, 0]
    return delta, between, error + (between + error).mean() / len(rows)


def _percent(deviate: Floats) -> Floats:
    return np.asarray(np.clip(100 * special.ndtr(deviate), LOWEST, HIGHEST), np.float64)
