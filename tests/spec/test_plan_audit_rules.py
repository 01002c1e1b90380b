"""The rules of the plan audit as a table: one row changes one thing in a complete plan, and names what follows."""

from datetime import date

import pandas as pd
import pytest

from mtss_analysis.fidelity import PlanAuditParams, audit_plans
from mtss_analysis.intake import from_frames
from mtss_analysis.params import DistrictParams, InterventionsParams, Measure, MeasuresParams, layers

WHOLE = {
    "plan_id": "P", "student_id": "SYN-1", "domain": "reading", "tier": 2, "need": "Reads slowly",
    "intervention": "Group", "provider_id": "STF-1", "start": "2024-10-07", "end": None, "sessions_per_week": 3.0,
    "minutes_per_session": 30.0, "measure": "orf", "baseline": 40.0, "goal": 60.0, "goal_date": "2025-02-24",
    "review_by": "2024-12-02", "org_id": None, "group_id": None,
}  # fmt: skip
DECIDED = {"student_id": "SYN-1", "plan_id": "P", "domain": "reading", "date": "2024-12-09",
           "decided_by_role": "team", "decided": "continue"}  # fmt: skip
RATES = {"2": {10: 0.4, 25: 0.8, 50: 1.0, 75: 1.4, 90: 2.0}}
OWN = {"label": "Reading", "domain": "reading", "unit": "words", "low": 0, "high": 300, "source": "an example"}


def settings():
    base = {"tiers": [2], "evidence": "none known", "evidence_source": "invented here"}
    group = base | {"label": "Group", "domains": ["reading"], "sessions_per_week": 4, "minutes_per_session": 30}
    silent = base | {"label": "Silent", "domains": ["reading"]}
    norms = {"source": "invented norms", "weekly_growth": RATES}
    measures = MeasuresParams(measures={
        "orf": Measure.model_validate(OWN | {"higher_is_better": True, "norms": norms}),
        "risk": Measure.model_validate(OWN | {"higher_is_better": False}),
    })  # fmt: skip
    rules = layers().load(PlanAuditParams).model_copy(update={"as_of": date(2025, 3, 3)})
    catalogue = InterventionsParams(interventions={"Group": group, "Silent": silent}, full_week_hours=None)
    return catalogue, measures, rules


def audited(change, decisions=(DECIDED,)):
    frames = {
        "schools": pd.DataFrame({"school_id": ["A"], "name": ["Alder"]}),
        "students": pd.DataFrame({"student_id": ["SYN-1"], "school_year": "2024-25", "grade": "2"}),
        "enrollments": pd.DataFrame({
            "student_id": ["SYN-1"], "school_id": ["A"], "enrolled_from": "2024-08-15", "enrolled_to": None,
        }),
        "interventions": pd.DataFrame([WHOLE | change]),
        "decisions": pd.DataFrame(decisions, columns=list(DECIDED)),
    }  # fmt: skip
    result = audit_plans(from_frames(frames), *settings(), layers().load(DistrictParams))
    return result.tables["audit"].frame.iloc[0]


COMPLETE = "", "", 100.0
OUTSIDE = "the day of the goal is outside the plan"
DOMAIN, TIER = (f"the catalogue has its strategy for another {word}" for word in ("domain", "tier"))
OF_MANY = {"student_id": None, "sessions_per_week": None, "minutes_per_session": None}
RULES = [
    # what is changed, missing, questioned, completeness [percent]
    ({}, *COMPLETE),
    ({"need": None}, "the need in words", "", 90),
    ({"need": "  "}, "the need in words", "", 90),
    ({"intervention": "Grup"}, "an intervention of the catalogue", "", 90),
    ({"sessions_per_week": None}, "sessions a week and minutes a session", "", 90),
    ({"minutes_per_session": None}, "sessions a week and minutes a session", "", 90),
    ({"measure": None}, "measure that shows progress", "", 90),
    ({"baseline": None}, "score it starts from", "", 90),
    ({"goal": None}, "goal", "", 90),
    ({"goal_date": None}, "day of the goal", "", 90),
    ({"provider_id": None}, "who delivers or leads", "", 90),
    ({"review_by": None}, "day of the review", "", 90),
    ({"need": None, "review_by": None}, "the need in words, day of the review", "", 80),
    ({"goal": 40.0}, "", "the goal is met at the start", 100),
    ({"goal": 30.0}, "", "the goal is in the wrong direction", 100),
    ({"measure": "risk"}, "", "the goal is in the wrong direction", 100),
    ({"measure": "risk", "goal": 30.0}, *COMPLETE),
    ({"goal_date": "2024-10-07"}, "", OUTSIDE, 100),
    (
        {"end": "2025-05-01", "goal_date": "2025-06-01", "goal": 80.0},
        "",
        "the day of the goal is outside the plan",
        100,
    ),
    ({"end": "2025-01-15", "goal_date": "2025-02-24"}, *COMPLETE),  # ended earlier than planned
    ({"sessions_per_week": 1.0}, "", "planned dosage is far below typical", 100),
    ({"sessions_per_week": 2.0}, *COMPLETE),  # exactly half
    ({"intervention": "Silent", "sessions_per_week": 0.5}, *COMPLETE),  # no typical dosage is known
    ({"domain": "math"}, "", DOMAIN, 100),
    ({"tier": 3}, "", TIER, 100),
    ({"tier": 3, "domain": "math"}, "", DOMAIN, 100),  # the domain comes first
    ({"tier": None}, *COMPLETE),  # at which tier nobody can tell
    ({"intervention": "Grup", "tier": 3}, "an intervention of the catalogue", "", 90),  # what it is meant for, neither
    ({"goal": 50.0}, "", "it asks for less than typical growth", 100),
    ({"student_id": None, "group_id": "G", "org_id": "A"}, *COMPLETE),
    (OF_MANY | {"org_id": "A", "intervention": "Every day"}, *COMPLETE),
    (OF_MANY | {"org_id": "D", "intervention": "Every day"}, *COMPLETE),
    (OF_MANY | {"org_id": "D", "provider_id": None, "goal": None}, "goal, who delivers or leads", "", 100 * 7 / 9),
]


@pytest.mark.parametrize(("change", "missing", "questions", "percent"), RULES)
def test_rule(change, missing, questions, percent):
    plan = audited(change)
    assert (plan["missing"], plan["questions"]) == (missing, questions)
    assert plan["completeness"] == pytest.approx(percent)


OVERDUE = "the review is past and no decision is on record"
REVIEWS = [
    # decisions, change, said, questioned
    ([], {}, "cannot tell", ""),  # no decision of anybody is on record
    ([DECIDED | {"plan_id": "Q"}], {}, "overdue", OVERDUE),
    ([DECIDED | {"date": "2024-10-07"}], {}, "overdue", OVERDUE),  # the decision that began it
    ([DECIDED | {"date": "2025-03-10"}], {}, "overdue", OVERDUE),  # after the day the records speak of
    ([DECIDED | {"plan_id": "Q"}], {"review_by": "2025-03-03"}, "not due yet", ""),
    ([DECIDED | {"plan_id": "Q"}], {"end": "2024-11-20"}, "ended before the review", ""),
    ([DECIDED], {"review_by": None}, "no day of review", ""),
    ([DECIDED | {"plan_id": "Q"}], OF_MANY | {"org_id": "A"}, "cannot tell", ""),  # decisions name students
    ([DECIDED], OF_MANY | {"org_id": "A"}, "decided", ""),
    ([DECIDED], OF_MANY | {"org_id": "A", "review_by": "2025-04-01"}, "decided", ""),
    ([DECIDED | {"plan_id": "Q"}], OF_MANY | {"org_id": "A", "review_by": "2025-04-01"}, "not due yet", ""),
    ([DECIDED], OF_MANY | {"org_id": "A", "review_by": None}, "no day of review", ""),
]


@pytest.mark.parametrize(("decisions", "change", "said", "questions"), REVIEWS)
def test_review(decisions, change, said, questions):
    plan = audited(change, decisions)
    assert (plan["review_held"], plan["questions"]) == (said, questions)


AMBITION = [
    # goal after twenty weeks from 40 words, percentile of the rate, in words
    (44.0, 10, "less than typical growth"),  # 0.2 a week: below the lowest printed
    (58.0, 37.5, "less than typical growth"),
    (60.0, 50, "typical growth"),
    (68.0, 75, "ambitious growth"),
    (200.0, 90, "ambitious growth"),  # beyond the printed ones
    (30.0, None, "cannot tell"),  # in the wrong direction
    (None, None, "cannot tell"),
]


@pytest.mark.parametrize(("goal", "percentile", "words"), AMBITION)
def test_ambition_against_norms(goal, percentile, words):
    plan = audited({"goal": goal})
    assert plan["ambition"] == words
    assert plan["norm"] == "invented norms"
    assert plan["norm_percentile"] == pytest.approx(percentile) if percentile else pd.isna(plan["norm_percentile"])


def test_without_norms_nothing_is_compared():
    plan = audited({"measure": "risk", "goal": 20.0})
    assert (plan["ambition"], plan["norm"], plan["growth_asked"]) == ("no norm", "", -1.0)
