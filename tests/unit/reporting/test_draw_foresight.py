"""Figures and tables of the accuracy of screening, from small tables made by hand."""

import numpy as np
import pandas as pd
import pytest

from mtss_analysis import params
from mtss_analysis.reporting import accuracy_rows, screening_rows
from mtss_analysis.reporting.draw import NothingToDraw, figure
from mtss_analysis.reporting.labels import Labels
from mtss_analysis.results import ColumnDoc
from mtss_analysis.screening.accuracy_documents import TABLES, table
from mtss_analysis.screening.classified import RESULTS
from mtss_analysis.vocabulary import TOTAL

SETTINGS = params.layers()
LABELS = Labels(SETTINGS.load(params.DistrictParams), SETTINGS.load(params.MeasuresParams), {"S01": "Cedar"})
PAGE = "14_screening_accuracy"
PLACE = {"season": "fall", "domain": "reading", "measure": "oral_reading_fluency", "outcome": "state"}


@pytest.fixture
def tables():
    counts = dict(zip((*RESULTS, TOTAL), (30, 10, 20, 140, 200), strict=True))
    followed = [PLACE | {"school_year": "2024-25", "result": name, "n": n, "followed": 200, "percent": n / 2,
                         "auc": 0.9 if name == TOTAL else np.nan} for name, n in counts.items()]  # fmt: skip
    told = {"school_year": TOTAL, "by": TOTAL, "group": TOTAL, "tested": 210, "n": 200, "needed": 40, "why": "",
            "sensitivity": 75.0, "sensitivity_low": 60.0, "sensitivity_high": 86.0}  # fmt: skip
    few = told | {"by": "grade", "group": "3", "n": 12, "sensitivity": np.nan, "why": "few"}
    curve = [PLACE | {"distance": 1 - flagged / 50, "flagged": float(flagged), "sensitivity": min(100.0, 3.0 * flagged),
                      "specificity": 100.0 - flagged / 2, "written": flagged == 25, "seats": 20.0}
             for flagged in (5, 15, 25, 45, 95)]  # fmt: skip
    bins = [PLACE | {"school_year": "2024-25", "fitted": "earlier years", "expected": at, "observed": at + 5,
                     "low": at - 5, "high": at + 15, "n": 50} for at in (10.0, 60.0)]  # fmt: skip
    norms = [PLACE | {"school_year": "2024-25", "grade": grade, "percentile": "50", "n": 80, "score": 60.0, "low": 55.0,
                      "high": 66.0} for grade in ("2", "3")]  # fmt: skip
    frames = {
        "followed": followed,
        "accuracy": [PLACE | told, PLACE | few],
        "curve": curve,
        "bins": bins,
        "norms": norms,
    }
    return {name: table(name, pd.DataFrame(frames.get(name, []))) for name in TABLES}


def test_each_figure_says_its_numbers(tables):
    said = {name: figure(PAGE, name, tables, LABELS, TOTAL).alt
            for name in ("followed", "roc", "trade_off", "calibration", "norms")}  # fmt: skip
    assert "Oral reading fluency, fall: found 15 %, missed 5 %, false alarm 10 %" in said["followed"]
    assert "the written cut finds 75 % of those later at risk and flags 12 % of the others" in said["roc"]
    assert "The written cut flags 25 % and finds 75 %; there are seats for 20 %" in said["trade_off"]
    assert "expected 10 %, seen 15 % (5 to 25)" in said["calibration"]
    assert "Grade 2: 50th percentile 60" in said["norms"]


def test_withheld_counts_are_drawn_and_said_as_withheld(tables):
    frame = tables["followed"].frame
    hidden = frame["result"] == "missed"
    frame = frame.assign(percent=frame["percent"].mask(hidden), suppressed=hidden)
    released = tables["followed"].with_frame(frame, ColumnDoc("suppressed", "a number is withheld"))
    drawing = figure(PAGE, "followed", {"followed": released}, LABELS, TOTAL)
    assert "missed withheld" in drawing.alt
    assert "withheld" in drawing.html()


@pytest.mark.parametrize("name", ["followed", "roc", "trade_off", "calibration", "norms"])
def test_without_rows_there_is_a_reason_instead(name):
    empty = {each: table(each, pd.DataFrame()) for each in TABLES}
    with pytest.raises(NothingToDraw, match=r"\w+ .*\."):
        figure(PAGE, name, empty, LABELS, TOTAL)


def test_a_group_of_a_few_says_cannot_tell_and_why(tables):
    shown = accuracy_rows.groups(tables["accuracy"].frame, LABELS, TOTAL, by="grade")
    assert shown["Students"].tolist() == ["Grade 3"]
    assert shown["Found of those (percent)"].item().startswith("cannot tell: too few students")


def test_a_schools_page_shows_its_cut_whatever_was_found_and_the_districts_only_others():
    row = {"domain": "reading", "measure": "oral_reading_fluency", "school_id": "S01", "students": 90, "cut": 0.0,
           "status": "found", "cut_low": -1.0, "cut_high": 0.0, "served_side": 90.0, "other_side": 1.0,
           "heaped": False}  # fmt: skip
    own = row | {"school_id": "S02", "cut": 8.0, "cut_low": 7.0, "cut_high": 9.0}
    none = row | {"school_id": "S03", "status": "no_jump", "cut": np.nan, "served_side": np.nan}
    frame = pd.DataFrame([row, own, none])
    district = screening_rows.in_force(frame, LABELS, TOTAL)
    assert district["Cut in force"].tolist() == ["+8 points from the written one (+7 to +9)"]
    assert screening_rows.in_force(frame, LABELS, "S01")["Cut in force"].tolist() == ["The written one"]
    said = screening_rows.in_force(frame, LABELS, "S03").iloc[0]
    assert said["Cut in force"].startswith("No cut:")
    assert said["Served below and above (percent)"] == "cannot tell"
