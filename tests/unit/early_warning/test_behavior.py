"""Rates per 100 students and school day, kinds of referrals, and labels that change."""

from types import SimpleNamespace

import pandas as pd
import pytest

from mtss_analysis.early_warning.labels import UNMAPPED, hours, named
from mtss_analysis.early_warning.settings import LabelSpan
from tests.unit.early_warning.small_district import months, referrals, roster

NAMES = [f"s{n}" for n in range(20)]


@pytest.fixture
def frames():
    return roster(NAMES, ["3"] * 10 + ["4"] * 10) | {
        "attendance": pd.concat([months(name, [0] * 9) for name in NAMES]),
        "incidents": referrals(
            [("s0", "2024-09-05"), ("s0", "2024-09-06"), ("s1", "2024-09-09"), ("s15", "2024-10-01")]
        ),
    }


def test_rates_are_per_hundred_students_and_school_day(watch, frames):
    month = watch(frames).tables["months"].frame.query("school_id == 'All'").set_index("month").loc["2024-09"]
    assert month[["n", "referrals", "student_days", "school_days"]].tolist() == [2, 3, 400, 20]
    assert month["rate"] == pytest.approx(100 * 3 / 20 / 20)
    assert month["per_day"] == pytest.approx(3 / 20)
    assert month["low"] < month["rate"] < month["high"]


def test_a_group_is_compared_by_its_rate_and_not_its_count(watch, frames):
    rates = watch(frames).tables["rates"].frame.query("by == 'grade'").set_index("group")
    assert rates.loc["3", "rate"] == pytest.approx(3 * rates.loc["4", "rate"])


def test_a_month_without_school_days_has_no_rate(watch, frames):
    frames["incidents"] = pd.concat([frames["incidents"], referrals([("s0", "2025-06-20")])])
    result = watch(frames)
    assert "2025-06" not in set(result.tables["months"].frame["month"])
    assert "referrals_without_days" in {caution.code for caution in result.cautions}


def test_kinds_few_students_share_are_other_in_the_public_table_only(watch, frames):
    frames["incidents"].loc[:, "location"] = ["gym", "gym", "hallway", "hallway"]
    result = watch(frames, label_students=2)
    public = result.tables["kinds"].frame.query("aspect == 'location'")
    assert set(public["label"]) == {"other", "All"}  # gym has one student, and "other" needs two as well
    here = result.tables["kinds_at_schools"].frame.query("aspect == 'location' and school_id == 'A'")
    assert here.set_index("label")["n"].to_dict() == {"gym": 2, "hallway": 2, "All": 4}
    assert watch(frames, label_students=10).tables["kinds"].frame.empty


def test_labels_are_read_by_the_day(watch, frames):
    spans = [
        LabelSpan(label="defiance", until="2024-09-30", name="refusal"),
        LabelSpan.model_validate({"label": "defiance", "from": "2024-11-01", "name": "refusal"}),
    ]
    result = watch(frames, behavior_labels=tuple(spans))
    found = result.tables["kinds_at_schools"].frame.query("aspect == 'behavior' and school_id == 'All'")
    assert found.set_index("label")["n"].to_dict() == {"refusal": 3, f"defiance{UNMAPPED}": 1, "All": 4}
    assert ['"defiance"' in c.sentence for c in result.cautions if c.code == "unmapped_labels"] == [True]


def test_without_a_crosswalk_labels_stay_and_missing_ones_are_no_data():
    rows = pd.DataFrame({"behavior": ["x", None], "date": pd.to_datetime(["2024-09-02"] * 2)}).astype(
        {"behavior": "str"}
    )
    assert named(rows, "behavior", []).tolist() == ["x", "No data"]
    assert hours(pd.Series(["24:00", "07:59"])).tolist() == ["No data", "07:00 to 07:59"]


def test_competencies_stand_beside_academics(watch, frames):
    rows = [("s0", "social_emotional", "social_emotional_screener", "Tier 2"), ("s1", "reading", "orf", "Tier 1"),
            ("s2", "reading", "orf", "No data"), ("s3", "behavior", "behavior_screener", "Tier 3")]  # fmt: skip
    frame = pd.DataFrame(rows, columns=["student_id", "domain", "measure", "support"])
    frame = frame.assign(school_year="2024-25", season="fall", school_id="A")
    screened = SimpleNamespace(frame=frame)
    found = watch(frames, screened).tables["competencies"].frame.query("school_id == 'All' and n > 0 and band != 'All'")
    assert found[["competency", "band"]].to_numpy().tolist() == [
        ["academics: reading", "above the cuts"], ["all five together", "below the first cut"],
    ]  # fmt: skip
