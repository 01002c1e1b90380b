"""Which scores form one series: the probes of a plan, or of a student in a school year."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from mtss_analysis.growth.settings import GrowthParams
from mtss_analysis.intake import Dataset, attach
from mtss_analysis.params import DistrictParams
from mtss_analysis.vocabulary import NO_DATA

ALL_YEARS = "All years"
DAYS = {"week": 7.0, "year": 365.25}
PLAN = ["plan_id", "student_id", "domain", "measure", "tier", "start", "end", "baseline", "goal", "goal_date"]
AIM = ["plan_id", "tier", "start", "baseline", "goal", "goal_date"]


@dataclass(frozen=True, slots=True)
class Assembled:
    """Series and their points.

    Attributes
    ----------
    series
        One row a series, index 0 … N−1: who, where, which measure, which plan and its goal; origin of its time.
    points
        One row a point, sorted by series and date: series, date, time since the series' origin, score, sem if known.
    off_grade, same_day
        Scores left out because their form is of another grade; scores merged because two share a day.
    """

    series: pd.DataFrame
    points: pd.DataFrame
    off_grade: int
    same_day: int


def assemble(dataset: Dataset, params: GrowthParams, district: DistrictParams) -> Assembled:
    """Form the series that growth is estimated from.

    By week, a series is a plan's measure between the plan's start and end; scores outside every plan form a series per
    student × measure × school year; a plan without scores keeps its row. By year, a series is a student × measure.
    Off-grade forms measure another scale and are left out; several scores of one day count as their median.
    """
    scores = _scores(dataset, params, district)
    on_grade = scores["form_grade"].isna() | (scores["grade"] == NO_DATA) | (scores["form_grade"] == scores["grade"])
    plans = _plans(dataset) if params.time_unit == "week" else _plans(dataset).iloc[:0]
    keyed = _keyed(scores[on_grade], plans, ALL_YEARS if params.time_unit == "year" else "")
    series = _series(keyed, plans, dataset, district)
    points, merged = _points(keyed, series, DAYS[params.time_unit])
    return Assembled(series.drop(columns=["key", "start"]), points, int((~on_grade).sum()), merged)


def _scores(dataset: Dataset, params: GrowthParams, district: DistrictParams) -> pd.DataFrame:
    scores = dataset.table("scores")
    wanted = scores["purpose"].isin([str(purpose) for purpose in params.purposes])
    scores = scores[wanted & np.isfinite(scores["score"]) & scores["date"].notna()]
    scores = scores.reindex(columns=["student_id", "domain", "measure", "date", "score", "form_grade", "sem"])
    return attach(scores.astype({"form_grade": "str", "sem": "float64"}), dataset, district, on="date").reset_index(
        drop=True
    )


def _plans(dataset: Dataset) -> pd.DataFrame:
    plans = dataset.table("interventions").reindex(columns=PLAN)
    plans = plans[plans["student_id"].notna() & plans["start"].notna()]
    return plans.astype({"baseline": "float64", "goal": "float64"}).fillna({"measure": NO_DATA}).reset_index(drop=True)


def _keyed(scores: pd.DataFrame, plans: pd.DataFrame, every_year: str) -> pd.DataFrame:
    """Scores with `plan_id` (missing outside plans) and `key`, the text that names their series."""
    both = scores.reset_index(names="row").merge(
        plans[["plan_id", "student_id", "measure", "start", "end"]], on=["student_id", "measure"]
    )
    within = both[(both["date"] >= both["start"]) & ~(both["date"] > both["end"])]
    outside = scores[~scores.index.isin(within["row"])]
    keyed = pd.concat([within.drop(columns=["row", "start", "end"]), outside], ignore_index=True)
    period = every_year if every_year else keyed["school_year"]
    loose = keyed["student_id"] + "\x1f" + keyed["measure"] + "\x1f" + period
    plan_id = keyed["plan_id"] if "plan_id" in keyed else pd.Series(np.nan, index=keyed.index)
    return keyed.assign(plan_id=plan_id.astype("str"), key=("\x1e" + plan_id.astype("str")).fillna(loose))


def _series(keyed: pd.DataFrame, plans: pd.DataFrame, dataset: Dataset, district: DistrictParams) -> pd.DataFrame:
    ordered = keyed.sort_values("date", kind="stable")
    last = ordered.drop_duplicates("key", keep="last").drop(columns=["score", "form_grade", "sem"])
    first = ordered.drop_duplicates("key").set_index("key")["date"]
    silent = plans[~plans["plan_id"].isin(last["plan_id"])]
    silent = silent.rename(columns={"start": "date"}).assign(key="\x1e" + silent["plan_id"])
    silent = silent[["plan_id", "student_id", "domain", "measure", "date", "key"]]
    both: list[pd.DataFrame] = [last, attach(silent, dataset, district, on="date")]
    rows = pd.concat(both, ignore_index=True).merge(plans[AIM], on="plan_id", how="left")
    rows = rows[rows["school_id"] == dataset.scope] if dataset.scope else rows
    begun = first.astype("datetime64[us]").reindex(rows["key"]).set_axis(rows.index)
    rows = rows.assign(origin=rows["start"].astype("datetime64[us]").fillna(begun))
    return rows.sort_values(["student_id", "measure", "origin", "key"], ignore_index=True).drop(columns="date")


def _points(keyed: pd.DataFrame, series: pd.DataFrame, days: float) -> tuple[pd.DataFrame, int]:
    keyed = keyed[keyed["key"].isin(series["key"])]
    number = pd.Series(series.index, index=series["key"])
    points = pd.DataFrame({"series": keyed["key"].map(number), "date": keyed["date"], "score": keyed["score"]})
    points = points.assign(sem=keyed["sem"])
    points = points.astype({"series": "int64"}).sort_values(["series", "date"], kind="stable", ignore_index=True)
    twice = points.duplicated(["series", "date"])
    if twice.any():
        points = points.groupby(["series", "date"], sort=True)[["score", "sem"]].median().reset_index()
    since = points["date"] - series["origin"].to_numpy()[points["series"]]
    return points.assign(time=since.dt.total_seconds() / 86_400 / days), int(twice.sum())
