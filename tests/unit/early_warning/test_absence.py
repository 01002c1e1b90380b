"""Chronic absence on whole numbers of days, and what is set aside before counting."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtss_analysis.early_warning import absence
from mtss_analysis.params import DistrictParams, layers
from mtss_analysis.vocabulary import NO_DATA

DISTRICT = layers().load(DistrictParams)
END = pd.Timestamp("2025-06-30")
KNOWN = {"yes", "no"}


def attendance(*rows):
    columns = ["student_id", "school_id", "period_start", "period_end", "days_enrolled", "days_absent"]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.assign(**{name: pd.to_datetime(frame[name]) for name in columns[2:4]})


def test_a_float_ratio_would_lose_a_student_who_is_exactly_at_a_tenth():
    absent = np.arange(1, 400) / 2
    enrolled = absent * 10
    assert set(absence.chronic(absent, enrolled, 10, 1)) == {"yes"}
    assert set(absence.chronic(absent - 0.5, enrolled, 10, 1)) == {"no"}


@given(
    st.integers(20, 400).flatmap(lambda days: st.tuples(st.integers(0, days - 2), st.just(days))),
    st.integers(1, 30),
)
def test_one_more_absent_day_never_turns_chronic_off(halves, percent):
    absent, enrolled = halves
    before, after = absence.chronic([absent / 2, (absent + 2) / 2], [enrolled / 2] * 2, percent, 10)
    assert before in KNOWN
    assert not (before == "yes" and after == "no")


def test_no_data_is_none_of_yes_and_no():
    assert absence.chronic([np.nan, 3, 5, -1], [100, np.nan, 4, 100]).tolist() == [NO_DATA] * 4


def test_days_of_two_schools_add_up_and_each_school_keeps_its_own():
    found = absence.read(
        attendance(("s", "A", "2024-09-01", "2024-09-30", 20, 3), ("s", "B", "2024-10-01", "2024-10-31", 20, 0)),
        DISTRICT,
        END,
    )
    assert absence.totals(found, ["student_id"])[["enrolled", "absent"]].to_numpy().tolist() == [[40, 3]]
    assert absence.totals(found, ["school_id"])["absent"].tolist() == [3, 0]


@pytest.mark.parametrize(
    ("second", "why"),
    [
        (("s", "A", "2024-09-15", "2024-10-14", 20, 1), "overlap"),
        (("s", "A", "2024-10-01", "2024-10-31", 20, 21), "more absent"),
        (("s", "A", "2025-07-01", "2025-08-31", 20, 1), "two years"),
    ],
)
def test_what_counts_no_day_once_makes_the_year_doubtful(second, why):
    rows = attendance(
        ("s", "A", "2024-09-01", "2024-09-30", 20, 3), second, ("t", "A", "2024-09-01", "2024-09-30", 20, 3)
    )
    found = absence.read(rows, DISTRICT, pd.Timestamp("2025-12-31"))
    assert found.doubtful["why"].tolist() == [why]
    sure = absence.totals(found, ["student_id", "school_year"]).query("school_year == '2024-25'")
    assert ("s" in set(sure["student_id"])) == (why == "two years")
    assert "t" in set(sure["student_id"])


def test_a_period_that_ends_after_the_day_is_as_if_never_written():
    rows = attendance(("s", "A", "2024-09-01", "2024-09-30", 20, 3), ("s", "A", "2024-09-15", "2024-10-14", 20, 20))
    found = absence.read(rows, DISTRICT, pd.Timestamp("2024-09-30"))
    assert found.doubtful.empty
    assert found.rows["days_absent"].tolist() == [3]


def test_days_run_up_within_a_school_year_and_begin_again_in_the_next():
    rows = attendance(
        ("s", "A", "2024-09-01", "2024-09-30", 20, 1),
        ("s", "A", "2024-10-01", "2024-10-31", 20, 2),
        ("s", "A", "2025-09-01", "2025-09-30", 20, 4),
    )
    found = absence.running(absence.read(rows, DISTRICT, pd.Timestamp("2025-12-31")))
    assert found["absent"].tolist() == [1, 3, 4]
