"""What the points of each series say: rate of improvement, level, aimline and distance from it."""

import numpy as np
import pandas as pd

from mtss_analysis.estimators import aimline, trend
from mtss_analysis.estimators.aimline import Aimline
from mtss_analysis.estimators.series import Floats
from mtss_analysis.growth.series import DAYS, Assembled
from mtss_analysis.growth.settings import GrowthParams
from mtss_analysis.params import MeasuresParams

WEEK_DAYS = 7.0


def signs(measure: "pd.Series[str]", measures: MeasuresParams) -> Floats:
    """Direction of each measure: +1 where higher is better (and where nobody said), −1 where lower is better."""
    known = {name: 1.0 if found.higher_is_better else -1.0 for name, found in measures.measures.items()}
    return np.asarray(measure.map(known).astype("float64").fillna(1.0), np.float64)


def aimlines(series: pd.DataFrame, points: pd.DataFrame, params: GrowthParams) -> tuple[Aimline, pd.DataFrame]:
    """Each series' aimline, and `points` with `is_baseline`: probes that the baseline was taken from.

    From the plan's own baseline at the plan's start; else from the median of the first points at the middle of their
    dates, so that chance in the first probes tilts the line as little as it can.
    """
    found = aimline.baseline(points["time"], points["score"], points["series"], points=params.baseline_points)
    first = pd.DataFrame({"score": found.score, "end": found.last_time, "begin": found.first_time}, index=found.series)
    first = first.reindex(series.index)
    own = series["baseline"].notna()
    start = series["baseline"].where(
        own | series["plan_id"].isna(), first["score"]
    )  # outside a plan nothing is aimed at
    days = DAYS[params.time_unit]
    middle = np.floor((first["begin"] + first["end"]) / 2 * days) / days  # a whole day
    start_time = middle.where(~own, 0.0).where(start.notna())
    goal_time = (series["goal_date"] - series["origin"]).dt.total_seconds() / 86_400 / days
    taken = start.notna() & (~own | (params.plan_baseline == "first_points"))
    until = first["end"].where(taken, -np.inf)
    used = points["time"].to_numpy() <= until.to_numpy()[points["series"]]
    return aimline.aimline(start_time, start, goal_time, series["goal"]), points.assign(is_baseline=used)


def estimates(
    assembled: Assembled, params: GrowthParams, measures: MeasuresParams
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Estimate every series.

    Returns
    -------
    (pandas.DataFrame, pandas.DataFrame)
        The series with n, weeks, roi … status, and the points with `aim` [score] and `is_baseline`.
    """
    series, (line, points) = assembled.series, aimlines(assembled.series, assembled.points, params)
    found = _slopes(points, params.confidence).reindex(series.index)
    found["n"] = found["n"].fillna(0).astype("int64")
    slope = np.asarray(line.slope)
    last = found.pop("last_time")
    aim_level = np.where(np.isnan(slope), np.nan, line.expected(last))
    gap = (found["level"] - aim_level) * signs(series["measure"], measures)
    begin = series["origin"] + pd.to_timedelta(np.round(line.start_time * DAYS[params.time_unit]), unit="D")
    found = found.assign(aim_start=begin, baseline=line.start, aim_roi=slope, aim_level=aim_level, gap=gap)
    found["weeks"] = found["weeks"] * (DAYS[params.time_unit] / WEEK_DAYS)
    points = points.assign(aim=line.expected(points["time"], points["series"].to_numpy()))
    return _judged(series.drop(columns="baseline").join(found).join(_dates(points)), params), points


def _slopes(points: pd.DataFrame, confidence: float) -> pd.DataFrame:
    arrays = points["time"], points["score"], points["series"]
    fit, robust = trend.ols(*arrays, confidence=confidence), trend.theil_sen(*arrays, confidence=confidence)
    sloped = np.isfinite(fit.slope)
    return pd.DataFrame(
        {
            "n": fit.n, "weeks": fit.weeks, "roi": fit.slope, "roi_se": fit.slope_se, "roi_low": fit.slope_low,
            "roi_high": fit.slope_high, "roi_theil_sen": robust.slope, "level": np.where(sloped, fit.level, np.nan),
            "last_time": fit.last_time,
        },
        index=fit.series,
    )  # fmt: skip


def _dates(points: pd.DataFrame) -> pd.DataFrame:
    return points.groupby("series").agg(first=("date", "min"), last=("date", "max"))


def _judged(series: pd.DataFrame, params: GrowthParams) -> pd.DataFrame:
    enough = (series["n"] >= params.minimum_points) & (series["weeks"] >= params.minimum_weeks) & series["roi"].notna()
    status = np.select([series["n"] == 0, enough], ["no data", "estimated"], "collect more data")
    return series.assign(enough=enough, status=pd.Series(status, index=series.index, dtype="str"))
