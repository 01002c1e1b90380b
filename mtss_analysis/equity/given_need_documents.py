"""The tables of help given the same need: columns, units, and how those of groups may be protected."""

from collections.abc import Mapping

import pandas as pd

from mtss_analysis.results import Cells, ColumnDoc, ResultTable

_BY = (
    ColumnDoc("by", "what forms the groups; All is everyone"),
    ColumnDoc("group", "the group, compared with all others on record"),
)
_DOMAIN = ColumnDoc("domain", "domain of support")
_STUDENT_DOCS = (
    ColumnDoc("student_id", "identifier of the student"), ColumnDoc("school_id", "school on the day of the flag"),
    ColumnDoc("grade", "grade on that day"), _DOMAIN, ColumnDoc("school_year", "school year of the flag"),
    ColumnDoc("season", "window of the first score of the year on the risk side"),
    ColumnDoc("date", "day of the flag: that score"), ColumnDoc("measure", "measure furthest below its cut"),
    ColumnDoc("below", "distance below the cut", "standard deviations of the grade's scores"),
    ColumnDoc("band", "band of need"), ColumnDoc("measures", "whether one or several measures are below their cut"),
    ColumnDoc("suggested", "support the score suggests"),
    ColumnDoc("need", "what the student is compared within: all students with the same entry"),
    ColumnDoc("open", "support was open on the day of the flag"),
    ColumnDoc("plan", "a plan began in time: yes, no, too early to tell"),
    ColumnDoc("session", "a first session came in time: yes, no, too early to tell"),
    ColumnDoc("days", "days to the first session, or as long as it was waited for", "days"),
    ColumnDoc("begun", "the first session came"), ColumnDoc("plan_id", "first plan in time, or missing"),
)  # fmt: skip
_COMPARED_DOCS = (
    ColumnDoc("question", "what is compared"), _DOMAIN, *_BY, ColumnDoc("unit", "unit of the values"),
    ColumnDoc("n", "students (of letters: letters) of the group with an answer", "students"),
    ColumnDoc("compared", "of them, those for whom there are others with the same need", "students"),
    ColumnDoc("others", "others with the same need", "students"),
    ColumnDoc("value", "share or mean of the group, needs weighted as for the others", "as unit"),
    ColumnDoc("other_value", "share or mean of the others, needs weighted as for the group", "as unit"),
    ColumnDoc("ratio", "share over the others' share (Mantel and Haenszel); shares only"),
    ColumnDoc("ratio_low", "lower end of its interval"), ColumnDoc("ratio_high", "upper end of its interval"),
    ColumnDoc("difference", "value less other value", "as unit"),
    ColumnDoc("difference_low", "lower end of its interval", "as unit"),
    ColumnDoc("difference_high", "upper end of its interval", "as unit"),
    ColumnDoc("school_ratio", "the same ratio among students of the same need and the same school"),
    ColumnDoc("school_ratio_low", "lower end of its interval"),
    ColumnDoc("school_ratio_high", "upper end of its interval"),
    ColumnDoc("p", "p-value of no gap, before correction"),
    ColumnDoc("p_holm", "p-value corrected over all groups and domains of the question"),
    ColumnDoc("said", "lower, higher, about alike, cannot tell, or too few to say"),
    ColumnDoc("model_ratio", "ratio with need and all other groups held equal, by the model"),
    ColumnDoc("model_low", "lower end of its interval"), ColumnDoc("model_high", "upper end of its interval"),
)  # fmt: skip
_WAIT_DOCS = (
    _DOMAIN, *_BY, ColumnDoc("n", "students who were followed from the flag", "students"),
    ColumnDoc("begun", "of them, those who had a first session", "students"),
    ColumnDoc("median", "days by which half had one, by Kaplan and Meier", "days"),
    ColumnDoc("low", "lower end of its interval", "days"), ColumnDoc("high", "upper end of its interval", "days"),
)  # fmt: skip
_SERVED_DOCS = (
    ColumnDoc("period", "school years"), _DOMAIN, ColumnDoc("suggested", "support the score suggested"), *_BY,
    ColumnDoc("session", "a first session came in time: yes or no"),
    ColumnDoc("n", "students", "students"),
    ColumnDoc("flagged", "students whose score suggests this support, each once", "students"),
    ColumnDoc("percent", "n of flagged", "percent"), ColumnDoc("low", "lower end of Wilson's interval", "percent"),
    ColumnDoc("high", "upper end of Wilson's interval", "percent"),
    ColumnDoc("confidence", "setting: confidence of every interval, as text"),
    ColumnDoc("false_findings", "setting: chance of one or more false findings, as text"),
    ColumnDoc("fewest_students", "setting: fewest students of a group that are compared, as text"),
    ColumnDoc("public_design", "setting: how much larger variances are taken to be, as text"),
    ColumnDoc("served_days", "setting: days after the flag within which a first session is in time, as text"),
)  # fmt: skip
TABLES: Mapping[str, tuple[str, str, tuple[ColumnDoc, ...], Cells | None]] = {
    "students": ("one row is a student's flag in a domain", "student", _STUDENT_DOCS, None),
    "comparisons": ("one row is a group against the others in one question and domain", "staff", _COMPARED_DOCS, None),
    "waits": ("one row is a group, or all others, in a domain", "staff", _WAIT_DOCS, None),
    "served": (
        "one row is an answer in a domain, suggested support and group", "aggregate", _SERVED_DOCS,
        Cells(
            "n", ("period", "domain", "suggested"), (("by", "group"),), "session", "flagged",
            percents=("percent", "low", "high"),
        ),
    ),
}  # fmt: skip
"""Name → row, level, columns, cells. A standardized ratio rests on counts of many strata that are withheld, so that
comparisons are for the team; public ratios are made from the released counts of `served`."""


def table(name: str, frame: pd.DataFrame) -> ResultTable:
    """Document one table of the result; columns beyond the documented ones are left out."""
    row, level, columns, cells = TABLES[name]
    frame = frame.reindex(columns=[column.name for column in columns])
    return ResultTable(name, row, frame, columns, level, cells)  # type: ignore[arg-type]
