"""Days of a school year: when indicators are read, when marks are known, until when the records speak."""

import pandas as pd

from mtss_analysis.early_warning.settings import EarlyWarningParams
from mtss_analysis.intake import Dataset, last_recorded
from mtss_analysis.params import DistrictParams


def day_of(year: str, month_day: str, starts: str) -> pd.Timestamp:
    """Return the day of a school year.

    >>> day_of("2024-25", "10-31", "08-01").date().isoformat(), day_of("2024-25", "01-31", "08-01").date().isoformat()
    ('2024-10-31', '2025-01-31')
    """
    return pd.Timestamp(f"{int(year[:4]) + (month_day < starts)}-{month_day}").as_unit("us")


def days_of(years: "pd.Series[str]", month_day: str, starts: str) -> "pd.Series[pd.Timestamp]":
    """Return the day of each school year, shape (rows,)."""
    known = {str(year): day_of(str(year), month_day, starts) for year in years.dropna().unique()}
    return years.map(known).astype("datetime64[us]")


def recorded_until(dataset: Dataset, params: EarlyWarningParams) -> pd.Timestamp:
    """Return the last day the records speak of: as set, else the last attendance, referral, score, session or start."""
    known = last_recorded(dataset, params.as_of)
    if params.as_of:
        return known
    days = [known, dataset.table("attendance")["period_end"].max(), dataset.table("incidents")["date"].max()]
    latest: pd.Timestamp = pd.Series(days, dtype="datetime64[us]").max()
    return latest


def cutoff_days(
    years: list[str], params: EarlyWarningParams, district: DistrictParams, as_of: pd.Timestamp
) -> pd.DataFrame:
    """List the days on which indicators are read, up to `as_of`: school_year, cutoff (its name), day."""
    pairs = [(year, *cutoff.rsplit(" ", 1)) for year in years for cutoff in params.cutoffs]
    frame = pd.DataFrame(pairs, columns=["school_year", "cutoff", "day"]).astype("str")
    days = [day_of(year, day, district.school_year_starts) for year, _, day in pairs]
    frame["day"] = pd.Series(days, dtype="datetime64[us]")
    return frame[frame["day"] <= as_of].sort_values("day", ignore_index=True)


def marks_with_days(dataset: Dataset, params: EarlyWarningParams, district: DistrictParams) -> pd.DataFrame:
    """Return marks that say whether they pass: student_id, school_year, term, failed, day from which they are known.

    A term whose last word is not in the settings has no day: it never enters an indicator.
    """
    marks = dataset.table("marks").dropna(subset=["student_id", "term", "passed"])
    word = marks["term"].str.rsplit(" ", n=1).str[-1]
    rows = marks[["student_id", "term"]].assign(
        school_year=marks["term"].str[:7], failed=~marks["passed"].astype("bool")
    )
    pairs = rows.assign(word=word)[["school_year", "word"]].drop_duplicates()
    pairs = pairs[pairs["word"].isin(list(params.term_ends)) & pairs["school_year"].str.fullmatch(r"\d{4}-\d\d")]
    days = [day_of(year, params.term_ends[name], district.school_year_starts) for year, name in pairs.to_numpy()]
    pairs = pairs.assign(day=pd.Series(days, index=pairs.index, dtype="datetime64[us]"))
    return rows.assign(word=word).merge(pairs, on=["school_year", "word"], how="left").drop(columns="word")
