"""What a letter may say: never more than the records show."""

import pandas as pd
import pytest

from mtss_analysis.families import wording
from mtss_analysis.params import languages, layers

LOW, HIGH, MIXED = [40, 40, 39, 40, 41, 40, 39, 40], [45, 47, 49, 51, 53, 55, 57, 59], [40, 42, 41, 45, 41, 46, 42, 48]
MET = [60, 64, 66, 68, 69, 70, 71, 72]
GIVEN, HALF = ("delivered",) * 20, ("delivered",) * 10 + ("not_held",) * 10
UNLOGGED = ("delivered",) * 12 + ("not_logged",) * 8


@pytest.mark.parametrize(
    ("differs", "meaning", "sure"),
    [
        ({"scores": LOW}, "below", "error"),
        ({"scores": HIGH}, "above", "error"),
        ({"scores": MIXED}, "around", "error"),
        ({"scores": MET}, "reached", "error"),
        ({"scores": LOW[:5]}, "too_few", "few"),
        ({"scores": []}, "no_scores", "few"),
        ({"plans": [{"goal": None}]}, "no_goal", "ask"),
        ({"scores": LOW, "sessions": HALF}, "not_delivered", "more"),
        ({"scores": MET, "sessions": HALF}, "not_delivered", "more"),
        ({"scores": LOW, "sessions": UNLOGGED}, "below", "sessions_unknown"),
        ({"scores": LOW, "sessions": ()}, "below", "sessions_missing"),
        ({"letter": "entry", "scores": LOW[:2], "day": "2024-10-14"}, "just_begun", "few"),
        ({"letter": "entry", "scores": LOW[:2]}, "too_few", "few"),
        ({"letter": "exit", "scores": LOW, "plans": [{"end": "2025-01-17"}]}, "exit_short", "error"),
        ({"letter": "exit", "scores": MET, "sessions": HALF}, "reached", "exit_dose"),
        ({"letter": "exit", "scores": LOW, "plans": [{"end": "2025-01-17", "exit_status": "goal_met"}]},
         "exit_recorded", "error"),
        ({"letter": "exit", "scores": LOW[:2], "plans": [{"end": "2025-01-17"}]}, "exit_cannot_tell", "few"),
    ],
)  # fmt: skip
def test_one_sentence_of_meaning_and_one_of_how_sure(facts, differs, meaning, sure):
    found = facts(**differs)
    assert (wording.meaning(found), wording.uncertainty(found)) == (f"meaning.{meaning}", f"meaning.{sure}")


@pytest.mark.parametrize(
    ("plan", "decision", "letter", "key"),
    [
        ({}, None, "progress", "next.review"),
        ({"review_by": pd.Timestamp("2024-12-02")}, None, "progress", "next.review_past"),
        ({"review_by": pd.NaT}, None, "progress", "next.no_review"),
        ({"review_by": pd.NaT}, "2025-03-03", "progress", "next.review"),
        ({}, None, "exit", "next.exit"),
    ],
)
def test_the_next_step_is_a_day_only_if_one_is_set(facts, plan, decision, letter, key):
    row = ("0001", "P1", "reading", "2024-11-25", "problem-solving team", "continue", decision)
    found = facts(letter, plans=[plan], decisions=[row] if decision else ())
    assert wording.next_step(found) == key


def test_a_letter_on_an_end_says_whether_it_has_come_or_was_decided(facts):
    assert wording.opening(facts("exit", plans=[{"end": "2025-01-17"}])) == "openings.exit"
    assert wording.opening(facts("exit")) == "openings.exit_decided"


def test_numbers_and_days_are_written_in_the_language(facts):
    spoken = languages(layers())
    found = facts(plans=[{"goal": 70.5}])
    assert wording.filled(found, spoken["es"])["goal_date"] == "30 de mayo de 2025"
    assert wording.filled(found, spoken["en"])["goal_date"] == "May 30, 2025"
    assert wording.filled(found, spoken["en"])["goal"] == "70.5"
    assert wording.filled(found, spoken["es"])["measure"] == "lectura en voz alta"


def test_nothing_after_the_day_is_known(facts):
    assert len(facts(day="2024-10-19").probes) == 3
    assert facts(day="2024-10-03").counted["planned"] == 2
    assert pd.isna(facts(day="2025-01-10", plans=[{"end": "2025-01-17"}]).plan["end"])
