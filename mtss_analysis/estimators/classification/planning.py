"""Accuracy to plan with before any outcome is known, from the correlation of screener and outcome alone."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from mtss_analysis.estimators.series import Floats

NODES, WEIGHTS = np.polynomial.legendre.leggauss(64)


@dataclass(frozen=True, slots=True)
class Planned:
    """Accuracy that follows from a correlation. Arrays of the arguments' shape, in [0, 1].

    Attributes
    ----------
    sensitivity, specificity, ppv, npv : as everywhere
    flagged, base_rate : shares flagged and with the outcome, as asked
    """

    sensitivity: Floats
    specificity: Floats
    ppv: Floats
    npv: Floats
    flagged: Floats
    base_rate: Floats


def planned(correlation: ArrayLike, flagged: ArrayLike, base_rate: ArrayLike) -> Planned:
    """Return the accuracy of a screener that flags the share `flagged` of students at greatest risk.

    Screener and outcome are taken as bivariate normal, so the share who are flagged and have the outcome is
    Φ₂(Φ⁻¹(flagged), Φ⁻¹(base_rate); r), by Plackett's (1954, Biometrika 41, 351–360) integral over the angle arcsin r
    with 64 nodes. Arguments broadcast; `correlation` is that of risk with risk, positive for a useful screener.

    Raises
    ------
    ValueError
        A correlation lies outside −0.99 to 0.99, or a share is not between 0 and 1.

    Examples
    --------
    >>> found = planned([0.5, 0.7, 0.9], 0.25, 0.2)
    >>> found.sensitivity.round(2).tolist(), found.ppv.round(2).tolist()
    ([0.51, 0.65, 0.84], [0.41, 0.52, 0.67])
    """
    r, first, second = np.broadcast_arrays(
        *(np.asarray(each, np.float64) for each in (correlation, flagged, base_rate))
    )
    if (np.abs(r) > 0.99).any() or ((first <= 0) | (first >= 1) | (second <= 0) | (second >= 1)).any():
        raise ValueError(
            f"correlation, flagged, base_rate: got {r}, {first}, {second}; expected a correlation "
            "between −0.99 and 0.99 and shares between 0 and 1. Write 0.25 for 25 percent."
        )
    both = _both(special.ndtri(first), special.ndtri(second), r)
    neither = 1 - first - second + both
    return Planned(both / second, neither / (1 - second), both / first, neither / (1 - first), first, second)


def _both(a: Floats, b: Floats, r: Floats) -> Floats:
    """Chance that both of two standard normals lie below a and b."""
    half = np.arcsin(r)[..., None] / 2
    angle = half * (NODES + 1)
    top = (a**2 + b**2)[..., None] - 2 * (a * b)[..., None] * np.sin(angle)
    integral = (half * WEIGHTS * np.exp(-top / (2 * np.cos(angle) ** 2))).sum(axis=-1)
    return np.asarray(special.ndtr(a) * special.ndtr(b) + integral / (2 * np.pi), np.float64)
