"""What every table and column of early warning means, and how it may be protected."""

from collections.abc import Mapping

import pandas as pd

from mtss_analysis.results import Cells, ColumnDoc, ResultTable

_STUDENT = ColumnDoc("student_id", "identifier of the student")
_YEAR = ColumnDoc("school_year", "school year, such as 2024-25")
_SCHOOL = ColumnDoc("school_id", "school with most of the student's days in the year; All is the district")
_GRADE = ColumnDoc("grade", "grade in that school year")
_BY = (ColumnDoc("by", "what groups are formed by"), ColumnDoc("group", "group"))
_INDICATOR = ColumnDoc("indicator", "absence, referrals, courses, or any of them")
_CUTOFF = ColumnDoc("cutoff", "name of the day on which indicators are read")
_SHARES = (
    ColumnDoc("percent", "n of all of them", "percent"),
    ColumnDoc("low", "lower end of Wilson's interval", "percent"),
    ColumnDoc("high", "upper end of Wilson's interval", "percent"),
)
_N = ColumnDoc("n", "students", "students")
_READ = "yes, no, No data, too few days, or does not apply"
_RATES = (
    ColumnDoc("n", "students with a referral", "students"),
    ColumnDoc("referrals", "referrals", "referrals"),
    ColumnDoc("student_days", "days students were expected", "student-days"),
    ColumnDoc("rate", "referrals per 100 students and school day", "referrals per 100 students and school day"),
    ColumnDoc("low", "lower end of Garwood's interval, widened for students with many", "as rate"),
    ColumnDoc("high", "upper end of that interval", "as rate"),
)
_KINDS = (
    _YEAR, ColumnDoc("aspect", "behavior, location or hour"), ColumnDoc("label", "what was recorded; All is their sum"),
    ColumnDoc("n", "referrals", "referrals"), ColumnDoc("referrals", "all referrals of the year", "referrals"),
    ColumnDoc("percent", "n of all referrals", "percent"),
)  # fmt: skip
TABLES: Mapping[str, tuple[str, str, tuple[ColumnDoc, ...]]] = {
    "students": ("student", "one row is a student on a day on which indicators are read", (
        _STUDENT, ColumnDoc("school_id", "school on that day"), _GRADE, _YEAR, _CUTOFF, ColumnDoc("day", "that day"),
        ColumnDoc("absence", f"chronically absent up to that day: {_READ}"),
        ColumnDoc("referrals", f"flagged by referrals up to that day: {_READ}"),
        ColumnDoc("courses", f"failed a course up to that day: {_READ}"),
        ColumnDoc("any", f"any of them: {_READ}"),
        ColumnDoc("indicators", "how many are yes; missing where one has no data", "indicators"),
    )),
    "flags": ("student", "one row is the first flag of a student in a school year and indicator", (
        _STUDENT, ColumnDoc("school_id", "school on the day"), _GRADE, _YEAR, _INDICATOR,
        ColumnDoc("flagged", "first day on which the indicator could be known"),
        ColumnDoc("answer", "first action in time; or nothing on record, or too early to tell"),
        ColumnDoc("acted", "day of the first action on record, in time or not"),
        ColumnDoc("days", "days to it, or as long as the student could be followed", "days"),
        ColumnDoc("begun", "whether an action came by then"),
        ColumnDoc("open", "whether support in such a domain was open before the flag"),
    )),
    "at_cutoff": ("staff", "one row is a number of indicators on a day, in a school", (
        _YEAR, _CUTOFF, _SCHOOL, ColumnDoc("indicators", "how many indicators; No data if one is not known"), _N,
        ColumnDoc("students", "students enrolled on that day", "students"), *_SHARES,
    )),
    "predictive": ("staff", "one row is a statistic of an indicator and an outcome, in a band of grades", (
        _YEAR, _CUTOFF, ColumnDoc("grade_band", "grades judged together; All is every grade"), _INDICATOR,
        ColumnDoc("outcome", "what came later"), ColumnDoc("when", "the same or the next school year"),
        ColumnDoc("statistic", "base rate, sensitivity, specificity, or a predictive value"), _N,
        ColumnDoc("students", "students the share is of", "students"), *_SHARES,
        ColumnDoc("verdict", "told, or cannot tell where too few students have the outcome or do not"),
    )),
    "catch": ("staff", "one row is a question about early and later referrals, in a band of grades", (
        _YEAR, ColumnDoc("grade_band", "grades judged together; All is every grade"),
        ColumnDoc("question", "caught: of students with many in the year, those with some early; right: of students "
                  "with some early, those with many in the year"), _N,
        ColumnDoc("students", "students the share is of", "students"), *_SHARES,
    )),
    "actions": ("staff", "one row is an answer to flags, in a school", (
        _YEAR, _INDICATOR, _SCHOOL, ColumnDoc("answer", "first action in time, or nothing on record"),
        ColumnDoc("n", "students flagged", "students"),
        ColumnDoc("followed", "flagged students who could be followed long enough", "students"), *_SHARES,
    )),
    "waits": ("staff", "one row is an indicator in a school year", (
        _YEAR, _INDICATOR, ColumnDoc("n", "students flagged", "students"),
        ColumnDoc("ended", "of whom with an action on record", "students"),
        ColumnDoc("median", "days by which half had a first action; missing where the data cannot tell yet", "days"),
        ColumnDoc("low", "lower end of its interval", "days"), ColumnDoc("high", "upper end of its interval", "days"),
    )),
    "absence_at_schools": ("staff", "one row is a school in a school year", (
        _YEAR, ColumnDoc("school_id", "school, by its own days; a student counts in every school attended"),
        ColumnDoc("n", "chronically absent by the school's own days", "students"),
        ColumnDoc("known", "students with enough days there", "students"), *_SHARES,
    )),
    "kinds_at_schools": ("staff", "one row is a kind of referral in a school", (
        _KINDS[0], ColumnDoc("school_id", "school; All is the district"), *_KINDS[1:],
    )),
    "competencies": ("staff", "one row is a band of a measure in a season and school", (
        _YEAR, ColumnDoc("season", "screening window"),
        ColumnDoc("competency", "social-emotional competency, or academics"), ColumnDoc("measure", "measure"), _SCHOOL,
        ColumnDoc("band", "side of the cuts"), _N, ColumnDoc("tested", "students with a score", "students"), *_SHARES,
    )),
    "indicators": ("aggregate", "one row is an answer of an indicator, in a school or group", (
        _YEAR, _INDICATOR, _SCHOOL, *_BY, ColumnDoc("answer", "yes or no; of referrals the band"), _N,
        ColumnDoc("known", "students for whom it is known", "students"), *_SHARES,
    )),
    "coverage": ("staff", "one row is what is known of an indicator, in a school or group", (
        _YEAR, _INDICATOR, _SCHOOL, *_BY, ColumnDoc("record", "known, too few days, or No data"), _N,
        ColumnDoc("students", "students enrolled in the year to whom it applies", "students"), *_SHARES,
    )),
    "rates": ("aggregate", "one row is a group of students in a school year", (_YEAR, _SCHOOL, *_BY, *_RATES)),
    "months": ("aggregate", "one row is a month in a school", (
        _YEAR, ColumnDoc("month", "month, such as 2024-10"), _SCHOOL, *_RATES,
        ColumnDoc("school_days", "most days any student was expected in the month", "days"),
        ColumnDoc("per_day", "referrals per school day", "referrals per day"),
    )),
    "kinds": ("aggregate", "one row is a kind of referral in the district", _KINDS),
}  # fmt: skip
"""Table → level, what a row is, columns."""
_PERCENTS = ("percent", "low", "high")
_PLACES: tuple[str | tuple[str, str], ...] = ("school_id", ("by", "group"))
_OF_RATES = ("referrals", "student_days", "rate", "low", "high")
CELLS = {
    "indicators": Cells("n", ("school_year", "indicator"), _PLACES, "answer", "known", percents=_PERCENTS),
    "rates": Cells("n", ("school_year",), _PLACES, statistics=_OF_RATES),
    "months": Cells("n", ("school_year", "month"), ("school_id",), statistics=(*_OF_RATES, "school_days", "per_day")),
    "kinds": Cells("n", ("school_year", "aspect"), (), "label", "referrals", percents=("percent",)),
}


def table(name: str, frame: pd.DataFrame) -> ResultTable:
    """Document one table of the result; columns beyond the documented ones are left out."""
    level, row, columns = TABLES[name]
    kept = frame.reindex(columns=[column.name for column in columns])
    return ResultTable(name, row, kept, columns, level, CELLS.get(name))  # type: ignore[arg-type]


def nothing(name: str) -> pd.DataFrame:
    """Return a table without rows."""
    return pd.DataFrame({column.name: pd.Series(dtype="str") for column in TABLES[name][2]})
