"""Referrals of a school year in bands, and how many of those with many were seen early."""

import numpy as np
import pandas as pd

from mtss_analysis.early_warning.settings import EarlyWarningParams
from mtss_analysis.estimators import proportions
from mtss_analysis.vocabulary import NO_DATA, TOTAL


def bands(some: int, heavy: int) -> tuple[str, str, str]:
    """Name the three bands.

    >>> bands(2, 6)
    ('0 to 1', '2 to 5', '6 or more')
    """
    low, middle = (f"{a} to {b}" if b > a else str(a) for a, b in ((0, some - 1), (some, heavy - 1)))
    return low, middle, f"{heavy} or more"


def banded(counts: "pd.Series[float]", some: int, heavy: int) -> "pd.Series[str]":
    """Put each student's referrals in a band; a missing count is "No data".

    >>> banded(pd.Series([0, 1, 2, 5, 6, None]), 2, 6).tolist()
    ['0 to 1', '0 to 1', '2 to 5', '2 to 5', '6 or more', 'No data']
    """
    low, middle, high = bands(some, heavy)
    named = np.select([counts.isna(), counts >= heavy, counts >= some], [NO_DATA, high, middle], low)
    return pd.Series(named, index=counts.index, dtype="str")


def counted(present: pd.DataFrame, incidents: pd.DataFrame) -> "pd.Series[float]":
    """Count the referrals of each student and school year; shape (rows of `present`,).

    A student without a referral has 0 only where the student's school recorded any referral in that school year;
    where it recorded none at all nobody can tell, and the count is missing.

    Parameters
    ----------
    present
        student_id, school_year, school_id: one row a student and year.
    incidents
        student_id, school_year, school_id: one row a referral, up to the day of counting.
    """
    who = ["student_id", "school_year"]
    found = present.merge(incidents.groupby(who, as_index=False).size(), on=who, how="left")["size"]
    records = pd.MultiIndex.from_frame(incidents[["school_id", "school_year"]].drop_duplicates())
    recording = pd.MultiIndex.from_frame(present[["school_id", "school_year"]]).isin(records)
    return found.astype("float64").where(found.notna() | ~recording, 0.0).set_axis(present.index)


def catch(present: pd.DataFrame, incidents: pd.DataFrame, params: EarlyWarningParams) -> pd.DataFrame:
    """Say how many students with many referrals in the year had some by the early day.

    Parameters
    ----------
    present
        student_id, school_year, school_id, grade_band: one row a student and year.
    incidents
        student_id, school_year, date, and `early` (on or before the day).

    Returns
    -------
    pandas.DataFrame
        school_year, grade_band, question ("caught": of those with many at the end, some early; "right": of those with
        some early, many at the end), n, students, percent, low, high (Wilson).
    """
    who = ["student_id", "school_year"]
    sums = incidents.groupby(who, as_index=False).agg(year=("early", "size"), early=("early", "sum"))
    rows = present.merge(sums, on=who)
    rows = pd.concat([rows, rows.assign(grade_band=TOTAL)])
    many, some = rows["year"] >= params.heavy_referrals, rows["early"] >= params.some_referrals
    parts = []
    for question, whole in (("caught", many), ("right", some)):
        kept = rows[whole].assign(both=(many & some)[whole])
        summed = kept.groupby(["school_year", "grade_band"], as_index=False).agg(
            n=("both", "sum"), students=("both", "size")
        )
        parts.append(summed.assign(question=question))
    frame = pd.concat(parts, ignore_index=True).astype({"n": "int64", "students": "int64", "question": "str"})
    share = proportions.wilson(frame["n"], frame["students"], params.confidence)
    return frame.assign(percent=100 * share.share, low=100 * share.low, high=100 * share.high)
