"""Who arrives around a day, what they come with, and that nothing later is known."""

import pandas as pd

from mtss_analysis import intake, params
from mtss_analysis.intake import from_frames
from mtss_analysis.transitions import TransitionsParams
from mtss_analysis.transitions.arrivals import arrivals, arriving, last_scores, missing

RULES = params.layers().load(TransitionsParams)
DAY = pd.Timestamp("2024-11-01")
STAYS = pd.DataFrame({
    "student_id": ["A", "A", "B", "C", "D", "D"], "school_id": ["S1", "S2", "S2", "S2", "S1", "S2"],
    "enrolled_from": ["2024-08-19", "2024-11-05", "2024-10-20", "2023-08-19", "2024-08-19", "2024-10-15"],
    "enrolled_to": ["2024-11-04", None, None, None, "2024-10-14", "2024-10-25"],
})  # fmt: skip
PLANS = pd.DataFrame({
    "plan_id": ["P1", "P2", "P3", "P4"], "student_id": ["A", "A", "A", "B"], "domain": "reading", "tier": [2, 2, 2, 1],
    "intervention": "x", "measure": "maze", "start": ["2024-09-16", "2024-11-20", "2022-09-16", "2024-10-21"],
    "end": ["2024-12-20", None, "2023-05-30", None], "exit_status": ["goal_met", None, "goal_met", None],
})  # fmt: skip


def _data():
    scores = pd.DataFrame({
        "student_id": "A", "domain": "reading", "measure": "maze", "purpose": "progress", "score": [5.0, 9.0],
        "date": ["2024-10-20", "2024-11-20"],
    })  # fmt: skip
    return from_frames({"enrollments": STAYS, "interventions": PLANS, "scores": scores})


def test_who_starts_first_comes_first_and_who_has_left_again_does_not_come():
    found = arriving(_data(), "S2", DAY, RULES)
    assert found[["student_id", "school_from"]].to_numpy().tolist() == [["B", ""], ["A", "S1"]]


def test_only_what_is_known_on_the_day_is_handed_over():
    known = intake.as_of(_data(), DAY, "08-01")
    found = arrivals(_data(), known, "S2", DAY, RULES)
    assert found.plans["plan_id"].tolist() == ["P1"]
    assert found.plans["end"].isna().all()
    assert found.supported["student_id"].tolist() == ["A"]
    assert last_scores(known, found.plans.iloc[0])["score"].tolist() == [5.0]
    assert "why it ended" not in missing(known, found.plans.iloc[0], last_scores(known, found.plans.iloc[0]))
