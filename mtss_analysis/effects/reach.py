"""How small an effect could show: the curve over the number of students, and where each comparison stands.

The outcome is what growth comes to over the set weeks, in spreads of scores. How much it differs between students, as
surely as the growth model sees it, is read from the standard errors of its effects, se² = spread² (1/n₁ + 1/n₀); how
much of that lies between schools, from students' own lines. Both make two curves: students assigned one by one within
schools, and whole schools assigned (Dong and Maynard 2013, Journal of Research on Educational Effectiveness 6).
"""

from collections.abc import Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mtss_analysis.estimators import contrasts
from mtss_analysis.estimators.contrasts import Refused

Floats = NDArray[np.float64]
COLUMNS = ["domain", "measure", "intervention", "design", "students", "detectable"]
ALONE, SCHOOLS, HERE = "students one by one", "whole schools", "here"
"""Kinds of rows: two curves, and where a comparison stands."""
WITHIN = ["measure", "grade", "school_year", "intervention"]
SIZES = np.unique(np.geomspace(30, 12000, 32).round())
"""Students of both arms together for which the curves are told."""
FEWEST_DF = 4.0
"""Below these degrees of freedom nothing is told of a design (Pustejovsky and Tipton 2018)."""
MARGIN = 3.0
"""The curves go on to this many times the students of the largest comparison."""


def reach(
    judged: pd.DataFrame,
    series: pd.DataFrame,
    interventions: "pd.Series[str]",
    scale: "pd.Series[float]",
    *,
    power: float,
    alpha: float,
) -> pd.DataFrame:
    """Tell the curves of every measure on which something was estimated, and where each of its effects stands.

    Parameters
    ----------
    judged
        Effects, with `served`, `comparison` and `detectable`.
    series, interventions
        Table of a growth result, and the name of the intervention of each plan_id. Growth is taken within grade, school
        year and intervention, because effects are told beyond these.
    scale
        As in :func:`~mtss_analysis.effects.second_look.second_looks`.

    Returns
    -------
    pandas.DataFrame
        COLUMNS; `detectable` in spreads of scores; points of designs with too few schools are left out.
    """
    stands = judged[judged["detectable"].notna()]
    here = stands.assign(students=stands["served"] + stands["comparison"], design=HERE)
    own = series[series["plan_id"].notna() & series["enough"]]
    own = own.assign(intervention=own["plan_id"].map(interventions))
    own["roi"] = own["roi"] - own.groupby(WITHIN)["roi"].transform("mean")
    rows: list[dict[str, object]] = []
    for (domain, measure), part in stands.groupby(["domain", "measure"]):
        place = {"domain": domain, "measure": measure, "intervention": ""}
        most = MARGIN * float((part["served"] + part["comparison"]).max())
        arms = 1 / part["served"].astype("float64") + 1 / part["comparison"].astype("float64")
        errors = part["se"].to_numpy(np.float64) / np.sqrt(arms.to_numpy(np.float64))
        spread = float(np.median(errors)) * abs(float(scale.to_dict()[measure]))
        mine = own[own["measure"] == measure]
        rows.extend(place | row for row in _curves(mine, spread, most, power, alpha))
    curves = pd.DataFrame(rows, columns=COLUMNS).dropna(subset=["detectable"])
    return pd.concat([here[COLUMNS], curves], ignore_index=True) if len(here) else curves


def of_trials(tried: pd.DataFrame, *, power: float, alpha: float) -> pd.DataFrame:
    """Tell the curves of every trial, and where it stands; whole clusters where clusters were assigned."""
    told: list[dict[str, object]] = []
    if tried.empty:
        return pd.DataFrame(columns=COLUMNS)
    for (name, measure), part in tried.groupby(["trial", "measure"], sort=False):
        found = part[(part["unit"] == "SD") & part["estimate"].notna()]
        if found.empty:
            continue
        main = found.iloc[-1]
        place = {"domain": main["domain"], "measure": measure, "intervention": name}
        students = float(main["served"] + main["comparison"])
        stands = contrasts.minimum_detectable(
            contrasts.Design("as analyzed", float(main["se"]), float(main["df"])), power=power, alpha=alpha
        )
        told.append(place | {"design": HERE, "students": students, "detectable": stands.estimate})
        share, size = float(main["served"]) / students, students / float(main["clusters"])
        for sample in _sizes(MARGIN * students):
            told.append(place | _row(ALONE, sample, _found(1.0, sample, 0.0, 1.0, share, power, alpha)))
            if np.isfinite(size):
                word = str(main["told_as"]).removesuffix(" as the cluster")
                at = _found(1.0, sample, float(main["icc"]), size, share, power, alpha)
                told.append(place | _row(f"each {word} as a whole", sample, at))
    return pd.DataFrame(told, columns=COLUMNS).dropna(subset=["detectable"])


def _curves(own: pd.DataFrame, spread: float, most: float, power: float, alpha: float) -> Iterator[dict[str, object]]:
    """Yield the points of both curves."""
    school, growth = own["school_id"].astype("str").to_numpy(), own["roi"].to_numpy(np.float64)
    known = np.isfinite(growth)
    rho = _alike(growth[known], school[known])
    per_school = float(own.loc[known, "student_id"].nunique() / len(np.unique(school[known])))
    for students in _sizes(most):
        yield _row(ALONE, students, _found(spread, students, 0.0, 1.0, 0.5, power, alpha))
        if rho is not None:
            whole = spread / np.sqrt(1 - rho)
            yield _row(SCHOOLS, students, _found(whole, students, rho, per_school, 0.5, power, alpha))


def _sizes(most: float) -> Floats:
    return SIZES[: max(int(np.searchsorted(SIZES, most)), 2)]


def _alike(growth: Floats, school: NDArray[np.object_]) -> float | None:
    """Return the share of the variance between schools; None where it cannot be told."""
    try:
        return contrasts.intraclass_correlation(growth, school).estimate
    except Refused:
        return None


def _found(spread: float, students: float, rho: float, size: float, share: float, power: float, alpha: float) -> float:
    """Return the smallest detectable effect of equal arms; NaN with too few clusters."""
    try:
        design = contrasts.ira(students, p=share) if size <= 1 else contrasts.cra2(students / size, size, rho, p=share)
    except Refused:
        return float("nan")
    if design.df < FEWEST_DF:
        return float("nan")
    return spread * contrasts.minimum_detectable(design, power=power, alpha=alpha).estimate


def _row(design: str, students: float, detectable: float) -> dict[str, object]:
    return {"design": design, "students": students, "detectable": detectable}
