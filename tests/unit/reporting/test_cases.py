"""Worked cases: small tables of the invented district, with no code of a student, one for every lesson."""

import pandas as pd
import pytest

from mtss_analysis.params import LessonsParams, layers
from mtss_analysis.reporting import cases
from mtss_analysis.reporting.cases.case import case, span
from mtss_analysis.workflow import cases as kept
from mtss_analysis.workflow.site.worked import INVENTED, NONE, worked

NAMES = sorted(layers().load(LessonsParams).lessons)


def test_every_lesson_has_what_makes_its_case():
    assert sorted(cases.MAKERS) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_every_lesson_has_its_case_and_it_is_small_and_says_something(name):
    found = kept.read(name)
    assert found.name == name
    assert 2 <= len(found.rows) <= 12
    assert 2 <= len(found.columns) <= 6
    assert all(len(row) == len(found.columns) for row in found.rows)
    assert 2 <= len(found.steps) <= 4
    assert any(character.isdigit() for row in found.rows for cell in row for character in cell)
    assert cases.INVENTED not in worked(found)
    assert worked(found).endswith(f"*{INVENTED}*")


def test_a_lesson_without_a_case_says_so():
    assert kept.read("no-such-lesson") is None
    assert worked(None) == NONE


def test_a_case_with_the_code_of_a_student_is_refused():
    with pytest.raises(ValueError, match="code of a student"):
        case("fidelity", "Sessions", pd.DataFrame({"Who": ["SYN-000001"]}))


def test_a_case_without_rows_is_refused():
    with pytest.raises(ValueError, match="no rows"):
        case("fidelity", "Sessions", pd.DataFrame({"Who": []}))


def test_the_fingerprint_follows_every_word():
    one = case("fidelity", "Sessions", pd.DataFrame({"Held": [3]}), "Three.")
    assert one.digest == case("fidelity", "Sessions", pd.DataFrame({"Held": [3]}), "Three.").digest
    assert one.digest != case("fidelity", "Sessions", pd.DataFrame({"Held": [4]}), "Three.").digest


def test_missing_numbers_are_no_data_and_never_zero():
    assert case("fidelity", "t", pd.DataFrame({"Held": [float("nan")]}), "s").rows == (("no data",),)
    assert span(3.2, 3.4) == "3"
