"""What counts as help in time: the spec, answer by answer."""

import pandas as pd
import pytest

from mtss_analysis import params
from mtss_analysis.equity import given_need_service as service
from mtss_analysis.equity.given_need_settings import ServiceEquityParams
from mtss_analysis.intake import from_frames
from mtss_analysis.tiers import TiersParams
from mtss_analysis.tiers.plans import records

SETTINGS = params.layers()
RULES, WORDS = SETTINGS.load(ServiceEquityParams), SETTINGS.load(TiersParams)
DISTRICT = SETTINGS.load(params.DistrictParams)
OTHER = ("P9", "Z", "2024-09-20", "2025-06-01", "school_year_ended")
NO_SERIES = pd.DataFrame({"plan_id": ["P1"], "growth_percentile_observed": [70.0]})


def _data(plans, sessions, left="2025-06-06"):
    rows = pd.DataFrame([*plans, OTHER], columns=["plan_id", "student_id", "start", "end", "exit_status"])
    rows = rows.assign(domain="reading", tier=2, intervention="x", sessions_per_week=3.0, minutes_per_session=30.0)
    log = pd.DataFrame(sessions, columns=["plan_id", "date", "status"], dtype="str")
    stays = pd.DataFrame({"student_id": ["A", "Z"], "school_id": "S1", "enrolled_from": "2024-08-19",
                          "enrolled_to": [left, "2025-06-06"]})  # fmt: skip
    return from_frames({"interventions": rows, "sessions": log, "enrollments": stays})


def _flag(day="2024-09-10"):
    return pd.DataFrame(
        {"student_id": ["A"], "domain": "reading", "school_year": "2024-25", "date": pd.to_datetime([day]),
         "suggested": "Tier 2"}
    ).astype({"date": "datetime64[us]"})  # fmt: skip


def _served(plans, sessions=(), day="2024-09-10", left="2025-06-06"):
    data = _data(plans, sessions, left)
    words = WORDS.model_copy(update={"as_of": pd.Timestamp("2025-06-06").date()})
    found = records(data, words, DISTRICT)
    return service.served(_flag(day), data, found, RULES, DISTRICT), data, found


PLAN = ("P1", "A", "2024-09-30", "2025-05-30", "school_year_ended")
LATE = ("P1", "A", "2025-02-03", "2025-05-30", "school_year_ended")
EARLIER = ("P1", "A", "2024-09-02", "2025-05-30", "school_year_ended")
HELD = ("P1", "2024-10-02", "delivered")


@pytest.mark.parametrize(
    ("plans", "sessions", "plan", "session", "days"),
    [
        ([PLAN], [HELD], "yes", "yes", 22.0),
        ([PLAN], [("P1", "2024-10-02", "not_held")], "yes", "no", 264.0),
        ([PLAN], [("P1", "2025-02-03", "delivered")], "yes", "no", 146.0),
        ([PLAN], [], "yes", "yes", 20.0),  # nothing is logged: its start counts
        ([LATE], [("P1", "2025-02-05", "delivered")], "no", "no", 148.0),
        ([], [], "no", "no", 264.0),
        ([EARLIER], [HELD], "yes", "yes", None),  # open on the day of the flag
        ([EARLIER], [("P1", "2024-09-04", "delivered")], "yes", "yes", None),  # and held before it
        ([EARLIER], [("P1", "2024-10-02", "not_held")], "yes", "no", None),  # open, and never held
    ],
)
def test_what_is_in_time(plans, sessions, plan, session, days):
    found = _served(plans, sessions)[0].iloc[0]
    assert (found["plan"], found["session"]) == (plan, session)
    assert found["days"] == days if days is not None else pd.isna(found["days"])


@pytest.mark.parametrize("sessions", [[HELD], []])
def test_who_left_soon_is_in_no_share_whether_served_or_not(sessions):
    plans = [PLAN] if sessions else []
    assert _served(plans, sessions, left="2024-10-20")[0]["session"].tolist() == ["too early to tell"]


def test_a_flag_at_the_end_of_the_year_is_too_early():
    assert _served([], day="2025-05-10")[0]["session"].tolist() == ["too early to tell"]


def test_a_year_without_plans_is_no_data_and_not_unserved():
    flag = _flag("2025-09-10").assign(school_year="2025-26")
    _, data, found = _served([PLAN])
    assert service.served(flag, data, found, RULES, DISTRICT).empty


def test_each_student_counts_once_with_the_latest_flag_that_could_be_followed():
    rows = pd.DataFrame(
        {"student_id": "A", "domain": "reading", "date": pd.to_datetime(["2023-09-10", "2024-09-10", "2025-05-10"]),
         "session": ["yes", "no", "too early to tell"]}
    )  # fmt: skip
    assert service.once(rows)["session"].tolist() == ["no"]


@pytest.mark.parametrize(
    ("ended", "success"),
    [("goal_met", "yes"), ("discontinued", "no"), ("left_district", "No data"), ("unheard of", "No data"),
     ("school_year_ended", "no")],
)  # fmt: skip
def test_what_support_was(ended, success):
    rows, data, found = _served([(*PLAN[:4], ended)], [HELD, ("P1", "2024-10-04", "not_logged")])
    given = service.received(rows, data, found, WORDS, NO_SERIES).iloc[0]
    assert (given["success"], given["minutes"], given["growth"], given["tier3"]) == (success, 90.0, 70.0, "no")
    assert (given["dose_low"], given["dose_high"]) == (50.0, 100.0)
    assert pd.isna(given["adherence"])


def test_without_a_plan_nothing_was_received():
    rows, data, found = _served([])
    given = service.received(rows, data, found, WORDS, NO_SERIES).iloc[0]
    assert (given["success"], given["tier3"]) == ("No data", "No data")
    assert given[["minutes", "dose_low", "dose_high", "adherence", "growth"]].isna().all()
