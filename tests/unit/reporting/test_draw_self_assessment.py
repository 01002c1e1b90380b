"""Figures and tables of self-assessment: said in words, ties named, gaps beyond chance marked, lessons linked."""

import pytest

from mtss_analysis import params
from mtss_analysis.fidelity import self_assess
from mtss_analysis.params import LessonsParams
from mtss_analysis.reporting import tabulate
from mtss_analysis.reporting.draw import NothingToDraw, figure
from mtss_analysis.reporting.labels import Labels
from mtss_analysis.reporting.views import VIEWS
from mtss_analysis.vocabulary import TOTAL
from tests.unit.fidelity.ratings import DISTRICT, SETTINGS, dataset, known, rating

LAYERS = params.layers()
LABELS = Labels(DISTRICT, LAYERS.load(params.MeasuresParams), {"A": "Alder", "B": "Birch"})
PAGE = "12_self_assessment"


def full(*scores):
    return dict(zip("1234", scores, strict=True))


@pytest.fixture(scope="module")
def tables():
    team = [rating(full(3, 0, 3, 2), f"R{n}") for n in range(4)]
    staff = [rating({"1": 1, "3": score}, f"T{n}", role="teacher") for n, score in enumerate((1, 1, 2, 1, 1))]
    return self_assess(dataset(*team, *staff), known(), SETTINGS, DISTRICT).tables


def test_the_profile_says_every_part(tables):
    drawing = figure(PAGE, "profile", tables, LABELS, "A")
    assert "X 50 %" in drawing.alt
    assert "Alder" in drawing.caption


def test_a_gap_beyond_chance_is_said_and_no_color_alone_tells_it(tables):
    drawing = figure(PAGE, "team_and_staff", tables, LABELS, "A")
    assert "beyond chance" in drawing.alt
    assert "star" in drawing.caption


def test_the_lowest_item_comes_first(tables):
    drawing = figure(PAGE, "lowest", tables, LABELS, "A")
    assert drawing.data["Item"].tolist()[0] == "2"


def test_a_school_that_nobody_rated_has_nothing_to_draw(tables):
    for name in ("profile", "lowest"):
        with pytest.raises(NothingToDraw):
            figure(PAGE, name, tables, LABELS, "B")


def test_each_step_of_the_plan_leads_to_its_lesson(tables):
    shown, _ = VIEWS[PAGE]["plan"].pick(tables["plan"].frame, LABELS, "A")
    assert shown["Item"].tolist()[0] == "2"
    assert all(isinstance(link, tabulate.Link) for link in shown["Lesson"])
    assert 'href="../../learn/l.html"' in tabulate.table(shown, "Plan")


def test_titles_of_lessons_stand_in_the_plan_where_they_are_known():
    lessons = LAYERS.load(LessonsParams)
    team = [rating(full(3, 0, 3, 2), f"R{n}") for n in range(4)]
    found = self_assess(dataset(*team), known(), SETTINGS, DISTRICT, lessons)
    assert TOTAL not in set(found.tables["plan"].frame["school_id"])
