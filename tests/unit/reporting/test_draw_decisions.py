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
