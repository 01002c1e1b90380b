"""Who was where and when: grade, school and groups of a student in a year or on a day."""

import pandas as pd

from mtss_analysis.intake.dataset import Dataset
from mtss_analysis.params import DistrictParams
from mtss_analysis.vocabulary import NO_DATA


def school_year(dates: pd.Series, starts: str) -> pd.Series:
    """Return the school year of each date.

    Parameters
    ----------
    dates
        Days, shape (rows,).
    starts
        First day of a school year as MM-DD, from ``district.yml``.

    Returns
    -------
    pandas.Series
        Text such as ``"2024-25"``, shape (rows,); missing where the date is.

    Examples
    --------
    >>> school_year(pd.Series(pd.to_datetime(["2024-07-31", "2024-08-01", "1999-12-01"])), "08-01").tolist()
    ['2023-24', '2024-25', '1999-00']
    """
    first = _first_year(dates, starts)
    labels = {year: f"{year}-{(year + 1) % 100:02d}" for year in first.dropna().unique()}
    return first.map(labels).astype("str")


def roster(dataset: Dataset, district: DistrictParams) -> pd.DataFrame:
    """List every student once for each school year in the students table.

    The school is the one with most enrolled days in that year; of two with as many, the one
    entered later.

    Parameters
    ----------
    dataset
        The tables students and enrollments.
    district
        Start of the school year and the group columns.

    Returns
    -------
    pandas.DataFrame
        Shape (student-years, 4 + groups): student_id, school_year, grade, school_id and the
        group columns, as text; what was not recorded is "No data".
    """
    students = _known(dataset, district)
    return students.merge(_main_school(dataset, district), on=["student_id", "school_year"], how="left")[
        ["student_id", "school_year", "grade", "school_id", *district.group_columns]
    ].fillna({"school_id": NO_DATA})


def attach(frame: pd.DataFrame, dataset: Dataset, district: DistrictParams, on: str = "date") -> pd.DataFrame:
    """Add to each row of a student the school year, grade, school and groups on its day.

    Parameters
    ----------
    frame
        Rows with ``student_id`` and the date column `on`, shape (rows, columns).
    dataset
        The tables students and enrollments.
    district
        Start of the school year and the group columns.
    on
        Column with the day.

    Returns
    -------
    pandas.DataFrame
        The same rows, in order and with their index, with school_year, grade (enrolled in that
        year), school_id (enrolled in on that day; of two the one entered later) and the group
        columns added as text. What was not recorded is "No data". A column the frame already
        has is left as it is, such as the school that counted an attendance.
    """
    rows = pd.DataFrame({"student_id": frame["student_id"].to_numpy(), "day": frame[on].to_numpy()})
    rows["school_year"] = school_year(rows["day"], district.school_year_starts)
    rows["school_id"] = _school_on(rows, dataset)
    known = rows.merge(_known(dataset, district), on=["student_id", "school_year"], how="left")
    columns = ["school_year", "grade", "school_id", *district.group_columns]
    added = known[[column for column in columns if column not in frame]].fillna(NO_DATA)
    return pd.concat([frame, added.set_axis(frame.index)], axis=1)


def _first_year(dates: pd.Series, starts: str) -> pd.Series:
    """Return the calendar year in which each date's school year began, as Int64."""
    month, day = (int(part) for part in starts.split("-"))
    before = (dates.dt.month < month) | ((dates.dt.month == month) & (dates.dt.day < day))
    years: pd.Series = dates.dt.year.astype("Int64") - before.astype("Int64")
    return years


def _known(dataset: Dataset, district: DistrictParams) -> pd.DataFrame:
    """Return one row a student and year with grade and groups, nothing missing."""
    columns = ["student_id", "school_year", "grade", *district.group_columns]
    students = dataset.table("students").reindex(columns=columns)
    once = students.dropna(subset=["student_id", "school_year"]).drop_duplicates(["student_id", "school_year"])
    return once.astype("str").fillna(NO_DATA).reset_index(drop=True)


def _main_school(dataset: Dataset, district: DistrictParams) -> pd.DataFrame:
    years = dataset.table("students")[["student_id", "school_year"]].dropna()
    stays = years.merge(dataset.table("enrollments"), on="student_id")
    begins = pd.to_datetime(stays["school_year"].str[:4] + "-" + district.school_year_starts)
    ends = begins + pd.DateOffset(years=1) - pd.Timedelta(days=1)
    last = stays["enrolled_to"].fillna(ends).clip(upper=ends)
    stays["days"] = (last - stays["enrolled_from"].clip(lower=begins)).dt.days + 1
    stays = stays[stays["days"] > 0]
    keys = ["student_id", "school_year", "school_id"]
    totals = stays.groupby(keys, as_index=False, sort=False).agg(days=("days", "sum"), entered=("enrolled_from", "max"))
    ordered = totals.sort_values(["days", "entered"], kind="stable")
    return ordered.drop_duplicates(["student_id", "school_year"], keep="last")[keys]


def _school_on(rows: pd.DataFrame, dataset: Dataset) -> pd.Series:
    """Return the school of each student on each day; shape (rows,), missing if enrolled in none."""
    stays = dataset.table("enrollments")[["student_id", "school_id", "enrolled_from", "enrolled_to"]].dropna(
        subset=["student_id"]
    )
    pairs = rows[["student_id", "day"]].reset_index().merge(stays, on="student_id")
    open_end = pairs["enrolled_to"].isna()
    covering = pairs[(pairs["enrolled_from"] <= pairs["day"]) & (open_end | (pairs["day"] <= pairs["enrolled_to"]))]
    latest = covering.sort_values("enrolled_from", kind="stable").drop_duplicates("index", keep="last")
    found: pd.Series = latest.set_index("index")["school_id"].reindex(rows.index)
    return found
