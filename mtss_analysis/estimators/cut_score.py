"""Students about a cut score: heaps at single scores, means of the outcome by score, and what is too few."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from mtss_analysis.estimators.series import Floats, require_confidence

FEWEST_STUDENTS, FEWEST_SCORES = 20, 4


class TooFewError(ValueError):
    """There are too few students, scores or differing outcomes for lines on both sides of a cut."""


@dataclass(frozen=True, slots=True)
class Heaps:
    """Students at single scores against the two scores beside each. Arrays are (k,).

    Attributes
    ----------
    value : the score
    n : students with it
    expected : what the scores beside it lead to expect
    p : chance of a count at least as far above, if counts bend no more than allowed; NaN where nobody is beside it
    """

    value: Floats
    n: NDArray[np.int64]
    expected: Floats
    p: Floats


@dataclass(frozen=True, slots=True)
class ScoreBins:
    """Means of an outcome over ranges of score, none of which holds the cut inside. Arrays are (k,), by score.

    Attributes
    ----------
    score, mean : mean score and mean outcome of the range
    low, high : interval of the mean outcome; NaN for a range with one student
    n : students in the range
    below : whether it lies below the cut
    """

    score: Floats
    mean: Floats
    low: Floats
    high: Floats
    n: NDArray[np.int64]
    below: NDArray[np.bool_]


def heaps(score: ArrayLike, at: ArrayLike, *, step: float | None = None, bend: float = 0.02) -> Heaps:
    """Ask whether more students have a score than the scores beside it lead to expect.

    Given the students at v − step, v and v + step, the count at v is binomial; where it exceeds the mean of the two
    beside it by the share `bend` at most, its chance is at most (1 + bend)/(3 + bend) (Frandsen 2017, Advances in
    Econometrics 38). Whole scores of a normal distribution bend by the share 1/(2 SD²) about.

    Parameters
    ----------
    score
        Shape (n,), finite; scores lie `step` apart, by default the smallest distance of two.
    at
        Scores to look at, shape (k,).

    Raises
    ------
    ValueError
        A score is not finite, fewer than two are distinct, or step or bend is out of range.

    Examples
    --------
    >>> scores = np.repeat(np.arange(30, 50), 20)
    >>> found = heaps(np.concatenate([scores, np.full(30, 39)]), [38, 39])
    >>> found.n.tolist(), found.expected.tolist(), (found.p < 0.01).tolist()
    ([20, 50], [35.0, 20.0], [False, True])
    """
    distinct, counts = np.unique(finite("score", score), return_counts=True)
    if len(distinct) < 2:
        raise ValueError(f"score: {len(distinct)} distinct score, expected two or more. There is nothing to compare.")
    apart = float(np.diff(distinct).min()) if step is None else step
    if not (apart > 0 and bend >= 0):
        raise ValueError(f"step, bend: got {apart:g} and {bend:g}, expected a step above 0 and a bend of 0 or more.")
    value = np.atleast_1d(np.asarray(at, np.float64))
    low, n, high = (_count(distinct, counts, value + side * apart) for side in (-1, 0, 1))
    beside = low + high
    chance = special.bdtrc(n - 1, n + beside, (1 + bend) / (3 + bend))
    return Heaps(value, n, beside / 2, np.where(beside > 0, chance, np.nan))


def score_bins(
    score: ArrayLike, outcome: ArrayLike, cut: float, *, width: float | None = None, confidence: float = 0.95
) -> ScoreBins:
    """Average an outcome (n,) over ranges of score (n,) of one width, counted from the cut to both sides.

    By default a range is the smallest that leaves at most 20 ranges a side, in whole steps of score; a score at the
    cut lies above it. Intervals are Student's. Raises ValueError on values that are not finite.

    Examples
    --------
    >>> found = score_bins([38, 38, 39, 40, 41, 41], [1, 3, 4, 8, 9, 11], 40, width=2)
    >>> found.score.round(1).tolist(), found.mean.round(1).tolist(), found.n.tolist(), found.below.tolist()
    ([38.3, 40.7], [2.7, 9.3], [3, 3], [True, False])
    """
    require_confidence(confidence)
    scores, outcomes = finite("score", score), finite("outcome", outcome)
    wide = _width(scores, cut) if width is None else width
    bins, code, n = np.unique(np.floor((scores - cut) / wide + 1e-9), return_inverse=True, return_counts=True)
    centre, mean = (np.bincount(code, values) / n for values in (scores, outcomes))
    spread = np.bincount(code, (outcomes - mean[code]) ** 2)
    se = np.sqrt(np.divide(spread, (n - 1) * n, out=np.full(len(n), np.nan), where=n > 1))
    reach = special.stdtrit(np.maximum(n - 1, 1), (1 + confidence) / 2) * se
    return ScoreBins(centre, mean, mean - reach, mean + reach, n.astype(np.int64), bins < 0)


def finite(name: str, values: ArrayLike) -> Floats:
    """Return values (n,) as numbers; raise ValueError naming the first that is not finite."""
    found = np.asarray(values, np.float64)
    bad = np.flatnonzero(~np.isfinite(found)) if found.ndim == 1 else np.empty(0, np.intp)
    if found.ndim != 1 or len(bad):
        held = f'row {bad[0]} holds "{found[bad[0]]}"' if len(bad) else f"got {found.ndim} dimensions"
        raise ValueError(
            f"{name}: {held}, expected one dimension of finite numbers. Leave out and count students without it."
        )
    return found


def require_sides(score: Floats, cut: float) -> None:
    """Raise TooFewError unless there are 20 students, and 4 distinct scores on each side of the cut."""
    distinct = np.unique(score)
    sides = int((distinct < cut).sum()), int((distinct >= cut).sum())
    if len(score) < FEWEST_STUDENTS or min(sides) < FEWEST_SCORES:
        raise TooFewError(
            f"{len(score)} students with {sides[0]} distinct scores below {cut:g} and {sides[1]} at or above it, "
            f"expected at least {FEWEST_STUDENTS} students and {FEWEST_SCORES} distinct scores on each side."
        )


def _count(distinct: Floats, counts: NDArray[np.int64], value: Floats) -> NDArray[np.int64]:
    """Students at each value; scores that differ from it by rounding alone count."""
    place = np.searchsorted(distinct, value - 1e-9 * np.maximum(np.abs(value), 1))
    held = place < len(distinct)
    near = np.where(held, distinct[np.minimum(place, len(distinct) - 1)], np.inf)
    return np.where(np.isclose(near, value, rtol=1e-9), counts[np.minimum(place, len(distinct) - 1)], 0)


def _width(score: Floats, cut: float) -> float:
    distinct = np.unique(score)
    step = float(np.diff(distinct).min()) if len(distinct) > 1 else 1.0
    longest = max(cut - distinct[0], distinct[-1] - cut, step)
    return step * max(1, int(np.ceil(longest / (20 * step))))
