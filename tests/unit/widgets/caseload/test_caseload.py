"""The caseload: what is due, what is drawn, and what happens when the data lack something."""

import pandas as pd
import pytest

from mtss_analysis import intake, params
from mtss_analysis.params import HOME
from mtss_analysis.vocabulary import RIGHT_TO_EVALUATION
from mtss_analysis.widgets.caseload import DUE, Caseload, worklist
from mtss_analysis.widgets.desk import Desk, lay_out

DAY = pd.Timestamp("2024-12-02")
SCHOOLS = pd.DataFrame({"school_id": ["S1"], "name": ["One"]})
STUDENTS = pd.DataFrame({"student_id": ["A"], "school_year": ["2024-25"], "grade": ["3"]})
STAYS = pd.DataFrame({"student_id": ["A"], "school_id": ["S1"], "enrolled_from": ["2024-08-19"]})
ORAL = "oral_reading_fluency"
PLAN = {"plan_id": "P1", "student_id": "A", "domain": "reading", "tier": 2, "intervention": "Repeated reading",
        "start": "2024-10-07", "measure": ORAL, "baseline": 40.0, "goal": 80.0, "goal_date": "2025-05-30"}  # fmt: skip


def desk(path, *, scores=(), sessions=(), decisions=(), **plan):
    """One student with one plan; scores as (day, score), sessions as (day, status), decisions as days."""
    frames = {
        "schools": SCHOOLS, "students": STUDENTS, "enrollments": STAYS, "interventions": pd.DataFrame([PLAN | plan]),
        "scores": pd.DataFrame([{"student_id": "A", "domain": "reading", "measure": ORAL, "purpose": "progress",
                                 "date": day, "score": score} for day, score in scores]),
        "sessions": pd.DataFrame([{"plan_id": "P1", "date": day, "status": status} for day, status in sessions]),
        "decisions": pd.DataFrame([{"student_id": "A", "plan_id": "P1", "domain": "reading", "date": day,
                                    "decided_by_role": "team", "decided": "continue"} for day in decisions]),
    }  # fmt: skip
    kept = {name: frame for name, frame in frames.items() if len(frame)}
    return Desk(path, intake.from_frames(kept), params.layers(), DAY)


def weekly(number, step=0.0):
    return [
        (f"{pd.Timestamp('2024-10-07') + pd.Timedelta(weeks=week):%Y-%m-%d}", 40 + step * week)
        for week in range(number)
    ]


@pytest.mark.parametrize(
    ("given", "due"),
    [
        ({"scores": weekly(8)}, ()),
        ({"scores": weekly(5)}, ("probe due",)),
        ({}, ("probe due",)),
        ({"scores": weekly(8), "review_by": "2024-12-10"}, ("review due",)),
        ({"scores": weekly(8), "review_by": "2025-02-10"}, ()),
        ({"scores": weekly(8), "sessions": [("2024-11-25", "not_held"), ("2024-11-26", "delivered")]},
         ("sessions missed",)),
        ({"scores": weekly(8), "sessions": [("2024-11-25", "delivered"), ("2024-10-26", "not_held")]}, ()),
    ],
)  # fmt: skip
def test_what_is_due(tmp_path, given, due):
    found = worklist(desk(tmp_path, **given)).iloc[0]
    assert tuple(each for each in found["due"] if each != DUE[0]) == due


def test_a_decision_answers_the_advice_for_four_weeks(tmp_path):
    falling = [(day, score - 3 * place) for place, (day, score) in enumerate(weekly(9))]
    assert DUE[0] in worklist(desk(tmp_path, scores=falling)).iloc[0]["due"]
    assert DUE[0] not in worklist(desk(tmp_path, scores=falling, decisions=["2024-11-20"])).iloc[0]["due"]
    assert DUE[0] in worklist(desk(tmp_path, scores=falling, decisions=["2024-10-20"])).iloc[0]["due"]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "No score of this plan is on record"),
        ({"scores": weekly(1)}, "1 score, the last on"),
        ({"scores": weekly(2)}, "too few to tell"),
        ({"scores": weekly(8), "goal": None, "goal_date": None, "baseline": None}, "no goal"),
        ({"scores": weekly(8), "measure": None}, "No score of this plan"),
    ],
)
def test_a_plan_that_lacks_something_is_said_and_drawn(tmp_path, given, said):
    caseload = Caseload(desk(tmp_path, **given))
    assert said in caseload.words.value
    assert "<svg" in caseload.figure.value
    assert "No session of this plan is on record" in caseload.side.value
    assert caseload.message.value == ""


def test_no_plan_is_a_sentence(tmp_path):
    caseload = Caseload(Desk(tmp_path, intake.from_frames({"schools": SCHOOLS}), params.layers(), DAY))
    assert "No plan is open here" in caseload.message.value
    caseload.save.click()
    assert "choose a plan" in caseload.message.value
    caseload.as_sheet.click()
    assert "Choose up to eight" in caseload.message.value


def test_a_recorded_decision_stands_in_the_file_and_in_the_list(tmp_path):
    caseload = Caseload(desk(tmp_path, scores=weekly(8)))
    caseload.save.click()
    assert "reason is empty" in caseload.message.value
    caseload.reason.value, caseload.decided.value = "Going well", "continue"
    caseload.save.click()
    assert "Recorded in" in caseload.message.value
    assert RIGHT_TO_EVALUATION[:40] in caseload.message.value.replace("&#x27;", "'")
    found = pd.read_csv(tmp_path / "decisions.csv", dtype="str").iloc[0]
    assert (found["plan_id"], found["decided"], found["reason"], found["date"]) == (
        "P1",
        "continue",
        "Going well",
        "2024-12-02",
    )
    assert "decided on 2024-12-02" in caseload.list.value
    assert "<svg" in caseload.figure.value


@pytest.fixture(scope="module")
def real():
    return Caseload(lay_out(HOME / "data_samples" / "district", "S03", "2025-12-01"))


def test_the_most_pressing_come_first_and_pages_hold_all(real):
    urgency = real.rows["urgency"].tolist()
    assert urgency == sorted(urgency, reverse=True)
    seen = []
    for _, page in real.page.options:
        real.page.value = page
        seen += [plan for _, plan in real.plan.options]
    assert seen == real.rows["plan_id"].tolist()


def test_every_plan_of_a_school_can_be_looked_at(real):
    real.page.value = 0
    for _, plan in real.plan.options:
        real.plan.value = plan
        assert real.message.value == ""
        assert real.known.plans[plan]["student_id"] in real.figure.value
        assert real.side.value.count("<table") == 2


def test_filters_narrow_the_list_and_say_when_nothing_is_left(real):
    real.filters.domain.value = "math"
    assert set(real.found["domain"]) == {"math"}
    real.filters.due.value = "probe due"
    assert all("probe due" in due for due in real.found["due"])
    real.filters.grade.value = next(
        value for _, value in real.filters.grade.options if value and value not in set(real.found["grade"])
    )
    assert "No plan is open here" in real.message.value
    for box in real.filters.boxes:
        box.value = ""
    assert len(real.found) == len(real.rows)


def test_the_sheet_holds_eight_and_stands_alone(real):
    real.several.value = tuple(plan for _, plan in real.several.options[:10])
    real.as_sheet.click()
    assert "first 8 of 10" in real.message.value
    assert "meeting_2025-12-01.html" in real.taken.value


def test_students_are_never_called_by_a_tier(real):
    shown = real.list.value + real.words.value + real.side.value
    assert "receives" in real.list.value.lower()
    assert "Tier 2 student" not in shown
