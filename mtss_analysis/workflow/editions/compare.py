"""Two editions of one released table, cell by cell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from mtss_analysis.vocabulary import TOTAL

RESTATED, HIDDEN, SHOWN, ADDED, REMOVED = "restated", "withheld now", "shown now", "new", "gone"
"""What happened to a cell, or to a row."""
CLOSE = 1e-6
"""Numbers that differ by less, as a share, are the same."""
PARTS = ("school_year", "season", "domain", "measure")
"""Columns that may name a part of a table in public: none of them can single out a group of students."""


@dataclass(frozen=True)
class Shape:
    """How a released table is read: what its columns are to the protection of its numbers.

    Attributes
    ----------
    count, denominator, category
        As in :class:`mtss_analysis.results.Cells`; empty where there is none.
    strata, hierarchy, percents, statistics
        The same, the hierarchy as columns.
    """

    count: str
    denominator: str
    category: str
    strata: tuple[str, ...]
    hierarchy: tuple[str, ...]
    percents: tuple[str, ...]
    statistics: tuple[str, ...]

    @property
    def key(self) -> list[str]:
        """Columns that name a row."""
        return [*self.strata, *self.hierarchy, *filter(None, [self.category])]

    @property
    def columns(self) -> list[str]:
        """Columns whose cells are compared."""
        return [*filter(None, [self.count, self.denominator]), *self.percents, *self.statistics]


def changes(before: pd.DataFrame, now: pd.DataFrame, shape: Shape) -> pd.DataFrame:
    """List every cell that differs, and every row that is new or gone.

    Parameters
    ----------
    before, now
        The same table in both editions; rows are matched by ``shape.key``.

    Returns
    -------
    pandas.DataFrame
        The key, then column, what, old and new (text; withheld where it is), delta (change of a number, else
        missing). A table whose key does not name single rows gives none.

    Examples
    --------
    >>> shape = Shape("n", "", "", ("domain",), (), (), ())
    >>> before = pd.DataFrame({"domain": ["math", "reading"], "n": [20.0, 30.0]})
    >>> found = changes(before, before.assign(n=[20.0, 45.0]), shape)
    >>> found[["domain", "column", "what", "old", "new"]].to_numpy().tolist()
    [['reading', 'n', 'restated', '30', '45']]
    """
    key = shape.key
    both = [_keyed(frame, key) for frame in (before, now)]
    if not all(set(key) <= set(frame.columns) and not frame.duplicated(key).any() for frame in both):
        return _nothing(key)
    joined = both[0].merge(both[1], on=key, how="outer", suffixes=("_old", "_new"), indicator="where")
    kept = joined[joined["where"] == "both"]
    shared = [name for name in shape.columns if all(name in frame for frame in both)]
    cells = [_cells(kept, key, name) for name in shared]
    rows = [_rows(joined, key, side, what) for side, what in (("right_only", ADDED), ("left_only", REMOVED))]
    parts = [part for part in (*cells, *rows) if len(part)]
    return pd.concat(parts, ignore_index=True) if parts else _nothing(key)


def _nothing(key: list[str]) -> pd.DataFrame:
    return pd.DataFrame(columns=[*key, "column", "what", "old", "new", "delta"])


def _keyed(frame: pd.DataFrame, key: list[str]) -> pd.DataFrame:
    """Write the key as text, alike in files of either kind."""
    return frame.assign(**{name: _text(frame[name]) for name in key if name in frame})


def _text(column: pd.Series) -> pd.Series:
    if pd.api.types.is_datetime64_any_dtype(column):
        return pd.Series(column.dt.strftime("%Y-%m-%d"), column.index)
    return column.astype("str")


def _cells(kept: pd.DataFrame, key: list[str], name: str) -> pd.DataFrame:
    old, new = _alike(kept[f"{name}_old"], kept[f"{name}_new"])
    gone, come = old.notna() & new.isna(), old.isna() & new.notna()
    if pd.api.types.is_numeric_dtype(new):
        close = np.isclose(old.astype("float64"), new.astype("float64"), rtol=CLOSE, atol=1e-9, equal_nan=True)
        differ, delta = pd.Series(~close, kept.index), new.astype("float64") - old.astype("float64")
    else:
        differ = (old != new) & ~(old.isna() & new.isna())
        delta = pd.Series(np.nan, kept.index)
    what = np.select([gone, come], [HIDDEN, SHOWN], RESTATED)
    said = kept[key].assign(column=name, what=what, old=old.map(_said), new=new.map(_said), delta=delta)
    return said[differ]


def _alike(old: pd.Series, new: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Read the cells of a text file as the kind the other edition has."""
    if pd.api.types.is_numeric_dtype(new) and not pd.api.types.is_numeric_dtype(old):
        return pd.to_numeric(old, errors="coerce"), new
    return old, new


def _said(value: object) -> str:
    if value is None or value is pd.NA or value != value:
        return "withheld"
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def _rows(joined: pd.DataFrame, key: list[str], side: str, what: str) -> pd.DataFrame:
    rows = joined.loc[joined["where"] == side, key]
    return rows.assign(column="", what=what, old="", new="", delta=np.nan)


def told(found: pd.DataFrame, shape: Shape, minimum: int) -> pd.DataFrame:
    """Keep what a public log may say of the changes of one table.

    A log must not make a change of few students readable, nor a number that is withheld now. So old numbers are told
    of the district as a whole only, and only where every count of the same part that changed did so by `minimum` or
    more, with no cell of the part withheld in one edition alone. Everything else is one word. Means and other
    statistics are always one word, because how many students stand behind a change of theirs cannot be seen.

    Returns
    -------
    pandas.DataFrame
        part, row, column, old, new; `row` to `new` are empty where the part was restated and no more is said.

    Examples
    --------
    >>> shape = Shape("n", "", "support", ("domain",), (), (), ())
    >>> cells = {"domain": "math", "support": ["Tier 1", "Tier 2"], "column": "n", "what": "restated"}
    >>> few = pd.DataFrame(cells | {"old": ["40", "60"], "new": ["41", "59"], "delta": [1.0, -1.0]})
    >>> told(few, shape, 10).to_numpy().tolist()
    [['math', '', '', '', '']]
    """
    columns = ["part", "row", "column", "old", "new"]
    if found.empty:
        return pd.DataFrame(columns=columns)
    names = [name for name in PARTS if name in shape.strata]
    whole = found[(found[list(shape.hierarchy)] == TOTAL).all(axis=1)] if shape.hierarchy else found
    shown: list[list[str]] = []
    for part, group in found.assign(_part=_named(found, names)).groupby("_part", sort=True):
        mine = whole.loc[whole.index.intersection(group.index)]
        lines = [
            line
            for _, family in mine.groupby(list(shape.strata), sort=False)
            for line in _lines(family, shape, minimum)
        ]
        shown += [[str(part), *line] for line in lines] or [[str(part), "", "", "", ""]]
    return pd.DataFrame(shown, columns=columns)


def _named(found: pd.DataFrame, names: list[str]) -> pd.Series:
    if not names:
        return pd.Series("all", found.index)
    return found[names].agg(", ".join, axis=1)


def _lines(family: pd.DataFrame, shape: Shape, minimum: int) -> list[list[str]]:
    """Say the counts and the first share of one part of the whole district, or nothing."""
    counts = family[family["column"].isin(filter(None, [shape.count, shape.denominator]))]
    large = counts["delta"].abs() >= minimum
    if not (family["what"] == RESTATED).all() or counts.empty or not large.all():
        return []
    wanted = [*filter(None, [shape.count]), *shape.percents[:1]]
    rows = family[family["column"].isin(wanted)]
    extra = [name for name in shape.strata if name not in PARTS] + [*filter(None, [shape.category])]
    place = rows[extra].agg(", ".join, axis=1) if extra else pd.Series("", rows.index)
    return [list(line) for line in zip(place, rows["column"], rows["old"], rows["new"], strict=True)]


def shape_of(described: Mapping[str, Any]) -> Shape:
    """Read a shape from what stands in the file of a table: the fields of :class:`mtss_analysis.results.Cells`."""
    flat = [entry if isinstance(entry, list | tuple) else [entry] for entry in described["hierarchy"]]
    return Shape(
        count=str(described["count"]),
        denominator=str(described["denominator"] or ""),
        category=str(described["category"] or ""),
        strata=tuple(described["strata"]),
        hierarchy=tuple(column for columns in flat for column in columns),
        percents=tuple(described["percents"]),
        statistics=tuple(described["statistics"]),
    )
