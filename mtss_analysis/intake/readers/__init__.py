"""File formats: the only place that knows what a CSV, an Excel workbook or a Parquet file is."""

from pathlib import Path
from typing import Final

from mtss_analysis.errors import DataError
from mtss_analysis.intake.readers import columnar, delimited, workbook
from mtss_analysis.intake.readers.parts import Part, Remark
from mtss_analysis.tables import TABLES

FORMATS: Final = (".csv", ".xlsx", ".parquet")
"""Endings of the files that may hold tables."""

__all__ = ["FORMATS", "Part", "Remark", "parts"]


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


def _workbook(path: Path, label: str, table: str) -> list[tuple[str, Part]]:
    sheets = {name.strip().casefold(): part for name, part in workbook.sheets(path, label).items()}
    if not table or set(sheets) & set(TABLES):
        return list(sheets.items())
    if len(sheets) > 1:
        raise DataError(
            f'{label} has {len(sheets)} sheets, none named for a table. Name the sheet that holds it "{table}".'
        )
    return [(table, part) for part in sheets.values()]
