"""Delivery of each intervention in each school, by provider and by group: dosage, observed adherence, meaning."""

from collections.abc import Iterator

import pandas as pd

from mtss_analysis.fidelity.adherence import DIMENSIONS, OBSERVATION, SELF_REPORT, Rated, rated
from mtss_analysis.fidelity.dosage import Dosage
from mtss_analysis.fidelity.given import judged
from mtss_analysis.fidelity.plan_records import KINDS, PlanRecords
from mtss_analysis.fidelity.ranges import ranges
from mtss_analysis.fidelity.settings import DeliveryBars
from mtss_analysis.vocabulary import TOTAL

PLACE = [*KINDS, "school_id"]
STUDENT = "student_id"


def by_school(records: PlanRecords, bars: DeliveryBars) -> pd.DataFrame:
    """Sum sessions and observed adherence of each intervention, for the district and each school, year by year.

    Returns
    -------
    pandas.DataFrame
        PLACE, n [students], counts and ranges of :func:`ranges`, observed [deliveries], adherence [percent], standing
        and reason.
    """
    found = _counted(_with_total(records.sessions), PLACE)
    known = dict(iter(_with_total(records.checks).groupby(PLACE)))
    told = [_told(row, known.get(tuple(row[name] for name in PLACE)), bars) for _, row in found.iterrows()]
    return found.join(pd.DataFrame(told, index=found.index, columns=TOLD)) if len(found) else found


TOLD = ["observed", "adherence", "adherence_low", "adherence_high", "standing", "reason"]


def _with_total(rows: pd.DataFrame) -> pd.DataFrame:
    return pd.concat([rows.assign(school_id=TOTAL), rows])


def _counted(sessions: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    found = ranges(sessions, by)
    students = sessions.groupby(by)[STUDENT].nunique()
    time = {f"time_{end}": 100 * found[f"minutes_{end}"] / found["minutes_planned"] for end in ("low", "high")}
    return found.assign(n=students, **time).reset_index()


def _told(row: "pd.Series[float]", checks: pd.DataFrame | None, bars: DeliveryBars) -> tuple[object, ...]:
    seen = Rated(0, 0, *[float("nan")] * 3)
    if checks is not None:
        seen = rated(checks, OBSERVATION, "adherence", bars.confidence)
    shares = (row[name] / 100 for name in ("held_low", "held_high", "received_low", "received_high", "unlogged"))
    standing, reason = judged(Dosage(int(row["planned"]), *shares), seen, bars)
    return seen.deliveries, 100 * seen.mean, 100 * seen.low, 100 * seen.high, str(standing), reason


def by_staff(records: PlanRecords) -> pd.DataFrame:
    """Sum sessions by who delivers, and by the group they are delivered in, year by year."""
    groups = records.plans.set_index("plan_id")["group_id"]
    sessions = records.sessions.assign(group=records.sessions["plan_id"].map(groups))
    sessions = sessions.rename(columns={"provider_id": "provider"})
    parts = [_of_staff(sessions.dropna(subset=[by]), by) for by in ("provider", "group")]
    return pd.concat(parts, ignore_index=True)


def _of_staff(sessions: pd.DataFrame, by: str) -> pd.DataFrame:
    found = _counted(sessions.drop(columns="group" if by == "provider" else "provider"), [by, "school_year"])
    schools = sessions.groupby([by, "school_id"]).size().rename("rows").reset_index()
    usual = schools.sort_values("rows").drop_duplicates(by, keep="last").set_index(by)["school_id"]
    return found.assign(by=by, school_id=found[by].map(usual)).rename(columns={by: "who"})


def dimensions(records: PlanRecords, bars: DeliveryBars) -> pd.DataFrame:
    """Average every dimension of fidelity in the latest school year, by school and kind of rater; dosage from the log.

    A dimension that nobody rated has a row without a mean, so that it is seen to be missing.
    """
    year = records.plans["school_year"].max()
    checks = _with_total(records.checks[records.checks["school_year"] == year])
    schools = sorted(records.plans["school_id"].dropna().unique())
    known = dict(iter(checks.groupby("school_id")))
    rows = [row for school in (TOTAL, *schools) for row in _dimensions(school, known.get(school), checks, bars)]
    sessions = _with_total(records.sessions[records.sessions["school_year"] == year])
    return pd.concat([pd.DataFrame(rows, columns=COLUMNS), _dosages(sessions)], ignore_index=True)


COLUMNS = ["school_id", "dimension", "source", "deliveries", "plans", "mean", "low", "high"]


def _dimensions(
    school: str, checks: pd.DataFrame | None, every: pd.DataFrame, bars: DeliveryBars
) -> Iterator[tuple[object, ...]]:
    for dimension in (name for name in DIMENSIONS if name != "dosage"):
        for source in (OBSERVATION, SELF_REPORT):
            found = rated(every.head(0) if checks is None else checks, source, dimension, bars.confidence)
            shares = (100 * found.mean, 100 * found.low, 100 * found.high)
            yield school, dimension, source.replace("_", " "), found.deliveries, found.plans, *shares


def _dosages(sessions: pd.DataFrame) -> pd.DataFrame:
    found = ranges(sessions, ["school_id"])
    plans = sessions.groupby("school_id")["plan_id"].nunique()
    found = found.assign(plans=plans, dimension="dosage", source="session log", mean=float("nan"))
    names = {"planned": "deliveries", "held_low": "low", "held_high": "high"}
    return found.rename(columns=names).reset_index()[COLUMNS]
