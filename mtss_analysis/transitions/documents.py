"""The tables of students who move: columns, units, and how those of groups may be protected."""

from collections.abc import Mapping

import pandas as pd

from mtss_analysis.results import Cells, ColumnDoc, ResultTable

_STUDENT = ColumnDoc("student_id", "identifier of the student")
_DOMAIN = ColumnDoc("domain", "domain of support")
_DIRECTION = ColumnDoc("direction", "kind of move")
_SHARES = (
    ColumnDoc("percent", "n of all of them", "percent"),
    ColumnDoc("low", "lower end of Wilson's interval", "percent"),
    ColumnDoc("high", "upper end of Wilson's interval", "percent"),
)
_PLACE = (
    ColumnDoc("school_id", "school; All is the district"),
    ColumnDoc("by", "what forms the groups; All is everyone"),
    ColumnDoc("group", "the group; All is everyone"),
)
_FROM_TO = (
    ColumnDoc("school_from", "school before; empty for who entered the district"),
    ColumnDoc("school_id", "receiving school, or the school left"),
    ColumnDoc("last_day", "last day before the move; empty where the stay was never closed"),
    ColumnDoc("first_day", "first day after the move; empty for who left"),
)
_MOVE_DOCS = (
    _STUDENT, _DIRECTION, ColumnDoc("school_year", "school year of the move"), *_FROM_TO,
    ColumnDoc("days_between", "days enrolled nowhere between the two", "days"),
    ColumnDoc("grade_before", "grade before"), ColumnDoc("grade", "grade after"),
)  # fmt: skip
_GRADE_DOCS = (
    _STUDENT, ColumnDoc("school_id", "school of that year"), ColumnDoc("school_year", "the later school year"),
    ColumnDoc("grade_before", "grade in the earlier year"), ColumnDoc("grade", "grade in the later year"),
    ColumnDoc("step", "repeated, skipped, or lower than before"),
)  # fmt: skip
_SUPPORTED_DOCS = (
    _STUDENT, _DIRECTION, ColumnDoc("school_year", "school year of the move"), *_FROM_TO,
    ColumnDoc("grade", "grade after the move"), _DOMAIN, ColumnDoc("tier", "tier of the plan open at the move"),
    ColumnDoc("plan_id", "the plan open at the move"),
    ColumnDoc("until", "day by which support had to begin in the new school"),
    ColumnDoc("answer", "whether it went on"),
    ColumnDoc("last_session", "last delivered session before the move"),
    ColumnDoc("first_session", "first delivered session after the move"),
    ColumnDoc("days_least", "days without a session, if those not logged were held", "days"),
    ColumnDoc("days_most", "days without a session, if those not logged were not held", "days"),
)  # fmt: skip
_DOSE_DOCS = (
    _STUDENT, ColumnDoc("school_year", "school year of the plan"), _DOMAIN,
    ColumnDoc("school_id", "school in which the student was enrolled on the day of the session"),
    ColumnDoc("planned", "sessions planned", "sessions"),
    ColumnDoc("delivered", "sessions delivered to the student", "sessions"),
    ColumnDoc("student_absent", "sessions the student missed", "sessions"),
    ColumnDoc("not_held", "sessions not held", "sessions"),
    ColumnDoc("not_logged", "sessions of which nobody wrote down what happened", "sessions"),
    ColumnDoc("received_low", "received, if none not logged was", "percent"),
    ColumnDoc("received_high", "received, if all not logged were", "percent"),
    ColumnDoc("held_low", "held, if none not logged was", "percent"),
    ColumnDoc("held_high", "held, if all not logged were", "percent"),
    ColumnDoc("minutes_low", "minutes received at least", "minutes"),
    ColumnDoc("minutes_high", "minutes received at most", "minutes"),
)  # fmt: skip
_RECORD_DOCS = (
    _STUDENT, ColumnDoc("school_year", "school year"), _DOMAIN, ColumnDoc("grade", "grade in that year"),
    ColumnDoc("school_id", "last school of that year"), ColumnDoc("schools", "schools of that year, in order"),
    ColumnDoc("tier", "most intensive support of the year"), ColumnDoc("plans", "plans open in the year", "plans"),
    ColumnDoc("planned", "sessions planned, in all schools", "sessions"),
    ColumnDoc("received_low", "received at least", "percent"),
    ColumnDoc("received_high", "received at most", "percent"),
    ColumnDoc("measure", "measure of the last plan"),
    ColumnDoc("rate", "rate of improvement of the last plan", "score/week"),
    ColumnDoc("rate_low", "lower end of its interval", "score/week"),
    ColumnDoc("rate_high", "upper end of its interval", "score/week"),
    ColumnDoc("exit_status", "how the last plan ended, in the district's words"),
    ColumnDoc("said", "what is on record, in words"),
)  # fmt: skip
_DIRECTION_DOCS = (
    ColumnDoc("school_year", "school year"), ColumnDoc("school_id", "receiving school, of who left the school left; "
              "All is the district"), _DIRECTION, ColumnDoc("n", "students", "students"),
    ColumnDoc("students", "students of that year", "students"), *_SHARES,
)  # fmt: skip
_CONTINUITY_DOCS = (
    _DIRECTION, _DOMAIN, *_PLACE, ColumnDoc("answer", "what became of the support open at the move"),
    ColumnDoc("n", "students", "students"), ColumnDoc("followed", "students who could be followed", "students"),
    *_SHARES,
)  # fmt: skip
_WAIT_DOCS = (
    _DIRECTION, _DOMAIN, ColumnDoc("n", "students whose support continued", "students"),
    ColumnDoc("median_least", "median days without a session, if those not logged were held", "days"),
    ColumnDoc("median_most", "median days without a session, if those not logged were not held", "days"),
)  # fmt: skip
_SUMMER_DOCS = (
    ColumnDoc("school_year", "school year of the fall"), ColumnDoc("domain", "what was measured"),
    ColumnDoc("measure", "name of the measure"), *_PLACE[1:],
    ColumnDoc("n", "students with a spring and the next fall's score", "students"),
    ColumnDoc("change", "mean change of the distance to the cut; positive is away from risk", "score"),
    ColumnDoc("low", "lower end of its t interval", "score"), ColumnDoc("high", "upper end of its t interval", "score"),
    ColumnDoc("expected", "change if the summer changed all alike, and luck did the rest", "score"),
    ColumnDoc("beyond", "mean change beyond the expected", "score"),
    ColumnDoc("beyond_low", "lower end of its t interval", "score"),
    ColumnDoc("beyond_high", "upper end of its t interval", "score"),
)  # fmt: skip
_PERSISTENCE_DOCS = (
    ColumnDoc("school_year", "school year of the fall"), _DOMAIN, *_PLACE,
    ColumnDoc("standing", "standing in that fall"), ColumnDoc("n", "students", "students"),
    ColumnDoc("students", "students with a score in that fall", "students"), *_SHARES,
)  # fmt: skip
TABLES: Mapping[str, tuple[str, str, tuple[ColumnDoc, ...]]] = {
    "moves": ("student", "one row is a move of a student", _MOVE_DOCS),
    "grades": ("student", "one row is a student whose grade is not the next one", _GRADE_DOCS),
    "supported": ("student", "one row is support open at a move between schools, in a domain", _SUPPORTED_DOCS),
    "doses": ("student", "one row is a student's dose in a year and domain, from one school", _DOSE_DOCS),
    "record": ("student", "one row is a student's support in a year and domain", _RECORD_DOCS),
    "directions": ("aggregate", "one row is a kind of move in a year and school", _DIRECTION_DOCS),
    "continuity": ("aggregate", "one row is an answer, for a kind of move, domain, school and tier", _CONTINUITY_DOCS),
    "waits": ("staff", "one row is a kind of move in a domain of the district", _WAIT_DOCS),
    "summer": ("aggregate", "one row is a measure's summer, for a group of students of the district", _SUMMER_DOCS),
    "persistence": ("aggregate", "one row is a standing in the next fall, by how support ended", _PERSISTENCE_DOCS),
}
"""Table → level, what a row is, columns."""
_PERCENTS = ("percent", "low", "high")
_GROUPS = ("by", "group")
# Waits count students whose support continued: their number would tell what continuity withholds.
CELLS = {
    "directions": Cells("n", ("school_year",), ("school_id",), "direction", "students", percents=_PERCENTS),
    "continuity": Cells("n", ("direction", "domain"), ("school_id", _GROUPS), "answer", "followed", percents=_PERCENTS),
    "summer": Cells(
        "n", ("school_year", "domain", "measure"), (_GROUPS,),
        statistics=("change", "low", "high", "expected", "beyond", "beyond_low", "beyond_high"),
    ),
    "persistence": Cells(
        "n", ("school_year", "domain"), ("school_id", _GROUPS), "standing", "students", percents=_PERCENTS
    ),
}  # fmt: skip


def table(name: str, frame: pd.DataFrame) -> ResultTable:
    """Document one table of the result; columns beyond the documented ones are left out."""
    level, row, columns = TABLES[name]
    frame = frame.reindex(columns=[column.name for column in columns]).reset_index(drop=True)
    return ResultTable(name, row, frame, columns, level, CELLS.get(name))  # type: ignore[arg-type]
