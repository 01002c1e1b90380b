"""Explorers: the kept examples say what the Python rules say, and every page has its fields, words and lesson."""

import json
import re

import pytest

from mtss_analysis.decisions import specs
from mtss_analysis.decisions.rules import RULES
from mtss_analysis.decisions.settings import DecisionParams
from mtss_analysis.params import HOME, LessonsParams, MeasuresParams, layers
from mtss_analysis.reporting.examples import MAKERS, text
from mtss_analysis.reporting.examples.ruled import SIMPLE
from mtss_analysis.workflow import examples
from mtss_analysis.workflow.site.explorers import EXPLORERS, WITHOUT, explorer

BOOK = HOME / "book" / "explore"


def test_every_explorer_has_an_example_a_page_and_a_place_in_the_contents():
    contents = (HOME / "book" / "_toc.yml").read_text(encoding="utf-8")
    assert list(MAKERS) == list(EXPLORERS)
    assert sorted(re.findall(r"file: explore/([\w-]+)", contents)) == sorted(["index", *EXPLORERS])
    for name in EXPLORERS:
        assert f"<!-- generated: explorer-{name} -->" in (BOOK / f"{name}.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", EXPLORERS)
def test_lesson_and_explorer_lead_to_each_other(name):
    made = EXPLORERS[name]
    assert layers().load(LessonsParams).lessons[made.lesson].title == made.title
    lesson = (HOME / "book" / "learn" / f"{made.lesson}.md").read_text(encoding="utf-8")
    assert f"](../explore/{name}.md)" in lesson
    assert f'<a href="../learn/{made.lesson}.html">' in explorer(name)


@pytest.mark.parametrize("name", EXPLORERS)
def test_without_scripts_the_page_says_so_and_every_field_has_a_label(name):
    page = explorer(name)
    assert WITHOUT in page
    assert '<div class="mtss-within" hidden>' in page
    fields = set(re.findall(r'<(?:input|select)[^>]* id="([\w-]+)"', page))
    labelled = set(re.findall(r'<label for="([\w-]+)"', page)) | set(
        re.findall(r'id="(typed-\w+)"[^>]*aria-label', page)
    )
    assert fields == labelled


@pytest.mark.parametrize("name", EXPLORERS)
def test_a_page_carries_its_whole_example_and_no_address(name):
    page = explorer(name)
    found = re.search(r'<script type="application/json">(.*?)</script>', page)
    assert json.loads(found[1]) == examples.read(name)
    assert "http" not in page


def test_an_unknown_explorer_is_refused_with_those_there_are():
    with pytest.raises(KeyError, match="expected one of cut-score, decision-rule, student-graph"):
        examples.read("weather")


def test_an_example_with_the_code_of_a_student_is_refused():
    with pytest.raises(ValueError, match="holds the code of a student"):
        text("student-graph", {"name": "SYN-000001"})


def test_cuts_and_settings_of_the_examples_are_those_in_force():
    measure = layers().load(MeasuresParams).measures["oral_reading_fluency"]
    for grade, made in examples.read("cut-score")["grades"].items():
        assert made["cut"] == measure.cuts[grade]["fall"].tier2
        assert len(made["scores"]) == len(made["later"]) == len(made["groups"]["disability"])
        assert made["scores"] == sorted(made["scores"])
    params = layers().load(DecisionParams)
    for name, rule in examples.read("decision-rule")["rules"].items():
        assert rule["settings"] == getattr(params, name).model_dump()


def test_the_kept_verdicts_of_every_student_are_those_of_the_rules():
    params, found = layers().load(DecisionParams), examples.read("student-graph")["students"]
    assert [student["name"] for student in found] == [f"Student {number}" for number in range(1, 9)]
    for student in found:
        plan = specs.plans_of([case(student)])
        for rule in SIMPLE:
            assert RULES[rule](plan, getattr(params, rule)).verdict[0] == student["says"][rule], student["name"]


def test_the_students_show_every_verdict_and_rules_that_disagree():
    said = [tuple(student["says"].values()) for student in examples.read("student-graph")["students"]]
    assert {each for row in said for each in row} == {"change", "continue", "raise_goal", "collect_more_data"}
    assert any(len(set(row)) > 2 for row in said)
    assert any(student["before"]["days"] for student in examples.read("student-graph")["students"])


def case(student):
    """Lay a kept student out as a case of a spec table."""
    return specs.Case(
        title="", weeks=tuple(day / 7 for day in student["days"]), scores=tuple(student["scores"]),
        baseline=student["baseline"], goal=student["goal"], goal_week=student["goal_day"] / 7, higher_is_better=True,
        baseline_points=student["counted"].count(False), settings={}, prior={}, expected="", why="", source="",
    )  # fmt: skip
