"""Days that cannot be: long ago, in the future, or the last before the first."""

from collections.abc import Iterator
from typing import Final

import pandas as pd

from mtss_analysis.checks.cases import Case, Examined, Treatment, alike, labels
from mtss_analysis.intake.findings import quoted
from mtss_analysis.tables import TABLES

PLANNED: Final = frozenset({"enrolled_to", "end", "goal_date", "review_by", "due", "period_end"})
"""Columns whose day may lie ahead."""

ORDERED: Final = (
    ("enrollments", "enrolled_from", "enrolled_to"),
    ("attendance", "period_start", "period_end"),
    ("interventions", "start", "end"),
)
"""Table, first day, last day."""

AHEAD: Final = frozenset({"sessions", "meetings"})
"""Tables whose rows may be planned for a day to come."""


def impossible_dates(examined: Examined) -> Iterator[Case]:
    """Days before anything here was recorded, or after the school years the students table knows."""
    earliest = pd.Timestamp(examined.params.earliest_date)
    latest = _last_day(examined)
    for name, frame in examined.dataset.tables.items():
        for column in (column for column in TABLES[name].columns if column.kind == "date"):
            ahead = column.name in PLANNED or name in AHEAD
            last = latest + pd.DateOffset(years=examined.params.years_ahead) if ahead else latest
            days = frame[column.name].dropna()
            wrong = days[(days < earliest) | (days > last)]
            if len(wrong):
                yield _impossible(name, column.nullable, wrong, earliest, last)


def last_before_first(examined: Examined) -> Iterator[Case]:
    """Stays, periods and plans that end before they begin."""
    for table, first, last in ORDERED:
        rows = examined.table(table)
        wrong = rows[rows[last] < rows[first]]
        if len(wrong):
            row = wrong.iloc[0]
            yield Case(
                "end_before_start", table, last, labels(wrong),
                f"{last} is {row[last]:%Y-%m-%d} and {first} is {row[first]:%Y-%m-%d}{alike(len(wrong), 'row')}",
                f"{row[last]:%Y-%m-%d}", f"{last} on or after {first}", "Correct one of the dates.",
                Treatment.LEAVE_OUT,
            )  # fmt: skip


def _last_day(examined: Examined) -> pd.Timestamp:
    """Return the last day of the last school year in the students table; the far future if there is none."""
    years = examined.table("students")["school_year"].dropna()
    if years.empty:
        return pd.Timestamp.max.normalize() - pd.DateOffset(years=examined.params.years_ahead + 1)
    begins = pd.Timestamp(f"{years.max()[:4]}-{examined.district.school_year_starts}")
    return begins + pd.DateOffset(years=1) - pd.Timedelta(days=1)


def _impossible(table: str, nullable: bool, wrong: pd.Series, earliest: pd.Timestamp, last: pd.Timestamp) -> Case:
    days = quoted(f"{day:%Y-%m-%d}" for day in wrong)
    return Case(
        "impossible_date", table, str(wrong.name), labels(wrong), f"{wrong.name} is {days}", days,
        f"a day from {earliest:%Y-%m-%d} to {last:%Y-%m-%d}, the last school year in students",
        "Correct the date, or add the school year to students.",
        Treatment.EMPTY if nullable else Treatment.LEAVE_OUT, empties=(str(wrong.name),),
    )  # fmt: skip
