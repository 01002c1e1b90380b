"""Which rows of a result's tables are published, and the rows of zero that are missing among them.

A row that is missing tells that nobody is there. Where another row of the same stratum shows
that the place or the category exists, the missing row is added with a count of 0, and a zero is
withheld like any small number.
"""

from collections import defaultdict
from collections.abc import Mapping

import pandas as pd

from mtss_analysis.privacy.linkage import Place, row_keys
from mtss_analysis.results import Cells, ResultTable
from mtss_analysis.vocabulary import TOTAL


def one_way(table: ResultTable) -> ResultTable:
    """Keep rows that break the total down along one hierarchy at most: by school or by group, not both."""
    depth = pd.Series(0, index=table.frame.index)
    for entry in _cells(table).hierarchy:
        depth += (table.frame[entry if isinstance(entry, str) else entry[0]] != TOTAL).astype(int)
    return table.with_frame(table.frame[depth <= 1].reset_index(drop=True))


def completed(tables: Mapping[str, ResultTable]) -> dict[str, ResultTable]:
    """Give tables with the same strata and hierarchies the same places, and every place all categories.

    Parameters
    ----------
    tables
        Aggregate tables with Cells.

    Returns
    -------
    dict
        The tables, with rows added at the end: count and denominator 0, all else missing.
    """
    places: dict[Place, set[Place]] = defaultdict(set)
    for table in tables.values():
        for stratum, place, _ in row_keys(table):
            places[_family(table), stratum].add(place)
    return {name: _filled(table, places) for name, table in tables.items()}


def _filled(table: ResultTable, places: Mapping[Place, set[Place]]) -> ResultTable:
    present: dict[Place, set[tuple[object, str]]] = defaultdict(set)
    for stratum, place, category in row_keys(table):
        present[stratum].add((place, category))
    rows = []
    for stratum, pairs in sorted(present.items(), key=str):
        categories = sorted({category for _, category in pairs})
        for place in sorted(places[_family(table), stratum], key=str):
            missing = [category for category in categories if (place, category) not in pairs]
            rows += [_row(table, (*stratum, *place), category) for category in missing]
    if not rows:
        return table
    added = pd.DataFrame(rows).reindex(columns=table.frame.columns).astype(table.frame.dtypes.to_dict())
    return table.with_frame(pd.concat([table.frame, added], ignore_index=True))


def _row(table: ResultTable, place: Place, category: str) -> dict[str, object]:
    cells = _cells(table)
    row: dict[str, object] = {**dict(place), cells.count: 0}
    if cells.category:
        row[cells.category] = category
    if cells.denominator:
        row[cells.denominator] = _denominator(table, place)
    return row


def _denominator(table: ResultTable, place: Place) -> object:
    """Return the denominator that other rows of the same place have, or 0."""
    same = pd.Series(True, index=table.frame.index)
    for column, value in place:
        same &= table.frame[column].astype("str") == value
    known = table.frame.loc[same, str(_cells(table).denominator)]
    return 0 if known.empty else known.iloc[0]


def _family(table: ResultTable) -> Place:
    return _cells(table).strata, _cells(table).hierarchy


def _cells(table: ResultTable) -> Cells:
    return table.cells or Cells()
