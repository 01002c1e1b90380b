"""Mean level and spread of scores by grade and window, and the gaps between groups."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from mtss_analysis.estimators import means
from mtss_analysis.estimators.means import GroupSummary
from mtss_analysis.growth.series import ALL_YEARS
from mtss_analysis.growth.settings import GrowthParams
from mtss_analysis.intake import Dataset, attach, partitions
from mtss_analysis.params import DistrictParams
from mtss_analysis.vocabulary import NO_DATA, TOTAL

STRATA = ["domain", "measure", "school_year", "season", "grade"]
GAP_COLUMNS = [*STRATA, "by", "group", "n", "mean", "others_n", "others_mean", "gap", "low", "high"]


def levels(dataset: Dataset, params: GrowthParams, district: DistrictParams, groups: Sequence[str]) -> pd.DataFrame:
    """Mean, spread and interval of the scores of each grade and window, for everyone and by group.

    Of several scores of a student in one window the median counts. With annual tests grade is the axis of time, and
    school years are taken together.

    Returns
    -------
    pandas.DataFrame
        STRATA, by, group, n [students], mean, sd, se, low, high [score].
    """
    rows = _scores(dataset, params, district)
    found = partitions.aggregate(rows, STRATA, _summaries, districtwide=groups)
    found = found[found["school_id"] == TOTAL].drop(columns="school_id").reset_index(drop=True)
    mean = means.mean_interval(found["n"], found["mean"], found["sd"], params.confidence)
    return found.assign(se=mean.se, low=mean.low, high=mean.high)


def gaps(levels_frame: pd.DataFrame, by: str, reference: str = "", confidence: float = 0.95) -> pd.DataFrame:
    """How far each group's mean lies from the others', in pooled standard deviations with interval.

    Works on exact and on released levels alike: where a number is withheld the gap is missing.

    Parameters
    ----------
    levels_frame
        Rows of the table ``levels``.
    by
        The group column, such as ``"sex"``.
    reference
        Compare with this group; empty compares each group with all students who are not in it.
    confidence
        Of the interval.

    Returns
    -------
    pandas.DataFrame
        STRATA, by, group, n, mean, others_n, others_mean, gap, low, high [standard deviations]; no rows where the
        group column is not in the table.

    Examples
    --------
    >>> rows = [("All", "All", 4, 2.5, 1.29), ("sex", "F", 2, 3.5, 0.71), ("sex", "M", 2, 1.5, 0.71)]
    >>> frame = pd.DataFrame(rows, columns=["by", "group", "n", "mean", "sd"])
    >>> frame = frame.assign(domain="reading", measure="m", school_year="2024-25", season="fall", grade="1")
    >>> gaps(frame, "sex")["gap"].round(1).tolist()
    [2.8, -2.8]
    """
    groups = levels_frame[levels_frame["by"] == by]
    base = groups[groups["group"] == reference] if reference else levels_frame[levels_frame["by"] == TOTAL]
    groups = groups[groups["group"] != reference]
    pairs = groups.merge(base[[*STRATA, "n", "mean", "sd"]], on=STRATA, how="left", suffixes=("", "_base"))
    group, against = _summary(pairs, ""), _summary(pairs, "_base")
    against = against if reference else means.others(against, group)
    gap = means.standardized_gap(group, against, confidence)
    found = pairs.assign(others_n=against.n, others_mean=against.mean, gap=gap.gap, low=gap.low, high=gap.high)
    return found[GAP_COLUMNS]


def _summary(pairs: pd.DataFrame, suffix: str) -> GroupSummary:
    return GroupSummary(*(np.asarray(pairs[name + suffix], np.float64) for name in ("n", "mean", "sd")))


def _scores(dataset: Dataset, params: GrowthParams, district: DistrictParams) -> pd.DataFrame:
    scores = dataset.table("scores")
    wanted = scores["purpose"].isin([str(purpose) for purpose in params.level_purposes])
    scores = scores[wanted & np.isfinite(scores["score"]) & scores["date"].notna()]
    scores = scores[["student_id", "domain", "measure", "season", "date", "score"]].fillna({"season": NO_DATA})
    rows: pd.DataFrame = attach(scores, dataset, district, on="date")
    rows = rows[rows["school_id"] == dataset.scope] if dataset.scope else rows
    rows = rows.assign(school_year=ALL_YEARS) if params.time_unit == "year" else rows
    keys = ["student_id", *STRATA]
    if rows.duplicated(keys).any():
        middle = rows.groupby(keys, sort=False)["score"].median().reset_index()
        rows = middle.merge(rows.drop(columns=["score", "date"]).drop_duplicates(keys), on=keys)
    return rows


def _summaries(grouped: "pd.api.typing.DataFrameGroupBy[tuple[str, ...], bool]") -> pd.DataFrame:
    return grouped.agg(n=("score", "size"), mean=("score", "mean"), sd=("score", "std"))
