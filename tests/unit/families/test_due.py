"""Letters in time: what was never sent is later than everything that was."""

import numpy as np
import pandas as pd
import pytest

from mtss_analysis import families
from mtss_analysis.vocabulary import TOTAL

ROWS = [
    ("0001", "entry", "English", "2024-10-10", "2024-10-08"),
    ("0001", "progress", "English", "2024-12-09", "2024-12-12"),
    ("0001", "entry", "Spanish", "2024-10-10", None),
    ("0001", "entry", "Spanish", "2025-01-20", None),
    ("0001", "entry", "Spanish", "2025-03-10", None),
]


def row(late, school=TOTAL, language=TOTAL):
    frame = late.lateness
    return frame[(frame["school_id"] == school) & (frame["language"] == language)].iloc[0]


def test_letters_due_by_the_day_are_counted_by_school_and_language(records):
    late = families.due(records(letters=ROWS))
    whole, spanish = row(late), row(late, "S1", "Spanish")
    assert (whole["due"], whole["sent"], whole["in_time"], whole["waiting"]) == (4, 2, 1, 1)
    assert (spanish["due"], spanish["sent"], spanish["in_time"], spanish["waiting"]) == (2, 0, 0, 1)
    assert whole["percent"] == 25
    assert whole["low"] == pytest.approx(4.56, abs=0.01)  # Wilson, 1 of 4
    assert whole["high"] == pytest.approx(69.94, abs=0.01)
    assert np.isinf(spanish["median_lag"])
    assert row(late, language="English")["median_lag"] == 0.5


def test_a_letter_due_today_is_not_overdue(records):
    overdue = families.due(records(letters=ROWS)).overdue
    assert overdue[["language", "days"]].to_numpy().tolist() == [["Spanish", 102]]


def test_a_school_has_its_own_letters_only(records):
    assert families.due(records(letters=ROWS), "S1").lateness["school_id"].isin([TOTAL, "S1"]).all()
    assert families.due(records(letters=ROWS), "S2").lateness.empty


def test_without_the_table_there_is_a_sentence(records):
    late = families.due(records())
    assert late.overdue.empty
    assert families.headline(late) == "The table of letters has no letter due by this day."


def test_a_letter_sent_after_the_day_was_not_sent_on_it(records):
    late = families.due(records("2024-12-10", letters=ROWS))
    assert row(late)["sent"] == 1
    assert late.overdue["due"].max() == pd.Timestamp("2024-12-09")
