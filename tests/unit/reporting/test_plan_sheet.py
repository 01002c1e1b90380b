"""The page of a plan, part by part: what is known is said, what is not is left open."""

import re
from dataclasses import replace

import pandas as pd
import pytest

from mtss_analysis.fidelity.plan_parts import KINDS
from mtss_analysis.params import DistrictParams, Intervention, MeasuresParams, layers
from mtss_analysis.reporting import plan_words
from mtss_analysis.reporting.draw import NothingToDraw
from mtss_analysis.reporting.draw.plan_aim import aim
from mtss_analysis.reporting.labels import Labels
from mtss_analysis.reporting.plan_sheet import plan_list, plan_sheet
from mtss_analysis.reporting.plan_words import PlanPage

DAY = pd.Timestamp
PLAN = {
    "plan_id": "P1", "kind": "student", "student_id": "SYN-1", "group_id": None, "school_id": "A", "grade": "2",
    "domain": "reading", "tier": 2, "need": "Reads slowly", "intervention": "Group", "provider_id": "STF-1",
    "start": DAY("2024-10-07"), "end": pd.NaT, "sessions_per_week": 1.0, "minutes_per_session": 30.0,
    "minutes_planned": 30.0, "measure": "oral_reading_fluency", "baseline": 40.0, "goal": 60.0,
    "goal_date": DAY("2025-02-24"), "review_by": DAY("2024-12-02"), "review_held": "overdue", "growth_asked": 1.0,
    "ambition": "typical growth", "norm_percentile": 55.0, "norm": "an invented norm", "missing": "", "questions": "",
    "completeness": 100.0,
}  # fmt: skip
KNOWN = {
    "label": "The group", "domains": ["reading"], "tiers": [2], "evidence": "strong", "materials": "Cards",
    "evidence_source": "an invented guide", "sessions_per_week": 3, "minutes_per_session": 30, "staff_role": "teacher",
}  # fmt: skip
NONE = pd.DataFrame({name: [] for name in ("date", "decided", "reason", "carried_out")})
SCORES = pd.DataFrame({"date": [DAY("2024-11-04")], "score": [44.0]})


@pytest.fixture
def labels():
    settings = layers()
    return Labels(settings.load(DistrictParams), settings.load(MeasuresParams), {"A": "Alder"})


@pytest.fixture
def page(labels):
    def made(known=True, delivered=None, decisions=NONE, **changed):
        found = Intervention.model_validate(KNOWN) if known else None
        return PlanPage(PLAN | changed, found, delivered, decisions, "<p>graph</p>", 2, DAY("2025-01-10"), labels)

    return made


def test_what_the_catalogue_and_the_plan_know_is_said(page):
    said = plan_words.support(page())
    assert said["Strategy"] == "The group"
    assert said["Evidence"] == "strong: an invented guide"
    assert said["Schedule"] == "1 session a week of 30 minutes: 30 minutes a week; typical are 90"
    assert said["Who delivers or leads"] == "STF-1 (teacher)"
    assert said["Timeline"] == "from 2024-10-07; the goal is due 2025-02-24"
    assert said["Review by"] == "2024-12-02; no decision is on record since the start"
    goal = plan_words.goal(page())
    assert goal["Ambition"] == "typical growth, percentile 55 of the norm group (an invented norm)"
    assert goal["Progress is measured"] == "every 2 weeks with school, as the district plans it"


@pytest.mark.parametrize(
    ("known", "end"),
    [({"weeks": 20.0, "seats": 5}, "90 for 20 weeks, in groups of up to 5"), ({"seats": 1}, "90, alone"), ({}, "90")],
)
def test_the_typical_schedule_says_weeks_and_seats_where_the_catalogue_does(page, known, end):
    made = page()
    more = made.known.model_copy(update=known)
    assert plan_words.schedule(replace(made, known=more)).endswith(f"typical are {end}")


def test_a_past_review_of_a_school_is_told_and_how_often_it_looks_is_left_open(page):
    made = page(kind="school", student_id=None, review_held="cannot tell")
    assert plan_words.support(made)["Review by"].startswith("2024-12-02; past, and the records cannot tell")
    assert plan_words.goal(made)["Progress is measured"] is None
    assert "is to be agreed" in plan_sheet(made)
    assert "is to be agreed" not in plan_sheet(page())


def test_what_nobody_knows_is_left_open_and_never_made_up(page):
    empty = {"need": None, "provider_id": None, "review_by": pd.NaT, "sessions_per_week": float("nan"), "start": pd.NaT}
    said = plan_words.support(page(known=False, **empty))
    assert said["Evidence"] == "not in the catalogue of interventions"
    assert [name for name, value in said.items() if value is None] == [
        "Need", "Schedule", "Materials", "Who delivers or leads", "Timeline", "Review by",
    ]  # fmt: skip
    assert "no norm of growth" in plan_words.goal(page(ambition="no norm"))["Ambition"]
    assert plan_words.goal(page(ambition="cannot tell"))["Ambition"].startswith("cannot be told before")


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_plan_has_a_page_with_the_right_to_an_evaluation(page, kind):
    html = plan_sheet(page(kind=kind, student_id=None if kind != "student" else "SYN-1", group_id="G1"))
    assert "The right to an evaluation" in html
    assert ("Contact with the family" in html) == (kind == "student")
    assert not re.search(r"\b(nan|NaT|None)\b|<NA>", html)


def test_delivery_is_a_range_only_where_something_is_not_logged(page):
    counts = {"planned": 10.0, "delivered": 8.0, "student_absent": 1.0, "not_held": 1.0, "not_logged": 0.0}
    sure = plan_sheet(page(delivered=counts | {"received_low": 80.0, "received_high": 80.0}))
    assert "Received: 80 % of the planned sessions.</p>" in sure
    open_ = plan_sheet(page(delivered=counts | {"not_logged": 2.0, "received_low": 60.0, "received_high": 80.0}))
    assert "Received: 60 to 80 % of the planned sessions. A session that nobody logged" in open_


def test_decisions_stand_in_order_with_what_became_of_them(page):
    rows = pd.DataFrame({
        "date": [DAY("2024-12-09"), DAY("2024-11-04")], "decided": ["exit", "continue"], "reason": ["goal", None],
        "carried_out": pd.array([None, True], "boolean"),
    })  # fmt: skip
    html = plan_sheet(page(decisions=rows))
    assert html.index("2024-11-04") < html.index("2024-12-09")
    assert "Exit" in html


def test_an_aimline_waits_for_its_parts_and_names_them(labels):
    drawn = aim(PLAN, SCORES, labels)
    assert "from 40 on 2024-10-07 to 60 on 2025-02-24" in drawn.alt
    assert drawn.data["Score"].dropna().tolist() == [44.0]
    with pytest.raises(NothingToDraw, match="start, goal"):
        aim(PLAN | {"baseline": float("nan"), "goal": float("nan")}, SCORES, labels)
    with pytest.raises(NothingToDraw, match="a day of the goal after the start"):
        aim(PLAN | {"goal_date": PLAN["start"]}, SCORES, labels)


def test_a_list_of_plans_links_to_each(labels):
    html = plan_list("Plans of Alder", pd.DataFrame({"Plan": ["P/1"]}), {"P/1": "P%2F1.html"})
    assert '<a href="P%252F1.html">P/1</a>' in html
