"""From flag to action: the day of the flag, the first action in time, and nothing on record."""

import pandas as pd
import pytest

from tests.unit.early_warning.small_district import months, referrals, roster

NAMES = ["plan", "letter", "decided", "ran", "late", "idle"]
PLAN = {
    "domain": "behavior",
    "tier": 2,
    "intervention": "Check-in",
    "end": None,
    "measure": None,
    "goal": None,
    "goal_date": None,
}


@pytest.fixture
def flagged(watch):
    days = [(name, day) for name in NAMES for day in ("2024-09-10", "2024-10-01")]
    plans = [
        ("P1", "plan", "2024-10-11"),
        ("P2", "ran", "2024-09-02"),
        ("P3", "late", "2024-12-02"),
        ("P4", "idle", "2024-10-05"),
    ]
    plans = pd.DataFrame(plans, columns=["plan_id", "student_id", "start"]).assign(**PLAN)
    plans.loc[plans["plan_id"] == "P4", "domain"] = "reading"  # no answer to referrals
    frames = roster(NAMES, ["3"] * 6) | {
        "attendance": pd.concat([months(name, [0] * 9) for name in NAMES]),
        "incidents": referrals(days),
        "interventions": plans,
        "sessions": pd.DataFrame({"plan_id": ["P2"], "date": "2024-10-04", "status": "delivered", "minutes": 20.0}),
        "letters": pd.DataFrame({
            "student_id": ["letter", "idle"], "kind": ["entry", "progress"], "language": "English", "due": "2024-10-20",
            "sent": "2024-10-21",
        }),
        "decisions": pd.DataFrame({
            "student_id": ["decided"], "plan_id": [None], "domain": "behavior", "date": "2024-10-31",
            "decided_by_role": "team", "decided": "continue",
        }),
    }  # fmt: skip
    return watch(frames)


def test_the_first_action_in_time_answers(flagged):
    found = flagged.tables["flags"].frame.set_index("student_id")
    assert set(found["flagged"]) == {pd.Timestamp("2024-10-01")}  # the day of the second referral
    assert found["answer"].to_dict() == {
        "plan": "a plan started", "letter": "a letter was sent", "decided": "a team decided",
        "ran": "support open before went on", "late": "nothing on record", "idle": "nothing on record",
    }  # fmt: skip
    assert found["days"].loc[["plan", "letter", "decided", "ran", "late"]].tolist() == [10, 20, 30, 3, 62]
    assert found["open"].to_dict() == {name: "yes" if name == "ran" else "no" for name in NAMES}


def test_shares_are_of_those_followed_and_the_rest_waits(flagged):
    shares = flagged.tables["actions"].frame.query("school_id == 'All'").set_index("answer")
    assert shares.loc["nothing on record", ["n", "followed"]].tolist() == [2, 6]
    waits = flagged.tables["waits"].frame.iloc[0]
    assert (waits["n"], waits["ended"]) == (6, 5)
    assert 20 <= waits["median"] <= 30  # the third and the fourth of six


def test_a_young_flag_is_too_early_to_tell(watch):
    frames = roster(["s"], ["3"]) | {"incidents": referrals([("s", "2024-09-10"), ("s", "2024-10-01")])}
    result = watch(frames, as_of=pd.Timestamp("2024-10-15").date())
    assert result.tables["flags"].frame["answer"].tolist() == ["too early to tell"]
    assert result.tables["actions"].frame.empty


def test_an_absence_flag_stands_when_the_period_ends(watch):
    frames = roster(["s"], ["3"]) | {"attendance": months("s", [1, 1, 6, 0, 0, 0, 0, 0, 0])}
    found = watch(frames).tables["flags"].frame
    assert found[["indicator", "flagged"]].to_numpy().tolist() == [["absence", pd.Timestamp("2024-11-30")]]
