"""Chronic absence, on whole numbers: days missed against days enrolled, never a rounded ratio."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from mtss_analysis.intake import school_year
from mtss_analysis.params import DistrictParams
from mtss_analysis.vocabulary import NO_DATA

CHRONIC, ATTENDS, TOO_FEW = "yes", "no", "too few days"
PARTS = 100
"""A day is counted in hundredths, so that half days are whole numbers."""


@dataclass(frozen=True, slots=True)
class Attendance:
    """Attendance that can be counted, and what was set aside.

    Attributes
    ----------
    rows : student_id, school_id, school_year, period_start, period_end, days_enrolled, days_absent
    doubtful : student_id, school_year and why attendance cannot be counted: "overlap", "more absent", "two years"
    """

    rows: pd.DataFrame
    doubtful: pd.DataFrame


def chronic(absent: ArrayLike, enrolled: ArrayLike, percent: int = 10, minimum: int = 10) -> NDArray[np.object_]:
    """Say whether absence is chronic: 100·absent ≥ percent·enrolled, in hundredths of days.

    Parameters
    ----------
    absent, enrolled
        Days, shape (students,); missing is no data.
    percent
        From this share of enrolled days on [percent].
    minimum
        Enrolled days below which nothing is said [days].

    Returns
    -------
    numpy.ndarray
        "yes", "no", "too few days" or "No data", shape (students,). No enrolled day at all is no data.

    Examples
    --------
    >>> chronic([18, 17.5, 17, 1, 0, 3], [180, 175, 180, 9, 0, float("nan")]).tolist()
    ['yes', 'yes', 'no', 'too few days', 'No data', 'No data']
    """
    missed, days = (np.atleast_1d(np.asarray(values, np.float64)) for values in (absent, enrolled))
    known = np.isfinite(missed) & np.isfinite(days) & (missed >= 0) & (missed <= days) & (days > 0)
    parts, whole = (np.rint(PARTS * np.where(known, values, 0)).astype(np.int64) for values in (missed, days))
    answer = np.where(100 * parts >= percent * whole, CHRONIC, ATTENDS)
    answer = np.where(whole < PARTS * minimum, TOO_FEW, answer)
    return np.where(known, answer, NO_DATA).astype(object)


def read(attendance: pd.DataFrame, district: DistrictParams, until: pd.Timestamp) -> Attendance:
    """Read attendance up to a day, and set aside what counts no day once: overlaps, impossible days, two years.

    Periods that end after the day are as if they had never been written: they make nothing doubtful either.
    """
    rows = attendance.dropna(subset=["student_id", "period_start", "period_end"])
    rows = rows[rows["period_end"] <= until].reset_index(drop=True)
    first, last = (school_year(rows[name], district.school_year_starts) for name in ("period_start", "period_end"))
    rows = rows.assign(school_year=last)
    known = rows["days_enrolled"].notna() & rows["days_absent"].notna()
    wrong = known & ((rows["days_absent"] > rows["days_enrolled"]) | (rows["days_absent"] < 0))
    why = np.select([wrong, first != last, _overlapping(rows)], ["more absent", "two years", "overlap"], "")
    marked = rows.assign(why=why)
    doubtful = marked.loc[marked["why"] != "", ["student_id", "school_year", "why"]].drop_duplicates()
    kept = rows[known & (why == "") & (rows["days_enrolled"] > 0)]
    columns = ["student_id", "school_id", "school_year", "period_start", "period_end", "days_enrolled", "days_absent"]
    return Attendance(kept[columns].reset_index(drop=True), doubtful.reset_index(drop=True))


def totals(found: Attendance, by: list[str]) -> pd.DataFrame:
    """Sum days over periods: `by`, enrolled, absent [days]; student-years with a doubtful period are left out."""
    rows = found.rows.merge(
        found.doubtful[["student_id", "school_year"]].drop_duplicates().assign(doubt=True),
        on=["student_id", "school_year"], how="left",
    )  # fmt: skip
    sure = rows[rows["doubt"].isna()]
    summed = sure.groupby(by, as_index=False)[["days_enrolled", "days_absent"]].sum()
    return summed.rename(columns={"days_enrolled": "enrolled", "days_absent": "absent"})


def running(found: Attendance) -> pd.DataFrame:
    """Sum the days of each student and school year up to each end of a period: day, enrolled, absent [days]."""
    daily = totals(found, ["student_id", "school_year", "period_end"]).sort_values(["student_id", "period_end"])
    sums = daily.groupby(["student_id", "school_year"])[["enrolled", "absent"]].cumsum()
    return daily[["student_id", "school_year"]].assign(day=daily["period_end"], **sums)


def _overlapping(rows: pd.DataFrame) -> NDArray[np.bool_]:
    """Tell which periods begin before an earlier one of the same student and school has ended."""
    ordered = rows.sort_values(["student_id", "school_id", "period_start", "period_end"], kind="stable")
    whose = [ordered["student_id"], ordered["school_id"]]
    ends = ordered["period_end"].astype("int64").groupby(whose).cummax().groupby(whose).shift()
    late = ends.notna() & (ordered["period_start"].astype("int64") <= ends)
    return late.reindex(rows.index).to_numpy(dtype=bool)
