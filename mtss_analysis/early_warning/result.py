"""What early warning gives back, and the same in words."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

import pandas as pd

from mtss_analysis.results import Result, ResultTable, Summary
from mtss_analysis.vocabulary import TOTAL

DOES_NOT_APPLY = "does_not_apply"
"""Code of the caution that says why nothing can be watched."""
NOTHING = "The records hold no attendance, referrals or marks of enrolled students."
TO_WATCH = (
    "To watch for early signs, add one of the tables attendance (days enrolled and absent, month by month), incidents "
    "(one row a referral) or marks (one row a course and term)."
)
READ_WITH_CARE = (
    "A sign is a reason to ask, not a judgment of a student. Students without data are in no share: nobody knows that "
    "they are on track."
)
SAID = {
    "absence": ("yes", "are chronically absent", "chronic absence"),
    "referrals": ("6 or more", "have many referrals", "many referrals"),
    "courses": ("yes", "failed a course", "a failed course"),
}
"""Indicator → the answer that is told, its words in a sentence, and its name."""


@dataclass(frozen=True, kw_only=True)
class EarlyWarningResult(Result):
    """Who may be slipping away, how well early signs told it here, and what was done.

    Attributes
    ----------
    tables
        ``students`` and ``flags`` (student level), ``at_cutoff``, ``predictive``, ``catch``, ``actions``, ``waits``,
        ``coverage``, ``absence_at_schools``, ``kinds_at_schools`` and ``competencies`` (team only), ``indicators``,
        ``rates``, ``months`` and ``kinds``.
    """

    analysis: ClassVar[str] = "11_early_warning"

    def summary(self) -> Summary:
        """Say the result in words; where nothing can be watched, why not in these data."""
        said = super().summary()
        why = next((caution.sentence for caution in self.cautions if caution.code == DOES_NOT_APPLY), "")
        return replace(said, headline=why.removesuffix(f" {TO_WATCH}")) if why else said

    @classmethod
    def summarize(cls, tables: Mapping[str, ResultTable]) -> Summary:
        """Say each indicator of the latest school year, of the students for whom it is known."""
        frame = tables["indicators"].frame
        frame = frame[(frame["school_id"] == TOTAL) & (frame["by"] == TOTAL)]
        if frame.empty:
            return Summary(NOTHING, pd.DataFrame(columns=["sign", "students_known", "share"]), TO_WATCH)
        last = frame[frame["school_year"] == frame["school_year"].max()]
        rows = [row for name in SAID if (row := _row(last, name))]
        wide = pd.DataFrame(rows, columns=["sign", "students_known", "share"])
        told = [f"{row['share']} {SAID[row['indicator']][1]}" for row in rows if row["share"].endswith("%")]
        year = last["school_year"].iloc[0]
        lead = f"Of the students of {year} for whom it is known, " + ", ".join(told) if told else ""
        return Summary(f"{lead}." if told else f"The shares of {year} are withheld.", wide, READ_WITH_CARE)


def _row(last: pd.DataFrame, name: str) -> dict[str, str]:
    part = last[last["indicator"] == name]
    top = part[part["answer"] == _told(part, name)]
    if top.empty or top["known"].iloc[0] == 0:
        return {}
    word = str(top["shown"].iloc[0]) if "shown" in top else ""
    known, percent = top["known"].iloc[0], top["percent"].iloc[0]
    said = [
        f"{value:,.0f}{unit}" if pd.notna(value) else word or "withheld"
        for value, unit in ((known, ""), (percent, " %"))
    ]
    return {"indicator": name, "sign": SAID[name][2], "students_known": said[0], "share": said[1]}


def _told(part: pd.DataFrame, name: str) -> str:
    """Return the answer to tell: yes, or the highest band of referrals."""
    if name != "referrals":
        return SAID[name][0]
    return next((str(answer) for answer in part["answer"] if str(answer).endswith(" or more")), SAID[name][0])
