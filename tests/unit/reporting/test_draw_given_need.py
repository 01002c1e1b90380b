"""Figures and tables of help given the same need: words computed from the data, and what is missing named."""

import numpy as np
import pandas as pd
import pytest

from mtss_analysis import params
from mtss_analysis.equity.given_need_documents import table
from mtss_analysis.reporting import given_need_rows
from mtss_analysis.reporting.draw import given_need
from mtss_analysis.reporting.draw.drawing import NothingToDraw
from mtss_analysis.reporting.labels import Labels

SETTINGS = params.layers()
LABELS = Labels(SETTINGS.load(params.DistrictParams), SETTINGS.load(params.MeasuresParams))
SESSION = "a first session came in time"


def _comparisons():
    rows = [
        ("yes", 0.6, 0.5, 0.75, "lower"),
        ("no", 1.1, 0.9, 1.3, "cannot tell"),
        ("x", *[np.nan] * 3, "too few to say"),
    ]
    frame = pd.DataFrame(rows, columns=["group", "ratio", "ratio_low", "ratio_high", "said"])
    return frame.assign(question=SESSION, domain="reading", by="english_learner", unit="percent",
                        value=frame["ratio"] * 50, other_value=frame["ratio"] * 0 + 50)  # fmt: skip


def _tables(name, frame):
    return {name: table(name, frame)}


def test_ratios_are_told_in_words_and_too_few_are_not_drawn():
    drawing = given_need.served(_tables("comparisons", _comparisons()), LABELS, "All")
    assert "English learners: 0.60, lower" in drawing.alt
    assert drawing.data["Students"].tolist() == ["English learners", "Not English learners"]
    with pytest.raises(NothingToDraw, match="In math"):
        given_need.served(_tables("comparisons", _comparisons()), LABELS, "All", domain="math")


def test_a_wait_without_an_end_is_drawn_open_and_one_without_a_median_says_so():
    frame = pd.DataFrame(
        [("yes", 30, 16, 150.0, 32.0, np.nan), ("all others than yes", 90, 20, np.nan, np.nan, np.nan)],
        columns=["group", "n", "begun", "median", "low", "high"],
    ).assign(domain="reading", by="english_learner")
    drawing = given_need.waits(_tables("waits", frame), LABELS, "All")
    assert "Reading, English learners: 150 days" in drawing.alt
    assert "Reading, All others: not yet half" in drawing.alt
    said = given_need_rows.waits(frame, LABELS, "All").iloc[:, -1].tolist()
    assert said == ["150 (32 to not reached)", "not yet half"]
    with pytest.raises(NothingToDraw, match="Nobody can tell"):
        given_need.waits(_tables("waits", frame), LABELS, "All", by="sex")


def test_withheld_shares_say_so():
    frame = pd.DataFrame(
        {"group": ["yes", "no"], "percent": [np.nan, 80.0], "low": [np.nan, 70.0], "high": [np.nan, 88.0],
         "n": [np.nan, 80.0], "flagged": [np.nan, 100.0], "suppressed": [True, False]}
    ).assign(period="2024-25", domain="reading", suggested="Tier 2", by="english_learner", session="yes")  # fmt: skip
    whole = table("served", frame)
    drawing = given_need.shares(
        {"served": whole.with_frame(whole.frame.assign(suppressed=frame["suppressed"]), *_added())}, LABELS, "All",
        by="english_learner",
    )  # fmt: skip
    assert "English learners: withheld" in drawing.alt
    assert drawing.data["suppressed"].tolist() == [False, True]


def _added():
    from mtss_analysis.results import ColumnDoc

    return (ColumnDoc("suppressed", "a number of this row is withheld"),)


def test_tables_count_every_answer_and_list_only_what_is_sure():
    frame = table("comparisons", _comparisons()).frame
    tally = given_need_rows.tally(frame, LABELS, "All").iloc[0]
    assert (tally["Lower"], tally["Cannot tell"], tally["Too few to say"], tally["Asked"]) == (1, 1, 1, 3)
    assert given_need_rows.findings(frame, LABELS, "All")["Students"].tolist() == ["English learners"]
    assert len(given_need_rows.served(frame, LABELS, "All")) == 3
