"""How well a score tells apart who will need help: the area under the ROC curve, and two screeners compared."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from mtss_analysis.estimators.classification.scored import FEWEST_OF_A_KIND, Bools, one_kind, oriented
from mtss_analysis.estimators.series import Floats, require_confidence

Interval = Literal["logit", "plain"]


@dataclass(frozen=True, slots=True)
class Auc:
    """Chance that a student who had the outcome was the riskier of two, one of whom had it and one not.

    Attributes
    ----------
    auc : 0.5 is a coin, 1 no mistake; below 0.5 the score points the wrong way; NaN if not known
    se, low, high : DeLong's standard error and interval; NaN where `why` is given
    cases, others : students with and without the outcome
    interval, confidence : as asked
    why : code of `REASONS`, or empty
    """

    auc: float
    se: float
    low: float
    high: float
    cases: int
    others: int
    interval: Interval
    confidence: float
    why: str


@dataclass(frozen=True, slots=True)
class PairedAuc:
    """Two screeners of the same students: `difference` is first less second.

    Attributes
    ----------
    first, second : each by itself
    difference, se, low, high, z, p : of the areas; NaN where `why` is given
    why : code of `REASONS`, or empty
    """

    first: Auc
    second: Auc
    difference: float
    se: float
    low: float
    high: float
    z: float
    p: float
    why: str


def auc(
    score: ArrayLike, outcome: ArrayLike, *, higher_is_risk: bool, interval: Interval = "logit",
    confidence: float = 0.95,
) -> Auc:  # fmt: skip
    """Estimate the area under the ROC curve with DeLong's variance.

    AUC = P(case riskier) + ½ P(tie). With V₁ᵢ the share of others below case i and V₀ⱼ the share of cases above other
    j, var = S₁/m + S₀/n, S with divisors m − 1 and n − 1 (DeLong, DeLong & Clarke-Pearson 1988, Biometrics 44,
    837–845; midranks: Sun & Xu 2014, IEEE Signal Processing Letters 21). "plain" is A ± z·se, cut at 0 and 1; "logit"
    is logit A ± z·se/(A(1 − A)) turned back, which keeps its coverage near 1 (Pepe 2003, section 5.2).

    Parameters
    ----------
    score, outcome
        Score and whether the outcome came (0 or 1), each (n,).
    higher_is_risk
        Direction; never guessed.

    Raises
    ------
    ValueError
        As :func:`oriented`, or `confidence` or `interval` are not as above.

    Examples
    --------
    >>> found = auc([20, 30, 30, 50, 60], [1, 1, 0, 0, 0], higher_is_risk=False)
    >>> round(found.auc, 4), found.cases, found.others, auc([1, 2], [1, 1], higher_is_risk=True).why
    (0.9167, 2, 3, 'all_cases')
    """
    _require_asked(interval, confidence)
    risk, case = oriented(score, outcome, higher_is_risk)
    if why := one_kind(case):
        return _unknown(case, interval, confidence, why)
    above, below = _placements(risk, case)
    variance = float(_covariances(above[None], below[None])[0, 0]) if _enough(case) else float("nan")
    return _with_interval(float(above.mean()), variance, case, interval, confidence)


def compare(
    first: ArrayLike, second: ArrayLike, outcome: ArrayLike, *, higher_is_risk: tuple[bool, bool],
    interval: Interval = "logit", confidence: float = 0.95,
) -> PairedAuc:  # fmt: skip
    """Compare two screeners by the same students: z = (A₁ − A₂)/√(v₁ + v₂ − 2 cov) (DeLong and others 1988).

    Arguments and errors as :func:`auc`, with both scores of every student; `interval` is that of each area, the
    difference has a plain one. Where the two screeners order all students alike there is nothing to test: p is 1.

    Examples
    --------
    >>> both = compare([1, 2, 3, 4, 5, 6], [2, 1, 3, 6, 4, 5], [1, 1, 0, 1, 0, 0], higher_is_risk=(False, False))
    >>> round(both.difference, 4), 0 < both.p < 1
    (0.2222, True)
    """
    _require_asked(interval, confidence)
    sides = [oriented(score, outcome, up) for score, up in zip((first, second), higher_is_risk, strict=True)]
    case, nan = sides[0][1], float("nan")
    each = [auc(score, outcome, higher_is_risk=up, interval=interval, confidence=confidence)
            for score, up in zip((first, second), higher_is_risk, strict=True)]  # fmt: skip
    if not _enough(case) or one_kind(case):
        return PairedAuc(each[0], each[1], each[0].auc - each[1].auc, nan, nan, nan, nan, nan, each[0].why)
    above, below = (np.stack(parts) for parts in zip(*(_placements(risk, case) for risk, _ in sides), strict=True))
    covariance = _covariances(above, below)
    se = float(np.sqrt(max(covariance[0, 0] + covariance[1, 1] - 2 * covariance[0, 1], 0.0)))
    difference = each[0].auc - each[1].auc
    z = difference / se if se > 0 else 0.0 if difference == 0 else float(np.copysign(np.inf, difference))
    reach = float(special.ndtri((1 + confidence) / 2)) * se
    p = float(2 * special.ndtr(-abs(z)))
    return PairedAuc(each[0], each[1], difference, se, difference - reach, difference + reach, z, p, "")


def _placements(risk: Floats, case: Bools) -> tuple[Floats, Floats]:
    """Share of others each case lies above (m,), and of cases each other lies below (n,); ties count half."""
    m, n = int(case.sum()), int((~case).sum())
    ranks = _midranks(risk)
    above = (ranks[case] - _midranks(risk[case])) / n
    below = 1 - (ranks[~case] - _midranks(risk[~case])) / m
    return np.asarray(above, np.float64), np.asarray(below, np.float64)


def _midranks(values: Floats) -> Floats:
    _, at, counts = np.unique(values, return_inverse=True, return_counts=True)
    return np.asarray((np.cumsum(counts) - (counts - 1) / 2)[at], np.float64)


def _covariances(above: Floats, below: Floats) -> Floats:
    """Covariances (k, k) of the areas of k screeners, from placements (k, m) and (k, n)."""
    parts = (np.atleast_2d(np.cov(values)) / values.shape[1] for values in (above, below))
    return np.asarray(sum(parts), np.float64)


def _enough(case: Bools) -> bool:
    return bool(min(case.sum(), (~case).sum()) >= FEWEST_OF_A_KIND)


def _with_interval(area: float, variance: float, case: Bools, interval: Interval, confidence: float) -> Auc:
    cases, others, nan = int(case.sum()), int((~case).sum()), float("nan")
    if np.isnan(variance) or variance <= 0 or area in (0.0, 1.0):
        why = "too_few" if np.isnan(variance) else "no_overlap" if area in (0.0, 1.0) else "one_score"
        return Auc(area, nan, nan, nan, cases, others, interval, confidence, why)
    se, z = float(np.sqrt(variance)), float(special.ndtri((1 + confidence) / 2))
    if interval == "plain":
        return Auc(area, se, max(area - z * se, 0.0), min(area + z * se, 1.0), cases, others, interval, confidence, "")
    reach = z * se / (area * (1 - area))
    low, high = (float(special.expit(special.logit(area) + side * reach)) for side in (-1, 1))
    return Auc(area, se, low, high, cases, others, interval, confidence, "")


def _unknown(case: Bools, interval: Interval, confidence: float, why: str) -> Auc:
    nan = float("nan")
    return Auc(nan, nan, nan, nan, int(case.sum()), int((~case).sum()), interval, confidence, why)


def _require_asked(interval: str, confidence: float) -> None:
    require_confidence(confidence)
    if interval not in ("logit", "plain"):
        raise ValueError(f'interval: got "{interval}", expected logit or plain. Choose one.')
