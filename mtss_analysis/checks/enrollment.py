"""Who is enrolled where: stays that overlap, two that begin on one day, and students enrolled nowhere."""

from collections.abc import Iterator

import pandas as pd

from mtss_analysis.checks.cases import Case, Examined, alike, labels
from mtss_analysis.intake import roster
from mtss_analysis.vocabulary import NO_DATA

NEEDED = {
    "students": ("student_id", "school_year"),
    "enrollments": ("student_id", "school_id", "enrolled_from"),
}
"""Columns without which nobody can be placed in a school."""


def overlaps(examined: Examined) -> Iterator[Case]:
    """Two stays of a student that share more days than the day of moving."""
    stays = examined.table("enrollments").dropna(subset=["student_id", "enrolled_from"])
    stays = stays.drop_duplicates(["student_id", "school_id", "enrolled_from"])
    stays = stays[~(stays["enrolled_to"] < stays["enrolled_from"])]
    stays = stays.sort_values(["student_id", "enrolled_from"], kind="stable")
    ends = stays["enrolled_to"].fillna(pd.Timestamp("2250-01-01"))
    so_far = ends.groupby(stays["student_id"]).cummax().groupby(stays["student_id"]).shift()
    shared = (pd.concat([so_far, ends], axis=1).min(axis=1) - stays["enrolled_from"]).dt.days + 1
    late = stays[so_far.notna() & (shared > examined.params.overlap_days)]
    together = late["enrolled_from"] == stays.groupby("student_id")["enrolled_from"].shift().reindex(late.index)
    if len(late[~together]):
        yield _overlap(examined, stays, late[~together])
    if len(late[together]):
        yield _same_day(examined, stays, late[together])


def without_enrollment(examined: Examined) -> Iterator[Case]:
    """Students of a school year who are enrolled in no school in it."""
    if not len(examined.table("enrollments")) or any(examined.lacks(name, *NEEDED[name]) for name in NEEDED):
        return
    listed = roster(examined.dataset, examined.district)
    nowhere = listed.loc[listed["school_id"] == NO_DATA, ["student_id", "school_year"]]
    students = examined.table("students").reset_index(names="row").merge(nowhere, on=["student_id", "school_year"])
    if len(students):
        first = students.iloc[0]
        yield Case(
            "student_without_enrollment", "students", "student_id", tuple(int(row) for row in students["row"]),
            f"student {first['student_id']} is in no row of enrollments in {first['school_year']}"
            f"{alike(len(students), 'student')}", str(first["student_id"]), "a stay in a school in that year",
            "The student counts in the district and in no school. Add the stay, or take the student away.",
        )  # fmt: skip


def _same_day(examined: Examined, stays: pd.DataFrame, late: pd.DataFrame) -> Case:
    first = late.iloc[0]
    both = stays[(stays["student_id"] == first["student_id"]) & (stays["enrolled_from"] == first["enrolled_from"])]
    schools = " and ".join(examined.school(school) for school in both["school_id"])
    return Case(
        "two_stays_one_day", "enrollments", "enrolled_from", (int(both.index[0]), *labels(late)),
        f"student {first['student_id']} enters {schools} on {first['enrolled_from']:%Y-%m-%d}"
        f"{alike(len(late), 'stay')}", f"{first['enrolled_from']:%Y-%m-%d}", "one school at a time",
        "Nobody can tell which school was entered first; the row further down counts. Take away the stay that did not "
        "happen, or correct its days.",
    )  # fmt: skip


def _overlap(examined: Examined, stays: pd.DataFrame, late: pd.DataFrame) -> Case:
    first = late.iloc[0]
    both = stays[(stays["student_id"] == first["student_id"]) & (stays["enrolled_from"] <= first["enrolled_from"])]
    earlier = both[both.index != late.index[0]].iloc[-1]
    rows = (int(earlier.name), *labels(late))
    return Case(
        "enrollments_overlap", "enrollments", "enrolled_from", rows,
        f"student {first['student_id']} is still enrolled in {examined.school(earlier['school_id'])} when the stay in "
        f"{examined.school(first['school_id'])} begins on {first['enrolled_from']:%Y-%m-%d}{alike(len(late), 'stay')}",
        f"{first['enrolled_from']:%Y-%m-%d}", "one school at a time",
        "On such a day the school entered later counts. Correct the last day of the earlier stay.",
    )  # fmt: skip
