"""A district of eight students in two schools whose support can be followed by eye."""

import pandas as pd
import pytest

from mtss_analysis import checks, params, tiers
from mtss_analysis.intake import from_frames
from mtss_analysis.results import ColumnDoc, ResultTable
from mtss_analysis.vocabulary import TOTAL

STUDENTS = [f"SYN-{number:02d}" for number in range(8)]


def _plans(*rows):
    """Make interventions from (student number, domain, tier, start, end, exit_status)."""
    columns = ["student", "domain", "tier", "start", "end", "exit_status"]
    frame = pd.DataFrame(rows, columns=columns)
    ids = [None if student is None else STUDENTS[student] for student in frame["student"]]
    numbered = frame.drop(columns="student").assign(
        student_id=ids, plan_id=[f"P{place}" for place in range(len(frame))]
    )
    return numbered.assign(intervention="Group", measure="orf", goal=50.0, goal_date="2025-05-30", org_id="A")


@pytest.fixture
def frames():
    """Schools A (students 0 to 4) and B (5 to 7), one school year, scores until 2025-05-20."""
    places = {"school_id": ["A"] * 5 + ["B"] * 3, "enrolled_from": "2024-08-15", "enrolled_to": None}
    score = {"student_id": STUDENTS[:1], "domain": "reading", "measure": "orf", "purpose": "screening"}
    return {
        "schools": pd.DataFrame({"school_id": ["A", "B"], "name": ["Alder", "Birch"]}),
        "students": pd.DataFrame({"student_id": STUDENTS, "school_year": "2024-25", "grade": "2"}),
        "enrollments": pd.DataFrame({"student_id": STUDENTS} | places),
        "scores": pd.DataFrame(score | {"date": "2025-05-20", "season": "spring", "score": 40.0}),
        "interventions": _plans(
            (0, "reading", 2, "2024-10-01", "2025-02-10", "goal_met"),
            (1, "reading", 2, "2024-10-01", "2025-01-10", "intensified"),
            (1, "reading", 3, "2025-01-13", None, None),
            (2, "reading", 3, "2024-10-01", None, None),
        ),
    }


@pytest.fixture
def follow():
    """Follow frames, as they are or checked, with any setting of tiers.yml changed by name, with flags if given."""
    settings = params.layers()

    def run(frames, flagged=None, *, checked=False, **changed):
        chosen = settings.load(tiers.TiersParams).model_copy(update=changed)
        screened = None
        if flagged is not None:
            documents = tuple(ColumnDoc(name, name) for name in flagged)
            screened = ResultTable("students", "a flag", flagged, documents, "student")
        dataset = from_frames(frames)
        dataset = checks.usable(dataset, settings.load(params.MeasuresParams)) if checked else dataset
        return tiers.follow(dataset, chosen, settings.load(params.DistrictParams), screened)

    return run


@pytest.fixture
def plans():
    """Make interventions from (student number, domain, tier, start, end, exit_status)."""
    return _plans


@pytest.fixture
def received():
    """Give student → support on one look."""

    def on(result, look, domain="reading"):
        looks = result.tables["looks"].frame
        return looks[(looks["look"] == look) & (looks["domain"] == domain)].set_index("student_id")["support"]

    return on


@pytest.fixture
def moved():
    """Give (earlier, later) → students, without zeros and totals."""

    def between(result, step, school=TOTAL, domain="reading", table="steps"):
        steps = result.tables[table].frame
        rows = steps[(steps["step"] == step) & (steps["school_id"] == school) & (steps["domain"] == domain)]
        rows = rows[(rows["support"] != TOTAL) & (rows["to"] != TOTAL) & (rows["n"] > 0)]
        return dict(zip(zip(rows["support"], rows["to"], strict=True), rows["n"], strict=True))

    return between
