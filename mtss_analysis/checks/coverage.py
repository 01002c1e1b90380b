"""Was everyone tested? By window, in the district, its schools and its groups."""

from collections.abc import Iterator

import pandas as pd

from mtss_analysis.checks.cases import Case, Examined
from mtss_analysis.intake import attach, partitions, roster, school_year
from mtss_analysis.intake.findings import listed
from mtss_analysis.vocabulary import NO_DATA, TOTAL

WINDOW = ["school_year", "season", "measure"]
NEEDED = {
    "students": ("student_id", "school_year", "grade"),
    "enrollments": ("student_id", "school_id", "enrolled_from"),
    "scores": ("student_id", "measure", "purpose", "season", "date", "score"),
}
"""Columns without which nobody can say who was to be tested and who was."""


def low_coverage(examined: Examined) -> Iterator[Case]:
    """Windows of a measure in which a school or group has fewer tested students than the threshold."""
    if any(examined.lacks(name, *columns) for name, columns in NEEDED.items()):
        return
    people = _expected(examined, _scores(examined))
    people = people[people["school_id"] == examined.dataset.scope] if examined.dataset.scope else people
    if people.empty:
        return
    groups = [column for column in examined.district.group_columns if (people[column] != NO_DATA).any()]
    shares = partitions.aggregate(
        people, WINDOW, lambda grouped: grouped["tested"].agg(["mean", "size"]), districtwide=["grade", *groups]
    )
    named = (shares["size"] >= examined.params.coverage_students) & (shares["school_id"] != NO_DATA)
    low = shares[named & (shares["mean"] * 100 < examined.params.coverage_threshold)]
    for window, rows in low.groupby(WINDOW, sort=True):
        yield _case(examined, window, rows)


def _scores(examined: Examined) -> pd.DataFrame:
    """Scores of the purposes everyone should have: student, window, day, whether there is a score."""
    scores = examined.table("scores")
    purposes = [str(purpose) for purpose in examined.params.coverage_purposes]
    scores = scores[scores["purpose"].isin(purposes)].dropna(subset=["student_id", "season", "measure", "date"])
    year = school_year(scores["date"], examined.district.school_year_starts)
    scores = scores.assign(school_year=year, tested=scores["score"].notna())
    return scores[["student_id", *WINDOW, "date", "tested"]]


def _expected(examined: Examined, scores: pd.DataFrame) -> pd.DataFrame:
    """Students enrolled on each window's median day, in the grades given the measure; `tested` 0 or 1."""
    days = scores[scores["tested"]].groupby(WINDOW)["date"].median().dt.normalize().reset_index()
    listed = roster(examined.dataset, examined.district)[["student_id", "school_year"]]
    there = attach(
        listed.merge(days, on="school_year").drop(columns="school_year"), examined.dataset, examined.district
    )
    there = there[there["school_id"] != NO_DATA] if len(examined.table("enrollments")) else there
    seen = scores.groupby(["student_id", *WINDOW], as_index=False)["tested"].max().assign(row=True)
    people = there.merge(seen, on=["student_id", *WINDOW], how="left")
    people = people.assign(tested=people["tested"].eq(True).astype("int64"), row=people["row"].eq(True))
    given = people.groupby([*WINDOW, "grade"])["row"].transform("mean") * 100 >= examined.params.given_share
    return people[given]


def _case(examined: Examined, window: object, rows: pd.DataFrame) -> Case:
    year, season, measure = window if isinstance(window, tuple) else (window, "", "")
    label = examined.measures.measures[measure].label if measure in examined.measures.measures else measure
    worst = rows.sort_values("mean", kind="stable").head(examined.params.examples)
    said = listed([f"{_name(row, examined)} {100 * float(row['mean']):.0f} %" for _, row in worst.iterrows()])
    more = f", and {len(rows) - len(worst)} more" if len(rows) > len(worst) else ""
    return Case(
        "low_coverage", "scores", "season", (), f"{label}, {season} {year}: tested of those enrolled: {said}{more}",
        said, f"at least {examined.params.coverage_threshold:g} %",
        "Students not tested are no data, and shares of those tested may mislead. Test them, or give the reason.",
    )  # fmt: skip


def _name(row: pd.Series, examined: Examined) -> str:
    by, group = str(row["by"]), str(row["group"])
    if by != TOTAL:
        return f"{examined.district.label(by).lower()} “{examined.district.value_label(by, group)}”"
    return "the district" if row["school_id"] == TOTAL else examined.school(str(row["school_id"]))
