"""By which cut each school in fact served, against the written rule, and piles of scores beside it."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from mtss_analysis.estimators.cut_score import heaps
from mtss_analysis.estimators.series import Floats
from mtss_analysis.intake import Dataset
from mtss_analysis.params import MeasuresParams
from mtss_analysis.screening.operating_cut import operating_cut
from mtss_analysis.screening.served import STUDENT, with_support
from mtss_analysis.screening.settings import ScreeningParams
from mtss_analysis.screening.support import cuts
from mtss_analysis.vocabulary import NO_DATA

FOUND = [
    "domain", "measure", "school_id", "students", "status", "cut", "cut_low", "cut_high", "served_side", "other_side",
    "heap_p",
]  # fmt: skip
"""cut [points from the written one], served_side and other_side [percent]."""
KEPT = [*STUDENT, "school_id", "grade", "domain", "measure", "season", "date", "score"]


def in_force(
    students: pd.DataFrame, dataset: Dataset, params: ScreeningParams, measures: MeasuresParams
) -> pd.DataFrame:
    """Find the cut each school works by, in points from the written one, all school years together.

    Students whose support had begun before the screening are left out: the score did not decide about them. A measure
    of whose domain no plan is on record has no rows, since nobody knows who was served. P-values of piles are corrected
    for all schools and measures looked at.

    Returns
    -------
    pandas.DataFrame
        Columns FOUND, and heaped.
    """
    plans = dataset.table("interventions")
    rows: list[dict[str, Any]] = []
    for measure, part in _screened(students, params, measures):
        rows += _schools(measure, part, plans[plans["domain"] == part["domain"].iloc[0]], params, measures)
    found = pd.DataFrame(rows, columns=FOUND)
    heap_p = (found["heap_p"] * len(found)).clip(upper=1.0)
    return found.assign(heap_p=heap_p, heaped=heap_p < params.heap_alpha)


def _screened(
    students: pd.DataFrame, params: ScreeningParams, measures: MeasuresParams
) -> Iterator[tuple[str, pd.DataFrame]]:
    known = students["score"].notna() & (students["season"] == str(params.served_season))
    rows = students.loc[known & (students["school_id"] != NO_DATA), KEPT].merge(
        cuts(measures)[["measure", "grade", "season", "tier2"]], on=["measure", "grade", "season"]
    )
    rows = rows.dropna(subset=["tier2", "date"]).assign(distance=lambda each: each["score"] - each["tier2"])
    for measure, part in rows.groupby("measure", sort=True):
        yield str(measure), part.drop_duplicates(STUDENT)


def _schools(
    measure: str, part: pd.DataFrame, plans: pd.DataFrame, params: ScreeningParams, measures: MeasuresParams
) -> Iterator[dict[str, Any]]:
    if plans.empty:
        return
    better = measures.measures[measure].higher_is_better
    rows = with_support(part, plans, params.served_within_weeks)
    rows = rows[~rows["already"] & rows["served"].notna()]
    schools = rows["school_id"].nunique()
    everyone = {str(school): each["distance"].to_numpy(np.float64) for school, each in part.groupby("school_id")}
    for school, own in rows.groupby("school_id", sort=True):
        heap_p = _heaped(everyone[str(school)])
        found = operating_cut(own["distance"], own["served"], better, least_jump=params.least_jump, schools=schools)
        yield {
            "domain": part["domain"].iloc[0], "measure": measure, "school_id": str(school), "students": len(own),
            "status": found.status, "cut": found.cut, "cut_low": found.low, "cut_high": found.high,
            "served_side": found.served_side * 100, "other_side": found.other_side * 100,
            "heap_p": heap_p,
        }  # fmt: skip


def _heaped(distance: Floats) -> float:
    """P-value of a pile at the cut, one score wide on either side of it or two wide, corrected for the four looks.

    Counts of neighboring scores may bend by 1/SD², twice as much as those of a normal distribution; four times that
    where two scores are taken together.
    """
    sides = distance[distance < 0], distance[distance >= 0]
    if min(len(side) for side in sides) == 0 or len(np.unique(distance)) < 4:
        return float("nan")
    bend = float(distance.var()) ** -1
    single = heaps(distance, [sides[0].max(), sides[1].min()], bend=bend).p
    double = heaps(np.floor(distance / 2), [-1, 0], step=1.0, bend=4 * bend).p
    known = [p for p in (*single, *double) if np.isfinite(p)]
    return min(4 * min(known), 1.0) if known else float("nan")
