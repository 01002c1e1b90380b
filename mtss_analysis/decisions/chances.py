"""The chance of each open plan to reach its goal, what it rests on, and when the posterior rule can tell."""

import numpy as np
import pandas as pd

from mtss_analysis.decisions.plans import OpenPlans
from mtss_analysis.decisions.posterior_rule import told_after
from mtss_analysis.decisions.settings import DecisionParams
from mtss_analysis.estimators import attainment
from mtss_analysis.estimators.series import Floats

MODEL, OWN_LINE, NOTHING = "students alike and own scores", "own scores only", "no data"


def chances(plans: OpenPlans, params: DecisionParams) -> "dict[str, Floats | pd.Series[str] | pd.Series[pd.Timestamp]]":
    """Return p_reach [probability], what it rests on, p_alike (before the student's own scores), and told_by.

    Where no model could be fitted, the chance is that of the least-squares line alone.
    """
    seen = plans.monitored
    goal, goal_time = seen.aim.goal, seen.aim.goal_time
    pooled = seen.line.reach(goal, goal_time)
    own = attainment.forecast(seen.fit, goal, goal_time).true_probability
    known, alone = np.isfinite(pooled), np.isfinite(own)
    basis = pd.Series(np.select([known, alone], [MODEL, OWN_LINE], NOTHING), dtype="str")
    before = np.full(seen.size, np.nan) if seen.prior is None else seen.prior.reach(goal, goal_time)
    return {
        "p_reach": np.where(known, pooled, own), "p_basis": basis, "p_alike": before,
        "told_by": _told_by(plans, params),
    }  # fmt: skip


def _told_by(plans: OpenPlans, params: DecisionParams) -> "pd.Series[pd.Timestamp]":
    weeks = told_after(plans.monitored, params.posterior)
    last = plans.rows["aim_start"].fillna(plans.rows["start"]) + _weeks(plans.monitored.weeks)
    found = last + _weeks(np.nan_to_num(weeks))
    return found.where(np.isfinite(weeks)).astype("datetime64[us]")


def _weeks(weeks: Floats) -> pd.TimedeltaIndex:
    return pd.to_timedelta(np.round(7 * weeks), unit="D")
