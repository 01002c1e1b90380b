"""Change beyond rater noise: later ratings further from earlier ones than rating again could take them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from mtss_analysis.estimators.series import Floats, require_confidence


@dataclass(frozen=True, slots=True)
class Change:
    """Later less earlier ratings, arrays of one shape.

    Attributes
    ----------
    difference : [rating]; NaN where either is missing
    limit : a smaller difference may be rater noise [rating]
    beyond : whether the difference lies beyond the limit, up or down; False where it cannot be told
    known : whether it can be told
    confidence : with which rater noise alone stays within the limit
    """

    difference: Floats
    limit: Floats
    beyond: NDArray[np.bool_]
    known: NDArray[np.bool_]
    confidence: float


def reliable_change(before: ArrayLike, after: ArrayLike, sem: ArrayLike, confidence: float = 0.95) -> Change:
    """Compare differences with the smallest real change, z √2 SEM.

    Jacobson and Truax 1991, Journal of Consulting and Clinical Psychology 59.

    Parameters
    ----------
    before, after
        Ratings, of shapes that go together; NaN where there is none [rating].
    sem
        Standard error of measurement of one of them, such as `Icc.sem`; NaN where it is not known [rating].
    confidence
        With which rater noise alone stays within the limit.

    Raises
    ------
    ValueError
        A standard error below 0, or confidence is no share.

    Examples
    --------
    >>> found = reliable_change([60.0, 60.0, 60.0], [66.0, 80.0, float("nan")], 4.0)
    >>> found.limit.round(2).tolist(), found.beyond.tolist(), found.known.tolist()
    ([11.09, 11.09, 11.09], [False, True, False], [True, True, False])
    """
    require_confidence(confidence)
    noise = np.asarray(sem, np.float64)
    if (noise < 0).any():
        raise ValueError(f"sem: got {np.nanmin(noise):g}, expected 0 or more. Take it from the agreement of raters.")
    difference = np.asarray(after, np.float64) - np.asarray(before, np.float64)
    difference, noise = np.broadcast_arrays(difference, noise)
    limit = special.ndtri((1 + confidence) / 2) * np.sqrt(2) * noise
    known = ~(np.isnan(difference) | np.isnan(limit))
    return Change(difference, np.asarray(limit), np.asarray(known & (np.abs(difference) > limit)), known, confidence)
