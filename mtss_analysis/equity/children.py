"""Every student of every school year with what equity is counted by: groups, disability, placement, removals."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from mtss_analysis.equity.settings import EquityParams
from mtss_analysis.intake import Dataset, attach, roster
from mtss_analysis.params import DistrictParams
from mtss_analysis.vocabulary import NO_DATA

WHO = ["student_id", "school_year"]
YES, NO = "with a disability", "without a disability"
NOT_RECORDED = "not recorded"
OTHER_CATEGORY = "another disability"
OTHER_PLACE = "inside a regular class 40 percent of the day or more"
SOME_DAYS = "on days that are not recorded"
NEVER, SHORT, LONG = "never", "in all {days:g} days or fewer", "in all more than {days:g} days"


@dataclass(frozen=True, slots=True)
class Children:
    """Students and their referrals.

    Attributes
    ----------
    rows
        One row a student and school year: student_id, school_year, grade, school_id, group columns, race, disability
        ("with a disability", "without a disability", "not recorded"), category, placement, out_of_school, in_school
        (how long removed), removals [times].
    incidents
        One row a referral of an enrolled student: student_id, school_year, behavior, location, time, action.
    groups
        Group columns that the students table has, with more than one value.
    unknown
        Column → labels in it that no setting knows: disability_category, educational_environment and action.
    """

    rows: pd.DataFrame
    incidents: pd.DataFrame
    groups: tuple[str, ...]
    unknown: Mapping[str, tuple[str, ...]]


def children(dataset: Dataset, params: EquityParams, district: DistrictParams) -> Children:
    """Put students, what their records say of a disability, and removals together.

    Without a referral in the district's records of a school year nobody can tell who was removed: "not recorded".
    """
    rows = roster(dataset, district)
    groups = tuple(name for name in district.group_columns if len(rows[name].unique()) > 1)
    said = dataset.table("students").drop_duplicates(WHO)
    rows = rows.merge(
        said[[*WHO, "disability_category", "educational_environment"]] if _named(said) else said[WHO], on=WHO
    )
    rows = rows.reindex(columns=[*rows.columns.union(["disability_category", "educational_environment"], sort=False)])
    rows = rows.assign(race=_race(rows, params), disability_said=_disability(rows, params))
    rows = rows.assign(category=_category(rows, params), placement=_placement(rows, params))
    incidents = _incidents(dataset, district, rows)
    known = {
        "disability_category": (rows, {*params.categories, *params.other_categories}),
        "educational_environment": (rows, {*params.placements, *params.regular_class}),
        "action": (incidents, _actions(params)),
    }
    unknown = {name: _unknown(frame[name], labels) for name, (frame, labels) in known.items()}
    return Children(_removed(rows, incidents, params), incidents, groups, unknown)


def _actions(params: EquityParams) -> set[str]:
    return {*params.out_of_school, *params.in_school, *params.not_removed}


def _unknown(given: "pd.Series[str]", known: set[str]) -> tuple[str, ...]:
    return tuple(sorted(set(given.dropna().astype(str)) - known))


def _named(students: pd.DataFrame) -> bool:
    return {"disability_category", "educational_environment"} <= set(students.columns)


def _race(rows: pd.DataFrame, params: EquityParams) -> "pd.Series[str]":
    """Name the seven groups; what no setting names stays as it is and is said in a caution."""
    if params.race_column not in rows:
        return pd.Series(NO_DATA, rows.index, dtype="str")
    given = rows[params.race_column]
    return given.map(params.race_groups).fillna(given).astype("str")


def _disability(rows: pd.DataFrame, params: EquityParams) -> "pd.Series[str]":
    if params.disability_column not in rows:
        return pd.Series(NOT_RECORDED, rows.index, dtype="str")
    given = rows[params.disability_column]
    named = given.isin(params.disability_yes).map({True: YES, False: NO})
    return named.mask(given == NO_DATA, NOT_RECORDED).astype("str")


def _category(rows: pd.DataFrame, params: EquityParams) -> "pd.Series[str]":
    given = rows["disability_category"]
    others = dict.fromkeys(params.other_categories, OTHER_CATEGORY)
    named = given.map({**others, **params.categories}).fillna(NOT_RECORDED)
    return named.where(rows["disability_said"] == YES).astype("str")


def _placement(rows: pd.DataFrame, params: EquityParams) -> "pd.Series[str]":
    given = rows["educational_environment"]
    named = given.map({**dict.fromkeys(params.regular_class, OTHER_PLACE), **params.placements}).fillna(NOT_RECORDED)
    return named.where(rows["disability_said"] == YES).astype("str")


def _incidents(dataset: Dataset, district: DistrictParams, rows: pd.DataFrame) -> pd.DataFrame:
    known = dataset.table("incidents").dropna(subset=["student_id", "date"])
    placed = attach(known, dataset, district)
    kept = placed.merge(rows[WHO], on=WHO)
    return kept[[*WHO, "date", "time", "behavior", "location", "action", "days_removed"]]


def _removed(rows: pd.DataFrame, incidents: pd.DataFrame, params: EquityParams) -> pd.DataFrame:
    """Say how long each student was removed in the year, and how often.

    Not recorded in a year without any referral, and of students with an action that no setting knows, unless its days
    are 0 or another action removed them.
    """
    recorded = rows["school_year"].isin(set(incidents["school_year"]))
    open_ = incidents[~incidents["action"].isin(_actions(params)) & (incidents["days_removed"] != 0)]
    doubt = _has(rows, open_)
    found = {"out_of_school": params.out_of_school, "in_school": params.in_school}
    for name, actions in found.items():
        removed = incidents[incidents["action"].isin(actions)]
        days = removed.groupby(WHO)["days_removed"].sum(min_count=0).rename("days")
        silent = _has(rows, removed[removed["days_removed"].isna()])
        total = rows[WHO].merge(days.reset_index(), on=WHO, how="left")["days"].set_axis(rows.index)
        short, long = SHORT.format(days=params.long_days), LONG.format(days=params.long_days)
        named = (total > params.long_days).map({True: long, False: short})
        named = named.mask((silent | doubt) & (total <= params.long_days), SOME_DAYS)
        named = named.mask(total.isna(), NEVER).mask(total.isna() & doubt, NOT_RECORDED)
        rows[name] = named.where(recorded, NOT_RECORDED).astype("str")
    times = incidents[incidents["action"].isin([*params.out_of_school, *params.in_school])].groupby(WHO).size()
    counted = rows[WHO].merge(times.rename("removals").reset_index(), on=WHO, how="left")["removals"]
    return rows.assign(removals=counted.fillna(0).set_axis(rows.index).where(recorded & ~doubt))


def _has(rows: pd.DataFrame, part: pd.DataFrame) -> "pd.Series[bool]":
    """Tell which students have a row in a part of the referrals."""
    return pd.Series(pd.MultiIndex.from_frame(rows[WHO]).isin(pd.MultiIndex.from_frame(part[WHO])), rows.index)
