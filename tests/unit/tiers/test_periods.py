"""Periods of support, how they end, and whether support begins again: followed by hand."""

import pandas as pd
import pytest

STUDENTS = [f"SYN-{number:02d}" for number in range(8)]


@pytest.fixture
def periods(follow):
    """Follow frames and return the periods, in order of student and time."""

    def run(frames, **changed):
        return follow(frames, **changed).tables["periods"].frame.reset_index(drop=True)

    return run


def test_tier_weeks_and_ending_of_each_period(periods, frames):
    found = periods(frames)
    assert list(zip(found["student_id"].str[-1], found["tier"], found["ended"], strict=True)) == [
        ("0", 2, "goal reached"), ("1", 2, "moved up"), ("1", 3, "open"), ("2", 3, "open"),
    ]  # fmt: skip
    assert found["weeks"].tolist() == pytest.approx([133 / 7, 102 / 7, 128 / 7, 232 / 7])


@pytest.mark.parametrize(
    ("next_start", "next_tier", "ended"),
    [
        ("2025-02-24", 3, "moved up"), ("2025-02-25", 3, "moved up"), ("2025-02-26", 3, "goal reached"),
        ("2025-02-25", 1, "goal reached"),
    ],
)  # fmt: skip
def test_a_short_gap_is_no_end(periods, frames, plans, next_start, next_tier, ended):
    frames["interventions"] = plans(
        (0, "reading", 2, "2024-10-01", "2025-02-10", "goal_met"), (0, "reading", next_tier, next_start, None, None)
    )
    assert periods(frames)["ended"].iloc[0] == ended


def test_plans_at_one_tier_that_follow_each_other_are_one_period(periods, frames, plans):
    frames["interventions"] = plans(
        (0, "reading", 2, "2024-10-01", "2024-12-20", "goal_met"),
        (0, "reading", 2, "2025-01-03", "2025-02-10", "goal_not_met"),
    )  # fmt: skip
    found = periods(frames)
    assert found[["plans", "ended", "plan_id"]].to_numpy().tolist() == [[2, "goal not reached", "P1"]]
    assert len(periods(frames, bridge_days=12)) == 2


def test_less_intensive_support_afterwards_is_fading(periods, frames, plans):
    frames["interventions"] = plans(
        (0, "reading", 3, "2024-10-01", "2025-01-10", "goal_met"), (0, "reading", 2, "2025-01-13", None, None)
    )
    assert periods(frames)["ended"].tolist() == ["faded", "open"]


def test_a_lower_plan_never_closed_does_not_hide_the_higher_one(periods, frames, plans):
    frames["interventions"] = plans(
        (0, "reading", 2, "2024-10-01", None, None), (0, "reading", 3, "2025-01-13", "2025-03-01", "goal_met")
    )
    found = periods(frames)
    assert list(zip(found["tier"], found["ended"], strict=True)) == [(2, "moved up"), (3, "faded"), (2, "open")]


@pytest.mark.parametrize(
    ("status", "ended"),
    [("goal_met", "goal reached"), ("Goal met ", "goal reached"), ("school_year_ended", "school year ended"),
     ("left_district", "left"), ("moon", "reason not recorded"), (None, "reason not recorded")],
)  # fmt: skip
def test_words_of_the_exit_status(follow, frames, plans, status, ended):
    frames["interventions"] = plans((0, "reading", 2, "2024-10-01", "2025-02-10", status))
    result = follow(frames)
    assert result.tables["periods"].frame["ended"].tolist() == [ended]
    assert ("no_exit_status" in {caution.code for caution in result.cautions}) == (ended == "reason not recorded")


def test_a_student_who_left_ends_a_plan_that_nobody_closed(follow, frames, plans):
    frames["enrollments"].loc[2, "enrolled_to"] = "2025-02-01"
    result = follow(frames)
    row = result.tables["periods"].frame.set_index("student_id").loc[STUDENTS[2]]
    assert (row["ended"], row["last"]) == ("left", pd.Timestamp("2025-02-01"))
    assert "never_closed" in {caution.code for caution in result.cautions}
    frames["interventions"] = plans((2, "reading", 3, "2024-10-01", "2025-02-05", "goal_met"))
    assert follow(frames).tables["periods"].frame["ended"].tolist() == ["goal reached"]


def test_a_plan_of_the_future_says_nothing_yet(periods, frames):
    found = periods(frames, as_of=pd.Timestamp("2024-12-01").date())
    assert found["ended"].tolist() == ["open"] * 3
    assert set(found["last"]) == {pd.Timestamp("2024-12-01")}


def test_support_that_begins_again_in_time_is_a_return_and_later_is_not(periods, frames, plans):
    frames["interventions"] = plans(
        (0, "reading", 2, "2024-09-01", "2024-10-10", "goal_met"), (0, "reading", 2, "2024-11-07", None, None),
        (1, "reading", 2, "2024-09-01", "2024-10-10", "goal_met"), (1, "reading", 2, "2024-11-08", None, None),
        (2, "reading", 2, "2024-09-01", "2025-05-01", "goal_met"),
        (3, "reading", 2, "2024-09-01", "2024-10-10", "goal_met"), (3, "math", 2, "2024-10-20", None, None),
    )  # fmt: skip
    found = periods(frames, return_weeks=4.0)
    first = found[found["domain"] == "reading"].drop_duplicates("student_id")
    assert first["returned"].tolist() == ["yes", "no", "too early to tell", "no"]


def test_who_left_before_the_time_is_over_cannot_tell(periods, frames, plans):
    frames["enrollments"].loc[0, "enrolled_to"] = "2024-11-01"
    frames["interventions"] = plans((0, "reading", 2, "2024-09-01", "2024-10-10", "goal_met"))
    assert periods(frames, return_weeks=4.0)["returned"].tolist() == ["too early to tell"]


def test_intensive_support_without_change_bridges_the_summer(periods, frames, plans):
    frames["students"] = pd.concat([frames["students"], frames["students"].assign(school_year="2025-26")])
    frames["scores"] = frames["scores"].assign(date="2025-11-30")
    frames["interventions"] = plans(
        (0, "reading", 3, "2025-01-01", "2025-05-30", "school_year_ended"), (0, "reading", 3, "2025-09-01", None, None),
        (1, "reading", 3, "2025-01-01", "2025-05-30", "goal_met"), (1, "reading", 3, "2025-09-01", None, None),
        (2, "reading", 2, "2025-01-01", "2025-05-30", "school_year_ended"), (2, "reading", 3, "2025-09-01", None, None),
    )  # fmt: skip
    found = periods(frames).drop_duplicates("student_id", keep="last").set_index("student_id")
    assert found["unchanged"].tolist() == [True, False, False]
    assert found.loc[STUDENTS[0], "since"] == pd.Timestamp("2025-01-01")
    assert found.loc[STUDENTS[0], "weeks_in_all"] == pytest.approx((150 + 91) / 7)
