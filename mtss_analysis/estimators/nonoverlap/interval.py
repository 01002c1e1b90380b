"""Interval of a share of improving pairs, method 5 of Newcombe (2006, Statistics in Medicine 25, 559–573).

Its ends are the roots x of mn (N − x)² (2 − x)(1 + x) = z² x (1 − x) (2 + h + (1 + 2h) x (1 − x)), h = (m + n)/2 − 1.
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy import special

from mtss_analysis.estimators.series import Floats

HALVINGS = 50
MOST_PAIRS = 2_000


def newcombe(total: NDArray[np.int64], m: int, n: int, confidence: float) -> tuple[Floats, Floats]:
    """Find both ends of the interval of NAP, (C,) each, from the sums of signs over mn pairs (C,).

    NAP takes 2mn + 1 values: short phases read a table of all, long ones solve those present. At 0 and at 1 the outer
    end is NAP itself.

    Examples
    --------
    >>> low, high = newcombe(np.array([35]), 6, 7, 0.95)
    >>> low.round(4), high.round(4)
    (array([0.5973]), array([0.986]))
    """
    place = total + m * n
    if m * n <= MOST_PAIRS:
        low, high = _table(m, n, confidence)
        return low[place], high[place]
    present, back = np.unique(place, return_inverse=True)
    low, high = _ends(present / (2 * m * n), m, n, confidence)
    return low[back], high[back]


@lru_cache(maxsize=1_024)
def _table(m: int, n: int, confidence: float) -> Floats:
    """Both ends for every value NAP can take (2, 2mn + 1)."""
    return _ends(np.arange(2 * m * n + 1) / (2 * m * n), m, n, confidence)


def _ends(share: Floats, m: int, n: int, confidence: float) -> Floats:
    """Halve the stretches between the estimate (K,), which is inside, and 0 and 1, which are not: (2, K)."""
    h, weight = (m + n) / 2 - 1, float(special.ndtri((1 + confidence) / 2)) ** 2 / (m * n)
    inside, reach = np.stack([share, share]), np.stack([-share, 1 - share])
    for _ in range(HALVINGS):
        reach = reach / 2
        x = inside + reach
        rest = x * (1 - x)
        within = (share - x) ** 2 * (2 + rest) <= weight * rest * (2 + h + (1 + 2 * h) * rest)
        inside = np.where(within, x, inside)
    return inside
