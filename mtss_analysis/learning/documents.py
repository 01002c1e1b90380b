"""Tables about professional development: what each row and column means. All of them are for those who plan it."""

from collections.abc import Mapping

import pandas as pd

from mtss_analysis.results import ColumnDoc, ResultTable

_LESSON = ColumnDoc("lesson", "lesson, as in lessons.yml")
_SCHOOL = ColumnDoc("school_id", 'school, "All" for the district, "No data" where none was given')
_STAFF = ColumnDoc("staff", "people who could take part, by the table schools", "people")
LESSON_DOCS = (
    _LESSON, _SCHOOL, ColumnDoc("people", "people whose answers came back", "people"), _STAFF,
    ColumnDoc("reach", "people of staff", "percent"),
    ColumnDoc("right", "questions answered rightly at once, mean of people", "percent"),
    ColumnDoc("low", "lower end of its interval over people", "percent"),
    ColumnDoc("high", "upper end", "percent"),
    ColumnDoc("after", "the same by the last answers, after the reasons were read", "percent"),
    ColumnDoc("guess", "what somebody who guesses answers rightly", "percent"),
    ColumnDoc("said", "above guessing, not told apart from it, or too few people to show"),
)  # fmt: skip
ROLE_DOCS = (
    ColumnDoc("role", "role of the respondent"), ColumnDoc("people", "sittings, over all lessons", "sittings"),
    ColumnDoc("right", "questions answered rightly at once, mean of sittings", "percent"),
)  # fmt: skip
ITEM_DOCS = (
    _LESSON, ColumnDoc("item", "number of the question"), ColumnDoc("ask", "what is asked"),
    ColumnDoc("people", "people who answered it", "people"),
    ColumnDoc("right", "right at once (difficulty)", "percent"),
    ColumnDoc("low", "lower end of Wilson's interval", "percent"), ColumnDoc("high", "upper end", "percent"),
    ColumnDoc("discrimination", "correlation with the share right of the person's other answers", "correlation"),
    ColumnDoc("discrimination_low", "lower end of Fisher's interval", "correlation"),
    ColumnDoc("discrimination_high", "upper end", "correlation"),
    ColumnDoc("wrong", "number of the wrong choice that most took"),
    ColumnDoc("wrong_says", "what that choice says"), ColumnDoc("wrong_percent", "who took it", "percent"),
    ColumnDoc("said", "whether the question does its work"),
)  # fmt: skip
CHAIN_DOCS = (
    _SCHOOL, ColumnDoc("day", "middle of the days on which answers were given"),
    ColumnDoc("lessons", "lessons of which answers came back", "lessons"),
    ColumnDoc("people", "sittings, over all lessons", "sittings"), _STAFF,
    ColumnDoc("reach", "sittings, of staff times the district's lessons", "percent"),
    ColumnDoc("right", "questions answered rightly at once", "percent"),
    ColumnDoc("sessions_before", "sessions planned in the window before", "sessions"),
    ColumnDoc("held_before", "logged as held before", "percent"),
    ColumnDoc("sessions_after", "sessions planned in the window after", "sessions"),
    ColumnDoc("held_after", "logged as held after", "percent"),
    ColumnDoc("held_change", "after less before", "percentage points"),
    ColumnDoc("unlogged", "sessions of both windows of which nothing was written down", "percent"),
    ColumnDoc("plans_before", "plans with a known pace, begun in the window before", "plans"),
    ColumnDoc("pace_before", "of these, on pace with their aimline", "percent"),
    ColumnDoc("plans_after", "plans with a known pace, begun in the window after", "plans"),
    ColumnDoc("pace_after", "of these, on pace with their aimline", "percent"),
    ColumnDoc("pace_change", "after less before", "percentage points"),
)  # fmt: skip
LINK_DOCS = (
    ColumnDoc("step", "step of the chain"), ColumnDoc("next", "the step it is held beside"),
    ColumnDoc("schools", "schools in which both are known", "schools"),
    ColumnDoc("rho", "Spearman's correlation over schools"), ColumnDoc("low", "lower end of its interval"),
    ColumnDoc("high", "upper end"), ColumnDoc("p", "chance of it by random pairing", "probability"),
    ColumnDoc("adjusted", "the same after Holm's correction over all links", "probability"),
    ColumnDoc("said", "whether the two go together"),
)  # fmt: skip
TABLES: Mapping[str, tuple[str, tuple[ColumnDoc, ...]]] = {
    "lessons": ("one row is a lesson in a school, or in the district", LESSON_DOCS),
    "roles": ("one row is a role", ROLE_DOCS),
    "items": ("one row is a question of a lesson's knowledge check", ITEM_DOCS),
    "chain": ("one row is a school", CHAIN_DOCS),
    "links": ("one row is two steps of the chain", LINK_DOCS),
}
"""Name → what a row is, and its columns."""


def table(name: str, frame: pd.DataFrame) -> ResultTable:
    """Document one table of the result."""
    row, columns = TABLES[name]
    frame = frame.reindex(columns=[column.name for column in columns]).reset_index(drop=True)
    return ResultTable(name, row, frame, columns, "staff")
