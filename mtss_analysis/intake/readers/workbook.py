"""Excel workbooks, one sheet per table."""

import io
import warnings
from collections.abc import Collection, Mapping
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pandas as pd

from mtss_analysis.errors import DataError
from mtss_analysis.intake.readers.parts import Part, canonical, nothing


def sheets(path: Path, label: str) -> dict[str, Part]:
    """Read every sheet of a workbook: name of the sheet → its cells.

    Raises
    ------
    DataError
        It cannot be read: damaged, protected by a password, or not a workbook.
    """
    from openpyxl import load_workbook

    try:
        with warnings.catch_warnings(action="ignore"), path.open("rb") as stream:
            book = load_workbook(stream, read_only=True, data_only=True)
            rows = {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book.worksheets}
            book.close()
    except OSError:
        raise
    except Exception:  # a damaged workbook may fail anywhere inside the zip or the XML
        raise DataError(
            f"{label} cannot be read as an Excel workbook: it is damaged, protected by a password, or not an .xlsx "
            "file. Open it in Excel and save it again as .xlsx, or export the table as CSV."
        ) from None
    return {name: _part(f'{label}, sheet "{name}"', cells) for name, cells in rows.items()}


def without(path: Path, gone: Mapping[str, Collection[str]]) -> tuple[bytes, int]:
    """Return the workbook without the rows in which a column of `gone` has one of its values, and how many these are.

    Sheets keep their formulas and formats; charts and pictures do not survive.
    """
    from openpyxl import load_workbook

    removed = 0
    with warnings.catch_warnings(action="ignore"):
        book = load_workbook(path)
    for sheet in book.worksheets:
        rows = list(sheet.iter_rows(values_only=True))
        header = rows[0] if rows else ()
        places = {i: gone[name] for i, cell in enumerate(header) if (name := canonical(_text(cell or ""))) in gone}
        for number in range(len(rows), 1, -1):
            cells = rows[number - 1]
            if any(cells[i] is not None and _text(cells[i]).strip() in values for i, values in places.items()):
                sheet.delete_rows(number)
                removed += 1
    target = io.BytesIO()
    book.save(target)
    return target.getvalue(), removed


def _part(label: str, rows: list[list[Any]]) -> Part:
    if not any(cell is not None for row in rows for cell in row):
        return nothing(label, "a first row that names the columns")
    width = max(len(row) for row in rows)
    filled = [row + [None] * (width - len(row)) for row in rows]
    header = tuple("" if name is None else _text(name) for name in filled[0])
    data = list(zip(*filled[1:], strict=True)) or [()] * width
    numeric = frozenset(i for i, cells in enumerate(data) if any(_is_number(cell) for cell in cells))
    columns = {
        i: pd.Series([None if cell is None else _text(cell) for cell in data[i]], dtype="str") for i in range(width)
    }
    return Part(label, header, pd.DataFrame(columns), 2, numeric)


def _is_number(cell: object) -> bool:
    return isinstance(cell, int | float) and not isinstance(cell, bool)


def _text(cell: object) -> str:
    """Return a cell as it would stand in a CSV file.

    Examples
    --------
    >>> _text(12.0), _text(True), _text(datetime(2024, 9, 3)), _text(time(9, 5))
    ('12', 'yes', '2024-09-03', '09:05')
    """
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.isoformat() if cell.time() != time() else f"{cell:%Y-%m-%d}"
    if isinstance(cell, date):
        return cell.isoformat()
    return f"{cell:%H:%M}" if isinstance(cell, time) else str(cell)
