"""Tables about students who move: which rows a page shows, in which order, under which names."""

from collections.abc import Callable, Mapping
from typing import Final

import pandas as pd

from mtss_analysis.reporting import rows
from mtss_analysis.reporting.labels import Labels
from mtss_analysis.transitions.continued import PLAN_ONLY, STOPPED
from mtss_analysis.vocabulary import NO_DATA, TOTAL

_SHARE = {"percent": "Percent", "interval": "95 % interval"}


def directions(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """List how many students moved, the latest school year first; moves that nobody made are left out."""
    frame = frame[(frame["school_id"] == school) & (frame["direction"] != TOTAL) & (frame["n"] != 0)]
    frame = _with_interval(frame.sort_values("school_year", ascending=False, kind="stable"))
    frame = frame.assign(direction=frame["direction"].str.capitalize())
    return rows.named(frame, {"school_year": "School year", "direction": "Move", "n": "Students"} | _SHARE)


def continuity(frame: pd.DataFrame, labels: Labels, school: str, by: str = TOTAL) -> pd.DataFrame:
    """List what became of support open at a move, by kind of move and domain; answers of nobody are left out."""
    frame = frame[(frame["school_id"] == school) & (frame["by"] == by) & (frame["answer"] != TOTAL) & (frame["n"] != 0)]
    frame = rows.in_domain_order(frame).sort_values("direction", kind="stable")
    frame = _with_interval(frame).assign(
        domain=frame["domain"].map(labels.word), direction=frame["direction"].str.capitalize(),
        answer=frame["answer"].str.capitalize(),
    )  # fmt: skip
    columns = {"direction": "Move", "domain": "Domain"} | ({} if by == TOTAL else {"group": "Support at the move"})
    return rows.named(frame, columns | {"answer": "What became of it", "n": "Students", "followed": "Of"} | _SHARE)


def waits(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """List the median days without a session where support continued."""
    frame = rows.in_domain_order(frame).sort_values("direction", kind="stable")
    frame = frame.assign(domain=frame["domain"].map(labels.word), direction=frame["direction"].str.capitalize())
    columns = {"direction": "Move", "domain": "Domain", "n": "Students", "median_least": "Days at least"}
    return rows.named(frame, columns | {"median_most": "Days at most"})


def stopped(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """List students whose support stopped at a move with no decision on record, the latest move first."""
    frame = frame[frame["answer"].isin([STOPPED, PLAN_ONLY])]
    frame = frame if school == TOTAL else frame[frame["school_id"] == school]
    frame = frame.sort_values("first_day", ascending=False, kind="stable") if len(frame) else frame
    frame = frame.assign(
        domain=frame["domain"].map(labels.word), school_from=frame["school_from"].map(labels.school),
        to=frame["school_id"].map(labels.school), answer=frame["answer"].str.capitalize(),
    )  # fmt: skip
    columns = {"student_id": "Student", "to": "Now in", "school_from": "Came from", "first_day": "Since"}
    more = {"domain": "Domain", "tier": "Support there", "plan_id": "Plan there", "answer": "What became of it"}
    return rows.named(frame, columns | more)


def summer(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """List the latest summer of every measure, beside what regression to the mean would bring."""
    frame = rows.in_domain_order(frame[frame["school_year"] == frame["school_year"].max()])
    ends = zip(frame["low"], frame["high"], strict=True)
    spans = [None if pd.isna(low) else f"{low:.1f} to {high:.1f}" for low, high in ends]
    frame = frame.assign(
        measure=frame["measure"].map(labels.measure),
        group=frame["group"].replace(TOTAL, "all students").str.capitalize(),
        interval=pd.Series(spans, frame.index, dtype="str"),
    )  # fmt: skip
    columns = {
        "measure": "Measure",
        "group": "Students",
        "n": "Number",
        "change": "Change",
        "interval": "95 % interval",
    }
    return rows.named(frame, columns | {"expected": "Expected", "beyond": "Beyond"})


def persistence(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """List how many stand at or above every cut in the next fall, by how their support ended."""
    frame = frame[(frame["school_id"] == school) & frame["standing"].str.startswith("at or above")]
    frame = rows.in_domain_order(frame.sort_values("school_year", ascending=False, kind="stable"))
    frame = _with_interval(frame).assign(
        domain=frame["domain"].map(labels.word),
        group=frame["group"].replace(TOTAL, "all ended support").str.capitalize(),
    )
    columns = {"school_year": "Fall of", "domain": "Domain", "group": "Support the year before", "students": "Students"}
    return rows.named(frame, columns | {"n": "At or above"} | _SHARE)


def record(frame: pd.DataFrame, labels: Labels, school: str, student: str = "") -> pd.DataFrame:
    """Show the record over the years: of one student, or of students with more than one year or school on record."""
    frame = frame if school == TOTAL else frame[frame["student_id"].isin(_of(frame, school))]
    many = frame["schools"].str.contains(", then ").groupby(frame["student_id"]).transform("any")
    frame = frame[frame["student_id"] == student] if student else frame[many.astype(bool)]
    frame = frame.assign(domain=frame["domain"].map(labels.word), said=frame["said"].str.capitalize())
    columns = {"student_id": "Student", "school_year": "School year", "grade": "Grade", "schools": "Schools"}
    more = {"domain": "Domain", "tier": "Support", "rate": "Rate a week", "said": "On record"}
    return rows.named(frame.replace({"grade": {NO_DATA: "not recorded"}}), columns | more)


def _of(frame: pd.DataFrame, school: str) -> "pd.Series[str]":
    return frame.loc[frame["school_id"] == school, "student_id"]


def grades(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """List students whose grade is not the next one."""
    frame = frame if school == TOTAL else frame[frame["school_id"] == school]
    columns = {"student_id": "Student", "school_year": "School year", "grade_before": "Grade before", "grade": "Grade"}
    return rows.named(frame.assign(step=frame["step"].str.capitalize()), columns | {"step": "What is on record"})


def _with_interval(frame: pd.DataFrame) -> pd.DataFrame:
    ends = zip(frame["low"], frame["high"], strict=True)
    spans = [None if pd.isna(low) else f"{low:.0f} to {high:.0f}" for low, high in ends]
    return frame.assign(interval=pd.Series(spans, frame.index, dtype="str"))


NO_MOVES = "The records cannot tell who changed school: they hold no stays, or no students."
NO_SUPPORT = "The records hold no support that was open at a move between two schools here."
SHOWN: Final[Mapping[str, tuple[str, Callable[..., pd.DataFrame], str, str, dict[str, int], str]]] = {
    "directions": ("directions", directions, "How students came and went", NO_MOVES, {"Percent": 1}, ""),
    "continuity": ("continuity", continuity, "What became of support that was open at a move", NO_SUPPORT, {}, ""),
    "waits": (
        "waits", waits, "Median days without a session, where support continued", NO_SUPPORT,
        {"Days at least": 0, "Days at most": 0}, "",
    ),
    "stopped": (
        "supported", stopped, "Support that stopped at a move, with no decision on record",
        "No support on record stopped at a move without a decision.", {}, "What became of it",
    ),
    "summer": (
        "summer", summer, "Change of the distance to the cut from spring to the next fall, in the measure's unit",
        "No summer can be told: too few students have a spring score, the next fall's, and cuts for both.",
        {"Change": 1, "Expected": 1, "Beyond": 1}, "",
    ),
    "persistence": (
        "persistence", persistence, "At or above every cut in the next fall, by how support ended",
        "Nobody whose support ended has a score in the next fall on record.", {}, "",
    ),
    "record": (
        "record", record, "Support over the years of students who changed school", NO_SUPPORT, {"Rate a week": 2},
        "Grade",
    ),
    "grades": ("grades", grades, "Grades repeated or skipped", "No grade was repeated or skipped on record.", {}, ""),
}  # fmt: skip
"""Name → table of the result, its rows, caption, the sentence where there are none, decimals, and what is cut by."""
