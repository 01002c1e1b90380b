"""Beside the graph: a student's sessions week by week, and all domains in a table."""

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import pandas as pd

from mtss_analysis.reporting.palette import BLUE, GREY, ORANGE, SKY
from mtss_analysis.vocabulary import NO_DATA, Domain, SessionStatus
from mtss_analysis.widgets import picture as draw
from mtss_analysis.widgets.caseload.student import Groups, Students
from mtss_analysis.widgets.picture import Picture

KINDS: Final = {
    SessionStatus.DELIVERED: ("held", BLUE, "o"), SessionStatus.STUDENT_ABSENT: ("student absent", SKY, "s"),
    SessionStatus.NOT_HELD: ("not held", ORANGE, "x"), SessionStatus.NOT_LOGGED: ("not logged", GREY, "O"),
}  # fmt: skip
"""Status of a session → words, color and sign."""
NO_SUPPORT = "no plan open"


@dataclass(frozen=True)
class Beside:
    """Sessions by plan, screening and plans by student."""

    known: Students

    @cached_property
    def sessions(self) -> pd.DataFrame:
        """Planned sessions in order of days."""
        log = self.known.desk.dataset.table("sessions").dropna(subset=["plan_id", "date", "status"])
        return log.sort_values("date", kind="stable").reset_index(drop=True)

    @cached_property
    def sessions_of(self) -> Groups:
        """plan_id → places in `sessions`."""
        return self.sessions.groupby("plan_id").indices

    @cached_property
    def screened(self) -> Groups:
        """(student_id, domain) → the latest screening."""
        rows = self.known.desk.screened.tables["students"].frame
        last = rows.sort_values("date", kind="stable", na_position="first")
        last = last.drop_duplicates(["student_id", "domain"], keep="last")
        return last.set_index(["student_id", "domain"]).to_dict("index")

    @cached_property
    def plans_of(self) -> Groups:
        """(student_id, domain) → places in the desk's plans."""
        return self.known.desk.plans.groupby(["student_id", "domain"]).indices


def dose(beside: Beside, plan: str) -> Picture:
    """Draw every planned session of a plan on its day, in the row of what happened."""
    log = beside.sessions.take(beside.sessions_of.get(plan, np.zeros(0, np.int64)))
    marks, told = [], []
    for place, (status, (name, color, sign)) in enumerate(KINDS.items()):
        rows = log[log["status"] == status]
        marks.append(draw.dots(rows["date"], np.full(len(rows), float(place)), color, sign=sign))
        told.append(f"{len(rows)} {name}")
    words = (
        f"{len(log)} sessions planned so far: {', '.join(told)}."
        if len(log)
        else "No session of this plan is on record."
    )
    rows_ = tuple(name for name, _, _ in KINDS.values())
    return Picture("Sessions so far", words, tuple(marks), dates=True, rows=rows_)


def profile(beside: Beside, student: str) -> pd.DataFrame:
    """List every domain of a student: latest screening, support received, and what the rule advises."""
    desk, advice = beside.known.desk, beside.known.by_student
    rows = []
    for domain in map(str, Domain):
        places = beside.plans_of.get((student, domain), ())
        plans = desk.plans.take(list(places))
        support = "; ".join(f"Tier {tier:.0f}: {name}" for tier, name in zip(plans["tier"], plans["intervention"],
                                                                            strict=True))  # fmt: skip
        said = advice.get(student, {}).get(domain, "")
        rows.append((desk.labels.word(domain), _screening(beside, student, domain), support or NO_SUPPORT,
                     str(said).replace("_", " ") if support else ""))  # fmt: skip
    return pd.DataFrame(rows, columns=["Domain", "Latest screening", "Support received", "The rule advises"])


def _screening(beside: Beside, student: str, domain: str) -> str:
    row = beside.screened.get((student, domain))
    if row is None:
        return NO_DATA
    if pd.isna(row["score"]):
        return "not tested"
    measure = beside.known.desk.labels.measure(row["measure"])
    return f"{measure}, {row['season']} {row['school_year']}: {row['score']:g}, suggests {row['support']} support"
