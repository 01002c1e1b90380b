"""What was planted is found again: error rates of a rule, slopes and their intervals, shares of tiers, delivery."""

import json
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from mtss_analysis import decisions, growth, intake, params, screening
from mtss_analysis.decisions.monitored import monitored
from mtss_analysis.decisions.rules import four_point
from mtss_analysis.decisions.settings import FourPointSettings
from mtss_analysis.estimators.aimline import aimline
from mtss_analysis.vocabulary import TOTAL

SERIES = 2_000
WEEKS = 15
NO_WAIT = FourPointSettings(points=4, minimum_points=4, minimum_weeks=0, raise_goal=False)


def within(found, expected, n, sds=4):
    """Binomial bound: a share of n is this near its expectation."""
    return abs(found - expected) <= sds * np.sqrt(expected * (1 - expected) / n)


def alarms(goal_from_baseline):
    """Four-point verdicts at every look, of students exactly on pace: (looks, series), True where it says change."""
    rng = np.random.default_rng(20240819)
    pace, sem = 1.2, 8.0
    baseline = np.median(40 + sem * rng.normal(size=(SERIES, 3)), axis=1)
    week = np.arange(1, WEEKS + 1)
    scores = 40 + pace * week + sem * rng.normal(size=(SERIES, WEEKS))
    goal = baseline + pace * WEEKS if goal_from_baseline else np.full(SERIES, 40 + pace * WEEKS)
    line = aimline(0.0, baseline, float(WEEKS), goal)
    looks = []
    for look in range(4, WEEKS + 1):
        time, series = np.tile(week[:look], SERIES), np.repeat(np.arange(SERIES), look)
        plans = monitored(time, scores[:, :look].ravel(), series, line)
        looks.append(four_point(plans, NO_WAIT).verdict == "change")
    return np.array(looks)


def test_false_alarms_of_the_four_point_rule_with_baseline_plus_pace():
    # 200,000 simulated series, whatever the noise: 14 % at any single look, 43 % at some point in 15 weeks
    found = alarms(goal_from_baseline=True)
    assert within(found[-1].mean(), 0.143, SERIES)
    assert within(found[0].mean(), 0.143, SERIES)
    assert within(found.any(axis=0).mean(), 0.43, SERIES)


def test_false_alarms_are_fewer_at_the_end_when_the_goal_is_fixed():
    # the same with the aimline from the baseline to a fixed goal: 41 % at some point, 6 to 9 % at the last looks
    found = alarms(goal_from_baseline=False)
    assert within(found.any(axis=0).mean(), 0.41, SERIES)
    assert 0.05 <= found[-1].mean() <= 0.10


def simulated(students, weeks, noise, rng):
    """Frames of students without plans, one school, straight lines plus independent noise; and the true slopes."""
    slopes = rng.normal(1.2, 0.5, students)
    ids = [f"SYN-{number:04d}" for number in range(students)]
    week = np.arange(weeks)
    scores = 60 + slopes[:, None] * week + noise * rng.normal(size=(students, weeks))
    days = np.tile(pd.Timestamp("2024-10-07") + pd.to_timedelta(7 * week, unit="D"), students)
    rows = {"student_id": np.repeat(ids, weeks), "domain": "reading", "measure": "oral_reading_fluency"}
    frames = {
        "scores": pd.DataFrame(rows | {"purpose": "progress", "date": days, "season": None, "score": scores.ravel()}),
        "students": pd.DataFrame({"student_id": ids, "school_year": "2024-25", "grade": "3"}),
    }
    return frames, slopes


def test_intervals_of_the_rate_cover_the_truth_as_often_as_they_say():
    frames, truth = simulated(800, 12, 9.0, np.random.default_rng(7))
    settings = params.layers()
    result = growth.estimate(
        intake.from_frames(frames),
        settings.load(growth.GrowthParams),
        settings.load(params.MeasuresParams),
        settings.load(params.DistrictParams),
    )
    series = result.tables["series"].frame
    covered = (series["roi_low"] <= truth) & (truth <= series["roi_high"])
    assert within(covered.mean(), 0.95, len(truth))
    total = result.tables["groups"].frame.query("by == 'All' and school_id == 'All'").iloc[0]
    assert total["low"] <= 1.2 <= total["high"]
    # spread of estimates: true variance plus the variance of noise, 9² / Sxx with Sxx = 12 (12² − 1) / 12
    assert total["sd_roi"] == pytest.approx(np.sqrt(0.25 + 81 / 143), rel=0.1)


HOME = Path(__file__).parents[2] / "data_samples" / "district"


@pytest.fixture(scope="module")
def district():
    settings = params.layers(HOME)
    return intake.read(HOME), settings, json.loads((HOME / "truths.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def grown(district):
    dataset, settings, _ = district
    return growth.estimate(
        dataset,
        settings.load(growth.GrowthParams),
        settings.load(params.MeasuresParams),
        settings.load(params.DistrictParams),
    )


@pytest.fixture(scope="module")
def advice(district, grown):
    dataset, settings, _ = district
    measures = settings.load(params.MeasuresParams)
    home = settings.load(params.DistrictParams)
    result = decisions.recommend(grown, dataset, settings.load(decisions.DecisionParams), measures, home)
    plans = dataset.table("interventions")[["plan_id", "intervention"]]
    return result.tables["recommendations"].frame.merge(plans, on="plan_id")


def test_counts_by_tier_of_the_sample_district(district):
    dataset, settings, truth = district
    measures, home = settings.load(params.MeasuresParams), settings.load(params.DistrictParams)
    result = screening.evaluate(dataset, settings.load(screening.ScreeningParams), measures, home)
    tiers = result.tables["tiers"].frame
    whole = tiers[(tiers["school_id"] == TOTAL) & (tiers["by"] == TOTAL) & (tiers["support"] != TOTAL)]
    found = whole.groupby(["school_year", "season", "measure"])["n"].agg(list).to_dict()
    planted = {
        (year, season, measure): counts
        for year, seasons in truth["tier_counts"].items()
        for season, measures in seasons.items()
        for measure, counts in measures.items()
    }
    assert found == planted


def test_rates_of_the_sample_district_have_no_bias(district, grown):
    truth = pd.DataFrame(district[2]["plans"]).set_index("plan_id")
    series = grown.tables["series"].frame
    reading = series[series["enough"] & (series["measure"] == "oral_reading_fluency")].set_index("plan_id")
    error = reading["roi"] - truth["true_slope"].reindex(reading.index)
    assert len(error) > 500
    assert abs(error.mean()) < 4 * error.std() / np.sqrt(len(error))
    assert np.corrcoef(reading["roi"], truth["true_slope"].reindex(reading.index))[0, 1] > 0.7


def test_neighbouring_errors_make_intervals_too_short(district, grown):
    # the caution of the growth page, on data whose errors are planted with correlations of 0.2 to 0.4
    truth = pd.DataFrame(district[2]["plans"]).set_index("plan_id")["true_slope"]
    series = grown.tables["series"].frame
    reading = series[series["enough"] & (series["measure"] == "oral_reading_fluency")].set_index("plan_id")
    planted = truth.reindex(reading.index)
    covered = ((reading["roi_low"] <= planted) & (planted <= reading["roi_high"])).mean()
    assert 0.70 < covered < 0.93


def test_a_never_delivered_intervention_is_checked_before_it_is_changed(district, advice):
    planted = [name for name, each in district[2]["interventions"].items() if not each["delivered"]]
    rows = advice[advice["intervention"].isin(planted) & (advice["four_point"] == "change")]
    assert len(rows) > 20
    undecided = rows[~rows["action"].isin(["exit", "fade"])]
    assert set(undecided["action"]) == {"check_fidelity_first"}


def test_what_works_is_told_from_what_does_not(district, advice):
    works = [name for name, each in district[2]["interventions"].items() if each["truth"] == "works"]
    rows = advice[(advice["measure"] == "oral_reading_fluency") & (advice["four_point"] != "collect_more_data")]
    called = (rows["four_point"] == "change").groupby(rows["intervention"].isin(works)).mean()
    assert called[True] < called[False] - 0.2


@pytest.mark.parametrize("day", [date(2025, 12, 1), date(2026, 1, 20), date(2026, 4, 1)])
def test_the_chance_to_reach_the_goal_is_the_share_that_does(district, grown, day):
    """True scores of the sample are known; errors are alike from week to week, forms differ, probes are missed."""
    dataset, settings, truth = district
    measures, home = settings.load(params.MeasuresParams), settings.load(params.DistrictParams)
    chosen = settings.load(decisions.DecisionParams).model_copy(update={"as_of": day})
    rows = decisions.recommend(grown, dataset, chosen, measures, home).tables["recommendations"].frame
    known = pd.DataFrame(truth["plans"]).merge(dataset.table("interventions")[["plan_id", "start"]])
    rows = rows.merge(known, on="plan_id").query("domain != 'attendance'").dropna(subset=["p_reach"])  # capped at 100
    weeks = (rows["goal_date"] - rows["start"]).dt.days / 7
    reaches = rows["true_level_at_start"] + rows["true_slope"] * weeks >= rows["goal"]
    tenths = (rows["p_reach"] * 10).clip(upper=9.999).astype(int)
    found = pd.DataFrame({"said": rows["p_reach"], "seen": reaches}).groupby(tenths).mean()
    assert (found["said"] - found["seen"]).abs().max() < 0.1
    assert (found["said"] - found["seen"]).abs().mean() < 0.04
