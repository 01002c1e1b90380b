"""Mean rates of improvement by school and group, and how many students keep pace with their aimline."""

import pandas as pd

from mtss_analysis.estimators import means
from mtss_analysis.growth.trends import signs
from mtss_analysis.intake import partitions
from mtss_analysis.params import MeasuresParams
from mtss_analysis.vocabulary import NO_DATA

STRATA = ["school_year", "domain", "measure"]


def rates(series: pd.DataFrame, measures: MeasuresParams, groups: list[str], confidence: float) -> pd.DataFrame:
    """Mean rate of improvement of the series with enough data, one series a student.

    Returns
    -------
    pandas.DataFrame
        STRATA, school_id, by, group, n [students], mean_roi, sd_roi, se, low, high [score per unit of time],
        meeting [percent of those with a goal].
    """
    rows = one_each(series[series["enough"]]).reset_index(drop=True)
    sign = signs(rows["measure"], measures)
    meets = (rows["roi"] * sign >= rows["aim_roi"] * sign).astype("float64").where(rows["aim_roi"].notna()) * 100
    rows = rows.assign(meeting=meets, tier=rows["tier"].astype("str").fillna(NO_DATA))
    found = partitions.aggregate(rows, STRATA, _summaries, districtwide=["grade", "tier", *groups])
    mean = means.mean_interval(found["n"], found["mean_roi"], found["sd_roi"], confidence)
    return found.assign(se=mean.se, low=mean.low, high=mean.high)


def one_each(series: pd.DataFrame) -> pd.DataFrame:
    """Keep, for each student × measure × school year, the series with the latest last point."""
    ordered = series.sort_values(["last", "plan_id"], kind="stable", na_position="first")
    return ordered.drop_duplicates(["student_id", *STRATA], keep="last").sort_index()


def _summaries(grouped: "pd.api.typing.DataFrameGroupBy[tuple[str, ...], bool]") -> pd.DataFrame:
    return grouped.agg(n=("roi", "size"), mean_roi=("roi", "mean"), sd_roi=("roi", "std"), meeting=("meeting", "mean"))
