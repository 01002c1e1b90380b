"""Grades from one school year to the next: skipped, gone down, or repeated by many."""

from collections.abc import Iterator

import pandas as pd

from mtss_analysis.checks.cases import Case, Examined, alike, labels
from mtss_analysis.tables.roster import GRADES

NEEDED = ("student_id", "school_year", "grade")


def out_of_order(examined: Examined) -> Iterator[Case]:
    """Students whose grade goes down, or up by more than the years that went by."""
    steps = _steps(examined)
    wrong = steps[(steps["up"] < 0) | (steps["up"] > steps["years"])]
    if len(wrong):
        first = wrong.iloc[0]
        yield Case(
            "grade_out_of_order", "students", "grade", labels(wrong),
            f"student {first['student_id']} is in grade {first['grade']} in {first['school_year']}, after grade "
            f"{first['grade_before']} in {first['year_before']}{alike(len(wrong), 'student')}", str(first["grade"]),
            "the next grade, or the same one", "Correct the grade. If it is right, nothing has to be done: growth and "
            "transitions take the student as skipping or going back.",
        )  # fmt: skip


def repeated_by_many(examined: Examined) -> Iterator[Case]:
    """Grades that more students repeat than can be meant, such as a year copied from the one before."""
    steps = _steps(examined)
    steps = steps[steps["years"] == 1].assign(same=lambda frame: frame["up"] == 0)
    shares = steps.groupby(["school_year", "grade_before"])["same"].agg(["mean", "size"]).reset_index()
    many = shares["size"] >= examined.params.coverage_students
    found = shares[many & (shares["mean"] * 100 > examined.params.repeated_share)]
    for year, rows in found.groupby("school_year", sort=True):
        worst = rows.sort_values("mean", ascending=False, kind="stable").iloc[0]
        same = steps["same"] & (steps["school_year"] == year) & steps["grade_before"].isin(rows["grade_before"])
        said = f"{100 * float(worst['mean']):.0f} % of grade {worst['grade_before']}"
        yield Case(
            "grade_repeated_by_many", "students", "grade", labels(steps[same]),
            f"in {year}, {said} stand in the same grade as the year before{alike(len(rows), 'grade')}", said,
            f"at most {examined.params.repeated_share:g} % of a grade",
            "Ask whether the grades of the year before came in again, and send those of this year.",
        )  # fmt: skip


def _steps(examined: Examined) -> pd.DataFrame:
    """Students in one year beside the last year before it that is known: years between, grades up."""
    if examined.table("students").empty or examined.lacks("students", *NEEDED):
        return pd.DataFrame(columns=[*NEEDED, "grade_before", "year_before", "years", "up"])
    students = examined.table("students").dropna(subset=list(NEEDED))
    students = students[students["grade"].isin(GRADES)].drop_duplicates(["student_id", "school_year"])
    students = students.assign(
        year=pd.to_numeric(students["school_year"].str[:4], errors="coerce"),
        place=students["grade"].map({grade: place for place, grade in enumerate(GRADES)}),
    ).sort_values(["student_id", "year"], kind="stable")
    before = students.groupby("student_id")[["year", "place", "grade", "school_year"]].shift()
    steps = students.assign(
        grade_before=before["grade"], year_before=before["school_year"], years=students["year"] - before["year"],
        up=students["place"] - before["place"],
    )  # fmt: skip
    return steps.dropna(subset=["years", "up"])
