"""Published decision rules, each one pure function over many plans at once.

A rule answers continue, change, raise_goal or collect_more_data. It never answers before it has its fewest points and
weeks, nor without an aimline. A probe exactly on the aimline is neither above nor below. Everything is turned so that
higher is better (:mod:`mtss_analysis.decisions.monitored`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from mtss_analysis.decisions.monitored import Monitored
from mtss_analysis.decisions.settings import (
    CiSettings,
    FourPointSettings,
    MedianSettings,
    RuleSettings,
    TrendLineSettings,
)
from mtss_analysis.vocabulary import Action

Bools = NDArray[np.bool_]
VERDICTS: Final = (Action.CONTINUE, Action.CHANGE, Action.RAISE_GOAL, Action.COLLECT_MORE_DATA)
"""What a rule may answer."""


@dataclass(frozen=True, slots=True)
class Verdicts:
    """What a rule says of N plans.

    Attributes
    ----------
    verdict
        (N,) one of :data:`VERDICTS`, as text.
    used
        (N,) probes the verdict rests on; 0 where the rule did not speak.
    """

    verdict: NDArray[np.str_]
    used: NDArray[np.intp]


def four_point(plans: Monitored, settings: FourPointSettings) -> Verdicts:
    """Last four points all below the aimline: change. All above: raise the goal. Else: continue."""
    last, many = plans.last(settings.points)
    sides = plans.above[last] if len(plans.above) else np.zeros(last.shape)
    ready = many & _ready(plans, plans.n_counted, settings)
    below, above = np.all(sides < 0, axis=1), np.all(sides > 0, axis=1)
    return _verdicts(ready, np.asarray(below), np.asarray(above), settings, settings.points)


def median_of_three(plans: Monitored, settings: MedianSettings) -> Verdicts:
    """Median of the last three scores below the aimline at the middle of their days: change. Above: raise the goal."""
    last, many = plans.last(settings.points)
    ready = many & _ready(plans, plans.n_counted, settings)
    if not len(plans.score):
        return _verdicts(ready, ready, ready, settings, settings.points)
    middle = np.median(plans.score[last], axis=1) - plans.aim.expected(np.median(plans.time[last], axis=1))
    return _verdicts(ready, middle < -1e-9, middle > 1e-9, settings, settings.points)


def trend_line(plans: Monitored, settings: TrendLineSettings) -> Verdicts:
    """Trend line flatter than the aimline: change. Steeper: raise the goal. Parallel but well below: change."""
    fit, aim = plans.fit, plans.aim.slope
    ready = _ready(plans, plans.n, settings) & np.isfinite(fit.slope)
    difference, near = fit.slope - aim, settings.tolerance * np.abs(aim)
    behind = plans.aim.expected(fit.last_time) - fit.level > np.maximum(settings.well_below * fit.see, 1e-9)
    flatter = difference < -np.maximum(near, 1e-9)
    steeper = difference > np.maximum(near, 1e-9)
    return _verdicts(ready, flatter | (~steeper & behind), steeper, settings, plans.n)


def ci_rule(plans: Monitored, settings: CiSettings) -> Verdicts:
    """Act only if the interval of the slope, slope ± z · SE, leaves out the aimline's slope.

    Points exactly on a line say nothing about their noise: collect more data.
    """
    fit, aim = plans.fit, plans.aim.slope
    ready = _ready(plans, plans.n, settings) & fit.scattered
    half = settings.z * fit.slope_se
    return _verdicts(ready, fit.slope + half < aim, fit.slope - half > aim, settings, plans.n)


RULES: Final[dict[str, Callable[[Monitored, Any], Verdicts]]] = {
    "four_point": four_point,
    "trend_line": trend_line,
    "median_of_three": median_of_three,
    "ci_rule": ci_rule,
}
"""Name in the registry → rule."""


def reached(plans: Monitored, points: int) -> Bools:
    """Tell which plans' last `points` counted probes all reach the goal or better (N,)."""
    last, many = plans.last(points)
    if not len(plans.score):
        return np.zeros(plans.size, np.bool_)
    found: Bools = many & (plans.score[last] >= plans.aim.goal[:, None] - 1e-9).all(axis=1)
    return found


def _ready(plans: Monitored, n: NDArray[np.intp], settings: RuleSettings) -> Bools:
    ready: Bools = (n >= settings.minimum_points) & (plans.weeks >= settings.minimum_weeks - 1e-9)
    return ready & np.isfinite(plans.aim.slope)


def _verdicts(
    ready: Bools, worse: Bools, better: Bools, settings: RuleSettings, used: int | NDArray[np.intp]
) -> Verdicts:
    choices = [~ready, worse, better & settings.raise_goal]
    answers = [str(Action.COLLECT_MORE_DATA), str(Action.CHANGE), str(Action.RAISE_GOAL)]
    return Verdicts(np.select(choices, answers, str(Action.CONTINUE)), np.where(ready, used, 0))
