"""Change of the mean from baseline to treatment: in standard deviations, as a log ratio, and as progress to a goal."""

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from mtss_analysis.estimators.nonoverlap.phases import Block, Flags, Told, nothing, one_case, told
from mtss_analysis.estimators.nonoverlap.result import Index, index
from mtss_analysis.estimators.series import Floats, require_confidence


def smd(a: ArrayLike, b: ArrayLike, increase: bool, *, pooled: bool = False, confidence: float = 0.95) -> Index:
    """Within-case standardized mean difference (Gingerich 1984; Busk and Serlin 1992), positive when it improves.

    d = J (M_B − M_A) / S, with S the baseline's standard deviation and df = m − 1, or with `pooled` both phases' and
    df = m + n − 2; J = 1 − 3 / (4 df − 1). Its variance is J² (1/m + V_B/(n V_A) + d²/2df), pooled J² (1/m + 1/n +
    d²/2df). It is in units of one child's scatter and does not compare with effects between children.

    Parameters
    ----------
    a, b
        Baseline and treatment scores of one case, each 1-d [score].
    increase
        Whether higher scores are better.
    pooled
        Whether to divide by the standard deviation of both phases.
    confidence
        Of the normal interval.

    Raises
    ------
    ValueError
        The direction is missing, or a score is not finite.

    Examples
    --------
    >>> found = smd([20, 20, 26, 25, 22, 23], [28, 25, 24, 27, 30, 30, 29], increase=True)
    >>> round(found.estimate, 6), round(found.se, 6)
    (1.649932, 0.634094)
    >>> list(smd([3, 3, 3], [4, 5, 6], increase=True).cautions)
    ['flat_baseline']
    """
    require_confidence(confidence)
    block = one_case(a, b, increase)
    scale = "pooled standard deviation" if pooled else "baseline standard deviation"
    return index("SMD", scale, block, smd_of(block, pooled, confidence), confidence)


def pogo(a: ArrayLike, b: ArrayLike, increase: bool, *, goal: float, confidence: float = 0.95) -> Index:
    """Progress to the goal: the share of the way from the baseline mean to the goal (Patrona, Ferron and others 2022).

    P = (M_B − M_A) / (goal − M_A), with variance (V_A/m + V_B/n + P² V_A/m) / (goal − M_A)²; 1 is the goal reached.

    Parameters
    ----------
    a, b
        Baseline and treatment scores of one case, each 1-d [score].
    increase
        Whether higher scores are better.
    goal
        What the treatment should reach [score].
    confidence
        Of the normal interval.

    Raises
    ------
    ValueError
        The direction is missing, or a score or the goal is not finite.

    Examples
    --------
    >>> found = pogo([20, 20, 26, 25, 22, 23], [28, 25, 24, 27, 30, 30, 29], increase=True, goal=30)
    >>> round(found.estimate, 6), round(found.se, 6)
    (0.668831, 0.207451)
    """
    require_confidence(confidence)
    if not np.isfinite(goal):
        raise ValueError(f'goal: got "{goal}", expected a finite score. Take it from the plan.')
    block = one_case(a, b, increase)
    return index("PoGO", "share of the way to the goal", block, pogo_of(block, goal, confidence), confidence)


def smd_of(block: Block, pooled: bool = False, confidence: float = 0.95) -> Told:
    """Standardized mean difference of every case of a block."""
    if block.empty:
        return nothing(block)
    (m, n), variances = block.lengths, (variance(block.a), variance(block.b))
    df = m + n - 2 if pooled else m - 1
    flat, flags = _flat(block, pooled), _smd_flags(block, pooled)
    if df < 2:
        return told(np.full(len(flat), np.nan), flags=flags)
    both = np.nansum([(k - 1) * v for k, v in zip((m, n), variances, strict=True)], axis=0) / df
    below = np.where(flat, np.nan, both if pooled else variances[0])
    j = 1 - 3 / (4 * df - 1)
    estimate = j * (block.b.mean(axis=0) - block.a.mean(axis=0)) / np.sqrt(below)
    treated = 1 / n if pooled else variances[1] / (n * below)
    return normal(estimate, j * np.sqrt(1 / m + treated + estimate**2 / (2 * df)), confidence, flags)


def pogo_of(block: Block, goal: float | Floats, confidence: float = 0.95) -> Told:
    """Progress to the goal of every case of a block; goal in the units of the scores, one or (C,)."""
    if block.empty:
        return nothing(block)
    (m, n), mean, after = block.lengths, block.a.mean(axis=0), block.b.mean(axis=0)
    way = block.sign * goal - mean
    reached = way <= 0
    way = np.where(reached, np.nan, way)
    share = (after - mean) / way
    noise = variance(block.a) / m
    se = np.sqrt(noise + variance(block.b) / n + share**2 * noise) / way
    return normal(share, se, confidence, {"goal_behind_baseline": reached} | one_point(block))


def variance(scores: Floats) -> Floats:
    """Variance of the points of every case (points, C), NaN for a single point and exactly 0 for equal ones."""
    if len(scores) < 2:
        return np.full(scores.shape[1], np.nan)
    return np.where(constant(scores), 0.0, scores.var(axis=0, ddof=1))


def constant(scores: Floats) -> Flags:
    """Whether all points of a case are equal (points, C)."""
    return np.asarray((scores == scores[0]).all(axis=0))


def one_point(block: Block) -> dict[str, Flags]:
    """Caution of a phase with a single score."""
    return {"one_point": np.full(len(block.sign), min(block.lengths) == 1)}


def normal(estimate: Floats, se: Floats, confidence: float, flags: dict[str, Flags]) -> Told:
    """Give an estimate its normal interval."""
    reach = special.ndtri((1 + confidence) / 2) * se
    return told(estimate, se, (estimate - reach, estimate + reach), flags=flags)


def _flat(block: Block, pooled: bool) -> Flags:
    flat = constant(block.a)
    return flat & constant(block.b) if pooled else flat


def _smd_flags(block: Block, pooled: bool) -> dict[str, Flags]:
    short = np.full(len(block.sign), len(block.a) == 2 and not pooled)
    return one_point(block) | {"short_baseline": short, "flat_baseline": _flat(block, pooled) & (len(block.a) > 1)}
