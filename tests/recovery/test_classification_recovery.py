"""Accuracy of screeners in simulated districts of known truth: intervals, tests, optimism and planning."""

import numpy as np
import pytest
from scipy import stats

from mtss_analysis.estimators import classification

DISTRICTS, STUDENTS = 500, 200


def district(seed, students=STUDENTS, second=0.7, at=-0.8):
    """Two screeners (low is risk) of one ability, and whether the later outcome was low."""
    rng = np.random.default_rng(seed)
    ability = rng.normal(0, 1, students)
    noisy = [load * ability + np.sqrt(1 - load**2) * rng.normal(0, 1, students) for load in (0.7, second)]
    later = 0.9 * ability + np.sqrt(1 - 0.81) * rng.normal(0, 1, students)
    return np.round(100 + 15 * np.array(noisy)), later < at


@pytest.fixture(scope="module")
def truth():
    scores, case = district(0, 400_000)
    return [classification.auc(score, case, higher_is_risk=False).auc for score in scores]


@pytest.mark.parametrize("interval", ["logit", "plain"])
def test_delongs_interval_holds_the_truth(truth, interval):
    held = []
    for seed in range(1, DISTRICTS + 1):
        scores, case = district(seed)
        found = classification.auc(scores[0], case, higher_is_risk=False, interval=interval)
        held.append(found.low <= truth[0] <= found.high)
    assert 0.92 <= np.mean(held) <= 0.98  # .95 with a standard error of .01


def test_equally_good_screeners_rarely_differ(truth):
    assert truth[0] == pytest.approx(truth[1], abs=0.003)
    found = [classification.compare(*scores, case, higher_is_risk=(False, False)).p
             for scores, case in map(district, range(1, DISTRICTS + 1))]  # fmt: skip
    assert 0.025 <= np.mean(np.array(found) < 0.05) <= 0.08


def test_a_worse_screener_is_found_worse():
    seen = [classification.compare(*scores, case, higher_is_risk=(False, False))
            for scores, case in (district(seed, 600, second=0.3) for seed in range(60))]  # fmt: skip
    assert np.mean([one.p < 0.05 and one.difference > 0 for one in seen]) > 0.9


def test_a_corrected_cut_is_nearer_to_how_it_does_elsewhere():
    (fresh, _), later = district(9, 200_000)
    gaps = []
    for seed in range(150):
        scores, case = district(seed, 120)
        found = classification.corrected(scores[0], case, "youden", higher_is_risk=False, draws=100, seed=seed)
        true = classification.classify(fresh, later, found.chosen.cut, higher_is_risk=False)
        youden = true.sensitivity.value + true.specificity.value
        apparent = found.chosen.sensitivity + found.chosen.specificity
        gaps.append((apparent - youden, found.sensitivity + found.specificity - youden))
    apparent, corrected = np.mean(gaps, axis=0)
    assert apparent > 0.03
    assert abs(corrected) < 0.5 * apparent


def test_planning_tells_what_simulated_students_show():
    rng, r = np.random.default_rng(5), 0.65
    screener = rng.normal(0, 1, 400_000)
    outcome = r * screener + np.sqrt(1 - r**2) * rng.normal(0, 1, 400_000)
    seen = classification.classify(
        screener, outcome < stats.norm.ppf(0.15), float(stats.norm.ppf(0.25)), higher_is_risk=False
    )
    told = classification.planned(r, 0.25, 0.15)
    for name in ("sensitivity", "specificity", "ppv", "npv"):
        assert float(getattr(told, name)) == pytest.approx(getattr(seen, name).value, abs=0.006)


def test_intervals_of_predictive_values_hold_the_truth():
    rng, held = np.random.default_rng(6), []
    true = 0.8 * 0.1 / (0.8 * 0.1 + 0.15 * 0.9)
    for _ in range(DISTRICTS):
        found, alarms = rng.binomial(60, 0.8), rng.binomial(140, 0.15)
        seen = classification.from_counts(found, 60 - found, alarms, 140 - alarms)
        value = classification.predictive_values(seen, 0.1).ppv
        held.append(value.low <= true <= value.high)
    assert 0.92 <= np.mean(held) <= 0.985
