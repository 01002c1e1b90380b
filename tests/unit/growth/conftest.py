"""A few plans with probes whose every number can be checked by eye."""

import pandas as pd
import pytest

from mtss_analysis import growth, params
from mtss_analysis.intake import from_frames

MEASURES = {
    "orf": {
        "label": "Reading aloud", "domain": "reading", "unit": "words", "higher_is_better": True, "low": 0,
        "high": 300, "source": "invented",
    },
    "calling_out": {
        "label": "Calling out", "domain": "behavior", "unit": "times a day", "higher_is_better": False, "low": 0,
        "high": 99, "source": "invented",
    },
}  # fmt: skip


def probes(student, scores, start="2024-10-07", measure="orf", domain="reading", every=7, **columns):
    """Weekly scores from `start`, as rows of the scores table."""
    days = pd.Timestamp(start) + pd.to_timedelta([every * week for week in range(len(scores))], unit="D")
    rows = {"student_id": student, "domain": domain, "measure": measure, "purpose": "progress", "date": days}
    return pd.DataFrame(rows | {"season": None, "score": scores} | columns)


def plan(plan_id, student, **columns):
    """One plan from 2024-10-07 with a goal of 50 at the end of 20 weeks."""
    row = {
        "plan_id": plan_id, "student_id": student, "domain": "reading", "tier": 2, "intervention": "Reading group",
        "start": "2024-10-07", "end": None, "measure": "orf", "baseline": 30.0, "goal": 50.0, "goal_date": "2025-02-24",
    }  # fmt: skip
    return row | columns


def roster_of(students):
    """Students and enrollments of two schools."""
    known = {"student_id": students, "school_year": "2024-25", "grade": "2", "sex": ["F", "M"][: len(students)] * 9}
    known["sex"] = (["F", "M"] * len(students))[: len(students)]
    stays = {"student_id": students, "school_id": "A", "enrolled_from": "2024-08-15", "enrolled_to": None}
    return {"students": pd.DataFrame(known), "enrollments": pd.DataFrame(stays)}


@pytest.fixture
def district():
    """Make the frames of a district from plans and probes."""

    def make(plans, scores):
        students = sorted({row["student_id"] for row in plans} | {s for rows in scores for s in rows["student_id"]})
        frames = {"scores": pd.concat(scores)} if scores else {}
        frames |= {"interventions": pd.DataFrame(plans)} if plans else {}
        return frames | (roster_of(students) if students else {})

    return make


@pytest.fixture
def estimate():
    """Estimate growth from frames, with any setting of growth.yml changed by name."""
    settings = params.layers()
    measures = params.validated(params.MeasuresParams, {"measures": MEASURES})

    def run(frames, scope="", **changed):
        dataset = from_frames(frames)
        chosen = settings.load(growth.GrowthParams).model_copy(update=changed)
        dataset = dataset.school(scope) if scope else dataset
        return growth.estimate(dataset, chosen, measures, settings.load(params.DistrictParams))

    return run


@pytest.fixture
def make():
    """The builders of one plan and of one series of probes."""
    return plan, probes
