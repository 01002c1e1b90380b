"""The open plans of a growth result on one day, and their probes beside their aimlines."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mtss_analysis.decisions.monitored import Monitored, monitored
from mtss_analysis.decisions.settings import DecisionParams
from mtss_analysis.estimators.aimline import aimline
from mtss_analysis.estimators.posterior import MEDIAN_OF_THREE, Lines, lines, posterior
from mtss_analysis.estimators.series import Floats
from mtss_analysis.growth import GrowthResult
from mtss_analysis.growth.pooled import PRIOR
from mtss_analysis.growth.trends import signs
from mtss_analysis.intake import Dataset
from mtss_analysis.params import MeasuresParams


@dataclass(frozen=True, slots=True)
class OpenPlans:
    """Plans as of a day: `rows` (one a plan), `monitored` in the same order, `sign` of each measure, the day."""

    rows: pd.DataFrame
    monitored: Monitored
    sign: Floats
    as_of: pd.Timestamp

    def take(self, keep: NDArray[np.bool_]) -> "OpenPlans":
        """Return some of the plans; `keep` (N,)."""
        rows = self.rows[keep].reset_index(drop=True)
        return OpenPlans(rows, self.monitored.take(np.flatnonzero(keep)), self.sign[keep], self.as_of)


def all_plans(growth: GrowthResult, dataset: Dataset, params: DecisionParams, measures: MeasuresParams) -> OpenPlans:
    """Take every plan that is or was open, with all its probes."""
    rows = _dated(growth, dataset)
    sign = signs(rows["measure"], measures)
    seen = probes(growth.tables["points"].frame, rows, sign, params.probes_a_week)
    return OpenPlans(rows, seen, sign, _day(dataset.table("scores")["date"], rows, params))


def open_plans(growth: GrowthResult, dataset: Dataset, params: DecisionParams, measures: MeasuresParams) -> OpenPlans:
    """Take the plans that are open on the day asked for, with their probes up to that day.

    The day is `params.as_of`, else that of the last score; where no plan is open then, the last day on which one was.
    """
    rows = _dated(growth, dataset)
    as_of = _day(dataset.table("scores")["date"], rows, params)
    rows = rows[(rows["start"] <= as_of) & ~(rows["end"] < as_of)].reset_index(drop=True)
    sign = signs(rows["measure"], measures)
    points = growth.tables["points"].frame
    return OpenPlans(rows, probes(points[points["date"] <= as_of], rows, sign, params.probes_a_week), sign, as_of)


def _dated(growth: GrowthResult, dataset: Dataset) -> pd.DataFrame:
    """Return the series that belong to a plan, with their number and the plan's start and end."""
    dates = dataset.table("interventions")[["plan_id", "start", "end"]].drop_duplicates("plan_id")
    series = growth.tables["series"].frame
    rows = series[series["plan_id"].notna()].drop(columns=["start", "end"], errors="ignore").reset_index(names="series")
    return rows.merge(dates, on="plan_id")


def _day(scored: "pd.Series[pd.Timestamp]", plans: pd.DataFrame, params: DecisionParams) -> pd.Timestamp:
    days = scored if scored.notna().any() else plans["start"]
    wanted = pd.Timestamp(params.as_of) if params.as_of else days.max()
    ends = plans.loc[plans["start"] <= wanted, "end"]
    return wanted if ends.isna().any() or ends.empty else min(wanted, ends.max())


def probes(points: pd.DataFrame, rows: pd.DataFrame, sign: Floats, probes_a_week: float) -> Monitored:
    """Lay the points of the plans in `rows` (columns series, start, aim_start, baseline, goal …) beside their aims."""
    place = pd.Series(rows.index, index=rows["series"])
    found = points[points["series"].isin(rows["series"])]
    plan = found["series"].map(place).astype("int64")
    found = found.assign(plan=plan).sort_values(["plan", "date"], kind="stable")
    begin = rows["aim_start"].fillna(rows["start"])
    weeks = _weeks(found["date"] - begin.to_numpy()[found["plan"]])
    goal_week = _weeks(rows["goal_date"] - begin)
    goal = rows["goal"].where((rows["goal"] - rows["baseline"]) * sign >= 0)  # a goal worse than the start is no goal
    line = aimline(np.zeros(len(rows)), rows["baseline"], goal_week, goal)
    counted = ~found["is_baseline"].astype(bool)
    known = _prior(rows, _weeks(begin - rows["start"]), set(found.loc[~counted, "plan"]))
    return monitored(
        weeks, found["score"], found["plan"], line,
        sign=sign, counted=counted, prior=known, probes_a_week=probes_a_week,
    )  # fmt: skip


def _prior(rows: pd.DataFrame, later: Floats, probed: set[int]) -> Lines:
    """Return what students alike do, at the aimline's start; NaN where no model could be fitted.

    A baseline that was taken before the plan counts as the median of three probes at the aimline's start; one taken
    from the plan's own probes is among those.
    """
    level, slope, level_sd, slope_sd, tie, noise, alike = (np.asarray(rows[name], np.float64) for name in PRIOR)
    known = lines(level, slope, level_sd**2, tie * level_sd * slope_sd, slope_sd**2, noise**2, np.nan_to_num(alike))
    known = known.later(later)
    before = np.flatnonzero(rows["baseline"].notna() & ~rows.index.isin(list(probed)))
    return posterior(known, np.zeros(len(before)), rows["baseline"].to_numpy()[before], before, 1 / MEDIAN_OF_THREE)


def _weeks(spans: "pd.Series[pd.Timedelta]") -> Floats:
    return np.asarray(spans.dt.total_seconds(), np.float64) / (7 * 86_400)
