"""Risk of a group against the others, given the same stratum: Mantel and Haenszel's ratio and difference of shares."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from mtss_analysis.estimators.series import Floats, require_confidence
from mtss_analysis.estimators.standardized_means import jackknife


@dataclass(frozen=True, slots=True)
class StandardizedRisk:
    """A group and the others, compared stratum by stratum.

    Attributes
    ----------
    compared, others : members of the group and others in strata that hold both [people]
    events, other_events : of them, those with the event [people]
    strata : strata that hold both
    share, other_share : shares with the event, strata weighted alike in both; NaN where no stratum holds both
    ratio, ratio_low, ratio_high : share over other share; NaN where neither has the event, infinite where only the
        group has, and without an interval where either has none
    difference, difference_low, difference_high : share less other share
    p : chance of a gap at least so large if there is none in any stratum; NaN where nothing can differ
    clusters : clusters whose people were taken together; 0 if everybody stands for oneself
    design : how much larger the variance is because of that, 1 or more
    confidence : of both intervals
    """

    compared: int
    others: int
    events: int
    other_events: int
    strata: int
    share: float
    other_share: float
    ratio: float
    ratio_low: float
    ratio_high: float
    difference: float
    difference_low: float
    difference_high: float
    p: float
    clusters: int
    design: float
    confidence: float


def standardized_risk(
    event: ArrayLike, in_group: ArrayLike, stratum: ArrayLike, cluster: ArrayLike | None = None,
    confidence: float = 0.95,
) -> StandardizedRisk:  # fmt: skip
    """Compare the shares with an event inside strata of equal need.

    A stratum with m₁ of the group and m₀ others weighs m₁m₀/N. With a and b events, R = Σ a m₀/N and S = Σ b m₁/N the
    ratio is R/S (Mantel & Haenszel 1959), Var ln(R/S) = Σ (m₁m₀t − abN)/N² / RS (Greenland & Robins 1985, Biometrics
    41, 55–68), the difference (R − S)/Σ m₁m₀/N with the variance of Sato (1989, Biometrics 45, 1323–1324). Both hold
    for few large and for many small strata. The p-value is that of Mantel and Haenszel's test without correction for
    continuity. Strata without a member of the group, or without others, say nothing and are left out.

    People of one cluster, such as a school, may share their luck. Then every variance is multiplied by the design
    effect, where that is above 1: the variance of the difference by the jackknife over clusters against the one over
    people, as in :func:`mtss_analysis.estimators.standardized_means.jackknife` (CR3: Bell & McCaffrey 2002, Survey
    Methodology 28, 169–181). t on G − 1 degrees of freedom takes the place of the normal.

    Parameters
    ----------
    event, in_group
        Whether the event came, and whether the person belongs to the group, shape (n,).
    stratum
        Label of each person's stratum, shape (n,).
    cluster
        Label of each person's cluster, shape (n,); by default everybody stands for oneself.

    Raises
    ------
    ValueError
        The arrays differ in length, or confidence is no share.

    Examples
    --------
    >>> event, group = np.repeat([1, 0, 1, 0], [40, 160, 100, 900]), np.repeat([1, 0], [200, 1000])
    >>> found = standardized_risk(event, group, np.zeros(1200))
    >>> round(found.ratio, 3), round(found.ratio_low, 3), round(found.ratio_high, 3)
    (2.0, 1.432, 2.792)
    """
    require_confidence(confidence)
    happened, member = np.asarray(event, np.bool_), np.asarray(in_group, np.bool_)
    _, code = np.unique(np.asarray(stratum), return_inverse=True)
    if not len(happened) == len(member) == len(code):
        raise ValueError(
            f"event, in_group and stratum have {len(happened)}, {len(member)} and {len(code)} entries, expected the "
            "same number. Give one entry a person."
        )
    many, design = _design(happened, member, code, cluster)
    return _compared(*_counts(happened, member, code), many, design, confidence)


def standardized_counts(
    events: ArrayLike, people: ArrayLike, other_events: ArrayLike, others: ArrayLike, confidence: float = 0.95,
    design: float = 1.0,
) -> StandardizedRisk:  # fmt: skip
    """Compare as :func:`standardized_risk` does, from the counts of each stratum, each (strata,).

    Every variance is multiplied by `design`, because counts cannot tell whose people share their luck.

    Raises
    ------
    ValueError
        More have the event than there are people, or confidence is no share.

    Examples
    --------
    >>> standardized_counts([40], [200], [100], [1000]).ratio
    2.0
    """
    require_confidence(confidence)
    a, m1, b, m0 = (np.asarray(each, np.float64) for each in (events, people, other_events, others))
    if not ((a >= 0) & (a <= m1) & (b >= 0) & (b <= m0)).all():
        raise ValueError(
            f"counts: {a.tolist()} of {m1.tolist()} and {b.tolist()} of {m0.tolist()}, expected 0 <= events <= people "
            "in every stratum. Count the same people in both numbers."
        )
    both = (m1 > 0) & (m0 > 0)
    return _compared(a[both], b[both], m1[both], m0[both], 0, design, confidence)


def _counts(
    happened: NDArray[np.bool_], member: NDArray[np.bool_], code: NDArray[np.intp]
) -> tuple[Floats, Floats, Floats, Floats]:
    """Return a, b, m₁ and m₀ of the strata that hold both kinds of people, each (strata,)."""
    size = int(code.max(initial=-1)) + 1
    kinds = (happened & member, happened & ~member, member, ~member)
    a, b, m1, m0 = (np.bincount(code[kind], minlength=size).astype(np.float64) for kind in kinds)
    both = (m1 > 0) & (m0 > 0)
    return a[both], b[both], m1[both], m0[both]


def _design(
    happened: NDArray[np.bool_], member: NDArray[np.bool_], code: NDArray[np.intp], cluster: ArrayLike | None
) -> tuple[int, float]:
    """Return how many clusters there are among the compared, and the design effect."""
    if cluster is None:
        return 0, 1.0
    size, inside = np.bincount(code), np.bincount(code, member)
    both = ((inside > 0) & (inside < size))[code]
    apart = (member - (inside / size)[code])[both]
    event = (happened - (np.bincount(code, happened) / size)[code])[both]
    error = event - apart * (apart * event).sum() / max((apart**2).sum(), 1e-12)
    labels = np.unique(np.asarray(cluster)[both], return_inverse=True)[1]
    together, alone = jackknife(apart, error, labels), jackknife(apart, error, np.arange(len(error)))
    design = max(together / alone, 1.0) if alone > 0 else float("nan")
    return int(labels.max(initial=-1)) + 1, design


def _compared(
    a: Floats, b: Floats, m1: Floats, m0: Floats, clusters: int, design: float, confidence: float
) -> StandardizedRisk:
    n, t = m1 + m0, a + b
    freedom = clusters - 1 if clusters else np.inf
    z = float(special.stdtrit(freedom, (1 + confidence) / 2)) * np.sqrt(design)
    weight, top, bottom = (m1 * m0 / n).sum(), float((a * m0 / n).sum()), float((b * m1 / n).sum())
    with np.errstate(divide="ignore", invalid="ignore"):
        share, other = np.divide(top, weight), np.divide(bottom, weight)
        ratio = np.divide(top, bottom)
        spread = np.sqrt(np.divide(((m1 * m0 * t - a * b * n) / n**2).sum(), top * bottom))
        reach = np.exp(z * spread) if top * bottom > 0 else np.nan
        half = z * np.sqrt(_sato(a, b, m1, m0, float(share - other))) / weight
    return StandardizedRisk(
        int(m1.sum()), int(m0.sum()), int(a.sum()), int(b.sum()), len(a), float(share), float(other),
        float(ratio), float(ratio / reach), float(ratio * reach), float(share - other),
        float(np.maximum(share - other - half, -1.0)), float(np.minimum(share - other + half, 1.0)),
        _p(a, m1, m0, t, freedom, design), clusters, design, confidence,
    )  # fmt: skip


def _sato(a: Floats, b: Floats, m1: Floats, m0: Floats, difference: float) -> float:
    """Variance of the weighted difference, before it is divided by the squared sum of weights."""
    n = m1 + m0
    skew = (m1**2 * b - m0**2 * a + m1 * m0 * (m0 - m1) / 2) / n**2
    spread = (a * (m0 - b) + b * (m1 - a)) / (2 * n)
    return max(float(difference * skew.sum() + spread.sum()), 0.0)


def _p(a: Floats, m1: Floats, m0: Floats, t: Floats, freedom: float, design: float) -> float:
    n = m1 + m0
    variance = float((m1 * m0 * t * (n - t) / (n**2 * (n - 1))).sum())
    if not variance > 0:
        return float("nan")
    score = abs(float((a - m1 * t / n).sum())) / np.sqrt(design * variance)
    return float(2 * special.stdtr(freedom, -score))
