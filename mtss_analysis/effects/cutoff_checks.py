"""Checks of an estimate at a cut score: what must not jump there, and what must not change the answer."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mtss_analysis.effects.cutoff_students import Students, about
from mtss_analysis.estimators import discontinuity
from mtss_analysis.estimators.cut_score import TooFewError
from mtss_analysis.estimators.discontinuity import Jump
from mtss_analysis.estimators.series import Floats

PLACEBO_SHARES = (0.25, 0.5, 0.75)
DONUTS = (1, 2, 3)
Row = tuple[str, float, Students, dict[str, Any]]
FACTORS = (0.5, 0.75, 1.0, 1.25, 1.5, 2.0)


@dataclass(frozen=True, slots=True)
class Fits:
    """One estimate a row. Arrays are (k,).

    Attributes
    ----------
    label : what the row is about
    at : its number: a false cut [score], scores left out on each side, or a bandwidth [score]; NaN for a covariate
    estimate, low, high, p : with robust interval and p-value; served side less other side, or effect of being served
    n_served_side, n_other_side : students within the bandwidth
    left_out : labels of rows that could not be fitted, for too few students or scores
    """

    label: tuple[str, ...]
    at: Floats
    estimate: Floats
    low: Floats
    high: Floats
    p: Floats
    n_served_side: NDArray[np.int64]
    n_other_side: NDArray[np.int64]
    left_out: tuple[str, ...]

    @property
    def joint_p(self) -> float:
        """Smallest p-value, corrected for the number of rows (Bonferroni); NaN without rows."""
        return float(min(self.p.min() * len(self.p), 1.0)) if len(self.p) else np.nan


def continuity(
    score: ArrayLike, covariates: Mapping[str, ArrayLike], cut: float, served_below: bool = True,
    cluster: ArrayLike | None = None, *, bandwidth: float | None = None,
) -> Fits:  # fmt: skip
    """Look whether what was settled before the service jumps at the cut: an earlier score, a group, having an outcome.

    Each covariate is (n,); students who lack it are left out of its row. Where the two sides are alike, none jumps.
    Raises as :func:`mtss_analysis.effects.cutoff.estimate`.

    Examples
    --------
    >>> score = np.tile(np.arange(20, 60), 30)
    >>> earlier = score + np.repeat(np.arange(30), 40) % 7
    >>> found = continuity(score, {"earlier score": earlier, "grade": np.repeat(np.arange(30), 40) % 3}, 40)
    >>> found.label, found.joint_p > 0.05
    (('earlier score', 'grade'), True)
    """
    rows: list[Row] = []
    for label, values in covariates.items():
        students = about(score, values, np.zeros(np.shape(score)), cluster, cut, served_below, True)
        rows.append((label, np.nan, students, {"bandwidth": bandwidth}))
    return _fits(rows, served=False)


def placebo(
    score: ArrayLike, outcome: ArrayLike, served: ArrayLike, cut: float, served_below: bool = True,
    cluster: ArrayLike | None = None, *, higher_is_better: bool = True, at: Iterable[float] | None = None,
) -> Fits:  # fmt: skip
    """Look whether the outcome jumps where service does not: at false cuts, among students of one side of the true one.

    By default at the quartiles of the scores on each side. Raises as :func:`mtss_analysis.effects.cutoff.estimate`.
    """
    students = about(score, outcome, served, cluster, cut, served_below, higher_is_better)
    sign = 1.0 if served_below else -1.0
    sides = students.score < 0, students.score >= 0
    if at is None:
        quartiles = [np.unique(np.quantile(students.score[side], PLACEBO_SHARES)) for side in sides if side.any()]
        places = np.concatenate(quartiles) if quartiles else np.empty(0)
    else:
        places = sign * (np.asarray(list(at), np.float64) - cut)
    rows: list[Row] = []
    for place in places:
        side = students.where(sides[0] if place < 0 else sides[1])
        rows.append((f"{cut + sign * place:g}", float(cut + sign * place), side.moved(float(place)), {}))
    return _fits(rows, served=False)


def donut(
    score: ArrayLike, outcome: ArrayLike, served: ArrayLike, cut: float, served_below: bool = True,
    cluster: ArrayLike | None = None, *, higher_is_better: bool = True, bandwidth: float | None = None,
    scores: Iterable[int] = DONUTS,
) -> Fits:  # fmt: skip
    """Estimate the effect without the students nearest to the cut, who are the ones that could have been moved.

    `scores` are numbers of distinct scores left out on each side. Raises as
    :func:`mtss_analysis.effects.cutoff.estimate`.
    """
    students = about(score, outcome, served, cluster, cut, served_below, higher_is_better)
    rows: list[Row] = []
    for number in scores:
        far = students.where(_beyond(students.score, number))
        rows.append((str(number), float(number), far, {"bandwidth": bandwidth}))
    return _fits(rows, served=True)


def bandwidths(
    score: ArrayLike, outcome: ArrayLike, served: ArrayLike, cut: float, served_below: bool = True,
    cluster: ArrayLike | None = None, *, bandwidth: float, higher_is_better: bool = True,
    factors: Iterable[float] = FACTORS,
) -> Fits:  # fmt: skip
    """Estimate the effect at multiples of a bandwidth: an effect that holds at one only is not to be believed.

    Intervals allow for the bias at the same bandwidth. Raises as :func:`mtss_analysis.effects.cutoff.estimate`.
    """
    students = about(score, outcome, served, cluster, cut, served_below, higher_is_better)
    rows = [(f"{times:g} ×", times * bandwidth, students, {"bandwidth": times * bandwidth}) for times in factors]
    return _fits(rows, served=True)


def _fits(rows: list[Row], served: bool) -> Fits:
    kept: list[tuple[str, float, Jump]] = []
    left_out = []
    for label, at, students, options in rows:
        try:
            kept.append((label, at, _fit(students, served, options)))
        except TooFewError:
            left_out.append(label)
    sign = 1.0 if served else -1.0  # a jump is upper less lower side; the served side is the lower one
    values = np.array([(sign * fit.estimate, *sorted(sign * end for end in fit.ci), fit.p) for _, _, fit in kept])
    estimate, low, high, p = values.reshape(-1, 4).T
    n = np.array([fit.n for _, _, fit in kept], np.int64).reshape(-1, 2)
    at_each = np.array([at for _, at, _ in kept], np.float64)
    return Fits(
        tuple(label for label, _, _ in kept), at_each, estimate, low, high, p, n[:, 0], n[:, 1], tuple(left_out)
    )


def _fit(students: Students, served: bool, options: dict[str, Any]) -> Jump:
    settings = options | {"cluster": students.cluster, "errors": None if served else "hc3"}
    given = students.served if served else None
    return discontinuity.jump(students.score, students.outcome, 0.0, given, **settings)


def _beyond(score: Floats, number: int) -> NDArray[np.bool_]:
    """Who lies beyond the nearest `number` distinct scores on the own side of zero."""
    near = np.concatenate([np.unique(score[score < 0])[::-1][:number], np.unique(score[score >= 0])[:number]])
    return ~np.isin(score, near)
