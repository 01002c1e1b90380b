"""Differences in standard deviations, as the What Works Clearinghouse asks for them.

Small samples and clusters are corrected as in its Procedures Handbook 4.1 with supplement, and 5.0, equation E.21
(after Hedges 2007, Journal of Educational and Behavioral Statistics 32).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from mtss_analysis.estimators.contrasts.estimate import beyond, quantile
from mtss_analysis.estimators.contrasts.refusals import Bools, Caution, Refused, arms, varied
from mtss_analysis.estimators.series import require_confidence

COX = 1.65
"""Log odds ratios divided by this are like differences in standard deviations (Cox 1970; Sánchez-Meca et al. 2003)."""


@dataclass(frozen=True, slots=True)
class EffectSize:
    """A difference in standard deviations, served less comparison.

    Attributes
    ----------
    estimate, se, df, ci, p, confidence
        Hedges' g or the Cox index, with its error; `df` is h, the effective degrees of freedom.
    uncorrected
        d before corrections.
    improvement
        Expected change of an average comparison student's percentile, 100 (Φ(g) − ½) [percentile points].
    omega, gamma, eta
        Corrections for small samples and for clusters, and the factor of the variance by clusters.
    n_treated, n_comparison
        Students.
    cautions
        What a reader must know.
    """

    estimate: float
    se: float
    df: float
    ci: tuple[float, float]
    p: float
    uncorrected: float
    improvement: float
    omega: float
    gamma: float
    eta: float
    n_treated: int
    n_comparison: int
    cautions: tuple[Caution, ...] = ()
    confidence: float = 0.95


def hedges_g(
    outcome: ArrayLike,
    treated: ArrayLike,
    *,
    icc: float = 0.0,
    cluster_size: float = 1.0,
    r_squared: float = 0.0,
    confidence: float = 0.95,
) -> EffectSize:
    """Return the difference of two means in pooled standard deviations, corrected.

    Parameters
    ----------
    outcome, treated
        Scores (n,), and 1 for served students, else 0 (n,).
    icc, cluster_size
        Share of variance between the clusters that were assigned, and their mean size; none for students one by one.
    r_squared
        Share of the outcome's variance that covariates of an adjusted estimate explain.

    Raises
    ------
    Refused
        `all_served`, `none_served`, `constant`, `not_finite`, `shape`, `too_few_rows`.

    Examples
    --------
    >>> found = hedges_g([52, 55, 61, 58, 50, 47, 53, 49], [1, 1, 1, 1, 0, 0, 0, 0])
    >>> round(found.estimate, 3), round(found.improvement, 1)
    (1.801, 46.4)
    """
    y = varied("outcome", outcome)
    served = arms(treated, len(y))
    one, other = y[served], y[~served]
    squares = ((one - one.mean()) ** 2).sum() + ((other - other.mean()) ** 2).sum()
    if len(y) < 4 or not squares > 0:
        raise Refused("too_few_rows", f"outcome: {len(y)} rows without spread within arms, expected more students.")
    d = (one.mean() - other.mean()) / np.sqrt(squares / (len(y) - 2))
    sizes = len(one), len(other)
    return standardized(d, *sizes, icc=icc, cluster_size=cluster_size, r_squared=r_squared, confidence=confidence)


def standardized(
    d: float,
    n_treated: int,
    n_comparison: int,
    *,
    icc: float = 0.0,
    cluster_size: float = 1.0,
    r_squared: float = 0.0,
    confidence: float = 0.95,
) -> EffectSize:
    """Correct an effect size known from its summary; an adjusted mean difference over the unadjusted deviation too.

    g = ω γ d with γ² = 1 − 2(n − 1)ρ/(N − 2) and ω = 1 − 3/(4h − 1), h = ((N − 2) − 2(n − 1)ρ)² / ((N − 2)(1 − ρ)² +
    n(N − 2n)ρ² + 2(N − 2n)ρ(1 − ρ)). SE² = (1/n₁ + 1/n₀) η (1 − R²) + g²/(2h) with η = 1 + (n − 1)ρ; without clusters h
    is N − 2, and 2N stands for 2h.

    Raises
    ------
    ValueError
        A share outside its range, or fewer than four students.

    Examples
    --------
    >>> found = standardized(0.30, 200, 200, icc=0.2, cluster_size=20)
    >>> round(found.estimate, 6), round(found.se, 6), round(found.df, 6)
    (0.296159, 0.219521, 231.657588)
    """
    total = n_treated + n_comparison
    _refuse_impossible(total, min(n_treated, n_comparison), icc, cluster_size, r_squared)
    require_confidence(confidence)
    h = effective_df(total, cluster_size, icc)
    omega = 1 - 3 / (4 * h - 1)
    gamma = float(np.sqrt(1 - 2 * (cluster_size - 1) * icc / (total - 2)))
    eta = 1 + (cluster_size - 1) * icc
    g = float(omega * gamma * d)
    spread = h if icc > 0 else float(total)
    se = float(np.sqrt((1 / n_treated + 1 / n_comparison) * eta * (1 - r_squared) + g**2 / (2 * spread)))
    half = quantile((1 + confidence) / 2, h) * se
    improvement = float(100 * (special.ndtr(g) - 0.5))
    corrections = float(d), improvement, omega, gamma, eta, n_treated, n_comparison
    return EffectSize(g, se, h, (g - half, g + half), beyond(g / se, h), *corrections, (), confidence)


def effective_df(total: float, cluster_size: float, icc: float) -> float:
    """Return h, N − 2 without clusters.

    >>> effective_df(400, 1, 0.0)
    398.0
    """
    free, rest = total - 2, total - 2 * cluster_size
    below = free * (1 - icc) ** 2 + cluster_size * rest * icc**2 + 2 * rest * icc * (1 - icc)
    return float((free - 2 * (cluster_size - 1) * icc) ** 2 / below)


def cox_index(
    outcome: ArrayLike, treated: ArrayLike, *, icc: float = 0.0, cluster_size: float = 1.0, confidence: float = 0.95
) -> EffectSize:
    """Return the effect on a yes/no outcome (n,): ω ln(odds ratio)/1.65.

    SE² = ω² η (1/a + 1/b + 1/c + 1/d)/1.65² over the counts of the four cells, with ω, η as in :func:`standardized`.

    Raises
    ------
    Refused
        As :func:`hedges_g`; `not_binary`; `empty_cell` where an arm has only one answer, so that there are no odds.

    Examples
    --------
    >>> met = [1] * 30 + [0] * 20 + [1] * 20 + [0] * 30
    >>> round(cox_index(met, [1] * 50 + [0] * 50).estimate, 4)
    0.4877
    """
    y = varied("outcome", outcome)
    served = arms(treated, len(y))
    cells = _cells(y == 1, served, bool(((y != 0) & (y != 1)).any()))
    frame = standardized(0.0, int(served.sum()), int((~served).sum()), icc=icc, cluster_size=cluster_size)
    d = float(np.log(cells[0] * cells[3] / (cells[1] * cells[2])) / COX)
    se = float(frame.omega * np.sqrt(frame.eta * sum(1 / cell for cell in cells)) / COX)
    index = frame.omega * d
    half = quantile((1 + confidence) / 2, frame.df) * se
    improvement = float(100 * (special.ndtr(index) - 0.5))
    rest = frame.omega, 1.0, frame.eta, frame.n_treated, frame.n_comparison
    ends = index - half, index + half
    return EffectSize(index, se, frame.df, ends, beyond(index / se, frame.df), d, improvement, *rest, (), confidence)


def _cells(yes: Bools, served: Bools, strange: bool) -> tuple[int, int, int, int]:
    if strange:
        raise Refused("not_binary", "outcome: holds other values than 0 and 1, expected these alone. Use hedges_g.")
    counts = [int((yes[arm] == answer).sum()) for arm in (served, ~served) for answer in (True, False)]
    if min(counts) == 0:
        told = "{} yes and {} no among served, {} yes and {} no among comparison students".format(*counts)
        raise Refused("empty_cell", f"outcome: {told}, expected all four. Give the difference of shares instead.")
    return counts[0], counts[1], counts[2], counts[3]


def _refuse_impossible(total: int, least: int, icc: float, cluster_size: float, r_squared: float) -> None:
    if least < 1 or total < 4:
        raise ValueError(f"n_treated and n_comparison: got {total} in all, expected 1 each and 4 in all. Add students.")
    if not (0 <= icc < 1 and 0 <= r_squared < 1):
        raise ValueError(f"icc and r_squared: got {icc} and {r_squared}, expected shares from 0 to below 1. Write .2.")
    if not 1 <= cluster_size <= total / 2:
        raise ValueError(
            f"cluster_size: got {cluster_size}, expected 1 to half of {total} students. Take the mean size."
        )
