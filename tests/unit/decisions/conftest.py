"""Plans, probes and sessions whose advice can be worked out by eye."""

import pandas as pd
import pytest

from mtss_analysis import decisions, growth, params
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


class District:
    """Frames that grow plan by plan; `advice` runs the whole route from frames to recommendations."""

    def __init__(self):
        self.plans, self.scores, self.sessions = [], [], []

    def plan(self, plan_id, scores, delivered=10, missed=0, unlogged=0, student=None, **columns):
        """Add a plan from 2024-10-07 (aimline 30 to 50 in 20 weeks), its weekly scores and its sessions."""
        student = student or f"student of {plan_id}"
        row = {
            "plan_id": plan_id, "student_id": student, "domain": "reading", "tier": 2, "intervention": "Group",
            "start": "2024-10-07", "end": None, "measure": "orf", "baseline": 30.0, "goal": 50.0,
            "goal_date": "2025-02-24",
        } | columns  # fmt: skip
        self.plans.append(row)
        days = pd.Timestamp("2024-10-14") + pd.to_timedelta([7 * week for week in range(len(scores))], unit="D")
        probes = {"student_id": student, "domain": row["domain"], "measure": row["measure"], "purpose": "progress"}
        self.scores.append(pd.DataFrame(probes | {"date": days, "season": None, "score": scores}))
        statuses = ["delivered"] * delivered + ["student_absent"] * missed + ["not_logged"] * unlogged
        dates = pd.Timestamp("2024-10-08") + pd.to_timedelta(range(len(statuses)), unit="D")
        self.sessions.append(pd.DataFrame({"plan_id": plan_id, "date": dates, "status": statuses, "minutes": None}))
        return self

    def frames(self):
        students = sorted({row["student_id"] for row in self.plans})
        stays = {"student_id": students, "school_id": "A", "enrolled_from": "2024-08-15", "enrolled_to": None}
        return {
            "students": pd.DataFrame({"student_id": students, "school_year": "2024-25", "grade": "2"}),
            "enrollments": pd.DataFrame(stays),
            "interventions": pd.DataFrame(self.plans),
            "scores": pd.concat(self.scores),
            "sessions": pd.concat(self.sessions),
        }

    def result(self, **changed):
        return recommend(self.frames(), **changed)

    def advice(self, **changed):
        return self.result(**changed).tables["recommendations"].frame.set_index("plan_id")


def recommend(frames, **changed):
    """From frames to recommendations, with any setting of decisions.yml changed by name."""
    settings = params.layers()
    measures = params.validated(params.MeasuresParams, {"measures": MEASURES})
    dataset, district = from_frames(frames), settings.load(params.DistrictParams)
    grown = growth.estimate(dataset, settings.load(growth.GrowthParams), measures, district)
    chosen = settings.load(decisions.DecisionParams).model_copy(update=changed)
    return decisions.recommend(grown, dataset, chosen, measures, district)


@pytest.fixture
def district():
    return District()


@pytest.fixture
def run():
    return recommend
