"""Capacity against need: how many groups, minutes and positions the need takes, and what is there."""

import numpy as np
import pandas as pd

from mtss_analysis.estimators.capacity import group_time
from mtss_analysis.intake import Dataset
from mtss_analysis.params import InterventionsParams
from mtss_analysis.tiers.match import NO_SCORE, RECEIVED, STRATA
from mtss_analysis.tiers.plans import Records
from mtss_analysis.tiers.settings import TiersParams
from mtss_analysis.vocabulary import TOTAL

HOUR = 60
PLACE = [*STRATA, "school_id", "support"]
PEOPLE = ["enrolled", "scored", "need", "sure", "waiting", "receiving"]
THERE = ["groups", "minutes", "unsaid", "seats_open", "seats_unknown"]
NOBODY, ENOUGH, MORE = "nobody waits", "open seats are enough", "more groups are needed"
AT_MOST = "more groups are needed unless groups without known seats have open ones"
NO_GROUP = "cannot tell: tiers.yml sets no group for this domain and tier"


def capacity(
    rows: pd.DataFrame, groups: pd.DataFrame, params: TiersParams, interventions: InterventionsParams | None
) -> pd.DataFrame:
    """Hold what the need of each school takes against what is there; the district is the sum of its schools.

    Open seats of a school are first given to its students who wait; no seat is counted for another school's students.

    Parameters
    ----------
    rows
        Need beside service, as :func:`mtss_analysis.tiers.match.beside` gives it.
    groups
        Open groups, as :func:`opened` gives them.

    Returns
    -------
    pandas.DataFrame
        PLACE, PEOPLE, THERE, groups_needed, minutes_needed, positions_needed (of all in need), groups_more,
        minutes_more, positions_more (beyond the open seats), positions, answer. What nobody knows is missing.
    """
    found = wanted(rows).merge(_there(groups), on=PLACE, how="left").fillna(dict.fromkeys(THERE, 0))
    week = (interventions.full_week_hours if interventions else None) or np.nan
    short = (found["waiting"] - found["seats_open"]).clip(lower=0)
    size, often, long = (
        _planned(found, values) for values in (params.group_size, params.group_sessions, params.group_minutes)
    )
    for name, students in (("needed", found["need"]), ("more", short)):
        taken = group_time(students, size, often, long, np.nan)
        found = found.assign(**{f"groups_{name}": taken.groups, f"minutes_{name}": taken.minutes})
    found = pd.concat([_district(found), found], ignore_index=True)
    for name, time in (
        ("positions_needed", "minutes_needed"),
        ("positions_more", "minutes_more"),
        ("positions", "minutes"),
    ):
        found[name] = found[time] / (HOUR * week)
    return found.assign(answer=_answer(found)).sort_values(PLACE, ignore_index=True)


def wanted(rows: pd.DataFrame) -> pd.DataFrame:
    """Count need in each school and tier: PLACE, PEOPLE.

    `sure` counts the scores further from every cut than their error, and is missing where an error is not known;
    `waiting` are students who receive less than their score suggests.
    """
    parts = []
    for tier in RECEIVED:
        wants = rows["suggested"] == tier
        parts.append(rows[[*STRATA, "school_id"]].assign(
            support=tier, enrolled=1, scored=rows["suggested"] != NO_SCORE, need=wants,
            sure=wants & (rows["sure"] == 1), waiting=wants & (rows["support"] < tier),
            receiving=rows["support"] == tier, unknown=wants & rows["sure"].isna(),
        ))  # fmt: skip
    counted = pd.concat(parts, ignore_index=True).groupby(PLACE, as_index=False)[[*PEOPLE, "unknown"]].sum()
    sure = counted["sure"].astype("float64").where(counted["unknown"] == 0)
    return counted.assign(sure=sure)[[*PLACE, *PEOPLE]]


def opened(
    found: Records, dataset: Dataset, looks: pd.DataFrame, interventions: InterventionsParams | None
) -> pd.DataFrame:
    """List the groups, and the students supported alone, that are open on each day of looking.

    Returns
    -------
    pandas.DataFrame
        PLACE, together, students, week [minutes/week, missing where no plan says it], open_seats (0 for a student
        alone; missing where the catalogue does not know the seats).
    """
    plans = found.plans[found.plans["tier"] > 1].merge(_schedules(dataset), on="plan_id")
    days = looks[["student_id", "domain", *STRATA[:3], "school_id"]].drop_duplicates()
    rows = plans.merge(days, on=["student_id", "domain"])
    rows = rows[(rows["start"] <= rows["day"]) & (rows["day"] <= rows["last"])]
    alone = rows["group_id"].isna()
    rows = rows.assign(
        day=rows["day"].dt.strftime("%Y-%m-%d").astype("str"), support="Tier " + rows["tier"].astype("str"),
        alone=alone, together=rows["group_id"].where(~alone, "plan " + rows["plan_id"]),
        seats=_seats(rows, interventions),
    )  # fmt: skip
    groups = rows.groupby([*PLACE, "together"], as_index=False).agg(
        students=("student_id", "nunique"), week=("week", "max"), seats=("seats", "max"), alone=("alone", "all")
    )
    seats = (groups["seats"] - groups["students"]).clip(lower=0)
    return groups.assign(open_seats=seats.mask(groups["alone"], 0.0)).drop(columns=["seats", "alone"])


def _schedules(dataset: Dataset) -> pd.DataFrame:
    plans = dataset.table("interventions").drop_duplicates("plan_id")
    week = (plans["sessions_per_week"] * plans["minutes_per_session"]).astype("float64")
    return plans[["plan_id", "group_id", "intervention"]].assign(week=week)


def _seats(rows: pd.DataFrame, interventions: InterventionsParams | None) -> "pd.Series[float]":
    known = {name: each.seats for name, each in interventions.interventions.items()} if interventions else {}
    return rows["intervention"].map(known).astype("float64")


def _there(groups: pd.DataFrame) -> pd.DataFrame:
    marked = groups.assign(unsaid=groups["week"].isna(), seats_unknown=groups["open_seats"].isna())
    return marked.groupby(PLACE, as_index=False).agg(
        groups=("together", "size"), minutes=("week", "sum"), unsaid=("unsaid", "sum"),
        seats_open=("open_seats", "sum"), seats_unknown=("seats_unknown", "sum"),
    )  # fmt: skip


def _planned(found: pd.DataFrame, values: dict[str, float]) -> "pd.Series[float]":
    return (found["domain"] + " " + found["support"].str[-1]).map(values).astype("float64")


def _district(schools: pd.DataFrame) -> pd.DataFrame:
    """Add the schools up; what one school cannot tell, the district cannot."""
    numbers = schools.columns.difference(PLACE)
    sums = schools.groupby([*STRATA, "support"], as_index=False)[list(numbers)].sum(skipna=False)
    return sums.assign(school_id=TOTAL)


def _answer(found: pd.DataFrame) -> "pd.Series[str]":
    more = (found["waiting"] > 0) & ~(found["groups_more"] == 0)
    asked = [found["waiting"] == 0, found["groups_more"].isna(), more & (found["seats_unknown"] > 0), more]
    return pd.Series(np.select(asked, [NOBODY, NO_GROUP, AT_MOST, MORE], ENOUGH), found.index, dtype="str")
