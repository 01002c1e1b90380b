"""What growth gives back: its tables, documented, and the same in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import pandas as pd

from mtss_analysis.growth.series import ALL_YEARS
from mtss_analysis.results import Cells, ColumnDoc, Level, Result, ResultTable, Summary
from mtss_analysis.vocabulary import TOTAL, Domain

DOMAINS = {str(domain): place for place, domain in enumerate(Domain)}
_RATE = "score/week or score/year"
_WHO = (
    ColumnDoc("student_id", "identifier of the student"),
    ColumnDoc("school_id", "school on the day of the last score (of a plan without scores: on its first day)"),
    ColumnDoc("grade", "grade on that day"),
    ColumnDoc("school_year", "school year of that day"),
    ColumnDoc("domain", "what was measured"),
    ColumnDoc("measure", "name of the measure"),
    ColumnDoc("plan_id", "plan the series belongs to; empty outside plans"),
)
SERIES_DOCS = (
    *_WHO,
    ColumnDoc("tier", "tier of support of the plan; empty outside plans"),
    ColumnDoc("n", "points", "points"),
    ColumnDoc("weeks", "time from first to last point", "weeks"),
    ColumnDoc("first", "day of the first point"),
    ColumnDoc("last", "day of the last point"),
    ColumnDoc("aim_start", "day the aimline starts: the plan's first day, else the middle of the baseline points"),
    ColumnDoc("baseline", "start of the aimline: the plan's baseline, else the median of the first points", "score"),
    ColumnDoc("goal", "score the plan aims for", "score"),
    ColumnDoc("goal_date", "day by which the goal is to be reached"),
    ColumnDoc("roi", "rate of improvement: slope of the least-squares line", _RATE),
    ColumnDoc("roi_se", "standard error of the rate", _RATE),
    ColumnDoc("roi_low", "lower end of its t interval", _RATE),
    ColumnDoc("roi_high", "upper end of its t interval", _RATE),
    ColumnDoc("roi_theil_sen", "rate by Theil and Sen, which odd scores hardly move", _RATE),
    ColumnDoc("level", "the least-squares line at the last point", "score"),
    ColumnDoc("aim_roi", "rate the aimline asks for", _RATE),
    ColumnDoc("aim_level", "the aimline at the last point", "score"),
    ColumnDoc("gap", "level minus aimline, positive when better than the aimline", "score"),
    ColumnDoc("eb_roi", "rate of improvement in the light of all series alike (empirical Bayes)", _RATE),
    ColumnDoc("eb_roi_se", "its posterior standard deviation", _RATE),
    ColumnDoc("eb_level", "level at the last point, likewise", "score"),
    ColumnDoc("eb_level_se", "its posterior standard deviation", "score"),
    ColumnDoc("goal_expected", "expected true score on the goal's date, if the line goes on", "score"),
    ColumnDoc("goal_low", "lower end of its interval", "score"),
    ColumnDoc("goal_high", "upper end of its interval", "score"),
    ColumnDoc("goal_chance", "probability that the true score is at the goal on its date", "probability"),
    ColumnDoc("goal_chance_observed", "probability that one probe on that date is at the goal", "probability"),
    ColumnDoc("prior_level", "mean level of students alike at the plan's start, or at the first point", "score"),
    ColumnDoc("prior_roi", "mean rate of improvement of students alike", _RATE),
    ColumnDoc("prior_level_sd", "how much levels of students alike differ (standard deviation)", "score"),
    ColumnDoc("prior_roi_sd", "how much their rates differ (standard deviation)", _RATE),
    ColumnDoc("prior_tie", "correlation of their levels and rates"),
    ColumnDoc("noise_sd", "spread of one score around a student's line", "score"),
    ColumnDoc("noise_correlation", "correlation of the errors of two scores a unit of time apart"),
    ColumnDoc("enough", "the series has the fewest points and weeks that an estimate needs"),
    ColumnDoc("status", "estimated, collect more data, or no data"),
)  # fmt: skip
POINT_DOCS = (
    *_WHO,
    ColumnDoc("series", "number of the row in the table series, from 0"),
    ColumnDoc("date", "day of the score"),
    ColumnDoc("time", "time since the plan's start, or since the first point", "weeks or years"),
    ColumnDoc("score", "the score; the median if there were several that day", "score"),
    ColumnDoc("is_baseline", "the baseline was taken from this point and others like it"),
    ColumnDoc("aim", "the aimline on that day", "score"),
)
GROUP_DOCS = (
    ColumnDoc("school_year", "school year of the last score; All years when the rate is per year"),
    ColumnDoc("domain", "what was measured"),
    ColumnDoc("measure", "name of the measure"),
    ColumnDoc("school_id", "school; All is the district"),
    ColumnDoc("by", "what forms the groups; All is everyone"),
    ColumnDoc("group", "the group; All is everyone"),
    ColumnDoc("n", "students with enough points for an estimate", "students"),
    ColumnDoc("mean_roi", "mean rate of improvement", _RATE),
    ColumnDoc("sd_roi", "standard deviation of the rates, noise included", _RATE),
    ColumnDoc("se", "standard error of the mean", _RATE),
    ColumnDoc("low", "lower end of the mean's t interval", _RATE),
    ColumnDoc("high", "upper end of the mean's t interval", _RATE),
    ColumnDoc("meeting", "of those with a goal: rate at least as good as the aimline's", "percent"),
    ColumnDoc("included", "district: students with enough points, of those with any, to the nearest ten", "percent"),
)
LEVEL_DOCS = (
    ColumnDoc("domain", "what was measured"),
    ColumnDoc("measure", "name of the measure"),
    ColumnDoc("school_year", "school year; All years when grade is the axis of time"),
    ColumnDoc("season", "screening window"),
    ColumnDoc("grade", "grade"),
    ColumnDoc("by", "what forms the groups; All is everyone"),
    ColumnDoc("group", "the group; All is everyone"),
    ColumnDoc("n", "students with a score", "students"),
    ColumnDoc("mean", "mean score", "score"),
    ColumnDoc("sd", "standard deviation of scores", "score"),
    ColumnDoc("se", "standard error of the mean", "score"),
    ColumnDoc("low", "lower end of the mean's t interval", "score"),
    ColumnDoc("high", "upper end of the mean's t interval", "score"),
)
MODEL_DOCS = (
    ColumnDoc("school_year", "school year of the last score; All years when the rate is per year"),
    ColumnDoc("domain", "what was measured"),
    ColumnDoc("measure", "name of the measure"),
    ColumnDoc("part", "fixed effect, or standard deviation of what differs"),
    ColumnDoc("term", "the effect: for all, or what a grade or tier adds; growth is per unit of time"),
    ColumnDoc("estimate", "estimate", "score, or score/week or score/year"),
    ColumnDoc("se", "standard error", "as estimate"),
    ColumnDoc("df", "Satterthwaite degrees of freedom"),
    ColumnDoc("low", "lower end of the t interval", "as estimate"),
    ColumnDoc("high", "upper end of the t interval", "as estimate"),
    ColumnDoc("series", "series in the model", "series"),
    ColumnDoc("scores", "scores in the model", "scores"),
    ColumnDoc("schools", "schools in the model", "schools"),
)
COLUMNS = {
    "series": SERIES_DOCS,
    "points": POINT_DOCS,
    "groups": GROUP_DOCS,
    "levels": LEVEL_DOCS,
    "models": MODEL_DOCS,
}
ROWS = {
    "series": "one row is one series of a student's scores on one measure",
    "points": "one row is one point of a series",
    "groups": "one row is a group of students with an estimated rate, in a school year, measure and school",
    "models": "one row is a term of the multilevel model of a measure and school year",
    "levels": "one row is a group of students with a score, in a measure, window and grade",
}
CELLS = {
    "groups": Cells(
        "n", ("school_year", "domain", "measure"), ("school_id", ("by", "group")),
        statistics=("mean_roi", "sd_roi", "se", "low", "high", "meeting", "included"),
    ),
    "levels": Cells(
        "n", ("domain", "measure", "school_year", "season", "grade"), (("by", "group"),),
        statistics=("mean", "sd", "se", "low", "high"),
    ),
}  # fmt: skip


def table(name: str, frame: pd.DataFrame) -> ResultTable:
    """Document one table of the result; columns beyond the documented ones are left out."""
    columns = COLUMNS[name]
    frame = frame.reindex(columns=[column.name for column in columns])
    level: Level = "staff" if name == "models" else "aggregate" if name in CELLS else "student"
    return ResultTable(name, ROWS[name], frame, columns, level, CELLS.get(name))


@dataclass(frozen=True, kw_only=True)
class GrowthResult(Result):
    """Rates of improvement, their points, means by group, and levels by grade.

    Attributes
    ----------
    tables
        ``series``, ``points`` and ``models`` (team only), ``groups`` and ``levels``.
    """

    analysis: ClassVar[str] = "03_growth"

    @classmethod
    def summarize(cls, tables: Mapping[str, ResultTable]) -> Summary:
        """Say the mean rate of improvement of each measure in its latest school year."""
        latest = _latest(_whole(tables["groups"].frame))
        numbers = {"students": ("n", 0, ""), "rate": ("mean_roi", 2, ""), "on_pace": ("meeting", 0, " %")}
        said = latest[["domain", "measure", "school_year"]].assign(
            **{name: _words(latest, *column) for name, column in numbers.items()}
        )
        said["on_pace"] = said["on_pace"].replace("No data", "does not apply")
        if said.empty or latest["n"].fillna(1).sum() == 0:
            return Summary(NOTHING, said, READ_WITH_CARE)
        return Summary(_headline(latest, said, tables), said, READ_WITH_CARE)


NOTHING = "No student has enough scores to tell a rate of improvement yet; collect more data."
READ_WITH_CARE = (
    "A rate of improvement is the slope of the line through a student's scores; few scores make it mostly noise. "
    "It says nothing about why: check first whether support was delivered as planned. On pace means that the rate is "
    "at least the one the aimline asks for."
)


def _whole(frame: pd.DataFrame) -> pd.DataFrame:
    everyone = frame[frame["by"] == TOTAL]
    total = everyone[everyone["school_id"] == TOTAL]
    return everyone if total.empty else total


def _latest(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.sort_values("school_year", kind="stable").drop_duplicates(["domain", "measure"], keep="last")


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
    if pd.isna(latest.loc[place, "mean_roi"]):
        return f"{where}, the mean rate of improvement is not shown ({row['rate']})."
    pace = f"; {row['on_pace']} kept pace with their aimline" if "%" in row["on_pace"] else ""
    return (
        f"{where}, students with enough scores ({row['students']}{_of_how_many(latest.loc[place], tables)}) changed by "
        f"{row['rate']} points a {unit} on average{pace}."
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
