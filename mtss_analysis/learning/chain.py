"""The chain from reach to learning to delivery to growth, school by school."""

from typing import Literal

import numpy as np
import pandas as pd

from mtss_analysis.fidelity.dosage import HELD
from mtss_analysis.growth.trends import signs
from mtss_analysis.intake import Dataset, attach
from mtss_analysis.learning.answers import by_person, most_people
from mtss_analysis.learning.reach import PERCENT, staff_of
from mtss_analysis.learning.settings import LearningParams
from mtss_analysis.params import DistrictParams, MeasuresParams
from mtss_analysis.vocabulary import NO_DATA, SessionStatus

SIDES = ("before", "after")


def chain(
    answers: pd.DataFrame, dataset: Dataset, series: pd.DataFrame, params: LearningParams,
    measures: MeasuresParams, district: DistrictParams,
) -> pd.DataFrame:  # fmt: skip
    """Set beside each other, for every school, how many a year's lessons reached, what was learned, and what changed.

    A school's day is the middle of the days on which its people answered; of a school without answers, the middle of
    all. Delivery is what the log shows as held of all sessions planned in the window before and after that day, so that
    a change is more sessions held, or more written down. Growth is the share of plans on pace with their aimline, of
    those begun in the window before and after.

    Parameters
    ----------
    answers
        Judged answers of one school year.
    series
        The table ``series`` of a growth result.

    Returns
    -------
    pandas.DataFrame
        school_id, day, lessons, people, staff [people], reach, right [percent], sessions_before, sessions_after,
        held_before, held_after [percent], held_change [percentage points], unlogged [percent], plans_before,
        plans_after, pace_before, pace_after [percent], pace_change [percentage points].
    """
    found = _reached(answers, dataset.table("schools"), params)
    sides = (_delivered(dataset, found["day"], params, district), _on_pace(series, found["day"], params, measures))
    return found.join(list(sides)).reset_index()


def _reached(answers: pd.DataFrame, schools: pd.DataFrame, params: LearningParams) -> pd.DataFrame:
    """Return reach and learning of every school; where nothing came back, nobody was reached as far as is known."""
    sittings, lessons = by_person(answers), answers["lesson"].nunique()
    grouped = sittings.groupby("school_id")
    found = grouped.agg(people=("right", "size"), right=("right", "mean"), day=("day", "median"))
    found["right"] = found["right"].where(most_people(sittings, "school_id") >= params.fewest_respondents)
    found = found.join(grouped["lesson"].nunique().rename("lessons"))
    found = found.reindex(schools["school_id"].rename("school_id"))
    found["day"] = found["day"].fillna(sittings["day"].median()).dt.normalize()
    found[["people", "lessons"]] = found[["people", "lessons"]].fillna(0).astype("int64")
    staff = pd.Series(staff_of(schools)).reindex(found.index)
    reach = PERCENT * found["people"] / (staff * lessons)
    return found.assign(right=PERCENT * found["right"], staff=staff, reach=reach)[
        ["day", "lessons", "people", "staff", "reach", "right"]
    ]


def _sides(rows: pd.DataFrame, on: str, days: "pd.Series[pd.Timestamp]", window: int) -> pd.DataFrame:
    """Keep the rows in the window around their school's day, and say on which side they lie."""
    gap = (rows[on] - rows["school_id"].map(days)).dt.days
    kept = rows[gap.between(-window, window - 1)]
    found: pd.DataFrame = kept.assign(side=np.where(gap[kept.index] < 0, *SIDES))
    return found


def _delivered(
    dataset: Dataset, days: "pd.Series[pd.Timestamp]", params: LearningParams, district: DistrictParams
) -> pd.DataFrame:
    plans = dataset.table("interventions").dropna(subset=["student_id"]).drop_duplicates("plan_id")
    rows = dataset.table("sessions").dropna(subset=["date", "status"])
    rows = rows.merge(plans[["plan_id", "student_id"]], on="plan_id")
    rows = _sides(attach(rows, dataset, district), "date", days, params.window_days)
    rows = rows.assign(held=rows["status"].isin(list(HELD)), unlogged=rows["status"].eq(SessionStatus.NOT_LOGGED.value))
    found = _compared(rows, "held", "sessions", params.fewest_sessions, days.index)
    return found.assign(unlogged=(PERCENT * rows.groupby("school_id")["unlogged"].mean()).reindex(days.index))


def _on_pace(
    series: pd.DataFrame, days: "pd.Series[pd.Timestamp]", params: LearningParams, measures: MeasuresParams
) -> pd.DataFrame:
    rows = series[series["enough"] & series["plan_id"].ne("") & series["aim_roi"].notna() & series["aim_start"].notna()]
    way = signs(rows["measure"], measures)
    rows = rows.assign(pace=rows["roi"] * way >= rows["aim_roi"] * way)
    rows = _sides(rows, "aim_start", days, params.window_days)
    return _compared(rows, "pace", "plans", params.fewest_plans, days.index)


def _compared(rows: pd.DataFrame, what: str, counted: str, fewest: int, schools: pd.Index) -> pd.DataFrame:
    """Return number and percent on both sides, and their difference where both sides have enough."""
    rows = rows[rows["school_id"] != NO_DATA]
    rows = rows.assign(value=rows[what].astype("float64"))
    sizes, shares = (_by_side(rows, kind, schools) for kind in ("size", "mean"))
    found: dict[str, pd.Series] = {}
    for side in SIDES:
        number = sizes[side].fillna(0).astype("int64")
        found[f"{counted}_{side}"] = number
        found[f"{what}_{side}"] = (PERCENT * shares[side].astype("float64")).where(number >= fewest)
    made = pd.DataFrame(found, index=schools)
    return made.assign(**{f"{what}_change": made[f"{what}_after"] - made[f"{what}_before"]})


def _by_side(rows: pd.DataFrame, kind: Literal["size", "mean"], schools: pd.Index) -> pd.DataFrame:
    if rows.empty:
        return pd.DataFrame(np.nan, index=schools, columns=list(SIDES))
    wide = rows.pivot_table(index="school_id", columns="side", values="value", aggfunc=kind)
    return pd.DataFrame(wide).reindex(index=schools, columns=list(SIDES))
