"""Nonoverlap that allows for a trend already there in the baseline: Tau-U and baseline-corrected Tau."""

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from mtss_analysis.estimators.nonoverlap.kendall import (
    Ties,
    one_group,
    score_variance,
    tau_b_denominator,
    ties,
    trend_p,
    trend_signs,
    two_sided,
)
from mtss_analysis.estimators.nonoverlap.overlap import middles
from mtss_analysis.estimators.nonoverlap.pairs import Signs, doubled, nap_from, signs
from mtss_analysis.estimators.nonoverlap.phases import Block, Flags, Told, nothing, one_case, told
from mtss_analysis.estimators.nonoverlap.result import Index, index
from mtss_analysis.estimators.series import Floats, require_confidence

TauU = Literal["parker", "tarlow", "complete"]
Corrected = Literal["always", "kendall", "tarlow"]
TAU_U = ("parker", "tarlow", "complete")
CORRECTED = ("always", "kendall", "tarlow")
TIED = 1e-9
"""Residuals that differ by at most this, times the largest score if that is above 1, are equal."""


def tau_u(a: ArrayLike, b: ArrayLike, increase: bool, *, variant: TauU = "parker") -> Index:
    """Tau-U, nonoverlap less baseline trend. Three statistics go by this name, and they differ.

    All have the numerator S = S_AB − S_A, with S_AB the sum of signs of b_j − a_i and S_A that of later less earlier
    baseline points. "parker" divides by mn (Parker, Vannest, Davis and Sauber 2011, Behavior Therapy 42) and can leave
    −1 to 1; "tarlow" divides by all mn + m(m−1)/2 pairs, with a continuity correction in `p`; "complete" divides as
    Kendall's tau-b, √((N₀ − n(n−1)/2)(N₀ − ties)) with N₀ = (m+n)(m+n−1)/2, ties among all scores. `se` is that of S
    under no effect and no trend, with Kendall's correction for ties, over the denominator: it serves the test, not an
    interval.

    Parameters
    ----------
    a, b
        Baseline and treatment scores of one case in order of session, each 1-d [score].
    increase
        Whether higher scores are better.
    variant
        "parker", "tarlow" or "complete".

    Raises
    ------
    ValueError
        The direction is missing, a score is not finite, or the variant is unknown.

    Examples
    --------
    >>> [round(tau_u([2, 3, 5, 3], [4, 5, 5, 7, 6], True, variant=name).estimate, 4) for name in TAU_U]
    [0.65, 0.5, 0.4507]
    """
    if variant not in TAU_U:
        raise ValueError(f'variant: got "{variant}", expected one of {", ".join(TAU_U)}. Name one; they differ.')
    block = one_case(a, b, increase)
    return index("Tau-U", variant, block, tau_u_of(block, variant))


def tau_bc(
    a: ArrayLike,
    b: ArrayLike,
    increase: bool,
    *,
    variant: Corrected = "always",
    alpha: float = 0.05,
    confidence: float = 0.95,
) -> Index:
    """Baseline-corrected Tau: the phases compared after the baseline's Theil–Sen line is taken out of all scores.

    Sessions count 1, 2, … through both phases. "always" is Tau (2 NAP − 1) of the residuals, with its standard error;
    "kendall" is their Kendall tau-b with the phase; "tarlow" is that too, but takes the line out only if the baseline's
    own trend has p < `alpha` by Kendall's test (Tarlow 2017, Behavior Modification 41). The standard errors of tau-b
    are √(2 (1 − τ²) / (m + n)). None allows for the line being estimated.

    Parameters
    ----------
    a, b
        Baseline and treatment scores of one case in order of session, each 1-d [score].
    increase
        Whether higher scores are better.
    variant
        "always", "kendall" or "tarlow".
    alpha
        Level of the test of the baseline's trend, for "tarlow".
    confidence
        Of the interval.

    Raises
    ------
    ValueError
        The direction is missing, a score is not finite, or an option is unknown.

    Examples
    --------
    >>> round(tau_bc([9, 6, 11, 5], [4, 7, 8, 7, 3, 7, 1], True, variant="kendall").estimate, 6)
    0.407718
    """
    require_confidence(confidence)
    if variant not in CORRECTED:
        raise ValueError(f'variant: got "{variant}", expected one of {", ".join(CORRECTED)}. Name one; they differ.')
    block = one_case(a, b, increase)
    return index("Tau-BC", variant, block, tau_bc_of(block, variant, alpha, confidence), confidence)


def tau_u_of(block: Block, variant: TauU = "parker") -> Told:
    """Tau-U of every case of a block."""
    return nothing(block) if block.empty else tau_u_from(block, signs(block.a, block.b), variant)


def tau_u_from(block: Block, found: Signs, variant: TauU = "parker") -> Told:
    """Tau-U from the signs of the pairs of phases."""
    m, n = block.lengths
    total = (found.total - trend_signs(block.a)).astype(np.float64)
    treated, equal = one_group(n), ties(np.concatenate([block.a, block.b]))
    pairs = m * n + (m * (m - 1) // 2 if variant == "tarlow" else 0)
    bottom = tau_b_denominator(m + n, treated, equal) if variant == "complete" else np.full(len(total), float(pairs))
    spread = np.sqrt(score_variance(m + n, treated, equal))
    estimate = np.divide(total, bottom, out=np.zeros(len(total)), where=bottom > 0)
    se = np.divide(spread, bottom, out=np.full(len(total), np.nan), where=bottom > 0)
    p = two_sided(np.maximum(np.abs(total) - (variant == "tarlow"), 0.0), spread)
    return told(estimate, se, p=p, flags={"above_one": np.abs(total) > bottom, "all_equal": spread == 0})


def tau_bc_of(block: Block, variant: Corrected = "always", alpha: float = 0.05, confidence: float = 0.95) -> Told:
    """Baseline-corrected Tau of every case of a block."""
    if block.empty:
        return nothing(block)
    m, n = block.lengths
    if m == 1:
        none = np.ones(len(block.sign), dtype=bool)
        return told(np.full(len(none), np.nan), flags={"one_point": none})
    kept = trend_p(block.a) >= alpha if variant == "tarlow" else np.zeros(len(block.sign), dtype=bool)
    slope = np.where(kept, 0.0, theil_sen_slopes(block.a))
    a, b = block.a - slope * np.arange(1, m + 1)[:, None], block.b - slope * np.arange(m + 1, m + n + 1)[:, None]
    margin = TIED * np.maximum(1.0, np.maximum(np.abs(block.a).max(axis=0), np.abs(block.b).max(axis=0)))
    found = signs(a, b, margin)
    if variant == "always":
        return doubled(nap_from(found, confidence=confidence))
    return _with_phase(found, _equal_pairs(np.concatenate([a, b]), margin), {"trend_kept": kept}, confidence)


def theil_sen_slopes(scores: Floats) -> Floats:
    """Median slope over all pairs of sessions counted 1, 2, …, of every case: (points, C) → (C,) [score/session]."""
    slopes = [(scores[lag:] - scores[:-lag]) / lag for lag in range(1, len(scores))]
    return middles(np.concatenate(slopes))


def _with_phase(found: Signs, equal: Ties, flags: dict[str, Flags], confidence: float) -> Told:
    """Kendall's tau-b with the phase (0, 1), from signs of the pairs of phases and pairs of equal values."""
    phase = Ties(one_group(found.m).pairs + one_group(found.n).pairs, 0, 0)
    bottom = tau_b_denominator(found.m + found.n, phase, equal)
    value = np.divide(found.total, bottom, out=np.zeros(len(bottom)), where=bottom > 0)
    se = np.sqrt(2 * (1 - value**2) / (found.m + found.n))
    reach = special.ndtri((1 + confidence) / 2) * se
    return told(value, se, (value - reach, value + reach), flags=flags)


def _equal_pairs(values: Floats, margin: Floats) -> Ties:
    """Pairs of values of every case that are equal up to a margin (C,)."""
    pairs = [(np.abs(values[lag:] - values[:-lag]) <= margin).sum(axis=0) for lag in range(1, len(values))]
    return Ties(np.sum(pairs, axis=0), 0, 0)
