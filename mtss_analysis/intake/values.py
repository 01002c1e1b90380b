"""Cells as text become typed values; what cannot be read is missing and reported, never guessed."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import pandas as pd

from mtss_analysis.intake import dates, labels
from mtss_analysis.tables import DTYPES, Column
from mtss_analysis.tables.roster import GRADES

NO_VALUE: Final = frozenset({"", "na", "n/a", "#n/a", "nan", "null", "-", "--", "—", ".", "*", "**"})
"""Cells (in small letters) that say there is no value, in every column. They never become zero."""

NO_VALUE_BESIDES: Final = frozenset({"none", "nil", "missing", "n.a.", "not available", "nat", "<na>"})
"""Further such cells where a number, a date, a flag or an identifier stands; in text they may be a word."""

YES: Final = frozenset({"yes", "y", "true", "t", "1", "1.0"})
NO: Final = frozenset({"no", "n", "false", "f", "0", "0.0"})

_NUMBER: Final = re.compile(r"^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$")
_SCIENTIFIC: Final = re.compile(r"^\d(\.\d+)?[eE]\+\d+$")


@dataclass(frozen=True, slots=True)
class Unread:
    """Cells of one column that could not be read, or were read with a reservation.

    Attributes
    ----------
    code
        Code of the finding.
    positions
        Positions of the rows, from zero, shape (n_unread,).
    values
        The different values as given.
    """

    code: str
    positions: np.ndarray
    values: list[str]


@dataclass(slots=True)
class _Read:
    """The different values of a column, read; and the positions among them that were not."""

    values: list[object]
    unread: dict[str, set[int]] = field(default_factory=dict)


def typed(column: Column, cells: pd.Series) -> tuple[pd.Series, list[Unread]]:
    """Read one column.

    Parameters
    ----------
    column
        What it should hold.
    cells
        Text as in the file, or already typed values (Parquet); shape (rows,).

    Returns
    -------
    tuple
        The typed column, shape (rows,), and what could not be read.

    Examples
    --------
    >>> values, unread = typed(Column("score", "number", "a score"), pd.Series(["41", "absent", "NA"]))
    >>> values.tolist(), unread[0].values
    ([41.0, nan, nan], ['absent'])
    """
    if (kept := _kept(column, cells)) is not None:
        return kept, []
    codes, uniques = pd.factorize(as_text(cells))
    texts = [str(text).strip() for text in uniques]
    present = [i for i, text in enumerate(texts) if not is_missing(text, column)]
    read = _reader(column)([texts[i] for i in present])
    lookup: list[object] = [None] * (len(texts) + 1)  # the last one answers code -1, a missing cell
    for place, value in zip(present, read.values, strict=True):
        lookup[place] = value
    values = pd.Series(lookup, dtype=DTYPES[column.kind]).array.take(codes)
    unread = [_unread(why, [present[i] for i in sorted(found)], codes, texts) for why, found in read.unread.items()]
    return pd.Series(values, index=cells.index, name=column.name), unread


def is_missing(text: str, column: Column) -> bool:
    """Tell whether a cell says that there is no value."""
    word = text.casefold()
    return word in NO_VALUE or (column.kind != "text" and word in NO_VALUE_BESIDES)


def as_text(cells: pd.Series) -> pd.Series:
    """Return cells as text: whole numbers without ".0", dates as ISO.

    Examples
    --------
    >>> as_text(pd.Series([12.0, None])).tolist()
    ['12', nan]
    """
    if isinstance(cells.dtype, pd.CategoricalDtype):
        cells = cells.astype(cells.cat.categories.dtype)
    if pd.api.types.is_float_dtype(cells.dtype) and (cells.dropna() % 1 == 0).all():
        return cells.astype("Int64").astype("str")
    if pd.api.types.is_datetime64_any_dtype(cells.dtype):
        return cells.map(lambda value: value.isoformat(), na_action="ignore").astype("str")
    return cells if cells.dtype == "str" else cells.astype("str")


def _kept(column: Column, cells: pd.Series) -> pd.Series | None:
    """Keep values that a typed file already holds in the right type."""
    kind, dtype = column.kind, cells.dtype
    if kind == "number" and pd.api.types.is_numeric_dtype(dtype) and not pd.api.types.is_bool_dtype(dtype):
        return cells.astype("float64")
    if kind == "integer" and pd.api.types.is_integer_dtype(dtype):
        return cells.astype("Int64")
    if kind == "date" and pd.api.types.is_datetime64_dtype(dtype):
        return pd.Series(cells.dt.normalize().astype("datetime64[us]"))
    if kind == "flag" and pd.api.types.is_bool_dtype(dtype):
        return cells.astype("boolean")
    return None


def _unread(why: str, places: list[int], codes: np.ndarray, texts: list[str]) -> Unread:
    return Unread(why, np.flatnonzero(np.isin(codes, places)), [texts[i] for i in places])


def _reader(column: Column) -> Callable[[list[str]], _Read]:
    readers = {"id": _ids, "number": _numbers, "integer": _integers, "date": _dates, "flag": _flags}
    if column.kind in readers:
        return readers[column.kind]
    if column.allowed == GRADES:
        return lambda texts: _mapped(texts, labels.grade, "unknown_grade")
    if column.name == "school_year":
        return lambda texts: _mapped(texts, labels.school_year, "unknown_school_year")
    return (lambda texts: _codes(texts, column.allowed)) if column.allowed else lambda texts: _Read(list(texts))


def _mapped(texts: list[str], read: Callable[[str], object], why: str) -> _Read:
    values = [read(text) for text in texts]
    bad = {i for i, value in enumerate(values) if value is None}
    return _Read(values, {why: bad} if bad else {})


def _ids(texts: list[str]) -> _Read:
    return _mapped(texts, lambda text: None if _SCIENTIFIC.match(text) else text, "damaged_identifier")


def _numbers(texts: list[str]) -> _Read:
    return _mapped(texts, lambda text: float(text) if _NUMBER.match(text) else None, "wrong_type")


def _integers(texts: list[str]) -> _Read:
    def whole(text: str) -> int | None:
        return int(float(text)) if _NUMBER.match(text) and float(text).is_integer() else None

    return _mapped(texts, whole, "wrong_type")


def _flags(texts: list[str]) -> _Read:
    known = {**dict.fromkeys(YES, True), **dict.fromkeys(NO, False)}
    return _mapped(texts, lambda text: known.get(text.casefold()), "wrong_type")


def _codes(texts: list[str], allowed: tuple[str, ...]) -> _Read:
    """Accept another spelling of an allowed value; keep an unknown one as it is, for the checks."""
    return _Read([word if (word := labels.code(text)) in allowed else text for text in texts])


def _dates(texts: list[str]) -> _Read:
    values, ambiguous, zoned = dates.read(texts)
    wrong = {i for i, value in enumerate(values) if value is None} - ambiguous
    found = {"wrong_type": wrong, "ambiguous_date": ambiguous, "utc_datetime": zoned}
    return _Read(list(values), {why: places for why, places in found.items() if places})
