"""Teams: what nobody wrote down is neither held nor missed, neither carried out nor not."""

import pandas as pd
import pytest

from mtss_analysis import fidelity, intake, params

DAY = pd.Timestamp("2025-04-01")
TEAM = "problem-solving team"


@pytest.fixture(scope="module")
def settings():
    read = params.layers()
    return read.load(params.TeamsParams), read.load(params.DistrictParams)


def meetings(*held, org="1", team=TEAM):
    days = pd.date_range("2024-09-03", periods=len(held), freq="14D").strftime("%Y-%m-%d")
    return pd.DataFrame({"team": team, "org_id": org, "date": days, "kind": "student review", "held": list(held)})


def decision(date, by, done="yes", plan="P1", reason="so it is", student="A"):
    row = {"student_id": student, "plan_id": plan, "domain": "reading", "date": date, "decided_by_role": TEAM,
           "decided": "continue", "reason": reason, "review_by": by, "carried_out": done}  # fmt: skip
    return pd.DataFrame([row], dtype="str")


def dataset(*decisions, held=None, end=""):
    frames = {
        "students": pd.DataFrame({"student_id": ["A"], "school_year": "2024-25", "grade": "2"}),
        "enrollments": pd.DataFrame(
            {"student_id": ["A"], "school_id": "1", "enrolled_from": "2024-08-15", "enrolled_to": ""}
        ),
        "interventions": pd.DataFrame(
            {"plan_id": ["P1"], "student_id": "A", "domain": "reading", "tier": "2", "intervention": "x",
             "start": "2024-09-02", "end": end}
        ),
    }  # fmt: skip
    if decisions:
        frames["decisions"] = pd.concat(decisions, ignore_index=True)
    if held is not None:
        frames["meetings"] = held
    return intake.from_frames(frames)


def row(data, settings, school="1", day=DAY):
    found = fidelity.teaming(data, *settings, day)
    return found[(found["school_id"] == school) & (found["team"] == TEAM)].iloc[0]


def test_a_meeting_without_a_record_widens_the_share_and_is_counted_on_neither_side(settings):
    found = row(dataset(held=meetings("yes", "yes", "no", "")), settings)
    assert (found["planned"], found["held"], found["not_held"], found["not_recorded"]) == (4, 2, 1, 1)
    assert (found["held_low"], found["held_high"]) == (50, 75)


def test_a_meeting_still_to_come_is_not_planned_yet(settings):
    assert row(dataset(held=meetings("yes", "")), settings, day=pd.Timestamp("2024-09-10"))["planned"] == 1


def test_without_a_table_of_decisions_there_is_no_data_and_not_zero(settings):
    found = row(dataset(held=meetings("yes")), settings)
    assert found[["decisions", "per_meeting_low", "reason_percent", "carried_low"]].isna().all()


def test_without_a_table_of_meetings_there_is_no_data_and_not_zero(settings):
    found = row(dataset(decision("2024-11-25", "2025-01-20")), settings)
    assert found[["planned", "held", "held_low", "per_meeting_high"]].isna().all()
    assert found["decisions"] == 1


def test_decisions_for_each_meeting_lie_between_all_possible_and_all_known_meetings(settings):
    several = [decision(f"2024-11-{day}", "2025-01-20") for day in (4, 5, 6, 7)]
    found = row(dataset(*several, held=meetings("yes", "yes", "", "")), settings)
    assert (found["per_meeting_low"], found["per_meeting_high"]) == (1, 2)


@pytest.mark.parametrize(
    ("again", "counts"),
    [
        ("2025-01-20", (1, 0)),  # on its day
        ("2025-01-27", (1, 0)),  # within the days of grace
        ("2025-02-10", (0, 1)),
        (None, (0, 0)),
    ],
)
def test_a_review_is_held_in_time_late_or_not(settings, again, counts):
    first = decision("2024-11-25", "2025-01-20")
    second = [decision(again, "2025-12-01")] if again else []
    found = row(dataset(first, *second), settings)
    assert (found["due"], found["reviewed"], found["reviewed_late"]) == (1, *counts)


def test_a_plan_that_ended_before_its_review_needs_none(settings):
    assert row(dataset(decision("2024-11-25", "2025-01-20"), end="2025-01-10"), settings)["due"] == 0


def test_what_was_carried_out_is_counted_from_the_day_of_review_on(settings):
    data = dataset(
        decision("2024-11-25", "2025-01-20", "yes"), decision("2025-01-20", "2025-03-17", "no"),
        decision("2025-02-20", "2025-03-20", ""), decision("2025-03-17", "2025-05-12", "yes"),
    )  # fmt: skip
    found = row(data, settings)
    assert (found["tried"], found["carried_out"], found["carried_not_recorded"]) == (3, 1, 1)
    assert found["carried_low"] == pytest.approx(100 / 3)
    assert found["carried_high"] == pytest.approx(200 / 3)
    assert found["carried_ci_low"] < found["carried_low"] < found["carried_high"] < found["carried_ci_high"]


def test_writing_a_record_down_never_widens_a_range(settings):
    for known in ("yes", "no"):
        before = row(dataset(held=meetings("yes", "", "")), settings)
        after = row(dataset(held=meetings("yes", known, "")), settings)
        assert before["held_low"] <= after["held_low"] <= after["held_high"] <= before["held_high"]


def test_an_empty_reason_is_no_reason(settings):
    data = dataset(decision("2024-11-25", "2025-01-20"), decision("2025-01-20", "2025-03-17", reason=""))
    assert row(data, settings)["reason_percent"] == 50


def test_rows_of_all_add_up_the_schools(settings):
    held = pd.concat([meetings("yes", "no"), meetings("yes", org="2")], ignore_index=True)
    total = row(dataset(held=held), settings, "All")
    assert (total["planned"], total["held"]) == (3, 2)


def test_the_table_is_documented_and_stays_with_the_team(settings):
    table = fidelity.teaming_table(fidelity.teaming(dataset(held=meetings("yes")), *settings))
    assert (table.level, table.cells) == ("staff", None)


def test_nothing_at_hand_gives_no_rows(settings):
    assert fidelity.teaming(dataset(), *settings).empty
