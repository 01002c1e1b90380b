"""Chances of being served, weights made from them, and the difference between weighted arms."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from mtss_analysis.estimators.contrasts.comparison import adjusted_difference
from mtss_analysis.estimators.contrasts.estimate import Contrast
from mtss_analysis.estimators.contrasts.refusals import Bools, Caution, Refused, arms, vector
from mtss_analysis.estimators.contrasts.regression import COLLINEAR, INTERCEPT
from mtss_analysis.estimators.series import Floats

STEPS, TINY = 50, 1e-10
EXTREME = 1e-6
Target = Literal["treated", "everyone"]
SPARSE_OVERLAP = 0.05
"""Share of served students outside the comparison students' range above which it is said."""


@dataclass(frozen=True, slots=True)
class Propensity:
    """Chances of being served by logistic regression.

    Attributes
    ----------
    score
        Chance of each student (n,).
    names, coefficients
        Of the regression, intercept first (p,).
    common
        Range of chances that both arms have.
    outside
        Served and comparison students outside it.
    cautions
        What a reader must know.
    """

    score: Floats
    names: tuple[str, ...]
    coefficients: Floats
    common: tuple[float, float]
    outside: tuple[int, int]
    cautions: tuple[Caution, ...]


def propensity_scores(covariates: ArrayLike, treated: ArrayLike, names: tuple[str, ...]) -> Propensity:
    """Estimate the chance of being served from covariates (n, p) known before.

    Logistic regression by maximum likelihood (Rosenbaum and Rubin 1983, Biometrika 70).

    Raises
    ------
    Refused
        `shape`, `not_finite`, `all_served`, `none_served`; `collinear`, with the column's name; `separated` where the
        covariates tell who was served, so that there is nobody to compare with.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> pretest = rng.normal(50, 10, 400)
    >>> served = rng.random(400) < 1 / (1 + np.exp((pretest - 45) / 8))
    >>> found = propensity_scores(pretest[:, None], served, ("pretest",))
    >>> found.coefficients.round(2), [code.code for code in found.cautions]
    (array([ 5.4 , -0.12]), ['little_overlap'])
    """
    X = np.asarray(covariates, np.float64)
    if X.ndim != 2 or X.shape[1] != len(names):
        raise Refused("shape", f"covariates: got shape {X.shape}, expected (n, {len(names)}): a column for each name.")
    served = arms(treated, len(X))
    for name, column in zip(names, X.T, strict=True):
        vector(name, column)
    labels = (INTERCEPT, *names)
    coefficients, score = _logistic(np.column_stack([np.ones(len(X)), X]), served, labels)
    common = overlap(score, served)
    beyond = (score < common[0]) | (score > common[1])
    outside = int((beyond & served).sum()), int((beyond & ~served).sum())
    return Propensity(score, labels, coefficients, common, outside, _lonely(outside[0], int(served.sum())))


def overlap(score: ArrayLike, treated: ArrayLike) -> tuple[float, float]:
    """Return the range of chances that both arms have.

    >>> overlap([0.2, 0.6, 0.9, 0.1, 0.5, 0.7], [1, 1, 1, 0, 0, 0])
    (0.2, 0.7)
    """
    chance = _chances(score)
    served = arms(treated, len(chance))
    one, other = chance[served], chance[~served]
    return float(max(one.min(), other.min())), float(min(one.max(), other.max()))


def within(score: ArrayLike, low: float = 0.1, high: float = 0.9) -> Bools:
    """Return which chances lie from low to high (n,); the rule of thumb is .1 to .9 (Crump et al. 2009, Biometrika 96).

    What is estimated among those kept is their effect, not everyone's.

    >>> within([0.05, 0.5, 0.95]).tolist()
    [False, True, False]
    """
    chance = _chances(score)
    return np.asarray((chance >= low) & (chance <= high), np.bool_)


def propensity_weights(score: ArrayLike, treated: ArrayLike, target: Target = "treated") -> Floats:
    """Return weights (n,) that make the arms alike: like the served ("treated", ATT), or like "everyone" (ATE).

    ATT: 1 for served, e/(1 − e) for comparison students. ATE: 1/e and 1/(1 − e).

    >>> propensity_weights([0.5, 0.8], [1, 0]).round(6).tolist()
    [1.0, 4.0]
    """
    chance = _chances(score)
    served = arms(treated, len(chance))
    if target not in ("treated", "everyone"):
        raise ValueError(f'target: got "{target}", expected "treated" or "everyone". Choose one of the two.')
    odds = chance / (1 - chance)
    weights = np.where(served, 1.0, odds) if target == "treated" else np.where(served, 1 / chance, 1 / (1 - chance))
    return np.asarray(weights, np.float64)


def weighted_difference(
    outcome: ArrayLike,
    treated: ArrayLike,
    weights: ArrayLike,
    *,
    cluster: ArrayLike | None = None,
    confidence: float = 0.95,
) -> Contrast:
    """Estimate the difference of weighted means, with HC3 errors, or CR2 of clusters.

    Weights are taken as known, which makes intervals of the ATE too wide rather than too short. A caution always says
    that students who were alike in what was measured may differ in what was not.

    Raises
    ------
    Refused
        As :func:`~.comparison.adjusted_difference`; `weights` where one is not above zero.

    Examples
    --------
    >>> found = weighted_difference([5.0, 6.0, 8.0, 3.0, 4.0, 4.0], [1, 1, 1, 0, 0, 0], [1, 1, 1, 1, 2, 1])
    >>> round(found.estimate, 4)
    2.5833
    """
    found = adjusted_difference(outcome, treated, cluster=cluster, weights=weights, confidence=confidence)
    warning = Caution("not_assigned", "Students were not assigned. They may differ in what was not measured.")
    return Contrast(found.estimate, found.se, found.df, found.ci, found.p, (warning, *found.cautions), found.confidence)


def _chances(score: ArrayLike) -> Floats:
    chance = vector("score", score)
    strange = np.flatnonzero((chance <= 0) | (chance >= 1))
    if len(strange):
        raise Refused(
            "weights",
            f"score: row {strange[0]} holds {chance[strange[0]]:g}, expected a chance between 0 and 1. Leave out.",
        )
    return chance


def _logistic(X: Floats, served: Bools, names: tuple[str, ...]) -> tuple[Floats, Floats]:
    """Newton's method on orthonormal columns; maximum likelihood does not depend on their basis."""
    Q, R = np.linalg.qr(X)
    lost = np.flatnonzero(np.abs(np.diag(R)) <= COLLINEAR * np.sqrt((X**2).sum(axis=0)))
    if len(lost) or len(X) <= X.shape[1]:
        name = names[lost[0]] if len(lost) else names[-1]
        raise Refused("collinear", f'covariates: "{name}" is constant or a sum of columns before it. Leave it out.')
    beta = np.zeros(Q.shape[1])
    for _ in range(STEPS):
        score = special.expit(Q @ beta)
        information = (Q * (score * (1 - score))[:, None]).T @ Q
        if score.min() < TINY or score.max() > 1 - TINY or np.linalg.cond(information) > 1 / TINY:
            break
        step = np.linalg.solve(information, Q.T @ (served - score))
        beta = beta + step
        if np.abs(step).max() < TINY * (1 + np.abs(beta).max()):
            final = special.expit(Q @ beta)
            return np.linalg.solve(R, beta), np.asarray(final, np.float64)
    raise Refused(
        "separated",
        "covariates: they tell who was served, expected served and comparison students who are alike. Nobody can be "
        "compared; if a cut score decided, estimate the effect at the cut.",
    )


def _lonely(outside: int, served: int) -> tuple[Caution, ...]:
    if outside <= SPARSE_OVERLAP * served:
        return ()
    sentence = f"{outside} of {served} served students have no comparison student with a chance like theirs."
    return (Caution("little_overlap", sentence),)
