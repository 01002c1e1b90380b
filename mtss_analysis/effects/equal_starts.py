"""Were the groups alike before support? Baseline equivalence, before and after weighting.

Differences are Hedges' g, for yes/no facts the Cox index, among the students who are compared, against .05 and .25 of
the What Works Clearinghouse's Standards Handbook 5.0. Weights are those of the served (ATT): comparison students count
by the odds e/(1 − e) of being served that a logistic regression gives students like them, so that the comparison comes
to look like the served. After weighting, means and shares are weighted and the spread is the one before (Stuart 2010,
Statistical Science 25).
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mtss_analysis.effects.arms import Arms
from mtss_analysis.estimators import contrasts
from mtss_analysis.estimators.contrasts.baseline import ADJUSTABLE, ALIKE
from mtss_analysis.estimators.contrasts.effect_size import COX
from mtss_analysis.vocabulary import NO_DATA

__all__ = ["ADJUSTABLE", "ALIKE", "COLUMNS", "GRADE", "START", "TIER", "TOO_FEW", "Facts", "balance", "index", "known",
           "of", "says", "tellable", "weights"]  # fmt: skip
Floats = NDArray[np.float64]
WITHIN = ["measure", "school_year", "grade"]
START, GRADE, TIER = "start", "grade", "tier"
FEWEST_OF_A_KIND = 5
"""Students of either answer in either arm from which a yes/no fact goes into the weights."""
TOO_FEW = "too_few"
COLUMNS = ["domain", "measure", "intervention", "by", "group", "served_mean", "comparison_mean", "before",
           "before_says", "after", "after_says"]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Facts:
    """What was known of the compared students before support.

    Attributes
    ----------
    rows
        Of :class:`Arms`, those with a score at the start.
    names
        (by, group) of each column: the start, the grade, or a value of the tier or of a group column.
    columns
        Numbers, shape (students, columns); 0 and 1 for yes/no facts.
    """

    rows: pd.DataFrame
    names: tuple[tuple[str, str], ...]
    columns: Floats

    @property
    def served(self) -> NDArray[np.bool_]:
        """Which students are served."""
        return self.rows["served"].to_numpy(np.bool_)


def known(series: pd.DataFrame, students: pd.DataFrame, groups: tuple[str, ...], way: "pd.Series[float]") -> Facts:
    """Return the facts of all series with a plan, as a sample of their own; :func:`of` picks those of a comparison.

    The start is the score at the start of support, more being better by the sign `way`, in standard deviations of
    students of the same measure, year and grade. Of the tier and every group column, the most common value is left out.
    """
    planned = series[series["plan_id"].notna() & series["enough"] & series["baseline"].notna()]
    alike = planned.groupby(WITHIN)["baseline"]
    start = way.reindex(planned.index) * (planned["baseline"] - alike.transform("mean")) / alike.transform("std")
    planned = planned.assign(start=start)[start.notna()]
    grade = pd.to_numeric(planned["grade"].replace({"K": "0", "PK": "-1"}), errors="coerce")
    columns = {(START, ""): planned["start"], (GRADE, ""): grade.fillna(grade.mean()).fillna(0)}
    keys = ["student_id", "school_year"]
    held = students.reindex(columns=[*keys, *groups]).drop_duplicates(keys)
    told = planned[[*keys, TIER]].merge(held, on=keys, how="left").set_axis(planned.index)
    columns |= _flags(told, (TIER, *groups))
    return Facts(planned, tuple(columns), np.column_stack([column.to_numpy(np.float64) for column in columns.values()]))


def of_trial(rows: pd.DataFrame, groups: tuple[str, ...]) -> Facts | None:
    """Return the groups of the students of a trial, which are all that was known before; None without any."""
    columns = _flags(rows, tuple(name for name in groups if name in rows))
    if not columns:
        return None
    return Facts(rows, tuple(columns), np.column_stack([column.to_numpy(np.float64) for column in columns.values()]))


def _flags(rows: pd.DataFrame, names: tuple[str, ...]) -> dict[tuple[str, str], "pd.Series[float]"]:
    """Return a column of 0 and 1 for each value but the most common one; those not recorded have none."""
    found = {}
    for by in names:
        values = rows[by].astype("str")
        for value in values[rows[by].notna() & (values != NO_DATA)].value_counts().index[1:]:
            found[by, str(value)] = (values == value).astype("float64")
    return found


def of(pair: Arms, everyone: Facts) -> Facts:
    """Return the facts of the students of one comparison, in the order of its rows."""
    rows = pair.sample[pair.sample.index.isin(everyone.rows.index)]
    return Facts(rows, everyone.names, everyone.columns[everyone.rows.index.get_indexer(rows.index)])


def weights(facts: Facts) -> tuple[Floats, contrasts.Propensity]:
    """Return the weight of each student, and the chances they are made from.

    Raises
    ------
    Refused
        As :func:`~mtss_analysis.estimators.contrasts.propensity_scores`.
    """
    kept = [column for column in facts.columns.T if tellable(column, facts.served)]
    names = tuple(str(number) for number in range(len(kept)))
    found = contrasts.propensity_scores(np.column_stack([facts.served, *kept])[:, 1:], facts.served, names)
    return contrasts.propensity_weights(found.score, facts.served), found


def tellable(column: Floats, served: NDArray[np.bool_]) -> bool:
    """Tell whether a fact can be compared: it varies, and of a yes/no fact neither arm has nearly one answer alone.

    >>> served = np.arange(12) < 6
    >>> tellable(np.arange(12.0), served), tellable(np.array([1.0] + [0.0] * 11), served)
    (True, False)
    """
    if not np.isin(column, (0.0, 1.0)).all():
        return bool(column.std() > 0)
    return min(int((column[arm] == answer).sum()) for arm in (served, ~served) for answer in (0, 1)) >= FEWEST_OF_A_KIND


def balance(place: dict[str, str], facts: Facts, weight: Floats | None) -> Iterator[dict[str, object]]:
    """Yield a row of COLUMNS for each fact that varies, of the effect at `place`; without weights none is of after."""
    labels = tuple(f"{by} {group}" for by, group in facts.names)
    found = contrasts.baseline_equivalence(facts.columns, facts.served, labels)
    for number, (by, group) in enumerate(facts.names):
        column = facts.columns[:, number]
        enough = tellable(column, facts.served)
        before = float(found.estimate[number]) if enough else float("nan")
        after = index(column, facts.served, weight) if enough and weight is not None else float("nan")
        if np.ptp(column) > 0:
            yield {
                **place, "by": by, "group": group, "served_mean": float(found.treated_mean[number]),
                "comparison_mean": float(found.comparison_mean[number]), "before": before, "after": after,
                "before_says": says(before) if enough else TOO_FEW, "after_says": says(after) if enough else TOO_FEW,
            }  # fmt: skip


def says(gap: float) -> str:
    """Return what the Clearinghouse's handbook says of a difference at the start.

    >>> says(0.04), says(-0.2), says(0.3), says(float("nan"))
    ('alike', 'adjust', 'too_far', 'cannot_tell')
    """
    if np.isnan(gap):
        return "cannot_tell"
    return "alike" if abs(gap) <= ALIKE else "adjust" if abs(gap) <= ADJUSTABLE else "too_far"


def index(column: Floats, served: NDArray[np.bool_], weight: Floats) -> float:
    """Return Hedges' g of weighted means over the unweighted spread, or the Cox index of weighted shares.

    NaN where there is no spread, or an arm has one answer only.

    >>> pretest = np.array([50.0, 52, 55, 58, 61, 49, 53, 56, 57, 60])
    >>> round(index(pretest, np.arange(10) < 5, np.ones(10)), 3)
    0.042
    """
    one, other = (float(weight[arm] @ column[arm] / weight[arm].sum()) for arm in (served, ~served))
    if np.isin(column, (0.0, 1.0)).all():
        if not (0 < one < 1 and 0 < other < 1):
            return float("nan")
        d = (np.log(one / (1 - one)) - np.log(other / (1 - other))) / COX
    else:
        squares = sum(float(((column[arm] - column[arm].mean()) ** 2).sum()) for arm in (served, ~served))
        if len(column) < 4 or not squares > 0:
            return float("nan")
        d = (one - other) / np.sqrt(squares / (len(column) - 2))
    return contrasts.standardized(float(d), int(served.sum()), int((~served).sum())).estimate
