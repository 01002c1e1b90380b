"""Randomization tests of single-case designs: how often a randomly drawn start does as well as the real one.

Valid only if the start of treatment (or, in :func:`staggered_test`, which case got which start) was in fact drawn at
random from the candidates. p = number of assignments with a statistic at least the observed one, over all, the real one
included (Edgington and Onghena 2007, Randomization Tests).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import permutations
from math import factorial, prod

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mtss_analysis.estimators.nonoverlap.pairs import nap
from mtss_analysis.estimators.series import Floats

Statistic = Callable[[Floats, Floats], float]
STATISTICS: Mapping[str, Statistic] = {
    "mean": lambda a, b: float(b.mean() - a.mean()),
    "median": lambda a, b: float(np.median(b) - np.median(a)),
    "nap": lambda a, b: nap(a, b, True, variance="null").estimate,
}
"""Statistics (baseline, treatment), larger the more scores rise; scores that should fall are turned first."""
MOST = 100_000
CAUTIONS = {
    "cannot_reach": "With so few possible assignments even the most extreme result is likelier than one in twenty, so "
    "this test cannot tell.",
    "sampled": "There are too many possible assignments to try all; the chance is of a random sample of them.",
}


@dataclass(frozen=True, slots=True)
class RandomizationTest:
    """What a randomization test says.

    Attributes
    ----------
    statistic : its name; positive when scores change for the better
    observed : of the real assignment [score, or share for "nap"], mean over cases
    p : one-sided chance of at least that, if treatment changes nothing
    smallest_p : the least p that this design can give
    possible : assignments there are
    distribution : statistic of every assignment tried, the real one included
    cautions : code → sentence
    """

    statistic: str
    observed: float
    p: float
    smallest_p: float
    possible: int
    distribution: Floats
    cautions: Mapping[str, str]


def start_point_test(
    scores: Sequence[ArrayLike],
    starts: Sequence[int],
    increase: bool,
    *,
    candidates: Sequence[Sequence[int]] | None = None,
    fewest: tuple[int, int] = (5, 5),
    statistic: str = "mean",
    most: int = MOST,
    seed: int = 0,
) -> RandomizationTest:
    """Test one AB series, or several whose starts were drawn independently (multiple baseline).

    The assignments are the product of the cases' candidate starts; the statistic is the mean over cases.

    Parameters
    ----------
    scores
        Scores of each case in order of session, one 1-d array per case [score].
    starts
        Place (counted from 0) of each case's first treatment score.
    increase
        Whether higher scores are better.
    candidates
        Starts that could have been drawn, for each case; by default all that leave `fewest` points in both phases.
    fewest
        Fewest baseline and treatment points.
    statistic
        "mean", "median" (difference of them) or "nap".
    most
        Assignments tried at most; if there are more, so many are drawn beside the real one.
    seed
        Of that draw.

    Raises
    ------
    ValueError
        A case's real start is not among its candidates, or an input cannot be read.

    Examples
    --------
    >>> found = start_point_test([[1, 2, 1, 2, 8, 9, 8, 9]], [4], True, fewest=(2, 2))
    >>> found.p, found.possible, list(found.cautions)
    (0.2, 5, ['cannot_reach'])
    """
    values, measure = _cases(scores, starts, increase), _statistic(statistic)
    given = candidates or [range(fewest[0], len(one) - fewest[1] + 1) for one in values]
    drawn = [np.unique(np.asarray(list(one), dtype=np.intp)) for one in given]
    for place, (one, start, could) in enumerate(zip(values, starts, drawn, strict=True)):
        _refuse_start(place, start, could, len(one))
    tables = [np.array([measure(y[:s], y[s:]) for s in could]) for y, could in zip(values, drawn, strict=True)]
    real = [int(np.searchsorted(could, start)) for could, start in zip(drawn, starts, strict=True)]
    possible = prod(len(table) for table in tables)
    if possible <= most:
        sums = reduce(lambda total, table: np.add.outer(total, table).ravel(), tables)
        at = int(np.ravel_multi_index(real, [len(table) for table in tables]))
        return _tested(statistic, sums / len(tables), at, possible)
    rng = np.random.default_rng(seed)
    picks = [np.r_[at, rng.integers(0, len(table), most)] for at, table in zip(real, tables, strict=True)]
    sums = reduce(np.add, (table[pick] for table, pick in zip(tables, picks, strict=True)))
    return _tested(statistic, sums / len(tables), 0, possible)


def staggered_test(
    scores: Sequence[ArrayLike],
    starts: Sequence[int],
    increase: bool,
    *,
    statistic: str = "mean",
    most: int = MOST,
    seed: int = 0,
) -> RandomizationTest:
    """Test a multiple baseline whose starts were fixed and whose *cases* were assigned to them at random.

    Wampold and Worsham (1986, Behavioral Assessment 8): the assignments are the orders of the cases. Parameters and
    refusals as :func:`start_point_test`; every start must leave each case a score in both phases.

    Examples
    --------
    >>> flat_then_up = [[1, 1, 9, 9, 9, 9], [1, 1, 1, 9, 9, 9], [1, 1, 1, 1, 9, 9]]
    >>> found = staggered_test(flat_then_up, [2, 3, 4], True)
    >>> round(found.p, 4), found.possible
    (0.1667, 6)
    """
    values, measure = _cases(scores, starts, increase), _statistic(statistic)
    for place, one in enumerate(values):
        for start in starts:
            _refuse_start(place, start, np.arange(1, len(one)), len(one))
    table = np.array([[measure(y[:s], y[s:]) for s in starts] for y in values])
    cases, possible = len(values), factorial(len(values))
    orders = np.array(list(permutations(range(cases)))) if possible <= most else _drawn_orders(cases, most, seed)
    return _tested(statistic, table[np.arange(cases), orders].mean(axis=1), 0, possible)


def _drawn_orders(cases: int, most: int, seed: int) -> NDArray[np.intp]:
    real = np.tile(np.arange(cases), (most + 1, 1))
    real[1:] = np.random.default_rng(seed).permuted(real[1:], axis=1)
    return real


def _tested(statistic: str, distribution: Floats, at: int, possible: int) -> RandomizationTest:
    observed = float(distribution[at])
    near = 1e-9 * max(1.0, float(np.abs(distribution).max()))
    p = float((distribution >= observed - near).mean())
    smallest = 1 / len(distribution)
    codes = ["cannot_reach"] * (smallest > 0.05) + ["sampled"] * (len(distribution) < possible)
    return RandomizationTest(
        statistic, observed, p, smallest, possible, distribution, {code: CAUTIONS[code] for code in codes}
    )


def _statistic(name: str) -> Statistic:
    if name not in STATISTICS:
        raise ValueError(f'statistic: got "{name}", expected one of {", ".join(STATISTICS)}. Name one.')
    return STATISTICS[name]


def _cases(scores: Sequence[ArrayLike], starts: Sequence[int], increase: bool) -> list[Floats]:
    if not isinstance(increase, bool | np.bool_):
        raise ValueError(f'increase: got "{increase}", expected True (higher is better) or False. Say which.')
    if len(scores) != len(starts) or not len(starts):
        raise ValueError(f"scores, starts: got {len(scores)} and {len(starts)}, expected one start for every case.")
    values = [np.asarray(one, np.float64) * (1 if increase else -1) for one in scores]
    for place, one in enumerate(values):
        if one.ndim != 1 or not np.isfinite(one).all():
            raise ValueError(
                f"scores: case {place} must hold finite scores in one dimension. Leave missing points out."
            )
    return values


def _refuse_start(place: int, start: int, could: NDArray[np.intp], points: int) -> None:
    if not len(could) or could[0] < 1 or could[-1] >= points:
        raise ValueError(
            f"candidates: case {place} with {points} points has the starts {could.tolist()}, expected one or more that "
            "leave a score in both phases. Ask for fewer points a phase, or leave the case out."
        )
    if start not in could:
        raise ValueError(
            f"starts: case {place} began treatment at point {start}, expected one of {could.tolist()}. The test holds "
            "only for a start drawn from its candidates: name those that could have been drawn."
        )
