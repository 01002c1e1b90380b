"""Rates of events that repeat within students, such as referrals, with intervals that allow for the repeating."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from mtss_analysis.estimators.series import Floats, require_confidence


@dataclass(frozen=True, slots=True)
class EventRates:
    """Rates of groups, each array of shape (groups,).

    Attributes
    ----------
    rate, low, high : events per unit of exposure; NaN where a group has no exposure
    events, exposure : their sums
    dispersion : variance between students as a multiple of Poisson's; 1 at least
    """

    rate: Floats
    low: Floats
    high: Floats
    events: Floats
    exposure: Floats
    dispersion: Floats
    confidence: float


def event_rates(
    events: ArrayLike, exposure: ArrayLike, group: ArrayLike, groups: int, confidence: float = 0.95
) -> EventRates:
    """Estimate the rate of every group, with Garwood's interval widened by how unequal students are.

    The rate is r = Σy/Σe. Its dispersion is φ = max(1, m/(m−1) · Σ(y − r·e)²/Σy) over the m students: the variance of
    Σy with students as clusters, over Poisson's. The interval is Garwood's exact Poisson interval of Σy/φ events, times
    φ (Garwood 1936, Biometrika 28, 437–442; quasi-Poisson: Wedderburn 1974, Biometrika 61, 439–447).

    Parameters
    ----------
    events, exposure
        Events of each student, and time at risk, shape (students,).
    group
        Number of each student's group, 0 to groups − 1, shape (students,).

    Raises
    ------
    ValueError
        An event count or exposure is negative or missing, or a student without exposure has events.

    Examples
    --------
    >>> month = event_rates([412], [520 * 87], [0], 1)
    >>> (100 * month.rate).round(6)
    array([0.910698])
    """
    require_confidence(confidence)
    y, e = np.asarray(events, np.float64), np.asarray(exposure, np.float64)
    code = np.asarray(group, np.intp)
    _require_counts(y, e)
    total, time, size = (np.bincount(code, each, groups).astype(np.float64) for each in (y, e, (e > 0) * 1.0))
    rate = total / np.where(time > 0, time, np.nan)
    dispersion = _dispersion(y - np.nan_to_num(rate)[code] * e, code, total, size)
    low, high = _garwood(total / dispersion, confidence)
    scale = dispersion / np.where(time > 0, time, np.nan)
    return EventRates(rate, low * scale, high * scale, total, time, dispersion, confidence)


def _dispersion(residual: Floats, code: NDArray[np.intp], total: Floats, size: Floats) -> Floats:
    squares = np.bincount(code, residual**2, len(total))
    usable = (total > 0) & (size > 1)
    found = size / np.where(usable, size - 1, 1.0) * squares / np.where(usable, total, 1.0)
    return np.where(usable, np.maximum(found, 1.0), 1.0)


def _garwood(events: Floats, confidence: float) -> tuple[Floats, Floats]:
    tail = (1.0 - confidence) / 2.0
    low = np.where(events > 0, special.gammaincinv(np.where(events > 0, events, 1.0), tail), 0.0)
    return low, special.gammaincinv(events + 1.0, 1.0 - tail)


def _require_counts(events: Floats, exposure: Floats) -> None:
    bad = ~((events >= 0) & (exposure >= 0)) | ((exposure == 0) & (events > 0))
    if bad.any():
        at = int(np.flatnonzero(bad)[0])
        raise ValueError(
            f"events: entry {at} has {events[at]:g} events in {exposure[at]:g} of exposure, expected 0 or more of both "
            "and no event without exposure. Count events of students who were there."
        )
