"""Units and periods as a rectangle, from one row a unit and period."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from mtss_analysis.estimators.contrasts.refusals import Codes, Refused, coded, varied, vector
from mtss_analysis.estimators.series import Floats


@dataclass(frozen=True, slots=True)
class Panel:
    """Checked outcomes.

    Attributes
    ----------
    outcome
        Of each unit and period, NaN where there is none (n, k).
    periods
        In order (k,).
    first
        First period served of each unit, infinite for never (n,).
    codes
        Cluster of each unit (n,).
    groups
        First periods that occur.
    unused
        Units left out because they were served from the first period.
    """

    outcome: Floats
    periods: Floats
    first: Floats
    codes: Codes
    groups: tuple[float, ...]
    unused: int


def panel(
    outcome: ArrayLike, unit: ArrayLike, period: ArrayLike, first_served: ArrayLike, cluster: ArrayLike | None = None
) -> Panel:
    """Lay out rows (n,) as units and periods.

    Raises Refused as :func:`~.adoption.staggered_effects`.

    >>> panel([1, 2, 3, 5, 4, 5, 7, 7], [1, 1, 2, 2, 3, 3, 4, 4], [0, 1] * 4, [1, 1, 0, 0, 1, 1, 0, 0]).outcome.tolist()
    [[1.0, 2.0], [3.0, 5.0], [4.0, 5.0], [7.0, 7.0]]
    """
    y = varied("outcome", outcome)
    units, count = coded("unit", unit, len(y))
    years = vector("period", period, len(y))
    periods, place = np.unique(years, return_inverse=True)
    first = _of_units("first_served", _starts(first_served, len(y)), units, count)
    clusters = units if cluster is None else coded("cluster", cluster, len(y))[0]
    home = _of_units("cluster", clusters.astype(np.float64), units, count)
    if len(np.unique(units * len(periods) + place)) < len(y):
        raise Refused("repeated", "unit and period: two rows of one unit in one period, expected one. Average them.")
    grid = np.full((count, len(periods)), np.nan)
    grid[units, place] = y
    return _kept(grid, periods, first, home)


def _kept(grid: Floats, periods: Floats, first: Floats, home: Floats) -> Panel:
    first = np.where(first > periods[-1], np.inf, first)  # whoever begins after the last period is not served in any
    kept = first > periods[0]
    never, served = int(np.isinf(first).sum()), int((kept & np.isfinite(first)).sum())
    if never == 0 or served == 0:
        code, who = ("all_served", "never served") if never == 0 else ("none_served", "served after the first period")
        raise Refused(code, f"first_served: no unit is {who}, expected some. Without them there is no comparison.")
    if min(never, served) < 2:
        raise Refused("one_cluster", f"unit: {served} served and {never} never served, expected two or more each.")
    groups = tuple(float(value) for value in np.unique(first[kept]) if np.isfinite(value))
    codes = np.unique(home[kept], return_inverse=True)[1]
    return Panel(grid[kept], periods, first[kept], np.asarray(codes, np.intp), groups, int((~kept).sum()))


def _starts(first_served: ArrayLike, length: int) -> Floats:
    values = np.asarray(first_served, np.float64)
    return np.where(vector("first_served", np.where(np.isinf(values), 0.0, values), length) == 0, np.inf, values)


def _of_units(name: str, values: Floats, units: Codes, count: int) -> Floats:
    found = np.full(count, -np.inf)
    found[units] = values
    if (found[units] != values).any():
        raise Refused("changing", f"{name}: one unit has two values, expected one for all of its rows. Correct it.")
    return found
