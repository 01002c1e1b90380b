"""Comparison students nearest to each served student."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mtss_analysis.estimators.contrasts.refusals import Bools, Caution, Refused, arms, vector
from mtss_analysis.estimators.series import Floats


@dataclass(frozen=True, slots=True)
class Matches:
    """Matched students.

    Attributes
    ----------
    treated, comparison
        Rows of each pair (m,).
    weights
        1 for matched served students, and for comparison students the sum over their pairs of 1/(pairs of the served
        student), else 0, (n,).
    distance
        Of each pair, in the unit of the score (m,).
    unmatched
        Rows of served students without a match (u,).
    cautions
        What a reader must know.
    """

    treated: NDArray[np.intp]
    comparison: NDArray[np.intp]
    weights: Floats
    distance: Floats
    unmatched: NDArray[np.intp]
    cautions: tuple[Caution, ...]


def nearest_matches(
    score: ArrayLike,
    treated: ArrayLike,
    *,
    ratio: int = 1,
    caliper: float | None = None,
    replace: bool = False,
) -> Matches:
    """Give each served student the `ratio` comparison students whose scores (n,) are nearest.

    Greedy, in rounds of one: served students choose in order of falling score, those of equal score in order of rows;
    of comparison students equally near, the first row is taken. Without replacement nobody is taken twice.

    Parameters
    ----------
    score, treated
        Such as the chance of being served (n,), and 1 for served students (n,).
    caliper
        Largest distance, in standard deviations of the score.

    Raises
    ------
    Refused
        `all_served`, `none_served`, `constant`, `not_finite`; `no_match` where nobody is near enough.

    Examples
    --------
    >>> found = nearest_matches([0.8, 0.5, 0.52, 0.7, 0.1], [1, 1, 0, 0, 0])
    >>> list(zip(found.treated.tolist(), found.comparison.tolist()))
    [(0, 3), (1, 2)]
    """
    values = vector("score", score)
    served = arms(treated, len(values))
    if ratio < 1 or (caliper is not None and not caliper > 0):
        raise ValueError(f"ratio and caliper: got {ratio} and {caliper}, expected 1 or more, and above 0. Change them.")
    reach = np.inf if caliper is None else caliper * float(values.std(ddof=1))
    pairs = _greedy(values, served, ratio, reach, replace)
    if not len(pairs):
        raise Refused("no_match", f"caliper: no comparison student within {reach:g}, expected some. Widen it or stop.")
    alone = np.setdiff1d(np.flatnonzero(served), pairs[:, 0])
    distance = np.abs(values[pairs[:, 0]] - values[pairs[:, 1]])
    told = _cautions(len(alone), int(served.sum()))
    return Matches(pairs[:, 0], pairs[:, 1], _weights(pairs, len(values)), distance, alone, told)


def _greedy(values: Floats, served: Bools, ratio: int, reach: float, replace: bool) -> NDArray[np.intp]:
    rows, pool = np.flatnonzero(served), np.flatnonzero(~served)
    rows = rows[np.argsort(-values[rows], kind="stable")]
    offered = values[pool]
    free = np.ones((1 if not replace else len(rows), len(pool)), np.bool_)
    pairs = []
    for _ in range(ratio):
        for place, row in enumerate(rows):
            mine = free[place if replace else 0]
            gaps = np.where(mine, np.abs(offered - values[row]), np.inf)
            best = int(gaps.argmin())
            if np.isfinite(gaps[best]) and gaps[best] <= reach:
                mine[best] = False
                pairs.append((row, pool[best]))
    return np.array(pairs, np.intp).reshape(-1, 2)


def _weights(pairs: NDArray[np.intp], n: int) -> Floats:
    partners = np.bincount(pairs[:, 0], minlength=n)
    weights = np.asarray(np.bincount(pairs[:, 1], 1 / partners[pairs[:, 0]], minlength=n), np.float64)
    weights[pairs[:, 0]] = 1.0
    return weights


def _cautions(alone: int, served: int) -> tuple[Caution, ...]:
    if not alone:
        return ()
    sentence = f"{alone} of {served} served students have no match; the estimate is of the others' effect alone."
    return (Caution("unmatched", sentence),)
