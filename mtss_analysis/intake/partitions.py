"""Aggregate rows of students over school × group, always with the total of each.

Every aggregate table has the columns `school_id`, `by` and `group`. `school_id="All"` is the district; `by="All"`,
`group="All"` is everyone; every other value of `by` names a column of the roster, whose groups sum to everyone.
"""

from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd

from mtss_analysis.vocabulary import TOTAL

Aggregation = Callable[[Any], "pd.Series[Any] | pd.DataFrame"]
"""From a grouped frame to one row a group."""

PLACE = ["school_id", "by", "group"]
"""The columns that say whom a row of an aggregate table stands for."""


def aggregate(
    frame: pd.DataFrame,
    strata: Sequence[str],
    aggregation: Aggregation,
    *,
    districtwide: Sequence[str] = (),
    schoolwise: Sequence[str] = (),
) -> pd.DataFrame:
    """Aggregate within every stratum: the district by each of `districtwide`, each school by each of `schoolwise`.

    Parameters
    ----------
    frame
        One row a student in a stratum, with `school_id`, the strata and the group columns, none of them missing.
    strata
        Columns whose values are never added together.
    aggregation
        Such as ``lambda grouped: grouped.size().rename("n")``.
    districtwide, schoolwise
        Group columns; the total ("All") is always there as well.

    Returns
    -------
    pandas.DataFrame
        Columns: strata, school_id, by, group, and what `aggregation` gives. Only groups that occur have rows.

    Examples
    --------
    >>> frame = pd.DataFrame({"school_id": ["A", "A", "B"], "grade": ["1", "2", "2"]})
    >>> aggregate(frame, [], lambda g: g.size().rename("n"), schoolwise=["grade"])[["school_id", "group", "n"]]
      school_id group  n
    0       All   All  3
    1         A   All  2
    2         B   All  1
    3         A     1  1
    4         A     2  1
    5         B     2  1
    """
    keys = dict.fromkeys([*strata, "school_id", *districtwide, *schoolwise])
    coded = frame.assign(**{TOTAL: TOTAL}).astype(dict.fromkeys([*keys, TOTAL], "category"))
    cells = [(False, by) for by in (TOTAL, *districtwide)] + [(True, by) for by in (TOTAL, *schoolwise)]
    parts = [_partition(coded, list(strata), aggregation, by, in_schools=inside) for inside, by in cells]
    found = pd.concat(parts, ignore_index=True)
    return found.astype(dict.fromkeys([*strata, *PLACE], "str"))


def _partition(
    coded: pd.DataFrame, strata: list[str], aggregation: Aggregation, by: str, *, in_schools: bool
) -> pd.DataFrame:
    keys = [*strata, *(["school_id"] if in_schools else []), by]
    found = aggregation(coded.groupby(keys, observed=True)).reset_index()
    found = found.rename(columns={by: "group"}).assign(by=by)
    if not in_schools:
        found["school_id"] = TOTAL
    front = [*strata, *PLACE]
    return found[[*front, *(name for name in found.columns if name not in front)]]


def count(
    frame: pd.DataFrame,
    strata: Sequence[str],
    category: str,
    values: Sequence[str],
    *,
    of: str,
    districtwide: Sequence[str] = (),
    schoolwise: Sequence[str] = (),
) -> pd.DataFrame:
    """Count students per value of `category`: a complete grid with zeros, and the row "All" that the others sum to.

    Columns as in :func:`aggregate`, then `category`, `n` [students] and `of` [students], the total of the cell.

    Examples
    --------
    >>> frame = pd.DataFrame({"school_id": ["A", "A"], "status": ["tested", "tested"]})
    >>> count(frame, [], "status", ["tested", "not tested"], of="enrolled").query("school_id == 'All'")
      school_id   by group      status  n  enrolled
    0       All  All   All      tested  2         2
    1       All  All   All  not tested  0         2
    2       All  All   All         All  2         2
    """
    one_hot = frame.assign(**{value: (frame[category] == value).astype("int64") for value in values})
    sums = aggregate(
        one_hot, strata, lambda grouped: grouped[list(values)].sum(), districtwide=districtwide, schoolwise=schoolwise
    )
    sums[TOTAL] = sums[of] = sums[list(values)].sum(axis=1)
    front = [*strata, *PLACE]
    order = {name: place for place, name in enumerate((*values, TOTAL))}
    long = sums.melt([*front, of], [*values, TOTAL], category, "n", ignore_index=False)
    long = long.assign(_order=long[category].map(order)).rename_axis("_row").reset_index()
    long = long.sort_values(["_row", "_order"], ignore_index=True).astype({category: "str"})
    return long[[*front, category, "n", of]]
