"""Answers: what counts as a first one, who is counted, and what stays out."""

import numpy as np
import pandas as pd
import pytest

from mtss_analysis import growth, intake, learning, params
from mtss_analysis.learning.answers import judged, latest_year
from mtss_analysis.learning.items import CANNOT_TELL, said
from mtss_analysis.learning.reach import ABOVE, TOO_FEW, lessons

SETTINGS = params.layers()
ASKED, HOW = params.knowledge_checks(SETTINGS), SETTINGS.load(learning.LearningParams)
DISTRICT = SETTINGS.load(params.DistrictParams)
FIDELITY = ASKED["fidelity"]
RIGHT = {str(number): str(item.answer) for number, item in enumerate(FIDELITY.items, 1)}


def sitting(code, choices, *, attempt=1, school="S1", day="2025-09-30", version=FIDELITY.version, role="teacher"):
    rows = [
        {"lesson": "fidelity", "version": version, "item": item, "choice": choice, "attempt": attempt,
         "answered_on": day, "respondent_id": code, "respondent_role": role, "school_id": school}
        for item, choice in choices.items()
    ]  # fmt: skip
    return pd.DataFrame(rows)


def dataset(*frames, staff=(20, None)):
    schools = pd.DataFrame({"school_id": ["S1", "S2"], "name": ["One", "Two"], "staff": pd.array(staff, dtype="Int64")})
    return intake.from_frames({"schools": schools, "learning": pd.concat(frames, ignore_index=True)})


def wrong(item):
    return "1" if RIGHT[item] != "1" else "2"


def test_the_first_answer_counts_and_the_last_is_kept_beside_it():
    data = dataset(sitting("a", {"1": wrong("1"), "2": RIGHT["2"]}), sitting("a", {"1": RIGHT["1"]}, attempt=2))
    found = judged(data, ASKED, DISTRICT.school_year_starts)
    assert found[found["first"]]["right"].tolist() == [False, True]
    assert found[found["last"]].set_index("item")["right"].to_dict() == {"1": True, "2": True}


def test_answers_to_another_version_are_left_out_and_said():
    data = dataset(sitting("a", RIGHT, version="0.9"))
    assert judged(data, ASKED, DISTRICT.school_year_starts).empty
    result = evaluated(dataset(sitting("a", RIGHT, version="0.9"), sitting("b", RIGHT)))
    assert "other_version" in [caution.code for caution in result.cautions]


def test_only_the_latest_year_is_added_up():
    data = dataset(sitting("a", RIGHT, day="2024-09-30"), sitting("b", RIGHT))
    assert set(latest_year(judged(data, ASKED, DISTRICT.school_year_starts))["respondent_id"]) == {"b"}


def rows_of(data):
    answers = judged(data, ASKED, DISTRICT.school_year_starts)
    return lessons(answers, data.table("schools"), ASKED, HOW).set_index("school_id")


def test_everybody_right_is_above_guessing_and_reach_is_of_staff():
    found = rows_of(dataset(*(sitting(f"p{number}", RIGHT) for number in range(6))))
    assert found.loc["S1", ["people", "reach", "right", "said"]].tolist() == [6, 30.0, 100.0, ABOVE]
    assert np.isnan(found.loc["All", "reach"])  # the second school gives no number of staff


def test_few_people_are_not_shown_in_their_school_nor_by_subtraction():
    many = [sitting(f"p{number}", RIGHT) for number in range(8)]
    few = [sitting(f"q{number}", {item: wrong(item) for item in RIGHT}, school="S2") for number in range(2)]
    found = rows_of(dataset(*many, *few))
    assert found.loc["S2", "said"] == TOO_FEW
    assert np.isnan(found.loc["S2", "right"])
    assert found.loc["All", "right"] == found.loc["S1", "right"] == 100
    assert found.loc["All", "people"] == 10


def test_a_question_is_not_judged_from_few():
    seen = {"people": HOW.fewest_for_items - 1, "right": 5.0, "wrong_percent": 95.0, "discrimination": 0.0,
            "discrimination_low": -0.5, "discrimination_high": 0.1}  # fmt: skip
    assert said(seen, HOW) == CANNOT_TELL


def evaluated(data):
    measures = SETTINGS.load(params.MeasuresParams)
    grown = growth.estimate(data, SETTINGS.load(growth.GrowthParams), measures, DISTRICT)
    return learning.evaluate(data, ASKED, HOW, measures, DISTRICT, grown)


def test_no_answers_is_no_data_and_says_what_to_do():
    result = evaluated(intake.from_frames({"schools": pd.DataFrame({"school_id": ["S1"], "name": ["One"]})}))
    assert all(table.frame.empty for name, table in result.tables.items() if name != "links")
    assert result.summary().headline.startswith("No answer to a knowledge check is on record")
    assert "folder learning" in result.summary().text


def test_a_school_without_answers_sessions_or_plans_has_no_data():
    result = evaluated(dataset(*(sitting(f"p{number}", RIGHT) for number in range(6))))
    other = result.tables["chain"].frame.set_index("school_id").loc["S2"]
    assert other["people"] == 0
    assert other[["reach", "right", "held_change", "pace_change", "unlogged"]].isna().all()
    assert set(result.tables["links"].frame["said"]) <= {"no data", "cannot tell yet"}
    assert "1 of 2 schools" in result.summary().headline


@pytest.mark.parametrize("column", ["right", "after"])
def test_a_person_with_one_answer_counts_by_that_answer(column):
    found = rows_of(dataset(*(sitting(f"p{number}", {"1": RIGHT["1"]}) for number in range(5))))
    assert found.loc["S1", column] == 100
