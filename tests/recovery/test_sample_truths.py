"""What was planted in the sample district is found again in its tables alone.

Bounds are four standard errors (1 in 16,000) unless the test says otherwise.
"""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from mtss_analysis import checks, intake, params, screening
from mtss_analysis.estimators import trend
from mtss_analysis.intake import attach

SAMPLES = Path(__file__).resolve().parents[2] / "data_samples"
DATA = SAMPLES / "district"
TRUTHS = json.loads((DATA / "truths.json").read_text(encoding="utf-8"))
SETTINGS = params.layers(DATA)
MEASURES, DISTRICT = SETTINGS.load(params.MeasuresParams), SETTINGS.load(params.DistrictParams)
SCHOOL = TRUTHS["schools"]
ORF = "oral_reading_fluency"


@pytest.fixture(scope="module")
def data():
    return intake.read(DATA)


@pytest.fixture(scope="module")
def plans(data):
    """Plans with their planted values, and the school and groups of the student at the start."""
    known = data.table("interventions").merge(pd.DataFrame(TRUTHS["plans"]), on="plan_id", validate="one_to_one")
    return attach(known, data, DISTRICT, on="start")


@pytest.fixture(scope="module")
def probes(data, plans):
    """On-grade oral reading probes of plans, with weeks since the start."""
    scores = data.table("scores").query("purpose == 'progress'").dropna(subset=["score"])
    both = scores[scores["form_grade"].isna()].merge(plans.drop(columns="domain"), on=["student_id", "measure"])
    within = (both["date"] >= both["start"]) & ~(both["date"] > both["end"])
    both = both[within & (both["measure"] == ORF)].sort_values(["plan_id", "date"], ignore_index=True)
    return both.assign(week=(both["date"] - both["start"]).dt.days / 7, series=both["plan_id"].factorize()[0])


@pytest.fixture(scope="module")
def reading(data):
    """Oral reading screening scores, how far above the cut, and school and groups on the day."""
    scores = data.table("scores").query("purpose == 'screening' and measure == @ORF").dropna(subset=["score"])
    scores = attach(scores, data, DISTRICT)
    cuts = [MEASURES.cut_scores(ORF, *key).tier2 for key in zip(scores["grade"], scores["season"], strict=True)]
    return scores.assign(above=scores["score"] - cuts)


def close(estimates, truth, bound=4.0):
    """Whether the mean of independent estimates is within `bound` standard errors of the truth."""
    errors = np.asarray(estimates, dtype=float) - truth
    return abs(errors.mean()) <= bound * errors.std(ddof=1) / np.sqrt(len(errors))


@pytest.fixture(scope="module")
def slopes(probes):
    """Slope of the first eight probes (no plan ends before), for plans well away from zero words."""
    first = probes[probes.groupby("series").cumcount() < 8]
    first = first[first["true_level_at_start"] > 3 * first["true_sem"]]
    first = first.assign(series=first["plan_id"].factorize()[0])
    fit = trend.ols(*(first[name].to_numpy() for name in ("week", "score", "series")))
    found = first.drop_duplicates("series").assign(slope=fit.slope, points=first.groupby("series").size().to_numpy())
    return found[found["points"] == 8]


def test_slopes_of_plans_are_recovered_without_bias(slopes):
    assert len(slopes) > 500
    assert close(slopes["slope"], slopes["true_slope"].to_numpy())


def test_what_each_reading_intervention_adds_is_recovered(slopes):
    added = slopes["slope"] - slopes["slope_without_support"]
    for name in ("Repeated reading", "Phonics small group", "Independent reading time", "Computer reading practice"):
        estimates = added[slopes["intervention"] == name]
        assert close(estimates, TRUTHS["interventions"][name]["effect"])
    means = added.groupby(slopes["intervention"]).mean()
    assert means["Repeated reading"] - means["Independent reading time"] > 0.4


def test_errors_of_probes_are_as_large_and_as_alike_as_planted(probes):
    plain = probes[probes["true_level_at_start"] > 4 * probes["true_sem"]]
    error = (plain["score"] - plain["true_level_at_start"] - plain["true_slope"] * plain["week"]) / plain["true_sem"]
    assert error.std() == pytest.approx(1, abs=0.05)
    next_week = plain["date"].diff().dt.days.eq(7) & plain["plan_id"].eq(plain["plan_id"].shift())
    alike = np.corrcoef(error[next_week], error.shift()[next_week])[0, 1]
    low, high = TRUTHS["noise"]["autocorrelation"]
    assert low < alike < high


def test_the_planted_share_of_probes_is_missing(probes):
    every = probes.assign(form=probes["form"].astype(int)).groupby("plan_id")["form"].agg(["min", "max", "size"])
    long = every[every["size"] >= 10]
    missing = 1 - (long["size"] - 2).sum() / (long["max"] - long["min"] - 1).sum()
    assert missing == pytest.approx(TRUTHS["noise"]["missed_probes"], abs=0.02)


def test_one_intervention_is_never_delivered_and_the_others_mostly_are(data, plans):
    sessions = data.table("sessions").merge(plans[["plan_id", "intervention", "school_id"]], on="plan_id")
    logged = sessions[sessions["status"] != "not_logged"]
    delivered = logged["status"].eq("delivered").groupby(logged["intervention"]).mean()
    for name, truth in TRUTHS["interventions"].items():
        assert delivered[name] > 0.75 if truth["delivered"] else delivered[name] == 0
    unlogged = sessions["status"].eq("not_logged").groupby(sessions["school_id"]).mean()
    assert unlogged.idxmax() == SCHOOL["sessions_rarely_logged"]
    assert unlogged.max() > 3 * unlogged.drop(unlogged.idxmax()).max()


def test_scores_are_heaped_at_the_cut_in_one_school_only(reading):
    near = reading[reading["above"].between(-6, 5)]
    at, below = (near[near["above"].between(*span)].groupby("school_id").size() for span in ((0, 1), (-6, -1)))
    ratio = (at / 2) / (below.reindex(at.index, fill_value=0).clip(lower=1) / 6)
    assert ratio.idxmax() == SCHOOL["heaped_at_cut"]
    assert ratio.max() > 5
    elementary = ratio.drop(SCHOOL["heaped_at_cut"])
    assert elementary.max() < 3


def test_one_school_has_a_question_for_core_instruction(reading):
    fall = reading[reading["season"] == "fall"]
    below = (fall["above"] < 0).groupby(fall["school_id"]).mean()
    assert below.idxmax() == SCHOOL["core_instruction_question"]
    assert below.max() == pytest.approx(0.45, abs=0.06)
    assert 0.18 < (fall["above"] < 0).mean() < 0.26


def test_self_reported_fidelity_is_inflated_in_one_school_only(data, plans):
    wide = (
        data.table("fidelity_checks")
        .merge(plans[["plan_id", "school_id"]], on="plan_id")
        .pivot_table(index=["school_id", "plan_id", "date", "item"], columns="source", values="score")
    )
    gap = (wide["self_report"] - wide["observation"]).dropna().groupby("school_id").mean()
    assert gap.idxmax() == SCHOOL["inflated_self_report"]
    assert gap.max() == pytest.approx(TRUTHS["fidelity"]["self_report_bias_where_inflated"], abs=0.04)
    others = gap.drop(gap.idxmax())
    assert others.mean() == pytest.approx(TRUTHS["fidelity"]["self_report_bias"], abs=0.02)
    assert others.max() < 0.1


def test_operating_cuts_are_found_where_plans_begin(data, reading, plans):
    fall = reading[reading["season"] == "fall"].assign(year=lambda rows: rows["date"].dt.year)
    begun = plans[(plans["domain"] == "reading") & (plans["start"].dt.month >= 9)]
    begun = set(zip(begun["student_id"], begun["start"].dt.year, strict=True))
    served = np.array([key in begun for key in zip(fall["student_id"], fall["year"], strict=True)])
    offsets = np.arange(-15, 16)
    for school, rows in fall.assign(served=served).groupby("school_id"):
        agreement = [(rows["served"] == (rows["above"] < offset)).mean() for offset in offsets]
        best = offsets[np.isclose(agreement, max(agreement))].mean()
        planted = TRUTHS["operating_cuts"].get(school, {}).get("offset", 0.0)
        assert best == pytest.approx(planted, abs=4), school


def test_english_learners_are_served_less_at_the_same_need(reading, plans):
    need = reading[(reading["season"] == "fall") & (reading["above"] < -9)]
    need = need[~need["school_id"].isin(TRUTHS["operating_cuts"])].assign(year=lambda rows: rows["date"].dt.year)
    begun = plans[(plans["domain"] == "reading") & (plans["start"].dt.month >= 9)]
    begun = set(zip(begun["student_id"], begun["start"].dt.year, strict=True))
    served = pd.Series([key in begun for key in zip(need["student_id"], need["year"], strict=True)], index=need.index)
    share = served.groupby(need["english_learner"]).agg(["mean", "size"])
    ratio = share.loc["yes", "mean"] / share.loc["no", "mean"]
    error = np.sqrt(((1 - share["mean"]) / (share["mean"] * share["size"])).sum()) * ratio
    assert ratio == pytest.approx(TRUTHS["equity"]["served"]["chance_factor"], abs=4 * error)
    assert ratio < 0.85


def test_students_with_a_disability_are_referred_more_at_the_same_behavior(data):
    scores = data.table("scores").query("measure == 'behavior_screener'").dropna(subset=["score"])
    scores = attach(scores, data, DISTRICT)
    keys = ["student_id", "school_year"]
    people = scores.groupby([*keys, "disability", "grade"], as_index=False)["score"].mean().round(0)
    referred = attach(data.table("incidents"), data, DISTRICT).groupby(keys).size().rename("referrals")
    people = people.join(referred, on=keys).fillna({"referrals": 0})
    rate = people.groupby(["grade", "score", "disability"])["referrals"].agg(["mean", "size"]).unstack("disability")
    rate = rate.dropna()
    weight = rate["size"].min(axis=1)
    ratio = (rate[("mean", "yes")] * weight).sum() / (rate[("mean", "no")] * weight).sum()
    planted = TRUTHS["equity"]["referred"]["rate_ratio_at_same_behavior"]
    assert ratio == pytest.approx(planted, rel=0.3)  # few students have many referrals: the ratio varies widely


def test_letters_in_other_languages_are_sent_later(data):
    letters = data.table("letters").dropna(subset=["sent"])
    late = (letters["sent"] - letters["due"]).dt.days.groupby(letters["language"]).mean()
    assert late["Spanish"] - late["English"] == pytest.approx(TRUTHS["equity"]["letters"]["days_later"], abs=0.5)


def test_weak_items_are_the_lowest_in_every_school(data):
    ratings = data.table("ratings")
    ours = ratings[ratings["instrument"] == TRUTHS["instrument"]["instrument"]]
    team = ours[~ours["respondent_role"].isin(["classroom teacher", "family member", "student"])]
    means = team.groupby(["org_id", "item"])["score"].mean().unstack()
    for _, school in means.iterrows():
        assert set(school.nsmallest(3).index) == set(TRUTHS["instrument"]["weak_items"])


def test_one_team_rates_itself_above_its_staff(data):
    ratings = data.table("ratings")
    ours = ratings[ratings["instrument"] == TRUTHS["instrument"]["instrument"]]
    staff = ours["respondent_role"] == "classroom teacher"
    both = ours[ours["item"].isin(ours.loc[staff, "item"].unique())]
    means = both.assign(staff=staff).groupby(["org_id", "staff"])["score"].mean().unstack()
    gap = means[False] - means[True]
    planted = TRUTHS["instrument"]["team_above_staff"]
    assert gap.idxmax() == planted["school"]
    assert gap.max() == pytest.approx(planted["points"], abs=0.3)  # ratings end at the top of the scale
    assert gap.drop(planted["school"]).abs().max() < 0.3


def test_a_fifth_of_students_is_chronically_absent(data):
    attendance = attach(data.table("attendance"), data, DISTRICT, on="period_start")
    days = attendance.groupby(["student_id", "school_year"])[["days_absent", "days_enrolled"]].sum()
    assert 0.15 <= (10 * days["days_absent"] >= days["days_enrolled"]).mean() <= 0.25


def test_counts_by_tier_are_exactly_those_planted(data):
    result = screening.evaluate(data, SETTINGS.load(screening.ScreeningParams), MEASURES, DISTRICT)
    tiers = result.tables["tiers"].frame.query("school_id == 'All' and by == 'All' and support != 'All'")
    for year, seasons in TRUTHS["tier_counts"].items():
        for season, measures in seasons.items():
            for measure, counts in measures.items():
                rows = tiers.query("school_year == @year and season == @season and measure == @measure")
                found = rows.set_index("support")["n"]
                assert [found.get(f"Tier {tier}", 0) for tier in (1, 2, 3)] == counts, (year, season, measure)


def test_each_planted_fault_yields_exactly_its_finding():
    flawed = SAMPLES / "district_flawed"
    settings = params.layers(flawed)
    report = checks.run(
        intake.read(flawed), settings.load(checks.ChecksParams), settings.load(params.MeasuresParams),
        settings.load(params.DistrictParams),
    )  # fmt: skip
    faults = json.loads((flawed / "faults.json").read_text(encoding="utf-8"))
    found = sorted((finding.table, finding.code, finding.blocking) for finding in report.findings)
    assert found == sorted((fault["table"], fault["code"], fault["blocking"]) for fault in faults)
    places = {(finding.table, finding.code): finding.place for finding in report.findings}
    for fault in faults:
        if fault["row"] is not None:
            assert str(fault["row"]) in places[fault["table"], fault["code"]].replace(",", " ").split(), fault
