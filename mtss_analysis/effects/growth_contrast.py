"""Growth under one kind of support against growth without it, from one model for each measure.

Support that was planned but not delivered makes a comparison group: its students needed support, were chosen for it and
were tested like the others, but did not receive it. Where all support was delivered, an intervention is compared with
the others of its domain, which tells only whether it does better than they do.

Scores = level + growth × time, both by grade, tier, school year and intervention, plus what the school and the student
add (:func:`mtss_analysis.estimators.multilevel.fit`). The effect of an intervention is its growth less that of the
comparison, each part weighted by its students: a contrast of fixed effects, so every intervention is read from the same
fit. People chose who received what, so differences between the students that the model does not know remain in it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import special

from mtss_analysis.estimators import multilevel
from mtss_analysis.estimators.multilevel import MultilevelFit

Floats = NDArray[np.float64]
KEYS = ["domain", "measure"]
ESTIMATES = ["effect", "se", "df", "low", "high", "sd"]
COLUMNS = [*KEYS, "intervention", "against", "served", "comparison", "schools", "weeks", *ESTIMATES]
NOT_GIVEN, OTHERS = "support not delivered", "other support"
"""Whom an intervention is compared with."""
ADJUSTED = ("grade", "tier", "school_year")
FEWEST_SCHOOLS = 3


@dataclass(frozen=True, slots=True)
class Series:
    """Series of one measure that belong to plans, one row each, and their scores.

    `rows` holds student, school, grade, tier, school_year, intervention, weeks; `points` the place of the row, the time
    since the plan's start [week] and the score.
    """

    rows: pd.DataFrame
    place: NDArray[np.intp]
    time: Floats
    score: Floats


def contrasts(
    series: pd.DataFrame,
    points: pd.DataFrame,
    interventions: "pd.Series[str]",
    fewest: int,
    confidence: float,
    not_given: frozenset[str] = frozenset(),
) -> tuple[pd.DataFrame, dict[str, list[str]]]:
    """Compare the growth under each intervention with that of students who did not receive it, measure by measure.

    Parameters
    ----------
    series, points
        Tables of a growth result.
    interventions
        Name of the intervention of each plan_id.
    fewest
        Students with enough scores below which an intervention is not compared on a measure.
    confidence
        Of the intervals.
    not_given
        Interventions that were planned and not delivered; their students are the comparison where enough have scores.

    Returns
    -------
    (pandas.DataFrame, dict)
        COLUMNS, one row for each measure and intervention; `effect` [score/week], missing where `served` or the others
        are too few or no model could be fitted. And code of a caution → measures it concerns.
    """
    planned = series[series["plan_id"].notna() & series["enough"] & (series["n"] > 0)]
    planned = planned.assign(intervention=planned["plan_id"].map(interventions)).dropna(subset=["intervention"])
    told: dict[str, list[str]] = {}
    found = [_of_measure(part, points, fewest, confidence, not_given, told) for _, part in planned.groupby(KEYS)]
    return (pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=COLUMNS)), told


def _of_measure(
    rows: pd.DataFrame,
    points: pd.DataFrame,
    fewest: int,
    confidence: float,
    not_given: frozenset[str],
    told: dict[str, list[str]],
) -> pd.DataFrame:
    counts = rows.groupby("intervention")["student_id"].nunique()
    usable = counts.index[counts >= fewest]
    without = [name for name in usable if name in not_given]
    frame = _counted(rows, counts, list(usable), without)
    measure = str(rows["measure"].iloc[0])
    if len(usable) < 2:
        told.setdefault("one_intervention", []).append(measure)
        return frame
    kept = rows[rows["intervention"].isin(usable)]
    try:
        fit, terms = _fitted(_series(kept, points), kept)
    except ValueError:
        told.setdefault("no_model", []).append(measure)
        return frame
    if not fit.converged:
        told.setdefault("no_model", []).append(measure)
        return frame
    each = pd.DataFrame(_each(fit, terms, counts[usable], without, confidence)).set_index("intervention")
    return frame.drop(columns=each.columns).merge(each, left_on="intervention", right_index=True, how="left")[COLUMNS]


def _counted(rows: pd.DataFrame, counts: "pd.Series[int]", usable: list[str], without: list[str]) -> pd.DataFrame:
    """Return one row for each intervention, with everything but the effect.

    `comparison` adds up the students of the interventions compared with, so it says no more than their own rows do.
    """
    parts = rows.groupby("intervention")
    students = [int(counts[_others(name, usable, without)].sum()) for name in counts.index]
    frame = pd.DataFrame({
        "domain": rows["domain"].iloc[0], "measure": rows["measure"].iloc[0], "intervention": counts.index,
        "against": NOT_GIVEN if without else OTHERS, "served": counts.to_numpy(), "comparison": students,
        "schools": parts["school_id"].nunique().to_numpy(), "weeks": parts["weeks"].median().to_numpy(),
    })  # fmt: skip
    return frame.assign(**dict.fromkeys(ESTIMATES, np.nan))[COLUMNS]


def _others(name: str, names: list[str], without: list[str]) -> list[str]:
    """Return the interventions whose students an intervention's are compared with; none for the comparison itself."""
    if without:
        return [] if name in without else without
    return [other for other in names if other != name]


def _series(rows: pd.DataFrame, points: pd.DataFrame) -> Series:
    part = points[points["series"].isin(rows.index)]
    place = np.searchsorted(rows.index.to_numpy(), part["series"].to_numpy())
    return Series(rows, place, part["time"].to_numpy(np.float64), part["score"].to_numpy(np.float64))


def _fitted(series: Series, rows: pd.DataFrame) -> tuple[MultilevelFit, list[str]]:
    """Fit the model; return it with the intervention of each of its last columns, of which the first has none."""
    names = sorted(rows["intervention"].unique())
    covariates = [
        np.ones(len(rows)),
        *_dummies(rows),
        *((rows["intervention"] == name).to_numpy(float) for name in names[1:]),
    ]
    each = np.column_stack(covariates)[series.place]
    X = np.concatenate([each, each * series.time[:, None]], axis=1)  # noqa: N806
    schools = pd.factorize(rows["school_id"], sort=True)[0][series.place]
    known = rows["noise_correlation"].median()
    alike: bool | float = float(known) if known > 0 else False
    school = schools if rows["school_id"].nunique() >= FEWEST_SCHOOLS else None
    return multilevel.fit(series.score, X, series.time, series.place, school, ar1=alike), names


def _dummies(rows: pd.DataFrame) -> Iterator[Floats]:
    for column in ADJUSTED:
        values = rows[column].astype("str")
        for value in sorted(values.unique())[1:]:
            yield (values == value).to_numpy(np.float64)


def _each(
    fit: MultilevelFit, names: list[str], counts: "pd.Series[int]", without: list[str], confidence: float
) -> Iterator[dict[str, object]]:
    """Yield the effect of each intervention that has a comparison."""
    columns = len(fit.fixed)
    last = np.arange(columns - len(names) + 1, columns)
    spread = float(np.sqrt(fit.student_cov[0, 0] + fit.residual_var))
    df = float(np.min(fit.fixed_df[last]))
    reach = float(special.stdtrit(df, (1 + confidence) / 2))
    for place, name in enumerate(names):
        others = _others(name, names, without)
        weights = np.array([float(counts[each]) if each in others else 0.0 for each in names])
        if not weights.any():
            continue
        weights = -weights / weights.sum()
        weights[place] = 1.0
        contrast = np.zeros(columns)
        contrast[last] = weights[1:]
        effect, se = float(contrast @ fit.fixed), float(np.sqrt(contrast @ fit.fixed_cov @ contrast))
        ends = {"low": effect - reach * se, "high": effect + reach * se}
        yield {"intervention": name, "effect": effect, "se": se, "df": df, **ends, "sd": spread}
