"""What the checks give back: every finding, how many of each kind, which tables came in, who is enrolled."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import pandas as pd

from mtss_analysis.checks.kinds import kind
from mtss_analysis.intake import Finding
from mtss_analysis.results import Cells, ColumnDoc, Level, Result, ResultTable, Summary
from mtss_analysis.vocabulary import TOTAL

COLUMNS: Mapping[str, tuple[ColumnDoc, ...]] = {
    "findings": (
        ColumnDoc("code", "kind of finding; stable over versions"),
        ColumnDoc("table", "canonical table"),
        ColumnDoc("rows", "file and rows as a spreadsheet shows them"),
        ColumnDoc("column", "column; empty if the whole table is meant"),
        ColumnDoc("value", "value found"),
        ColumnDoc("expected", "what was expected"),
        ColumnDoc("next_move", "what the analyses do with the rows, and what to do"),
        ColumnDoc("blocking", "stops the run until it is mended"),
        ColumnDoc("sentence", "the finding in words"),
    ),
    "counts": (
        ColumnDoc("code", "kind of finding"),
        ColumnDoc("table", "canonical table"),
        ColumnDoc("findings", "rows concerned; a finding about a whole table counts once", "rows"),
        ColumnDoc("blocking", "stops the run until it is mended"),
    ),
    "tables": (
        ColumnDoc("table", "canonical table"),
        ColumnDoc("rows", "rows that came in", "rows"),
        ColumnDoc("present", "the table came in"),
        ColumnDoc("from", "first day, or school year, in it"),
        ColumnDoc("to", "last day, or school year, in it"),
    ),
    "enrollment": (
        ColumnDoc("school_year", "school year, such as 2024-25"),
        ColumnDoc("school_id", "school with most enrolled days in the year; All is the district"),
        ColumnDoc("by", "what forms the groups; All is everyone"),
        ColumnDoc("group", "the group; All is everyone"),
        ColumnDoc("n", "students", "students"),
    ),
}
ROWS = {
    "findings": "one row is a finding",
    "counts": "one row is a kind of finding in a table",
    "tables": "one row is a canonical table",
    "enrollment": "one row is the students of a school year in a school or group",
}
LEVELS: Mapping[str, Level] = {"findings": "student", "counts": "staff", "tables": "staff", "enrollment": "aggregate"}
CELLS = Cells("n", ("school_year",), ("school_id", ("by", "group")))


def table(name: str, frame: pd.DataFrame) -> ResultTable:
    """Document one table of the report."""
    frame = frame.reindex(columns=[column.name for column in COLUMNS[name]])
    return ResultTable(name, ROWS[name], frame, COLUMNS[name], LEVELS[name], CELLS if name == "enrollment" else None)


@dataclass(frozen=True, kw_only=True)
class CheckReport(Result):
    """Everything the checks found, together.

    Attributes
    ----------
    tables
        ``findings`` (team only), ``counts``, ``tables`` (for staff) and ``enrollment``.
    findings
        The findings, those that stop the run first.
    """

    analysis: ClassVar[str] = "01_check_data"
    findings: tuple[Finding, ...] = ()

    @property
    def blocking(self) -> bool:
        """Whether a finding stops the run."""
        return any(finding.blocking for finding in self.findings)

    def to_frame(self) -> pd.DataFrame:
        """Return the findings as a table, shape (findings, 9)."""
        return self.tables["findings"].frame

    @classmethod
    def summarize(cls, tables: Mapping[str, ResultTable]) -> Summary:
        """Say whether anything stops the run; without the findings (on a public page), who is in the data."""
        if "counts" not in tables:
            return _public(tables)
        counts = tables["counts"].frame
        stops = counts[counts["blocking"]]
        kinds, others = len(stops), len(counts) - len(stops)
        headline = (
            f"{_many(kinds, 'kind')} of finding {'stops' if kinds == 1 else 'stop'} the run. Nothing can be concluded "
            "until they are mended." if kinds else "Nothing blocks the analyses."
        )  # fmt: skip
        text = (
            f"{_many(others, 'kind')} of finding {'does' if others == 1 else 'do'} not stop the run: "
            "each finding says what the analyses do with its rows." if others else "No other findings."
        )  # fmt: skip
        return Summary(headline, _said(counts), f"{text} {_came_in(tables)}".strip())


def _said(counts: pd.DataFrame) -> pd.DataFrame:
    """Return the counts in words, those that stop the run first; the table itself keeps the codes."""
    return pd.DataFrame(
        {
            "kind of finding": counts["code"].map(kind),
            "table": counts["table"].str.replace("_", " ").where(counts["table"] != "", "none"),
            "rows": counts["findings"],
            "stops the run": counts["blocking"],
        }
    )


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _came_in(tables: Mapping[str, ResultTable]) -> str:
    if "tables" not in tables:
        return ""
    frame = tables["tables"].frame
    absent = [name.replace("_", " ") for name in frame.loc[~frame["present"], "table"]]
    said = f"{len(frame) - len(absent)} of {len(frame)} tables came in."
    return f"{said} Absent, so no data: {', '.join(absent)}." if absent else said


def _public(tables: Mapping[str, ResultTable]) -> Summary:
    frame = tables["enrollment"].frame
    everyone = frame[frame["by"] == TOTAL]
    district = everyone[everyone["school_id"] == TOTAL]
    total = (everyone if district.empty else district).sort_values("school_year", kind="stable")
    years = ", ".join(total["school_year"].unique())
    headline = f"The data behind these pages cover {years}." if years else "No student is in the data."
    text = "They were checked before use, and rows that cannot be used were left out. Details stay with the team."
    shown = [name for name in ("school_year", "n", "suppressed", "shown") if name in total]
    return Summary(headline, total[shown].reset_index(drop=True), text)
