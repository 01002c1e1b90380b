"""Which letter belongs to which event, from a table a coordinator can read; every decision brings one."""

from pathlib import Path

import pandas as pd
import pytest
import yaml

from mtss_analysis.families import events
from mtss_analysis.families.events import DECIDED
from mtss_analysis.intake import from_frames
from mtss_analysis.params import LETTERS
from mtss_analysis.vocabulary import Action

CASES = yaml.safe_load((Path(__file__).parent / "letters" / "events.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_the_letters_of(case):
    plans = pd.DataFrame(case["plans"], columns=["tier", "intervention", "start", "end"])
    plans = plans.assign(plan_id=[f"P{n}" for n in range(len(plans))], student_id="A", domain="reading")
    frames = {"interventions": plans}
    if "decisions" in case:
        decided = pd.DataFrame(case["decisions"], columns=["date", "decided"])
        frames["decisions"] = decided.assign(student_id="A", plan_id="P0", domain="reading", decided_by_role="team")
    found = events(from_frames(frames), "08-01")
    assert found["letter"].tolist() == case["letters"]


def test_every_decision_and_every_kind_of_letter_is_in_the_table():
    assert {decided for case in CASES for _, decided in case.get("decisions", ())} == {str(action) for action in Action}
    assert {letter for case in CASES for letter in case["letters"]} == set(LETTERS)
    assert set(DECIDED) == set(Action)
