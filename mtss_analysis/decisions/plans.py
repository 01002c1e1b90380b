"""The open plans of a growth result on one day, and their probes beside their aimlines."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from mtss_analysis.decisions.monitored import Monitored, monitored
from mtss_analysis.decisions.settings import DecisionParams
from mtss_analysis.estimators.aimline import aimline
from mtss_analysis.estimators.series import Floats
from mtss_analysis.growth import GrowthResult
from mtss_analysis.growth.trends import signs
from mtss_analysis.intake import Dataset
from mtss_analysis.params import MeasuresParams


@dataclass(frozen=True, slots=True)
class OpenPlans:
    """Plans open on a day: `rows` (one a plan), `monitored` in the same order, `sign` of each measure, the day."""

    rows: pd.DataFrame
    monitored: Monitored
    sign: Floats
    as_of: pd.Timestamp


def open_plans(growth: GrowthResult, dataset: Dataset, params: DecisionParams, measures: MeasuresParams) -> OpenPlans:
    """Take the plans that are open on the day asked for, with their probes up to that day.

    The day is `params.as_of`, else that of the last score; where no plan is open then, the last day on which one was.
    """
    dates = dataset.table("interventions")[["plan_id", "start", "end"]].drop_duplicates("plan_id")
    series = growth.tables["series"].frame
    rows = series[series["plan_id"].notna()].drop(columns=["start", "end"], errors="ignore").reset_index(names="series")
    rows = rows.merge(dates, on="plan_id")
    as_of = _day(dataset.table("scores")["date"], rows, params)
    rows = rows[(rows["start"] <= as_of) & ~(rows["end"] < as_of)].reset_index(drop=True)
    sign = signs(rows["measure"], measures)
    return OpenPlans(rows, _probes(growth.tables["points"].frame, rows, sign, as_of), sign, as_of)


def _day(scored: "pd.Series[pd.Timestamp]", plans: pd.DataFrame, params: DecisionParams) -> pd.Timestamp:
    days = scored if scored.notna().any() else plans["start"]
    wanted = pd.Timestamp(params.as_of) if params.as_of else days.max()
    ends = plans.loc[plans["start"] <= wanted, "end"]
    return wanted if ends.isna().any() or ends.empty else min(wanted, ends.max())


def _probes(points: pd.DataFrame, rows: pd.DataFrame, sign: Floats, as_of: pd.Timestamp) -> Monitored:
    place = pd.Series(rows.index, index=rows["series"])
    probes = points[points["series"].isin(rows["series"]) & (points["date"] <= as_of)]
    plan = probes["series"].map(place).astype("int64")
    probes = probes.assign(plan=plan).sort_values(["plan", "date"], kind="stable")
    begin = rows["aim_start"].fillna(rows["start"])
    weeks = _weeks(probes["date"] - begin.to_numpy()[probes["plan"]])
    goal_week = _weeks(rows["goal_date"] - begin)
    goal = rows["goal"].where((rows["goal"] - rows["baseline"]) * sign >= 0)  # a goal worse than the start is no goal
    line = aimline(np.zeros(len(rows)), rows["baseline"], goal_week, goal)
    return monitored(
        weeks, probes["score"], probes["plan"], line, sign=sign, counted=~probes["is_baseline"].astype(bool)
    )


def _weeks(spans: "pd.Series[pd.Timedelta]") -> Floats:
    return np.asarray(spans.dt.total_seconds(), np.float64) / (7 * 86_400)
