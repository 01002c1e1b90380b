"""Movement between bands of scores: who is in a step, what is expected, and when nothing can be told."""

import numpy as np
import pandas as pd
import pytest

from mtss_analysis import params
from mtss_analysis.params import MeasuresParams
from mtss_analysis.params.measures import Measure
from mtss_analysis.tiers import TiersParams, bands
from mtss_analysis.tiers.band_tests import BALANCE, CANNOT_TELL, band_tests
from mtss_analysis.vocabulary import TOTAL

CUTS = {"tier2": 85.0, "tier3": 70.0}
SEASONS = dict.fromkeys(("fall", "winter", "spring"), CUTS)
OF_MEASURE = {
    "label": "Reading", "domain": "reading", "unit": "words", "low": 0, "high": 300, "source": "invented",
    "higher_is_better": True, "cuts": {"2": SEASONS, "3": SEASONS},
}  # fmt: skip
RULES = params.layers().load(TiersParams).model_copy(update={"band_draws": 50})


def measures(**changed):
    return MeasuresParams(measures={"orf": Measure.model_validate(OF_MEASURE | changed)})


def screened(scores, grade="2", year="2024-25", sem=6.0):
    """Return screening rows of (season → scores); None is not tested."""
    rows = [
        (f"S{number}", grade, year, season, score)
        for season, each in scores.items()
        for number, score in enumerate(each)
    ]
    frame = pd.DataFrame(rows, columns=["student_id", "grade", "school_year", "season", "score"])
    support = np.select(
        [frame["score"] < 70, frame["score"] < 85, frame["score"] >= 85], ["Tier 3", "Tier 2", "Tier 1"], "No data"
    )
    return frame.assign(domain="reading", measure="orf", sem=sem, support=support)


def looked(n=300, seed=2, sem=6.0, seasons=("fall", "winter")):
    rng = np.random.default_rng(seed)
    true = rng.normal(95, 20, n)
    return screened({season: np.round(true + rng.normal(0, sem, n)) for season in seasons}, sem=sem)


def row(found, support, to):
    return found[(found["support"] == support) & (found["to"] == to)].iloc[0]


def test_a_student_who_missed_the_next_window_is_in_no_step():
    students = screened({"fall": [60.0, 90.0], "winter": [None, 91.0], "spring": [60.0, 92.0]})
    paired = bands.pairs(students)
    assert paired.groupby("step").size().to_dict() == {"fall to winter": 1, "winter to spring": 1}


def test_the_same_window_a_year_later_is_a_step_of_its_own_and_none_is_told_twice():
    later = screened({"spring": [60.0]}, grade="3", year="2025-26")
    first = screened({"fall": [60.0], "spring": [60.0]})
    assert list(bands.pairs(pd.concat([first, later]))["step"]) == ["fall to spring", "spring 2024-25 to spring"]


def test_no_data_is_no_band():
    assert bands.pairs(screened({"fall": [None, 60.0], "winter": [50.0, None]})).empty


def test_counts_and_shares_with_the_totals():
    students = screened({"fall": [60.0, 60.0, 90.0], "winter": [60.0, 80.0, 90.0]})
    found = bands.movement(bands.pairs(students), measures(), RULES)
    assert row(found, "Tier 3", "Tier 2")[["n", "students", "percent"]].tolist() == [1, 2, 50.0]
    assert row(found, TOTAL, TOTAL)["n"] == 3
    assert row(found, TOTAL, TOTAL)["verdict"] == ""


def test_few_students_or_no_error_known_cannot_tell():
    few = bands.movement(bands.pairs(screened({"fall": [60.0], "winter": [80.0]})), measures(), RULES)
    unknown = bands.movement(bands.pairs(looked().assign(sem=np.nan)), measures(), RULES)
    for found in (few, unknown):
        cell = row(found, "Tier 3", "Tier 2")
        assert cell["verdict"] == bands.CANNOT_TELL
        assert np.isnan(cell["expected"])


def test_error_as_large_as_the_spread_cannot_tell():
    found = bands.movement(bands.pairs(looked().assign(sem=60.0)), measures(), RULES)
    assert set(found.loc[found["support"] != TOTAL, "verdict"]) - {""} == {bands.CANNOT_TELL}


def test_movement_made_by_error_is_no_more_than_error_makes():
    found = bands.movement(bands.pairs(looked()), measures(), RULES)
    moved = found[(found["support"] != found["to"]) & (found["support"] != TOTAL) & (found["to"] != TOTAL)]
    assert moved["n"].sum() > 20
    assert (moved["verdict"] == bands.NO_MORE).sum() >= len(moved) - 1  # one of twenty is outside by chance
    assert (moved["excess_low"] <= moved["excess"]).all()


def test_students_who_change_places_are_more_than_error_makes():
    students = looked()
    winter = students["season"] == "winter"
    students.loc[winter, ["score", "support"]] = students.loc[winter, ["score", "support"]].to_numpy()[::-1]
    found = bands.movement(bands.pairs(students), measures(), RULES)
    assert row(found, "Tier 2", "Tier 1")["verdict"] == bands.MORE
    assert row(found, "Tier 1", "Tier 1")["verdict"] == bands.FEWER


def test_where_lower_is_better_the_same_students_give_the_same_answer():
    students = looked()
    turned = students.assign(score=200 - students["score"])
    cuts = {season: {"tier2": 115.0, "tier3": 130.0} for season in SEASONS}
    one = bands.movement(bands.pairs(students), measures(), RULES)
    other = bands.movement(bands.pairs(turned), measures(higher_is_better=False, cuts={"2": cuts}), RULES)
    np.testing.assert_allclose(one["excess"], other["excess"], atol=0.3)


def test_grades_are_added_and_too_few_of_them_told_is_not_enough():
    small = screened({"fall": [60.0] * 90, "winter": [60.0] * 90}, grade="3")
    both = pd.concat([looked(), small.assign(student_id="T" + small["student_id"])])
    found = bands.movement(bands.pairs(both), measures(), RULES)
    assert row(found, "Tier 2", "Tier 1")["verdict"] == bands.CANNOT_TELL  # grade 3 does not vary, and is 23 %
    loose = RULES.model_copy(update={"band_told_share": 70.0})
    assert row(bands.movement(bands.pairs(both), measures(), loose), "Tier 2", "Tier 1")["verdict"] == bands.NO_MORE


@pytest.mark.parametrize(("fall", "winter", "answer"), [
    ([60.0] * 30 + [90.0] * 40, [90.0] * 70, "more move to a band of less risk"),
    ([90.0] * 70, [60.0] * 30 + [90.0] * 40, "more move to a band of more risk"),
    ([60.0] * 20 + [90.0] * 50, [90.0] * 20 + [60.0] * 20 + [90.0] * 30, "no difference can be told"),
    ([60.0] * 10, [90.0] * 10, CANNOT_TELL),
])  # fmt: skip
def test_balance_says_which_way_more_move(fall, winter, answer):
    found = band_tests(bands.pairs(screened({"fall": fall, "winter": winter})), RULES)
    assert found.loc[found["question"] == BALANCE, "answer"].tolist() == [answer]


def test_likeness_is_asked_once_a_measure_over_steps_within_years():
    found = band_tests(bands.pairs(looked(seasons=("fall", "winter", "spring"))), RULES)
    assert found["question"].value_counts().to_dict() == {BALANCE: 2, "is movement the same in every step?": 1}


def test_every_cell_and_total_stands_there_once():
    found = bands.movement(bands.pairs(looked()), measures(), RULES)
    assert not found.duplicated(bands.CELL).any()
    assert len(found) == 16
