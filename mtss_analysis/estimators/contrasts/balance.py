"""How alike weighting or matching has made the arms."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from mtss_analysis.estimators.contrasts.refusals import Bools, Caution, Refused, arms, vector
from mtss_analysis.estimators.series import Floats

STILL_APART = 0.1
"""Standardized differences above this after weighting are said (Austin 2009, Statistics in Medicine 28)."""


@dataclass(frozen=True, slots=True)
class Balance:
    """Standardized differences of k covariates, served less comparison.

    Attributes
    ----------
    names
        Of the covariates.
    before, after
        Differences in the served students' unweighted standard deviation (k,); NaN where they do not differ at all.
    effective
        Effective sample sizes of the served and the comparison students, (Σw)²/Σw².
    n_treated, n_comparison
        Students with a weight above zero.
    cautions
        What a reader must know.
    """

    names: tuple[str, ...]
    before: Floats
    after: Floats
    effective: tuple[float, float]
    n_treated: int
    n_comparison: int
    cautions: tuple[Caution, ...]


def covariate_balance(covariates: ArrayLike, treated: ArrayLike, weights: ArrayLike, names: tuple[str, ...]) -> Balance:
    """Compare covariates (n, k) before and after weighting (n,); weights of 0 leave students out, as matching does.

    The denominator is the same before and after, the standard deviation of all served students, so that weights change
    the difference alone (Stuart 2010, Statistical Science 25).

    Raises
    ------
    Refused
        `shape`, `not_finite`, `all_served`, `none_served`; `weights` where one is below zero or an arm has none.

    Examples
    --------
    >>> found = covariate_balance([[1.0], [3.0], [2.0], [6.0]], [1, 1, 0, 0], [1, 1, 3, 0], ("pretest",))
    >>> found.before.round(3).tolist(), found.after.tolist(), found.effective
    ([-1.414], [0.0], (2.0, 1.0))
    """
    X = np.asarray(covariates, np.float64)
    if X.ndim != 2 or X.shape[1] != len(names):
        raise Refused("shape", f"covariates: got shape {X.shape}, expected (n, {len(names)}): a column for each name.")
    served, w = arms(treated, len(X)), vector("weights", weights, len(X))
    for name, column in zip(names, X.T, strict=True):
        vector(name, column)
    if w.min() < 0 or not (w[served].any() and w[~served].any()):
        raise Refused("weights", f"weights: from {w.min():g}, expected 0 or more, and some above 0 in each arm.")
    spread = X[served].std(axis=0, ddof=1) if served.sum() > 1 else np.full(X.shape[1], np.nan)
    spread = np.where(spread > 0, spread, np.nan)
    before, after = (_difference(X, served, each) / spread for each in (np.ones(len(X)), w))
    sizes = effective_size(w[served]), effective_size(w[~served])
    counts = int((w[served] > 0).sum()), int((w[~served] > 0).sum())
    return Balance(names, before, after, sizes, *counts, _cautions(names, after))


def effective_size(weights: ArrayLike) -> float:
    """Return the number of equally weighted students who would tell as much: (Σw)²/Σw² (Kish 1965).

    >>> effective_size([1.0, 1.0, 2.0]).__round__(3)
    2.667
    """
    w = vector("weights", weights)
    return float(w.sum() ** 2 / (w**2).sum())


def _difference(X: Floats, served: Bools, w: Floats) -> Floats:
    means = [w[arm] @ X[arm] / w[arm].sum() for arm in (served, ~served)]
    return np.asarray(means[0] - means[1], np.float64)


def _cautions(names: tuple[str, ...], after: Floats) -> tuple[Caution, ...]:
    apart = [f"{name} ({gap:+.2f})" for name, gap in zip(names, after, strict=True) if abs(gap) > STILL_APART]
    if not apart:
        return ()
    sentence = f"The arms still differ in {', '.join(apart)} standard deviations; adjust for these too."
    return (Caution("imbalance", sentence),)
