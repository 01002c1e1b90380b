"""Movement between bands of scores beyond what error of measurement alone makes.

If every student kept the same place among the others, students near a cut would still be found now on one side of it
and now on the other, because each score holds error. How many, follows from the spread of the true scores, which is
what is left of the scores once their error is taken out (deconvolution: Laird 1978, JASA 73, 805–811, by expectation
and maximization). No shape is assumed for the true scores; that of a normal distribution misses up to two in a hundred
students per cell where scores are skewed, pile up at zero or come from two kinds of students.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from mtss_analysis.estimators.cut_score import finite
from mtss_analysis.estimators.series import Floats, require_confidence

POINTS, STEPS, AGAIN = 60, 60, 30
"""Points of the grid of true scores; steps of the first fit, and of one that starts from it. Few steps keep the spread
smooth; between 20 and 300 steps the expected movement hardly differs."""
FEW = 5.0
"""Where fewer students are expected or counted, resampling says too little of the error."""


@dataclass(frozen=True, slots=True)
class TrueScores:
    """The spread of true scores: `points` (k,) [score] and `weights` (..., k), which sum to 1."""

    points: Floats
    weights: Floats


@dataclass(frozen=True, slots=True)
class BandMovement:
    """Movement from band to band, as counted and as expected from error alone. Tables are (m, m), before × after.

    Attributes
    ----------
    counts : students
    expected : students expected in each cell if nobody's true place among the others had changed. It has the bands'
        sizes of both looks, but for rounding: that a whole group rose above a cut is in it
    excess : counts − expected [students]
    se, low, high : its standard error and interval, from resampling students; in cells of fewer than five students no
        less than chance makes it. About one student too few is expected to move, whatever their number
    """

    counts: Floats
    expected: Floats
    excess: Floats
    se: Floats
    low: Floats
    high: Floats


def true_scores(scores: ArrayLike, sem: float, weights: ArrayLike | None = None) -> TrueScores:
    """Estimate the spread of true scores from scores with normal error of standard deviation `sem` [score].

    Parameters
    ----------
    scores
        (n,) finite.
    weights
        How often each score counts, (n,) or (draws, n), for resampling.

    Raises
    ------
    ValueError
        No score, one that is not finite, or a SEM that is not above 0.

    Examples
    --------
    >>> found = true_scores(np.repeat([20.0, 30.0, 40.0], [1, 2, 1]), sem=5.0)
    >>> round(float(found.points @ found.weights), 1)
    30.0
    """
    values = finite("scores", scores)
    if not len(values) or not sem > 0:
        raise ValueError(
            f"scores, sem: got {len(values)} scores and a SEM of {sem:g}, expected scores and a SEM above 0."
        )
    kept = np.ones(len(values)) if weights is None else np.asarray(weights, np.float64)
    places, counts = _collected(values, kept)
    points = np.linspace(places[0], places[-1], POINTS)
    return TrueScores(points, _maximized(_likelihood(places, points, sem), counts, np.full(POINTS, 1 / POINTS), STEPS))


def band_movement(
    before: ArrayLike, after: ArrayLike, cuts_before: Sequence[float], cuts_after: Sequence[float],
    sem: tuple[float, float], *, draws: int = 200, seed: int = 0, confidence: float = 0.95,
) -> BandMovement:  # fmt: skip
    """Compare movement between bands with what error of measurement alone would make.

    Parameters
    ----------
    before, after
        Scores of the same students, (n,).
    cuts_before, cuts_after
        Ascending cuts of each look; a score at a cut lies in the band above it. As many at both.
    sem
        Standard error of measurement of one score at each look [score]; taken as known.
    draws
        Students are drawn again with replacement so often for the errors.

    Raises
    ------
    ValueError
        Lengths that differ, fewer than two students, cuts that do not ascend or differ in number, or a SEM not above 0.

    Examples
    --------
    >>> rng = np.random.default_rng(4)
    >>> true = rng.normal(50, 15, 1000)
    >>> first, second = (true + rng.normal(0, 5, 1000) for _ in range(2))
    >>> found = band_movement(first, second, [30, 40], [30, 40], (5.0, 5.0))
    >>> bool((found.low <= 0).all() and (found.high >= 0).all()), int(found.counts.sum() - np.trace(found.counts)) > 100
    (True, True)
    """
    require_confidence(confidence)
    first, second = finite("before", before), finite("after", after)
    _require_usable(first, second, cuts_before, cuts_after)
    looks = [_Look.fitted(first, np.asarray(cuts_before, float), sem[0]),
             _Look.fitted(second, np.asarray(cuts_after, float), sem[1])]  # fmt: skip
    m, n = len(cuts_before) + 1, len(first)
    cell = looks[0].band * m + looks[1].band
    counts = np.bincount(cell, minlength=m * m).reshape(m, m).astype(np.float64)
    expected = n * _expected(looks, [look.weights for look in looks])
    drawn = np.random.default_rng(seed).multinomial(n, np.full(n, 1 / n), draws).astype(np.float64)
    again = [look.refitted(drawn) for look in looks]
    excess = np.empty((draws, m, m))
    for draw in range(draws):
        table = np.bincount(cell, drawn[draw], minlength=m * m).reshape(m, m)
        excess[draw] = table - n * _expected(looks, [weights[draw] for weights in again])
    se = _no_less(excess.std(axis=0, ddof=1), counts, expected)
    reach = float(special.ndtri((1 + confidence) / 2)) * se
    found = counts - expected
    return BandMovement(counts, expected, found, se, found - reach, found + reach)


def _no_less(se: Floats, counts: Floats, expected: Floats) -> Floats:
    """Keep errors of small cells at those of chance √(E (1 − E/n)): a cell nobody is in never varies when resampled."""
    n, fair = counts.sum(), np.clip(expected, 0.0, counts.sum())
    small = np.minimum(counts, expected) < FEW
    return np.where(small, np.maximum(se, np.sqrt(fair * (1 - fair / n))), se)


@dataclass(frozen=True)
class _Look:
    """One look: where each student is, the true scores, and the chance (k, m) that one of them is seen in a band."""

    places: Floats
    at: NDArray[np.intp]
    likelihood: Floats
    weights: Floats
    band: NDArray[np.intp]
    chance: Floats

    @classmethod
    def fitted(cls, scores: Floats, cuts: Floats, sem: float) -> "_Look":
        found = true_scores(scores, sem)
        places, at = np.unique(scores, return_inverse=True)
        edges = np.concatenate([[-np.inf], cuts - _half_step(scores), [np.inf]])
        chance = np.diff(special.ndtr((edges - found.points[:, None]) / sem), axis=1)
        band = np.searchsorted(cuts, scores, side="right")
        return cls(places, at, _likelihood(places, found.points, sem), found.weights, band, chance)

    def refitted(self, drawn: Floats) -> Floats:
        """Return the true scores' weights (draws, k) of students drawn again (draws, n)."""
        counts = np.zeros((len(drawn), len(self.places)))
        np.add.at(counts.T, self.at, drawn.T)
        return _maximized(self.likelihood, counts, self.weights, AGAIN)


def _expected(looks: Sequence[_Look], weights: Sequence[Floats]) -> Floats:
    """Share of students expected in each cell (m, m), each with the same place among true scores at both looks."""
    so_far = [np.cumsum(each) / each.sum() for each in weights]
    levels = np.unique(np.concatenate(so_far))
    middle = (np.concatenate([[0.0], levels[:-1]]) + levels) / 2
    width = np.diff(levels, prepend=0.0)
    before, after = (
        look.chance[np.minimum(np.searchsorted(each, middle), POINTS - 1)]
        for look, each in zip(looks, so_far, strict=True)
    )
    return np.asarray((before * width[:, None]).T @ after, np.float64)


def _collected(values: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """Return the different scores (u,) and how often each counts (u,)."""
    places, at = np.unique(values, return_inverse=True)
    return places, np.asarray(np.bincount(at, weights, minlength=len(places)), np.float64)


def _half_step(scores: Floats) -> float:
    return 0.5 if (np.round(scores) == scores).all() else 0.0


def _likelihood(places: Floats, points: Floats, sem: float) -> Floats:
    """Density of each score (u,) for each true score (k,), up to a factor."""
    return np.maximum(np.exp(-0.5 * ((places[:, None] - points) / sem) ** 2), 1e-300)


def _maximized(likelihood: Floats, counts: Floats, start: Floats, steps: int) -> Floats:
    """Weights (..., k) of the true scores by expectation and maximization, from `start`."""
    share = counts / counts.sum(axis=-1, keepdims=True)
    weights = np.broadcast_to(start, (*counts.shape[:-1], likelihood.shape[1])).copy()
    for _ in range(steps):
        weights *= (share / (weights @ likelihood.T)) @ likelihood
    return weights


def _require_usable(first: Floats, second: Floats, before: Sequence[float], after: Sequence[float]) -> None:
    if len(first) != len(second) or len(first) < 2:
        raise ValueError(
            f"before, after: got {len(first)} and {len(second)} scores, expected one of each of 2 students."
        )
    for name, cuts in (("cuts_before", before), ("cuts_after", after)):
        if not len(cuts) or len(cuts) != len(before) or (np.diff(cuts) <= 0).any():
            raise ValueError(f"{name}: got {list(cuts)}, expected ascending cuts, as many at both looks.")
