"""Which letters are written: those due and not sent, matched to the plan they tell of, in the family's language."""

import pandas as pd
import pytest

from mtss_analysis import families

SECOND = {"plan_id": "P2", "domain": "math", "measure": "math_computation", "start": pd.Timestamp("2024-09-30")}
ROW = ("0001", "entry", "Spanish", "2024-10-10", None)


def test_a_letter_sent_is_not_written_again_and_one_due_later_not_yet(records):
    sent, later = (*ROW[:4], "2024-10-09"), ("0001", "progress", "Spanish", "2025-02-10", None)
    chosen, left = families.due_letters(records(letters=[sent, later]))
    assert (chosen, left) == ([], [])


def test_two_rows_of_one_day_take_two_plans(records):
    chosen, left = families.due_letters(records(plans=[{}, SECOND], letters=[ROW, ROW]))
    assert ({each.plan for each in chosen}, left) == ({"P1", "P2"}, [])


@pytest.mark.parametrize(
    ("row", "plan", "why"),
    [
        (("0001", "exit", "Spanish", "2024-12-10", None), {}, "no plan of this student had ended"),
        (("0001", "change", "Spanish", "2024-12-10", None), {}, "no change of a plan is on record"),
        (("0001", "entry", "Spanish", "2024-09-10", None), {}, "no plan of this student had begun"),
        (("0001", "progress", "Spanish", "2024-09-10", None), {}, "no plan of this student was open"),
        (("0001", "entry", "Spanish", "2024-10-10", None), {"end": "2025-01-10"}, "the plan has ended since"),
        (("0001", "hello", "Spanish", "2024-10-10", None), {}, "no letter is called this"),
    ],
)
def test_what_cannot_be_written_is_listed_with_the_reason(records, row, plan, why):
    chosen, left = families.due_letters(records(plans=[plan], letters=[row]))
    assert chosen == []
    assert left[0].why.startswith(why)


def test_the_language_is_that_of_the_letter_else_of_the_student_s_letters_else_of_home(records):
    unnamed = (*ROW[:2], None, *ROW[3:])
    assert families.due_letters(records(letters=[ROW], language="Somali"))[0][0].wanted == "Spanish"
    assert families.due_letters(records(letters=[unnamed], language="Somali"))[0][0].wanted == "Somali"
    assert families.of_student(records(language=None), "0001")[0].wanted == ""


def test_of_one_student_every_plan_has_its_latest_event(records):
    decided = ("0001", "P1", "reading", "2024-11-25", "problem-solving team", "intensify", "2025-03-03")
    found = families.of_student(records(plans=[{}, SECOND], decisions=[decided]), "0001")
    assert {(each.plan, each.letter) for each in found} == {("P1", "change_up"), ("P2", "entry")}
    assert [each.plan for each in families.of_student(records(), "0001", kind="progress")] == ["P1"]
    assert families.of_student(records(), "0001", kind="exit") == []
