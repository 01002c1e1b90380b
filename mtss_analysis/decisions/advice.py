"""From a rule's verdict to advice for the team: delivery first, then more of the same or something else."""

from collections.abc import Hashable
from typing import Any

import numpy as np
import pandas as pd

from mtss_analysis.decisions.settings import DecisionParams
from mtss_analysis.vocabulary import NEEDS_RIGHTS_NOTICE, RIGHT_TO_EVALUATION, Action

RULE_NAMES = {
    "four_point": "four-point rule",
    "trend_line": "trend-line rule",
    "median_of_three": "median-of-three rule",
    "ci_rule": "interval rule",
    "posterior": "posterior rule",
}
"""Name in the registry → its name in a sentence."""

UNLIKELY = 0.2
"""Chance of students alike to reach a goal below which advice to change asks about the goal too."""


def advise(rows: pd.DataFrame, params: DecisionParams) -> "pd.Series[str]":
    """Turn the registered rule's verdict into an action, one a plan.

    In this order: the last scores reach the goal → fade support at Tier 3, else exit; the rule cannot tell → collect
    more data; raise goal; the rule says change but delivery is low or not known to be enough → check fidelity first;
    change while the rate is at least `intensify_from` of the aimline's → intensify; change; continue.

    Parameters
    ----------
    rows
        One row a plan: the rule's verdict, reached, tier, dose_low, and pace (rate as a share of the aimline's).
    """
    verdict = rows[params.rule]
    change = verdict == Action.CHANGE
    delivered = rows["dose_low"] >= params.delivery_threshold
    choices = {
        Action.FADE: rows["reached"] & (rows["tier"] == 3).fillna(False).astype(bool),
        Action.EXIT: rows["reached"],
        Action.COLLECT_MORE_DATA: verdict == Action.COLLECT_MORE_DATA,
        Action.RAISE_GOAL: verdict == Action.RAISE_GOAL,
        Action.CHECK_FIDELITY_FIRST: change & ~delivered,
        Action.INTENSIFY: change & (rows["pace"] >= params.intensify_from),
        Action.CHANGE: change,
    }
    found = np.select(list(choices.values()), [str(action) for action in choices], str(Action.CONTINUE))
    return pd.Series(found, index=rows.index, dtype="str")


def rights_notices(action: "pd.Series[str]") -> "pd.Series[str]":
    """Family's right to ask for an evaluation, beside every action that waits; empty beside the others."""
    waits = action.isin([str(each) for each in NEEDS_RIGHTS_NOTICE])
    return pd.Series(np.where(waits, RIGHT_TO_EVALUATION, ""), index=action.index, dtype="str")


def reasons(rows: pd.DataFrame, params: DecisionParams) -> "pd.Series[str]":
    """One plain sentence a plan: what was seen and what follows."""
    return pd.Series([_reason(row, params) for row in rows.to_dict("records")], index=rows.index, dtype="str")


def _reason(row: dict[Hashable, Any], params: DecisionParams) -> str:
    rule, seen = RULE_NAMES[params.rule], _seen(row)
    goes_on = f"The {rule} sees no reason to change ({seen}){_standing(row)}.{_unlikely(row, params)}"
    says_change, too_high = f"The {rule} says change ({seen})", _too_high(row)
    said = {
        Action.FADE: f"The last {params.reached_points} scores reach the goal: fade support in steps, and watch.",
        Action.EXIT: f"The last {params.reached_points} scores reach the goal: plan the end of this support.",
        Action.COLLECT_MORE_DATA: _missing(row, params),
        Action.RAISE_GOAL: f"The {rule} finds progress better than the aimline ({seen}): set a higher goal.",
        Action.CHECK_FIDELITY_FIRST: f"{says_change}, but {_delivery(row)}: check delivery first.",
        Action.INTENSIFY: f"{says_change}; {_progress(row)}: give more of what works.{too_high}",
        Action.CHANGE: f"{says_change}; there is little or no progress: change the support.{too_high}",
        Action.CONTINUE: goes_on,
    }
    return said[Action(str(row["action"]))]


def _seen(row: dict[Hashable, Any]) -> str:
    rate = f"rate {row['roi']:.2f} a week, aimline {row['aim_roi']:.2f}" if _known(row["roi"]) else "no trend yet"
    return f"{_many(row['n'], 'score')} over {_many(row['weeks'], 'week')}; {rate}"


def _progress(row: dict[Hashable, Any]) -> str:
    """Name what is amiss with real progress: its pace, or, where the pace would do, the place."""
    return "progress is real but too slow" if row["pace"] < 1 else "the pace would do, but scores lie below the aimline"


def _many(count: float, noun: str) -> str:
    return f"{count:.0f} {noun}{'' if f'{count:.0f}' == '1' else 's'}"


def _standing(row: dict[Hashable, Any]) -> str:
    """Pace and place in words; behind is worse than the aimline, whether higher or lower is better."""
    if not (_known(row["pace"]) and _known(row["gap"])):
        return ""
    on_pace, behind = row["pace"] >= 1, row["gap"] < 0
    pace = "on pace" if on_pace else "slower than the aimline"
    place = f"{abs(row['gap']):.1f} points {'behind' if behind else 'ahead of'} the line"
    return f": {pace}, {'but' if on_pace == behind else 'and'} now {place}"


def _unlikely(row: dict[Hashable, Any], params: DecisionParams) -> str:
    if not _known(row["p_reach"]) or row["p_reach"] >= params.low_chance:
        return ""
    return (
        f" Yet at this pace the chance to reach the goal in time is small ({chance(row['p_reach'])}): ask whether more "
        "support is needed, even though the rule does not call for it."
    )


def _too_high(row: dict[Hashable, Any]) -> str:
    """Ask about the goal where most students alike would fall short of it, whatever this student did."""
    if not _known(row["p_alike"]) or row["p_alike"] >= UNLIKELY:
        return ""
    return " Few students alike reach such a goal: ask also whether the goal fits."


def chance(probability: float) -> str:
    """Say a probability as a percent.

    Examples
    --------
    >>> chance(0.034), chance(0.0001), chance(0.999)
    ('3 %', 'less than 1 %', 'more than 99 %')
    """
    if probability < 0.01:
        return "less than 1 %"
    return "more than 99 %" if probability > 0.99 else f"{100 * probability:.0f} %"


def _missing(row: dict[Hashable, Any], params: DecisionParams) -> str:
    needs = getattr(params, params.rule)
    if not _known(row["goal"]) or pd.isna(row["goal_date"]):
        return (
            "The plan has no goal with a date that can be used, so no rule can compare: set one, or mend the one that "
            "the data page names."
        )
    if not row["n"]:
        return (
            "The plan has no scores that can be used: begin progress monitoring, or mend the scores that the data page "
            "names."
        )
    if _known(row["baseline"]) and not _known(row["aim_roi"]):
        return (
            "The goal is worse than the baseline, or its date is not after the start, so no rule can compare: mend it."
        )
    if params.rule == "posterior" and not _known(row["p_alike"]):
        return "Too few series on this measure to know what students alike do, so the posterior rule cannot tell."
    ready = row["counted"] >= needs.minimum_points and row["weeks"] >= needs.minimum_weeks
    if params.rule == "posterior" and ready:
        return (
            f"The chance to reach the goal is {chance(row['p_reach'])}, and the scores to come may still turn the "
            f"verdict: it can probably be told by {row['told_by']:%Y-%m-%d}."
        )
    if ready:
        return f"The scores do not scatter, so the {RULE_NAMES[params.rule]} cannot tell."
    seen = f"{_many(row['counted'], 'score')} after the baseline, {_many(row['weeks'], 'week')}"
    asked = f"{needs.minimum_points} over {needs.minimum_weeks:g} weeks"
    return f"Not enough to tell yet ({seen}): the {RULE_NAMES[params.rule]} needs {asked}."


def _delivery(row: dict[Hashable, Any]) -> str:
    if not _known(row["dose_low"]):
        return "no session is logged"
    low, high = (f"{100 * row[name]:.0f} %" for name in ("dose_low", "dose_high"))
    if low == high:
        return f"only {low} of the planned sessions were delivered"
    return f"between {low} and {high} of the planned sessions were delivered, as some were not logged"


def _known(value: object) -> bool:
    return isinstance(value, (int, float)) and bool(np.isfinite(value))
