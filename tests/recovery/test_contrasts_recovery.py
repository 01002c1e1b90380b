"""Contrasts where the truth is known: intervals cover as often as they say, and no effect is rarely called one."""

import numpy as np
import pytest
from scipy import special

from mtss_analysis.estimators import contrasts

TRIALS = 400


@pytest.fixture(scope="module")
def small_trials():
    """400 trials of 12 schools of uneven size, 4 of them served, students of a school alike; the effect is 3."""
    rng = np.random.default_rng(11)
    size = np.array([6, 8, 10, 12, 15, 20] * 2)
    school = np.repeat(np.arange(12), size)
    served = (school < 4).astype(float)
    level = rng.normal(0, 3, (TRIALS, 12))[:, school]
    score = 50 + 3 * served + level + rng.normal(0, 8, (TRIALS, len(school)))
    return score, served, school


def covering(found, truth):
    return np.mean([one.ci[0] < truth < one.ci[1] for one in found])


def test_intervals_of_few_clusters_cover(small_trials):
    score, served, school = small_trials
    found = [contrasts.adjusted_difference(one, served, cluster=school) for one in score]
    assert 0.93 <= covering(found, 3.0) <= 0.97
    assert np.mean([one.estimate for one in found]) == pytest.approx(3.0, abs=0.3)


def test_ignoring_clusters_would_call_no_effect_one(small_trials):
    score, served, school = small_trials
    none = score - 3 * served
    aware = np.mean([contrasts.adjusted_difference(one, served, cluster=school).p < 0.05 for one in none])
    blind = np.mean([contrasts.adjusted_difference(one, served, errors="HC3").p < 0.05 for one in none])
    few = np.mean([contrasts.adjusted_difference(one, served, cluster=school, errors="CR1").p < 0.05 for one in none])
    assert 0.03 <= aware <= 0.07
    assert blind > 0.12
    assert few > aware


def test_blocks_keep_the_level_too():
    rng = np.random.default_rng(4)
    block, school = np.repeat(np.arange(6), 40), np.repeat(np.arange(24), 10)
    served = (school % 4 < 2).astype(float)
    levels = rng.normal(0, 5, (TRIALS, 6))[:, block] + rng.normal(0, 2, (TRIALS, 24))[:, school]
    score = levels + rng.normal(0, 6, (TRIALS, 240))
    found = [contrasts.adjusted_difference(one, served, cluster=school, block=block) for one in score]
    assert 0.93 <= covering(found, 0.0) <= 0.97


def test_clustered_effect_sizes_cover():
    rng = np.random.default_rng(9)
    school = np.repeat(np.arange(40), 15)
    served = school % 2
    score = (
        0.3 * served + rng.normal(0, np.sqrt(0.2), (TRIALS, 40))[:, school] + rng.normal(0, np.sqrt(0.8), (TRIALS, 600))
    )
    found = [contrasts.hedges_g(one, served, icc=0.2, cluster_size=15) for one in score]
    assert np.mean([one.estimate for one in found]) == pytest.approx(0.3, abs=0.02)
    assert 0.93 <= covering(found, 0.3) <= 0.975


def adoption(rng, effect, schools=60):
    unit, year = np.repeat(np.arange(schools), 8), np.tile(np.arange(2018, 2026), schools)
    first = np.array([0, 2020, 2022, 2024])[unit % 4]
    since = np.where(first > 0, year - first, -1)
    grown = np.where(since >= 0, effect * (since + 1.0), 0.0)
    score = rng.normal(50, 4, schools)[unit] + 0.8 * (year - 2018) + grown + rng.normal(0, 2, len(unit))
    return score, unit, year, first, grown


@pytest.fixture(scope="module")
def growing():
    rng = np.random.default_rng(2)
    return [adoption(rng, 1.0) for _ in range(150)]


def test_growing_effects_are_found_year_by_year(growing):
    found = [contrasts.staggered_effects(*one[:4]).by_event() for one in growing]
    late = found[0].at >= 0
    mean = np.mean([one.estimate for one in found], axis=0)
    assert mean[late] == pytest.approx(found[0].at[late] + 1, abs=0.25)
    assert mean[~late] == pytest.approx(0, abs=0.25)
    truth = np.where(late, found[0].at + 1, 0)
    inside = [(one.ci[:, 0] < truth) & (truth < one.ci[:, 1]) for one in found]
    assert 0.92 <= np.mean(inside) <= 0.975


def test_two_way_fixed_effects_miss_them(growing):
    truth = np.mean([one[4][one[4] > 0].mean() for one in growing])
    both = [
        (
            contrasts.two_way_fixed_effects(one[0], one[1], one[2], one[4] > 0),
            contrasts.staggered_effects(*one[:4]).simple(),
        )
        for one in growing[:40]
    ]
    assert np.mean([simple.estimate for _, simple in both]) == pytest.approx(truth, abs=0.25)
    assert np.mean([way.contrast.estimate for way, _ in both]) < truth - 0.8


def test_no_effect_of_adoption_is_rarely_called_one():
    rng = np.random.default_rng(3)
    found = [contrasts.staggered_effects(*adoption(rng, 0.0)[:4]) for _ in range(TRIALS)]
    simple = np.mean([one.simple().p < 0.05 for one in found])
    assert 0.02 <= simple <= 0.08


def test_weighting_finds_what_the_raw_difference_hides():
    rng = np.random.default_rng(6)
    raw, weighted = [], []
    for _ in range(150):
        pretest = rng.normal(0, 1, 400)
        served = rng.random(400) < special.expit(-0.8 - 0.8 * pretest)
        score = 10 * pretest + 2 * served + rng.normal(0, 5, 400)
        chance = contrasts.propensity_scores(pretest[:, None], served, ("pretest",)).score
        weights = contrasts.propensity_weights(chance, served)
        weighted.append(contrasts.weighted_difference(score, served, weights))
        raw.append(contrasts.adjusted_difference(score, served))
    assert np.mean([one.estimate for one in raw]) < 0
    assert np.mean([one.estimate for one in weighted]) == pytest.approx(2, abs=0.5)
    assert covering(weighted, 2.0) >= 0.93


@pytest.mark.parametrize("errors", ["cluster", "ar1"])
def test_interrupted_series_cover(errors):
    rng = np.random.default_rng(7)
    unit, year = np.repeat(np.arange(16), 12), np.tile(np.arange(2012, 2024), 16)
    group, on = unit < 8, year >= 2018
    found = []
    for _ in range(200):
        noise = np.zeros((16, 12))
        noise[:, 0] = rng.normal(0, 1, 16) / np.sqrt(1 - 0.4**2)
        for step in range(1, 12):
            noise[:, step] = 0.4 * noise[:, step - 1] + rng.normal(0, 1, 16)
        course = 50 + (year - 2018) + group * on * (2 + 0.5 * (year - 2018))
        found.append(contrasts.interrupted_series(course + noise.ravel(), year, group, 2018, unit, errors=errors))
    assert np.mean([one.level.estimate for one in found]) == pytest.approx(2, abs=0.2)
    assert 0.92 <= covering([one.level for one in found], 2.0) <= 0.98
    assert 0.92 <= covering([one.slope for one in found], 0.5) <= 0.98


def test_the_referee_errs_as_rarely_as_its_interval():
    rng = np.random.default_rng(12)
    school, worthwhile = np.repeat(np.arange(30), 12), 0.25
    served = school % 2
    verdicts = {}
    for truth in (0.0, worthwhile):
        level = rng.normal(0, 0.35, (TRIALS, 30))[:, school]
        score = truth * served + level + rng.normal(0, 0.9, (TRIALS, 360))
        ci = [contrasts.adjusted_difference(one, served, cluster=school).ci for one in score]
        verdicts[truth] = [contrasts.referee(one, worthwhile).verdict for one in ci]
    assert np.mean([one == "working" for one in verdicts[0.0]]) <= 0.05
    assert np.mean([one == "not_working" for one in verdicts[worthwhile]]) <= 0.05
    assert np.mean([one == "cannot_tell" for one in verdicts[0.0]]) > 0.3
