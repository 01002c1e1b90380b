"""The day a page is asked for, checked against the calendar and the data."""

import re
from datetime import date

import pandas as pd

from mtss_analysis.errors import DataError, ParamsError
from mtss_analysis.intake.dataset import Dataset
from mtss_analysis.intake.roster import school_year
from mtss_analysis.params import DistrictParams

ISO = re.compile(r"\d{4}-\d\d-\d\d")


def asked_day(written: str, dataset: Dataset, district: DistrictParams) -> pd.Timestamp:
    """Return midnight of the day written on the command line.

    Raises
    ------
    ParamsError
        It is not written as YYYY-MM-DD.
    DataError
        It lies outside the school years of the data.

    Examples
    --------
    >>> from mtss_analysis import params
    >>> from mtss_analysis.intake import from_frames
    >>> asked_day("2025-03-04", from_frames({}), params.layers().load(DistrictParams)).isoformat()
    '2025-03-04T00:00:00'
    """
    try:
        day = pd.Timestamp(date.fromisoformat(written)) if ISO.fullmatch(written) else None
    except ValueError:
        day = None
    if day is None:
        raise ParamsError(f'--date is "{written}", expected a day as YYYY-MM-DD. Write for example 2025-03-04.')
    years = sorted(dataset.table("students")["school_year"].dropna().unique())
    year = school_year(pd.Series([day]), district.school_year_starts).iloc[0]
    if years and not years[0] <= year <= years[-1]:
        raise DataError(
            f"--date {written} lies in the school year {year}; {dataset.name} holds {years[0]} to {years[-1]}. "
            "Give a day of those school years, or data that reach it."
        )
    return day
