"""Figures and tables of delivery: ranges in words, withheld numbers named, nothing to draw said."""

import pandas as pd
import pytest

from mtss_analysis import params
from mtss_analysis.fidelity.response import CELLS
from mtss_analysis.reporting.draw import NothingToDraw, figure
from mtss_analysis.reporting.labels import Labels
from mtss_analysis.reporting.views import VIEWS
from mtss_analysis.results import ColumnDoc, ResultTable

SETTINGS = params.layers()
LABELS = Labels(SETTINGS.load(params.DistrictParams), SETTINGS.load(params.MeasuresParams), {"A": "Alder"})
PAGE = "06_fidelity"


def tables(name, frame):
    return {name: ResultTable(name, "a row", frame, tuple(ColumnDoc(c, c) for c in frame.columns), "aggregate")}


def delivery(**columns):
    frame = pd.DataFrame({
        "school_year": ["2023-24", "2024-25", "2024-25"], "domain": ["reading", "math", "reading"],
        "intervention": ["Old", "Sums", "Words"], "n": [20.0, 30.0, 40.0], "held_low": [10.0, 50.0, 80.0],
        "held_high": [20.0, 90.0, 80.0], "school_id": "All",
    })  # fmt: skip
    return frame.assign(**columns)


def test_dosage_is_said_as_a_range_of_the_latest_year():
    drawing = figure(PAGE, "dose_ranges", tables("delivery", delivery()), LABELS, "All")
    assert "Words: 80 %; Sums: 50 to 90 %" in drawing.alt
    assert "Old" not in drawing.alt
    assert drawing.data["Held (percent)"].tolist() == ["80", "50 to 90"]


def test_what_is_withheld_is_no_bar_of_nothing():
    hidden = delivery(n=[20.0, None, 40.0], held_low=[10.0, None, 80.0], held_high=[20.0, None, 80.0])
    drawing = figure(PAGE, "dose_ranges", tables("delivery", hidden), LABELS, "All")
    assert "Sums: withheld" in drawing.alt
    assert "no data" not in drawing.html()


def test_without_sessions_there_is_nothing_to_draw():
    with pytest.raises(NothingToDraw, match="No session is on record"):
        figure(PAGE, "dose_ranges", tables("delivery", delivery().iloc[:0]), LABELS, "All")


def quadrant(percents, n=100.0):
    frame = pd.DataFrame({"cell": list(CELLS), "percent": percents}).assign(students=n, school_id="All")
    return frame.assign(n=frame["percent"], school_year="2024-25", domain="reading")


def test_every_field_of_the_grid_is_said():
    drawing = figure(PAGE, "quadrant", tables("quadrant", quadrant([20.0, 10, 10, 10, 10, 10, 10, 10, None])), LABELS,
                     "All", domain="reading")  # fmt: skip
    assert "delivered, likely to reach the goal: 20 %" in drawing.alt
    assert "not delivered, unlikely to reach the goal: withheld" in drawing.alt
    assert len(drawing.data) == 9


def test_a_domain_without_plans_says_so():
    with pytest.raises(NothingToDraw, match="has a plan in math"):
        figure(PAGE, "quadrant", tables("quadrant", quadrant([11.0] * 9)), LABELS, "All", domain="math")


def test_reports_are_drawn_where_there_are_enough():
    frame = pd.DataFrame({"school_id": ["All", "A"], "reported": [80.0, 81.0], "observed": [70.0, 60.0],
                          "bias": [10.0, 21.0]})  # fmt: skip
    drawing = figure(PAGE, "reports", tables("reports", frame), LABELS, "All")
    assert "Alder: 81 reported, 60 observed" in drawing.alt
    with pytest.raises(NothingToDraw, match="Too few"):
        figure(PAGE, "reports", tables("reports", frame.assign(bias=None)), LABELS, "All")


def test_a_dimension_nobody_rated_is_no_data_and_no_zero():
    frame = pd.DataFrame({
        "school_id": "A", "dimension": ["quality", "adherence"], "source": ["observation", "self report"],
        "deliveries": [0, 5], "plans": [0, 4], "mean": [None, 80.0], "low": [None, None], "high": [None, None],
    })  # fmt: skip
    shown, _ = VIEWS[PAGE]["dimensions"].pick(frame.astype({"mean": float, "low": float, "high": float}), LABELS, "A")
    assert shown["Dimension"].tolist() == ["Adherence", "Quality"]
    assert shown["From, to (percent)"].tolist() == ["80", "no data"]
