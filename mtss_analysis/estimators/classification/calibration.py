"""Chances that a score means: a logistic curve, and whether what was expected came true."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from mtss_analysis.estimators.classification.scored import UNKNOWN, Ranged, one_kind, oriented
from mtss_analysis.estimators.proportions import wilson
from mtss_analysis.estimators.series import Floats, require_confidence

ROUNDS = 50
STEEPEST = 30.0
"""Slope [logit per standard deviation of the score] beyond which a score parts the outcome without a mistake."""


@dataclass(frozen=True, slots=True)
class Logistic:
    """The curve P = expit(intercept + slope·score).

    Attributes
    ----------
    intercept, slope : NaN where `why` is given [logit, logit per point of score]
    slope_se : standard error of the slope
    n : students
    why : code of `REASONS`, or empty
    """

    intercept: float
    slope: float
    slope_se: float
    n: int
    why: str

    def expected(self, score: ArrayLike) -> Floats:
        """Chance of the outcome at each score, any shape."""
        return np.asarray(special.expit(self.intercept + self.slope * np.asarray(score, np.float64)), np.float64)


@dataclass(frozen=True, slots=True)
class Calibration:
    """What was expected beside what came. Arrays are (k,), one a range of chances, lowest first.

    Attributes
    ----------
    expected : mean chance that was expected
    observed, low, high : share with the outcome and Wilson's interval
    n : students
    surplus : share with the outcome less the share expected, of all
    slope : of the logit of what came on that of what was expected; 1 is right, below 1 the chances were too extreme
    """

    expected: Floats
    observed: Floats
    low: Floats
    high: Floats
    n: NDArray[np.int64]
    surplus: Ranged
    slope: Ranged


def logistic(score: ArrayLike, outcome: ArrayLike) -> Logistic:
    """Fit the chance of the outcome by the score, by maximum likelihood (Newton's method).

    Parameters
    ----------
    score, outcome
        Score and whether the outcome came (0 or 1), each (n,).

    Raises
    ------
    ValueError
        As :func:`oriented`.

    Examples
    --------
    >>> fit = logistic([1, 2, 3, 4, 5, 6], [1, 1, 0, 1, 0, 0])
    >>> round(fit.slope, 3), fit.expected([2]).round(3).tolist()
    (-1.214, [0.861])
    """
    values, case = oriented(score, outcome, higher_is_risk=True)
    nan, spread = float("nan"), float(values.std()) if len(values) else 0.0
    if why := one_kind(case) or ("one_score" if spread == 0 else ""):
        return Logistic(nan, nan, nan, len(values), why)
    place = (values - values.mean()) / spread
    beta, information = _newton(place, case.astype(np.float64))
    if not np.isfinite(beta).all() or abs(beta[1]) > STEEPEST:
        return Logistic(nan, nan, nan, len(values), "separated")
    slope = float(beta[1] / spread)
    se = float(np.sqrt(np.linalg.inv(information)[1, 1]) / spread)
    return Logistic(float(beta[0] - slope * values.mean()), slope, se, len(values), "")


def calibrate(expected: ArrayLike, outcome: ArrayLike, *, bins: int = 10, confidence: float = 0.95) -> Calibration:
    """Compare expected chances with what came, over ranges that hold about as many students each.

    Students with the same chance stay together, so there may be fewer ranges. The interval of the surplus is that of a
    sum of draws with the expected chances, √Σp(1 − p)/n; the slope is Cox's (1958, Biometrika 45, 562–565).

    Parameters
    ----------
    expected
        Chances between 0 and 1, (n,), from a curve fitted to *other* students; in its own students a fitted curve is
        right on the whole by construction.
    outcome
        Whether it came (0 or 1), (n,).

    Raises
    ------
    ValueError
        As :func:`oriented`; a chance is not between 0 and 1; fewer than one range.

    Examples
    --------
    >>> found = calibrate([0.1] * 10 + [0.6] * 10, [0] * 9 + [1] + [1] * 6 + [0] * 4, bins=2)
    >>> found.observed.tolist(), found.n.tolist(), round(found.surplus.value, 6)
    ([0.1, 0.6], [10, 10], 0.0)
    """
    require_confidence(confidence)
    chance, case = oriented(expected, outcome, higher_is_risk=True)
    if bins < 1 or ((chance < 0) | (chance > 1)).any():
        raise ValueError(f"bins, expected: got {bins} ranges, expected 1 or more, and chances between 0 and 1.")
    at = _ranges(chance, bins)
    n = np.bincount(at) if len(at) else np.zeros(0, np.int64)
    share = wilson(np.bincount(at, case), n, confidence)
    z = float(special.ndtri((1 + confidence) / 2))
    return Calibration(
        np.bincount(at, chance) / n, share.share, share.low, share.high, n.astype(np.int64),
        _surplus(chance, case, z), _slope(chance, case, z),
    )  # fmt: skip


def _newton(place: Floats, case: Floats) -> tuple[Floats, Floats]:
    design = np.column_stack([np.ones_like(place), place])
    beta = np.array([special.logit(case.mean()), 0.0])
    information = np.eye(2)
    for _ in range(ROUNDS):
        chance = special.expit(design @ beta)
        information = (design * (chance * (1 - chance))[:, None]).T @ design
        if np.linalg.cond(information) > 1e14:
            return np.full(2, np.nan), information
        step = np.linalg.solve(information, design.T @ (case - chance))
        beta = beta + np.clip(step, -5, 5)
        if np.abs(step).max() < 1e-10 or abs(beta[1]) > STEEPEST:
            break
    return beta, information


def _ranges(chance: Floats, bins: int) -> NDArray[np.intp]:
    """Give each student the number of a range; equal chances share one."""
    values, at, counts = np.unique(chance, return_inverse=True, return_counts=True)
    middle = np.cumsum(counts) - counts / 2
    return np.unique(np.floor(middle * bins / max(len(chance), 1)), return_inverse=True)[1][at] if len(values) else at


def _surplus(chance: Floats, case: NDArray[np.bool_], z: float) -> Ranged:
    if not len(chance):
        return UNKNOWN
    value = float(case.mean() - chance.mean())
    reach = z * float(np.sqrt((chance * (1 - chance)).sum())) / len(chance)
    return Ranged(value, value - reach, value + reach)


def _slope(chance: Floats, case: NDArray[np.bool_], z: float) -> Ranged:
    inside = (chance > 0) & (chance < 1)
    if not inside.all() or not len(chance):
        return UNKNOWN
    fit = logistic(special.logit(chance), case)
    return UNKNOWN if fit.why else Ranged(fit.slope, fit.slope - z * fit.slope_se, fit.slope + z * fit.slope_se)
