"""Capacity against need: students who wait are counted into their own school's open seats, and nothing is invented."""

import numpy as np
import pandas as pd
import pytest

from mtss_analysis import params
from mtss_analysis.errors import ParamsError
from mtss_analysis.params import validated
from mtss_analysis.tiers import TiersParams, capacity, match
from mtss_analysis.vocabulary import TOTAL

STUDENTS = [f"SYN-{number:02d}" for number in range(8)]
PLACE = {"day": "2024-11-01", "school_year": "2024-25", "look": "fall", "domain": "reading"}


def beside(*rows):
    """Make need beside service from (school, support, suggested, students)."""
    frame = pd.DataFrame(
        [row[:3] for row in rows for _ in range(row[3])], columns=["school_id", "support", "suggested"]
    )
    return frame.assign(**PLACE, student_id=[f"SYN-{at}" for at in range(len(frame))], sure=1.0)


def groups(*rows):
    """Make open groups from (school, tier, students, minutes a week, open seats)."""
    frame = pd.DataFrame(rows, columns=["school_id", "support", "students", "week", "open_seats"])
    return frame.assign(**PLACE, together=[f"G{at}" for at in range(len(frame))])


@pytest.fixture
def held():
    """Hold need against groups, the week of a position 20 hours if not said otherwise."""
    settings = params.layers()
    rules, catalogue = settings.load(TiersParams), settings.load(params.InterventionsParams)

    def hold(rows, opened, week=20.0, **changed):
        known = catalogue.model_copy(update={"full_week_hours": week})
        found = capacity.capacity(rows, opened, rules.model_copy(update=changed), known)
        return found.set_index(["school_id", "support"])

    return hold


PLAN = {
    "group_size": {"reading 2": 5},
    "group_sessions": {"reading 2": 4},
    "group_minutes": {"reading 2": 30},
}


def test_groups_minutes_and_positions_of_the_planning_example(held):
    found = held(beside(("A", "Tier 1", "Tier 2", 47)), groups(), **PLAN).loc[("A", "Tier 2")]
    assert found[["need", "waiting", "groups_needed", "minutes_needed", "positions_needed"]].tolist() == [
        47,
        47,
        10,
        1200,
        1,
    ]
    assert found["answer"] == capacity.MORE


def test_open_seats_come_first_and_only_in_ones_own_school(held):
    rows = beside(("A", "Tier 1", "Tier 2", 7), ("B", "Tier 1", "Tier 2", 2), ("B", "Tier 2", "Tier 2", 3))
    found = held(rows, groups(("A", "Tier 2", 3, 120.0, 2.0), ("B", "Tier 2", 3, 120.0, 40.0)), **PLAN)
    assert found.loc[("A", "Tier 2"), ["waiting", "seats_open", "groups_more"]].tolist() == [7, 2, 1]
    assert found.loc[("B", "Tier 2"), ["need", "waiting", "groups_more", "answer"]].tolist() == [
        5,
        2,
        0,
        capacity.ENOUGH,
    ]
    whole = found.loc[(TOTAL, "Tier 2")]
    assert whole[["waiting", "seats_open", "groups", "groups_more"]].tolist() == [9, 42, 2, 1]
    assert whole["positions"] == pytest.approx(0.2)
    assert whole["answer"] == capacity.MORE


def test_who_receives_less_than_the_score_suggests_waits_for_more(held):
    found = held(
        beside(("A", "Tier 2", "Tier 3", 2), ("A", "Tier 3", "Tier 3", 1), ("A", "Tier 3", "Tier 2", 1)), groups()
    )
    assert found.loc[("A", "Tier 3"), ["need", "waiting", "receiving"]].tolist() == [3, 2, 2]
    assert found.loc[("A", "Tier 2"), ["need", "waiting", "answer"]].tolist() == [1, 0, capacity.NOBODY]


def test_what_nobody_knows_is_not_zero(held):
    rows = beside(("A", "Tier 1", "Tier 2", 3))
    found = held(rows, groups(("A", "Tier 2", 3, np.nan, np.nan)), week=None, **PLAN).loc[("A", "Tier 2")]
    assert found[["groups", "unsaid", "seats_unknown", "groups_more"]].tolist() == [1, 1, 1, 1]
    assert found["answer"] == capacity.AT_MOST
    assert found[["positions", "positions_needed", "positions_more"]].isna().all()
    nothing = {name: {} for name in PLAN}
    unknown = held(rows, groups(), **nothing).loc[("A", "Tier 2")]
    assert unknown[["groups_needed", "minutes_needed", "groups_more"]].isna().all()
    assert unknown["answer"] == capacity.NO_GROUP
    doubtful = held(rows.assign(sure=[1.0, 0.0, np.nan]), groups())
    assert np.isnan(doubtful.loc[("A", "Tier 2"), "sure"])
    assert doubtful.loc[("A", "Tier 3"), "sure"] == 0


def screened(suggested):
    frame = pd.DataFrame({"student_id": STUDENTS, "support": suggested, "season": "fall", "school_year": "2024-25"})
    day = pd.Timestamp("2024-09-10").as_unit("us")
    return frame.assign(domain="reading", date=day, sem=2.0, near_cut=False)


def test_open_groups_of_a_day_and_their_seats_from_the_catalogue(follow, frames, plans):
    name = "Foundational reading skills in small groups"
    frames["interventions"] = plans(
        (0, "reading", 2, "2024-10-01", None, None), (1, "reading", 2, "2024-10-01", "2024-12-01", None),
        (2, "reading", 3, "2024-10-01", None, None), (5, "reading", 2, "2024-11-02", None, None),
    ).assign(intervention=name, group_id=["G1", "G1", None, "G2"])  # fmt: skip
    frames["interventions"] = frames["interventions"].assign(sessions_per_week=4.0, minutes_per_session=30.0)
    flags = screened(["Tier 2"] * 4 + ["Tier 1"] * 4)
    found = follow(frames, flags).tables["capacity"].frame
    fall = found[(found["look"] == "fall") & (found["school_id"] == "A")].set_index("support")
    assert fall.loc["Tier 2", ["need", "waiting", "groups", "minutes", "seats_unknown"]].tolist() == [4, 1, 1, 120, 1]
    assert fall.loc["Tier 3", ["groups", "minutes", "seats_open", "seats_unknown"]].tolist() == [1, 120, 0, 0]
    winter = found[(found["look"] == "winter") & (found["school_id"] == "B")].set_index("support")
    assert winter.loc["Tier 2", ["groups", "receiving"]].tolist() == [1, 1]


def test_only_the_staff_sees_need_service_and_capacity(follow, frames):
    result = follow(frames, screened(["Tier 2"] * 8))
    assert {name: result.tables[name].level for name in ("match", "waits", "capacity")} == dict.fromkeys(
        ("match", "waits", "capacity"), "staff"
    )
    assert {"support_may_work", "one_score", "planned_groups", "week_not_known"} <= {c.code for c in result.cautions}


def test_without_screening_nothing_is_said_of_need(follow, frames):
    result = follow(frames)
    assert all(result.tables[name].frame.empty for name in ("match", "waits", "capacity"))
    assert "planned_groups" not in {caution.code for caution in result.cautions}


@pytest.mark.parametrize(
    ("size", "said"),
    [({"reeding 2": 5}, 'group_size: "reeding 2" is no domain and tier.*"reading 2"'),
     ({"reading 1": 5}, '"reading 1" is no domain and tier'), ({"reading 2": 0}, "greater than 0")],
)  # fmt: skip
def test_settings_of_groups_that_cannot_be_are_refused(size, said):
    with pytest.raises(ParamsError) as refused:
        validated(TiersParams, params.layers().load(TiersParams).model_dump() | {"group_size": size})
    assert said.split(".*")[-1] in str(refused.value)


def test_no_score_is_its_own_answer():
    rows = beside(("A", "Tier 2", match.NO_SCORE, 2), ("A", "Tier 1", "Tier 2", 1))
    found = capacity.wanted(rows).set_index("support")
    assert found.loc["Tier 2", ["enrolled", "scored", "need", "receiving"]].tolist() == [3, 1, 1, 2]
