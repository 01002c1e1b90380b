"""Each indicator by itself, as it could be known on a day: absence, referrals, courses, and any of them.

There is no composite score: a page can always say which indicator was there, and which has no data.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from mtss_analysis.early_warning import absence, calendar, referrals
from mtss_analysis.early_warning.settings import EarlyWarningParams
from mtss_analysis.intake import Dataset, attach, roster, school_year
from mtss_analysis.params import DistrictParams
from mtss_analysis.vocabulary import NO_DATA

YES, NO, TOO_FEW = absence.CHRONIC, absence.ATTENDS, absence.TOO_FEW
NOT_APPLICABLE = "does not apply"
INDICATORS = ("absence", "referrals", "courses")
ANY = "any"
WHO = ["student_id", "school_year"]


@dataclass(frozen=True, slots=True)
class Sources:
    """What the indicators are read from, up to the last day the records speak of.

    Attributes
    ----------
    present : one row a student and school year: WHO, school_id (most days), grade, grade_band, group columns
    days : the table attendance as it came
    attendance : what can be counted of it up to the last day, and what was set aside
    incidents : one row a referral: student_id, school_id, date, school_year and what was seen
    marks : one row a mark: WHO, term, failed, day from which it is known
    as_of : last day the records speak of
    """

    present: pd.DataFrame
    days: pd.DataFrame
    attendance: absence.Attendance
    incidents: pd.DataFrame
    marks: pd.DataFrame
    as_of: pd.Timestamp


def sources(dataset: Dataset, params: EarlyWarningParams, district: DistrictParams) -> Sources:
    """Read everything the indicators need, nothing dated after the last day the records speak of."""
    as_of = calendar.recorded_until(dataset, params)
    incidents = dataset.table("incidents").dropna(subset=["student_id", "date"])
    incidents = incidents[incidents["date"] <= as_of]
    incidents = incidents.assign(school_year=school_year(incidents["date"], district.school_year_starts))
    listed = roster(dataset, district)
    listed = listed[listed["school_id"] != NO_DATA].reset_index(drop=True)
    present = listed.assign(grade_band=band_of(listed["grade"], params))
    marks = calendar.marks_with_days(dataset, params, district)
    known = marks[~(marks["day"] > as_of)].reset_index(drop=True)
    days = dataset.table("attendance")
    attendance = absence.read(days, district, as_of)
    return Sources(present, days, attendance, incidents.reset_index(drop=True), known, as_of)


def band_of(grades: "pd.Series[str]", params: EarlyWarningParams) -> "pd.Series[str]":
    """Return the band of each grade; a grade in none is "Other grades"."""
    known = {grade: band for band, members in params.grade_bands.items() for grade in members}
    return grades.map(known).fillna("Other grades").astype("str")


def at_cutoffs(found: Sources, dataset: Dataset, params: EarlyWarningParams, district: DistrictParams) -> pd.DataFrame:
    """Read every indicator of every enrolled student on each cut-off day, from nothing dated later.

    Returns
    -------
    pandas.DataFrame
        WHO, school_id (on that day), grade, grade_band, group columns, cutoff, day, and absence, referrals, courses,
        any: "yes", "no", "No data", "too few days" or "does not apply"; indicators: how many are "yes", missing where
        one of them has no data.
    """
    days = calendar.cutoff_days(sorted(set(found.present["school_year"])), params, district, found.as_of)
    listed = found.present[WHO].merge(days, on="school_year").drop(columns="school_year")
    there = attach(listed, dataset, district, on="day")
    there = there[there["school_id"] != NO_DATA].reset_index(drop=True)
    parts = [
        _read(part.reset_index(drop=True), part["day"].iloc[0], found, params, district)
        for _, part in there.groupby("day", sort=True)
    ]
    empty = there.assign(**dict.fromkeys((*INDICATORS, ANY), ""), indicators=np.nan)
    frame = pd.concat(parts, ignore_index=True) if parts else empty
    return frame.assign(grade_band=band_of(frame["grade"], params))


def through(found: Sources, params: EarlyWarningParams, district: DistrictParams) -> pd.DataFrame:
    """Read every indicator of every student over each whole school year, or what there is of it: as `at_cutoffs`."""
    parts = [
        _read(part.reset_index(drop=True), found.as_of, found, params, district)
        for _, part in found.present.groupby("school_year", sort=True)
    ]
    return pd.concat(parts, ignore_index=True) if parts else _read(found.present, found.as_of, found, params, district)


def _read(
    there: pd.DataFrame, day: pd.Timestamp, found: Sources, params: EarlyWarningParams, district: DistrictParams
) -> pd.DataFrame:
    counts = referrals.counted(there, found.incidents[found.incidents["date"] <= day])
    read = {
        "absence": _absent(there, day, found, params, district),
        "referrals": _yes(counts >= params.some_referrals, counts.notna()),
        "courses": _failing(there, found.marks[found.marks["day"] <= day]),
    }
    frame = there.assign(count=counts, **read)
    answers = frame[list(INDICATORS)]
    applies = answers != NOT_APPLICABLE
    unknown = (answers.isin([NO_DATA, TOO_FEW]) & applies).any(axis=1)
    yes = (answers == YES).sum(axis=1)
    anything = np.select([yes > 0, unknown | ~applies.any(axis=1)], [YES, NO_DATA], NO)
    return frame.assign(
        any=pd.Series(anything, frame.index, dtype="str"), indicators=yes.astype("float64").where(~unknown)
    )


def _absent(
    there: pd.DataFrame, day: pd.Timestamp, found: Sources, params: EarlyWarningParams, district: DistrictParams
) -> "pd.Series[str]":
    known = found.attendance if day == found.as_of else absence.read(found.days, district, day)
    sums = there[WHO].merge(absence.totals(known, WHO), on=WHO, how="left")
    answer = absence.chronic(sums["absent"], sums["enrolled"], params.chronic_percent, params.minimum_days)
    return pd.Series(answer, index=there.index, dtype="str")


def _failing(there: pd.DataFrame, known: pd.DataFrame) -> "pd.Series[str]":
    """Say whether any course was failed; in grades without a mark of that year by that day it does not apply."""
    failed = known.groupby(WHO, as_index=False)["failed"].any()
    state = there[WHO].merge(failed, on=WHO, how="left")["failed"].set_axis(there.index)
    graded = state.notna().groupby([there["school_year"], there["grade"]]).transform("any")
    answer = _yes(state.eq(True), state.notna())
    return answer.where(graded.astype("bool"), NOT_APPLICABLE)


def _yes(true: "pd.Series[bool]", known: "pd.Series[bool]") -> "pd.Series[str]":
    return pd.Series(np.select([~known, true], [NO_DATA, YES], NO), index=true.index, dtype="str")


def long(frame: pd.DataFrame, names: tuple[str, ...] = (*INDICATORS, ANY)) -> pd.DataFrame:
    """Put one row a student and indicator: the columns of `frame`, indicator, answer."""
    rest = [column for column in frame.columns if column not in (*INDICATORS, ANY)]
    return frame.melt(rest, list(names), "indicator", "answer").astype({"indicator": "str", "answer": "str"})
