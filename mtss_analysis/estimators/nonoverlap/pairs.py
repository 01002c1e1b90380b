"""Comparisons of every baseline score with every treatment score: nonoverlap of all pairs, and Tau."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mtss_analysis.estimators.nonoverlap.interval import newcombe
from mtss_analysis.estimators.nonoverlap.phases import Block, Flags, Told, nothing, one_case, told
from mtss_analysis.estimators.nonoverlap.result import Index, index
from mtss_analysis.estimators.series import Floats, require_confidence

Variance = Literal["unbiased", "hanley", "null"]
VARIANCES = ("unbiased", "hanley", "null")


@dataclass(frozen=True, slots=True)
class Signs:
    """Signs of b_j − a_i over the m · n pairs of C cases, in whole numbers (C,).

    Attributes
    ----------
    m, n : points of the phases
    total : sum of the signs
    rows, columns : sum of squares of their sums over each baseline point, and over each treatment point
    untied : pairs that differ
    """

    m: int
    n: int
    total: NDArray[np.int64]
    rows: NDArray[np.int64]
    columns: NDArray[np.int64]
    untied: NDArray[np.int64]


def nap(
    a: ArrayLike, b: ArrayLike, increase: bool, *, variance: Variance = "unbiased", confidence: float = 0.95
) -> Index:
    """Nonoverlap of all pairs (Parker and Vannest 2009, Behavior Therapy 40): share of pairs that improve.

    NAP = Σ [b_j better than a_i] + ½ [equal], over mn; ½ means no difference. Its variance is Sen's unbiased estimate
    (1967; Mee 1990), with NAP kept at least half a pair away from 0 and 1; Hanley and McNeil's (1982); or that under no
    difference, (m + n + 1) / 12mn. The interval is method 5 of Newcombe (2006, Statistics in Medicine 25), also at
    0 and 1, where some packages return an interval of no length.

    Parameters
    ----------
    a, b
        Baseline and treatment scores of one case, each 1-d [score].
    increase
        Whether higher scores are better.
    variance
        "unbiased", "hanley" or "null".
    confidence
        Of the interval.

    Raises
    ------
    ValueError
        The direction is missing, a score is not finite, or an option is unknown.

    Examples
    --------
    >>> found = nap([4, 3, 4, 3, 4, 7, 5, 2, 3, 2], [5, 9, 7, 9, 7, 5, 9, 11, 11, 10, 9], increase=True)
    >>> round(found.estimate, 6), round(found.se, 6)
    (0.963636, 0.031926)
    """
    block = _asked(a, b, increase, variance, confidence)
    return index("NAP", f"{variance} variance", block, nap_of(block, variance, confidence), confidence)


def tau(
    a: ArrayLike, b: ArrayLike, increase: bool, *, variance: Variance = "unbiased", confidence: float = 0.95
) -> Index:
    """Tau of nonoverlap (Parker, Vannest, Davis and Sauber 2011, Behavior Therapy 42): 2 NAP − 1, so 0 means none.

    Parameters, results and refusals as :func:`nap`.

    Examples
    --------
    >>> round(tau([3, 3, 4, 5], [4, 5, 6, 7, 7], increase=True).estimate, 3)
    0.8
    """
    block = _asked(a, b, increase, variance, confidence)
    return index("Tau", f"{variance} variance", block, doubled(nap_of(block, variance, confidence)), confidence)


def nap_of(block: Block, variance: Variance = "unbiased", confidence: float = 0.95) -> Told:
    """NAP of every case of a block, as :func:`nap`."""
    return nothing(block) if block.empty else nap_from(signs(block.a, block.b), variance, confidence)


def nap_from(found: Signs, variance: Variance = "unbiased", confidence: float = 0.95) -> Told:
    """NAP from the signs of the pairs, of scores or of what is left of them."""
    pairs = found.m * found.n
    share = (found.total / pairs + 1) / 2
    spread, flags = _spread(found, share, variance)
    return told(share, np.sqrt(spread), newcombe(found.total, found.m, found.n, confidence), flags=flags)


def doubled(share: Told) -> Told:
    """Turn NAP into Tau."""
    ends = 2 * share.low - 1, 2 * share.high - 1
    return told(2 * share.estimate - 1, 2 * share.se, ends, flags=share.flags)


def signs(a: Floats, b: Floats, margin: Floats | float = 0.0) -> Signs:
    """Compare baseline (m, C) with treatment (n, C); differences of at most `margin` are ties."""
    return summed(*compared(a, b, margin))


def compared(a: Floats, b: Floats, margin: Floats | float = 0.0) -> tuple[Flags, Flags]:
    """Whether b_j lies above a_i, and whether below, by more than `margin`: (m, n, C) each."""
    if np.ndim(margin) == 0 and margin == 0:
        return b[None] > a[:, None], b[None] < a[:, None]
    away = b[None] - a[:, None]
    return away > margin, away < -np.asarray(margin)


def summed(above: Flags, below: Flags) -> Signs:
    """Add up comparisons (m, n, C)."""
    sign = above.view(np.int8) - below.view(np.int8)
    rows, columns = (sign.sum(axis=axis, dtype=np.int32).astype(np.int64) for axis in (1, 0))
    untied = np.abs(sign).sum(axis=(0, 1), dtype=np.int64)
    m, n = sign.shape[:2]
    return Signs(m, n, rows.sum(axis=0), (rows**2).sum(axis=0), (columns**2).sum(axis=0), untied)


def _asked(a: ArrayLike, b: ArrayLike, increase: bool, variance: Variance, confidence: float) -> Block:
    require_confidence(confidence)
    if variance not in VARIANCES:
        raise ValueError(f'variance: got "{variance}", expected one of {", ".join(VARIANCES)}. Name one.')
    return one_case(a, b, increase)


def _spread(found: Signs, share: Floats, variance: Variance) -> tuple[Floats, dict[str, Flags]]:
    """Variance of NAP (C,). With q = (1 + sign) / 2, moments of q about NAP are those of the sign, over four."""
    m, n, pairs, cases = found.m, found.n, found.m * found.n, len(share)
    if variance == "null":
        return np.full(cases, (m + n + 1) / (12 * pairs)), {}
    if min(m, n) == 1:
        return np.full(cases, np.nan), {"one_point": np.ones(cases, dtype=bool)}
    kept = np.clip(share, 0.5 / pairs, 1 - 0.5 / pairs)
    mean = (found.total / pairs) ** 2
    by_row = (found.rows / (pairs * n) - mean) / 4
    by_column = (found.columns / (pairs * m) - mean) / 4
    if variance == "hanley":
        return (kept * (1 - kept) + (n - 1) * by_row + (m - 1) * by_column) / pairs, {}
    by_pair = (found.untied / pairs - mean) / 4
    return (kept * (1 - kept) + n * by_row + m * by_column - 2 * by_pair) / ((m - 1) * (n - 1)), {}
