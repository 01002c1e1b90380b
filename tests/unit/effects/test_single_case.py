"""Cases come from plans; what is better depends on the measure; nothing is judged that was not delivered."""

import re

import pandas as pd
import pytest

from mtss_analysis import growth, params
from mtss_analysis.effects import EffectsParams, single_case
from mtss_analysis.errors import PrivacyError
from mtss_analysis.intake import from_frames
from mtss_analysis.reporting import present
from mtss_analysis.workflow.catalogue import choose
from mtss_analysis.workflow.plan import jobs

MEASURES = {
    "orf": {
        "label": "Reading aloud", "domain": "reading", "unit": "words correct in a minute", "higher_is_better": True,
        "low": 0, "high": 300, "source": "invented",
    },
    "calling_out": {
        "label": "Calling out", "domain": "behavior", "unit": "times a day", "higher_is_better": False, "low": 0,
        "high": 99, "source": "invented",
    },
}  # fmt: skip
SETTINGS = params.layers()
LOW, HIGH = [20, 22, 21, 23, 20, 22], [35, 36, 38, 37, 39, 36]


def plan(plan_id, start, end=None, tier=2, intervention="Phonics", measure="orf", domain="reading", student="A1"):
    return {
        "plan_id": plan_id, "student_id": student, "domain": domain, "tier": tier, "intervention": intervention,
        "start": start, "end": end, "measure": measure, "baseline": 20.0, "goal": 50.0, "goal_date": "2025-05-30",
    }  # fmt: skip


def probes(scores, start, measure="orf", domain="reading", student="A1"):
    days = pd.Timestamp(start) + pd.to_timedelta([7 * week for week in range(len(scores))], unit="D")
    row = {"student_id": student, "domain": domain, "measure": measure, "purpose": "progress", "season": None}
    return pd.DataFrame(row | {"date": days, "score": [float(score) for score in scores]})


def log(plan_id, held, missed, start="2024-12-02"):
    days = pd.Timestamp(start) + pd.to_timedelta(range(held + missed), unit="D")
    return pd.DataFrame({"plan_id": plan_id, "date": days, "status": ["delivered"] * held + ["not_held"] * missed})


def look(plans=(), scores=(), sessions=(), **changed):
    students = sorted({row["student_id"] for row in plans}) or ["A1"]
    known = {"student_id": students, "school_year": "2024-25", "grade": "2"}
    stays = {"student_id": students, "school_id": "A", "enrolled_from": "2024-08-15", "enrolled_to": None}
    frames = {"students": pd.DataFrame(known), "enrollments": pd.DataFrame(stays)}
    frames["schools"] = pd.DataFrame({"school_id": ["A"], "name": ["Alder"]})
    frames |= {"interventions": pd.DataFrame(plans)} if plans else {}
    frames |= {"scores": pd.concat(scores)} if scores else {}
    frames |= {"sessions": pd.concat(sessions)} if sessions else {}
    dataset = from_frames(frames)
    measures = params.validated(params.MeasuresParams, {"measures": MEASURES})
    grown = growth.estimate(dataset, SETTINGS.load(growth.GrowthParams), measures, SETTINGS.load(params.DistrictParams))
    chosen = SETTINGS.load(single_case.SingleCaseParams).model_copy(update=changed)
    return single_case.look(grown, dataset, chosen, SETTINGS.load(EffectsParams), measures), dataset


TWO = (plan("P1", "2024-10-07", "2024-11-30"), plan("P2", "2024-12-02", tier=3, intervention="Repeated reading"))


def two(first=LOW, second=HIGH, **kinds):
    return [probes(first, "2024-10-07", **kinds), probes(second, "2024-12-02", **kinds)]


def cases(result):
    return result.tables["cases"].frame


def codes(result):
    return {caution.code for caution in result.cautions}


def test_two_plans_of_a_student_make_a_case_of_two_phases():
    found, _ = look(TWO, two())
    case = cases(found).iloc[0]
    assert (case["phase_a"], case["phase_b"]) == ("Phonics (Tier 2)", "Repeated reading (Tier 3)")
    assert (case["n_a"], case["n_b"], case["nap"]) == (6, 6, 1.0)
    assert case["seen"] == "better_than_trend"
    assert case["gain_low"] > 0
    aggregate = found.tables["aggregate"].frame
    assert aggregate["change"].tolist() == ["Tier 2 to Tier 3", "Phonics to Repeated reading"]


def test_growth_that_goes_on_is_not_better_than_its_own_trend():
    scores = [20 + 2 * week + (week % 2) for week in range(14)]
    found, _ = look(TWO, two(scores[:6], scores[8:]))
    assert cases(found)["nap"].iloc[0] == 1.0
    assert cases(found)["seen"].iloc[0] == "better_as_trend"


def test_growth_that_stops_fell_short_of_its_trend():
    rising = [20, 25, 29, 36, 40, 45]
    assert cases(look(TWO, two(rising, [33, 32, 34, 33, 32, 33]))[0])["seen"].tolist() == ["below_trend"]


def test_falling_scores_that_are_held_are_told_apart_from_no_change():
    falling = [45, 40, 36, 29, 25, 20]
    assert cases(look(TWO, two(falling, [33, 32, 34, 33, 32, 33]))[0])["seen"].tolist() == ["trend_turned"]


@pytest.mark.parametrize(("first", "second", "seen"), [(HIGH, LOW, "better_than_trend"), (LOW, HIGH, "worse")])
def test_where_less_is_better_every_number_is_turned(first, second, seen):
    kinds = {"measure": "calling_out", "domain": "behavior"}
    plans = [row | kinds for row in TWO]
    case = cases(look(plans, two(first, second, **kinds))[0]).iloc[0]
    better = seen != "worse"
    assert case["seen"] == seen
    assert {name: case[name] > 0 for name in ("tau_u", "lrr", "gain", "level_change")} == dict.fromkeys(
        ("tau_u", "lrr", "gain", "level_change"), better
    )
    assert case["lrr_low"] <= case["lrr"] <= case["lrr_high"]


def test_scores_before_the_first_plan_are_a_phase_without_a_plan():
    found, _ = look(TWO[1:], two())
    assert cases(found)["phase_a"].tolist() == ["No plan"]
    assert found.tables["points"].frame["phase"].iloc[0] == "No plan"


def test_one_phase_makes_no_case_and_is_counted():
    found, _ = look(TWO[:1], [probes(LOW, "2024-10-07")])
    assert cases(found).empty
    assert {"one_phase", "does_not_apply"} <= codes(found)


def test_the_same_support_again_is_no_change():
    again = TWO[1] | {"tier": 2, "intervention": "Phonics"}
    found, _ = look((TWO[0], again), two())
    assert cases(found).empty
    assert "same_support" in codes(found)


def test_phases_far_apart_are_not_compared():
    found, _ = look(TWO, two(), longest_gap=1.0)
    assert cases(found).empty
    assert "far_apart" in codes(found)


def test_where_plans_overlap_the_first_phase_ends_with_the_change():
    plans = (TWO[0] | {"end": None}, TWO[1])
    case = cases(look(plans, two())[0]).iloc[0]
    assert (case["n_a"], case["n_b"]) == (6, 6)


def test_few_scores_are_listed_and_not_compared():
    found, _ = look(TWO, two(LOW[-2:] * 1, HIGH), longest_gap=20.0)
    assert cases(found)["seen"].tolist() == ["too_few_scores"]
    assert "few_points" in codes(found)
    assert found.tables["aggregate"].frame["compared"].tolist() == [0, 0]


@pytest.mark.parametrize(("held", "missed", "verdict"), [(4, 30, "not_delivered"), (34, 0, "cannot_tell")])
def test_delivery_decides_and_nothing_is_said_to_work(held, missed, verdict):
    case = cases(look(TWO, two(), [log("P2", held, missed)])[0]).iloc[0]
    assert case["verdict"] == verdict
    assert case["design"] == "does not meet"


def test_without_data_the_page_says_why():
    found, _ = look()
    assert codes(found) == {"does_not_apply", "no_sessions"}
    assert found.summary().headline.startswith("No student has scores")
    assert all(table.frame.empty for table in found.tables.values())


@pytest.mark.parametrize("school", ["", "A"])
def test_the_page_shows_every_part(school):
    found, dataset = look(TWO, two(), [log("P2", 30, 4)])
    page = present.page(found, dataset, SETTINGS, audience="team", school=school)
    parts = [page.figure("student"), page.figure("nap"), *map(page.table, ("cases", "numbers", "lines", "reasons"))]
    assert "<img" in parts[0].html
    assert "better than the trend before" in parts[2].html
    assert "before and after: 1." in page.headline().html
    assert "Tier 2 to Tier 3" in page.table("aggregate", kind="tier").html


def test_it_cannot_be_published():
    found, dataset = look(TWO, two())
    with pytest.raises(PrivacyError, match="single students"):
        present.page(found, dataset, SETTINGS, audience="public")


def test_a_team_only_analysis_has_no_public_page():
    names = [job.name for job in jobs(choose(["single_case"]), ["", "A"], ["team", "public"])]
    assert names == ["team/district/07_single_case", "team/A/07_single_case"]


NOT_A_NUMBER = re.compile(r"\b(nan|NaN|NaT)\b|<NA>")
FLAT, ZEROS = [20.0] * 6, [0.0] * 6
BEHAVIOR = {"measure": "calling_out", "domain": "behavior"}


def shown(found, dataset, school=""):
    page = present.page(found, dataset, SETTINGS, audience="team", school=school)
    views = ("cases", "numbers", "lines", "reasons", "aggregate")
    parts = [page.headline(), page.cautions(), *map(page.table, views), *map(page.figure, ("student", "nap"))]
    return " ".join(re.sub(r'base64,[^"]+', "", part.html) for part in parts)


@pytest.mark.parametrize(
    ("first", "second", "kinds", "said"),
    [
        (LOW[:1], HIGH, {}, "fewer than 3 scores"),
        (LOW, HIGH[:1], {}, "fewer than 3 scores"),
        (FLAT, FLAT, {}, "All scores are equal"),
        (ZEROS, [3, 4, 2, 3, 5, 4], BEHAVIOR, "a ratio to zero is not defined"),
        ([3, 4, 2, 3, 5, 4], ZEROS, BEHAVIOR, "its logarithm is not defined"),
    ],
)
def test_bad_scores_are_named_and_never_not_a_number(first, second, kinds, said):
    found, dataset = look([row | kinds for row in TWO], two(first, second, **kinds), longest_gap=20.0)
    assert len(cases(found)) == 1
    html = shown(found, dataset)
    assert said in html
    assert not NOT_A_NUMBER.search(html)


def test_a_flat_baseline_is_compared_without_a_missing_number():
    found, dataset = look(TWO, two(FLAT, HIGH))
    assert cases(found)[["nap", "tau_bc", "lrr", "gain"]].notna().all(axis=None)
    assert not NOT_A_NUMBER.search(shown(found, dataset))


def test_a_measure_without_a_direction_is_named_and_not_compared():
    kinds = {"measure": "pages_read"}
    found, dataset = look([row | kinds for row in TWO], two(**kinds))
    assert cases(found)["seen"].tolist() == ["no_direction"]
    html = shown(found, dataset)
    assert "measures.yml" in html
    assert not NOT_A_NUMBER.search(html)


@pytest.mark.parametrize("school", ["", "A"])
def test_a_page_without_cases_says_why_in_every_part(school):
    found, dataset = look(TWO[:1], [probes(LOW, "2024-10-07")])
    assert "one phase only: 1" in shown(found, dataset, school)


def test_sessions_nobody_logged_are_named_as_the_reason():
    found, dataset = look(TWO, two())
    assert cases(found)["delivery"].tolist() == ["unknown"]
    assert "No session is on record" in shown(found, dataset)


def test_the_mean_of_one_case_is_not_told():
    found, _ = look(TWO, two())
    assert found.tables["aggregate"].frame["nap"].isna().all()


def test_phases_without_scatter_have_no_interval_of_width_zero():
    case = cases(look(TWO, two(FLAT, [30.0] * 6))[0]).iloc[0]
    assert case[["gain_low", "lrr_low", "level_low"]].isna().all()
    assert case["seen"] == "better_as_trend"
    assert "nothing over to tell the scatter" in case["notes"]


def test_nonoverlap_is_the_share_of_all_pairs_counted_one_by_one():
    first, second = [20, 25, 22, 30, 24, 28], [24, 26, 33, 22, 35, 31]
    counted = [(after > before) + (after == before) / 2 for before in first for after in second]
    assert cases(look(TWO, two(first, second))[0])["nap"].iloc[0] == pytest.approx(sum(counted) / len(counted))
