"""Figures of single students say in words what they show."""

import pandas as pd
import pytest

from mtss_analysis import params
from mtss_analysis.reporting.draw import NothingToDraw, figure
from mtss_analysis.reporting.labels import Labels
from mtss_analysis.results import ColumnDoc, ResultTable

SETTINGS = params.layers()
LABELS = Labels(SETTINGS.load(params.DistrictParams), SETTINGS.load(params.MeasuresParams), {"A": "Alder"})
PAGE = "07_single_case"


def _tables(**changed):
    cases = pd.DataFrame({
        "case": [0, 1], "student_id": ["S1", "S2"], "school_id": ["A", "B"], "domain": "reading",
        "measure": "oral_reading_fluency", "phase_a": "Phonics (Tier 2)", "phase_b": "Phonics (Tier 3)",
        "begun": pd.Timestamp("2024-12-02"), "n_a": [3, 4], "n_b": [3, 4], "nap": [0.9, 0.5], "nap_low": [0.6, 0.2],
        "nap_high": [0.99, 0.8], "seen": ["better_as_trend", "no_clear_change"],
    }).assign(**changed)  # fmt: skip
    days = pd.date_range("2024-11-11", periods=6, freq="7D")
    points = pd.DataFrame({"case": 0, "date": days, "week": range(6), "score": [20, 22, 21, 25, 26, 27]})
    points = points.assign(treated=points["week"] > 2, phase=["Phonics (Tier 2)"] * 3 + ["Phonics (Tier 3)"] * 3)
    frames = {"cases": cases, "points": pd.concat([points, points.assign(case=1)], ignore_index=True)}
    return {
        name: ResultTable(name, "a row", frame, tuple(ColumnDoc(c, c) for c in frame.columns), "student")
        for name, frame in frames.items()
    }


def test_a_students_graph_says_phases_and_what_was_seen():
    drawing = figure(PAGE, "student", _tables(), LABELS, "A")
    assert "S1: Oral reading fluency" in drawing.alt
    assert "3 scores with Phonics (Tier 2), then 3 with Phonics (Tier 3) from 2024-12-02" in drawing.alt
    assert "mean 21.0 before and 26.0 after" in drawing.alt
    assert drawing.data["Support"].nunique() == 2
    assert {line.get_marker() for line in drawing.figure.axes[0].lines} >= {"o", "s"}


def test_the_district_draws_the_case_with_most_scores_and_a_school_its_own():
    assert figure(PAGE, "student", _tables(), LABELS, "All").alt.startswith("S2")
    assert figure(PAGE, "student", _tables(), LABELS, "All", student="S1").alt.startswith("S1")


def test_nonoverlap_lists_every_case_in_words():
    drawing = figure(PAGE, "nap", _tables(), LABELS, "All")
    assert "S1, oral reading fluency: 0.90 (0.60 to 0.99)" in drawing.alt
    assert len(drawing.data) == 2
    assert len(figure(PAGE, "nap", _tables(), LABELS, "A").data) == 1


def test_nothing_to_draw_is_an_answer():
    with pytest.raises(NothingToDraw, match="enough scores"):
        figure(PAGE, "nap", _tables(nap=float("nan")), LABELS, "All")
    with pytest.raises(NothingToDraw, match='"S9"'):
        figure(PAGE, "student", _tables(), LABELS, "All", student="S9")
