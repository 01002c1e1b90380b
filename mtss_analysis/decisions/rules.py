"""Decision rules, each one pure function over many plans at once: four published ones, and the posterior rule.

A rule answers continue, change, raise_goal or collect_more_data. It never answers before it has its fewest points and
weeks, nor without an aimline. A probe exactly on the aimline is neither above nor below. Everything is turned so that
higher is better (:mod:`mtss_analysis.decisions.monitored`).
"""

from collections.abc import Callable
from typing import Any, Final

import numpy as np

from mtss_analysis.decisions.monitored import Monitored
from mtss_analysis.decisions.posterior_rule import posterior_rule
from mtss_analysis.decisions.settings import CiSettings, FourPointSettings, MedianSettings, TrendLineSettings
from mtss_analysis.decisions.verdicts import Bools, Verdicts, answered, ready_plans


def four_point(plans: Monitored, settings: FourPointSettings) -> Verdicts:
    """Last four points all below the aimline: change. All above: raise the goal. Else: continue."""
    last, many = plans.last(settings.points)
    sides = plans.above[last] if len(plans.above) else np.zeros(last.shape)
    ready = many & ready_plans(plans, plans.n_counted, settings)
    below, above = np.all(sides < 0, axis=1), np.all(sides > 0, axis=1)
    return answered(ready, np.asarray(below), np.asarray(above), settings, settings.points)


def median_of_three(plans: Monitored, settings: MedianSettings) -> Verdicts:
    """Median of the last three scores below the aimline at the middle of their days: change. Above: raise the goal."""
    last, many = plans.last(settings.points)
    ready = many & ready_plans(plans, plans.n_counted, settings)
    if not len(plans.score):
        return answered(ready, ready, ready, settings, settings.points)
    middle = np.median(plans.score[last], axis=1) - plans.aim.expected(np.median(plans.time[last], axis=1))
    return answered(ready, middle < -1e-9, middle > 1e-9, settings, settings.points)


def trend_line(plans: Monitored, settings: TrendLineSettings) -> Verdicts:
    """Trend line flatter than the aimline: change. Steeper: raise the goal. Parallel but well below: change."""
    fit, aim = plans.fit, plans.aim.slope
    ready = ready_plans(plans, plans.n, settings) & np.isfinite(fit.slope)
    difference, near = fit.slope - aim, settings.tolerance * np.abs(aim)
    behind = plans.aim.expected(fit.last_time) - fit.level > np.maximum(settings.well_below * fit.see, 1e-9)
    flatter = difference < -np.maximum(near, 1e-9)
    steeper = difference > np.maximum(near, 1e-9)
    return answered(ready, flatter | (~steeper & behind), steeper, settings, plans.n)


def ci_rule(plans: Monitored, settings: CiSettings) -> Verdicts:
    """Act only if the interval of the slope, slope ± z · SE, leaves out the aimline's slope.

    Points exactly on a line say nothing about their noise: collect more data.
    """
    fit, aim = plans.fit, plans.aim.slope
    ready = ready_plans(plans, plans.n, settings) & fit.scattered
    half = settings.z * fit.slope_se
    return answered(ready, fit.slope + half < aim, fit.slope - half > aim, settings, plans.n)


RULES: Final[dict[str, Callable[[Monitored, Any], Verdicts]]] = {
    "four_point": four_point,
    "trend_line": trend_line,
    "median_of_three": median_of_three,
    "ci_rule": ci_rule,
    "posterior": posterior_rule,
}
"""Name in the registry → rule."""


def reached(plans: Monitored, points: int) -> Bools:
    """Tell which plans' last `points` counted probes all reach the goal or better (N,)."""
    last, many = plans.last(points)
    if not len(plans.score):
        return np.zeros(plans.size, np.bool_)
    found: Bools = many & (plans.score[last] >= plans.aim.goal[:, None] - 1e-9).all(axis=1)
    return found
