"""The tables about plans and what support takes: what a row is, what columns mean, and how they are protected."""

from collections.abc import Mapping

import pandas as pd

from mtss_analysis.fidelity.plan_parts import NAMES
from mtss_analysis.results import Cells, ColumnDoc, ResultTable

HAS = "has_"
"""Begins the column that says of a part whether it is there."""
_YEAR = ColumnDoc("school_year", "school year, such as 2024-25")
_DOMAIN = ColumnDoc("domain", "domain of support")
AUDIT_DOCS = (
    ColumnDoc("plan_id", "identifier of the plan"),
    ColumnDoc("kind", "whom it is for: student, group, school, district, or nobody"),
    ColumnDoc("student_id", "identifier of the student; missing where the plan is for several"),
    ColumnDoc("group_id", "group it is delivered in"), ColumnDoc("org_id", "school or district it is for"),
    ColumnDoc("school_id", "school on the plan's last day; All is the district"),
    ColumnDoc("grade", "grade on that day"), _YEAR, _DOMAIN, ColumnDoc("tier", "tier of support"),
    ColumnDoc("intervention", "name of the intervention or initiative"),
    ColumnDoc("provider_id", "who delivers or leads"),
    ColumnDoc("start", "first day"), ColumnDoc("last", "last day, or last day of the records"),
    ColumnDoc("open", "it lasts beyond the records"),
    *(ColumnDoc(HAS + part, f"{label}: there, missing, or does not apply") for part, label in NAMES.items()),
    ColumnDoc("completeness", "parts that are there, of those that apply", "percent"),
    ColumnDoc("missing", "parts that are missing"),
    ColumnDoc("goal_direction", "whether the goal is ahead of the start"),
    ColumnDoc("goal_day", "whether the day of the goal lies within the plan"),
    ColumnDoc("growth_asked", "growth that leads from start to goal", "score/week"),
    ColumnDoc("norm_percentile", "percentile of that growth in the norm group; missing without a norm", "percentile"),
    ColumnDoc("ambition", "that growth in words; no norm where the district supplies none"),
    ColumnDoc("norm", "which norm group"),
    ColumnDoc("use", "whether the catalogue has the strategy for this domain and tier"),
    ColumnDoc("minutes_planned", "time planned a week", "minutes/week"),
    ColumnDoc("minutes_typical", "time the catalogue calls typical", "minutes/week"),
    ColumnDoc("dosage_share", "planned of typical time", "share"), ColumnDoc("dosage", "the same in words"),
    ColumnDoc("review_held", "whether the review was held"), ColumnDoc("questions", "what is questioned"),
)  # fmt: skip
PART_DOCS = (
    _YEAR, _DOMAIN, ColumnDoc("part", "what was asked of the plan"),
    ColumnDoc("school_id", "school on the plan's last day; All is the district"),
    ColumnDoc("answer", "yes, no, or cannot tell; All is their sum"),
    ColumnDoc("n", "students, by the latest plan of the school year in the domain", "students"),
    ColumnDoc("students", "students with a plan", "students"), ColumnDoc("percent", "n of students", "percent"),
)  # fmt: skip
COST_DOCS = (
    _YEAR, _DOMAIN, ColumnDoc("intervention", "name of the intervention"),
    ColumnDoc("n", "students with a plan", "students"),
    ColumnDoc("staff_low", "staff time in sessions, at least; a group takes it once", "hours"),
    ColumnDoc("staff_high", "at most, every unlogged session held", "hours"),
    ColumnDoc("students_low", "time that all students received, at least", "hours"),
    ColumnDoc("students_high", "at most", "hours"),
    ColumnDoc("cost_known", "what the costs hold: staff and materials, staff only, or why they are not known"),
    ColumnDoc("hour_low", "cost of an hour a student received, at least", "USD"),
    ColumnDoc("hour_high", "at most; missing where no hour may have been received", "USD"),
    ColumnDoc("each_low", "cost of a student in the school year, at least", "USD"),
    ColumnDoc("each_high", "at most", "USD"),
)  # fmt: skip
HOUR_DOCS = (
    ColumnDoc("by", "intervention or provider"), ColumnDoc("who", "name of the intervention, or the provider"),
    ColumnDoc("school_id", "school"), ColumnDoc("groups", "groups, and students supported alone", "groups"),
    ColumnDoc("students", "students in them", "students"),
    ColumnDoc("week", "planned staff time a week", "hours/week"),
    ColumnDoc("unsaid", "groups whose plans do not say their schedule; not in the sum", "groups"),
    ColumnDoc("positions", "that time in full positions; missing where their hours are not known", "positions"),
)  # fmt: skip
SEAT_DOCS = (
    ColumnDoc("group_id", "group"), ColumnDoc("school_id", "school"), _DOMAIN,
    ColumnDoc("intervention", "name of the intervention"), ColumnDoc("provider_id", "who delivers"),
    ColumnDoc("students", "students in the group", "students"), ColumnDoc("seats", "seats of a group", "students"),
    ColumnDoc("open_seats", "seats left", "students"),
    ColumnDoc("open_minutes", "time that students in those seats would be given, summed over seats", "minutes/week"),
    ColumnDoc("use", "the same in words"),
)  # fmt: skip
TABLES: Mapping[str, tuple[str, str, tuple[ColumnDoc, ...]]] = {
    "audit": ("student", "one row is a plan of a student, group, school or the district", AUDIT_DOCS),
    "plan_parts": ("aggregate", "one row is an answer, in a part, domain, school and school year", PART_DOCS),
    "costs": ("staff", "one row is an intervention in a school year", COST_DOCS),
    "hours": ("staff", "one row is an intervention or a provider in a school", HOUR_DOCS),
    "seats": ("staff", "one row is a group that is open now", SEAT_DOCS),
}
"""Name → who a row stands for, what a row is, and its columns."""
CELLS = {
    "plan_parts": Cells(
        "n", ("school_year", "domain", "part"), ("school_id",), "answer", "students", percents=("percent",)
    ),
}


def table(name: str, frame: pd.DataFrame) -> ResultTable:
    """Document one table; columns beyond the documented ones are left out."""
    level, row, columns = TABLES[name]
    frame = frame.reindex(columns=[column.name for column in columns])
    return ResultTable(name, row, frame, columns, level, CELLS.get(name))  # type: ignore[arg-type]
