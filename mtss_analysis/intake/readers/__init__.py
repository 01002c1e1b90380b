"""File formats: the only place that knows what a CSV, an Excel workbook or a Parquet file is."""

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Final

from mtss_analysis.errors import DataError
from mtss_analysis.intake.readers import columnar, delimited, workbook
from mtss_analysis.intake.readers.parts import Part, Remark, canonical
from mtss_analysis.tables import TABLES

FORMATS: Final = (".csv", ".xlsx", ".parquet")
"""Endings of the files that may hold tables."""

__all__ = ["FORMATS", "Part", "Remark", "canonical", "parts", "without"]


def parts(path: Path, label: str, table: str = "") -> list[tuple[str, Part]]:
    """Read a file: each table it holds, with its cells.

    Parameters
    ----------
    path, label
        The file, and how a person names it.
    table
        The table its name promises; empty for a workbook whose sheets are named for tables.

    Returns
    -------
    list
        Name of the table, or of the sheet if it is not a table's, and the cells.

    Raises
    ------
    DataError
        The file is damaged, is of another kind, or may not be read.
    """
    try:
        if path.suffix.casefold() == ".xlsx":
            return _workbook(path, label, table)
        read = columnar.read if path.suffix.casefold() == ".parquet" else delimited.read
        return [(table, part) for part in read(path, label)]
    except OSError as error:
        reason = (error.strerror or "no reason given").lower()
        raise DataError(f"{label} may not be read ({reason}). Close it elsewhere, or mend its permissions.") from None


def without(path: Path, label: str, gone: Mapping[str, Collection[str]]) -> tuple[bytes, int]:
    """Return a file without the rows in which a column of `gone` has one of its values, and how many these are.

    Parameters
    ----------
    path, label
        The file, and how a person names it.
    gone
        Name of a column, as the tables write it → values.

    Raises
    ------
    DataError
        The file may not be read or is of another kind.
    """
    kind = path.suffix.casefold()
    try:
        if kind == ".csv":
            return delimited.without(path, label, gone)
        return workbook.without(path, gone) if kind == ".xlsx" else columnar.without(path, gone)
    except OSError as error:
        reason = (error.strerror or "no reason given").lower()
        raise DataError(f"{label} may not be read ({reason}). Close it elsewhere, or mend its permissions.") from None


def _workbook(path: Path, label: str, table: str) -> list[tuple[str, Part]]:
    sheets = {name.strip().casefold(): part for name, part in workbook.sheets(path, label).items()}
    if not table or set(sheets) & set(TABLES):
        return list(sheets.items())
    if len(sheets) > 1:
        raise DataError(
            f'{label} has {len(sheets)} sheets, none named for a table. Name the sheet that holds it "{table}".'
        )
    return [(table, part) for part in sheets.values()]
