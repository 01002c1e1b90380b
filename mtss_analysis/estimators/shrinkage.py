"""Estimates of several places drawn towards their mean, by how noisy each is.

Each place's estimate is its truth plus noise of known variance v; truths scatter around a mean with variance A (Fay and
Herriot 1979, JASA 74). A is the maximum of the restricted likelihood times √A (Chung, Rabe-Hesketh, Dorie, Gelman and
Liu 2013, Psychometrika 78), so that it is never zero: an estimate of zero would give every place the same value and an
interval that is far too short.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import optimize

from mtss_analysis.estimators.series import Floats


@dataclass(frozen=True, slots=True)
class Drawn:
    """Places drawn together.

    Attributes
    ----------
    mean, spread
        Mean of the truths, and their standard deviation √A.
    value, se
        Each place's estimate drawn towards the mean (k,), and its standard error.
    difference, difference_se
        Its distance from the mean (k,), likewise.
    """

    mean: float
    spread: float
    value: Floats
    se: Floats
    difference: Floats
    difference_se: Floats


def drawn_together(estimate: ArrayLike, se: ArrayLike) -> Drawn:
    """Draw estimates (k,) with standard errors (k,) towards their mean; k is 3 or more.

    With B = v / (v + A): value = (1 − B) estimate + B mean, of variance (1 − B) v + B² Var(mean); its distance from the
    mean has variance (1 − B) v + (1 − B)² Var(mean).

    Raises
    ------
    ValueError
        Fewer than three estimates, or one that is not finite or has no standard error.

    Examples
    --------
    >>> found = drawn_together([1.0, 1.2, 2.0], [0.1, 0.1, 0.8])
    >>> found.value.round(2)
    array([1.01, 1.2 , 1.46])
    """
    values, variance = np.asarray(estimate, np.float64), np.asarray(se, np.float64) ** 2
    if len(values) < 3 or not (np.isfinite(values).all() and (variance > 0).all() and np.isfinite(variance).all()):
        raise ValueError(
            "estimate and se must hold three or more finite numbers, each se above 0; leave the others out"
        )
    scale = np.log(np.median(variance))
    found = optimize.minimize_scalar(  # type: ignore[no-untyped-call]
        lambda log: -_criterion(np.exp(log), values, variance), bounds=(scale - 12, scale + 12), method="bounded"
    )
    spread = float(np.exp(found.x))
    mean, mean_var = _mean(spread, values, variance)
    pull = variance / (variance + spread)
    own = (1 - pull) * variance
    away = (1 - pull) * (values - mean)
    errors = np.sqrt(own + pull**2 * mean_var), np.sqrt(own + (1 - pull) ** 2 * mean_var)
    return Drawn(mean, float(np.sqrt(spread)), mean + away, errors[0], away, errors[1])


def _mean(spread: float, values: Floats, variance: Floats) -> tuple[float, float]:
    weights = 1 / (variance + spread)
    return float(weights @ values / weights.sum()), float(1 / weights.sum())


def _criterion(spread: float, values: Floats, variance: Floats) -> float:
    mean, mean_var = _mean(spread, values, variance)
    total = variance + spread
    fit = np.log(total).sum() - np.log(mean_var) + ((values - mean) ** 2 / total).sum()
    return float((np.log(spread) - fit) / 2)
