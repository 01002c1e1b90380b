"""CSV and its relatives: encoding, separator and ragged rows, found and said."""

import csv
import io
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Final

import pandas as pd
import pyarrow as pa
import pyarrow.csv as arrow_csv

from mtss_analysis.errors import DataError
from mtss_analysis.intake.readers.parts import Part, Remark, canonical, nothing

_MARKS: Final = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"\xef\xbb\xbf": "utf-8-sig"}
_EXPECTED: Final = "a first row that names the columns"


def read(path: Path, label: str) -> list[Part]:
    """Read one delimited file.

    Raises
    ------
    DataError
        It is not text.
    """
    content, remarks = _decoded(path.read_bytes(), label)
    lines = content.lstrip("\r\n").split("\n", 1)
    if not lines[0].strip():
        return [nothing(label, _EXPECTED)]
    separator = max(",;\t|", key=lines[0].count) if lines[0] else ","
    if content.count('"') % 2:
        remarks += _unclosed(content, separator)
    try:
        cells = _fast(content, separator)
    except pa.ArrowInvalid:
        cells, ragged = _slow(content, separator)
        remarks += ragged
    header = tuple(str(name) for name in cells.iloc[0].fillna(""))
    return [Part(label, header, cells.iloc[1:].reset_index(drop=True), 2, remarks=tuple(remarks))]


def without(path: Path, label: str, gone: Mapping[str, Collection[str]]) -> tuple[bytes, int]:
    """Return the file without some rows, and how many these are; every other byte stays as it is.

    Parameters
    ----------
    path, label
        The file, and how a person names it.
    gone
        Column → values; a row with one of them is left out.

    Raises
    ------
    DataError
        It is not text.
    """
    content = path.read_bytes()
    text, remarks = _decoded(content, label)
    mark = next((encoding for start, encoding in _MARKS.items() if content.startswith(start)), "utf-8")
    records = _records(text)
    header = next((cells for _, cells in records if any(cell.strip() for cell in cells)), [])
    places = {i: set(gone[name]) for i, cell in enumerate(header) if (name := canonical(cell)) in gone}
    kept = [raw for raw, cells in records if not _among(cells, places)]
    return "".join(kept).encode("cp1252" if remarks else mark), len(records) - len(kept)


def _records(text: str) -> list[tuple[str, list[str]]]:
    """Split text into records: each as it stands, with its cells."""
    taken: list[str] = []

    def lines() -> Iterator[str]:
        for line in io.StringIO(text, newline=""):
            taken.append(line)
            yield line

    first = text.lstrip("\r\n").split("\n", 1)[0]
    records = []
    for cells in csv.reader(lines(), delimiter=max(",;\t|", key=first.count)):
        records.append(("".join(taken), cells))
        taken.clear()
    return records


def _among(cells: list[str], places: Mapping[int, Collection[str]]) -> bool:
    return any(i < len(cells) and cells[i].strip() in values for i, values in places.items())


def _decoded(content: bytes, label: str) -> tuple[str, list[Remark]]:
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise DataError(f"{label} is an Excel workbook under another name. Rename it to end in .xlsx.")
    mark = next((encoding for start, encoding in _MARKS.items() if content.startswith(start)), "utf-8")
    try:
        return content.decode(mark), []
    except UnicodeDecodeError as error:
        return _windows(content, label, error.start)


def _windows(content: bytes, label: str, start: int) -> tuple[str, list[Remark]]:
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError:
        raise DataError(f"{label} is not a text file. Export the table again as CSV (UTF-8).") from None
    row = content.count(b"\n", 0, start)
    return text, [
        Remark(
            "not_utf8", (max(row - 1, 0),), "a letter is not in UTF-8", text[start : start + 1],
            "a file in UTF-8", "It was read as Windows-1252; look at the names, or save as “CSV UTF-8”.",
        )
    ]  # fmt: skip


def _fast(content: str, separator: str) -> pd.DataFrame:
    data = content.encode()
    width = len(next(csv.reader(io.StringIO(content), delimiter=separator)))
    table = arrow_csv.read_csv(
        pa.BufferReader(data),
        read_options=arrow_csv.ReadOptions(
            autogenerate_column_names=True, use_threads=False, block_size=min(len(data) + 1, 2**30)
        ),
        parse_options=arrow_csv.ParseOptions(delimiter=separator, newlines_in_values=True, ignore_empty_lines=False),
        convert_options=arrow_csv.ConvertOptions(
            column_types={f"f{i}": pa.string() for i in range(width)}, strings_can_be_null=False
        ),
    )
    frame: pd.DataFrame = table.rename_columns([str(i) for i in range(width)]).to_pandas(use_threads=False)
    return frame.set_axis(range(width), axis=1)


def _slow(content: str, separator: str) -> tuple[pd.DataFrame, list[Remark]]:
    """Read a file whose rows differ in length; short rows are filled, long ones cut and named."""
    rows = list(csv.reader(io.StringIO(content), delimiter=separator))
    width = len(rows[0])
    short = tuple(i for i, row in enumerate(rows[1:]) if 0 < len(row) < width)
    long = tuple(i for i, row in enumerate(rows[1:]) if any(cell.strip() for cell in row[width:]))
    filled = [(row + [""] * width)[:width] for row in rows]
    remarks = [_ragged(found, rows, width) for found in (short, long) if found]
    return pd.DataFrame(filled, dtype="str"), remarks


def _ragged(positions: tuple[int, ...], rows: list[list[str]], width: int) -> Remark:
    count = len(rows[positions[0] + 1])
    more = count > width
    return Remark(
        "ragged_row", positions, f"the row has {count} cells", str(count), f"{width}, as in the header",
        "The surplus was left out; put values that hold a comma in quotation marks."
        if more else "The rest was read as empty; complete the row.",
    )  # fmt: skip


def _unclosed(content: str, separator: str) -> list[Remark]:
    """Find a quotation mark that swallows the rest of the file; a mark inside a word is only a mark."""
    whole = 0
    try:
        for _ in csv.reader(io.StringIO(content), delimiter=separator, strict=True):
            whole += 1
    except csv.Error:
        return [Remark(
            "unclosed_quote", (max(whole - 1, 0),), "a quotation mark is opened and not closed", '"',
            "quotation marks in pairs", "Rows after it may be lost: close it, or write the mark twice.", blocking=True,
        )]  # fmt: skip
    return []
