"""The next day of review: the last decision's, else the plan's own, else nobody set one."""

import pandas as pd

from mtss_analysis.fidelity import next_reviews, reviewed
from mtss_analysis.tables import empty


def test_the_last_decision_sets_the_next_review_and_a_plan_without_one_keeps_its_own():
    plans = pd.DataFrame(
        {"plan_id": ["P1", "P2", "P3"], "review_by": pd.to_datetime(["2024-11-25", "2024-12-01", None])}
    )
    decisions = pd.DataFrame(
        {"plan_id": ["P1", "P1"], "date": pd.to_datetime(["2025-01-20", "2024-11-25"]),
         "review_by": pd.to_datetime(["2025-03-17", "2025-01-20"])}
    )  # fmt: skip
    found = next_reviews(plans, decisions)
    assert found.iloc[:2].tolist() == [pd.Timestamp("2025-03-17"), pd.Timestamp("2024-12-01")]
    assert pd.isna(found.iloc[2])


def test_a_decision_that_names_no_day_leaves_that_of_the_plan():
    plans = pd.DataFrame({"plan_id": ["P1"], "review_by": pd.to_datetime(["2024-11-25"])})
    decisions = pd.DataFrame({"plan_id": ["P1"], "date": pd.to_datetime(["2024-10-01"]), "review_by": pd.NaT})
    assert next_reviews(plans, decisions.astype({"review_by": "datetime64[us]"})).tolist() == [
        pd.Timestamp("2024-11-25")
    ]


def test_without_decisions_every_plan_keeps_its_own_day():
    plans = pd.DataFrame({"plan_id": ["P1"], "review_by": pd.to_datetime(["2024-11-25"])})
    assert next_reviews(plans, empty("decisions")).tolist() == [pd.Timestamp("2024-11-25")]


def test_without_plans_a_review_is_due_all_the_same():
    days = pd.to_datetime(["2024-11-25"])
    rows = pd.DataFrame(
        {"student_id": "A", "plan_id": "P1", "domain": "reading", "date": days, "review_by": days}, index=[7]
    )
    assert reviewed(rows, empty("interventions"), pd.Timestamp("2025-01-01"), 7)["due"].to_dict() == {7: True}
