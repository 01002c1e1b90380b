"""What is planted in the sample district is found at its cuts, and pooled intervals hold the truth."""

import json
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from mtss_analysis import checks, intake, params, screening
from mtss_analysis.effects import EffectsParams, cutoff_pool, risk_band
from mtss_analysis.effects import regression_discontinuity as discontinuity
from mtss_analysis.params import HOME

FOLDER = HOME / "data_samples" / "district"
SETTINGS = params.layers(FOLDER)
MEASURES, DISTRICT = SETTINGS.load(params.MeasuresParams), SETTINGS.load(params.DistrictParams)
CUTOFF = SETTINGS.load(discontinuity.CutoffParams)
FLUENCY = "oral_reading_fluency"


@pytest.fixture(scope="module")
def dataset():
    return checks.usable(intake.read(FOLDER), MEASURES, SETTINGS.load(checks.ChecksParams))


@pytest.fixture(scope="module")
def found(dataset):
    screened = screening.evaluate(dataset, SETTINGS.load(screening.ScreeningParams), MEASURES, DISTRICT)
    return discontinuity.evaluate(screened, dataset, CUTOFF, SETTINGS.load(EffectsParams), MEASURES, DISTRICT)


@pytest.fixture(scope="module")
def truths():
    return json.loads((FOLDER / "truths.json").read_text(encoding="utf-8"))


def test_schools_that_work_by_another_cut_are_found_with_it(found, truths):
    schools = found.tables["schools"].frame
    own = schools[schools["measure"] == FLUENCY].set_index("school_id")
    for school, planted in truths["operating_cuts"].items():
        assert own.loc[school, "cut_low"] <= planted["offset"] <= own.loc[school, "cut_high"]
        assert own.loc[school, "cut"] == pytest.approx(planted["offset"], abs=1.5)
    assert (own["cut"].drop(list(truths["operating_cuts"])) == 0).all()


def test_the_school_whose_scores_heap_is_found_and_left_out(found, truths):
    schools = found.tables["schools"].frame
    fluency = schools[schools["measure"] == FLUENCY]
    assert fluency.loc[fluency["found"] == "no_claim", "school_id"].tolist() == [truths["schools"]["heaped_at_cut"]]


def planted(plans, measure, truths):
    """Mean of what support had added by spring, in points of a measure that is also the one monitored."""
    pace = plans["intervention"].map({name: each["effect"] for name, each in truths["interventions"].items()})
    spring = pd.to_datetime(plans["start"].dt.year.add(1).astype(str) + "-05-05")
    weeks = (plans["end"].clip(upper=spring) - plans["start"]).dt.days / 7
    return float((pace * weeks).mean() * truths["progress"][measure]["effect_factor"])


@pytest.mark.parametrize(("measure", "domain"), [(FLUENCY, "reading"), ("math_computation", "math")])
def test_the_planted_effect_lies_inside_the_interval(found, dataset, truths, measure, domain):
    plans = dataset.table("interventions")
    fall = plans[(plans["domain"] == domain) & (plans["measure"] == measure) & plans["start"].dt.month.isin([9, 10])]
    row = found.tables["effects"].frame.set_index("measure").loc[measure]
    assert row["effect_low"] <= planted(fall, measure, truths) <= row["effect_high"]


def district(seed, effect=4.0):
    """Eight schools of different levels, three of them with cuts of their own."""
    rng = np.random.default_rng(seed)
    school = rng.integers(0, 8, 1600)
    cut = np.array([40.0, 40, 40, 40, 40, 36, 44, 46])[school]
    score = np.round(rng.normal(45, 14, 1600))
    served = (rng.random(1600) < np.where(score < cut, 0.9, 0.05)).astype(float)
    level = rng.normal(0, 4, 8)[school]
    outcome = level + 0.8 * score - 0.004 * (score - 40) ** 2 + effect * served + rng.normal(0, 7, 1600)
    names = np.array([f"S{number}" for number in range(8)])[school]
    cuts = dict(zip(names, cut, strict=True))
    return cutoff_pool.pool(score, outcome, served, names, cuts).pooled


def test_the_pooled_interval_holds_the_effect_though_schools_differ():
    each = [district(seed) for seed in range(100)]
    assert np.mean([one.ci[0] <= 4 <= one.ci[1] for one in each]) >= 0.89  # .95 with a standard error of .022
    assert np.mean([one.estimate for one in each]) == pytest.approx(4, abs=0.6)


def band(seed, gain=0.0, n=900):
    """Two grades screened twice; the low scorers are served, and gain or do not."""
    rng = np.random.default_rng(seed)
    grade = np.where(np.arange(n) % 2, "3", "4")
    found = MEASURES.measures[FLUENCY]
    fall, spring = ({g: found.cuts[g][season].tier2 for g in ("3", "4")} for season in ("fall", "spring"))
    cut, later = (np.array([cuts[g] for g in grade]) for cuts in (fall, spring))
    true = cut + 25 + rng.normal(0, 30, n)
    score = np.round(true + rng.normal(0, 9, n))
    served = (score < cut) & (rng.random(n) < 0.9)
    outcome = np.round(true + (later - cut) + gain * served + rng.normal(0, 8, n) + rng.normal(0, 9, n))
    return pd.DataFrame({
        "grade": grade, "school_year": "2024-25", "score": score, "cut": cut, "outcome": outcome, "sem": 9.0,
        "served": served.astype(float),
    })  # fmt: skip


def moved(seed, gain=0.0):
    told = risk_band.movement(band(seed, gain), FLUENCY, CUTOFF, MEASURES, 0.95)
    return SimpleNamespace(**told)


def test_support_that_does_nothing_moves_nobody_beyond_what_is_expected():
    each = [moved(seed) for seed in range(150)]
    assert np.mean([one.low <= 0 <= one.high for one in each]) >= 0.91  # .95 with a standard error of .018
    assert np.mean([one.excess for one in each]) == pytest.approx(0, abs=1.0)
    assert np.mean([one.observed for one in each]) > 15  # many leave the band all the same


def test_support_that_helps_moves_more():
    each = [moved(seed, gain=12.0) for seed in range(40)]
    assert np.mean([one.low > 0 for one in each]) >= 0.9
