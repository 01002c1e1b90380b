"""A district of six students in two schools whose delivery can be counted by eye."""

import pandas as pd
import pytest

from mtss_analysis import params
from mtss_analysis.effects import EffectsParams
from mtss_analysis.fidelity import FidelityParams, assess
from mtss_analysis.intake import from_frames
from mtss_analysis.results import ColumnDoc, ResultTable

STUDENTS = [f"SYN-{number:02d}" for number in range(6)]
MONDAYS = pd.date_range("2024-10-07", periods=10, freq="7D").astype("datetime64[us]")


def plan(plan_id, student, **columns):
    row = {
        "plan_id": plan_id, "student_id": student, "domain": "reading", "tier": 2, "intervention": "Group",
        "provider_id": "STF-1", "group_id": "G1", "start": "2024-10-07", "end": None, "minutes_per_session": 30.0,
        "sessions_per_week": 1.0, "measure": "orf", "goal": 50.0, "goal_date": "2025-02-24",
    }  # fmt: skip
    return row | columns


def sessions(plan_id, statuses, **columns):
    frame = pd.DataFrame({"plan_id": plan_id, "date": MONDAYS[: len(statuses)], "status": statuses})
    minutes = frame["status"].map({"delivered": 25.0, "not_held": 0.0, "student_absent": 0.0})
    return frame.assign(minutes=minutes, provider_id="STF-1", **columns)


def rated(plan_id, score, source="observation", dimension="adherence", days=1, items=("1",)):
    rows = [(plan_id, MONDAYS[day], source, dimension, item, score) for day in range(days) for item in items]
    return pd.DataFrame(rows, columns=["plan_id", "date", "source", "dimension", "item", "score"])


def probes(student, weeks, **columns):
    frame = pd.DataFrame({"student_id": student, "date": [MONDAYS[week] for week in weeks]})
    return frame.assign(domain="reading", measure="orf", purpose="progress", season=None, score=40.0, **columns)


def as_table(name, frame):
    return ResultTable(name, "a row", frame, tuple(ColumnDoc(each, each) for each in frame), "student")


@pytest.fixture
def frames():
    """Plan P1 (A) all delivered, P2 (A) never held, P3 (B) half unlogged; SYN-03 to SYN-05 have no plan."""
    plans = [plan("P1", STUDENTS[0]), plan("P2", STUDENTS[1], intervention="Other"), plan("P3", STUDENTS[2])]
    logs = [
        sessions("P1", ["delivered"] * 9 + ["student_absent"]),
        sessions("P2", ["not_held"] * 9 + ["not_logged"], not_held_reason="no staff assigned"),
        sessions("P3", ["delivered"] * 5 + ["not_logged"] * 5),
    ]
    return {
        "schools": pd.DataFrame({"school_id": ["A", "B"], "name": ["Alder", "Birch"]}),
        "students": pd.DataFrame({"student_id": STUDENTS, "school_year": "2024-25", "grade": "2"}),
        "enrollments": pd.DataFrame({
            "student_id": STUDENTS, "school_id": ["A", "A", "B", "B", "B", "B"], "enrolled_from": "2024-08-15",
            "enrolled_to": None,
        }),
        "interventions": pd.DataFrame(plans),
        "sessions": pd.concat(logs, ignore_index=True),
        "scores": probes(STUDENTS[0], range(10)),
        "fidelity_checks": pd.concat([rated("P1", 0.9, days=4), rated("P3", 0.9, days=4)]),
    }  # fmt: skip


@pytest.fixture
def settings():
    layers = params.layers()
    return layers.load(FidelityParams), layers.load(EffectsParams)


@pytest.fixture
def look(settings):
    """Assess frames, with flags and chances if given, and any setting of fidelity.yml changed by name."""

    def run(frames, flags=None, chances=None, **changed):
        none = pd.DataFrame({name: [] for name in ("student_id", "school_id", "grade", "school_year", "domain")})
        none = none.assign(date=pd.Series(dtype="datetime64[us]"), support="")
        entries = pd.DataFrame({name: [] for name in ("domain", "school_id", "school_year", "weeks", "begun")})
        series = pd.DataFrame(chances or {}, index=["goal_chance"]).T.rename_axis("plan_id").reset_index()
        series = series.reindex(columns=["plan_id", "goal_chance"])
        how, bars = settings
        return assess(
            from_frames(frames), how.model_copy(update=changed), bars, params.layers().load(params.DistrictParams),
            as_table("students", none if flags is None else flags), as_table("series", series),
            as_table("entries", entries),
        )  # fmt: skip

    return run
