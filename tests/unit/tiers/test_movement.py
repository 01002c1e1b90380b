"""Movement between looks: everyone counted once, flows that sum to stocks, joined and left among them."""

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mtss_analysis.vocabulary import TOTAL

STUDENTS = [f"SYN-{number:02d}" for number in range(8)]


def test_movement_from_look_to_look(follow, frames, moved):
    result = follow(frames)
    assert moved(result, "fall to winter") == {
        ("Tier 1", "Tier 1"): 5, ("Tier 2", "Tier 1"): 1, ("Tier 2", "Tier 3"): 1, ("Tier 3", "Tier 3"): 1,
    }  # fmt: skip
    assert moved(result, "winter to spring") == {("Tier 1", "Tier 1"): 6, ("Tier 3", "Tier 3"): 2}
    assert moved(result, "fall to spring", table="movement") == moved(result, "fall to winter")


def test_who_joined_and_who_left_are_not_dropped(follow, frames, moved):
    frames["enrollments"].loc[7, "enrolled_from"] = "2025-01-15"
    frames["enrollments"].loc[2, "enrolled_to"] = "2025-02-01"
    assert moved(follow(frames), "fall to winter") == {
        ("Tier 1", "Tier 1"): 4, ("joined", "Tier 1"): 1, ("Tier 2", "Tier 1"): 1, ("Tier 2", "Tier 3"): 1,
        ("Tier 3", "left"): 1,
    }  # fmt: skip


def test_a_student_who_changed_school_counts_in_the_new_one(follow, frames, moved):
    frames["enrollments"].loc[0, "enrolled_to"] = "2024-12-01"
    there = pd.DataFrame({"student_id": STUDENTS[:1], "school_id": "B", "enrolled_from": "2024-12-02"})
    frames["enrollments"] = pd.concat([frames["enrollments"], there], ignore_index=True)
    result = follow(frames)
    assert moved(result, "fall to winter", "B") == {("Tier 1", "Tier 1"): 3, ("Tier 2", "Tier 1"): 1}
    assert "moved_schools" in {caution.code for caution in result.cautions}


def test_shares_are_of_those_with_the_same_support_before(follow, frames):
    table = follow(frames).tables["movement"].frame
    rows = table[(table["school_id"] == TOTAL) & (table["support"] == "Tier 2") & (table["to"] == "Tier 3")]
    assert rows[["n", "students", "percent", "planned"]].to_numpy().tolist() == [[1, 2, 50.0, ""]]
    assert rows[["low", "high"]].iloc[0].tolist() == pytest.approx([9.4531, 90.5469], abs=1e-3)  # Wilson 1/2
    everyone = table[(table["school_id"] == TOTAL) & (table["support"] == TOTAL)].set_index("to")
    assert everyone["planned"].to_dict() == {"Tier 1": "80", "Tier 2": "15", "Tier 3": "5", "left": "", TOTAL: ""}


def test_over_the_summer_there_is_a_step_but_no_movement_of_a_year(follow, frames, moved):
    frames["students"] = pd.concat([frames["students"], frames["students"].assign(school_year="2025-26")])
    frames["scores"] = frames["scores"].assign(date="2025-12-01")
    result = follow(frames)
    assert sum(moved(result, "spring 2024-25 to fall").values()) == 8
    assert set(result.tables["movement"].frame["school_year"]) == {"2024-25"}


def test_a_domain_without_records_at_one_look_has_no_movement(follow, frames, plans, moved):
    frames["students"] = pd.concat([frames["students"], frames["students"].assign(school_year="2025-26")])
    frames["scores"] = frames["scores"].assign(date="2025-12-01")
    frames["interventions"] = plans((0, "reading", 2, "2024-10-01", "2025-02-01", None))
    assert moved(follow(frames), "spring 2024-25 to fall") == {}


days = st.integers(0, 270).map(lambda day: pd.Timestamp("2024-09-01") + pd.Timedelta(days=day))
plan = st.tuples(
    st.integers(0, 7), st.sampled_from(["reading", "math"]), st.integers(1, 3), days, st.none() | days,
    st.sampled_from(["goal_met", "intensified", None]),
)  # fmt: skip
stay = st.tuples(days, st.none() | days)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=st.lists(plan, min_size=1, max_size=12), stays=st.lists(stay, min_size=8, max_size=8))
def test_everyone_counts_once_and_flows_sum_to_stocks(follow, frames, plans, drawn, stays):
    kept = [row for row in drawn if row[4] is None or row[4] >= row[3]]
    stays = [(first, last if last is None or last >= first else first) for first, last in stays]
    enrolled = frames["enrollments"].assign(
        enrolled_from=[first for first, _ in stays], enrolled_to=pd.to_datetime([last for _, last in stays])
    )
    result = follow(frames | {"interventions": plans(*kept), "enrollments": enrolled}) if kept else None
    if result is None or result.tables["looks"].frame.empty:
        return
    looks, steps = result.tables["looks"].frame, result.tables["steps"].frame
    assert not looks.duplicated(["student_id", "day", "domain"]).any()
    expected = oracle(looks, kept)
    known = looks["support"] != "No data"
    assert looks.loc[known, "support"].tolist() == expected[known].tolist()
    stocks = looks[known].groupby(["day", "domain", "support"]).size()
    whole = steps[(steps["school_id"] == TOTAL) & (steps["support"] == TOTAL) & steps["to"].str.startswith("Tier")]
    for row in whole.itertuples():
        assert row.n == stocks.get((pd.Timestamp(row.day), row.domain, row.to), 0)
    cells = steps[(steps["support"] != TOTAL) & (steps["to"] != TOTAL)]
    at_schools = cells[cells["school_id"] != TOTAL].groupby(["day", "domain", "support", "to"])["n"].sum()
    of_district = cells[cells["school_id"] == TOTAL].set_index(["day", "domain", "support", "to"])["n"]
    assert (at_schools.reindex(of_district.index, fill_value=0) == of_district).all()


def oracle(looks, kept):
    """Work support out plan by plan: the highest tier of the plans open on the day."""
    found = []
    for row in looks.itertuples():
        mine = [p for p in kept if STUDENTS[p[0]] == row.student_id and p[1] == row.domain]
        open_ = [p[2] for p in mine if p[3] <= row.day and (p[4] is None or row.day <= p[4])]
        found.append(f"Tier {max(open_, default=1)}")
    return pd.Series(found, index=looks.index, dtype="str")
