"""Days enrolled and absent: counted twice, or counted by a school the student was not in."""

from collections.abc import Iterator

import pandas as pd

from mtss_analysis.checks.cases import Case, Examined, Treatment, alike, labels

PLACE = ["student_id", "school_id"]
DAYS = ["period_start", "period_end"]
NEEDED = {"attendance": (*PLACE, *DAYS), "enrollments": ("student_id", "school_id", "enrolled_from")}


def absent_more_than_enrolled(examined: Examined) -> Iterator[Case]:
    """More days missed than days expected."""
    attendance = examined.table("attendance")
    wrong = attendance[attendance["days_absent"] > attendance["days_enrolled"]]
    if len(wrong):
        first = wrong.iloc[0]
        yield Case(
            "absent_more_than_enrolled", "attendance", "days_absent", labels(wrong),
            f"student {first['student_id']} missed {first['days_absent']:g} of {first['days_enrolled']:g} days"
            f"{alike(len(wrong), 'row')}", f"{first['days_absent']:g}", "at most the days enrolled",
            "Correct one of the two.", Treatment.LEAVE_OUT,
        )  # fmt: skip


def periods_overlap(examined: Examined) -> Iterator[Case]:
    """Periods of a student in one school that share days, such as a school year that starts twice.

    Of periods that share days the one that begins first counts, of those the longest, so that no day counts twice.
    """
    periods = _periods(examined)
    periods = periods.drop_duplicates([*PLACE, "period_start"])  # a row there twice is a finding of its own
    ordered = periods.sort_values([*PLACE, "period_start", "period_end"], ascending=[True] * 3 + [False], kind="stable")
    so_far = ordered.groupby(PLACE)["period_end"].cummax().groupby([ordered[name] for name in PLACE]).shift()
    if not (so_far >= ordered["period_start"]).any():
        return
    twice = ordered.loc[[row for _, part in ordered.groupby(PLACE) for row in _twice(part)]]
    first = twice.iloc[0]
    yield Case(
        "periods_overlap", "attendance", "period_start", labels(twice),
        f"student {first['student_id']} has another period in {examined.school(first['school_id'])} on days from "
        f"{first['period_start']:%Y-%m-%d} to {first['period_end']:%Y-%m-%d}{alike(len(twice), 'period')}",
        f"{first['period_start']:%Y-%m-%d}", "each day in one period",
        "Send each period once, each with its own days and not with the sum since the start of the year.",
        Treatment.LEAVE_OUT,
    )  # fmt: skip


def outside_enrollment(examined: Examined) -> Iterator[Case]:
    """Periods of a student in a school in which no stay of the student reaches into them."""
    if any(examined.lacks(name, *needed) for name, needed in NEEDED.items()):
        return
    stays = examined.table("enrollments").dropna(subset=["student_id", "school_id", "enrolled_from"])
    periods = _periods(examined)
    known = periods["student_id"].isin(stays["student_id"]) & periods["school_id"].isin(_schools(examined))
    periods = periods[known & ~(periods["days_enrolled"] == 0)]
    pairs = periods.reset_index(names="row").merge(stays, on=PLACE)
    there = (pairs["enrolled_from"] <= pairs["period_end"]) & ~(pairs["enrolled_to"] < pairs["period_start"])
    wrong = periods[~periods.index.isin(pairs.loc[there, "row"])]
    if len(wrong):
        first = wrong.iloc[0]
        yield Case(
            "attendance_outside_enrollment", "attendance", "school_id", labels(wrong),
            f"student {first['student_id']} has days in {examined.school(first['school_id'])} from "
            f"{first['period_start']:%Y-%m-%d} to {first['period_end']:%Y-%m-%d}, and no stay in it then"
            f"{alike(len(wrong), 'period')}", str(first["school_id"]), "a school in which the student is enrolled then",
            "The days count as they stand. Correct the school, or the stay.",
        )  # fmt: skip


def _schools(examined: Examined) -> "pd.Series[str]":
    return examined.table("schools")["school_id"]


def _periods(examined: Examined) -> pd.DataFrame:
    """Return the periods whose student, school and days are known, unless they end before they begin."""
    periods = examined.table("attendance").dropna(subset=[*PLACE, *DAYS])
    return periods[periods["period_end"] >= periods["period_start"]]


def _twice(periods: pd.DataFrame) -> list[int]:
    """Rows of one student and school, in order, that share days with one that counts."""
    last, twice = pd.Timestamp.min, []
    for row, (start, end) in zip(periods.index, periods[DAYS].itertuples(index=False), strict=True):
        if start <= last:
            twice.append(int(row))
        else:
            last = end
    return twice
