"""Which rows of a result's tables a page shows: its place, its latest window, its main measures."""

from collections.abc import Mapping

import pandas as pd

from mtss_analysis.results import ResultTable
from mtss_analysis.vocabulary import TOTAL, Domain, Season

SEASONS = tuple(Season)
KEPT = ["suppressed", "shown"]


def named(frame: pd.DataFrame, columns: Mapping[str, str]) -> pd.DataFrame:
    """Keep `columns` under the names to be read, and what says that a row is withheld."""
    kept = [name for name in KEPT if name in frame]
    return frame[[*columns, *kept]].rename(columns=columns).reset_index(drop=True)


def place(tables: Mapping[str, ResultTable], name: str, school: str = TOTAL) -> pd.DataFrame:
    """Return the rows of one table about one school, or about the whole district."""
    frame = tables[name].frame
    return frame[frame["school_id"] == school] if "school_id" in frame else frame


def everyone(frame: pd.DataFrame) -> pd.DataFrame:
    """Keep the rows about all students together."""
    return frame[frame["by"] == TOTAL]


def in_season_order(frame: pd.DataFrame) -> pd.DataFrame:
    """Sort by school year and screening window."""
    order = {season: position for position, season in enumerate(SEASONS)}
    return frame.sort_values(
        ["school_year", "season"],
        key=lambda column: column.map(order) if column.name == "season" else column,
        kind="stable",
    )


def latest(frame: pd.DataFrame, by: str = "measure") -> pd.DataFrame:
    """Keep, for each value of `by`, the rows of its latest window or year."""
    keys = ["school_year", "season"] if "season" in frame else ["school_year"]
    ordered = in_season_order(frame) if "season" in frame else frame.sort_values("school_year", kind="stable")
    last = ordered.groupby(by, sort=False)[keys].tail(1)
    wanted = ordered.loc[last.index, [by, *keys]]
    return ordered.merge(wanted, on=[by, *keys])


def main_measures(frame: pd.DataFrame, count: str) -> dict[str, str]:
    """Return, for each domain in the usual order, the measure that most students have a score in."""
    sizes = everyone(frame).groupby(["domain", "measure"], sort=False)[count].max().dropna().reset_index()
    largest = sizes.sort_values(count).drop_duplicates("domain", keep="last")
    found = dict(zip(largest["domain"], largest["measure"], strict=True))
    return {domain: found[domain] for domain in Domain if domain in found}


def main_measure(frame: pd.DataFrame, count: str, domain: str = "") -> str:
    """Return the main measure of one domain, or of the first domain that has one; "" if none."""
    found = main_measures(frame, count)
    return found.get(domain, "") if domain else next(iter(found.values()), "")


def in_domain_order(frame: pd.DataFrame) -> pd.DataFrame:
    """Sort by domain in the usual order, reading first, keeping the order within each."""
    order = {domain: position for position, domain in enumerate(Domain)}
    return frame.sort_values("domain", key=lambda column: column.map(order), kind="stable")
