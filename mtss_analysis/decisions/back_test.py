"""Back-test: what each rule would have said of plans that have ended, look by look, and what became of them.

The outcome is read from the last three scores of a plan, and rules see only the scores before those, so that no score
is both evidence and outcome.
"""

import numpy as np
import pandas as pd

from mtss_analysis.decisions.looks import every_look
from mtss_analysis.decisions.monitored import Monitored
from mtss_analysis.decisions.plans import OpenPlans
from mtss_analysis.decisions.rules import RULES
from mtss_analysis.decisions.settings import DecisionParams
from mtss_analysis.estimators import proportions
from mtss_analysis.estimators.series import Floats
from mtss_analysis.vocabulary import Action

OUTCOME_PROBES = 3
"""Last scores whose median is compared with the goal [points]."""
NEAR_GOAL_DATE = 4.0
"""A plan that ended longer than this before the goal's date, below its goal, has no outcome [weeks]."""
FEWEST_ENDED = 5
"""Ended plans from which on a rule's record is shown."""
MET, MISSED = "reached the goal", "fell short"
STRATA = ["domain", "rule", "outcome"]


def back_test(called: pd.DataFrame) -> pd.DataFrame:
    """Count, for every rule, the ended plans it would have called at some look before the outcome.

    Parameters
    ----------
    called
        As :func:`calls` gives them.

    Returns
    -------
    pandas.DataFrame
        STRATA, n [plans], called, percent, low, high [percent, Wilson], weeks_earlier: median time from the first call
        to the last score, of those called [week].
    """
    return _counted(called)


def calls(closed: OpenPlans, params: DecisionParams) -> pd.DataFrame:
    """Say of every ended plan what came of it, and whether each rule would have called it before that.

    Returns
    -------
    pandas.DataFrame
        One row a plan and rule: the plan's columns, outcome (MET, MISSED or missing), rule, called, earlier [week].
    """
    outcome = outcomes(closed.monitored)
    looks = every_look(_before_outcome(closed.monitored))
    known = closed.rows.assign(outcome=outcome)
    parts = []
    for rule, decide in RULES.items():
        said = decide(looks, getattr(params, rule)).verdict == str(Action.CHANGE)
        first = np.full(len(known), np.nan)
        np.fmin.at(first, looks.plan[said], looks.time[said])
        parts.append(known.assign(rule=rule, called=np.isfinite(first), earlier=closed.monitored.weeks - first))
    return pd.concat(parts, ignore_index=True)


def outcomes(plans: Monitored) -> "pd.Series[str]":
    """Tell what became of each plan: MET, MISSED, or missing where it cannot be told."""
    last, many = plans.last(OUTCOME_PROBES)
    if not len(plans.score):
        return pd.Series(np.nan, index=range(plans.size), dtype="str")
    level = np.where(many, np.median(plans.score[last], axis=1), np.nan)
    met = level >= plans.aim.goal - 1e-9
    near = plans.aim.goal_time - plans.weeks <= NEAR_GOAL_DATE
    told = np.isfinite(level) & np.isfinite(plans.aim.slope) & (met | near)
    return pd.Series(np.where(met, MET, MISSED), dtype="str").where(told)


def _before_outcome(plans: Monitored) -> Monitored:
    """Leave out each plan's last scores."""
    left = plans.n[plans.series] - _place(plans)
    keep = left > OUTCOME_PROBES
    return Monitored(
        plans.time[keep], plans.score[keep], plans.series[keep], plans.counted[keep], plans.aim,
        prior=plans.prior, probes_a_week=plans.probes_a_week,
    )  # fmt: skip


def _place(plans: Monitored) -> Floats:
    """Place of each probe in its plan, from 0."""
    starts = np.cumsum(plans.n) - plans.n
    return np.asarray(np.arange(len(plans.series)) - starts[plans.series], np.float64)


def _counted(rows: pd.DataFrame) -> pd.DataFrame:
    grouped = rows[rows["outcome"].notna()].groupby(STRATA, sort=True)
    found = grouped.agg(
        n=("called", "size"), called=("called", "sum"), weeks_earlier=("earlier", "median")
    ).reset_index()
    wilson = proportions.wilson(found["called"], found["n"])
    return found.assign(percent=100 * wilson.share, low=100 * wilson.low, high=100 * wilson.high)
