"""How much a goal asks for: its direction, the growth it needs, and that growth among the norm group's."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mtss_analysis.fidelity.plan_audit_settings import PlanAuditParams
from mtss_analysis.params import MeasuresParams

NO_NORM, CANNOT_TELL = "no norm", "cannot tell"
MODEST, TYPICAL, AMBITIOUS = "less than typical growth", "typical growth", "ambitious growth"
RIGHT, MET, WRONG = "ahead of the start", "met at the start", "in the wrong direction"
IN_TIME, BEFORE, AFTER = "within the plan", "not after the start", "after the planned end"


def directions(plans: pd.DataFrame, measures: MeasuresParams) -> "pd.Series[str]":
    """Say whether each goal is ahead of the score it starts from; without one of them nobody can tell."""
    signs = {name: 1.0 if known.higher_is_better else -1.0 for name, known in measures.measures.items()}
    ahead = (plans["goal"] - plans["baseline"]) * plans["measure"].map(signs).astype("float64")
    return _said([ahead > 0, ahead == 0, ahead < 0], [RIGHT, MET, WRONG], plans)


def dates(plans: pd.DataFrame, as_of: pd.Timestamp) -> "pd.Series[str]":
    """Say whether the day of the goal lies within the plan.

    A plan that ended earlier than planned did not have its goal outside, so only an end still ahead is compared.
    """
    day, planned = plans["goal_date"], plans["end"].where(plans["end"] > as_of)
    tests = [day <= plans["start"], day > planned, day.notna() & plans["start"].notna()]
    return _said(tests, [BEFORE, AFTER, IN_TIME], plans)


def _said(tests: "list[pd.Series[bool]]", words: list[str], plans: pd.DataFrame) -> "pd.Series[str]":
    chosen = np.select([test.to_numpy(bool) for test in tests], words, CANNOT_TELL)
    return pd.Series(chosen, index=plans.index, dtype="str")


def growth_asked(plans: pd.DataFrame) -> "pd.Series[float]":
    """Growth that leads from start to goal [score/week]: (goal − baseline) / weeks from the first day to the goal's.

    Examples
    --------
    >>> days = {"start": pd.to_datetime(["2025-01-06"]), "goal_date": pd.to_datetime(["2025-03-17"])}
    >>> growth_asked(pd.DataFrame({"baseline": [40.0], "goal": [55.0], **days})).tolist()
    [1.5]
    """
    weeks = (plans["goal_date"] - plans["start"]).dt.days / 7
    asked: pd.Series[float] = (plans["goal"] - plans["baseline"]) / weeks.where(weeks > 0)
    return asked.astype("float64")


@dataclass(frozen=True, slots=True)
class Ambition:
    """How ambitious goals are: `percentile` of the growth asked for in the norm group, in words, and from which norm.

    Each has shape (plans,); NaN and empty where nothing can be compared.
    """

    percentile: NDArray[np.float64]
    words: NDArray[np.str_]
    source: NDArray[np.str_]


def ambitions(plans: pd.DataFrame, measures: MeasuresParams, params: PlanAuditParams) -> Ambition:
    """Compare the growth each goal asks for with the weekly growth of the norm group in its measure and grade.

    Parameters
    ----------
    plans
        measure, grade and growth_asked [score/week].
    """
    percent = np.full(len(plans), np.nan)
    source = np.full(len(plans), "", dtype=object)
    for (measure, grade), rows in plans.reset_index(drop=True).groupby(["measure", "grade"]):
        if norms := _weekly(measures, str(measure), str(grade)):
            source[rows.index] = norms[1]
            percent[rows.index] = _percentiles(rows["growth_asked"].to_numpy(np.float64), norms[0])
    tests = [source == "", np.isnan(percent), percent < params.typical_from, percent < params.ambitious_from]
    words = np.select(tests, [NO_NORM, CANNOT_TELL, MODEST, TYPICAL], AMBITIOUS)
    return Ambition(percent, words, source.astype(str))


def _weekly(measures: MeasuresParams, measure: str, grade: str) -> tuple[Mapping[int, float], str] | None:
    norms = measures.measures[measure].norms if measure in measures.measures else None
    return (norms.weekly_growth[grade], norms.source) if norms and grade in norms.weekly_growth else None


def _percentiles(rates: NDArray[np.float64], printed: Mapping[int, float]) -> NDArray[np.float64]:
    """Read percentiles between the printed ones; beyond them, the outermost printed one."""
    percents = np.array(sorted(printed), np.float64)
    values = np.array([printed[int(percent)] for percent in percents])
    order = np.argsort(values, kind="stable")
    return np.where(np.isnan(rates), np.nan, np.interp(rates, values[order], percents[order]))
