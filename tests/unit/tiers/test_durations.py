"""Time in support, endings, returns and the wait after a flag: followed by hand, censored honestly."""

import pandas as pd
import pytest

from mtss_analysis import params, privacy
from mtss_analysis.vocabulary import TOTAL

STUDENTS = [f"SYN-{number:02d}" for number in range(8)]
FLAG = "from a flagged screening to the first session"


def flags(*rows):
    """Make the table of a screening from (student number, domain, date, support)."""
    frame = pd.DataFrame(rows, columns=["student", "domain", "date", "support"])
    ids = [STUDENTS[student] for student in frame.pop("student")]
    frame["date"] = pd.to_datetime(frame["date"]).astype("datetime64[us]")
    return frame.assign(student_id=ids, school_year="2024-25")


def one(table, **where):
    frame = table.frame
    for column, value in where.items():
        frame = frame[frame[column] == value]
    assert len(frame) == 1
    return frame.iloc[0]


def test_open_support_is_not_taken_for_ended(follow, frames, plans):
    ends = [
        ("2024-10-28", "goal_met"),
        ("2024-11-11", "goal_met"),
        ("2024-11-25", "goal_met"),
        (None, None),
        (None, None),
    ]
    frames["interventions"] = plans(*[(at, "reading", 2, "2024-10-01", *end) for at, end in enumerate(ends)])
    row = one(follow(frames).tables["times"], domain="reading", span="Tier 2 support")
    assert (row["n"], row["median"]) == (5, 8.0)  # half of five have ended when the third does, after 56 days
    last = [(at, "reading", 2, "2024-10-01", None, None) for at in range(1, 6)]
    frames["interventions"] = plans((0, "reading", 2, "2024-10-01", "2024-10-28", "goal_met"), *last)
    assert pd.isna(one(follow(frames).tables["times"], domain="reading", span="Tier 2 support")["median"])


def test_endings_count_each_student_once_a_tier(follow, frames, plans):
    frames["interventions"] = plans(
        (0, "reading", 2, "2024-09-02", "2024-10-28", "goal_met"), (0, "reading", 2, "2025-01-01", None, None),
        (1, "reading", 2, "2024-09-02", "2025-01-10", None), (1, "reading", 3, "2025-01-13", None, None),
    )  # fmt: skip
    table = follow(frames).tables["endings"].frame
    found = table[(table["n"] > 0) & (table["ended"] != TOTAL)]
    assert found[["support", "ended", "n", "students"]].to_numpy().tolist() == [
        ["Tier 2", "moved up", 1, 2], ["Tier 2", "open", 1, 2], ["Tier 3", "open", 1, 1],
    ]  # fmt: skip


def sessions(*rows):
    return pd.DataFrame(rows, columns=["plan_id", "date", "status"]).assign(minutes=30.0)


@pytest.fixture
def waiting(frames, plans):
    """Give frames with four plans after a flag on 2024-10-01, and what was logged of them."""
    frames["interventions"] = plans(*[(at, "reading", 2, "2024-10-08", None, None) for at in range(4)])
    frames["sessions"] = sessions(
        ("P0", "2024-10-15", "delivered"), ("P0", "2024-10-22", "delivered"), ("P1", "2024-10-15", "student_absent"),
        ("P1", "2025-01-14", "delivered"), ("P2", "2024-10-15", "not_logged"),
    )  # fmt: skip
    return frames


def test_the_wait_ends_with_the_first_delivered_session(follow, waiting):
    flagged = flags(*[(at, "reading", "2024-10-01", "Tier 2") for at in range(5)])
    entries = follow(waiting, flagged).tables["entries"].frame.set_index("student_id")
    assert entries["weeks"].tolist() == pytest.approx([2, 15, 33, 1, 33])  # P3 has no log: its start counts
    assert entries["begun"].tolist() == [True, True, False, True, False]
    assert entries["timely"].tolist() == ["yes", "no", "no", "yes", "no"]
    row = one(follow(waiting, flagged).tables["times"], domain="reading", span=FLAG)
    assert (row["n"], row["median"]) == (5, 15.0)


def test_a_flag_beside_an_open_plan_or_without_risk_is_no_wait(follow, waiting):
    flagged = flags(
        (0, "reading", "2024-10-10", "Tier 3"), (4, "reading", "2024-10-10", "Tier 1"),
        (5, "math", "2024-10-10", "Tier 2"), (6, "reading", "2024-10-10", "No data"),
    )  # fmt: skip
    assert follow(waiting, flagged).tables["entries"].frame.empty


def test_who_left_or_was_flagged_late_is_too_early_to_tell(follow, waiting):
    waiting["enrollments"].loc[4, "enrolled_to"] = "2024-11-01"
    flagged = flags((4, "reading", "2024-10-01", "Tier 2"), (5, "reading", "2025-05-01", "Tier 2"))
    result = follow(waiting, flagged)
    assert result.tables["entries"].frame["timely"].tolist() == ["too early to tell"] * 2
    assert result.tables["followups"].frame.empty


def test_answers_count_students_followed_long_enough(follow, waiting):
    flagged = flags(*[(at, "reading", "2024-10-01", "Tier 2") for at in range(5)])
    table = follow(waiting, flagged).tables["followups"]
    row = one(table, school_id=TOTAL, answer="yes")
    assert (row["n"], row["followed"], row["percent"]) == (2, 5, 40.0)
    assert row["question"] == "first session within 10 weeks of a flagged screening"


def test_without_flags_the_page_says_so(follow, frames):
    assert "no_flags" in {caution.code for caution in follow(frames).cautions}


def test_a_curve_ends_where_fewer_than_ten_are_followed(follow, frames, plans):
    ids = [f"SYN-{number:02d}" for number in range(12)]
    frames["students"] = pd.DataFrame({"student_id": ids, "school_year": "2024-25", "grade": "2"})
    frames["enrollments"] = pd.DataFrame(
        {"student_id": ids, "school_id": "A", "enrolled_from": "2024-08-15", "enrolled_to": None}
    )
    rows = plans(*[(0, "reading", 2, "2024-10-01", None, None)] * 12)
    ends = ["2024-11-10", "2024-11-20", "2024-12-20"]
    frames["interventions"] = rows.assign(
        student_id=ids, end=ends + [None] * 9, exit_status=["goal_met"] * 3 + [None] * 9
    )
    curve = follow(frames).tables["curves"].frame
    assert curve["week"].tolist() == [0, 4, 8]
    assert curve["percent"].tolist() == pytest.approx([100, 100, 100 * 10 / 12])
    assert curve["followed"].tolist() == [12, 12, 10]


def test_a_high_share_is_a_question_about_core_instruction_for_that_school(follow, frames):
    found = follow(frames, core_question_share=20.0, core_question_students=5).cautions
    asked = [caution for caution in found if caution.code == "core_instruction_first"]
    assert [caution.school for caution in asked] == ["A"]
    assert "20 % or more" in asked[0].sentence


def test_a_school_without_any_plan_is_asked_for_its_records(follow, frames):
    found = {(caution.code, caution.school) for caution in follow(frames).cautions}
    assert {("silent_school", "B"), ("silent_schools", TOTAL)} <= found


def test_small_numbers_are_withheld_and_students_are_not_released(follow, frames):
    released = privacy.release(follow(frames), params.layers().load(privacy.PrivacyParams))
    assert set(released.tables) == {"movement", "band_movement", "endings", "followups", "times"}
    times = released.tables["times"].frame
    assert times["n"].isna().all()
    assert times["median"].isna().all()
    assert released.summary().headline.endswith("the numbers are small.")
