"""Whether two things rise together over a handful of places: Spearman's rank correlation with a test by permutation."""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike
from scipy.stats import permutation_test, rankdata  # type: ignore[attr-defined, unused-ignore]

FEWEST = 4
"""Pairs from which an interval exists."""


@dataclass(frozen=True, slots=True)
class RankAssociation:
    """Spearman's correlation of pairs.

    Attributes
    ----------
    pairs
        Pairs in which both are known.
    rho
        Spearman's correlation; NaN where one of the two does not differ, or with fewer than three pairs.
    low, high
        Its interval; NaN with fewer than four pairs.
    p
        Chance of a correlation so far from 0, in either direction, if the pairing were random [probability].
    """

    pairs: int
    rho: float
    low: float
    high: float
    p: float


def rank_association(
    one: ArrayLike, other: ArrayLike, confidence: float = 0.95, resamples: int = 9999, seed: int = 0
) -> RankAssociation:
    """Return Spearman's correlation, its interval and a test that needs no large sample.

    The interval is tanh(atanh(ρ) ± z √((1 + ρ²/2)/(n - 3))) (Bonett and Wright 2000, *Sample size requirements for
    estimating Pearson, Kendall and Spearman correlations*, Psychometrika 65). The test permutes the pairing: every
    pairing where there are at most `resamples` of them, else so many at random.

    Parameters
    ----------
    one, other
        Values, shape (pairs,); pairs with NaN are left out.

    Examples
    --------
    >>> fit = rank_association([1, 2, 3, 4, 5, 6], [2, 1, 4, 3, 6, 5])
    >>> fit.pairs, round(fit.rho, 3), round(fit.p, 3)
    (6, 0.829, 0.058)
    """
    x, y = np.asarray(one, dtype=np.float64), np.asarray(other, dtype=np.float64)
    known = np.isfinite(x) & np.isfinite(y)
    x, y, pairs = rankdata(x[known]), rankdata(y[known]), int(known.sum())
    nothing = float("nan")
    if pairs < FEWEST - 1 or not x.std() or not y.std():
        return RankAssociation(pairs, nothing, nothing, nothing, nothing)
    rho = float(np.corrcoef(x, y)[0, 1])
    return RankAssociation(pairs, rho, *_interval(rho, pairs, confidence), _p(x, y, resamples, seed))


def _interval(rho: float, pairs: int, confidence: float) -> tuple[float, float]:
    if pairs < FEWEST:
        return float("nan"), float("nan")
    half = NormalDist().inv_cdf(0.5 + confidence / 2) * np.sqrt((1 + rho**2 / 2) / (pairs - 3))
    with np.errstate(divide="ignore"):
        z = np.arctanh(np.clip(rho, -1, 1))
    return float(np.tanh(z - half)), float(np.tanh(z + half))


def _p(x: np.ndarray, y: np.ndarray, resamples: int, seed: int) -> float:
    def products(shuffled: np.ndarray, axis: int = -1) -> np.ndarray:
        return np.asarray((shuffled * (y - y.mean())).sum(axis=axis))

    centered = x - x.mean()
    drawn = permutation_test(
        (centered,), products, permutation_type="pairings", vectorized=True, n_resamples=resamples,
        rng=np.random.default_rng(seed),
    )  # fmt: skip
    return float(drawn.pvalue)
