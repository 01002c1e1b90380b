from datetime import date

import pandas as pd
import pytest

from mtss_analysis.effects import EffectsParams, comparison_plan
from mtss_analysis.effects.plan import PlannedStudy
from mtss_analysis.effects.trial_students import Trial
from mtss_analysis.params import HOME, layers

BARS = layers(HOME / "data_samples" / "district").load(EffectsParams)
PLACE = {"domain": "reading", "measure": "maze", "intervention": "Group"}
DONE = {"comparison": "other support", "confidence": BARS.confidence}
FIRST = date(2025, 9, 8)


def study(**given):
    return PlannedStudy(**{"intervention": "Group", "outcome": "maze", "written_on": date(2025, 8, 1)} | given)


def departed(*studies, place=PLACE):
    return comparison_plan.departed(studies, [(place, DONE, FIRST)])


def test_without_a_plan_the_memo_says_so():
    found = departed()
    assert found.empty
    assert comparison_plan.verdict(found, "Group", "maze") == (False, "No plan was written down beforehand.")


def test_an_effect_told_as_planned_passes():
    found = departed(study(confidence=BARS.confidence))
    assert found["what"].tolist() == [comparison_plan.AS_PLANNED]
    assert comparison_plan.verdict(found, "Group", "maze")[0]


@pytest.mark.parametrize(
    ("given", "what", "said"),
    [
        ({"outcome": "letter_sounds"}, "outcome", "planned letter sounds, done maze"),
        ({"confidence": 0.9}, "confidence", "planned 0.9, done 0.95"),
        ({"written_on": date(2025, 10, 1)}, "written_on", "before any outcome was known"),
    ],
)
def test_every_departure_is_told_with_both_values(given, what, said):
    found = departed(study(**given))
    assert what in found["what"].tolist()
    kept, why = comparison_plan.verdict(found, "Group", "maze")
    assert not kept
    assert said in why


def test_what_no_study_plans_and_what_was_planned_and_not_done_have_rows_of_their_own():
    found = departed(study(intervention="Practice")).set_index("intervention")
    assert found.loc["Group", "what"] == comparison_plan.NOT_PLANNED
    assert found.loc["Practice", "what"] == comparison_plan.NOT_DONE
    assert comparison_plan.verdict(found.reset_index(), "Group", "maze") == (
        False, comparison_plan.SAID[comparison_plan.NOT_PLANNED],
    )  # fmt: skip


def test_what_a_trial_did_is_read_from_its_settings():
    trial = Trial(name="Pilot", column="arm", served="a", comparison="b", measures=("maze",), block="school_id")
    scores = pd.DataFrame({"measure": ["maze"], "purpose": ["outcome"], "date": [pd.Timestamp("2026-05-01")]})
    ((place, done, first),) = comparison_plan.of_trials((trial,), scores, {"maze": "reading"}, BARS)
    assert place == PLACE | {"intervention": "Pilot"}
    assert (done["design"], done["comparison"], done["covariates"]) == ("comparison", "b", ("school_id",))
    assert first == date(2026, 5, 1)
