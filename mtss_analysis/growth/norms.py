"""Rates and scores against the norms a district supplied; without a norm, nothing is compared."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from mtss_analysis.estimators.series import Floats
from mtss_analysis.growth.settings import GrowthParams
from mtss_analysis.params import MeasuresParams
from mtss_analysis.vocabulary import Season

COLUMNS = ["norm_roi", "norm_percentile", "norm_percentile_low", "norm_percentile_high", "norm_status"]
COMPARED, NO_NORM = "compared", "no norm"


def against_norms(series: pd.DataFrame, params: GrowthParams, measures: MeasuresParams) -> pd.DataFrame:
    """Compare each series' rate of improvement with the weekly growth of the norm group in its measure and grade.

    Returns
    -------
    pandas.DataFrame
        COLUMNS for each series: the norm group's median rate; the percentile of the student's rate, and of the ends of
        its interval; compared, no norm, collect more data, or no data. Percentiles beyond the printed ones are the
        outermost printed one.
    """
    found = pd.DataFrame(np.nan, index=series.index, columns=COLUMNS[:-1])
    has = pd.Series(False, index=series.index)
    weekly = series[series["enough"]] if params.time_unit == "week" else series.iloc[:0]
    keys = zip(series["measure"], series["grade"], strict=True)
    known = {key: printed for key in set(keys) if (printed := _growth(measures, *key)) and params.time_unit == "week"}
    for (measure, grade), printed in known.items():
        has |= (series["measure"] == measure) & (series["grade"] == grade)
        rows = weekly[(weekly["measure"] == measure) & (weekly["grade"] == grade)]
        places = [percentiles(rows[name], printed) for name in ("roi", "roi_low", "roi_high")]
        middle = np.interp(50, sorted(printed), [printed[percent] for percent in sorted(printed)])
        ends = np.sort(np.column_stack(places[1:]), axis=1)
        found.loc[rows.index, COLUMNS[:-1]] = np.column_stack([np.full(len(rows), middle), places[0], ends])
    compared = found["norm_percentile"].notna()
    words = np.select([~has, compared], [NO_NORM, COMPARED], series["status"].to_numpy(str))
    return found.assign(norm_status=pd.Series(words, index=series.index, dtype="str"))


def _growth(measures: MeasuresParams, measure: str, grade: str) -> Mapping[int, float]:
    norms = measures.measures[measure].norms if measure in measures.measures else None
    return norms.weekly_growth.get(grade, {}) if norms else {}


def score_percentiles(rows: pd.DataFrame, measures: MeasuresParams) -> Floats:
    """Percentile of each score in the norm group of its measure, grade and season, NaN where there is no norm.

    `rows` holds measure, grade, season and score, shape (rows, 4 or more).
    """
    found = np.full(len(rows), np.nan)
    for name, described in measures.measures.items():
        for grade, seasons in (described.norms.scores if described.norms else {}).items():
            for season, printed in seasons.items():
                here = (rows["measure"] == name) & (rows["grade"] == grade) & (rows["season"] == str(Season(season)))
                found[here.to_numpy()] = percentiles(rows.loc[here, "score"], printed)
    return found


def percentiles(values: "pd.Series[float]", printed: Mapping[int, float]) -> Floats:
    """Read the percentile of each value between the printed ones, shape (n,); beyond them, the outermost.

    Examples
    --------
    >>> percentiles(pd.Series([5.0, 12.5, 99.0]), {25: 10.0, 50: 15.0, 75: 22.0})
    array([25. , 37.5, 75. ])
    """
    percents = np.array(sorted(printed), np.float64)
    known = np.array([printed[int(percent)] for percent in percents])
    order = np.argsort(known, kind="stable")
    numbers = values.to_numpy(np.float64)
    return np.where(np.isnan(numbers), np.nan, np.interp(numbers, known[order], percents[order]))
