from dataclasses import replace

import pytest

from mtss_analysis.effects import evidence
from mtss_analysis.effects.evidence import Rating, Status
from mtss_analysis.effects.study import Attrition, Design, Study
from mtss_analysis.vocabulary import Delivery

KEPT = Attrition(0.1, 0.02, True, True)
TRIAL = Study(
    "Small class", "reading", "reading", Design.RANDOMIZED, 800, 900, (60, 70), 40, 0.2, 0.1, 0.3, "SD",
    Delivery.DELIVERED, attrition=KEPT, joiners=False,
)  # fmt: skip
COMPARED = replace(
    TRIAL, design=Design.COMPARISON, attrition=None, joiners=None, baseline={"fall": 0.12}, adjusted=True
)
CUT = replace(COMPARED, design=Design.DISCONTINUITY, checks={"No heaping at the cut": True, "Equal covariates": True})


@pytest.mark.parametrize(
    ("study", "rating", "level"),
    [
        (TRIAL, Rating.WITHOUT, 1),
        (replace(TRIAL, served=100, comparison=100), Rating.WITHOUT, 3),
        (replace(TRIAL, sites=1), Rating.WITHOUT, 3),
        (replace(TRIAL, low=-0.1), Rating.WITHOUT, 4),
        (replace(TRIAL, units=(1, 70)), Rating.DOES_NOT, 4),
        (replace(TRIAL, attrition=replace(KEPT, cautious=False)), Rating.DOES_NOT, 4),
        (replace(TRIAL, attrition=replace(KEPT, cautious=False), baseline={"fall": 0.03}), Rating.WITH, 2),
        (replace(TRIAL, attrition=None, baseline={"fall": 0.2}), Rating.DOES_NOT, 4),
        (replace(TRIAL, attrition=None, baseline={"fall": 0.2}, adjusted=True), Rating.WITH, 2),
        (replace(TRIAL, joiners=True), Rating.DOES_NOT, 4),
        (COMPARED, Rating.WITH, 2),
        (replace(COMPARED, baseline={"fall": 0.12, "absence": -0.31}), Rating.DOES_NOT, 3),
        (replace(COMPARED, baseline={}), Rating.DOES_NOT, 3),
        (replace(COMPARED, baseline={}, adjusted=False), Rating.DOES_NOT, 4),
        (CUT, Rating.WITHOUT, 1),
        (replace(CUT, checks={"No heaping at the cut": None}), Rating.WITH, 2),
        (replace(CUT, checks={"No heaping at the cut": False}, adjusted=False), Rating.DOES_NOT, 4),
        (replace(TRIAL, delivery=Delivery.NOT_DELIVERED), Rating.WITHOUT, 0),
    ],
)
def test_ratings_and_levels(study, rating, level):
    found = evidence.memo(study)
    assert (found.rating, found.essa) == (rating, level)


def test_what_the_file_cannot_show_is_said_and_not_counted_as_met():
    found = evidence.memo(replace(TRIAL, attrition=None, joiners=None, reliability=None))
    assert found.status("Low attrition") is Status.CANNOT_TELL
    assert found.status("No joiners after assignment") is Status.CANNOT_TELL
    assert found.status("Reliable outcome") is Status.CANNOT_TELL
    assert found.rating is Rating.DOES_NOT


def test_every_check_has_a_reason_that_says_the_number():
    found = evidence.memo(replace(TRIAL, attrition=Attrition(0.31, 0.12, False, True), reliability=0.4))
    reasons = {check.name: check.reason for check in found.checks}
    assert "31 %" in reasons["Low attrition"]
    part = evidence.memo(replace(TRIAL, attrition=replace(KEPT, complete=False)))
    assert part.status("Low attrition") is Status.CANNOT_TELL
    assert "optimistic boundary only" in reasons["Low attrition"]
    assert "0.40" in reasons["Reliable outcome"]
    assert "1,700 students in 40 schools" in reasons["Large sample in several sites"]
    assert all(reason.endswith(".") for reason in reasons.values())


def test_an_effect_that_could_not_be_estimated_is_no_effect_of_zero():
    nothing = float("nan")
    found = evidence.memo(replace(TRIAL, estimate=nothing, low=nothing, high=nothing))
    assert found.status("Significant positive effect") is Status.CANNOT_TELL
    assert found.essa == 4
