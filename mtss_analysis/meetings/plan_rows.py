"""Plans of support as rows to read out: facts in short, and under them the advice with its reason."""

from collections.abc import Hashable
from typing import Any

import pandas as pd

from mtss_analysis.decisions.advice import chance
from mtss_analysis.meetings.forms import form, plans_table, span
from mtss_analysis.meetings.known import Known

FACTS = (
    "Student",
    "Grade",
    "Support",
    "Tier of support",
    "Delivered",
    "Rate a week (interval)",
    "Rate needed",
    "Chance of goal",
)
HEAD = (*FACTS, "Look again by")
SHORT = (*FACTS, "Advice")
NOBODY = "Nobody is named who delivers it."
NO_ADVICE = "No advice: the plan names no measure, or no score of it is at hand. Begin progress monitoring."
TOO_EARLY = "cannot tell yet"

Row = dict[Hashable, Any]


def with_reasons(caption: str, plans: pd.DataFrame, known: Known) -> str:
    """Return plans with their facts, and under each the advice, its reason and how often the rule is wrong.

    "Chance of goal" is that of reaching it on its date, "Rate needed" what the aimline asks for.
    """
    rows = plans.to_dict("records")
    return plans_table(caption, HEAD, [([*_facts(row, known), _review(row)], _advice(row, known)) for row in rows])


def in_short(caption: str, plans: pd.DataFrame, known: Known) -> str:
    """Return plans with one line each."""
    return form(caption, SHORT, [[*_facts(row, known), _action(row, known)] for row in plans.to_dict("records")])


def _facts(row: Row, known: Known) -> list[str]:
    support = f"{known.labels.word(row['domain'])}: {row['intervention']}"
    aim = f"{row['aim_roi']:z.2f}" if _known(row["aim_roi"]) else "no goal"
    reach = chance(row["p_reach"]).replace(" %", "\u00a0%") if _known(row["p_reach"]) else TOO_EARLY
    student, grade, tier = (str(row[name]) for name in ("student_id", "grade", "tier"))
    return [student, grade, support, f"Tier\u00a0{tier}", _delivered(row, known), _rate(row), aim, reach]


def _provider(row: Row) -> str:
    return f"Delivered by {row['provider_id']}." if _known(row["provider_id"]) else NOBODY


def _delivered(row: Row, known: Known) -> str:
    """Say the range of sessions delivered, and whether it is unclear that they were enough."""
    said = span(100 * row["dose_low"], 100 * row["dose_high"])
    return said if row["dose_low"] >= known.rule.delivery_threshold else f"{said}: check delivery first"


def _rate(row: Row) -> str:
    if not _known(row["roi"]):
        return TOO_EARLY
    ends = f" ({row['roi_low']:z.2f} to {row['roi_high']:z.2f})" if _known(row["roi_low"]) else ""
    return f"{row['roi']:z.2f}{ends}"


def _review(row: Row) -> str:
    return f"{row['next_review']:%Y-%m-%d}" if _known(row["next_review"]) else "no day set"


def _action(row: Row, known: Known) -> str:
    return known.labels.word(row["action"]) if _known(row["action"]) else "No advice"


def _advice(row: Row, known: Known) -> str:
    if not _known(row["action"]):
        return f"{NO_ADVICE} {_provider(row)}"
    return f"{_action(row, known)}. {row['reason']} {row['errs']}".strip() + f" {_provider(row)}"


def _known(value: object) -> bool:
    return bool(pd.notna(value))  # type: ignore[call-overload]
