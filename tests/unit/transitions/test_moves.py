"""What a move is: the spec table, stay by stay, and grades repeated or skipped."""

import pandas as pd
import pytest

from mtss_analysis import params
from mtss_analysis.intake import from_frames
from mtss_analysis.transitions import TransitionsParams
from mtss_analysis.transitions.moves import grade_steps, moves, stays

SETTINGS = params.layers()
RULES, DISTRICT = SETTINGS.load(TransitionsParams), SETTINGS.load(params.DistrictParams)
LEVELS = {"E1": "elementary", "E2": "elementary", "M1": "middle", "X1": None}


def _data(*rows, grades=()):
    columns = ["student_id", "school_id", "enrolled_from", "enrolled_to"]
    # somebody who stays, so that the records have a first year and an open end
    known = [("Z", "E1", "2023-08-19", None), *rows]
    schools = pd.DataFrame({"school_id": list(LEVELS), "name": list(LEVELS), "level": list(LEVELS.values())})
    students = pd.DataFrame([("Z", "2023-24", "5"), *grades], columns=["student_id", "school_year", "grade"])
    enrollments = pd.DataFrame(known, columns=columns)
    return from_frames({"enrollments": enrollments, "schools": schools, "students": students})


def _directions(*rows, grades=()):
    found = moves(_data(*rows, grades=grades), RULES, DISTRICT)
    return found.loc[found["student_id"] == "A", "direction"].tolist()


FIRST = ("A", "E1", "2023-08-19", "2024-05-30")


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([FIRST, ("A", "E1", "2024-08-19", None)], []),
        ([FIRST, ("A", "E2", "2024-08-19", None)], ["changed school between years"]),
        ([FIRST, ("A", "X1", "2024-08-19", None)], ["changed school between years"]),
        ([FIRST, ("A", "M1", "2024-08-19", None)], ["moved to the next level"]),
        ([FIRST, ("A", "E1", "2025-01-07", None)], ["came back"]),
        ([("A", "E1", "2023-08-19", "2023-11-01"), ("A", "E2", "2023-11-02", None)], ["changed school within a year"]),
        ([("A", "E1", "2023-08-19", "2023-11-02"), ("A", "E2", "2023-11-02", None)], ["changed school within a year"]),
        ([("A", "E1", "2023-08-19", None), ("A", "E2", "2023-11-02", None)], ["changed school within a year"]),
        ([("A", "E1", "2023-08-19", "2023-11-09"), ("A", "E2", "2023-11-02", None)], []),
        ([("A", "E1", "2023-08-19", None), ("A", "E2", "2023-08-19", None)], []),
        ([("A", "E1", "2023-12-01", None)], ["entered the district"]),
        ([("A", "E1", "2023-08-19", "2024-02-01")], ["left the district"]),
    ],
)
def test_what_is_a_move(rows, found):
    assert _directions(*rows) == found


def test_the_lowest_and_the_highest_grade_have_words_of_their_own():
    grades = [("A", "2024-25", "K"), ("A", "2025-26", "5")]
    assert _directions(("A", "E1", "2024-08-19", None), grades=grades) == ["began in the lowest grade"]
    done = [("A", "2023-24", "5"), ("Y", "2023-24", "4")]
    assert _directions(FIRST, grades=done) == ["finished the last grade"]


def test_two_stays_on_one_day_are_named():
    rows = stays(_data(("A", "E1", "2023-08-19", None), ("A", "E2", "2023-08-19", None)))
    assert rows.set_index("student_id")["doubtful"].to_dict() == {"A": True, "Z": False}


def test_grades_repeated_and_skipped_are_named_and_a_missing_year_is_none():
    years = [("A", "2023-24", "2"), ("A", "2024-25", "2"), ("B", "2023-24", "1"), ("B", "2024-25", "3"),
             ("C", "2023-24", "1"), ("C", "2025-26", "3"), ("D", "2023-24", "4"), ("D", "2024-25", "3")]  # fmt: skip
    found = grade_steps(_data(grades=years)).set_index("student_id")["step"].to_dict()
    assert found == {"A": "repeated the grade", "B": "skipped a grade", "D": "is in a lower grade"}


def test_without_stays_there_are_no_moves():
    assert moves(from_frames({}), RULES, DISTRICT).empty
