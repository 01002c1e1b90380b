"""Summers beside regression to the mean, gains that last, the record over years, and words."""

import numpy as np
import pandas as pd
import pytest

from mtss_analysis import fidelity, params, transitions
from mtss_analysis.intake import from_frames
from mtss_analysis.tiers import TiersParams
from mtss_analysis.transitions import TransitionsParams, persistence, summer
from mtss_analysis.transitions.counts import directions
from mtss_analysis.transitions.documents import TABLES
from mtss_analysis.transitions.record import said

SETTINGS = params.layers()
RULES, WORDS = SETTINGS.load(TransitionsParams), SETTINGS.load(TiersParams)
MEASURES, DISTRICT = SETTINGS.load(params.MeasuresParams), SETTINGS.load(params.DistrictParams)
NO_PLANS = pd.DataFrame({"student_id": ["?"], "domain": ["?"], "start": [pd.NaT], "end": [pd.NaT]})


def _follow(frames):
    delivery = SETTINGS.load(fidelity.FidelityParams)
    return transitions.follow(from_frames(frames), RULES, WORDS, delivery, MEASURES, DISTRICT)


def _scores(rng, drift=0.0, n=400):
    true = rng.normal(80, 25, n)
    spring, fall = (true + rng.normal(0, 9, n) for _ in range(2))
    base = {"student_id": [f"A{i}" for i in range(n)], "domain": "reading", "measure": "oral_reading_fluency",
            "sem": 9.0, "school_id": "S1", "date": pd.Timestamp("2025-05-01")}  # fmt: skip
    one = pd.DataFrame(base | {"score": spring, "grade": "2", "season": "spring", "school_year": "2024-25"})
    two = pd.DataFrame(base | {"score": fall + drift - 13, "grade": "3", "season": "fall", "school_year": "2025-26"})
    return pd.concat([one, two], ignore_index=True)


def test_luck_alone_is_within_the_interval_of_what_is_expected_nineteen_times_of_twenty():
    caught = []
    for seed in range(60):
        found = summer.change(summer.pairs(_scores(np.random.default_rng(seed)), MEASURES), NO_PLANS, RULES)
        row = found[found["group"] == summer.BELOW].iloc[0]
        caught.append(row["beyond_low"] <= 0 <= row["beyond_high"])
        assert row["expected"] > 0
    assert sum(caught) >= 51  # of 60; fewer has a chance below 1 in 1,000 at a rate of 95 percent


def test_a_summer_is_the_change_of_the_distance_to_each_grades_own_cut():
    rows = summer.pairs(_scores(np.random.default_rng(1), drift=6.0), MEASURES)
    scores = _scores(np.random.default_rng(1), drift=6.0).groupby("season")["score"].mean()
    assert rows["spring"].mean() == pytest.approx(scores["spring"] - 72)
    assert rows["fall"].mean() == pytest.approx(scores["fall"] - 59)


def test_too_few_students_of_a_grade_tell_nothing():
    rows = summer.pairs(_scores(np.random.default_rng(2), n=12), MEASURES)
    assert summer.change(rows, NO_PLANS, RULES).empty


def test_gains_that_last_are_counted_beside_support_that_ended_otherwise():
    plans = pd.DataFrame({
        "plan_id": ["P1", "P2", "P3"], "student_id": ["A", "B", "C"], "domain": "reading", "tier": 2,
        "intervention": "x", "start": "2024-09-16", "end": "2025-03-01",
        "exit_status": ["goal_met", "goal_met", "school_year_ended"],
    })  # fmt: skip
    fall = pd.DataFrame({
        "student_id": ["A", "B", "C"], "school_id": "S1", "school_year": "2025-26", "season": "fall",
        "domain": "reading", "support": ["Tier 1", "Tier 2", "No data"],
    })  # fmt: skip
    rows = persistence.next_fall(from_frames({"interventions": plans}), fall, WORDS, DISTRICT)
    assert rows["standing"].tolist() == ["at or above every cut", "below a cut", "No data"]
    counted = persistence.persistence(rows, 0.95)
    met = counted[(counted["group"] == "met its goal") & (counted["standing"] == "at or above every cut")].iloc[0]
    assert (met["n"], met["students"], met["percent"]) == (1, 2, 50)


def test_the_record_survives_a_move_and_adds_the_dose_of_both_schools():
    plans = pd.DataFrame({"plan_id": ["P1"], "student_id": "A", "domain": "reading", "tier": 2, "intervention": "x",
                          "start": "2024-09-16", "end": "2025-03-01", "exit_status": "goal_met"})  # fmt: skip
    log = pd.DataFrame({"plan_id": "P1", "date": ["2024-10-01", "2024-11-05", "2025-03-01"],
                        "status": ["delivered", "not_logged", "delivered"]})  # fmt: skip
    moved = pd.DataFrame({"student_id": "A", "school_id": ["S1", "S2"], "enrolled_from": ["2024-08-19", "2024-11-04"],
                          "enrolled_to": ["2024-11-01", "2025-05-30"]})  # fmt: skip
    students = pd.DataFrame({"student_id": ["A"], "school_year": "2024-25", "grade": "3"})
    frames = {"interventions": plans, "sessions": log, "enrollments": moved, "students": students}
    result = _follow(frames)
    row = result.tables["record"].frame.iloc[0]
    assert (row["schools"], row["planned"], row["exit_status"]) == ("S1, then S2", 3, "goal_met")
    assert row["said"] == "met its goal; 67 to 100 % of planned sessions received"
    assert result.tables["doses"].frame.set_index("school_id")["planned"].to_dict() == {"S1": 1, "S2": 2}


def test_nothing_is_said_to_work():
    for status in ("goal_met", "discontinued", "not ended"):
        assert "work" not in said(status, 80.0, 90.0)


def test_empty_tables_say_why_and_every_student_counts_once():
    result = _follow({})
    assert result.cautions[0].code == "does_not_apply"
    assert "enrollments" in result.summary().headline
    assert set(result.tables) == set(TABLES)
    assert directions(from_frames({}), result.tables["moves"].frame, DISTRICT, 0.95).empty
