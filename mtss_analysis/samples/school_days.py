"""The sample's school calendar: days of instruction, months and testing windows."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

Dates = NDArray[np.datetime64]
Ints = NDArray[np.integer[Any]]

WINDOWS = (("09", 8, 10), ("01", 12, 10), ("05", 4, 9))
"""Month, first day and number of school days of the fall, winter and spring screening windows."""

OUTCOME_WINDOW = ("04", 20, 9)
"""Month, first day and number of school days of the yearly outcome test."""


def monday(month: str, day: int, year: int) -> np.datetime64:
    """Return the first Monday on or after a day.

    Examples
    --------
    >>> monday("09", 8, 2024)
    np.datetime64('2024-09-09')
    """
    return np.datetime64(np.busday_offset(f"{year}-{month}-{day:02d}", 0, roll="forward", weekmask="1000000"))


@dataclass(frozen=True)
class SchoolDays:
    """Days of instruction of consecutive school years.

    Attributes
    ----------
    first_year, years
        Calendar year the first school year starts in, and how many there are.
    """

    first_year: int
    years: int

    def days_of(self, year: int) -> Dates:
        """Return the school days of the `year`-th school year, shape (days,)."""
        start = self.first_year + year
        weekdays = np.arange(monday("08", 18, start), monday("05", 20, start + 1) + 5)
        return weekdays[np.is_busday(weekdays, holidays=_holidays(start))]

    @cached_property
    def days(self) -> Dates:
        """School days of every year, in order, shape (days,)."""
        return np.concatenate([self.days_of(year) for year in range(self.years)])

    @cached_property
    def first_days(self) -> Dates:
        """First school day of each year, shape (years,)."""
        return np.array([self.days_of(year)[0] for year in range(self.years)])

    @cached_property
    def last_days(self) -> Dates:
        """Last school day of each year, shape (years,)."""
        return np.array([self.days_of(year)[-1] for year in range(self.years)])

    @cached_property
    def months(self) -> Dates:
        """First day of each month with school, shape (years, 10)."""
        starts = [f"{self.first_year + year}-08" for year in range(self.years)]
        return np.array([np.arange(start, np.datetime64(start) + 10, dtype="datetime64[M]") for start in starts])

    def window(self, month: str, day: int, length: int) -> Dates:
        """Return the first `length` school days from a day of each year on, shape (years, length)."""
        rows = []
        for year in range(self.years):
            days = self.days_of(year)
            start = monday(month, day, self.first_year + year + int(month < "08"))
            rows.append(days[np.searchsorted(days, start) :][:length])
        return np.array(rows)

    def count(self, start: Dates, end: Dates) -> Ints:
        """Count the school days from `start` to `end`, both included; shapes broadcast."""
        counted = np.searchsorted(self.days, end, side="right") - np.searchsorted(self.days, start)
        return np.asarray(np.maximum(counted, 0))

    def on_weekdays(self, weekdays: str) -> Dates:
        """Return the school days on the weekdays of a mask such as ``"1010100"``, Monday first."""
        return self.days[np.is_busday(self.days, weekmask=weekdays)]


def _holidays(start: int) -> Dates:
    winter = np.arange(f"{start}-12-23", f"{start + 1}-01-03", dtype="datetime64[D]")
    thanksgiving = np.busday_offset(f"{start}-11", 3, roll="forward", weekmask="0001000") + np.arange(2)
    spring = monday("03", 16, start + 1) + np.arange(5)
    mondays = [monday("09", 1, start), monday("01", 15, start + 1), monday("02", 15, start + 1)]
    return np.concatenate([winter, thanksgiving, spring, mondays, [monday("05", 25, start + 1)]])
