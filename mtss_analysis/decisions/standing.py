"""Where the latest scores of one plan lie beside its aimline: what its graph shows, in one word."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
import pandas as pd

from mtss_analysis.decisions.monitored import TIE
from mtss_analysis.decisions.settings import DecisionParams
from mtss_analysis.estimators.aimline import aimline

WEEK = pd.Timedelta(days=7)
NEEDED = ("baseline", "goal", "goal_date", "start")


class Place(StrEnum):
    """Where the latest scores lie. What cannot be told is a place of its own."""

    NO_GOAL = "no_goal"
    NO_SCORES = "no_scores"
    TOO_FEW = "too_few"
    REACHED = "reached"
    ABOVE = "above"
    AROUND = "around"
    BELOW = "below"


CANNOT_TELL = frozenset({Place.NO_GOAL, Place.NO_SCORES, Place.TOO_FEW})
"""Places from which nothing follows yet."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the latest scores of a plan lie.

    Attributes
    ----------
    place
        In one word.
    n, counted
        Scores since the plan began, and those among them that the baseline was not taken from [points].
    weeks
        From the plan's start to its last score [weeks]; 0 without one.
    needed, needed_weeks
        Fewest counted scores, and shortest time, before the rule in force speaks [points, weeks].
    last
        How many of the latest scores were looked at [points].
    """

    place: Place
    n: int
    counted: int
    weeks: float
    needed: int
    needed_weeks: float
    last: int


def standing(
    plan: Mapping[str, Any], probes: pd.DataFrame, rule: DecisionParams, *, higher_is_better: bool, skip: int = 0
) -> Standing:
    """Say where the latest scores of one plan lie beside its aimline, with better scores above.

    Above or below is said only where all of the latest scores (as many as the four-point rule looks at) lie on that
    side; otherwise they lie around it. Reached is said where the latest `reached_points` are all at the goal or better.
    Before the rule in force may speak, there are too few.

    Parameters
    ----------
    plan
        start, baseline, goal, goal_date.
    probes
        date and score of the plan's probes until the day of looking, in order.
    rule
        Which rule is in force, and how many scores it needs.
    higher_is_better
        Direction of the measure.
    skip
        First probes that the baseline was taken from.

    Examples
    --------
    >>> from mtss_analysis import params
    >>> rule = params.layers().load(DecisionParams)
    >>> days = pd.date_range("2024-09-02", periods=8, freq="7D")
    >>> plan = {"start": days[0], "baseline": 20, "goal": 60, "goal_date": pd.Timestamp("2025-06-02")}
    >>> low = pd.DataFrame({"date": days, "score": [21, 20, 22, 21, 20, 21, 22, 21]})
    >>> str(standing(plan, low, rule, higher_is_better=True).place)
    'below'
    >>> str(standing(plan, low.head(3), rule, higher_is_better=True).place)
    'too_few'
    """
    needs = getattr(rule, rule.rule)
    count = max(len(probes) - skip, 0)
    weeks = float((probes["date"].iloc[-1] - plan["start"]) / WEEK) if len(probes) and pd.notna(plan["start"]) else 0.0
    enough = count >= needs.minimum_points and weeks >= needs.minimum_weeks
    place = _place(plan, probes, rule, 1.0 if higher_is_better else -1.0, enough=enough)
    last = rule.reached_points if place == Place.REACHED else min(rule.four_point.points, count)
    return Standing(place, len(probes), count, weeks, needs.minimum_points, needs.minimum_weeks, last)


def _place(plan: Mapping[str, Any], probes: pd.DataFrame, rule: DecisionParams, sign: float, *, enough: bool) -> Place:
    if any(pd.isna(plan[part]) for part in NEEDED) or plan["goal_date"] <= plan["start"]:
        return Place.NO_GOAL
    if probes.empty:
        return Place.NO_SCORES
    if not enough:
        return Place.TOO_FEW
    if (sign * (probes["score"].tail(rule.reached_points) - plan["goal"]) >= 0).all():
        return Place.REACHED
    latest = probes.tail(rule.four_point.points)
    line = aimline(0.0, plan["baseline"], (plan["goal_date"] - plan["start"]) / WEEK, plan["goal"])
    away = sign * (latest["score"].to_numpy(np.float64) - line.expected((latest["date"] - plan["start"]) / WEEK))
    if (away < -TIE).all():
        return Place.BELOW
    return Place.ABOVE if (away > TIE).all() else Place.AROUND
