"""One student with one plan, eight probes and sessions, as tables that a test changes."""

from collections.abc import Callable

import pandas as pd
import pytest

from mtss_analysis import intake, params
from mtss_analysis.families import Records

START = pd.Timestamp("2024-09-30")
DAY = pd.Timestamp("2025-01-20")
PLAN = {
    "plan_id": "P1", "student_id": "0001", "domain": "reading", "tier": 2, "intervention": "Repeated reading",
    "start": START, "end": None, "sessions_per_week": 3, "minutes_per_session": 30, "measure": "oral_reading_fluency",
    "baseline": 40, "goal": 70, "goal_date": pd.Timestamp("2025-05-30"), "review_by": pd.Timestamp("2025-02-03"),
    "exit_status": None,
}  # fmt: skip
ON_THE_LINE = [40, 41, 42, 43, 44, 45, 46, 47]


def district(
    plans=({},), scores=ON_THE_LINE, sessions=("delivered",) * 20, letters=(), decisions=(), language="Spanish"
):
    """Return a dataset; every plan takes what PLAN says but for what is given."""
    days = pd.date_range(START + pd.Timedelta(days=4), periods=max(len(scores), 1), freq="7D")[: len(scores)]
    held = pd.date_range(START, periods=max(len(sessions), 1), freq="2D")[: len(sessions)]
    frames = {
        "schools": pd.DataFrame({"school_id": ["S1"], "name": ["First School"]}),
        "students": pd.DataFrame(
            [("0001", "2024-25", "2", language)], columns=["student_id", "school_year", "grade", "home_language"]
        ),
        "enrollments": pd.DataFrame(
            [("0001", "S1", "2024-08-15", None)],
            columns=["student_id", "school_id", "enrolled_from", "enrolled_to"],
        ),
        "interventions": pd.DataFrame([PLAN | each for each in plans]),
        "scores": pd.DataFrame({"student_id": "0001", "domain": "reading", "measure": "oral_reading_fluency",
                                "purpose": "progress", "date": days, "score": scores}),
        "sessions": pd.DataFrame({"plan_id": "P1", "date": held, "status": list(sessions), "minutes": 30}),
    }  # fmt: skip
    if letters:
        frames["letters"] = pd.DataFrame(letters, columns=["student_id", "kind", "language", "due", "sent"])
    if decisions:
        frames["decisions"] = pd.DataFrame(
            decisions, columns=["student_id", "plan_id", "domain", "date", "decided_by_role", "decided", "review_by"]
        )
    return intake.from_frames(frames)


@pytest.fixture
def records() -> Callable[..., Records]:
    """Give a function that makes records on DAY from what differs."""

    def made(day=DAY, **differs):
        return Records.on(district(**differs), pd.Timestamp(day), params.layers())

    return made


@pytest.fixture
def facts(records):
    """Give a function that collects the facts of a letter about P1."""

    def made(letter="progress", day=DAY, **differs):
        return records(day, **differs).facts("P1", letter, pd.Timestamp(day))

    return made
