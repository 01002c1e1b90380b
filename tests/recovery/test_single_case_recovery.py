"""What single-case indices say of simulated students whose truth is known."""

import numpy as np
import pytest
from scipy import stats

from mtss_analysis.estimators import nonoverlap


def simulated(truth, m, n, cases, seed, phi=0.0):
    """Normal scores whose treatment phase is better with probability `truth` for a pair of scores."""
    rng = np.random.default_rng(seed)
    error = rng.normal(size=(cases, m + n))
    for t in range(1, m + n):
        error[:, t] = phi * error[:, t - 1] + np.sqrt(1 - phi**2) * error[:, t]
    error[:, m:] += np.sqrt(2) * stats.norm.ppf(truth)
    case, phase = np.repeat(np.arange(cases), m + n), np.tile(np.arange(m + n) >= m, cases)
    return nonoverlap.battery(50 + 10 * error.ravel(), case, phase, True, "unknown")


@pytest.mark.parametrize(("m", "n"), [(5, 8), (8, 12), (15, 20)])
@pytest.mark.parametrize("truth", [0.5, 0.7, 0.9])
def test_intervals_of_nap_cover_its_truth(truth, m, n):
    found = simulated(truth, m, n, 4_000, seed=m)["nap"]
    covered = ((found.low <= truth) & (found.high >= truth)).mean()
    assert 0.93 <= covered <= 0.985
    assert found.estimate.mean() == pytest.approx(truth, abs=0.01)


@pytest.mark.parametrize("truth", [0.5, 0.7])
def test_the_standard_error_of_nap_is_that_of_its_scatter(truth):
    found = simulated(truth, 8, 12, 4_000, seed=3)["nap"]
    assert np.sqrt((found.se**2).mean()) == pytest.approx(found.estimate.std(), rel=0.05)


def test_correlated_errors_make_intervals_too_short():
    """The reason why the cautions of the page speak of it: these intervals take sessions as independent."""
    found = simulated(0.5, 8, 12, 4_000, seed=4, phi=0.5)["nap"]
    assert ((found.low <= 0.5) & (found.high >= 0.5)).mean() < 0.88


def test_baseline_trend_inflates_nap_and_tau_bc_takes_it_out():
    rng, cases, m, n = np.random.default_rng(5), 2_000, 8, 8
    session = np.tile(np.arange(m + n), cases)
    scores = 20 + 1.0 * session + rng.normal(0, 1, len(session))
    found = nonoverlap.battery(scores, np.repeat(np.arange(cases), m + n), session >= m, True, "unknown")
    assert found["nap"].estimate.mean() > 0.98
    assert abs(found["tau_bc"].estimate.mean()) < 0.05
    assert (found["tau_u"].flags["above_one"] == (np.abs(found["tau_u"].estimate) > 1)).all()


def test_tau_u_of_nothing_rejects_as_often_as_it_says():
    found = simulated(0.5, 8, 12, 4_000, seed=7)["tau_u"]
    assert (found.p < 0.05).mean() == pytest.approx(0.05, abs=0.015)


def test_log_ratios_of_counts_recover_the_change():
    rng, cases = np.random.default_rng(8), 4_000
    counts = rng.poisson(np.tile(np.repeat([8.0, 4.0], [6, 10]), cases))
    code, phase = np.repeat(np.arange(cases), 16), np.tile(np.arange(16) >= 6, cases)
    found = nonoverlap.battery(counts, code, phase, False, "count")["lrr"]
    assert found.estimate.mean() == pytest.approx(np.log(0.5), abs=0.01)
    assert ((found.low < np.log(0.5)) & (found.high > np.log(0.5))).mean() > 0.9
