"""Row by row: rows that stand there twice, and identifiers that no other table knows."""

from collections.abc import Iterator

import pandas as pd

from mtss_analysis.checks.cases import Case, Examined, Treatment, alike, labels
from mtss_analysis.intake.findings import listed, quoted
from mtss_analysis.tables import TABLES, Table

UNIQUE = ("schools", "students")
"""Tables in which a repeated key would count a student or a school twice on every page."""


def repeated_keys(examined: Examined) -> Iterator[Case]:
    """Rows with the same key.

    Scores of one day are told by :mod:`mtss_analysis.checks.scores`, ratings without a rater by
    :mod:`mtss_analysis.checks.raters`.
    """
    for name, frame in examined.dataset.tables.items():
        table = TABLES[name]
        if not table.key or name == "scores":
            continue
        keyed = frame.dropna(subset=[column for column in table.key if not _optional(table, column)])
        keyed = keyed.dropna(subset=["rater_id"]) if name == "ratings" else keyed
        twice = keyed[keyed.duplicated(list(table.key), keep=False)]
        if len(twice):
            yield _repeated(table, twice)


def unknown_references(examined: Examined) -> Iterator[Case]:
    """Report identifiers that stand in no row of the table that should know them."""
    for name, frame in examined.dataset.tables.items():
        for column, home in TABLES[name].references:
            limited = home == "schools" and examined.dataset.scope  # the other schools were taken away on purpose
            if len(examined.table(home)) and not limited and not examined.lacks(home, column):
                known = set(examined.table(home)[column].dropna())
                if unknown := set(frame[column].dropna().unique()) - known:
                    strange = frame.loc[frame[column].isin(unknown), column]
                    yield _unknown(examined, TABLES[name], home, strange, known)


def _optional(table: Table, column: str) -> bool:
    return not table.column(column).required or table.column(column).nullable


def _repeated(table: Table, twice: pd.DataFrame) -> Case:
    key = list(table.key)
    number = twice.groupby(key, dropna=False, sort=False).ngroup()
    group = twice[number == 0]
    same = len(group.drop_duplicates()) == 1
    said = listed([f'{column} "{_shown(group[column].iloc[0])}"' for column in key if pd.notna(group[column].iloc[0])])
    return Case(
        "duplicate_key", table.name, "", labels(number.sort_values(kind="stable")),
        f"{len(group)} rows have {said}, {'and are alike' if same else 'and differ'}{alike(number.nunique(), 'case')}",
        said,
        f"one row for each {table.row.removeprefix('a ').removeprefix('one ')}",
        "Take the surplus away." if same else "Keep the right one.", Treatment.LEAVE_OUT,
        table.name in UNIQUE, labels(twice[twice.duplicated(key)]),
    )  # fmt: skip


def _shown(value: object) -> str:
    return f"{value:%Y-%m-%d}" if isinstance(value, pd.Timestamp) else str(value)


def _unknown(examined: Examined, table: Table, home: str, strange: pd.Series, known: set[str]) -> Case:
    column = str(strange.name)
    spare = table.column(column).nullable and home != "students"  # without its student a row says nothing
    bare = {name.lstrip("0"): name for name in known}
    padded = next((bare[value.lstrip("0")] for value in strange.unique() if value.lstrip("0") in bare), "")
    hint = f' Were leading zeros lost? "{padded}" is there.' if padded else ""
    source = examined.dataset.sources.get(home)
    place = source.label if source else home
    return Case(
        "unknown_reference", table.name, column, labels(strange),
        f"{column} is {quoted(strange.unique())}, which stands in no row of {place}", quoted(strange.unique()),
        f"an identifier that stands in {place}", f"Add the missing row to {place}, or correct the identifier.{hint}",
        Treatment.EMPTY if spare else Treatment.LEAVE_OUT, empties=(column,),
    )  # fmt: skip
