"""Growth under one kind of support against growth under the others, from one model for each measure.

Scores = level + growth × time, both by grade, tier, school year and intervention, plus what the school and the student
add (:func:`mtss_analysis.estimators.multilevel.fit`). The effect of an intervention is its growth less that of the
other interventions, each weighted by its students: a contrast of fixed effects, so every intervention is read from the
same fit. People chose who received what, so differences between the students that the model does not know remain in it.
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
COLUMNS = [*KEYS, "intervention", "served", "comparison", "schools", "weeks", *ESTIMATES]
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
    series: pd.DataFrame, points: pd.DataFrame, interventions: "pd.Series[str]", fewest: int, confidence: float
) -> tuple[pd.DataFrame, dict[str, list[str]]]:
    """Compare the growth under each intervention with that under the others of its domain, measure by measure.

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

    Returns
    -------
    (pandas.DataFrame, dict)
        COLUMNS, one row for each measure and intervention; `effect` [score/week], missing where `served` or the others
        are too few or no model could be fitted. And code of a caution → measures it concerns.
    """
    planned = series[series["plan_id"].notna() & series["enough"] & (series["n"] > 0)]
    planned = planned.assign(intervention=planned["plan_id"].map(interventions)).dropna(subset=["intervention"])
    told: dict[str, list[str]] = {}
    found = [_of_measure(part, points, fewest, confidence, told) for _, part in planned.groupby(KEYS)]
    return (pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=COLUMNS)), told


def _of_measure(
    rows: pd.DataFrame, points: pd.DataFrame, fewest: int, confidence: float, told: dict[str, list[str]]
) -> pd.DataFrame:
    counts = rows.groupby("intervention")["student_id"].nunique()
    frame = _counted(rows, counts)
    usable = counts.index[counts >= fewest]
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
    each = pd.DataFrame(_each(fit, terms, counts[usable], confidence)).set_index("intervention")
    return frame.drop(columns=each.columns).merge(each, left_on="intervention", right_index=True, how="left")[COLUMNS]


def _counted(rows: pd.DataFrame, counts: "pd.Series[int]") -> pd.DataFrame:
    """Return one row for each intervention, with everything but the effect."""
    parts = rows.groupby("intervention")
    frame = pd.DataFrame({
        "domain": rows["domain"].iloc[0], "measure": rows["measure"].iloc[0], "intervention": counts.index,
        "served": counts.to_numpy(), "schools": parts["school_id"].nunique().to_numpy(),
        "weeks": parts["weeks"].median().to_numpy(),
    })  # fmt: skip
    others = [rows.loc[rows["intervention"] != name, "student_id"].nunique() for name in counts.index]
    frame = frame.assign(comparison=others)
    return frame.assign(**dict.fromkeys(ESTIMATES, np.nan))[COLUMNS]


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
    fit: MultilevelFit, names: list[str], counts: "pd.Series[int]", confidence: float
) -> Iterator[dict[str, object]]:
    """Yield the effect of each intervention: its growth less the mean growth of the others."""
    columns = len(fit.fixed)
    last = np.arange(columns - len(names) + 1, columns)
    spread = float(np.sqrt(fit.student_cov[0, 0] + fit.residual_var))
    for place, name in enumerate(names):
        weights = np.where(np.arange(len(names)) == place, 0.0, counts[names].to_numpy(np.float64))
        weights = -weights / weights.sum()
        weights[place] = 1.0
        contrast = np.zeros(columns)
        contrast[last] = weights[1:]
        effect, se = float(contrast @ fit.fixed), float(np.sqrt(contrast @ fit.fixed_cov @ contrast))
        df = float(np.min(fit.fixed_df[last]))
        reach = float(special.stdtrit(df, (1 + confidence) / 2)) * se
        yield {
            "intervention": name, "effect": effect, "se": se, "df": df, "low": effect - reach, "high": effect + reach,
            "sd": spread,
        }  # fmt: skip
