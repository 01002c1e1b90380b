"""What one cut finds and misses: sensitivity, specificity, likelihood ratios, and predictive values by base rate."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from mtss_analysis.estimators.classification.scored import UNKNOWN, Ranged, oriented
from mtss_analysis.estimators.proportions import wilson
from mtss_analysis.estimators.series import Floats, require_confidence


@dataclass(frozen=True, slots=True)
class AtCut:
    """How students at one cut fared.

    Attributes
    ----------
    found, missed : students with the outcome who were flagged, and who were not
    false_alarms, cleared : students without it who were flagged, and who were not
    sensitivity : share found of those with the outcome
    specificity : share cleared of those without
    ppv, npv : share with the outcome of those flagged, and without it of those not flagged, *in these students*
    lr_positive, lr_negative : how many times as likely a flag, and no flag, is with the outcome as without; infinite
        where nobody without the outcome was flagged
    confidence : of the intervals
    """

    found: int
    missed: int
    false_alarms: int
    cleared: int
    sensitivity: Ranged
    specificity: Ranged
    ppv: Ranged
    npv: Ranged
    lr_positive: Ranged
    lr_negative: Ranged
    confidence: float


@dataclass(frozen=True, slots=True)
class PredictiveValues:
    """Predictive values where the outcome is as frequent as `base_rate`."""

    base_rate: float
    ppv: Ranged
    npv: Ranged


def classify(
    score: ArrayLike, outcome: ArrayLike, cut: ArrayLike, *, higher_is_risk: bool, confidence: float = 0.95
) -> AtCut:
    """Flag every student whose score lies strictly on the risk side of the cut, and count what became of them.

    Parameters
    ----------
    score, outcome
        Score and whether the outcome came (0 or 1), each (n,).
    cut
        One for all, or one a student (n,) [score].
    higher_is_risk
        Direction.

    Raises
    ------
    ValueError
        As :func:`oriented`; or a cut is not finite, or `confidence` is no share.

    Examples
    --------
    >>> seen = classify([20, 39, 40, 55, 60, 35], [1, 1, 1, 0, 0, 0], 40, higher_is_risk=False)
    >>> seen.found, seen.missed, seen.false_alarms, seen.cleared, round(seen.lr_positive.value, 2)
    (2, 1, 1, 2, 2.0)
    """
    risk, case = oriented(score, outcome, higher_is_risk)
    cuts = np.broadcast_to(np.asarray(cut, np.float64), risk.shape)
    if not np.isfinite(cuts).all():
        raise ValueError("cut: got a value that is not finite, expected a score. Leave out students without a cut.")
    flagged = risk > (cuts if higher_is_risk else -cuts)
    return from_counts(
        int((flagged & case).sum()), int((~flagged & case).sum()), int((flagged & ~case).sum()),
        int((~flagged & ~case).sum()), confidence,
    )  # fmt: skip


def from_counts(found: int, missed: int, false_alarms: int, cleared: int, confidence: float = 0.95) -> AtCut:
    """Return the accuracy of four counts of students.

    Shares have Wilson's interval; likelihood ratios that of their logarithm (Simel, Samsa & Matchar 1991, Journal of
    Clinical Epidemiology 44, 763–770). A share of nobody is unknown, not zero. Raises ValueError on a negative count.

    >>> share = from_counts(8, 2, 10, 80).sensitivity
    >>> share.value, round(share.low, 4), round(share.high, 4)
    (0.8, 0.4902, 0.9433)
    """
    require_confidence(confidence)
    cases, others = found + missed, false_alarms + cleared
    of = [(found, cases), (cleared, others), (found, found + false_alarms), (cleared, missed + cleared)]
    shares = wilson([k for k, _ in of], [n for _, n in of], confidence)
    rates = [Ranged(*map(float, row)) for row in zip(shares.share, shares.low, shares.high, strict=True)]
    positive = _ratio(found, cases, false_alarms, others, confidence)
    negative = _ratio(missed, cases, cleared, others, confidence)
    return AtCut(
        found, missed, false_alarms, cleared, rates[0], rates[1], rates[2], rates[3], positive, negative, confidence
    )


def predictive_values(seen: AtCut, base_rate: float) -> PredictiveValues:
    """Return what a flag means where the outcome has another base rate.

    PPV = Se p/(Se p + (1 − Sp)(1 − p)), NPV = Sp(1 − p)/(Sp(1 − p) + (1 − Se) p), intervals on the logit (Mercaldo, Lau
    & Zhou 2007, Statistics in Medicine 26, 2170–2183); with an empty cell, one half is added to all four for the
    interval alone. Raises ValueError unless 0 < base_rate < 1.

    >>> found = predictive_values(from_counts(80, 20, 90, 810), 0.2)
    >>> round(found.ppv.value, 4), round(found.npv.value, 4)
    (0.6667, 0.9474)
    """
    if not 0 < base_rate < 1:
        raise ValueError(f"base_rate: got {base_rate:g}, expected a share between 0 and 1. Give the local one.")
    if seen.found + seen.missed == 0 or seen.false_alarms + seen.cleared == 0:
        return PredictiveValues(base_rate, UNKNOWN, UNKNOWN)
    counts = np.array([seen.found, seen.missed, seen.false_alarms, seen.cleared], np.float64)
    odds = base_rate / (1 - base_rate)
    ppv = _predicted(counts, odds, seen.confidence)
    return PredictiveValues(base_rate, ppv, _predicted(counts[[3, 2, 1, 0]], 1 / odds, seen.confidence))


def _predicted(counts: Floats, odds: float, confidence: float) -> Ranged:
    """Return PPV from (found, missed, false alarms, cleared); with the counts turned round it is NPV."""
    value = _posterior(counts, odds)
    used = counts if counts.all() else counts + 0.5
    found, missed, alarms, cleared = used
    se = np.sqrt(missed / found / (found + missed) + cleared / alarms / (alarms + cleared))
    centre, reach = special.logit(_posterior(used, odds)), special.ndtri((1 + confidence) / 2) * se
    low, high = (float(special.expit(centre + side * reach)) for side in (-1, 1))
    return Ranged(value, min(low, value), max(high, value)) if np.isfinite(value) else UNKNOWN


def _posterior(counts: Floats, odds: float) -> float:
    found, missed, alarms, cleared = counts
    hit, alarm = odds * found / (found + missed), alarms / (alarms + cleared)
    return float(hit / (hit + alarm)) if hit + alarm > 0 else float("nan")


def _ratio(k: int, n: int, other_k: int, other_n: int, confidence: float) -> Ranged:
    if n == 0 or other_n == 0 or (k == 0 and other_k == 0):
        return UNKNOWN
    nan = float("nan")
    if other_k == 0:
        return Ranged(float("inf"), nan, nan)
    value = k / n / (other_k / other_n)
    if k == 0:
        return Ranged(0.0, nan, nan)
    reach = float(special.ndtri((1 + confidence) / 2) * np.sqrt(1 / k - 1 / n + 1 / other_k - 1 / other_n))
    return Ranged(value, value * float(np.exp(-reach)), value * float(np.exp(reach)))
