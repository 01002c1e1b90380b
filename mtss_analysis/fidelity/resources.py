"""What support takes: cost of an hour received and of a student, staff hours a week, seats used and open.

Costs are a range, because a session that nobody logged is neither delivered nor missed. What the catalogue does not
price is not known; it is never zero.
"""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from mtss_analysis.estimators.ratio_range import ratio_range
from mtss_analysis.fidelity.plan_documents import table
from mtss_analysis.fidelity.plan_records import KINDS, PlanRecords
from mtss_analysis.fidelity.staff_time import HOUR, StaffTime, meetings, staff_time
from mtss_analysis.intake import Dataset
from mtss_analysis.params import Intervention, InterventionsParams
from mtss_analysis.results import ResultTable

KNOWN, STAFF_ONLY, NOT_KNOWN, UNTIMED = "staff and materials", "staff only", "not known", "sessions without a length"
FULL, OVER, OPEN, NO_SEATS = "full", "more students than seats", "open seats", "seats not known"


def tables_of(records: PlanRecords, dataset: Dataset, interventions: InterventionsParams) -> dict[str, ResultTable]:
    """Say what support of students takes: tables ``costs``, ``hours`` and ``seats``.

    Plans of groups, schools and the district are left out: the plans of the students in them hold the same sessions.
    """
    open_ = records.plans[records.plans["open"].astype(bool)].merge(_schedule(dataset), on="plan_id")
    frames = {
        "costs": costs(records, interventions), "hours": hours(open_, interventions.full_week_hours),
        "seats": seats(open_, interventions),
    }  # fmt: skip
    return {name: table(name, frame) for name, frame in frames.items()}


def _schedule(dataset: Dataset) -> pd.DataFrame:
    plans = dataset.table("interventions").drop_duplicates("plan_id")
    week = plans["sessions_per_week"] * plans["minutes_per_session"] / HOUR
    return pd.DataFrame({"plan_id": plans["plan_id"], "week": week.astype("float64")})


def costs(records: PlanRecords, interventions: InterventionsParams) -> pd.DataFrame:
    """Cost of an hour a student received, and of a student, by intervention and school year.

    Cost = staff hours · cost of a staff hour + students · materials. An hour that a student received costs this divided
    by the hours that all students received.

    Returns
    -------
    pandas.DataFrame
        KINDS, n [students], staff_low … students_high [hours], cost_known, hour_low, hour_high and each_low, each_high
        [USD]; costs are missing where cost_known says so, hour_high where no hour may have been received.
    """
    counts = records.plans.groupby(KINDS)["student_id"].nunique()
    times = dict(iter(meetings(records).groupby(KINDS)))
    rows = [
        (*key, int(number), *_cost(times[key], interventions.find(str(key[-1])), int(number)))
        for key, number in counts.items() if key in times
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=[*KINDS, "n", *COST])


COST = ["staff_low", "staff_high", "students_low", "students_high", "cost_known", "hour_low", "hour_high", "each_low",
        "each_high"]  # fmt: skip


def _cost(met: pd.DataFrame, known: Intervention | None, students: int) -> Iterator[object]:
    time = staff_time(met)
    untimed = bool(met["untimed"].any())
    yield from (time.staff, np.nan if untimed else time.staff_most)
    yield from (time.students, np.nan if untimed else time.students_most)
    if untimed or known is None or known.cost_per_staff_hour is None:
        yield from (UNTIMED if untimed else NOT_KNOWN, *[np.nan] * 4)
        return
    materials = known.materials_per_student
    yield STAFF_ONLY if materials is None else KNOWN
    yield from priced(time, known.cost_per_staff_hour, (materials or 0.0) * students, students)


def priced(time: StaffTime, rate: float, materials: float, students: int) -> tuple[float, float, float, float]:
    """Lowest and highest cost of an hour received, and of a student [USD].

    Parameters
    ----------
    rate
        Cost of a staff hour [USD/hour].
    materials
        Of all students [USD].
    """
    units = rate * time.open_staff
    found = ratio_range(
        rate * time.staff + materials, time.students, (units, time.open_students), (units, time.open_one)
    )
    each = [(rate * hours + materials) / students for hours in (time.staff, time.staff_most)]
    return found.low, found.high if np.isfinite(found.high) else np.nan, each[0], each[1]


def _groups(plans: pd.DataFrame) -> pd.DataFrame:
    """One row a group, or a student supported alone, with students and time a week [hours]."""
    alone = "plan " + plans["plan_id"]
    rows = plans.assign(together=plans["group_id"].where(plans["group_id"].notna(), alone))
    return rows.groupby(["together", "domain", "intervention"], as_index=False).agg(
        school_id=("school_id", "first"), provider_id=("provider_id", "first"), group_id=("group_id", "first"),
        students=("student_id", "nunique"), week=("week", "max"),
    )  # fmt: skip


def hours(plans: pd.DataFrame, full: float | None) -> pd.DataFrame:
    """Planned staff hours a week of open plans, by intervention and by provider, in each school.

    A group takes its longest schedule once. Where a plan does not say its schedule, `unsaid` counts the groups, and
    their time is not in the sum. Positions are these hours over the sessions that a full position gives in a week.

    Parameters
    ----------
    full
        Sessions of a full position [hours/week]; None is not known, and `positions` is missing.
    """
    groups = _groups(plans).assign(unsaid=lambda found: found["week"].isna())
    parts = [
        groups.rename(columns={column: "who"}).dropna(subset=["who"]).groupby(["who", "school_id"], as_index=False).agg(
            groups=("together", "size"), students=("students", "sum"), week=("week", "sum"), unsaid=("unsaid", "sum"),
        ).assign(by=by)
        for by, column in (("intervention", "intervention"), ("provider", "provider_id"))
    ]  # fmt: skip
    return pd.concat(parts, ignore_index=True).assign(positions=lambda found: found["week"] / (full or np.nan))


def seats(plans: pd.DataFrame, interventions: InterventionsParams) -> pd.DataFrame:
    """Students of each open group against the seats the catalogue gives it, and the time that open seats could give."""
    groups = _groups(plans[plans["group_id"].notna()])
    known = groups["intervention"].map({name: each.seats for name, each in interventions.interventions.items()})
    left = known.astype("float64") - groups["students"]
    words = np.select([left.isna(), left < 0, left == 0], [NO_SEATS, OVER, FULL], OPEN)
    open_seats = left.clip(lower=0)
    spare = open_seats * groups["week"] * HOUR
    return groups.assign(seats=known.astype("float64"), open_seats=open_seats, open_minutes=spare, use=words)
