"""Plans of students with the records of their delivery: sessions and ratings, each on its day and in its school."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from mtss_analysis.fidelity.settings import FidelityParams
from mtss_analysis.intake import Dataset, attach, last_recorded
from mtss_analysis.params import DistrictParams

PLAN = [
    "plan_id", "student_id", "school_id", "grade", "school_year", "domain", "tier", "intervention", "provider_id",
    "group_id", "measure", "start", "last", "open",
]  # fmt: skip
KINDS = ["school_year", "domain", "intervention"]
UNNAMED = "(no name)"


@dataclass(frozen=True, slots=True)
class PlanRecords:
    """Plans and what is on record of them until `as_of`.

    Attributes
    ----------
    plans : one row a plan of a student: PLAN; school, grade and year on its last day
    sessions : one row a planned session of these plans: plan_id, date, status, minutes, not_held_reason, asked (minutes
        planned), provider_id, school_id (where the student was enrolled that day, so that a mover's sessions count for
        the school that gave them), and KINDS
    checks : rows of fidelity_checks of these plans, with school_id and KINDS
    as_of : last day the records speak of
    """

    plans: pd.DataFrame
    sessions: pd.DataFrame
    checks: pd.DataFrame
    as_of: pd.Timestamp


def plan_records(dataset: Dataset, params: FidelityParams, district: DistrictParams) -> PlanRecords:
    """Read the plans that name a student and had begun by the last day the records speak of."""
    as_of = last_recorded(dataset, params.as_of)
    known = dataset.table("interventions").dropna(subset=["plan_id", "student_id", "domain", "start"])
    known = known[known["start"] <= as_of].drop_duplicates("plan_id").reset_index(drop=True)
    still = known["end"].isna() | (known["end"] > as_of)
    last = known["end"].mask(still, as_of)
    known = known.assign(last=last.where(last >= known["start"], known["start"]), open=still)
    known = attach(known.assign(intervention=known["intervention"].fillna(UNNAMED)), dataset, district, on="last")
    sessions, checks = (_of(dataset.table(name), known, as_of) for name in ("sessions", "fidelity_checks"))
    asked = sessions["plan_id"].map(known.set_index("plan_id")["minutes_per_session"]).astype("float64")
    sessions = sessions.assign(asked=asked, school_id=_school(sessions, known, dataset, district))
    return PlanRecords(known[PLAN], sessions.dropna(subset=["status"]), checks, as_of)


def _of(records: pd.DataFrame, plans: pd.DataFrame, as_of: pd.Timestamp) -> pd.DataFrame:
    """Keep the records of these plans until the day, with what they belong to."""
    about = plans[["plan_id", "student_id", "school_id", *KINDS]]
    return records[records["date"] <= as_of].merge(about, on="plan_id", validate="m:1")


def _school(
    sessions: pd.DataFrame, plans: pd.DataFrame, dataset: Dataset, district: DistrictParams
) -> "pd.Series[str]":
    """School of the student on the day of each session; looked up only where the student changed school."""
    first = attach(plans[["student_id", "start"]].rename(columns={"start": "date"}), dataset, district)["school_id"]
    moved = plans.loc[(first != plans["school_id"]).to_numpy(), "plan_id"]
    rows = sessions["plan_id"].isin(moved)
    found = sessions["school_id"].copy()
    if rows.any():
        found[rows] = attach(sessions.loc[rows, ["student_id", "date"]], dataset, district)["school_id"]
    return found


def weeks_with_school(records: PlanRecords) -> np.ndarray:
    """Mondays of the weeks in which any session was planned, ascending."""
    return np.unique(monday(records.sessions["date"]).to_numpy())


def monday(days: "pd.Series[pd.Timestamp]") -> "pd.Series[pd.Timestamp]":
    """Monday of the week of each day."""
    return days - pd.to_timedelta(days.dt.day_of_week, unit="D")
