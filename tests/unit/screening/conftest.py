"""A district of twelve students whose every number can be checked by eye."""

import pandas as pd
import pytest

from mtss_analysis import params, screening
from mtss_analysis.intake import from_frames

MEASURES = {
    "orf": {
        "label": "Reading aloud", "domain": "reading", "unit": "words", "higher_is_better": True, "low": 0, "high": 300,
        "sem": 5, "source": "invented", "cuts": {"2": {"fall": {"tier2": 40, "tier3": 20}}},
    },
    "referrals": {
        "label": "Referrals", "domain": "behavior", "unit": "referrals", "higher_is_better": False, "low": 0,
        "high": 99, "source": "invented", "cuts": {"2": {"fall": {"tier2": 1, "tier3": 5}}},
    },
}  # fmt: skip


@pytest.fixture
def settings():
    return params.layers()


@pytest.fixture
def evaluate(settings):
    """Evaluate frames, with any setting of screening.yml changed by name."""
    district = settings.load(params.DistrictParams)
    measures = params.validated(params.MeasuresParams, {"measures": MEASURES})

    def run(frames, scope="", **changed):
        dataset = from_frames(frames)
        dataset = dataset.school(scope) if scope else dataset
        chosen = settings.load(screening.ScreeningParams).model_copy(update=changed)
        return screening.evaluate(dataset, chosen, measures, district)

    return run


@pytest.fixture
def in_force(settings):
    """Find the cuts in force of frames."""
    district = settings.load(params.DistrictParams)
    measures = params.validated(params.MeasuresParams, {"measures": MEASURES})

    def run(frames):
        dataset = from_frames(frames)
        rules = settings.load(screening.ScreeningParams)
        result = screening.evaluate(dataset, rules, measures, district)
        return screening.audit_cuts(result, dataset, rules, measures).tables["in_force"].frame

    return run


@pytest.fixture
def frames():
    """Two schools, grade 2 (ten students) and grade 3 (two); eight of ten tested in grade 2."""
    ids = [f"SYN-{i:02d}" for i in range(12)]
    students = pd.DataFrame(
        {"student_id": ids, "school_year": "2024-25", "grade": ["2"] * 10 + ["3"] * 2, "sex": ["F", "M"] * 6}
    )
    enrollments = pd.DataFrame(
        {"student_id": ids, "school_id": ["A"] * 6 + ["B"] * 6, "enrolled_from": "2024-08-15", "enrolled_to": None}
    )
    scores = [60, 40, 39, 20, 19, 80, 90, 36, None]
    tested = pd.DataFrame({"student_id": ids[:9], "score": scores, "not_tested_reason": [None] * 8 + ["absent"]})
    tested = tested.assign(domain="reading", measure="orf", purpose="screening", date="2024-09-10", season="fall")
    schools = pd.DataFrame({"school_id": ["A", "B"], "name": ["Alder", "Birch"]})
    return {"schools": schools, "students": students, "enrollments": enrollments, "scores": tested}
