"""Which plans of support a meeting takes up, and in which order."""

import pandas as pd

from mtss_analysis.meetings.known import Known
from mtss_analysis.reporting.student_rows import URGENCY
from mtss_analysis.vocabulary import Action

FALLS_SHORT = (Action.CHECK_FIDELITY_FIRST, Action.CHANGE, Action.INTENSIFY)
"""Advice that asks the team to do something about support that is not enough."""
GOES_ON = (Action.CONTINUE, Action.COLLECT_MORE_DATA)
"""Advice under which a plan goes on as it is."""


def to_talk_about(known: Known) -> pd.DataFrame:
    """Return due plans that ask for a decision; while there is time, also others whose support is not enough."""
    due = _due(known)
    asked = _ordered(due[_asks(due, known)])
    others = known.plans[~known.plans["plan_id"].isin(due["plan_id"])]
    return pd.concat([asked, short_of_goal(others).head(max(capacity(known) - len(asked), 0))], ignore_index=True)


def to_confirm(known: Known) -> pd.DataFrame:
    """Return due plans that would go on as they are, the least likely to reach the goal first."""
    due = _due(known)
    return due[~_asks(due, known)].sort_values(["action", "p_reach"], ascending=[False, True], kind="stable")


def short_of_goal(plans: pd.DataFrame) -> pd.DataFrame:
    """Return the plans whose support is not enough by the rule in force, most urgent first."""
    return _ordered(plans[plans["action"].isin(list(FALLS_SHORT))])


def furthest_short(known: Known) -> pd.DataFrame:
    """Return the few plans of the place whose support is least enough, whatever the day of their review."""
    return short_of_goal(known.plans).head(max(capacity(known), known.teams.graphs))


def capacity(known: Known) -> int:
    """Return how many plans the minutes of the agenda are enough for."""
    steps = known.asked.of_kind(known.teams).agenda
    minutes = sum(step.minutes for step in steps if {"talk_about", "least_progress"} & set(step.data))
    return int(minutes / known.teams.minutes_per_student)


def _due(known: Known) -> pd.DataFrame:
    return known.plans[known.plans["next_review"] <= known.horizon]


def _asks(plans: pd.DataFrame, known: Known) -> "pd.Series[bool]":
    """Tell which plans ask for a decision: advice to act, to go on although the goal is out of reach, or none."""
    unlikely = plans["p_reach"] < known.rule.low_chance
    goes_on = plans["action"].isin(list(GOES_ON)) & ~(unlikely & (plans["action"] == Action.CONTINUE))
    return ~goes_on


def _ordered(plans: pd.DataFrame) -> pd.DataFrame:
    order = {str(action): place for place, action in enumerate(URGENCY)}
    urgency = plans["action"].map(order).fillna(-1)
    return plans.assign(urgency=urgency).sort_values(["urgency", "p_reach", "student_id"], kind="stable")
