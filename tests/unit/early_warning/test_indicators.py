"""Signs on a day: each by itself, from nothing dated later, and no data never read as no."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtss_analysis.early_warning import EarlyWarningParams
from mtss_analysis.early_warning.referrals import banded, bands
from mtss_analysis.params import layers
from mtss_analysis.vocabulary import NO_DATA, TOTAL
from tests.unit.early_warning.small_district import months, referrals, roster


@pytest.fixture
def frames():
    students = ["away", "here", "often", "unknown"]
    return roster(students, ["7", "7", "7", "7"]) | {
        "attendance": pd.concat([
            months("away", [2, 2, 2, 2, 2, 2, 2, 2, 2]), months("here", [0] * 9),
            months("often", [0, 0, 9, 9, 0, 0, 0, 0, 0]),
        ]),
        "incidents": referrals([("often", f"2024-{month:02d}-10") for month in (9, 10, 11, 12)]
                               + [("often", "2025-02-03"), ("often", "2025-03-03"), ("away", "2025-03-04")]),
        "marks": pd.DataFrame([
            ("away", "2024-25 T1", "Math", "F", False), ("here", "2024-25 T1", "Math", "A", True),
            ("often", "2024-25 T1", "Math", "A", True), ("away", "2024-25 T2", "Math", "F", False),
            ("here", "2024-25 T2", "Math", "A", True), ("often", "2024-25 T2", "Math", "F", False),
        ], columns=["student_id", "term", "course", "mark", "passed"]),
    }  # fmt: skip


def read(result, cutoff="end of October"):
    frame = result.tables["students"].frame
    return frame[frame["cutoff"] == cutoff].set_index("student_id")


def test_signs_on_the_first_day(watch, frames):
    found = read(watch(frames))
    assert found["absence"].to_dict() == {"away": "yes", "here": "no", "often": "no", "unknown": NO_DATA}
    assert found["referrals"].to_dict() == {"away": "no", "here": "no", "often": "yes", "unknown": "no"}
    assert set(found["courses"]) == {"does not apply"}  # no mark of the year is known in October
    assert found["any"].to_dict() == {"away": "yes", "here": "no", "often": "yes", "unknown": NO_DATA}
    assert found["indicators"].fillna(-1).to_dict() == {"away": 1, "here": 0, "often": 1, "unknown": -1}


def test_nothing_dated_later_enters_a_sign(watch, frames):
    later = dict(frames)
    later["attendance"] = frames["attendance"].assign(
        days_absent=lambda rows: rows["days_absent"].where(rows["period_end"] <= "2024-10-31", 20)
    )
    extra = frames["attendance"].query("student_id == 'here'").tail(1).assign(period_start="2024-10-15")
    later["attendance"] = pd.concat([later["attendance"], extra])
    later["incidents"] = pd.concat(
        [frames["incidents"].query("date <= '2024-10-31'"), referrals([("here", "2025-01-08")] * 9)]
    )
    later["marks"] = frames["marks"].assign(passed=False)
    pd.testing.assert_frame_equal(read(watch(frames)), read(watch(later)))


def test_marks_are_known_from_the_end_of_their_term(watch, frames):
    found = read(watch(frames), "middle of the year")
    assert found["courses"].to_dict() == {"away": "yes", "here": "no", "often": "no", "unknown": NO_DATA}


def test_a_school_without_any_referral_has_no_data_and_no_calm(watch, frames):
    frames["enrollments"].loc[1, "school_id"] = "B"
    result = watch(frames)
    assert read(result)["referrals"]["here"] == NO_DATA
    bands_ = result.tables["indicators"].frame.query("indicator == 'referrals' and school_id == 'All' and by == 'All'")
    assert bands_.set_index("answer")["n"].to_dict() == {"0 to 1": 2, "2 to 5": 0, "6 or more": 1, "All": 3}
    assert [c.school for c in result.cautions if c.code == "silent_school"] == ["B"]


def test_a_student_without_data_changes_no_share(watch, frames):
    without = {**frames, **roster(["away", "here", "often"], ["7"] * 3)}
    shares = [
        watch(each).tables["indicators"].frame.query("indicator in ('absence', 'courses')")
        for each in (frames, without)
    ]
    pd.testing.assert_frame_equal(*(frame.reset_index(drop=True) for frame in shares))


def test_every_student_is_somewhere_in_coverage(watch, frames):
    found = (
        watch(frames).tables["coverage"].frame.query("school_id == 'All' and by == 'All' and indicator == 'absence'")
    )
    assert found.set_index("record")["n"].to_dict() == {"known": 3, "too few days": 0, NO_DATA: 1, TOTAL: 4}


def test_future_days_and_doubtful_periods_are_named(watch, frames):
    frames["attendance"].loc[frames["attendance"]["student_id"] == "here", "days_absent"] = 21
    result = watch(frames, as_of=pd.Timestamp("2025-03-31").date())
    codes = {caution.code for caution in result.cautions}
    assert {"future_attendance", "attendance_more_absent", "year_not_over"} <= codes
    assert read(result)["absence"]["here"] == NO_DATA


def test_without_any_sign_the_page_says_why(watch):
    result = watch(roster(["s"], ["3"]))
    assert [caution.code for caution in result.cautions] == ["does_not_apply"]
    assert "no attendance, no referrals and no marks" in result.summary().headline
    assert all(table.frame.empty for table in result.tables.values())


@given(st.lists(st.integers(0, 90), min_size=1))
def test_every_count_has_one_band(counts):
    found = banded(pd.Series(counts, dtype="float64"), 2, 6)
    assert set(found) <= set(bands(2, 6))
    assert [band == "6 or more" for band in found] == [count >= 6 for count in counts]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"cutoffs": ("end of October",)}, "write month and day"),
        ({"catch_day": "02-30"}, "02-30"),
        ({"some_referrals": 6}, "must be smaller"),
        ({"behavior_labels": [{"label": "x", "name": "a"}, {"label": "x", "name": "b"}]}, "twice for the same days"),
        ({"behavior_labels": [{"label": "x", "from": "2025-01-01", "until": "2024-01-01", "name": "a"}]}, "before"),
    ],
)
def test_settings_that_cannot_hold_are_refused(change, said):
    known = layers().load(EarlyWarningParams).model_dump(by_alias=True)
    with pytest.raises(ValueError, match=said):
        EarlyWarningParams.model_validate(known | change)
