"""Movement out of the risk band in simulated districts of known truth: none beyond what happens anyway, or some.

Everything a district would know comes from its own sample: mean and spread of all screened, growth of students who were
not served, and whole scores.
"""

import numpy as np
import pytest

from mtss_analysis.estimators.excess_movement import Unsupported, excess_movement

SCREENED, COMPARED, SEM, GROWTH, GROWTH_SD = 1200, 300, 6.0, 8.0, 3.0
CUT_BEFORE, CUT_AFTER = 40, 46
DISTRICTS = 400


def district(seed, gain=0.0):
    """First and second scores of the risk band, what is known, and the true share that the gain moved out."""
    rng = np.random.default_rng(seed)
    true = rng.normal(50, 13, SCREENED)
    first = np.round(true + rng.normal(0, SEM, SCREENED))
    later = true + rng.normal(GROWTH, GROWTH_SD, SCREENED)
    noise = rng.normal(0, SEM, SCREENED)
    gains = rng.normal(GROWTH, GROWTH_SD, COMPARED) + rng.normal(0, SEM * np.sqrt(2), COMPARED)
    se = gains.std(ddof=1) / np.sqrt(COMPARED)
    band = first < CUT_BEFORE
    second, without = np.round(later + gain + noise)[band], np.round(later + noise)[band]
    known = Unsupported(first.mean(), first.std(ddof=1), SEM, gains.mean(), GROWTH_SD, SCREENED, 0.0, se)
    moved = (second >= CUT_AFTER).mean() - (without >= CUT_AFTER).mean()
    return first[band], second, known, moved


@pytest.fixture(scope="module")
def idle():
    found = []
    for seed in range(DISTRICTS):
        first, second, known, _ = district(seed)
        found.append(excess_movement(first, second, CUT_BEFORE, CUT_AFTER, known))
    return found


def test_where_nothing_worked_the_interval_holds_zero(idle):
    covered = np.mean([one.low <= 0 <= one.high for one in idle])
    assert 0.92 <= covered <= 0.98  # .95 with a standard error of .011
    assert np.mean([one.excess for one in idle]) == pytest.approx(0, abs=0.006)
    assert np.mean([one.se for one in idle]) == pytest.approx(np.std([one.excess for one in idle]), rel=0.15)


def test_where_nothing_worked_many_left_all_the_same(idle):
    assert np.mean([one.observed for one in idle]) > 0.2
    assert np.mean([one.by_chance for one in idle]) > 0.05


def test_a_gain_shows_as_what_it_moved():
    found = []
    for seed in range(150):
        first, second, known, moved = district(seed, gain=5.0)
        one = excess_movement(first, second, CUT_BEFORE, CUT_AFTER, known)
        found.append((one.excess - moved, one.low > 0))
    error, seen = np.array(found).T
    assert error.mean() == pytest.approx(0, abs=0.01)
    assert seen.mean() > 0.95


def test_taking_the_gain_of_low_scorers_for_growth_would_hide_the_effect():
    first, second, known, _ = district(3, gain=5.0)
    fair = excess_movement(first, second, CUT_BEFORE, CUT_AFTER, known)
    inflated = Unsupported(known.mean, known.sd, SEM, float((second - first).mean()), GROWTH_SD, SCREENED)
    hidden = excess_movement(first, second, CUT_BEFORE, CUT_AFTER, inflated)
    assert fair.low > 0
    assert hidden.excess < fair.excess / 2
