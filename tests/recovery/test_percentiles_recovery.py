"""Student growth percentiles say what is true where the truth is known."""

import numpy as np
import pytest
from scipy import stats

from mtss_analysis.estimators.percentiles import student_growth_percentiles

N = 4000


@pytest.fixture(scope="module")
def simulated():
    """Scores that depend on the prior by a curve, with a spread that grows; the true percentile is known."""
    rng = np.random.default_rng(12)
    before = rng.normal(450, 50, N)
    centered = (before - 450) / 50
    share = rng.uniform(size=N)
    now = 480 + 30 * centered + 8 * np.sin(centered) + (18 + 5 * np.tanh(centered)) * stats.norm.ppf(share)
    return before, now, 100 * share, student_growth_percentiles(now, before)


def test_percentiles_are_spread_evenly_whatever_the_start(simulated):
    before, _, _, found = simulated
    for part in np.array_split(np.argsort(before), 8):
        counts = np.bincount((found.percentile[part] - 1).astype(int) // 10, minlength=10)[:10]
        assert stats.chisquare(counts).pvalue > 1e-4
        assert abs(found.percentile[part].mean() - 50) < 3


def test_percentiles_are_near_the_true_ones_and_their_error_is_known(simulated):
    _, _, truth, found = simulated
    error = (found.percentile - truth)[(truth > 10) & (truth < 90)]
    assert np.sqrt(np.mean(error**2)) < 3
    told = np.sqrt(np.mean(found.se[(truth > 10) & (truth < 90)] ** 2))
    assert np.sqrt(np.mean(error**2)) == pytest.approx(told, rel=0.35)


def test_students_who_gained_nothing_but_noise_still_average_fifty():
    rng = np.random.default_rng(3)
    before = rng.normal(100, 15, N)
    found = student_growth_percentiles(before + rng.normal(0, 5, N), before)
    assert abs(found.percentile.mean() - 50) < 1
    assert abs(np.corrcoef(found.percentile, before)[0, 1]) < 0.03


def test_a_noisy_prior_favors_students_who_truly_started_high():
    rng = np.random.default_rng(8)
    start = rng.normal(100, 15, N)
    growth, noise = rng.normal(0, 5, N), rng.normal(0, 6, (2, N))
    exact = student_growth_percentiles(start + growth + noise[1], start).percentile
    noisy = student_growth_percentiles(start + growth + noise[1], start + noise[0]).percentile
    high = start > np.quantile(start, 0.8)
    assert abs(exact[high].mean() - 50) < 3
    assert noisy[high].mean() > 55  # the methods page says so: a noisy start is read as if it were exact
