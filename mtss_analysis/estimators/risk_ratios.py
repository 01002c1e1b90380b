"""How often something happens in one group beside another: ratios and differences of risks, and of rates of events."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from mtss_analysis.estimators.proportions import wilson
from mtss_analysis.estimators.series import Floats, require_confidence


@dataclass(frozen=True, slots=True)
class RiskRatios:
    """One group beside another, arrays of one shape; NaN where it is undefined.

    Attributes
    ----------
    risk, comparison
        Share of each group, 0 to 1.
    ratio, low, high
        Risk by comparison, with its interval. Undefined where nobody of the comparison group has the outcome. There is
        no interval where nobody or everybody of either group has it: the formula would take that risk as known.
    difference, difference_low, difference_high
        Risk less comparison, −1 to 1, with its interval.
    """

    risk: Floats
    comparison: Floats
    ratio: Floats
    low: Floats
    high: Floats
    difference: Floats
    difference_low: Floats
    difference_high: Floats


def risk_ratios(
    cases: ArrayLike, of: ArrayLike, other_cases: ArrayLike, other_of: ArrayLike, confidence: float = 0.95
) -> RiskRatios:
    """Compare the risk of each group with that of another.

    RR = (a/N₁)/(b/N₀), interval exp(ln RR ± z·√(1/a − 1/N₁ + 1/b − 1/N₀)) (Katz, Baptista, Azen and Pike 1978,
    Biometrics 34, 469–474); difference with Newcombe's interval from two Wilson intervals (Newcombe 1998, Statistics in
    Medicine 17, 873–890, method 10).

    Parameters
    ----------
    cases, of
        Members of the group with the outcome, and all of them [people].
    other_cases, other_of
        The same of the comparison group.
    confidence
        Of the intervals.

    Raises
    ------
    ValueError
        A count is negative or above its group, or confidence is no share.

    Examples
    --------
    >>> found = risk_ratios([40, 3, 5], [200, 25, 50], [100, 20, 0], [1000, 400, 60])
    >>> found.ratio.round(3).tolist(), found.low.round(3).tolist(), found.high.round(3).tolist()
    ([2.0, 2.4, nan], [1.432, 0.764, nan], [2.792, 7.536, nan])
    """
    require_confidence(confidence)
    own, other = wilson(cases, of, confidence), wilson(other_cases, other_of, confidence)
    a, n, b, m = (np.asarray(each, np.float64) for each in np.broadcast_arrays(cases, of, other_cases, other_of))
    z = special.ndtri((1.0 + confidence) / 2.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(b > 0, own.share / other.share, np.nan)
        error = np.sqrt(1 / a - 1 / n + 1 / b - 1 / m)
        told = (a > 0) & (b > 0) & (a < n) & (b < m)
        low, high = (np.where(told, ratio * np.exp(sign * z * error), np.nan) for sign in (-1.0, 1.0))
    difference = own.share - other.share
    down = np.sqrt((own.share - own.low) ** 2 + (other.high - other.share) ** 2)
    up = np.sqrt((own.high - own.share) ** 2 + (other.share - other.low) ** 2)
    return RiskRatios(own.share, other.share, ratio, low, high, difference, difference - down, difference + up)


def standardized_rate_ratio(
    events: ArrayLike, exposure: ArrayLike, member: ArrayLike, stratum: ArrayLike, confidence: float = 0.95
) -> tuple[float, float, float]:
    """Compare rates of events of members and others at the same stratum, with an interval that allows for repeats.

    RR = Σₖ(y₁ₖe₀ₖ/eₖ) / Σₖ(y₀ₖe₁ₖ/eₖ) (Mantel and Haenszel 1959; Rothman and Boice 1979). Students are clusters: the
    variance of ln RR sums the squares of what each student adds beyond the expected, so that a few students with many
    events make the interval wide. Expected is the stratum's rate under one common ratio, and not the mean of its few
    members, which would hide how they scatter.

    Parameters
    ----------
    events, exposure
        Events of each student and time at risk, shape (students,).
    member
        True for members of the group, shape (students,).
    stratum
        Number of each student's stratum, 0 and up, shape (students,); all 0 for the crude ratio.

    Returns
    -------
    tuple
        Ratio and its interval; NaN where one side has no event or no stratum holds both.

    Raises
    ------
    ValueError
        Confidence is no share.

    Examples
    --------
    >>> [round(each, 2) for each in standardized_rate_ratio([2, 1, 1, 0], [90, 90, 90, 90], [1, 1, 0, 0], [0, 0, 0, 0])]
    [3.0, 0.7, 12.93]
    """
    require_confidence(confidence)
    y, e = np.asarray(events, np.float64), np.asarray(exposure, np.float64)
    inside, code = np.asarray(member, np.bool_), np.asarray(stratum, np.intp)
    size = int(code.max(initial=0)) + 1
    y1, e1 = _sums(y, e, code, inside, size)
    y0, e0 = _sums(y, e, code, ~inside, size)
    with np.errstate(divide="ignore", invalid="ignore"):
        whole = np.where(e1 + e0 > 0, e1 + e0, 1.0)
        weights = np.where(inside, (e0 / whole)[code], (e1 / whole)[code])
        top, bottom = float((y1 * e0 / whole).sum()), float((y0 * e1 / whole).sum())
        if top <= 0 or bottom <= 0:
            return np.nan, np.nan, np.nan
        usual = (y1 + y0) / (top / bottom * e1 + e0)
        expected = usual[code] * np.where(inside, top / bottom, 1.0) * e
        beyond = np.nan_to_num(weights * (y - expected))
    error = np.sqrt((beyond[inside] ** 2).sum() / top**2 + (beyond[~inside] ** 2).sum() / bottom**2)
    reach = float(np.exp(special.ndtri((1.0 + confidence) / 2.0) * error))
    return top / bottom, top / bottom / reach, top / bottom * reach


def _sums(
    events: Floats, exposure: Floats, code: NDArray[np.intp], chosen: NDArray[np.bool_], size: int
) -> tuple[Floats, Floats]:
    return tuple(np.bincount(code[chosen], each[chosen], size) for each in (events, exposure))  # type: ignore[return-value]
