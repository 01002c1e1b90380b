"""Between-case standardized mean difference: the effect of a single-case study on the scale of group designs.

Hedges, Pustejovsky and Shadish (2012, Research Synthesis Methods 3, 224–239) for (AB)^k designs and (2013, the same 4,
324–341) for multiple baselines. The standard deviation is that between students and within them together, so the result
compares with g of a group design, if these few students stand for others.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from mtss_analysis.estimators.case_rows import CaseRows, Codes, case_rows, coded, place_in
from mtss_analysis.estimators.series import Floats, require_confidence

FEWEST_CASES, LEAST_DF, BOUND = 3, 2.001, 0.99
NO_SCATTER = 1e-20
"""Squares below this share of the largest squared score are rounding."""
CAUTIONS = {
    "few_cases": f"Fewer than {FEWEST_CASES} cases: how much students differ is hardly known.",
    "few_degrees_of_freedom": "The standard deviation has two degrees of freedom or fewer, so the variance of the "
    "effect has no finite value; it is computed as if there were just above two.",
    "autocorrelation_at_bound": "The autocorrelation came out at 1 or beyond; it was set just inside.",
    "no_scatter": "Scores do not scatter, within students or between them, so there is nothing to standardize by.",
}


@dataclass(frozen=True, slots=True)
class BetweenCase:
    """A between-case standardized mean difference, treatment less baseline: below zero if scores fall.

    Attributes
    ----------
    estimate, se, ci : g with Hedges' correction, its standard error and interval by Student's t with `df`
    variance : of g
    unadjusted : before the correction
    df : degrees of freedom of the standard deviation (ν)
    difference, sd : mean difference of phases over cases, and standard deviation [score]
    autocorrelation, between : of neighbouring errors (φ), and share of the variance that lies between cases (ρ)
    theta : standard error of the difference in units of the standard deviation
    cases, points : counted
    confidence : of the interval
    cautions : code → sentence
    """

    estimate: float
    se: float
    ci: tuple[float, float]
    variance: float
    unadjusted: float
    df: float
    difference: float
    sd: float
    autocorrelation: float
    between: float
    theta: float
    cases: int
    points: int
    confidence: float
    cautions: Mapping[str, str]


def multiple_baseline(
    score: ArrayLike, treated: ArrayLike, case: ArrayLike, session: ArrayLike, *, confidence: float = 0.95
) -> BetweenCase:
    """Estimate g of a multiple baseline across cases (Hedges, Pustejovsky and Shadish 2013).

    The variance S² is that between cases at one session and condition, so sessions must mean the same for all.

    Parameters
    ----------
    score
        Scores (n,) [score].
    treated
        Whether the score is of the treatment phase (n,).
    case
        Code of the case (n,).
    session
        Whole-number time (n,), each once a case [session].
    confidence
        Of the interval.

    Raises
    ------
    ValueError
        Lengths differ, a number is not finite, a session is no whole number or twice in a case, a case lacks a phase,
        or no two cases share a session and condition.

    Examples
    --------
    >>> session = np.tile(np.arange(1, 9), 3)
    >>> treated = np.concatenate([np.arange(8) >= start for start in (2, 4, 6)])
    >>> noise = np.array([0, 2, 1, 3, 2, 0, 1, 2, 5, 4, 6, 5, 7, 5, 6, 4, 3, 3, 2, 4, 5, 3, 2, 4])
    >>> found = multiple_baseline(10 + 4 * treated + noise, treated, np.repeat([0, 1, 2], 8), session)
    >>> round(found.difference, 2), found.cases
    (4.22, 3)
    """
    rows = case_rows(score, treated, case, np.zeros(len(np.atleast_1d(np.asarray(score))), np.intp), session)
    cell = coded(rows.time, rows.treated)
    return _estimated(rows, cell, np.ones(len(cell), dtype=bool), rows.case, rows.time, confidence)


def reversal(
    score: ArrayLike,
    treated: ArrayLike,
    case: ArrayLike,
    pair: ArrayLike,
    session: ArrayLike,
    *,
    confidence: float = 0.95,
) -> BetweenCase:
    """Estimate g of an (AB)^k design, such as ABAB (Hedges, Pustejovsky and Shadish 2012).

    The variance S² is that between cases at one place of one phase; only places that every case reached count.

    Parameters
    ----------
    score, treated, case, session, confidence
        As in :func:`multiple_baseline`.
    pair
        Number of the pair of phases, baseline and treatment, the score is of (n,).

    Raises
    ------
    ValueError
        As :func:`multiple_baseline`; or a case lacks a pair.

    Examples
    --------
    >>> score = [5, 6, 2, 1, 6, 5, 1, 2, 7, 8, 4, 4, 8, 7, 3, 5, 6, 5, 3, 2, 5, 6, 2, 2]
    >>> treated, pair = np.tile([0, 0, 1, 1], 6), np.tile([1, 1, 1, 1, 2, 2, 2, 2], 3)
    >>> round(reversal(score, treated, np.repeat([0, 1, 2], 8), pair, np.tile(np.arange(8), 3)).difference, 3)
    -3.583
    """
    rows = case_rows(score, treated, case, pair, session)
    point = place_in(rows.phase)
    cell = coded(rows.pair, rows.treated, point)
    every = np.bincount(cell)[cell] == rows.case.max() + 1
    return _estimated(rows, cell, every, rows.phase, point, confidence)


def _estimated(
    rows: CaseRows, cell: Codes, kept: NDArray[np.bool_], stretch: Codes, clock: Codes, confidence: float
) -> BetweenCase:
    """Estimate from cells that hold one score a case, and stretches inside which neighbours are correlated."""
    require_confidence(confidence)
    contrast = _contrast(rows)
    difference = float(contrast @ rows.score)
    square, df = _pooled(rows.score[kept], cell[kept])
    residual = rows.score - _means(rows.score, rows.phase)[rows.phase]
    cases, points = int(rows.case.max()) + 1, len(rows.score)
    codes = ["few_cases"] * (cases < FEWEST_CASES)
    if min(square, float((residual**2).max())) <= NO_SCATTER * float((rows.score**2).max()):
        return _untold(difference, cases, points, confidence, [*codes, "no_scatter"])
    phi, at_bound = _autocorrelation(residual, rows.phase, stretch)
    within = float(residual @ residual) / (points - _trace(rows.phase, clock, phi))
    between = max(0.0, 1 - within / square)
    spread = np.where(rows.case[:, None] == rows.case, between + (1 - between) * _power(phi, rows.time), 0.0)
    nu = df**2 / _squared_trace(spread[np.ix_(kept, kept)], cell[kept])
    theta = float(np.sqrt(contrast @ spread @ contrast))
    codes += ["few_degrees_of_freedom"] * (nu <= LEAST_DF) + ["autocorrelation_at_bound"] * at_bound
    unadjusted, j = difference / np.sqrt(square), 1 - 3 / (4 * nu - 1)
    g, ratio = float(j * unadjusted), max(nu, LEAST_DF) / (max(nu, LEAST_DF) - 2)
    variance = float(j**2) * (theta**2 * ratio + g**2 * (ratio - 1 / j**2))
    se = float(np.sqrt(variance))
    reach = float(special.stdtrit(nu, (1 + confidence) / 2)) * se
    known = float(unadjusted), float(nu), difference, float(np.sqrt(square)), phi, between, theta
    told = {code: CAUTIONS[code] for code in codes}
    return BetweenCase(g, se, (g - reach, g + reach), variance, *known, cases, points, confidence, told)


def _untold(difference: float, cases: int, points: int, confidence: float, codes: list[str]) -> BetweenCase:
    none = float("nan")
    told = {code: CAUTIONS[code] for code in codes}
    numbers = none, none, (none, none), none, none, none, difference, none, none, none, none
    return BetweenCase(*numbers, cases, points, confidence, told)


def _contrast(rows: CaseRows) -> Floats:
    """Weights (n,) whose product with the scores is the mean difference over cases and pairs."""
    share = np.bincount(coded(rows.case, rows.pair)).size * np.bincount(rows.phase)[rows.phase]
    return np.where(rows.treated, 1.0, -1.0) / share


def _means(values: Floats, group: Codes) -> Floats:
    return np.asarray(np.bincount(group, weights=values) / np.maximum(np.bincount(group), 1), np.float64)


def _pooled(score: Floats, cell: Codes) -> tuple[float, int]:
    """Variance inside cells, and its degrees of freedom."""
    codes = coded(cell)
    df = len(score) - (int(codes.max()) + 1 if len(codes) else 0)
    if df < 1:
        raise ValueError(
            "session: no two cases have a score at the same session (or place in a phase) and condition, so how much "
            "students differ cannot be told. Count sessions the same way for all cases."
        )
    return float(((score - _means(score, codes)[codes]) ** 2).sum() / df), df


def _autocorrelation(residual: Floats, phase: Codes, stretch: Codes) -> tuple[float, bool]:
    """Autocorrelation at lag 1, with the correction for means taken out of each phase."""
    neighbours = (residual[1:] * residual[:-1])[stretch[1:] == stretch[:-1]].sum()
    length = np.bincount(phase).astype(np.float64)
    phi = float(neighbours / (residual @ residual) + (1 - 1 / length).sum() / (length - 1).sum())
    return float(np.clip(phi, -BOUND, BOUND)), abs(phi) >= 1


def _power(phi: float, time: Codes) -> Floats:
    return np.asarray(phi ** np.abs(time[:, None] - time), np.float64)


def _trace(phase: Codes, clock: Codes, phi: float) -> float:
    """tr((X'X)⁻¹ X'VX) of the model with a mean for each phase."""
    same = phase[:, None] == phase
    return float((np.where(same, _power(phi, clock), 0.0) / np.bincount(phase)[phase]).sum())


def _squared_trace(spread: Floats, cell: Codes) -> float:
    """tr(AVAV), with A the matrix that takes the mean of its cell out of every score."""
    codes = coded(cell)
    mean = np.zeros((codes.max() + 1, len(codes)))
    np.add.at(mean, codes, spread)
    left = spread - (mean / np.bincount(codes)[:, None])[codes]
    return float((left * left.T).sum())
