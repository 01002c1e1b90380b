"""Aggregate rows of students over school × group, always with the total of each.

Every aggregate table has the columns `school_id`, `by` and `group`. `school_id="All"` is the district; `by="All"`,
`group="All"` is everyone; every other value of `by` names a column of the roster, whose groups sum to everyone.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mtss_analysis.vocabulary import TOTAL

Aggregation = Callable[[Any], "pd.Series[Any] | pd.DataFrame"]
"""From a grouped frame to one row a group."""

Codes = NDArray[np.int64]

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
    stratum, known = _coded(frame, list(strata))
    district = (stratum, 0 * stratum, [TOTAL])
    schools = (stratum, *_factorized(frame["school_id"]))
    cells = [(district, by) for by in (TOTAL, *districtwide)] + [(schools, by) for by in (TOTAL, *schoolwise)]
    found = pd.concat([_partition(frame, aggregation, places, by) for places, by in cells], ignore_index=True)
    named = known.take(np.asarray(found.pop("_stratum"), np.int64)).reset_index(drop=True)
    return pd.concat([named, found.astype(dict.fromkeys(PLACE, "str"))], axis=1)


def _coded(frame: pd.DataFrame, columns: list[str]) -> tuple[Codes, pd.DataFrame]:
    """Give each row the number of its stratum, and list the strata in order."""
    if not columns:
        return np.zeros(len(frame), np.int64), pd.DataFrame(index=range(1))
    grouped = frame.groupby(columns, sort=True)
    return np.asarray(grouped.ngroup(), np.int64), grouped.size().reset_index()[columns].astype("str")


def _factorized(values: "pd.Series[str]") -> tuple[Codes, list[str]]:
    codes, found = pd.factorize(values, sort=True)
    return np.asarray(codes, np.int64), [str(value) for value in found]


def _partition(
    frame: pd.DataFrame, aggregation: Aggregation, places: tuple[Codes, Codes, list[str]], by: str
) -> pd.DataFrame:
    """Aggregate one partition by one whole-number key; names are put back on the few rows that come out."""
    stratum, school, schools = places
    group, groups = (0 * stratum, [TOTAL]) if by == TOTAL else _factorized(frame[by])
    key = (stratum * len(schools) + school) * max(len(groups), 1) + group
    found = aggregation(frame.groupby(key, sort=True))
    rest, at_group = np.divmod(np.asarray(found.index, np.int64), max(len(groups), 1))
    at_stratum, at_school = np.divmod(rest, max(len(schools), 1))
    labels = {"school_id": _taken(schools, at_school), "by": by, "group": _taken(groups, at_group)}
    front = pd.DataFrame({"_stratum": at_stratum} | labels)
    return pd.concat([front, found.reset_index(drop=True)], axis=1)


def _taken(labels: list[str], places: Codes) -> NDArray[np.object_]:
    return np.array(labels, dtype=object)[places]


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
