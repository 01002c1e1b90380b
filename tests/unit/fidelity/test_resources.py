"""Costs, staff hours and seats, counted by eye; what nobody logged stays a range, what nobody priced not known."""

import pandas as pd
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as st

from mtss_analysis.fidelity import FidelityParams
from mtss_analysis.fidelity.plan_records import plan_records
from mtss_analysis.fidelity.resources import tables_of
from mtss_analysis.intake import from_frames
from mtss_analysis.params import DistrictParams, Intervention, InterventionsParams, layers
from tests.unit.fidelity.conftest import MONDAYS, STUDENTS, plan, sessions

GROUP = {
    "label": "Group", "domains": ["reading"], "tiers": [2], "evidence": "none known", "evidence_source": "invented",
    "cost_per_staff_hour": 40, "materials_per_student": 10, "seats": 3,
}  # fmt: skip


def used(frames, full=None, **changed):
    group = Intervention.model_validate(GROUP | changed)
    known = InterventionsParams(interventions={"Group": group}, full_week_hours=full)
    defaults = layers()
    dataset = from_frames(frames)
    records = plan_records(dataset, defaults.load(FidelityParams), defaults.load(DistrictParams))
    tables = tables_of(records, dataset, known)
    return {name: table.frame for name, table in tables.items()}


@pytest.fixture
def together(frames):
    """Two students in one group: one came to both sessions, the other to the first, the second nobody logged."""
    frames["interventions"] = pd.DataFrame([plan("P1", STUDENTS[0]), plan("P2", STUDENTS[1])])
    frames["sessions"] = pd.concat(
        [sessions("P1", ["delivered", "delivered"]), sessions("P2", ["delivered", "not_logged"])], ignore_index=True
    )
    return frames


def test_a_group_takes_one_hour_of_staff(together):
    row = used(together)["costs"].iloc[0]
    assert row["n"] == 2
    assert (row["staff_low"], row["staff_high"]) == pytest.approx((50 / 60, 50 / 60))
    assert (row["students_low"], row["students_high"]) == pytest.approx((75 / 60, 105 / 60))
    total = 40 * 50 / 60 + 2 * 10
    assert (row["hour_low"], row["hour_high"]) == pytest.approx((total / (105 / 60), total / (75 / 60)))
    assert (row["each_low"], row["each_high"]) == pytest.approx((total / 2, total / 2))
    assert row["cost_known"] == "staff and materials"


def test_an_unlogged_meeting_costs_only_if_it_was_held(together):
    together["sessions"]["status"] = "not_logged"
    together["sessions"]["minutes"] = None
    row = used(together)["costs"].iloc[0]
    assert (row["staff_low"], row["staff_high"]) == (0, 1)
    assert (row["each_low"], row["each_high"]) == (10, 30)
    assert row["hour_low"] == (40 * 1 + 20) / 2
    assert pd.isna(row["hour_high"])  # perhaps nobody received anything


@pytest.mark.parametrize(
    ("changed", "said", "hour"),
    [
        ({"cost_per_staff_hour": None}, "not known", None),
        ({"materials_per_student": None}, "staff only", 40 * 50 / 105),
        ({"cost_per_staff_hour": 0, "materials_per_student": 0}, "staff and materials", 0),
    ],
)
def test_what_nobody_priced_is_not_known_and_never_zero(together, changed, said, hour):
    row = used(together, **changed)["costs"].iloc[0]
    assert row["cost_known"] == said
    assert pd.isna(row["hour_low"]) if hour is None else row["hour_low"] == pytest.approx(hour)


def test_an_intervention_that_is_not_in_the_catalogue_has_no_cost(together):
    together["interventions"]["intervention"] = "Other"
    row = used(together)["costs"].iloc[0]
    assert row["cost_known"] == "not known"
    assert row[["hour_low", "hour_high", "each_low", "each_high"]].isna().all()


def test_a_delivered_session_without_minutes_is_open(together):
    together["sessions"]["minutes"] = None
    row = used(together)["costs"].iloc[0]
    assert (row["students_low"], row["students_high"]) == (0, 2)


def test_a_plan_without_a_length_of_session_tells_so(together):
    together["interventions"]["minutes_per_session"] = None
    row = used(together)["costs"].iloc[0]
    assert row["cost_known"] == "sessions without a length"
    assert pd.isna(row["staff_high"])
    assert row["staff_low"] == pytest.approx(50 / 60)


def test_staff_hours_and_seats_of_open_groups(together):
    found = used(together)
    week = found["hours"].set_index(["by", "who"])["week"]
    assert week.to_dict() == {("intervention", "Group"): 0.5, ("provider", "STF-1"): 0.5}
    seat = found["seats"].iloc[0]
    assert (seat["students"], seat["seats"], seat["open_seats"], seat["use"]) == (2, 3, 1, "open seats")
    over = used(together, seats=1)["seats"].iloc[0]
    assert (over["open_seats"], over["use"]) == (0, "more students than seats")
    assert used(together, seats=None)["seats"].iloc[0]["use"] == "seats not known"


def test_positions_are_counted_only_where_a_full_week_is_known(together):
    hours = used(together, full=2.0)["hours"].set_index("by")["positions"]
    assert hours.to_dict() == {"intervention": 0.25, "provider": 0.25}
    assert used(together)["hours"]["positions"].isna().all()


def test_open_seats_hold_time_unless_schedule_or_seats_are_not_known(together):
    assert used(together)["seats"]["open_minutes"].tolist() == [30.0]  # one seat, once a week
    assert used(together, seats=2)["seats"]["open_minutes"].tolist() == [0.0]
    assert used(together, seats=None)["seats"]["open_minutes"].isna().all()
    together["interventions"]["minutes_per_session"] = None
    assert used(together)["seats"]["open_minutes"].isna().all()


def test_no_plan_at_all_gives_empty_tables(frames):
    frames["interventions"] = frames["interventions"].iloc[:0]
    frames["sessions"] = frames["sessions"].iloc[:0]
    assert [len(frame) for frame in used(frames).values()] == [0, 0, 0]


WORDS = st.sampled_from(["delivered", "not_held", "not_logged", "student_absent"])


@how(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(WORDS, min_size=1, max_size=5), st.lists(WORDS, min_size=1, max_size=5), st.booleans())
def test_an_added_unlogged_session_never_narrows_the_cost(together, first, second, to_group):
    group = "G1" if to_group else None
    together["interventions"] = pd.DataFrame([plan("P1", STUDENTS[0]), plan("P2", STUDENTS[1], group_id=group)])
    logs = [sessions("P1", first), sessions("P2", second)]
    together["sessions"] = pd.concat(logs, ignore_index=True)
    before = used(together)["costs"].iloc[0]
    extra = pd.DataFrame({"plan_id": ["P2"], "date": MONDAYS[len(second)], "status": "not_logged"})
    together["sessions"] = pd.concat([*logs, extra], ignore_index=True)
    after = used(together)["costs"].iloc[0]
    assert after["each_low"] <= before["each_low"] <= before["each_high"] <= after["each_high"]
    assert pd.isna(before["hour_low"]) or after["hour_low"] <= before["hour_low"] + 1e-9
    assert pd.isna(after["hour_high"]) or after["hour_high"] >= before["hour_high"] - 1e-9
