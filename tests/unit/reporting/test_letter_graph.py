"""The graph of a letter: its words are those it is given, its days and numbers written by the language."""

import io

import pandas as pd
import pytest

from mtss_analysis.params import languages, layers
from mtss_analysis.reporting.draw.drawing import NothingToDraw
from mtss_analysis.reporting.draw.letter_graph import GraphWords, toward_goal

SPANISH = languages(layers())["es"]
WORDS = GraphWords("Pie.", "Texto.", "resultado", "línea", "meta", "palabras", SPANISH.short_day, SPANISH.number)
PLAN = {"start": pd.Timestamp("2024-09-30"), "baseline": 40.0, "goal": 70.0, "goal_date": pd.Timestamp("2025-05-30")}
NONE = pd.DataFrame({"date": pd.DatetimeIndex([]), "score": pd.Series([], dtype="float64")})


def drawn(scores=NONE):
    made = toward_goal(PLAN, scores, WORDS)
    buffer = io.StringIO()
    made.figure.savefig(buffer, format="svg")
    return made, buffer.getvalue()


def test_months_and_legend_are_in_the_language():
    made, svg = drawn(pd.DataFrame({"date": [pd.Timestamp("2024-10-11")], "score": [41.0]}))
    assert all(word in svg for word in ("resultado", "línea", "meta", "palabras", "1 ene"))
    assert "Jan" not in svg
    assert 'alt="Texto."' in made.plain_html()
    assert "<details>" not in made.plain_html()
    assert len(made.data) == 3


def test_without_scores_there_is_the_line_alone():
    _, svg = drawn()
    assert "resultado" not in svg


@pytest.mark.parametrize("part", ["baseline", "goal", "goal_date"])
def test_without_a_goal_there_is_nothing_to_draw(part):
    with pytest.raises(NothingToDraw):
        toward_goal(PLAN | {part: None}, NONE, WORDS)
