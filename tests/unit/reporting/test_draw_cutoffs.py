"""Figures and tables of the cut score: what is no estimate is not called withheld, and the other way round."""

import numpy as np
import pandas as pd
import pytest

from mtss_analysis import params
from mtss_analysis.effects.discontinuity_result import table
from mtss_analysis.reporting import cutoff_rows
from mtss_analysis.reporting.draw import cutoffs
from mtss_analysis.reporting.draw.drawing import NothingToDraw
from mtss_analysis.reporting.labels import Labels

SETTINGS = params.layers()
LABELS = Labels(SETTINGS.load(params.DistrictParams), SETTINGS.load(params.MeasuresParams), {"S1": "Cedar"})
NUMBERS = {
    "schools": 4, "moved": 0, "bandwidth": 12.0, "jump": 80.0, "effect": 4.0, "effect_low": 1.0, "effect_high": 7.0,
    "g": 0.3, "low": 0.1, "high": 0.5, "offered": 0.24, "detectable": 0.28, "density_p": 0.4, "heap_p": 0.6,
    "held_low": 80.0, "held_high": 90.0,
}  # fmt: skip
FOUND = {"found": "effect", "verdict": "delivered_and_working", "reason": "The whole interval lies above zero."}


def effects(*rows):
    return {"effects": table("effects", pd.DataFrame(list(rows)))}


def row(measure="oral_reading_fluency", domain="reading", n=400, **changed):
    return {"domain": domain, "measure": measure, "outcome": measure, "n": n} | NUMBERS | FOUND | changed


NO_ESTIMATE = dict.fromkeys(("jump", "effect", "effect_low", "effect_high", "g", "low", "high", "detectable"), np.nan)


def test_a_missing_estimate_is_said_and_a_withheld_one_is_called_withheld():
    tables = effects(row(), row("maze", **NO_ESTIMATE), row("state_reading", n=np.nan, **NO_ESTIMATE))
    shown = cutoff_rows.effects(tables["effects"].frame, LABELS, "All").set_index("Measure")
    assert sorted(shown["In SD (95 % interval)"]) == ["0.30 (0.10 to 0.50)", "no estimate", "withheld"]
    drawing = cutoffs.effects(tables, LABELS, "All")
    assert "no estimate" in drawing.alt
    assert "withheld" in drawing.alt


def test_without_any_estimate_there_is_no_empty_figure():
    with pytest.raises(NothingToDraw, match="No effect at a cut score"):
        cutoffs.effects(effects(row(**NO_ESTIMATE)), LABELS, "All")
    with pytest.raises(NothingToDraw, match="who left the risk band"):
        cutoffs.movement({"movement": table("movement", pd.DataFrame())}, LABELS, "All")


def bins(measure, n):
    score = np.arange(-6.0, 6.0)
    return pd.DataFrame({
        "domain": "reading", "measure": measure, "score": score, "n": n, "mean": score, "low": score - 1,
        "high": score + 1, "served": np.where(score < 0, 90.0, 2.0), "line": np.where(np.abs(score) < 4, score, np.nan),
    })  # fmt: skip


def test_the_figure_takes_the_measure_with_most_students_near_the_cut_and_leaves_out_tiny_groups():
    many = bins("oral_reading_fluency", [1, *[30] * 11])
    tables = effects(row("maze", n=50), row()) | {"bins": table("bins", pd.concat([bins("maze", 9), many]))}
    drawing = cutoffs.by_score(tables, LABELS, "All", domain="reading")
    assert drawing.alt.startswith("Oral reading fluency")
    assert "changes by 80 percent points" in drawing.alt
    assert len(drawing.data) == 11
    with pytest.raises(NothingToDraw, match="No measure in math"):
        cutoffs.by_score(tables, LABELS, "All", domain="math")


def test_means_by_score_are_for_the_team():
    with pytest.raises(NothingToDraw, match="the team sees them"):
        cutoffs.by_score(effects(row()), LABELS, "All")


def test_only_schools_that_depart_are_listed():
    frame = pd.DataFrame({
        "domain": "reading", "measure": "oral_reading_fluency", "school_id": ["S1", "S2", "S3", "S4"], "students": 90,
        "status": ["found", "found", "no_jump", "found"], "cut": [0.0, 8.0, np.nan, 0.0], "cut_low": [-1, 7, np.nan, 0],
        "cut_high": [1, 9, np.nan, 1], "served_side": [90.0, 90, np.nan, 90], "other_side": [1.0, 1, np.nan, 1],
        "density_p": 0.5, "heap_p": 0.5, "found": ["cannot_tell", "cannot_tell", "no_cut", "no_claim"],
    })  # fmt: skip
    shown = cutoff_rows.cuts(table("schools", frame).frame, LABELS, "All")
    assert shown["Cut in force"].tolist() == [
        "8 points above the written one", "No cut: service has little to do with the score", "As written",
    ]  # fmt: skip
    assert shown["Scores beside the cut"].tolist() == ["Nothing found", "Nothing found", "May have been moved"]
    assert shown["Fits about as well"].tolist()[1] == "does not apply"


def test_checks_name_what_jumps():
    frame = pd.DataFrame({
        "domain": "reading", "measure": "oral_reading_fluency", "check": ["continuity", "continuity", "donut"],
        "label": ["has an outcome", "sex=F", "1"], "at": 0.0, "estimate": [0.2, 0.0, 3.5], "low": 0.0, "high": 1.0,
        "p": [0.001, 0.6, 0.1], "joint_p": [0.002, 0.002, 0.1], "jumps": ["yes", "yes", "no"],
    })  # fmt: skip
    shown = cutoff_rows.checks(table("checks", frame).frame, LABELS, "All").iloc[0]
    assert (
        shown["What was settled before"] == "Something differs: has an outcome, of 2 looked at, corrected p below 0.01"
    )
    assert shown["False cuts"] == "no estimate"
    assert shown["Without those nearest"] == "3.50 to 3.50 points"
