"""What growth gives back, and the same in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd

from mtss_analysis.growth.series import ALL_YEARS
from mtss_analysis.results import Result, ResultTable, Summary
from mtss_analysis.vocabulary import TOTAL, Domain

DOMAINS = {str(domain): place for place, domain in enumerate(Domain)}


@dataclass(frozen=True, kw_only=True)
class GrowthResult(Result):
    """Rates of improvement, their points, means by group, and levels by grade.

    Attributes
    ----------
    tables
        ``series``, ``points`` and ``models`` (team only), ``groups``, ``group_growth``, ``fan`` and ``levels``.
    """

    analysis: ClassVar[str] = "03_growth"

    @classmethod
    def summarize(cls, tables: Mapping[str, ResultTable]) -> Summary:
        """Say the growth of each measure in its latest school year: by the model, else the mean of own rates."""
        latest = _modelled(_latest(_whole(tables["groups"].frame)), tables)
        numbers = {"students": ("n", 0, ""), "growth": ("slope", 2, ""), "rate": ("mean_roi", 2, "")}
        numbers |= {"on_pace": ("meeting", 0, " %")}
        said = latest[["domain", "measure", "school_year"]].assign(
            **{name: _words(latest, *column) for name, column in numbers.items()}
        )
        said["growth"] = said["growth"].replace("No data", "no model")
        said["on_pace"] = said["on_pace"].replace("No data", "does not apply")
        if said.empty or latest["n"].fillna(1).sum() == 0:
            return Summary(NOTHING, said, READ_WITH_CARE)
        return Summary(_headline(latest, said, tables), said, READ_WITH_CARE)


NOTHING = "No student has enough scores to tell a rate of improvement yet; collect more data."
READ_WITH_CARE = (
    "A rate of improvement is the slope of the line through a student's scores; few scores make it mostly noise. "
    "Growth is read from the scores of all students together by the multilevel model; the mean of students' own rates "
    "stands beside it. Where plans end as soon as scores meet the goal, own rates end on a high and their mean is too "
    "high. Neither says why: check first whether support was delivered as planned. On pace means that a student's rate "
    "is at least the one the aimline asks for."
)


def _whole(frame: pd.DataFrame) -> pd.DataFrame:
    everyone = frame[frame["by"] == TOTAL]
    total = everyone[everyone["school_id"] == TOTAL]
    return everyone if total.empty else total


def _latest(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.sort_values("school_year", kind="stable").drop_duplicates(["domain", "measure"], keep="last")


def _modelled(latest: pd.DataFrame, tables: Mapping[str, ResultTable]) -> pd.DataFrame:
    """Add `slope`, the growth by the model, where there is one."""
    if "group_growth" not in tables:
        return latest.assign(slope=np.nan)
    keys = ["school_year", "domain", "measure"]
    slopes = _whole(tables["group_growth"].frame)[[*keys, "slope", "low", "high"]]
    slopes = slopes.rename(columns={"low": "slope_low", "high": "slope_high"})
    return latest.merge(slopes, on=keys, how="left").set_axis(latest.index)


def _words(rows: pd.DataFrame, column: str, digits: int, unit: str = "") -> "pd.Series[str]":
    """Numbers as text: the released words where withheld, "No data" where there is nothing to say."""
    numbers, withheld = rows[column].astype("float64"), rows["n"].isna()
    shown = rows["shown"] if "shown" in rows else pd.Series("withheld", index=rows.index)
    said = numbers.map(lambda value: f"{value:,.{digits}f}{unit}", na_action="ignore").astype("str")
    return said.where(numbers.notna(), shown.fillna("withheld").where(withheld, "No data"))


def _headline(latest: pd.DataFrame, said: pd.DataFrame, tables: Mapping[str, ResultTable]) -> str:
    order = latest.assign(domain=latest["domain"].map(DOMAINS), n=-latest["n"].astype("float64").fillna(0))
    place = order.sort_values(["domain", "n"], kind="stable").index[0]
    row, unit = said.loc[[place]].iloc[0], "year" if (latest["school_year"] == ALL_YEARS).any() else "week"
    where = f"In `{row['measure']}` ({row['school_year'].replace(ALL_YEARS, 'all years')})"
    modelled = pd.notna(latest.loc[place, "slope"])
    if not modelled and pd.isna(latest.loc[place, "mean_roi"]):
        return f"{where}, the mean rate of improvement is not shown ({row['rate']})."
    of_whom = f"{row['students']}{_of_how_many(latest.loc[place], tables)}"
    paced = "%" in row["on_pace"]
    if modelled:
        span = f"interval {latest.loc[place, 'slope_low']:.2f} to {latest.loc[place, 'slope_high']:.2f}"
        rest = f"; {row['on_pace']} of them kept pace with their aimline" if paced else ""
        return (
            f"{where}, students changed by {row['growth']} points a {unit} on average ({span}). Students with enough "
            f"scores for a rate of their own: {of_whom}{rest}."
        )
    pace = f"; {row['on_pace']} kept pace with their aimline" if paced else ""
    return (
        f"{where}, students with enough scores ({of_whom}) changed by {row['rate']} points a {unit} on average{pace}."
    )


def _of_how_many(row: "pd.Series[str]", tables: Mapping[str, ResultTable]) -> str:
    """Students with any score: counted where the series are at hand, as a share where only the means are."""
    if "series" not in tables:
        share = row.get("included", float("nan"))
        return "" if pd.isna(share) else f", about {share:.0f} % of those with any score"
    series = tables["series"].frame
    series = series[(series["measure"] == row["measure"]) & (series["n"] > 0)]
    if row["school_year"] != ALL_YEARS:
        series = series[series["school_year"] == row["school_year"]]
    return f" of the {series['student_id'].nunique():,} with any score"
