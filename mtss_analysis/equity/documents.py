"""What every table and column of equity means, and how it may be protected."""

from collections.abc import Mapping

import pandas as pd

from mtss_analysis.results import Cells, ColumnDoc, ResultTable

_YEAR = ColumnDoc("school_year", "school year, such as 2024-25")
_BY = (ColumnDoc("by", "what groups are formed by; All is everyone"), ColumnDoc("group", "group; All is everyone"))
_N = ColumnDoc("n", "students", "students")
_ENROLLED = ColumnDoc("enrolled", "students enrolled", "students")
_WITH = ColumnDoc("with_a_disability", "students with a disability", "students")
_SHARES = (
    ColumnDoc("percent", "n of all of them", "percent"),
    ColumnDoc("low", "lower end of Wilson's interval", "percent"),
    ColumnDoc("high", "upper end of Wilson's interval", "percent"),
)
_WINDOW = (
    _YEAR, ColumnDoc("season", "screening window"), ColumnDoc("domain", "what was measured"),
    ColumnDoc("measure", "name of the measure"),
)  # fmt: skip
_GAP = (
    ColumnDoc("n", "students of the group with a score", "students"),
    ColumnDoc("mean", "mean of the group; the grade's mean is 0", "standard deviations of the grade"),
    ColumnDoc("gap", "the group's mean less that of all others (Hedges' g)", "standard deviations"),
    ColumnDoc("low", "lower end of its interval", "standard deviations"),
    ColumnDoc("high", "upper end of its interval", "standard deviations"),
)
_RATIO_DOCS = (
    _YEAR, ColumnDoc("category", "category of 34 CFR 300.646(b)(3) and (4)"),
    ColumnDoc("kind", "identification, placement or discipline"), ColumnDoc("group", "race or ethnicity"),
    ColumnDoc("n", "children with the outcome; of removals in all, removals", "children"),
    ColumnDoc("of", "children of the group: all, or those with a disability", "children"),
    ColumnDoc("method", "risk ratio, alternate risk ratio or not calculated"),
    ColumnDoc("why", "why it is not calculated"),
    ColumnDoc("risk", "n of all", "percent"), ColumnDoc("comparison", "the same of the comparison group", "percent"),
    ColumnDoc("ratio", "risk by comparison"), ColumnDoc("low", "lower end of Katz's interval"),
    ColumnDoc("high", "upper end of Katz's interval"),
    ColumnDoc("difference", "risk less comparison", "points"),
    ColumnDoc("composition", "the group's share of all with the outcome", "percent"),
    ColumnDoc("relative", "composition by the group's share of all children"),
    ColumnDoc("threshold", "ratio above which a group stands out"),
    ColumnDoc("answer", "above the threshold, not above, or cannot tell"),
    ColumnDoc("above", "school years in a row above the threshold", "school years"),
    ColumnDoc("progress", "whether the ratio fell by reasonable progress in each of the two years before"),
    ColumnDoc("identified", "above for as many years as the State asks, without reasonable progress"),
)  # fmt: skip
_RATE_DOCS = (
    _YEAR, ColumnDoc("kind", "all referrals, those judged by an adult, or those seen"),
    ColumnDoc("compared", "as they are, or among students of like behavior score"), *_BY,
    ColumnDoc("students", "students of the group", "students"),
    ColumnDoc("referrals", "their referrals", "referrals"),
    ColumnDoc("rate", "per 100 students and school day", "referrals per 100 students and school day"),
    ColumnDoc("others", "the same of all other students", "referrals per 100 students and school day"),
    ColumnDoc("ratio", "of the two rates"), ColumnDoc("low", "lower end of its interval, students being clusters"),
    ColumnDoc("high", "upper end of its interval"),
    ColumnDoc("answer", "more often, less often, no clear difference, or too few to say"),
)  # fmt: skip
TABLES: Mapping[str, tuple[str, str, tuple[ColumnDoc, ...]]] = {
    "disability": ("aggregate", "one row is an answer in a group: is a disability on record?", (
        _YEAR, *_BY, ColumnDoc("disability_said", "with or without a disability, or not recorded"), _N, _ENROLLED,
        *_SHARES,
    )),
    "categories": ("aggregate", "one row is a category of disability in a group", (
        _YEAR, *_BY, ColumnDoc("category", "category of disability"), _N, _WITH, *_SHARES,
    )),
    "placements": ("aggregate", "one row is a placement in a group", (
        _YEAR, *_BY, ColumnDoc("placement", "where children with a disability spend the day"), _N, _WITH, *_SHARES,
    )),
    "removals": ("aggregate", "one row is how long students of a group were kept out of school", (
        _YEAR, *_BY, ColumnDoc("out_of_school", "days out of school by suspension or expulsion"), _N, _ENROLLED,
        *_SHARES,
    )),
    "gaps": ("aggregate", "one row is a group in a screening window", (*_WINDOW, *_BY, *_GAP)),
    "same_income": ("staff", "one row is a group among students of like family income, in a window", (
        *_WINDOW, ColumnDoc("income", "family income"), *_BY, *_GAP,
    )),
    "school_gaps": ("staff", "one row is a group in a school, in the latest window of a measure", (
        ColumnDoc("domain", "what was measured"), ColumnDoc("measure", "name of the measure"), *_BY,
        ColumnDoc("school_id", "school"), *_GAP,
        ColumnDoc("drawn", "the gap drawn towards the mean of the schools", "standard deviations"),
        ColumnDoc("drawn_low", "lower end of its interval", "standard deviations"),
        ColumnDoc("drawn_high", "upper end of its interval", "standard deviations"),
        ColumnDoc("answer", "whether it is another than elsewhere, or too few to say"),
    )),
    "ratios": ("staff", "one row is a race or ethnicity in a category and school year", _RATIO_DOCS),
    "referrals": ("staff", "one row is a group beside all others, in a school year and kind of referral", _RATE_DOCS),
    "places": ("staff", "one row is a behavior at a place and hour", (
        _YEAR, ColumnDoc("kind", "judged by an adult, or seen"), ColumnDoc("behavior", "what was referred"),
        ColumnDoc("location", "where"), ColumnDoc("hour", "when"), ColumnDoc("referrals", "referrals", "referrals"),
        ColumnDoc("students", "students referred", "students"),
        ColumnDoc("rate", "per 100 students and school day", "referrals per 100 students and school day"),
    )),
}  # fmt: skip
"""Table → level, what a row is, columns. Ratios of counts are worked out again from what is released."""
_GROUPS = (("by", "group"),)
_PERCENTS = ("percent", "low", "high")
CELLS = {
    "disability": Cells("n", ("school_year",), _GROUPS, "disability_said", "enrolled", percents=_PERCENTS),
    "categories": Cells("n", ("school_year",), _GROUPS, "category", "with_a_disability", percents=_PERCENTS),
    "placements": Cells("n", ("school_year",), _GROUPS, "placement", "with_a_disability", percents=_PERCENTS),
    "removals": Cells("n", ("school_year",), _GROUPS, "out_of_school", "enrolled", percents=_PERCENTS),
    "gaps": Cells(
        "n", ("school_year", "season", "domain", "measure"), _GROUPS, statistics=("mean", "gap", "low", "high")
    ),
}


def table(name: str, frame: pd.DataFrame) -> ResultTable:
    """Document one table of the result; columns beyond the documented ones are left out."""
    level, row, columns = TABLES[name]
    kept = frame.reindex(columns=[column.name for column in columns])
    return ResultTable(name, row, kept, columns, level, CELLS.get(name))  # type: ignore[arg-type]


def nothing(name: str) -> pd.DataFrame:
    """Return a table without rows."""
    return pd.DataFrame({column.name: pd.Series(dtype="str") for column in TABLES[name][2]})
