"""A dataset as of a day knows nothing of later days, and keeps what was planned."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mtss_analysis import intake

DAY = pd.Timestamp("2025-03-04")


def frames(later="2025-03-05", status="done"):
    return {
        "students": pd.DataFrame({"student_id": "A", "school_year": ["2024-25", "2025-26"], "grade": ["2", "3"]}),
        "enrollments": pd.DataFrame(
            {"student_id": "A", "school_id": ["1", "2"], "enrolled_from": ["2024-08-15", later], "enrolled_to": later}
        ),
        "scores": pd.DataFrame(
            {"student_id": "A", "domain": "reading", "measure": "maze", "purpose": "progress",
             "date": ["2025-03-04", later, ""], "score": ["1", "2", "3"]}
        ),
        "interventions": pd.DataFrame(
            {"plan_id": ["P1", "P2"], "student_id": "A", "domain": "reading", "tier": "2", "intervention": "x",
             "start": ["2024-09-30", later], "end": later, "exit_status": "goal_met", "goal_date": "2025-05-30",
             "review_by": "2025-03-17"}
        ),
        "decisions": pd.DataFrame(
            {"student_id": "A", "plan_id": "P1", "domain": "reading", "date": ["2024-11-25", "2025-01-20", later],
             "decided_by_role": "team", "decided": "continue", "review_by": ["2025-01-20", "2025-03-17", "2025-06-01"],
             "carried_out": "yes"}
        ),
        "meetings": pd.DataFrame(
            {"team": "t", "org_id": "1", "date": ["2025-03-03", later, "2025-09-04"], "kind": "k", "held": "yes"}
        ),
        "action_items": pd.DataFrame(
            {"org_id": "1", "step": ["a", "b", "c"], "owner_role": "r", "due": ["2025-03-01", later, "2025-10-01"],
             "status": ["done", status, status]}
        ),
        "marks": pd.DataFrame(
            {"student_id": "A", "term": ["2023-24 T3", "2024-25 T1", "whenever"], "course": "m", "mark": "B"}
        ),
        "letters": pd.DataFrame({"student_id": "A", "kind": "entry", "due": ["2025-03-01", later], "sent": later}),
    }  # fmt: skip


def known(**changed):
    return intake.as_of(intake.from_frames(frames(**changed)), DAY, "08-01")


def test_later_rows_are_left_out_and_later_facts_read_as_empty():
    then = known()
    assert then.table("scores")["score"].tolist() == [1.0]
    assert then.table("students")["school_year"].tolist() == ["2024-25"]
    assert then.table("enrollments")["school_id"].tolist() == ["1"]
    assert then.table("enrollments")["enrolled_to"].isna().all()
    plan = then.table("interventions").iloc[0]
    assert plan["plan_id"] == "P1"
    assert pd.isna(plan["end"])
    assert pd.isna(plan["exit_status"])
    assert then.table("letters")[["due", "sent"]].isna().to_numpy().tolist() == [[False, True]]
    assert then.table("marks")["term"].tolist() == ["2023-24 T3"]


def test_what_was_planned_stays():
    then = known()
    assert then.table("interventions")["goal_date"].tolist() == [pd.Timestamp("2025-05-30")]
    assert then.table("meetings")["held"].tolist() == [True, pd.NA]
    assert then.table("action_items")["step"].tolist() == ["a", "b"]


def test_what_carries_no_day_counts_from_its_review_or_due_day():
    then = known()
    assert then.table("decisions")["carried_out"].tolist() == [True, pd.NA]
    assert then.table("action_items")["status"].isna().tolist() == [False, True]


def test_where_the_data_end_on_the_day_what_carries_no_day_is_kept():
    past = {name: frame for name, frame in frames().items() if name in ("decisions", "action_items")}
    past["decisions"] = past["decisions"].iloc[:2]
    then = intake.as_of(intake.from_frames(past), DAY, "08-01")
    assert then.table("decisions")["carried_out"].tolist() == [True, True]
    assert then.table("action_items")["status"].tolist() == ["done"] * 3


@settings(deadline=None, max_examples=15)
@given(later=st.dates(pd.Timestamp("2025-03-05").date(), pd.Timestamp("2025-07-31").date()), status=st.sampled_from(
    ["planned", "under_way", "done", "dropped"]))  # fmt: skip
def test_nothing_that_comes_later_changes_what_was_known(later, status):
    before, after = known(), known(later=str(later), status=status)
    for name in before.tables:
        columns = ["step", "status"] if name == "action_items" else before.table(name).columns
        columns = ["team", "held"] if name == "meetings" else columns  # planned days stay
        pd.testing.assert_frame_equal(before.table(name)[columns], after.table(name)[columns])


def test_tables_are_left_as_they_were_and_the_fingerprint_is_its_own():
    whole = intake.from_frames(frames())
    then = intake.as_of(whole, DAY, "08-01")
    assert len(whole.table("scores")) == 3
    assert whole.table("interventions")["end"].notna().all()
    assert then.fingerprint != intake.as_of(whole, DAY - pd.Timedelta(days=1), "08-01").fingerprint


@pytest.mark.parametrize("day", ["1999-01-01", "2030-01-01"])
def test_days_before_and_after_all_data_are_answers(day):
    then = intake.as_of(intake.from_frames(frames()), pd.Timestamp(day), "08-01")
    assert len(then.table("scores")) == (0 if day < "2025" else 2)
