"""Two raters of the same things: the pairs of their ratings, and the share on which they agree."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mtss_analysis.estimators.proportions import wilson

Values = NDArray[Any]
ROUNDING = 1e-9
"""Differences this little above the tolerance are taken for rounding."""


@dataclass(frozen=True, slots=True)
class ShareAgreed:
    """Share of pairs on which two raters agree.

    Attributes
    ----------
    n, agreed : pairs, and pairs that agree
    share, low, high : in [0, 1], by Wilson, pairs taken as independent; NaN without a pair, and `why` then says so
    confidence : of the interval
    why : code of `REASONS`, or empty
    """

    n: int
    agreed: int
    share: float
    low: float
    high: float
    confidence: float
    why: str


def percent_agreement(
    first: ArrayLike, second: ArrayLike, tolerance: float = 0.0, confidence: float = 0.95
) -> ShareAgreed:
    """Share of things that two raters rated alike, or not further apart than a tolerance.

    It makes no allowance for agreement by chance; :func:`kappa` does.

    Parameters
    ----------
    first, second
        Ratings of the same things by two raters, each (n,) [rating]; words are compared as they stand.
    tolerance
        Ratings this far apart still agree [rating].
    confidence
        Of the interval.

    Raises
    ------
    ValueError
        Lengths differ, a rating is missing, or the tolerance is below 0 or given for words.

    Examples
    --------
    >>> percent_agreement([2, 1, 0, 2], [2, 0, 0, 2]).share
    0.75
    >>> percent_agreement([2, 1, 0, 2], [2, 0, 0, 2], tolerance=1).agreed
    4
    """
    one, other = paired(first, second)
    if not tolerance >= 0 or (tolerance > 0 and one.dtype.kind not in "iufb"):
        raise ValueError(f'tolerance: got "{tolerance}", expected 0 or more, and 0 for words. Write 0 for equality.')
    alike = one == other if tolerance == 0 else np.abs(one - other) <= tolerance + ROUNDING
    n, agreed = len(one), int(np.sum(alike))
    found = wilson(agreed, n, confidence)
    why = "" if n else "nothing_rated"
    return ShareAgreed(n, agreed, float(found.share), float(found.low), float(found.high), confidence, why)


def paired(first: ArrayLike, second: ArrayLike) -> tuple[Values, Values]:
    """Check the ratings of two raters, each (n,): equally many, none missing.

    Raises
    ------
    ValueError
        Lengths differ or a rating is missing, naming the first.
    """
    one, other = _ratings("first", first), _ratings("second", second)
    if one.shape != other.shape:
        raise ValueError(
            f"first and second: got {len(one)} and {len(other)} ratings, expected both raters to have rated the same "
            "things. Take both from the same rows."
        )
    return one, other


def _ratings(name: str, ratings: ArrayLike) -> Values:
    values = np.asarray(ratings)
    if values.ndim != 1:
        raise ValueError(f"{name}: got {values.ndim} dimensions, expected the ratings of one rater in one. Flatten it.")
    missing = np.flatnonzero(_missing(values))
    if len(missing):
        raise ValueError(
            f'{name}: entry {missing[0]} is "{values[missing[0]]}" ({len(missing)} such), expected a rating. Leave out '
            "what only one of the two rated."
        )
    return values.astype(np.float64) if values.dtype.kind in "iub" else values


def _missing(values: Values) -> NDArray[np.bool_]:
    if values.dtype.kind == "f":
        return ~np.isfinite(values)
    if values.dtype.kind == "O":
        return np.array([value is None or value != value for value in values], dtype=np.bool_)
    return np.zeros(len(values), dtype=np.bool_)
