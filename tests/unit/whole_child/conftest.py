"""One student in grade 2 with everything on record, as tables that a test changes."""

from collections.abc import Callable

import pandas as pd
import pytest

from mtss_analysis import intake, params
from mtss_analysis.whole_child import Record

DAY = "2025-01-20"
ORF = "oral_reading_fluency"
TABLES = {
    "schools": [("S1", "First School")],
    "students": [("0001", "2023-24", "1", "no", "English"), ("0001", "2024-25", "2", "no", "English"),
                 ("0002", "2024-25", "2", "no", "English")],
    "enrollments": [("0001", "S1", "2023-08-15", "2024-06-01"), ("0001", "S1", "2024-08-15", None),
                    ("0002", "S1", "2024-08-15", None)],
    "scores": [("0001", "reading", ORF, "screening", "2024-09-10", "fall", 20, "English", None),
               ("0002", "reading", ORF, "screening", "2024-09-10", "fall", 99, "English", None)],
    "interventions": [("P1", "0001", "reading", 2, "Repeated reading", "2024-09-30", None, ORF,
                       20, 60, "2025-05-30", "2025-02-03")],
    "sessions": [("P1", f"2024-10-{day:02}", "delivered") for day in range(1, 11)],
    "attendance": [("0001", "S1", "2024-10-01", "2024-10-31", 20, 1),
                   ("0001", "S1", "2024-11-01", "2024-11-30", 20, 1)],
    "incidents": [("0002", "S1", "2024-10-10", "defiance")],
    "marks": [("0001", "2023-24 T2", "English", "D", True)],
    "observations": [("0001", "2024-11-04", "reading", "coach", "whole class", "Reads in phrases.")],
}  # fmt: skip
COLUMNS = {
    "schools": ["school_id", "name"],
    "students": ["student_id", "school_year", "grade", "english_learner", "home_language"],
    "enrollments": ["student_id", "school_id", "enrolled_from", "enrolled_to"],
    "scores": ["student_id", "domain", "measure", "purpose", "date", "season", "score",
               "language", "not_tested_reason"],
    "interventions": ["plan_id", "student_id", "domain", "tier", "intervention", "start", "end", "measure", "baseline",
                      "goal", "goal_date", "review_by"],
    "sessions": ["plan_id", "date", "status"],
    "attendance": ["student_id", "school_id", "period_start", "period_end", "days_enrolled", "days_absent"],
    "incidents": ["student_id", "school_id", "date", "behavior"],
    "marks": ["student_id", "term", "course", "mark", "passed"],
    "observations": ["student_id", "date", "domain", "observer_role", "setting", "note"],
}  # fmt: skip


@pytest.fixture
def record() -> Callable[..., Record]:
    """Give a function that makes the record of 0001 from what differs: rows of a table, or None for no table."""

    def made(day=DAY, **differs):
        rows = {name: found for name, found in (TABLES | differs).items() if found is not None}
        frames = {name: pd.DataFrame(found, columns=COLUMNS[name]) for name, found in rows.items()}
        return Record.on(intake.from_frames(frames), "0001", pd.Timestamp(day), params.layers())

    return made
