"""Gaps that were planted are found with their size, and where none was planted a gap is rarely said."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from mtss_analysis import checks, intake, params, samples, screening, tiers
from mtss_analysis.equity.given_need_contrasts import HIGHER, LOWER, Question, contrasts
from mtss_analysis.equity.given_need_questions import ANOTHER, LETTER_DAYS, PLAN, SESSION
from mtss_analysis.equity.given_need_released import gaps
from mtss_analysis.equity.service_given_need import ServiceEquityParams, compare_service
from mtss_analysis.estimators.standardized_means import standardized_mean
from mtss_analysis.estimators.standardized_risk import standardized_risk
from mtss_analysis.privacy import PrivacyParams, release
from mtss_analysis.samples import plans as sample_plans

HOME = Path(__file__).resolve().parents[2] / "data_samples" / "district"
TRUTHS = json.loads((HOME / "truths.json").read_text(encoding="utf-8"))["equity"]
RULES = params.layers().load(ServiceEquityParams)
SURE = [LOWER, HIGHER]
COLUMNS = ["race_ethnicity", "sex", "economically_disadvantaged", "english_learner", "disability"]


def _compared(folder, data):
    settings = params.layers(folder)
    measures, district = settings.load(params.MeasuresParams), settings.load(params.DistrictParams)
    data = checks.usable(data, measures)
    screened = screening.evaluate(data, settings.load(screening.ScreeningParams), measures, district)
    support = settings.load(tiers.TiersParams)
    return compare_service(data, RULES, support, measures, district, screened.tables["students"])


@pytest.fixture(scope="module")
def result():
    return _compared(HOME, intake.read(HOME))


@pytest.fixture(scope="module")
def comparisons(result):
    return result.tables["comparisons"].frame


def test_the_planted_gap_of_service_is_found_with_its_size(comparisons):
    planted = TRUTHS["served"]
    chosen = comparisons[comparisons["question"].isin([SESSION, PLAN])]
    found = chosen[(chosen["by"] == planted["by"]) & (chosen["domain"] == planted["domain"])]
    assert found["said"].tolist() == [LOWER, LOWER]
    factor = planted["chance_factor"]
    assert (found["ratio_low"] < factor).all()
    assert (found["ratio_high"] > factor).all()
    assert (found["ratio_high"] < 0.9).all()
    model = found[found["question"] == SESSION].iloc[0]
    assert model["model_low"] < factor < model["model_high"]


def test_no_other_group_or_domain_is_said_to_be_served_less_or_more(comparisons):
    planted = TRUTHS["served"]
    sure = comparisons[comparisons["said"].isin(SURE) & comparisons["question"].isin([SESSION, PLAN])]
    assert set(zip(sure["by"], sure["domain"], strict=True)) == {(planted["by"], planted["domain"])}


def test_the_planted_gap_is_plain_in_the_headline_of_the_team_and_of_the_public(result):
    released = release(result, params.layers(HOME).load(PrivacyParams))
    for said in (result.summary(), released.summary()):
        assert "`english_learner=yes`: a first session of support in reading" in said.headline
    found = gaps(released.tables["served"].frame).query("said in @SURE")
    assert found[["domain", "by", "group"]].to_numpy().tolist() == [["reading", "english_learner", "yes"]]
    assert found["ratio_low"].iloc[0] < TRUTHS["served"]["chance_factor"] < found["ratio_high"].iloc[0]


def test_the_planted_delay_of_letters_is_found_with_its_size(comparisons):
    frame = comparisons[comparisons["question"] == LETTER_DAYS].set_index("group")
    late = frame.loc["Spanish"]  # letters in another language; families without one of theirs get English letters
    assert late["said"] == HIGHER
    assert late["difference_low"] - 0.2 < TRUTHS["letters"]["days_later"] < late["difference_high"] + 0.2
    assert frame.loc[ANOTHER, "said"] == HIGHER
    assert not frame.drop(["Spanish", ANOTHER])["said"].isin(SURE).any()


def _world(rng, schools=8, n=700):
    """Two domains; schools differ by luck in how many they serve and whom they hold; groups do not matter."""
    school = rng.integers(0, schools, n)
    shares = rng.dirichlet([1.2, 0.8, 0.5, 0.3], schools)
    race = np.array(["a", "b", "c", "d"])[(rng.random(n)[:, None] > shares.cumsum(axis=1)[school, :-1]).sum(axis=1)]
    learner = rng.random(n) < np.where(race == "b", 0.4, 0.05)
    poor = rng.random(n) < rng.beta(2, 2, schools)[school]
    frames = []
    for domain in ("reading", "math"):
        need = rng.integers(0, 12, n)
        luck = rng.normal(0, 0.5, schools)[school]
        value = rng.random(n) < 1 / (1 + np.exp(-(0.3 + 0.08 * need + luck)))
        frames.append(pd.DataFrame(
            {"student_id": np.arange(n), "domain": domain, "need": need.astype(str), "school_id": school.astype(str),
             "race": race, "learner": np.where(learner, "yes", "no"), "poor": np.where(poor, "yes", "no"),
             "value": value.astype(float)}
        ))  # fmt: skip
    return pd.concat(frames, ignore_index=True)


@pytest.mark.parametrize("kind", ["share", "mean"])
def test_without_any_gap_one_is_said_no_more_often_than_stated(kind):
    """In 150 districts without a gap, a gap is said in at most 5 of 100, and in no more than luck allows here."""
    rng, worlds, found = np.random.default_rng(20261123), 150, 0
    for _ in range(worlds):
        rows = _world(rng)
        if kind == "mean":
            rows = rows.assign(value=80 + 10 * rows["value"] + rng.normal(0, 6, len(rows)))
        asked = [Question("q", rows, "percent" if kind == "share" else "percent of steps", kind)]
        found += contrasts(asked, ["race", "learner", "poor"], RULES)["p_holm"].lt(RULES.false_findings).any()
    assert found / worlds <= RULES.false_findings + 3 * np.sqrt(0.05 * 0.95 / worlds)


def test_a_small_district_without_the_planted_gap_shows_none(tmp_path, monkeypatch):
    monkeypatch.setattr(sample_plans, "LEARNERS_SERVED", 1.0)
    folder = samples.write(tmp_path / "null", samples.generate(6, 900, 1, seed=5))
    frame = _compared(folder, intake.read(folder)).tables["comparisons"].frame
    asked = frame[frame["question"].isin([SESSION, PLAN]) & (frame["by"] == "english_learner")]
    assert len(asked)
    assert not asked["said"].isin(SURE).any()


def test_intervals_cover_a_planted_ratio_and_difference():
    rng, worlds, hits = np.random.default_rng(4), 300, np.zeros(3)
    for _ in range(worlds):
        stratum = rng.integers(0, 60, 300)
        group = rng.random(300) < 0.15 + 0.2 * (stratum % 2)
        base = 0.5 + 0.4 * stratum / 60
        ratio = standardized_risk(rng.random(300) < base * np.where(group, 0.7, 1), group, stratum)
        gap = standardized_risk(rng.random(300) < base - 0.1 * group, group, stratum)
        mean = standardized_mean(10 * base + rng.normal(0, 1 + group) + 2 * group, group, stratum)
        hits += [ratio.ratio_low <= 0.7 <= ratio.ratio_high, gap.difference_low <= -0.1 <= gap.difference_high,
                 mean.low <= 2 <= mean.high]  # fmt: skip
    assert (hits / worlds > 0.95 - 3 * np.sqrt(0.05 * 0.95 / worlds)).all()
