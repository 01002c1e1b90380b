from datetime import date

import pytest

from mtss_analysis.effects import plan
from mtss_analysis.errors import ParamsError

WRITTEN = """
studies:
  - intervention: Repeated reading
    outcome: oral_reading_fluency
    written_on: 2024-08-20
    comparison: not_served
    smallest_worthwhile: 0.1
    covariates: [grade, fall score]
"""


def write(folder, text):
    (folder / plan.FILE).write_text(text, encoding="utf-8")
    return folder


def test_a_plan_that_was_kept_has_no_departure(tmp_path):
    (planned,) = plan.read(write(tmp_path, WRITTEN))
    done = {"outcome": "oral_reading_fluency", "comparison": "not_served", "smallest_worthwhile": 0.1,
            "covariates": ("fall score", "grade"), "confidence": 0.9}  # fmt: skip
    assert plan.departures(planned, done, date(2025, 5, 1)) == ()


def test_every_departure_is_named_with_both_values(tmp_path):
    (planned,) = plan.read(write(tmp_path, WRITTEN))
    done = {"outcome": "maze", "smallest_worthwhile": 0.05, "covariates": ("grade",)}
    found = plan.departures(planned, done, date(2024, 8, 1))
    assert [each.what for each in found] == ["written_on", "outcome", "smallest_worthwhile", "covariates"]
    assert (found[1].planned, found[1].done) == ("oral_reading_fluency", "maze")
    assert found[3].planned == "grade, fall score"


def test_the_same_text_is_the_same_plan_and_stands_beside_a_workbook_too(tmp_path):
    found = plan.read(str(write(tmp_path, WRITTEN)))
    assert plan.read(tmp_path) is found
    assert plan.read(tmp_path / "district.xlsx") is found


def test_without_a_file_there_is_no_plan(tmp_path):
    assert plan.read(tmp_path) == ()


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("studies: {}", 'a list called "studies"'),
        ("- a", 'a list called "studies"'),
        ("studies: [3]", "study 1: 3 must be"),
        (
            "studies: [{intervention: A, outcome: b, written_on: 2024-08-01, covariate: x}]",
            'no entry "covariate".*covariates',
        ),
        ("studies: [{intervention: A, outcome: b, written_on: soon}]", "study 1, written_on"),
        ("studies: [{intervention: A, written_on: 2024-08-01}]", "study 1, outcome"),
        ("studies: [", "cannot be read as YAML"),
    ],
)
def test_a_plan_that_cannot_be_used_is_refused_with_its_place(tmp_path, text, match):
    with pytest.raises(ParamsError, match=match):
        plan.read(write(tmp_path, text))
