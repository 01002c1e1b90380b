"""Referrals as teams read them: rates per 100 students and school day, and what, where, when, by how many students."""

import numpy as np
import pandas as pd

from mtss_analysis.early_warning.indicators import Sources
from mtss_analysis.early_warning.labels import hours, named
from mtss_analysis.early_warning.settings import EarlyWarningParams
from mtss_analysis.estimators.event_rates import event_rates
from mtss_analysis.intake import partitions
from mtss_analysis.vocabulary import NO_DATA, TOTAL

PER = 100
"""Rates are per so many students and school day."""
OTHER = "other"
NUMBERS = ["n", "referrals", "student_days", "rate", "low", "high"]
WHO = ["student_id", "school_year"]
ASPECTS = ("behavior", "location", "hour")


def exposure(found: Sources) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return student-days and referrals month by month, and the school days of every month.

    School days of a month are the most days any student of the school was expected; a period longer than a calendar
    month is in no month. Student-days are the days each student was expected.

    Returns
    -------
    tuple of DataFrame
        student_id, school_year, month, school_id, days, events; and school_year, month, school_id, school_days with
        the district's ("All") the most of its schools.
    """
    rows = found.attendance.rows
    rows = rows.assign(month=rows["period_start"].dt.strftime("%Y-%m"))
    rows = rows[rows["month"] == rows["period_end"].dt.strftime("%Y-%m")]
    keys = ["school_year", "month", "school_id"]
    days = (
        rows.groupby(["student_id", *keys], as_index=False)["days_enrolled"]
        .sum()
        .rename(columns={"days_enrolled": "days"})
    )
    events = found.incidents.assign(month=found.incidents["date"].dt.strftime("%Y-%m"))
    events = events.groupby(["student_id", *keys], as_index=False).size().rename(columns={"size": "events"})
    both = days.merge(events, on=["student_id", *keys], how="outer").fillna({"days": 0.0, "events": 0.0})
    counted = both[both["days"] > 0].reset_index(drop=True)
    most = counted.groupby(keys, as_index=False)["days"].max().rename(columns={"days": "school_days"})
    whole = most.groupby(keys[:2], as_index=False)["school_days"].max().assign(school_id=TOTAL)
    return counted, pd.concat([most, whole], ignore_index=True)


def rates(
    counted: pd.DataFrame, found: Sources, strata: list[str], params: EarlyWarningParams, groups: tuple[str, ...] = ()
) -> pd.DataFrame:
    """Estimate referrals per 100 students and school day: the district by each of `groups`, and each school.

    Returns
    -------
    pandas.DataFrame
        strata, school_id, by, group, n (students with a referral), referrals, student_days, rate, low, high.
        Students are clusters: the interval is widened by how unequal they are.
    """
    keys = list(dict.fromkeys(["student_id", "school_year", *strata, "school_id"]))
    rows = counted.groupby(keys, as_index=False)[["days", "events"]].sum()
    named = [name for name in groups if name not in rows]
    rows = rows.merge(found.present[[*WHO, *named]], on=WHO, how="left").fillna(dict.fromkeys(named, NO_DATA))
    return partitions.aggregate(
        rows, strata, lambda grouped: _estimated(grouped, rows, params.confidence), districtwide=groups
    )


def _estimated(grouped: "pd.api.typing.DataFrameGroupBy", rows: pd.DataFrame, confidence: float) -> pd.DataFrame:  # type: ignore[type-arg]
    """Estimate the rate of every group of rows; a student with rows in two schools is one cluster in each group."""
    code = grouped.ngroup().to_numpy()
    cells = rows.assign(_code=code).groupby(["_code", "student_id"], as_index=False)[["events", "days"]].sum()
    size = int(code.max(initial=-1)) + 1
    fit = event_rates(cells["events"], cells["days"], cells["_code"], size, confidence)
    referred = np.bincount(cells["_code"], (cells["events"] > 0).astype(float), size).astype("int64")
    numbers = {"n": referred, "referrals": fit.events, "student_days": fit.exposure}
    numbers |= {name: PER * getattr(fit, name) for name in ("rate", "low", "high")}
    index = grouped.size().index
    return pd.DataFrame(numbers, index=index)


def aspects(found: Sources, params: EarlyWarningParams) -> pd.DataFrame:
    """List each referral by what was seen, where and when: student_id, school_year, school_id, aspect, label."""
    rows = found.incidents.reset_index(drop=True)
    said = {
        "behavior": named(rows, "behavior", params.behavior_labels),
        "location": named(rows, "location", params.behavior_labels),
        "hour": hours(rows["time"]),
    }
    whose = rows[["student_id", "school_year", "school_id"]]
    return pd.concat([whose.assign(aspect=aspect, label=label) for aspect, label in said.items()], ignore_index=True)


def kinds(listed: pd.DataFrame) -> pd.DataFrame:
    """Count referrals by label: school_year, aspect, school_id, label, n, referrals, percent; "All" is their sum."""
    rows = pd.concat([listed, listed.assign(school_id=TOTAL)])
    keys = ["school_year", "aspect", "school_id"]
    counted = rows.groupby([*keys, "label"], as_index=False).size().rename(columns={"size": "n"})
    whole = counted.groupby(keys)["n"].sum().reset_index()
    both = pd.concat([counted, whole.assign(label=TOTAL)]).merge(whole.rename(columns={"n": "referrals"}), on=keys)
    both = both.assign(percent=100 * both["n"] / both["referrals"])
    ordered = both.sort_values([*keys, "label"], kind="stable", ignore_index=True)
    return ordered.astype({"label": "str", "school_id": "str", "n": "int64", "referrals": "int64"})


def shared_kinds(listed: pd.DataFrame, params: EarlyWarningParams) -> pd.DataFrame:
    """Count the district's referrals as `kinds`, where labels that few students share are "other".

    An aspect of a school year in which fewer students than the setting were referred at all is left out.
    """
    students = listed.groupby(["school_year", "aspect"])["student_id"].transform("nunique")
    many = listed[students >= params.label_students].reset_index(drop=True)
    merged = many.assign(label=_merged(many, params.label_students))
    counted = kinds(merged)
    return counted[counted["school_id"] == TOTAL].reset_index(drop=True)


def _merged(listed: pd.DataFrame, fewest: int) -> "pd.Series[str]":
    """Name labels "other" until each label left, and "other" itself, is shared by at least `fewest` students."""
    label = listed["label"].copy()
    for _, part in listed.groupby(["school_year", "aspect"]):
        sizes = part.groupby("label")["student_id"].nunique().sort_values(kind="stable")
        small = list(sizes.index[sizes < fewest])
        rest = [name for name in sizes.index if name not in small]
        while small and rest and part[part["label"].isin(small)]["student_id"].nunique() < fewest:
            small.append(rest.pop(0))
        label.loc[part.index[part["label"].isin(small)]] = OTHER
    return label
