"""What is known of each student's line: before any score of the student, and after those at hand.

A line y = level + slope · t is known by its mean and covariance. Before a student's own scores that is the prior of
students alike, which a multilevel model gives; every score then narrows it by Bayes' rule. Level and slope are taken
together, so a noisy start does not pass for fast or slow growth, and few scores stay near what students alike do.
"""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from mtss_analysis.estimators.series import Floats, Integers

MEDIAN_OF_THREE = 0.4487
"""Variance of the median of three normal errors, as a share of the variance of one (Sarhan and Greenberg 1962)."""

MOST_ALIKE = 0.99
"""Errors of two scores at nearly the same time are taken as no more alike than this."""


@dataclass(frozen=True)
class Lines:
    """N lines y = level + slope · t, each known up to a normal distribution. Every array is (N,).

    Attributes
    ----------
    level, slope
        Mean of the line at time 0 [score] and of its rate of improvement [score/week]; NaN where nothing is known.
    level_var, covariance, slope_var
        Their variances and covariance.
    noise
        Variance of one score around the line [score²].
    correlation
        Correlation of the errors of two scores a week apart; it falls off as a power of the time between them.
    """

    level: Floats
    slope: Floats
    level_var: Floats
    covariance: Floats
    slope_var: Floats
    noise: Floats
    correlation: Floats

    def take(self, rows: Integers) -> "Lines":
        """Return some of the lines, or some of them several times."""
        return Lines(*(part[rows] for part in self._parts))

    def turned(self, sign: ArrayLike) -> "Lines":
        """Return the lines of the scores times `sign` (+1 or −1, scalar or (N,))."""
        return replace(self, level=self.level * np.asarray(sign), slope=self.slope * np.asarray(sign))

    def later(self, weeks: ArrayLike) -> "Lines":
        """Return the same lines with time 0 moved by `weeks`, scalar or (N,)."""
        by = np.asarray(weeks, np.float64)
        level_var = self.level_var + 2 * by * self.covariance + by**2 * self.slope_var
        moved = self.covariance + by * self.slope_var
        return replace(self, level=self.level + by * self.slope, level_var=level_var, covariance=moved)

    def expected(self, time: ArrayLike) -> tuple[Floats, Floats]:
        """Return mean and standard deviation of the true score at `time` (scalar or (N,)) [score]."""
        there = self.later(time)
        return there.level, np.sqrt(np.maximum(there.level_var, 0.0))

    def reach(self, goal: ArrayLike, time: ArrayLike) -> Floats:
        """Probability (N,) that the true score at `time` is at the goal or above."""
        mean, sd = self.expected(time)
        with np.errstate(divide="ignore", invalid="ignore"):
            chance: Floats = special.ndtr((mean - np.asarray(goal, np.float64)) / sd)
        return chance

    @cached_property
    def _parts(self) -> tuple[Floats, ...]:
        parts = self.level, self.slope, self.level_var, self.covariance, self.slope_var, self.noise, self.correlation
        return tuple(np.broadcast_arrays(*parts))


@dataclass(frozen=True, slots=True)
class Evidence:
    """What scores say of a line: Σ w zz' with z = (1, t), and Σ w z (y − prior), w = 1 / noise. Every array is (N,)."""

    ones: Floats
    times: Floats
    squares: Floats
    level: Floats
    slope: Floats


def lines(
    level: ArrayLike,
    slope: ArrayLike,
    level_var: ArrayLike,
    covariance: ArrayLike,
    slope_var: ArrayLike,
    noise: ArrayLike,
    correlation: ArrayLike = 0.0,
) -> Lines:
    """Build lines from arrays (N,) or scalars, broadcast against each other.

    Raises
    ------
    ValueError
        A correlation outside [0, 1), or noise that is not above 0.
    """
    parts = [np.asarray(p, np.float64) for p in (level, slope, level_var, covariance, slope_var, noise, correlation)]
    found = Lines(*(np.atleast_1d(part) for part in np.broadcast_arrays(*parts)))
    if np.any(found.noise <= 0):
        raise ValueError("noise: expected variances above 0. Leave out lines whose noise is not known (NaN).")
    if np.any((found.correlation < 0) | (found.correlation >= 1)):
        raise ValueError("correlation: expected values from 0 to below 1. Use 0 for independent errors.")
    return found


def posterior(prior: Lines, time: ArrayLike, score: ArrayLike, series: ArrayLike, weight: ArrayLike = 1.0) -> Lines:
    """Narrow N lines by their scores.

    With D the prior covariance, z = (1, t) and σ² the noise, the covariance is (I + D Σ zz'/σ²)⁻¹ D and the mean moves
    by it times Σ z (y − z'prior)/σ² (Lindley and Smith 1972). Correlated errors are whitened first: each score is
    compared with the one before it, times the correlation over the time between them.

    Parameters
    ----------
    prior
        The N lines.
    time, score
        Flat arrays (n,) in order of series and time: time on the lines' clock, score.
    series
        (n,) row of the line, from 0 to N − 1, never decreasing.
    weight
        How much a score counts beside a single one, for example 1 / 0.4487 for a median of three; scalar or (n,).

    Examples
    --------
    >>> known = lines(level=40.0, slope=1.0, level_var=100.0, covariance=0.0, slope_var=0.25, noise=64.0)
    >>> after = posterior(known, [0, 1, 2, 3], [60, 58, 63, 61], [0, 0, 0, 0])
    >>> after.level.round(1), after.slope.round(2), after.reach(goal=70, time=10).round(2)
    (array([56.3]), array([1.06]), array([0.29]))
    """
    rows = np.asarray(series, np.int64)
    parts = weighed(prior.take(rows), np.asarray(time, np.float64), np.asarray(score, np.float64), rows, weight)
    sums = [np.bincount(rows, part, len(prior.level)).astype(np.float64) for part in parts]
    return narrowed(prior, Evidence(*sums))


def weighed(prior: Lines, time: Floats, score: Floats, rows: Integers, weight: ArrayLike = 1.0) -> tuple[Floats, ...]:
    """Return what each score adds to the evidence (n,), five arrays; `prior` holds a line for each score."""
    one, when = np.ones_like(time), time
    away = score - prior.level - prior.slope * time
    scale = np.asarray(weight, np.float64) / prior.noise
    if np.any(prior.correlation > 0):
        alike = _alike(prior.correlation, time, rows)
        one, when, away = (part - alike * np.roll(part, 1) for part in (one, when, away))
        scale = scale / (1 - alike**2)
    return scale * one * one, scale * one * when, scale * when * when, scale * one * away, scale * when * away


def narrowed(prior: Lines, found: Evidence) -> Lines:
    """Narrow N lines by the evidence on each."""
    a = 1 + prior.level_var * found.ones + prior.covariance * found.times
    b = prior.level_var * found.times + prior.covariance * found.squares
    c = prior.covariance * found.ones + prior.slope_var * found.times
    d = 1 + prior.covariance * found.times + prior.slope_var * found.squares
    size = a * d - b * c
    level_var = (d * prior.level_var - b * prior.covariance) / size
    covariance = (d * prior.covariance - b * prior.slope_var) / size
    slope_var = (a * prior.slope_var - c * prior.covariance) / size
    return replace(
        prior,
        level=prior.level + level_var * found.level + covariance * found.slope,
        slope=prior.slope + covariance * found.level + slope_var * found.slope,
        level_var=level_var, covariance=covariance, slope_var=slope_var,
    )  # fmt: skip


def _alike(correlation: Floats, time: Floats, rows: Integers) -> Floats:
    """Correlation of each score's error with that before it in its series; 0 for the first."""
    gap = np.diff(time, prepend=time[:1])
    first = np.diff(rows, prepend=-1) != 0
    return np.where(first, 0.0, np.minimum(correlation ** np.where(first, 1.0, np.maximum(gap, 0.0)), MOST_ALIKE))
