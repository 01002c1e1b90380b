"""What following support gives back: its tables, documented, and the same in words."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

import pandas as pd

from mtss_analysis.results import Cells, ColumnDoc, Result, ResultTable, Summary
from mtss_analysis.tiers.looks import TIERS
from mtss_analysis.tiers.movement import LEFT
from mtss_analysis.tiers.service_documents import TABLES as SERVICE
from mtss_analysis.vocabulary import TOTAL, Domain

_STUDENT = ColumnDoc("student_id", "identifier of the student")
_DOMAIN = ColumnDoc("domain", "domain of support")
_SCHOOL = ColumnDoc("school_id", "school; All is the district")
_YEAR = ColumnDoc("school_year", "school year, such as 2024-25")
_N = ColumnDoc("n", "students", "students")
_SHARES = (
    ColumnDoc("percent", "n of all of them", "percent"),
    ColumnDoc("low", "lower end of Wilson's interval", "percent"),
    ColumnDoc("high", "upper end of Wilson's interval", "percent"),
)
_PLANNED = ColumnDoc("planned", "planning figure [percent], as text; a rule of thumb and no norm")
_MOVES = (
    ColumnDoc("day", "day of the later look"),
    ColumnDoc("school_year", "school year of the later look"),
    ColumnDoc("step", "from which look to which"),
    _DOMAIN,
    ColumnDoc("school_id", "school at the later look, or the school left; All is the district"),
    ColumnDoc("support", "support received at the earlier look, or joined since; All is everyone"),
    ColumnDoc("to", "support received at the later look, or left since; All is everyone"),
    _N,
    ColumnDoc("students", "all students with this support at the earlier look", "students"),
    *_SHARES,
)
LOOK_DOCS = (
    _STUDENT,
    ColumnDoc("school_id", "school on that day"),
    ColumnDoc("grade", "grade in that school year"),
    _YEAR,
    ColumnDoc("look", "name of the look"),
    ColumnDoc("day", "day of the look"),
    _DOMAIN,
    ColumnDoc("support", "support received on that day; No data where the records do not speak of domain and year, or "
              "only of a plan that cannot be placed"),
    ColumnDoc("plan_id", "the most intensive plan open on that day"),
)  # fmt: skip
PERIOD_DOCS = (
    _STUDENT,
    ColumnDoc("school_id", "school on the last day"),
    ColumnDoc("grade", "grade on the last day"),
    ColumnDoc("school_year", "school year of the last day"),
    _DOMAIN,
    ColumnDoc("tier", "tier of support"),
    ColumnDoc("first", "first day at this tier"),
    ColumnDoc("last", "last day at this tier, or last day of the records"),
    ColumnDoc("weeks", "time from first to last day", "weeks"),
    ColumnDoc("plans", "plans that followed each other or ran side by side", "plans"),
    ColumnDoc("plan_id", "the last plan"),
    ColumnDoc("exit_status", "how the last plan ended, in the district's words"),
    ColumnDoc("ended", "how the period ended"),
    ColumnDoc("since", "first day at this tier when ends of school years are no change"),
    ColumnDoc("weeks_in_all", "time at this tier since then, breaks left out", "weeks"),
    ColumnDoc("unchanged", "Tier 3 support is open and has lasted the set number of weeks without change"),
    ColumnDoc("returned", "whether support began again within the set time of an exit"),
)
ENTRY_DOCS = (
    _STUDENT,
    ColumnDoc("school_id", "school on the day of the screening"),
    _DOMAIN, _YEAR,
    ColumnDoc("date", "day of the first flagged screening of the year, without an open plan"),
    ColumnDoc("weeks", "time to the first session, or as long as the student could be followed", "weeks"),
    ColumnDoc("begun", "a session was delivered by then"),
    ColumnDoc("timely", "whether a session was delivered within the set time; or too early to tell"),
)  # fmt: skip
TIER_DOCS = (
    ColumnDoc("day", "day of the look"), _YEAR, ColumnDoc("look", "name of the look"), _DOMAIN, _SCHOOL,
    ColumnDoc("support", "support received"), _N, ColumnDoc("enrolled", "students enrolled on that day", "students"),
    *_SHARES, _PLANNED,
)  # fmt: skip
ENDING_DOCS = (
    ColumnDoc("school_year", "school year of the last day"), _DOMAIN,
    ColumnDoc("support", "support received"),
    ColumnDoc("ended", "how the student's last period of this support in that year ended"), _N,
    ColumnDoc("students", "students who received this support", "students"), *_SHARES,
)  # fmt: skip
FOLLOWUP_DOCS = (
    _YEAR, _DOMAIN, _SCHOOL, ColumnDoc("question", "what was asked of students followed long enough"),
    ColumnDoc("answer", "yes or no"), _N, ColumnDoc("followed", "students followed long enough", "students"), *_SHARES,
)  # fmt: skip
TIME_DOCS = (
    _DOMAIN,
    ColumnDoc("span", "which time"),
    ColumnDoc("n", "students", "students"),
    ColumnDoc("median", "time by which half have ended; missing where the data cannot tell yet", "weeks"),
    ColumnDoc("low", "lower end of its interval", "weeks"),
    ColumnDoc("high", "upper end of its interval; missing where the data cannot tell yet", "weeks"),
)
CURVE_DOCS = (
    _DOMAIN,
    ColumnDoc("span", "which time"),
    ColumnDoc("week", "time since the first day", "weeks"),
    ColumnDoc("percent", "periods that still last", "percent"),
    ColumnDoc("low", "lower end of the log-log interval", "percent"),
    ColumnDoc("high", "upper end of the log-log interval", "percent"),
    ColumnDoc("followed", "periods followed at least so long", "periods"),
)
BAND_DOCS = (
    ColumnDoc("school_year", "school year of the later window"), ColumnDoc("step", "from which window to which"),
    _DOMAIN,
    ColumnDoc("measure", "name of the measure, as in measures.yml"),
    ColumnDoc("support", "support the earlier score suggested; All is everyone"),
    ColumnDoc("to", "support the later score suggested; All is everyone"), _N,
    ColumnDoc("students", "students with both scores whose earlier one suggested this support", "students"), *_SHARES,
    ColumnDoc("expected", "share that error of measurement alone would make", "percent"),
    ColumnDoc("excess", "students beyond that", "students"),
    ColumnDoc("excess_low", "lower end of its interval", "students"),
    ColumnDoc("excess_high", "upper end of its interval", "students"),
    ColumnDoc("verdict", "the same in words"),
)  # fmt: skip
BAND_TEST_DOCS = (
    _DOMAIN, ColumnDoc("measure", "name of the measure"), _YEAR, ColumnDoc("step", "from which window to which"),
    ColumnDoc("question", "what was asked"), ColumnDoc("students", "students with both scores", "students"),
    ColumnDoc("statistic", "Bowker's chi-squared, or G²"), ColumnDoc("df", "degrees of freedom"),
    ColumnDoc("p_value", "chance of so large a value if it were not so"), ColumnDoc("answer", "the answer in words"),
)  # fmt: skip
TABLES: Mapping[str, tuple[str, str, tuple[ColumnDoc, ...]]] = {
    "looks": ("student", "one row is a student on a day of looking, in one domain", LOOK_DOCS),
    "periods": ("student", "one row is a period of Tier 2 or Tier 3 support of one student in one domain", PERIOD_DOCS),
    "entries": ("student", "one row is a student's first flagged screening of a year in a domain", ENTRY_DOCS),
    "tiers": ("staff", "one row is a tier of support on a day of looking, in a domain and school", TIER_DOCS),
    "steps": ("staff", "one row is a movement from one look to the next, in a domain and school", _MOVES),
    "curves": ("staff", "one row is a point of a curve, in a domain of the district", CURVE_DOCS),
    "band_tests": ("staff", "one row is a question about a step between two windows, in the district", BAND_TEST_DOCS),
    "band_movement": ("staff", "one row is a movement of scores between two windows, in the district", BAND_DOCS),
    "movement": ("aggregate", "one row is a movement from a year's first to its last look", (*_MOVES, _PLANNED)),
    "endings": ("aggregate", "one row is a way in which support ended, in a domain of the district", ENDING_DOCS),
    "followups": ("aggregate", "one row is an answer, in a domain and school", FOLLOWUP_DOCS),
    "times": ("aggregate", "one row is a time, in a domain of the district", TIME_DOCS),
    **SERVICE,
}
"""Table → level, what a row is, columns."""
_PERCENTS = ("percent", "low", "high")
_MOVED = Cells(
    "n", ("day", "school_year", "step", "domain"), ("school_id", "support"), "to", "students", percents=_PERCENTS
)
CELLS = {
    "movement": _MOVED,
    "endings": Cells("n", ("school_year", "domain", "support"), (), "ended", "students", percents=_PERCENTS),
    "followups": Cells(
        "n", ("school_year", "domain", "question"), ("school_id",), "answer", "followed", percents=_PERCENTS
    ),
    "times": Cells("n", ("domain", "span"), statistics=("median", "low", "high")),
}


def table(name: str, frame: pd.DataFrame) -> ResultTable:
    """Document one table of the result; columns beyond the documented ones are left out."""
    level, row, columns = TABLES[name]
    frame = frame.reindex(columns=[column.name for column in columns])
    return ResultTable(name, row, frame, columns, level, CELLS.get(name))  # type: ignore[arg-type]


@dataclass(frozen=True, kw_only=True)
class TiersResult(Result):
    """Who receives which support when, how that changes, how long it lasts, how it ends.

    Attributes
    ----------
    tables
        ``looks``, ``periods``, ``entries``, ``tiers``, ``steps``, ``curves``, ``band_movement``, ``band_tests``,
        ``match``, ``waits`` and ``capacity`` (team only), ``movement``, ``endings``, ``followups`` and ``times``.
    """

    analysis: ClassVar[str] = "05_tier_movement"

    def summary(self) -> Summary:
        """Say the result in words; where nothing can be followed, why not in these data."""
        said = super().summary()
        why = next((caution.sentence for caution in self.cautions if caution.code == DOES_NOT_APPLY), "")
        return replace(said, headline=why.removesuffix(f" {TO_FOLLOW}")) if why else said

    @classmethod
    def summarize(cls, tables: Mapping[str, ResultTable]) -> Summary:
        """Say who receives which support at the latest school year's last look, domain by domain."""
        frame = tables["movement"].frame
        moved = frame[(frame["school_id"] == TOTAL) & (frame["day"] == frame["day"].max())]
        if moved.empty:
            return Summary(NOTHING, pd.DataFrame(columns=["domain", "students", *TIERS]), TO_FOLLOW)
        everyone = moved[moved["support"] == TOTAL]
        parts = {str(domain): part for domain in Domain if len(part := everyone[everyone["domain"] == domain])}
        wide = pd.DataFrame([{"domain": domain, **_said(part)} for domain, part in parts.items()])
        first = wide.iloc[0]
        when = f"{moved['step'].iloc[0].replace(' to ', ' or ')} look of {moved['school_year'].iloc[0]}"
        return Summary(_headline(first, when), wide, f"{_moved_on(moved, str(first['domain']))}{READ_WITH_CARE}")


DOES_NOT_APPLY = "does_not_apply"
"""Code of the caution that says why nothing can be followed."""
NOTHING = "The records cannot tell which students received which support at two looks of a school year."
TO_FOLLOW = (
    "To follow support, add to the table interventions the plans of single students: student, domain, tier, start and, "
    "once it is over, end and exit status."
)
READ_WITH_CARE = (
    "A tier is support received in one domain; it does not describe a student. Planning figures such as 80, 15 and 5 "
    "percent are rules of thumb for staffing: a high share is first a question about core instruction."
)


def _headline(row: "pd.Series[str]", when: str) -> str:
    domain = row["domain"].replace("_", " ")
    shares = {"Tier 2": row["Tier 2"], "Tier 3": row["Tier 3"]}
    shown = [f"{share} receive {tier} support" for tier, share in shares.items() if share.endswith("%")]
    lead = f"Of the students enrolled at the {when}"
    if not shown:
        return f"{lead}, it is withheld how many receive which support in {domain}; the numbers are small."
    rest = "" if len(shown) == len(shares) else "; the other share is withheld"
    return f"{lead}, {' and '.join(shown)} in {domain} at the later one{rest}."


def _moved_on(moved: pd.DataFrame, domain: str) -> str:
    """Say what became of students receiving Tier 2 support, where that is shown."""
    rows = moved[(moved["domain"] == domain) & (moved["support"] == "Tier 2")].set_index("to")["percent"]
    if rows.reindex(["Tier 1", "Tier 3"]).isna().any():
        return ""
    return (
        f"Of those who received Tier 2 support at the earlier look, {rows['Tier 1']:.0f} % receive Tier 1 at the later "
        f"one and {rows['Tier 3']:.0f} % Tier 3 support. "
    )


def _said(part: pd.DataFrame) -> dict[str, str]:
    shown = part["shown"] if "shown" in part else pd.Series("withheld", part.index)
    rows = zip(part["to"], part["n"], part["percent"], shown.replace("", "withheld"), strict=True)
    said = {to: (_words(n, "", word), _words(percent, " %", word)) for to, n, percent, word in rows}
    return {"students": said[TOTAL][0], **{to: said[to][1] for to in (*TIERS, LEFT)}}


def _words(value: float, unit: str, withheld: str) -> str:
    return f"{value:,.0f}{unit}" if pd.notna(value) else withheld
