"""Delivery of each intervention in each school, by provider and by group: dosage, observed adherence, meaning."""

from collections.abc import Hashable

import pandas as pd

from mtss_analysis.fidelity.adherence import DIMENSIONS, OBSERVATION, SELF_REPORT, Rated, deliveries, rated_by
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
    seen = records.checks[(records.checks["source"] == OBSERVATION) & (records.checks["dimension"] == "adherence")]
    rated = rated_by(_with_total(deliveries(seen, [*PLACE, "plan_id", "date"])), PLACE, bars.confidence)
    both = found.join(rated, on=PLACE).fillna({"deliveries": 0, "plans": 0})
    told = pd.DataFrame([_told(row, bars) for row in both.to_dict("records")], index=both.index, columns=TOLD)
    named = {"deliveries": "observed", "mean": "adherence", "low": "adherence_low", "high": "adherence_high"}
    both[SHARES] = 100 * both[SHARES]
    return both.rename(columns=named).astype({"observed": "int64"}).join(told)


SHARES = ["mean", "low", "high"]
TOLD = ["standing", "reason"]


def _with_total(rows: pd.DataFrame) -> pd.DataFrame:
    return pd.concat([rows.assign(school_id=TOTAL), rows])


def _counted(sessions: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    found = ranges(sessions, by)
    students = sessions.groupby(by)[STUDENT].nunique()
    time = {f"time_{end}": 100 * found[f"minutes_{end}"] / found["minutes_planned"] for end in ("low", "high")}
    return found.assign(n=students, **time).reset_index()


def _told(row: dict[Hashable, float], bars: DeliveryBars) -> tuple[str, str]:
    seen = Rated(int(row["deliveries"]), int(row["plans"]), *(row[name] for name in SHARES))
    shares = (row[name] / 100 for name in ("held_low", "held_high", "received_low", "received_high", "unlogged"))
    standing, reason = judged(Dosage(int(row["planned"]), *shares), seen, bars)
    return str(standing), reason


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
    checks = records.checks[records.checks["school_year"] == year]
    each = _with_total(deliveries(checks, ["school_id", "dimension", "source", "plan_id", "date"]))
    found = rated_by(each, ["school_id", "dimension", "source"], bars.confidence)
    schools = (TOTAL, *sorted(records.plans["school_id"].dropna().unique()))
    wanted = [name for name in DIMENSIONS if name != "dosage"]
    every = pd.MultiIndex.from_product([schools, wanted, SOURCES], names=["school_id", "dimension", "source"])
    rows = found.reindex(every).fillna({"deliveries": 0, "plans": 0}).reset_index()
    rows[SHARES] = 100 * rows[SHARES]
    rows = rows.assign(source=rows["source"].str.replace("_", " "))
    sessions = _with_total(records.sessions[records.sessions["school_year"] == year])
    return pd.concat([rows[COLUMNS], _dosages(sessions)], ignore_index=True)


def by_unit(records: PlanRecords, bars: DeliveryBars) -> pd.DataFrame:
    """Average every dimension that was rated for each plan, provider and group, year by year and by kind of rater.

    Returns
    -------
    pandas.DataFrame
        by, who, school_year, dimension, source, deliveries, plans, mean, low, high [percent]; a unit that nobody rated
        has no row, which is no data.
    """
    plans = records.plans.set_index("plan_id")
    units = {"plan": records.checks["plan_id"]}
    units |= {by: records.checks["plan_id"].map(plans[f"{by}_id"]) for by in ("provider", "group")}
    parts = [_of_unit(records.checks.assign(who=who), by, bars) for by, who in units.items()]
    return pd.concat(parts, ignore_index=True)


def _of_unit(checks: pd.DataFrame, by: str, bars: DeliveryBars) -> pd.DataFrame:
    unit = ["who", "school_year", "dimension", "source"]
    each = deliveries(checks.dropna(subset=["who"]), [*unit, "plan_id", "date"])
    rows = rated_by(each, unit, bars.confidence).reset_index()
    rows[SHARES] = 100 * rows[SHARES]
    return rows.assign(by=by, source=rows["source"].str.replace("_", " "))


COLUMNS = ["school_id", "dimension", "source", "deliveries", "plans", *SHARES]
SOURCES = (OBSERVATION, SELF_REPORT)


def _dosages(sessions: pd.DataFrame) -> pd.DataFrame:
    found = ranges(sessions, ["school_id"])
    plans = sessions.groupby("school_id")["plan_id"].nunique()
    found = found.assign(plans=plans, dimension="dosage", source="session log", mean=float("nan"))
    names = {"planned": "deliveries", "held_low": "low", "held_high": "high"}
    return found.rename(columns=names).reset_index()[COLUMNS]
