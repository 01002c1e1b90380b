"""What a reader must know before using a growth result."""

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from mtss_analysis.estimators import trend
from mtss_analysis.growth.completeness import over_different_grades
from mtss_analysis.growth.series import Assembled
from mtss_analysis.growth.settings import GrowthParams
from mtss_analysis.params import MeasuresParams
from mtss_analysis.results import Caution
from mtss_analysis.vocabulary import TOTAL

DOES_NOT_APPLY = Caution(
    "does_not_apply", "all", "The data hold no scores to follow over time, so this page has nothing to say yet."
)
ASSUMPTIONS = Caution(
    "straight_line", "roi",
    "A rate of improvement assumes a straight line and scores whose chance errors are independent. Where neighbouring "
    "errors are alike, its standard error is too small and its interval too short.",
)  # fmt: skip


def cautions(
    assembled: Assembled,
    series: pd.DataFrame,
    groups: pd.DataFrame,
    levels: pd.DataFrame,
    params: GrowthParams,
    measures: MeasuresParams,
) -> tuple[Caution, ...]:
    """Collect the cautions that this result calls for; none names a student."""
    if series.empty and levels.empty:
        return (DOES_NOT_APPLY,)
    told = (*_data(assembled, series), *_alike(series, assembled.points, measures))
    return (ASSUMPTIONS, *told, *_means(series, groups, measures), *_noise(assembled.points, params))


def _data(assembled: Assembled, series: pd.DataFrame) -> Iterator[Caution]:
    if series.empty or not series["enough"].any():
        yield Caution("no_rates", "roi", "No series has enough points for a rate of improvement; collect more data.")
    elif not series["enough"].all():
        yield Caution(
            "few_points", "roi", "Some series have too few points: collect more data. They are part of no mean."
        )
    if assembled.off_grade:
        yield Caution("off_grade", "roi", "Scores on forms of another grade were left out: they are on another scale.")
    if assembled.same_day:
        yield Caution("same_day", "roi", "Where a student has several scores on one day, their median counts.")


def _alike(series: pd.DataFrame, points: pd.DataFrame, measures: MeasuresParams) -> Iterator[Caution]:
    """Name the measures on which most series with enough scores hold one score over and over."""
    same = points.groupby("series")["score"].nunique().reindex(series.index) == 1
    share = same[series["enough"].astype("bool")].groupby(series["measure"]).mean()
    names = [_label(str(measure), measures) for measure in share.index[share > MOST]]
    if names:
        yield Caution(
            "scores_alike", "roi",
            f"Most students have the same score every time ({'; '.join(names)}). Scores of a person vary, so ask if "
            "the export repeats one; until then rates of zero there, and shares on pace, say nothing about growth.",
        )  # fmt: skip


def _means(series: pd.DataFrame, groups: pd.DataFrame, measures: MeasuresParams) -> Iterator[Caution]:
    """Say whom the means leave out, and whether they join students of different grades."""
    latest = groups.sort_values("school_year").dropna(subset=["included"]).drop_duplicates("measure", keep="last")
    shares = [
        f"{_label(measure, measures)} about {included:.0f} %"
        for measure, included in zip(latest["measure"], latest["included"], strict=True)
    ]
    if shares:
        yield Caution(
            "part_of_students", "roi",
            f"Not every student with a score had enough scores for a rate ({'; '.join(shares)} of them). The means "
            "stand for those who had; the others may differ.", TOTAL,
        )  # fmt: skip
    mixed = [_label(measure, measures) for measure in over_different_grades(series)]
    if mixed:
        yield Caution(
            "different_grades", "roi",
            f"Students were measured over different grades ({'; '.join(mixed)}). Where growth slows with age, means of "
            "groups or schools whose students were measured in different grades are not comparable.",
        )  # fmt: skip


def own_rate_cautions(groups: pd.DataFrame, slopes: pd.DataFrame, measures: MeasuresParams) -> Iterator[Caution]:
    """Say where the mean of students' own rates lies clearly beside the growth that the model reads."""
    both = groups.assign(slope=slopes["slope"])
    both = both[(both["school_id"] == TOTAL) & (both["by"] == TOTAL)]
    apart = (both["mean_roi"] - both["slope"]).abs() > CLEARLY * both["se"]
    names = sorted({_label(measure, measures) for measure in both.loc[apart, "measure"]})
    if names:
        yield Caution(
            "own_rates", "mean_roi",
            f"The mean of students' own rates lies clearly beside the growth of the model ({'; '.join(names)}). Series "
            "that end once a goal is met, or that differ in length, do this: each short one counts as much as a long "
            "one. Read growth from the model.", TOTAL,
        )  # fmt: skip


MOST = 0.5
"""Share of series beyond which a caution speaks of most."""
CLEARLY = 2.0
"""Distance from which on two means are told apart [standard errors]."""
MODELS = {
    "too_few_to_pool": "Too few series for a multilevel model ({}): pooled rates and chances are not given.",
    "not_pooled": "The scores do not allow a multilevel model ({}): pooled rates and chances are not given.",
    "not_converged": "The search for a multilevel model did not end ({}): pooled rates and chances are not given.",
    "correlation_one_students": "Level and growth of students cannot be told apart ({}); pooled intervals are short.",
    "no_spread_of_slopes_students": "The data show no difference in growth between students beyond noise ({}).",
}
"""What a reader of pooled rates must know, by the code of the model's caution."""


def model_cautions(found: Mapping[str, list[str]], measures: MeasuresParams) -> tuple[Caution, ...]:
    """Say what limits the multilevel models, with the measures concerned."""
    said = [
        (code, text.format("; ".join(dict.fromkeys(_label(name, measures) for name in found[code]))))
        for code, text in MODELS.items()
        if code in found
    ]
    return tuple(Caution(code, "eb_roi", sentence) for code, sentence in said)


def _label(measure: str, measures: MeasuresParams) -> str:
    known = measures.measures.get(measure)
    return known.label if known else measure.replace("_", " ").capitalize()


def _noise(points: pd.DataFrame, params: GrowthParams) -> Iterator[Caution]:
    if points.empty:
        return
    lag = trend.residual_autocorrelation(points["time"], points["score"], points["series"])
    long_enough = np.bincount(points["series"])[lag.series] >= params.minimum_points
    known = lag.lag1[long_enough & np.isfinite(lag.lag1)]
    if len(known) and known.mean() >= params.autocorrelation_caution:
        yield Caution(
            "autocorrelation", "roi_se",
            "Neighbouring errors are alike in these scores: standard errors are too small and intervals too short.",
        )  # fmt: skip
