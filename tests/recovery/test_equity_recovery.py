"""Equity on simulated truth: intervals hold it, like groups are seldom called different, what is planted is found."""

import json

import numpy as np
import pytest

from mtss_analysis import checks, equity, intake, params, screening
from mtss_analysis.estimators.risk_ratios import risk_ratios, standardized_rate_ratio
from mtss_analysis.params import HOME


@pytest.mark.parametrize(("size", "truth"), [(80, 1.0), (80, 2.0), (400, 1.0), (400, 1.5)])
def test_katz_interval_holds_the_ratio(size: int, truth: float) -> None:
    random = np.random.default_rng(11)
    cases, others = random.binomial(size, 0.15 * truth, 4000), random.binomial(2000, 0.15, 4000)
    found = risk_ratios(cases, size, others, 2000)
    told = ~np.isnan(found.low)
    covered = ((found.low <= truth) & (truth <= found.high))[told].mean()
    assert 0.93 <= covered <= 0.975


@pytest.mark.parametrize(("members", "truth"), [(0.03, 1.0), (0.15, 1.0), (0.15, 1.8)])
def test_interval_of_rates_holds_the_ratio_where_few_students_have_many_events(members: float, truth: float) -> None:
    covered = []
    for seed in range(400):
        random = np.random.default_rng(seed)
        member, stratum = random.random(1500) < members, random.integers(0, 30, 1500)
        exposure = random.uniform(60, 180, 1500)
        mean = 0.004 * np.exp(0.05 * stratum) * exposure * np.where(member, truth, 1.0)
        events = random.poisson(mean * random.gamma(0.7, 1 / 0.7, 1500))
        _, low, high = standardized_rate_ratio(events, exposure, member, stratum)
        covered.append(low <= truth <= high)
    assert 0.89 <= np.mean(covered) <= 0.985


@pytest.fixture(scope="module")
def sample() -> equity.EquityResult:
    folder = HOME / "data_samples" / "district"
    settings = params.layers(folder)
    measures, district = settings.load(params.MeasuresParams), settings.load(params.DistrictParams)
    data = checks.usable(intake.read(folder), measures, settings.load(checks.ChecksParams))
    screened = screening.evaluate(data, settings.load(screening.ScreeningParams), measures, district)
    rules = settings.load(equity.EquityParams)
    return equity.compare(data, rules, measures, district, screened.tables["students"])


def test_the_planted_ratio_of_referrals_is_found_at_the_same_behavior(sample: equity.EquityResult) -> None:
    truth = json.loads((HOME / "data_samples" / "district" / "truths.json").read_text())["equity"]["referred"]
    frame = sample.tables["referrals"].frame
    rows = frame[(frame["by"] == truth["by"]) & (frame["group"] == "yes") & (frame["kind"] == "all referrals")]
    crude, same = (rows[rows["compared"].str.startswith(word)].sort_values("school_year") for word in ("as they", "at"))
    planted = truth["rate_ratio_at_same_behavior"]
    assert (same["ratio"].to_numpy() < crude["ratio"].to_numpy()).all()
    assert (same["answer"] == "more often").all()
    assert ((same["low"] * 0.95 <= planted) & (planted <= same["high"])).all()


def test_groups_that_are_alike_are_seldom_called_different(sample: equity.EquityResult) -> None:
    frame = sample.tables["referrals"].frame
    alike = frame[(frame["compared"] == "at the same behavior score") & ~frame["by"].isin(["disability"])]
    told = alike[alike["answer"] != "too few to say"]
    assert len(told) > 50
    assert (told["answer"] != "no clear difference").mean() < 0.12


def test_no_group_of_the_sample_exceeds_the_threshold_of_the_state(sample: equity.EquityResult) -> None:
    assert not sample.tables["ratios"].frame["identified"].any()
    assert (sample.tables["ratios"].frame["answer"] != "above the threshold").all()
