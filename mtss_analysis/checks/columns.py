"""Column by column: cells that must not be empty, values that are not allowed, numbers out of bounds.

The rules are those of :func:`mtss_analysis.tables.schema`; they are applied to whole columns here,
and a test holds both to the same verdict.
"""

from collections.abc import Iterator
from dataclasses import replace

import pandas as pd

from mtss_analysis.checks.cases import Case, Examined, Treatment, labels
from mtss_analysis.errors import did_you_mean
from mtss_analysis.intake import Finding
from mtss_analysis.intake.findings import quoted
from mtss_analysis.tables import TABLES, Column, Table

UNREAD = ("wrong_type", "ambiguous_date", "unknown_grade", "unknown_school_year", "damaged_identifier")
"""Findings of the reader after which a cell counts as missing."""


def absent_tables(examined: Examined) -> Iterator[Case]:
    """Tables without which nothing can be said."""
    for name in examined.params.required_tables:
        if not len(examined.table(name)):
            there = examined.dataset.has(name)
            yield Case(
                "empty_table" if there else "missing_table", name, "", (),
                "the table has no rows" if there else "the table did not come in", "",
                f"a table with a row for each {TABLES[name].row.removeprefix('a ')}",
                f'Add the rows, or the file "{name}.csv".', blocking=True,
            )  # fmt: skip


def tables_without_rows(examined: Examined) -> Iterator[Case]:
    """Other tables that came in with a header and nothing below it."""
    tables = {} if examined.dataset.scope else examined.dataset.tables
    for name in (name for name, frame in tables.items() if frame.empty):
        if name not in examined.params.required_tables:
            yield Case(
                "empty_table", name, "", (), "the table has no rows", "",
                f"a row for each {TABLES[name].row.removeprefix('a ').removeprefix('one ')}",
                "What needs it shows no data. Export it again, or take the file away.",
            )  # fmt: skip


def unreadable(examined: Examined) -> list[Finding]:
    """Return what the reader found; it stops the run if nearly a whole needed column could not be read."""
    return [_weighed(finding, examined) for finding in examined.dataset.problems]


def empty_cells(examined: Examined) -> Iterator[Case]:
    """Cells that must not be empty and are; cells the reader already named are not named again."""
    for table, column, values in _columns(examined):
        if column.nullable or _absent(table, column, examined):
            continue
        rows = labels(values[values.isna()].drop(list(_named(table, column, examined)), errors="ignore"))
        if rows:
            yield _empty(table, column, rows, len(rows) >= examined.params.unreadable_share * len(values))


def not_allowed(examined: Examined) -> Iterator[Case]:
    """Values that are none of the few a column may hold."""
    for table, column, values in _columns(examined):
        if column.allowed:
            strange = values[values.notna() & ~values.isin(column.allowed)]
            for value, rows in strange.groupby(strange, sort=True):
                yield _strange(table, column, str(value), labels(rows))


def out_of_bounds(examined: Examined) -> Iterator[Case]:
    """Numbers below or above what the column can hold."""
    for table, column, values in _columns(examined):
        if column.low is None and column.high is None:
            continue
        known = values.dropna().astype("float64")
        low = -float("inf") if column.low is None else column.low
        high = float("inf") if column.high is None else column.high
        if len(outside := known[~known.between(low, high)]):
            yield _outside(table, column, outside)


def _columns(examined: Examined) -> Iterator[tuple[Table, Column, pd.Series]]:
    for name, frame in examined.dataset.tables.items():
        for column in TABLES[name].columns:
            yield TABLES[name], column, frame[column.name]


def _weighed(finding: Finding, examined: Examined) -> Finding:
    """Add what a column that could not be read costs: its rows, or the run."""
    if finding.code not in UNREAD:
        return finding
    table = TABLES[finding.table]
    column = next((column for column in table.columns if column.name == finding.column), None)
    if column is None or not column.required:
        return finding
    filled = examined.table(finding.table)[finding.column].notna().sum() + len(finding.rows)
    if len(finding.rows) >= examined.params.unreadable_share * filled:
        return replace(finding, blocking=True)
    out = "The analyses leave the row out. " if len(finding.rows) == 1 else "The analyses leave the rows out. "
    return replace(finding, next_move=out + finding.next_move) if essential(table, column) else finding


def _absent(table: Table, column: Column, examined: Examined) -> bool:
    missing = [f for f in examined.dataset.problems if f.code == "missing_column" and f.table == table.name]
    return not column.required or column.name in [finding.column for finding in missing]


def _named(table: Table, column: Column, examined: Examined) -> set[int]:
    same = [f for f in examined.dataset.problems if (f.table, f.column) == (table.name, column.name)]
    return {row for finding in same if finding.code in UNREAD for row in finding.rows}


def essential(table: Table, column: Column) -> bool:
    """Tell whether a row without this column says nothing: an identifier, a date or part of the key."""
    return not column.nullable and column.required and (column.kind in {"id", "date"} or column.name in table.key)


def _treatment(column: Column) -> Treatment:
    return Treatment.LEAVE_OUT if not column.nullable and column.required else Treatment.EMPTY


def _empty(table: Table, column: Column, rows: tuple[int, ...], nearly_all: bool) -> Case:
    needed = essential(table, column)
    return Case(
        "missing_identifiers" if column.kind == "id" and nearly_all else "empty_cell",
        table.name, column.name, rows, f"{column.name} is empty", "", column.description,
        "Fill it in." if needed else "The row is kept; what needs this column shows it as no data. Fill it in.",
        Treatment.LEAVE_OUT if needed else Treatment.KEEP, blocking=needed and nearly_all,
    )  # fmt: skip


def _strange(table: Table, column: Column, value: str, rows: tuple[int, ...]) -> Case:
    return Case(
        "not_allowed", table.name, column.name, rows, f"{column.name} is {quoted([value])}", value,
        f"one of {', '.join(column.allowed)}", f"Correct the value.{did_you_mean(value, column.allowed)}",
        _treatment(column), empties=(column.name,),
    )  # fmt: skip


def _outside(table: Table, column: Column, outside: pd.Series) -> Case:
    values = [f"{value:g}" for value in outside]
    bounds = [f"at least {column.low:g}"] if column.low is not None else []
    bounds += [f"at most {column.high:g}"] if column.high is not None else []
    unit = f" {column.unit}" if column.unit else ""
    return Case(
        "out_of_bounds", table.name, column.name, labels(outside), f"{column.name} is {quoted(values)}", quoted(values),
        f"{' and '.join(bounds)}{unit}", "Correct the number.", _treatment(column), empties=(column.name,),
    )  # fmt: skip
