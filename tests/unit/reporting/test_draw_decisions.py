"""Figures of advice: what is withheld reads withheld, and nothing is said of a domain where there is no advice."""

import pandas as pd
import pytest

from mtss_analysis import params
from mtss_analysis.reporting.draw import NothingToDraw, figure
from mtss_analysis.reporting.labels import Labels
from mtss_analysis.results import ColumnDoc, ResultTable

SETTINGS = params.layers()
LABELS = Labels(SETTINGS.load(params.DistrictParams), SETTINGS.load(params.MeasuresParams))


def _actions(domain="reading"):
    frame = pd.DataFrame({"action": ["continue", "change", "All"], "n": [12.0, None, 30.0], "school_id": "All"})
    frame = frame.assign(domain=domain, suppressed=[False, True, False])
    return {
        "actions": ResultTable("actions", "a row", frame, tuple(ColumnDoc(c, c) for c in frame.columns), "aggregate")
    }


def test_withheld_counts_read_withheld_in_the_numbers_of_the_figure():
    html = figure("04_decisions", "actions", _actions(), LABELS, "All").html()
    assert "withheld" in html
    assert "no data" not in html


def test_without_any_advice_no_domain_is_named():
    tables = _actions("math")
    with pytest.raises(NothingToDraw, match="No plan of a student in reading is open"):
        figure("04_decisions", "actions", tables, LABELS, "All")
    none = {"actions": tables["actions"].with_frame(tables["actions"].frame.head(0))}
    with pytest.raises(NothingToDraw, match="nothing to draw without advice"):
        figure("04_decisions", "actions", none, LABELS, "All")


def test_the_record_of_each_rule_is_drawn_apart_for_both_outcomes():
    frame = pd.DataFrame(
        {
            "domain": "reading", "rule": ["four_point", "posterior"] * 2, "n": [20, 20, 30, 30],
            "outcome": ["fell short"] * 2 + ["reached the goal"] * 2, "percent": [80.0, 90.0, 25.0, 20.0],
            "low": [60.0, 70.0, 12.0, 9.0], "high": [92.0, 97.0, 43.0, 38.0], "called": 1, "weeks_earlier": 5.0,
        }
    )  # fmt: skip
    tables = {"back_test": ResultTable("back_test", "one row", frame, tuple(ColumnDoc(c, c) for c in frame), "staff")}
    drawn = figure("04_decisions", "back_test", tables, LABELS, "All")
    assert "Posterior rule, fell short: 90 %" in drawn.alt
    assert drawn.data["Plans"].tolist() == [20, 20, 30, 30]
    with pytest.raises(NothingToDraw, match="Too few plans in math"):
        figure("04_decisions", "back_test", tables, LABELS, "All", domain="math")
