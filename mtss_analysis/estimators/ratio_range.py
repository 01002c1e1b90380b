"""Lowest and highest possible ratio of two sums when it is open which of some units belong to them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class RatioRange:
    """A ratio between `low` and `high`; infinite where the lower sum may be zero, NaN where it must be."""

    low: float
    high: float


def ratio_range(top: float, bottom: float, least: tuple[Floats, Floats], most: tuple[Floats, Floats]) -> RatioRange:
    """Bound (top + Σ xᵢaᵢ) / (bottom + Σ xᵢbᵢ) over every choice of units, xᵢ ∈ {0, 1}.

    A unit lowers the ratio exactly if its own a/b lies below it, so the least ratio takes units in rising order of a/b
    as long as they lower it, and the most in falling order (linear-fractional programming over a box; Charnes & Cooper
    1962, Naval Research Logistics Quarterly 9:181-186). One more open unit only adds choices: the range never narrows.

    Parameters
    ----------
    top, bottom
        What is known of the two sums, at least zero.
    least, most
        The open units (a, b), each shape (units,), b > 0: as they lower the ratio most, and as they raise it most.

    Examples
    --------
    >>> one = np.array([30.0]), np.array([1.0])
    >>> ratio_range(100.0, 5.0, one, one)
    RatioRange(low=20.0, high=21.666666666666668)
    >>> ratio_range(0.0, 0.0, one, one)
    RatioRange(low=30.0, high=inf)
    """
    low = _ratios(top, bottom, *least, rising=True)
    high = _ratios(top, bottom, *most, rising=False)
    if not low.size:
        return RatioRange(np.nan, np.nan)
    return RatioRange(float(low.min()), float(high.max()) if bottom > 0 else np.inf)


def _ratios(top: float, bottom: float, a: Floats, b: Floats, *, rising: bool) -> Floats:
    """Ratios after no unit, one unit, two units and so on, in the order of their own ratio."""
    order = np.argsort(a / b if rising else -a / b, kind="stable")
    tops = np.concatenate([[top], top + np.cumsum(a[order])])
    bottoms = np.concatenate([[bottom], bottom + np.cumsum(b[order])])
    known = bottoms > 0
    return np.asarray(tops[known] / bottoms[known], np.float64)
