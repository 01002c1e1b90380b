"""What counts as support that went on: the spec table, answer by answer."""

import pandas as pd
import pytest

from mtss_analysis import params
from mtss_analysis.intake import from_frames
from mtss_analysis.tiers import TiersParams
from mtss_analysis.transitions import TransitionsParams
from mtss_analysis.transitions.continued import supported
from mtss_analysis.transitions.counts import continuity, waits
from mtss_analysis.transitions.moves import moves

SETTINGS = params.layers()
RULES, WORDS = SETTINGS.load(TransitionsParams), SETTINGS.load(TiersParams)
DISTRICT = SETTINGS.load(params.DistrictParams)
STAYS = pd.DataFrame(
    {"student_id": "A", "school_id": ["S1", "S2"], "enrolled_from": ["2024-08-19", "2024-11-04"],
     "enrolled_to": ["2024-11-01", None]}
)  # fmt: skip
OPEN = ("P1", "2024-09-16", None, None)
CLOSED = ("P1", "2024-09-16", "2024-11-01", "transferred")
HERE = ("P2", "2024-11-11", None, None)


def _found(plans, sessions=(), decisions=(), until="2025-03-01"):
    rows = pd.DataFrame(plans, columns=["plan_id", "start", "end", "exit_status"])
    rows = rows.assign(student_id="A", domain="reading", tier=2, intervention="x")
    log = pd.DataFrame(sessions, columns=["plan_id", "date", "status"], dtype="str")
    told = pd.DataFrame(decisions, columns=["date", "decided"], dtype="str")
    told = told.assign(student_id="A", domain="reading", decided_by_role="team", plan_id="P1")
    data = from_frames({"enrollments": STAYS, "interventions": rows, "sessions": log, "decisions": told})
    rules = RULES.model_copy(update={"as_of": pd.Timestamp(until).date()})
    return supported(data, moves(data, rules, DISTRICT), rules, WORDS)


BEFORE = ("P1", "2024-10-30", "delivered")


@pytest.mark.parametrize(
    ("plans", "sessions", "decisions", "answer"),
    [
        ([OPEN], [BEFORE, ("P1", "2024-11-06", "delivered")], [], "continued"),
        ([CLOSED, HERE], [BEFORE, ("P2", "2024-11-12", "delivered")], [], "continued"),
        ([CLOSED, HERE], [BEFORE, ("P2", "2024-11-12", "not_held")], [], "a plan, but no session"),
        ([CLOSED, HERE], [BEFORE, ("P2", "2024-11-12", "not_logged")], [], "cannot tell"),
        ([CLOSED, HERE], [BEFORE], [], "cannot tell"),
        ([CLOSED], [BEFORE], [], "stopped"),
        ([CLOSED], [BEFORE], [("2024-10-25", "exit")], "ended by decision"),
        ([CLOSED], [BEFORE], [("2024-10-25", "continue")], "stopped"),
        ([CLOSED, ("P2", "2025-01-20", None, None)], [BEFORE], [], "stopped"),
    ],
)
def test_what_is_continued(plans, sessions, decisions, answer):
    assert _found(plans, sessions, decisions)["answer"].tolist() == [answer]


@pytest.mark.parametrize("ended", [("2024-10-25", "goal_met"), ("2024-09-30", "transferred")])
def test_a_plan_that_was_over_before_the_move_is_not_asked_about(ended):
    assert _found([("P1", "2024-09-16", *ended)]).empty


def test_a_recent_move_is_too_early_unless_support_has_begun():
    assert _found([CLOSED], [BEFORE], until="2024-11-20")["answer"].tolist() == ["too early to tell"]
    begun = [BEFORE, ("P1", "2024-11-06", "delivered")]
    assert _found([OPEN], begun, until="2024-11-20")["answer"].tolist() == ["continued"]


def test_days_without_a_session_are_a_range_where_sessions_are_not_logged():
    log = [BEFORE, ("P1", "2024-11-05", "not_logged"), ("P1", "2024-11-08", "delivered")]
    row = _found([OPEN], log).iloc[0]
    assert (row["days_least"], row["days_most"]) == (5, 8)
    assert waits(_found([OPEN], log))[["n", "median_least", "median_most"]].iloc[0].tolist() == [1, 5, 8]


def test_what_cannot_be_told_is_in_no_share():
    assert continuity(_found([CLOSED, HERE], [BEFORE]), 0.95).empty
    whole = continuity(_found([CLOSED], [BEFORE]), 0.95)
    row = whole[(whole["school_id"] == "All") & (whole["by"] == "All") & (whole["answer"] == "stopped")].iloc[0]
    assert (row["n"], row["followed"], row["percent"]) == (1, 1, 100)
