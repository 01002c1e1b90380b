"""Items of a survey form, hanging together or not."""

from mtss_analysis.fidelity.consistency import HOLDS, LOW, UNKNOWN, consistency
from tests.unit.fidelity.ratings import SETTINGS, full, rating, read


def found(*pairs):
    forms = [rating({"1": a, "3": b}, f"T{n}", "teacher") for n, (a, b) in enumerate(pairs)]
    return consistency(read(*forms, rating(full(1, 1, 1, 1))).rows, SETTINGS)


def test_survey_forms_only():
    told = found((0, 0), (1, 1), (2, 2), (3, 3))
    assert told[["group", "respondents", "items", "said"]].to_numpy().tolist() == [["staff", 4, 2, HOLDS]]
    assert told["alpha"].iloc[0] == 1


def test_items_that_do_not_hang_together_are_told():
    assert found((0, 3), (3, 0), (1, 3), (3, 2))["said"].tolist() == [LOW]


def test_answers_all_alike_cannot_tell():
    told = found((1, 1), (1, 1), (1, 1))
    assert told["said"].tolist() == [UNKNOWN]
    assert told["why"].iloc[0]


def test_people_who_left_an_item_out_are_not_counted():
    assert found((0, 0), (1, 1), (2, 3), (3, None))["respondents"].tolist() == [3]
