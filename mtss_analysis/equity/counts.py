"""Students counted group by group: with a disability, by category, by placement, and removed from class or school."""

from typing import Any

import pandas as pd

from mtss_analysis.equity.children import (
    LONG,
    NEVER,
    NO,
    NOT_RECORDED,
    OTHER_CATEGORY,
    OTHER_PLACE,
    SHORT,
    YES,
    Children,
)
from mtss_analysis.equity.settings import EquityParams
from mtss_analysis.equity.significant import CHILDREN, EVENTS
from mtss_analysis.estimators.proportions import wilson
from mtss_analysis.intake import partitions
from mtss_analysis.vocabulary import TOTAL

APART, REMOVED = "apart for most of the day", "at least once"
REMOVALS = "removals in all, per child"
"""The category that counts removals and not children."""


def disability(found: Children, params: EquityParams) -> pd.DataFrame:
    """Count students with a disability: school_year, by, group, disability_said, n, enrolled, percent, low, high."""
    return _counted(found.rows, found, "disability_said", [YES, NO], "enrolled", params)


def categories(found: Children, params: EquityParams) -> pd.DataFrame:
    """Count them by category: school_year, by, group, category, n, with_a_disability, percent, low, high."""
    kinds = [*dict.fromkeys(params.categories.values()), OTHER_CATEGORY]
    return _counted(_with(found), found, "category", kinds, "with_a_disability", params)


def placements(found: Children, params: EquityParams) -> pd.DataFrame:
    """Count them by placement: school_year, by, group, placement, n, with_a_disability, percent, low, high.

    Placements apart are few, so that they are counted together: numbers of each would be withheld nearly everywhere.
    """
    rows = _with(found)
    apart = rows["placement"].isin(list(params.placements.values()))
    rows = rows.assign(placement=rows["placement"].mask(apart, APART))
    return _counted(rows, found, "placement", [OTHER_PLACE, APART], "with_a_disability", params)


def removals(found: Children, params: EquityParams) -> pd.DataFrame:
    """Count students kept out of school: school_year, by, group, out_of_school, n, enrolled, percent, low, high."""
    removed = ~found.rows["out_of_school"].isin([NEVER, NOT_RECORDED])
    rows = found.rows.assign(out_of_school=found.rows["out_of_school"].mask(removed, REMOVED))
    return _counted(rows, found, "out_of_school", [NEVER, REMOVED], "enrolled", params, own=True)


def idea(found: Children, params: EquityParams) -> pd.DataFrame:
    """Count children for the 14 categories of IDEA: school_year, category, kind, group, n, of, one row a race group.

    Identification divides by all students; placement and discipline by children with disabilities. Total removals count
    removals, the other thirteen count children; the column counts says which.
    """
    rows, served = found.rows, _with(found)
    short, long = SHORT.format(days=params.long_days), LONG.format(days=params.long_days)
    parts = [_idea(rows, rows["disability_said"] == YES, "all disabilities", "identification")]
    parts += [
        _idea(rows, rows["category"] == kind, kind, "identification")
        for kind in dict.fromkeys(params.categories.values())
    ]
    parts += [
        _idea(served, served["placement"] == kind, kind, "placement")
        for kind in dict.fromkeys(params.placements.values())
    ]
    told = served[served["removals"].notna()]
    for name, where in (("out_of_school", "out of school"), ("in_school", "in school")):
        for length in (short, long):
            parts.append(_idea(told, told[name] == length, f"removed {where}, {length}", "discipline"))
    parts.append(_idea(told, told["removals"], REMOVALS, "discipline"))
    categories_ = pd.concat(parts, ignore_index=True)
    return categories_.assign(counts=(categories_["category"] == REMOVALS).map({True: EVENTS, False: CHILDREN}))


def _with(found: Children) -> pd.DataFrame:
    return found.rows[found.rows["disability_said"] == YES]


def _idea(rows: pd.DataFrame, has: "pd.Series[Any]", category: str, kind: str) -> pd.DataFrame:
    grouped = rows.assign(_has=has.astype("float64")).groupby(["school_year", "race"], as_index=False)
    counted = grouped.agg(n=("_has", "sum"), of=("_has", "size")).rename(columns={"race": "group"})
    return counted.assign(category=category, kind=kind)[["school_year", "category", "kind", "group", "n", "of"]]


def _counted(
    rows: pd.DataFrame, found: Children, column: str, kinds: list[str], of: str, params: EquityParams, *,
    own: bool = False,
) -> pd.DataFrame:  # fmt: skip
    """Count in the whole district, group by group; a group column is left out where it is what is counted.

    "Not recorded" is an answer of its own only where it occurs: a row of nobody would cost others their numbers.
    """
    kinds = [*kinds, *([NOT_RECORDED] if (rows[column] == NOT_RECORDED).any() else [])]
    groups = [name for name in found.groups if own or name != params.disability_column]
    counted = partitions.count(rows.assign(school_id=TOTAL), ["school_year"], column, kinds, of=of, districtwide=groups)
    counted = counted[counted["school_id"] == TOTAL].drop(columns="school_id")
    counted = counted.drop_duplicates(["school_year", "by", "group", column], ignore_index=True)
    share = wilson(counted["n"], counted[of], params.confidence)
    return counted.assign(percent=100 * share.share, low=100 * share.low, high=100 * share.high)
