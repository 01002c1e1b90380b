"""Lists of students: nobody drops out unsaid, and different tests are never ranked together."""

import pandas as pd
import pytest

from mtss_analysis import params
from mtss_analysis.reporting.labels import Labels
from mtss_analysis.reporting.views import VIEWS
from mtss_analysis.vocabulary import Action

SETTINGS = params.layers()
LABELS = Labels(SETTINGS.load(params.DistrictParams), SETTINGS.load(params.MeasuresParams), {"S01": "Cedar"})
WINDOW = {"school_id": "S01", "grade": "2", "school_year": "2024-25", "season": "fall"}


def _scores(measure, scores, domain="reading", **columns):
    """Scores of grade 2 in fall; the cut for Tier 2 support in oral reading fluency is 36, its SEM 9."""
    rows = pd.DataFrame({"student_id": [f"{measure} {score}" for score in scores], "score": scores, "measure": measure})
    return rows.assign(**(WINDOW | {"domain": domain, "sem": 9.0, "support": "Tier 3", "near_cut": False} | columns))


def _pick(analysis, view, frame, school="All"):
    return VIEWS[analysis][view].pick(frame, LABELS, school)


def _recommended(actions, chances=None):
    rules = dict.fromkeys(["four_point", "trend_line", "median_of_three", "ci_rule", "posterior"], "continue")
    frame = pd.DataFrame({"student_id": [f"s{i}" for i in range(len(actions))], "action": actions})
    frame = frame.assign(p_reach=chances if chances else 0.5, reason="", n=9, tier=2, measure="maze", school_id="S01")
    return frame.assign(errs="", told_by=pd.Timestamp("2025-01-06"), **rules)


def test_students_are_listed_measure_by_measure_furthest_below_the_cut_first():
    fluency = _scores("oral_reading_fluency", [27.0, 18.0])
    computation = _scores("math_computation", [1.0, 2.0], domain="math", sem=3.0)
    frame, _ = _pick("02_screening", "students", pd.concat([computation, fluency], ignore_index=True))
    assert frame["Student"].tolist()[:2] == ["oral_reading_fluency 18.0", "oral_reading_fluency 27.0"]
    assert frame["Below cut"].tolist()[:2] == ["2.0 SEM", "1.0 SEM"]


def test_where_no_sem_is_known_the_distance_is_in_standard_deviations():
    frame, _ = _pick("02_screening", "students", _scores("oral_reading_fluency", [16.0, 26.0, 36.0], sem=float("nan")))
    assert frame["Below cut"].tolist() == ["2.0 SD", "1.0 SD", "0.0 SD"]


def test_a_window_in_which_nobody_scored_low_is_still_the_latest():
    fall, spring = (
        _scores("oral_reading_fluency", [20.0]),
        _scores("oral_reading_fluency", [90.0], season="spring", support="Tier 1"),
    )
    assert _pick("02_screening", "students", pd.concat([fall, spring], ignore_index=True))[0].empty


def test_the_district_shows_some_of_each_measure_and_says_so_and_a_school_shows_all():
    frame = _scores("oral_reading_fluency", [float(score) for score in range(36)])
    some, caption = _pick("02_screening", "students", frame)
    assert len(some) == 15
    assert "15 of 36 shown, the first 15 of each measure; all are in the table students" in caption
    everyone, caption = _pick("02_screening", "students", frame, "S01")
    assert len(everyone) == 36
    assert "shown" not in caption


def test_advice_is_listed_by_urgency_and_the_least_likely_to_reach_the_goal_first():
    frame, caption = _pick(
        "04_decisions",
        "recommendations",
        _recommended(["continue", "exit", "continue", "change", "check_fidelity_first"], [0.9, 0.5, 0.034, 0.2, 0.001]),
    )
    assert frame["Advice"].tolist()[0] == "Check delivery first"
    assert frame["Student"].tolist() == ["s4", "s3", "s1", "s2", "s0"]
    assert frame["Chance to reach the goal"].tolist() == ["less than 1 %", "20 %", "50 %", "3 %", "90 %"]
    assert "shown" not in caption


@pytest.mark.parametrize("action", list(Action))
def test_every_advice_has_its_place_in_the_list(action):
    frame, _ = _pick("04_decisions", "recommendations", _recommended(["continue", str(action)]))
    assert len(frame) == 2
    assert frame["Advice"].tolist()[-1] == "Continue"


def test_only_students_with_an_aimline_are_listed_by_their_distance_from_it():
    frame = (
        _scores("oral_reading_fluency", [1.0, 2.0])
        .drop(columns="season")
        .assign(gap=[float("nan"), -3.0], goal_chance=0.2, eb_roi=1.0, eb_roi_se=0.1)
    )
    frame = frame.assign(n=9, weeks=9.0, roi=1.0, roi_se=0.1, aim_roi=1.2, status="estimated")
    frame = frame.assign(growth_percentile=34.0, growth_percentile_low=12.0, growth_percentile_high=61.0)
    frame = frame.assign(growth_status="estimated")
    assert _pick("03_growth", "series", frame)[0]["Percentile, same start"].tolist() == ["34 (12 to 61)"]
    few = frame.assign(growth_percentile=float("nan"), growth_status="too few to say")
    assert _pick("03_growth", "series", few)[0]["Percentile, same start"].tolist() == ["too few to say"]
    assert _pick("03_growth", "series", frame)[0]["Student"].tolist() == ["oral_reading_fluency 2.0"]
    assert _pick("03_growth", "series", frame.assign(gap=float("nan")))[0].empty
    assert "no aimline can be drawn" in VIEWS["03_growth"]["series"].empty


def test_on_pace_does_not_apply_where_nobody_has_a_goal():
    rows = {"measure": "maze", "school_id": "All", "by": "All", "group": "All", "school_year": "2024-25", "n": 20}
    rows |= {"domain": "reading"}
    numbers = {"mean_roi": 1.0, "se": 0.1, "low": 0.8, "high": 1.2, "meeting": float("nan")}
    frame, _ = _pick("03_growth", "groups", pd.DataFrame([rows | numbers]))
    assert frame["On pace (percent)"].tolist() == ["does not apply"]


RECORD = {"domain": "reading", "low": 50.0, "high": 70.0, "called": 6, "weeks_earlier": 12.0}


def test_a_rule_is_judged_on_enough_ended_plans_only():
    rows = [{"rule": "four_point", "outcome": "fell short", "n": 10, "percent": 60.0}]
    rows += [{"rule": "posterior", "outcome": "fell short", "n": 4, "percent": 75.0}]
    frame, _ = _pick("04_decisions", "back_test", pd.DataFrame([RECORD | row for row in rows]))
    assert frame["Rule"].tolist() == ["Four-point rule"]
    assert frame["Called before (95 % interval)"].tolist() == ["60 (50 to 70)"]


def test_only_schools_and_groups_that_stand_out_are_listed():
    same = {"domain": "reading", "seen": "change", "n": 20, "percent": 90.0, "low": 70.0, "high": 97.0, "others": 70.0}
    rows = [
        {"by": "school_id", "group": "S01", "difference": 20.0, "difference_low": 4.0, "difference_high": 30.0},
        {"by": "sex", "group": "F", "difference": 20.0, "difference_low": -4.0, "difference_high": 30.0},
        {"by": "grade", "group": "2", "difference": float("nan"), "difference_low": None, "difference_high": None},
    ]
    frame, caption = _pick("04_decisions", "consistency", pd.DataFrame([same | row for row in rows]))
    assert frame["School or students"].tolist() == ["Cedar"]
    assert frame["Difference (percentage points)"].tolist() == ["20 (4 to 30)"]
    assert "one in twenty" in caption


def test_students_with_plans_in_one_domain_are_not_in_the_list_of_several():
    one = {"student_id": "a", "school_id": "S01", "grade": "2", "plans": 1, "said": ""}
    none = dict.fromkeys(["reading", "math", "behavior", "attendance", "social_emotional"], "no plan")
    frame = pd.DataFrame(
        [one | none | {"reading": "exit"}, one | none | {"student_id": "b", "math": "exit", "reading": "change"}]
    )
    listed, _ = _pick("04_decisions", "students", frame)
    assert listed["Student"].tolist() == ["b"]
    assert listed["Behavior"].tolist() == ["No plan"]


def test_the_rules_that_say_change_are_named():
    frame = _recommended(["change", "change"]).assign(four_point=["change", "change"], ci_rule=["change", "continue"])
    listed, _ = _pick("04_decisions", "recommendations", frame)
    assert listed["Rules that say change"].tolist() == ["Four-point rule, Interval rule", "Four-point rule"]
