"""Statistics of the items of a test: how often they are answered rightly, and whether they tell people apart."""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike, NDArray

Numbers = NDArray[np.float64]
FEWEST = 4
"""People from whom Fisher's interval of a correlation exists."""


@dataclass(frozen=True, slots=True)
class ItemStatistics:
    """Items of one test.

    Attributes
    ----------
    people
        People who answered the item, shape (items,) [people].
    right
        Share of them who answered rightly (the item's difficulty, p), shape (items,) [share].
    discrimination
        Correlation of the item with the share right of the person's other answers, shape (items,); NaN where all
        answered alike, or all did equally well on the rest.
    low, high
        Its interval by Fisher's z, shape (items,).
    """

    people: NDArray[np.int64]
    right: Numbers
    discrimination: Numbers
    low: Numbers
    high: Numbers


def item_statistics(right: ArrayLike, confidence: float = 0.95) -> ItemStatistics:
    """Return difficulty and corrected item-total correlation of each item.

    The item itself is left out of the total (Henrysson 1963, *Correction of item-total correlations in item analysis*),
    because with few items it would correlate with its own share of it. The interval is tanh(atanh(r) ± z/√(n - 3))
    (Fisher 1921); for right and wrong answers it is a little too short (it holds the truth 93 times in 100, not 95).

    Parameters
    ----------
    right
        1 for a right answer, 0 for another, NaN for none, shape (people, items).
    confidence
        Confidence of the interval [share].

    Raises
    ------
    ValueError
        The answers are no table of two items or more.

    Examples
    --------
    >>> fit = item_statistics([[1, 1, 1], [1, 1, 0], [1, 0, 0], [0, 0, 0], [0, 1, 1]])
    >>> fit.right.tolist(), fit.discrimination.round(2).tolist()
    ([0.6, 0.6, 0.4], [0.0, 0.65, 0.33])
    """
    answers = np.asarray(right, dtype=np.float64)
    if answers.ndim != 2 or answers.shape[1] < 2:
        raise ValueError(f"answers of shape {answers.shape}; expected people in rows and two items or more in columns")
    given = ~np.isnan(answers)
    points, counts = np.where(given, answers, 0.0), given.sum(axis=1, keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = points.sum(axis=0) / given.sum(axis=0)
        rest = (points.sum(axis=1, keepdims=True) - points) / (counts - given)
    found = np.array([_correlation(answers[:, item], rest[:, item]) for item in range(answers.shape[1])])
    people = np.array([np.isfinite(answers[:, item] + rest[:, item]).sum() for item in range(answers.shape[1])])
    return ItemStatistics(given.sum(axis=0), share, found, *fisher_interval(found, people, confidence))


def _correlation(one: Numbers, other: Numbers) -> float:
    both = np.isfinite(one + other)
    one, other = one[both], other[both]
    if both.sum() < 2 or not one.std() or not other.std():
        return float("nan")
    return float(np.corrcoef(one, other)[0, 1])


def fisher_interval(correlation: Numbers, people: ArrayLike, confidence: float) -> tuple[Numbers, Numbers]:
    """Return the ends of Fisher's interval; NaN for fewer than four people.

    Examples
    --------
    >>> [round(float(end[0]), 3) for end in fisher_interval(np.array([0.5]), [28], 0.95)]
    [0.156, 0.736]
    """
    n = np.asarray(people, dtype=np.float64)
    half = NormalDist().inv_cdf(0.5 + confidence / 2) / np.sqrt(np.where(n >= FEWEST, n - 3, np.nan))
    with np.errstate(divide="ignore"):
        z = np.arctanh(np.asarray(correlation, dtype=np.float64))
    return np.tanh(z - half), np.tanh(z + half)
