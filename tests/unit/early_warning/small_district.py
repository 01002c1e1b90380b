"""Frames of a small district whose early signs can be counted by hand."""

import pandas as pd

MONTHS = pd.period_range("2024-09", "2025-05", freq="M")


def roster(names, grades, school="A"):
    return {
        "schools": pd.DataFrame({"school_id": ["A", "B"], "name": ["Alder", "Birch"]}),
        "students": pd.DataFrame({"student_id": names, "school_year": "2024-25", "grade": grades}),
        "enrollments": pd.DataFrame({
            "student_id": names, "school_id": school, "enrolled_from": "2024-08-19", "enrolled_to": None,
        }),
    }  # fmt: skip


def months(name, absent, enrolled=20, school="A"):
    """One row a month: the days absent in each, in order."""
    rows = [(name, school, f"{month.start_time:%Y-%m-%d}", f"{month.end_time:%Y-%m-%d}", enrolled, days)
            for month, days in zip(MONTHS, absent, strict=False)]  # fmt: skip
    columns = ["student_id", "school_id", "period_start", "period_end", "days_enrolled", "days_absent"]
    return pd.DataFrame(rows, columns=columns)


def referrals(pairs, school="A"):
    frame = pd.DataFrame(pairs, columns=["student_id", "date"])
    return frame.assign(school_id=school, behavior="defiance", location="hallway", time="10:15")
