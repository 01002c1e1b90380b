"""Say what could not be read in a column, and what happens with it."""

from typing import Final

import pandas as pd

from mtss_analysis.intake.findings import Finding, quoted
from mtss_analysis.intake.readers import Part, canonical
from mtss_analysis.intake.sources import TableSource
from mtss_analysis.intake.values import Unread
from mtss_analysis.tables import Column, Kind, Table
from mtss_analysis.tables.roster import GRADES

_EXPECTED: Final[dict[Kind, str]] = {
    "id": "an identifier as the student system writes it",
    "text": "text",
    "number": "a number with a decimal point and without a unit, such as 41.5",
    "integer": "a whole number, such as 2",
    "date": "a date such as 2024-09-03 or 9/3/2024",
    "flag": "yes or no",
}
_MISSING: Final = "The cell counts as missing until it is corrected or left empty."
_SPECIAL: Final[dict[str, tuple[str, str]]] = {
    "unknown_grade": (f"a grade: {', '.join(GRADES)}", _MISSING),
    "unknown_school_year": ("a school year such as 2024-25", _MISSING),
    "damaged_identifier": (
        "the whole identifier",
        "A spreadsheet shortened it, and several students may share it. Export again with the column as text.",
    ),
    "ambiguous_date": (
        "month/day/year throughout, or better 2024-09-03",
        "A date of the column puts the day first, so it cannot be known which number is the month. "
        "The cell counts as missing; write the dates as year-month-day.",
    ),
    "utc_datetime": (
        "a local date",
        "The date was read as it stands; the local day may be the day before. Export local dates if days matter.",
    ),
}


def misread(table: Table, column: Column, unread: Unread, index: pd.Index, source: TableSource) -> Finding:
    """Turn unread cells of one column into one finding."""
    rows = tuple(int(label) for label in index[unread.positions])
    expected, next_move = _SPECIAL.get(unread.code, (_EXPECTED[column.kind], _MISSING))
    values = quoted(unread.values)
    return Finding(
        unread.code, table.name, column.name, rows, source.where(rows), f"{column.name} is {values}", values,
        expected, next_move,
    )  # fmt: skip


def lost_zeros(table: Table, part: Part, cells: pd.DataFrame) -> list[Finding]:
    """Say where identifiers are stored as numbers of different length, so that leading zeros may be lost."""
    names = [canonical(name) for name in part.header]
    stored = [c for c in table.columns if c.kind == "id" and c.name in cells and names.index(c.name) in part.numeric]
    findings = []
    for column in stored:
        digits = cells[column.name].dropna().astype("str").str.replace(r"\.0$", "", regex=True).str.len()
        if digits.min() < digits.max():
            findings.append(_zeros(table, column, part, int(digits.min()), int(digits.max())))
    return findings


def _zeros(table: Table, column: Column, part: Part, least: int, most: int) -> Finding:
    return Finding(
        "identifier_stored_as_number", table.name, column.name, (), part.label,
        f"{column.name} is stored as numbers of {least} to {most} digits", "", "identifiers stored as text",
        "Leading zeros may be lost, and rows then match no student. Store the column as text and export again.",
    )  # fmt: skip
