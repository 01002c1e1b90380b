"""Who receives which support on a day of looking: the more intensive plan, Tier 1 only where records speak."""

import pandas as pd
import pytest

from mtss_analysis.errors import ParamsError
from mtss_analysis.params import validated
from mtss_analysis.tiers import TiersParams
from mtss_analysis.vocabulary import NO_DATA, TOTAL

STUDENTS = [f"SYN-{number:02d}" for number in range(8)]


def test_support_on_each_look(follow, frames, received):
    result = follow(frames)
    assert received(result, "fall").tolist() == ["Tier 2", "Tier 2", "Tier 3"] + ["Tier 1"] * 5
    assert received(result, "winter").tolist() == ["Tier 1", "Tier 3", "Tier 3"] + ["Tier 1"] * 5
    assert received(result, "spring").tolist() == ["Tier 1", "Tier 3", "Tier 3"] + ["Tier 1"] * 5


def test_first_and_last_day_of_a_plan_count(follow, frames, plans, received):
    frames["interventions"] = plans(
        (0, "reading", 2, "2024-11-01", None, None), (1, "reading", 2, "2024-10-01", "2024-11-01", None),
        (2, "reading", 2, "2024-11-02", None, None), (3, "reading", 2, "2024-10-01", "2024-10-31", None),
    )  # fmt: skip
    assert received(follow(frames), "fall").tolist()[:4] == ["Tier 2", "Tier 2", "Tier 1", "Tier 1"]


def test_of_two_plans_at_once_the_more_intensive_counts_and_is_named(follow, frames, plans):
    frames["interventions"] = plans(
        (0, "reading", 3, "2024-10-01", "2024-12-01", None), (0, "reading", 2, "2024-10-15", None, None)
    )
    result = follow(frames)
    looks = result.tables["looks"].frame.set_index(["student_id", "look"])
    assert looks.loc[(STUDENTS[0], "fall"), ["support", "plan_id"]].tolist() == ["Tier 3", "P0"]
    assert looks.loc[(STUDENTS[0], "winter"), ["support", "plan_id"]].tolist() == ["Tier 2", "P1"]
    assert "two_plans_at_once" in {caution.code for caution in result.cautions}


def test_domains_are_apart(follow, frames, plans, received):
    frames["interventions"] = plans(
        (0, "reading", 3, "2024-10-01", None, None), (0, "math", 2, "2024-10-01", None, None)
    )
    result = follow(frames)
    assert received(result, "fall")[STUDENTS[0]] == "Tier 3"
    assert received(result, "fall", "math")[STUDENTS[0]] == "Tier 2"


def test_a_year_or_domain_without_plans_is_no_data_and_never_tier_1(follow, frames, plans):
    later = frames["students"].assign(school_year="2025-26")
    frames["students"] = pd.concat([frames["students"], later])
    frames["scores"] = frames["scores"].assign(date="2026-05-20")
    frames["interventions"] = plans(
        (0, "reading", 2, "2024-10-01", "2025-02-01", None), (1, "math", 2, "2025-10-01", None, None)
    )
    result = follow(frames)
    looks = result.tables["looks"].frame
    of = looks.groupby(["domain", "school_year"])["support"].agg(set).to_dict()
    assert of["reading", "2025-26"] == {NO_DATA}
    assert of["math", "2024-25"] == {NO_DATA}
    assert NO_DATA not in of["reading", "2024-25"] | of["math", "2025-26"]
    counted = result.tables["tiers"].frame
    assert set(counted.loc[counted["domain"] == "reading", "school_year"]) == {"2024-25"}
    said = " ".join(caution.sentence for caution in result.cautions if caution.code == "no_data")
    assert "no plan of a student in math, behavior, attendance, social emotional in 2024-25" in said


def test_an_open_plan_covers_the_years_it_lasts(follow, frames):
    frames["students"] = pd.concat([frames["students"], frames["students"].assign(school_year="2025-26")])
    frames["scores"] = frames["scores"].assign(date="2026-05-20")
    looks = follow(frames).tables["looks"].frame
    last = looks[looks["day"] == pd.Timestamp("2026-05-01")].set_index("student_id")["support"]
    assert last[STUDENTS[1:4]].tolist() == ["Tier 3", "Tier 3", "Tier 1"]


def test_plans_of_schools_and_groups_say_nothing_of_a_student(follow, frames, plans):
    frames["interventions"] = plans(*[(None, "reading", 2, "2024-10-01", None, None)])
    result = follow(frames)
    assert result.tables["looks"].frame.empty
    assert [caution.code for caution in result.cautions] == ["does_not_apply"]
    assert "name no student" in result.summary().headline


def test_looks_after_the_last_day_of_the_records_do_not_happen(follow, frames):
    frames["scores"] = frames["scores"].assign(date="2025-03-15")
    assert set(follow(frames).tables["looks"].frame["look"]) == {"fall", "winter"}
    as_of = pd.Timestamp("2024-12-01").date()
    assert set(follow(frames, as_of=as_of).tables["looks"].frame["look"]) == {"fall"}


def test_a_student_counts_in_the_school_of_the_day_and_not_before_or_after(follow, frames):
    stays = frames["enrollments"]
    stays.loc[0, "enrolled_to"] = "2024-12-01"
    stays.loc[7, "enrolled_from"] = "2025-01-15"
    moved = pd.DataFrame({"student_id": STUDENTS[:1], "school_id": "B", "enrolled_from": "2024-12-02"})
    stays = frames["enrollments"] = pd.concat([stays, moved], ignore_index=True)
    stays.loc[2, "enrolled_to"] = "2025-02-01"
    looks = follow(frames).tables["looks"].frame
    at = looks.pivot_table(index="student_id", columns="look", values="school_id", aggfunc="first")
    assert at.loc[STUDENTS[0]].to_dict() == {"fall": "A", "spring": "B", "winter": "B"}
    assert at.loc[STUDENTS[7]].isna().to_dict() == {"fall": True, "spring": False, "winter": False}
    assert at.loc[STUDENTS[2]].isna().to_dict() == {"fall": False, "spring": True, "winter": True}


def test_counts_shares_and_planning_figure(follow, frames):
    tiers = follow(frames).tables["tiers"].frame
    row = tiers[(tiers["look"] == "fall") & (tiers["school_id"] == TOTAL) & (tiers["support"] == "Tier 2")].iloc[0]
    assert (row["n"], row["enrolled"], row["percent"], row["planned"]) == (2, 8, 25.0, "15")
    # Wilson 2/8: (2/8 + z²/16 ± z sqrt(2/8·6/8/8 + z²/256)) / (1 + z²/8), z = 1.959964
    assert (row["low"], row["high"]) == (pytest.approx(7.1485, abs=1e-3), pytest.approx(59.0718, abs=1e-3))


@pytest.mark.parametrize(
    ("looks", "said"),
    [
        (["11-01"], "is no look"),
        (["fall 11-31"], "is no look"),
        (["fall 13-01"], "is no look"),
        (["a 11-01", "a 03-01"], "repeats a name"),
    ],
)
def test_a_look_needs_a_name_of_its_own_and_a_day(looks, said):
    with pytest.raises(ParamsError, match=said):
        validated(TiersParams, {"looks": looks})


def test_planning_figures_add_up():
    with pytest.raises(ParamsError, match="must be three percents that add to 100"):
        validated(TiersParams, {"planned": [80, 15, 6]})


def test_a_plan_of_a_tier_that_does_not_exist_is_left_out_as_the_checks_do(follow, frames, plans, received):
    frames["interventions"] = plans(
        (0, "reading", 4, "2024-10-01", None, None), (1, "reading", 2, "2024-10-01", None, None)
    )
    assert received(follow(frames), "fall").tolist()[:2] == ["Tier 1", "Tier 2"]


def _with_plan(frames, plans, **cells):
    """Give student 5, who has no other plan, a Tier 2 reading plan of the year with some cells changed."""
    more = plans((5, "reading", 2, "2024-10-01", "2025-05-30", None)).assign(plan_id="P9", **cells)
    return frames | {"interventions": pd.concat([frames["interventions"], more])}


@pytest.mark.parametrize(
    "cells", [{"tier": None}, {"tier": 4}, {"start": None}, {"end": "2024-08-20"}, {"start": "2062-10-01"}]
)
def test_a_plan_that_cannot_be_placed_is_no_data_and_never_tier_1(follow, frames, plans, received, cells):
    result = follow(_with_plan(frames, plans, **cells), checked=True)
    assert [received(result, look)[STUDENTS[5]] for look in ("fall", "winter", "spring")] == [NO_DATA] * 3
    assert received(result, "fall")[STUDENTS[6]] == "Tier 1"
    assert "plans_not_placed" in {caution.code for caution in result.cautions}


def test_a_copy_of_a_placed_plan_leaves_no_doubt(follow, frames, received):
    frames["interventions"] = pd.concat([frames["interventions"], frames["interventions"].head(1)])
    result = follow(frames, checked=True)
    assert received(result, "spring")[STUDENTS[0]] == "Tier 1"
    assert "plans_not_placed" not in {caution.code for caution in result.cautions}


def test_support_not_known_at_one_look_is_no_leaving_and_no_joining(follow, frames, plans):
    frames = _with_plan(frames, plans, tier=None)
    frames["interventions"] = pd.concat(
        [frames["interventions"], plans((5, "reading", 2, "2024-10-01", "2024-12-01", None)).assign(plan_id="P10")]
    )
    frames["interventions"] = pd.concat(
        [frames["interventions"], plans((6, "math", 2, "2024-10-01", "2025-05-30", None)).assign(plan_id="P11")]
    )
    moves = follow(frames).tables["movement"].frame
    whole = moves[(moves["school_id"] == TOTAL) & (moves["support"] == TOTAL) & (moves["n"] > 0)]
    counted = whole.groupby("domain")[["to", "n"]].apply(lambda rows: dict(rows.to_numpy())).to_dict()
    assert counted["reading"] == {"Tier 1": 5, "Tier 3": 2, TOTAL: 7}
    assert counted["math"] == {"Tier 1": 6, "Tier 2": 1, TOTAL: 7}
