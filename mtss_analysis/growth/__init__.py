"""Growth: each student's rate of improvement, its uncertainty, and its distance from the aimline."""

import pandas as pd

import mtss_analysis
from mtss_analysis.growth import groups
from mtss_analysis.growth.bends import bends, breaks
from mtss_analysis.growth.cautions import cautions, model_cautions, own_rate_cautions
from mtss_analysis.growth.completeness import with_included
from mtss_analysis.growth.conditional import against_same_start
from mtss_analysis.growth.documents import table
from mtss_analysis.growth.group_slopes import group_growth
from mtss_analysis.growth.levels import gaps, levels
from mtss_analysis.growth.norms import against_norms
from mtss_analysis.growth.pooled import pooled
from mtss_analysis.growth.result import GrowthResult
from mtss_analysis.growth.series import ALL_YEARS, assemble
from mtss_analysis.growth.settings import GrowthParams
from mtss_analysis.growth.trends import estimates
from mtss_analysis.growth.windows import between_windows, medians, window_cautions
from mtss_analysis.intake import Dataset
from mtss_analysis.params import DistrictParams, MeasuresParams
from mtss_analysis.recall import computed_once
from mtss_analysis.results import Provenance
from mtss_analysis.vocabulary import NO_DATA

__all__ = ["GrowthParams", "GrowthResult", "estimate", "gaps"]

WHO = ["student_id", "school_id", "grade", "school_year", "domain", "measure", "plan_id"]


@computed_once
def estimate(
    dataset: Dataset, params: GrowthParams, measures: MeasuresParams, district: DistrictParams
) -> GrowthResult:
    """Estimate every student's rate of improvement, and the means of groups.

    The rate is the least-squares slope with SE = SEE / sqrt(Sxx) and a t interval (Christ 2006, School Psychology
    Review 35, 128–133), beside it the Theil–Sen slope. A series with fewer points or weeks than set is "collect more
    data"; a plan without scores is "no data"; neither enters a mean. Where a measure has enough series, a multilevel
    model draws each line towards those of students alike (empirical Bayes), also for the goal's date.

    Returns
    -------
    GrowthResult
        Tables ``series``, ``points``, ``groups``, ``group_growth``, ``fan``, ``levels`` and ``models``;
        empty ones and a caution ``does_not_apply`` where the data hold no scores to follow.
    """
    assembled = assemble(dataset, params, district)
    series, points = estimates(assembled, params, measures)
    columns = [column for column in district.group_columns if (series[column] != NO_DATA).any()]
    aged = _aged(series, params)
    models = pooled(aged, points, params, measures)
    series = series.join(models.lines).join(against_same_start(series, models.fitted, params, measures))
    series = series.join(against_norms(series, params, measures))
    windows = between_windows(dataset, params, measures, district)
    by_group = with_included(groups.rates(aged, measures, columns, params.confidence), aged)
    slopes, fans = group_growth(models.fitted, by_group, series, params, measures)
    by_grade = levels(dataset, params, district, columns)
    frames = {"series": series, "points": points.join(series[WHO], on="series")}
    frames |= {"groups": by_group, "group_growth": slopes, "fan": fans, "levels": by_grade, "models": models.models}
    frames |= {"growth_percentiles": windows, "median_percentiles": medians(windows, columns)}
    return GrowthResult(
        params=params,
        tables={name: table(name, frame) for name, frame in frames.items()},
        cautions=(
            *cautions(assembled, series, by_group, by_grade, params, measures),
            *model_cautions(models.cautions, measures),
            *window_cautions(windows),
            *own_rate_cautions(by_group, slopes, measures),
            *bends(models.fitted, params, measures),
            *breaks(points, params),
        ),
        provenance=Provenance(dataset.fingerprint, _fingerprint(params, measures, district), mtss_analysis.__version__),
    )


def _aged(series: pd.DataFrame, params: GrowthParams) -> pd.DataFrame:
    return series.assign(school_year=ALL_YEARS) if params.time_unit == "year" else series


def _fingerprint(*parts: GrowthParams | MeasuresParams | DistrictParams) -> str:
    return "-".join(part.fingerprint() for part in parts)
