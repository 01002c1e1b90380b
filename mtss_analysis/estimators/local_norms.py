"""Percentiles of one's own students with bands from resampling them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from mtss_analysis.estimators.cut_score import finite
from mtss_analysis.estimators.series import Floats, require_confidence

ROOM = 2_000_000
"""Scores resampled at once, which bounds memory."""


@dataclass(frozen=True, slots=True)
class LocalNorms:
    """Percentiles of a group. Arrays are (k,), one a percent asked for.

    Attributes
    ----------
    percents : as asked [percent]
    value : percentiles; NaN where the group is too small [score]
    low, high : ends of the bootstrap band [score]
    n : students
    why : "too_few", or empty
    """

    percents: Floats
    value: Floats
    low: Floats
    high: Floats
    n: int
    why: str


def local_norms(
    score: ArrayLike, percents: ArrayLike = (10, 25, 50, 75, 90), *, fewest: int = 50, draws: int = 200,
    confidence: float = 0.95, seed: int = 0,
) -> LocalNorms:  # fmt: skip
    """Return percentiles of the scores, with the band in which those of resampled students lie.

    Percentiles are linear between scores (definition 7 of Hyndman & Fan 1996, The American Statistician 50, 361–365);
    the band is the percentile interval of the bootstrap (Efron & Tibshirani 1993, chapter 13).

    Parameters
    ----------
    score
        One a student, (n,).
    fewest
        Fewest students; below, nothing is told.
    draws, seed
        Resamples, and the seed of their generator.

    Raises
    ------
    ValueError
        A score is not finite, a percent lies outside 0 to 100, or `draws` is below 1.

    Examples
    --------
    >>> found = local_norms(np.arange(101), [25, 50])
    >>> found.value.tolist(), bool((found.low < found.value).all()), local_norms([1, 2]).why
    ([25.0, 50.0], True, 'too_few')
    """
    require_confidence(confidence)
    values, asked = finite("score", score), np.asarray(percents, np.float64)
    if draws < 1 or ((asked < 0) | (asked > 100)).any():
        raise ValueError(f"percents, draws: got {asked} and {draws}, expected 0 to 100 and 1 or more.")
    if len(values) < max(fewest, 2):
        unknown = np.full(asked.shape, np.nan)
        return LocalNorms(asked, unknown, unknown, unknown, len(values), "too_few")
    ends = np.quantile(_resampled(values, asked, draws, seed), ((1 - confidence) / 2, (1 + confidence) / 2), axis=0)
    return LocalNorms(asked, np.percentile(values, asked), ends[0], ends[1], len(values), "")


def _resampled(values: Floats, percents: Floats, draws: int, seed: int) -> Floats:
    """Percentiles of resamples, (draws, k)."""
    rng, n = np.random.default_rng(seed), len(values)
    step = max(1, ROOM // n)
    parts = [
        np.percentile(values[rng.integers(0, n, (min(step, draws - done), n))], percents, axis=1).T
        for done in range(0, draws, step)
    ]
    return np.concatenate(parts)
