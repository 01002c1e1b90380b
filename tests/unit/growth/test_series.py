"""Which scores form a series, and what is said of it."""

import numpy as np
import pandas as pd
import pytest

from mtss_analysis.vocabulary import Purpose

SCORES = [22, 25, 24, 28, 27, 31, 30, 34, 33, 36]


def only(result):
    frame = result.tables["series"].frame
    assert len(frame) == 1
    return frame.iloc[0]


def test_slope_error_and_interval_of_a_hand_worked_series(district, estimate, make):
    # y over t = 0..9: slope 1.466667, SEE 1.251666, SE .137804 (hand case, re-derived in R)
    plan, probes = make
    row = only(estimate(district([plan("P", "a")], [probes("a", SCORES)])))
    assert row["roi"] == pytest.approx(1.466667, abs=1e-6)
    assert row["roi_se"] == pytest.approx(0.137804, abs=1e-6)
    assert row["roi_high"] - row["roi"] == pytest.approx(2.306004 * 0.137804, abs=1e-5)
    assert (row["n"], row["weeks"], row["status"]) == (10, 9.0, "estimated")


def test_aimline_and_gap_from_the_plans_own_baseline(district, estimate, make):
    plan, probes = make
    row = only(estimate(district([plan("P", "a")], [probes("a", SCORES)])))
    assert (row["baseline"], row["aim_roi"], row["aim_level"]) == (30.0, 1.0, 39.0)
    assert row["gap"] == pytest.approx(row["level"] - 39.0)


def test_without_a_baseline_the_median_of_the_first_points_starts_the_aimline(district, estimate, make):
    plan, probes = make
    result = estimate(district([plan("P", "a", baseline=None)], [probes("a", SCORES)]))
    row = only(result)
    assert row["baseline"] == 24.0
    assert row["aim_start"] == pd.Timestamp("2024-10-14")
    assert row["aim_roi"] == pytest.approx(26 / 19)
    assert result.tables["points"].frame["is_baseline"].tolist() == [True] * 3 + [False] * 7


def test_points_the_plans_baseline_was_taken_from_are_baseline_points(district, estimate, make):
    plan, probes = make
    frames = district([plan("P", "a")], [probes("a", SCORES)])
    taken, other = estimate(frames, plan_baseline="first_points"), estimate(frames)
    assert taken.tables["points"].frame["is_baseline"].sum() == 3
    assert other.tables["points"].frame["is_baseline"].sum() == 0


def test_a_gap_is_positive_when_better_whatever_the_direction(district, estimate, make):
    plan, probes = make
    where = {"measure": "calling_out", "domain": "behavior"}
    frames = district(
        [plan("P", "a", baseline=20.0, goal=10.0, **where), plan("Q", "b", baseline=20.0, goal=10.0, **where)],
        [probes("a", [20, 18, 16, 15, 13, 12, 10], **where), probes("b", [20, 21, 20, 21, 20, 21, 20], **where)],
    )
    gaps = estimate(frames).tables["series"].frame.set_index("plan_id")["gap"]
    assert gaps["P"] > 0 > gaps["Q"]


@pytest.mark.parametrize(("scores", "roi"), [([30], False), ([30, 33], True)])
def test_one_or_two_points_are_told_to_collect_more(district, estimate, make, scores, roi):
    plan, probes = make
    result = estimate(district([plan("P", "a")], [probes("a", scores)]))
    row = only(result)
    assert (row["status"], bool(row["enough"])) == ("collect more data", False)
    assert np.isfinite(row["roi"]) == roi
    assert np.isnan(row["roi_se"])
    assert result.tables["groups"].frame.empty


def test_points_of_one_day_have_no_slope(district, estimate, make):
    plan, probes = make
    row = only(estimate(district([plan("P", "a")], [probes("a", SCORES, every=0)])))
    assert (row["n"], row["status"]) == (1, "collect more data")
    assert np.isnan(row["roi"])


def test_many_points_in_few_weeks_are_not_enough(district, estimate, make):
    plan, probes = make
    row = only(estimate(district([plan("P", "a")], [probes("a", SCORES, every=2)])))
    assert (row["n"], row["status"]) == (10, "collect more data")


def test_scores_of_one_day_count_as_their_median(district, estimate, make):
    plan, probes = make
    extra = probes("a", [90, 24], start="2024-10-14", every=0, form=["B", "C"])
    result = estimate(district([plan("P", "a")], [probes("a", SCORES), extra]))
    assert result.tables["points"].frame["score"].tolist()[:3] == [22.0, 25.0, 24.0]
    assert "same_day" in {caution.code for caution in result.cautions}


def test_scores_that_never_vary_call_for_a_caution_where_most_students_have_them(district, estimate, make):
    _, probes = make
    same, varied = [probes(f"s{i}", [41] * 10) for i in range(3)], [probes(f"v{i}", SCORES) for i in range(3)]
    found = {caution.code: caution for caution in estimate(district([], [*same, *varied[:2]])).cautions}
    assert "same score every time (Reading aloud)" in found["scores_alike"].sentence
    assert found["scores_alike"].school == found["too_few_to_pool"].school == ""
    assert "scores_alike" not in {caution.code for caution in estimate(district([], [*same, *varied])).cautions}


def test_off_grade_forms_are_left_out_and_said_so(district, estimate, make):
    plan, probes = make
    result = estimate(district([plan("P", "a")], [probes("a", SCORES, form_grade=["1"] * 2 + ["2"] * 7 + [None])]))
    assert only(result)["n"] == 8
    assert "off_grade" in {caution.code for caution in result.cautions}


def test_a_plan_without_scores_is_no_data_not_zero(district, estimate, make):
    plan, probes = make
    frames = district([plan("P", "a"), plan("Q", "b", measure=None)], [probes("c", SCORES)])
    series = estimate(frames).tables["series"].frame.set_index("student_id")
    assert series.loc[["a", "b"], "status"].tolist() == ["no data", "no data"]
    assert series.loc[["a", "b"], "n"].tolist() == [0, 0]
    assert series.loc[["a", "b"], "roi"].isna().all()
    assert series.loc["b", "measure"] == "No data"
    assert series.loc["c", "status"] == "estimated"


def test_scores_outside_the_plan_are_a_series_of_their_own(district, estimate, make):
    plan, probes = make
    frames = district([plan("P", "a", end="2024-11-04")], [probes("a", SCORES)])
    series = estimate(frames).tables["series"].frame
    assert series["plan_id"].tolist()[0] == "P"
    assert series["n"].tolist() == [5, 5]
    assert pd.isna(series["plan_id"].iloc[1])
    assert pd.isna(series["tier"].iloc[1])


def test_two_plans_on_one_measure_keep_their_own_points(district, estimate, make):
    plan, probes = make
    plans = [plan("P", "a", end="2024-10-27"), plan("Q", "a", start="2024-10-28", tier=3)]
    series = estimate(district(plans, [probes("a", SCORES)])).tables["series"].frame.set_index("plan_id")
    assert series["n"].to_dict() == {"P": 3, "Q": 7}
    assert series["tier"].to_dict() == {"P": 2, "Q": 3}


def test_outside_a_plan_nothing_is_aimed_at(district, estimate, make):
    _, probes = make
    result = estimate(district([], [probes("a", SCORES)]))
    assert only(result)[["baseline", "aim_roi", "gap"]].isna().all()
    assert not result.tables["points"].frame["is_baseline"].any()


@pytest.mark.parametrize("missing", ["goal", "goal_date"])
def test_without_a_goal_there_is_no_aimline(district, estimate, make, missing):
    plan, probes = make
    row = only(estimate(district([plan("P", "a", **{missing: None})], [probes("a", SCORES)])))
    assert row[["aim_roi", "aim_level", "gap"]].isna().all()
    assert np.isfinite(row["roi"])


def test_years_as_unit_of_time_make_one_series_over_all_years(district, estimate, make):
    _, probes = make
    tests = probes("a", [400, 450, 500], start="2022-05-02", every=365, purpose="outcome")
    result = estimate(district([], [tests]), purposes=(Purpose.OUTCOME,), time_unit="year", minimum_points=3)
    row = only(result)
    assert row["roi"] == pytest.approx(50 * 365.25 / 365)
    assert row["weeks"] == pytest.approx(2 * 365 / 7)
    assert result.tables["groups"].frame["school_year"].unique().tolist() == ["All years"]


def test_the_order_of_rows_changes_nothing(district, estimate, make):
    plan, probes = make
    frames = district([plan("P", "a"), plan("Q", "b")], [probes("a", SCORES), probes("b", SCORES[::-1])])
    shuffled = {name: frame.sample(frac=1, random_state=1) for name, frame in frames.items()}
    for name, table in estimate(frames).tables.items():
        pd.testing.assert_frame_equal(table.frame, estimate(shuffled).tables[name].frame)


@pytest.mark.parametrize("frames", [{}, {"students": pd.DataFrame({"student_id": ["a"], "school_year": ["2024-25"]})}])
def test_without_scores_the_page_does_not_apply(estimate, frames):
    result = estimate(frames)
    assert [caution.code for caution in result.cautions] == ["does_not_apply"]
    assert all(table.frame.empty for table in result.tables.values())
    assert "collect more data" in result.summary().headline
