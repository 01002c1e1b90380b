"""What the support of a group cost: of an hour that a student received, and of a student."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from mtss_analysis.estimators.ratio_range import ratio_range
from mtss_analysis.fidelity.plan_records import PlanRecords
from mtss_analysis.fidelity.resources import KNOWN, STAFF_ONLY, UNTIMED
from mtss_analysis.fidelity.staff_time import StaffTime, meetings, staff_time
from mtss_analysis.params import InterventionsParams

NO_COST = "no cost on record"
COSTS = ["cost", "hour_low", "hour_high", "each_low", "each_high"]


@dataclass(frozen=True, slots=True)
class _Part:
    """One intervention of a group: its time, the cost of a staff hour, and of all its materials [USD]."""

    time: StaffTime
    rate: float
    materials: float


def costs(plans: pd.DataFrame, records: PlanRecords, catalog: InterventionsParams) -> pd.DataFrame:
    """Cost of each group: rate · staff hours + materials, over its interventions.

    Where the catalog does not price one of them, nothing is said of the group: a part is no cost. A meeting of students
    of two groups takes staff time in both.

    Parameters
    ----------
    plans
        who, plan_id, student_id and intervention.

    Returns
    -------
    pandas.DataFrame
        Index who: cost (what is priced, or why nothing is), hour_low, hour_high (an hour a student received), each_low,
        each_high (of a student) [USD]; hour_high is missing where no hour may have been received.
    """
    priced = {name for name, each in catalog.interventions.items() if each.cost_per_staff_hour is not None}
    able = plans.groupby("who")["intervention"].agg(lambda names: set(names) <= priced)
    wanted = plans[plans["who"].isin(able.index[able])]
    met = dict(iter(_met(wanted, records).groupby("who"))) if len(wanted) else {}
    rows = {who: _priced(part, met.get(who, pd.DataFrame()), catalog) for who, part in wanted.groupby("who")}
    found = pd.DataFrame.from_dict(rows, orient="index", columns=COSTS)
    return found.reindex(able.index).fillna({"cost": NO_COST})


def _met(plans: pd.DataFrame, records: PlanRecords) -> pd.DataFrame:
    """Meetings of the groups, with `who` in the place of the domain, which a meeting of a group has but once."""
    whose = plans.set_index("plan_id")["who"]
    log = records.sessions[records.sessions["plan_id"].isin(whose.index)]
    log = log.assign(domain=log["plan_id"].map(whose))
    found = meetings(PlanRecords(plans.drop(columns="who"), log, records.checks, records.as_of))
    return found.rename(columns={"domain": "who"})


def _priced(plans: pd.DataFrame, met: pd.DataFrame, catalog: InterventionsParams) -> tuple[str, *tuple[float, ...]]:
    nothing = (np.nan,) * 4
    if met.empty:
        return "no session on record", *nothing
    if met["untimed"].any():
        return UNTIMED, *nothing
    students = plans.groupby("intervention")["student_id"].nunique()
    parts = []
    for name, own in met.groupby("intervention"):
        known = catalog.interventions[str(name)]
        materials = (known.materials_per_student or 0.0) * float(students[name])
        parts.append(_Part(staff_time(own), known.cost_per_staff_hour or 0.0, materials))
    whole = all(catalog.interventions[str(name)].materials_per_student is not None for name in students.index)
    return KNOWN if whole else STAFF_ONLY, *_ranges(parts, plans["student_id"].nunique())


def _ranges(parts: list[_Part], students: int) -> tuple[float, float, float, float]:
    base = sum(part.rate * part.time.staff + part.materials for part in parts)
    most = sum(part.rate * part.time.staff_most + part.materials for part in parts)
    units = np.concatenate([part.rate * part.time.open_staff for part in parts])
    all_, one = (np.concatenate([getattr(part.time, name) for part in parts]) for name in ("open_students", "open_one"))
    hour = ratio_range(base, sum(part.time.students for part in parts), (units, all_), (units, one))
    return hour.low, hour.high if np.isfinite(hour.high) else np.nan, base / students, most / students
