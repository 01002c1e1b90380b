"""Data frames as tables a person and a screen reader can read."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape

import numpy as np
import pandas as pd

DAY = re.compile(r"\d{4}-\d\d(-\d\d)?")
WITHHELD = "withheld"
MISSING = "no data"
FOLDED = 6
"""More rows than this that show next to nothing are folded into one sentence [rows]."""
MOSTLY = 0.6
"""Share of the columns with withheld numbers that are withheld in such a row."""


@dataclass(frozen=True, slots=True)
class Link:
    """A cell that leads to a page of the book; `to` is its address from the book's first page."""

    text: str
    to: str

    def html(self) -> str:
        """Return the link as reports have it, which lie two folders deep."""
        return f'<a href="../../{escape(self.to, quote=True)}">{escape(self.text)}</a>'

    def __str__(self) -> str:
        return self.text


def number(value: object, decimals: int | None = None) -> str:
    """Write one value for a page; a missing value says so.

    Examples
    --------
    >>> number(1234.0), number(2.345), number(float("nan")), number("Cedar"), number(True)
    ('1,234', '2.3', 'no data', 'Cedar', 'yes')
    """
    if value is None or value is pd.NA or value is pd.NaT or value != value:
        return MISSING
    if isinstance(value, bool | np.bool_):
        return "yes" if value else "no"
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    if isinstance(value, int | float) or hasattr(value, "dtype"):
        return _numeral(float(value), decimals)  # type: ignore[arg-type]
    return str(value)


def _numeral(value: float, decimals: int | None) -> str:
    decimals = _decimals([value]) if decimals is None else decimals
    return f"{value:,.{decimals}f}"


def _decimals(values: Iterable[float]) -> int:
    """Return the decimals that suit all values of a column: none for whole numbers, more for small ones."""
    known = [value for value in values if np.isfinite(value)]
    if all(float(value).is_integer() for value in known):
        return 0
    return 2 if max(map(abs, known)) < 1 else 1


def _column_decimals(frame: pd.DataFrame) -> dict[str, int]:
    numbers = frame.select_dtypes("number").astype("float64")
    return {str(name): _decimals(column.dropna()) for name, column in numbers.items()}


def cells(frame: pd.DataFrame, decimals: Mapping[str, int] | None = None) -> pd.DataFrame:
    """Return `frame` as text; protected numbers read "withheld", never blank or zero.

    Columns `suppressed` and `shown` of a released table are used and left out.
    """
    decimals = _column_decimals(frame) | dict(decimals or {})
    held = frame["suppressed"].astype(bool) if "suppressed" in frame else pd.Series(False, index=frame.index)
    text = frame.drop(columns=["suppressed", "shown"], errors="ignore")
    said = {
        name: [_said(*pair, decimals.get(str(name))) for pair in zip(column, held, strict=True)]
        for name, column in text.items()
    }
    return pd.DataFrame(said, index=frame.index)


def _said(value: object, hidden: bool, decimals: int | None) -> str | Link:
    if isinstance(value, Link):
        return value
    return WITHHELD if hidden and pd.isna(value) else number(value, decimals)  # type: ignore[call-overload]


def table(frame: pd.DataFrame, caption: str, decimals: Mapping[str, int] | None = None) -> str:
    """Return an accessible HTML table: caption, column headers, first column as row header.

    Parameters
    ----------
    frame
        Rows in the order to show, columns named as to be read.
    caption
        What the table shows.
    decimals
        Column → decimals; otherwise a column of whole numbers has none, of numbers below one two, and others one.
    """
    text = cells(frame, decimals)
    folded = _folded(text)
    if folded.all() and len(folded):
        return f'<p class="mtss-note">{escape(caption)}: the numbers are small and are withheld.</p>'
    text, rest = text[~folded], f'<p class="mtss-note">{_left_out(int(folded.sum()))}</p>' if folded.any() else ""
    numeric = {name for name in text.columns if pd.api.types.is_numeric_dtype(frame[name])}
    head = "".join(f'<th scope="col">{escape(str(name))}</th>' for name in text.columns)
    body = "".join(_row(dict(zip(text.columns, row, strict=True)), numeric) for row in text.itertuples(index=False))
    return (
        '<div class="mtss-table" tabindex="0" role="region" '
        f'aria-label="{escape(caption, quote=True)}"><table><caption>{escape(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>{rest}"
    )


def _folded(text: pd.DataFrame) -> pd.Series:
    """Mark rows to leave out: most of what other rows tell in numbers is withheld in them, and there are many such."""
    told = [name for name in text.columns if (text[name] == WITHHELD).any()]
    bare = (text[told] == WITHHELD).mean(axis=1) >= MOSTLY
    return bare if bare.sum() > FOLDED else bare & False


def _left_out(rows: int) -> str:
    return f"{rows} more rows are left out here: their numbers are withheld. The file at the end of the page has them."


def _row(row: Mapping[str, str | Link], numeric: set[str]) -> str:
    first, *rest = row.items()
    cells_ = [f'<th scope="row"{_kind(first[1])}>{escape(str(first[1]))}</th>']
    cells_ += [_cell(value, name in numeric) for name, value in rest]
    return f"<tr>{''.join(cells_)}</tr>"


def _cell(value: str | Link, numeric: bool) -> str:
    return f"<td{_kind(value, numeric)}>{value.html() if isinstance(value, Link) else escape(value)}</td>"


def _kind(value: str | Link, numeric: bool = False) -> str:
    """Return the class of a cell: numbers stand to the right, and days and school years are not broken over lines."""
    if numeric:
        return ' class="number"'
    return ' class="day"' if isinstance(value, str) and DAY.fullmatch(value) else ""
