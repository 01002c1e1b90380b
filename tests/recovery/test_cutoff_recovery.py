"""Effects at a cut score in simulated districts: the interval, the density test and the verdicts, where truth is known.

Larger runs, with the false-positive rate of every verdict, are in benchmarks/cutoff.md.
"""

import numpy as np
import pytest

from mtss_analysis.effects import cutoff

CUT, EFFECT, DISTRICTS = 40, 5.0, 80


def district(seed, n=1000, effect=EFFECT, moved=0.0):
    """Whole screening scores, a curved outcome and a cut that most follow; a share just above is moved below it."""
    rng = np.random.default_rng([seed, n])
    score = np.round(rng.normal(45, 15, n))
    shifted = (score >= CUT) & (score < CUT + 3) & (rng.random(n) < moved)
    seen = np.where(shifted, CUT - 1, score)
    served = (rng.random(n) < np.where(seen < CUT, 0.85, 0.1)).astype(float)
    outcome = 20 + 0.8 * score - 0.004 * (score - CUT) ** 2 + effect * served + rng.normal(0, 8, n)
    return seen, outcome, served


def estimates(count, **settings):
    return [cutoff.estimate(*district(seed, **settings), CUT) for seed in range(count)]


@pytest.fixture(scope="module")
def sound():
    return estimates(DISTRICTS)


def test_the_robust_interval_holds_the_effect(sound):
    covered = np.mean([one.ci[0] <= EFFECT <= one.ci[1] for one in sound])
    assert 0.88 <= covered <= 0.995  # .95 with a standard error of .024
    assert np.mean([one.estimate for one in sound]) == pytest.approx(EFFECT, abs=0.8)


def test_sound_scores_are_seldom_suspected(sound):
    assert np.mean([one.verdict == "no_claim" for one in sound]) <= 0.15
    assert np.mean([one.density_p < 0.05 for one in sound]) <= 0.125
    assert np.mean([one.heap_p < 0.01 for one in sound]) <= 0.04


def test_planted_heaping_is_found_and_the_verdict_withheld():
    found = estimates(30, moved=0.6)
    assert np.mean([one.verdict == "no_claim" for one in found]) >= 0.95
    assert np.mean([one.density_p < 0.05 for one in found]) >= 0.9


def test_no_effect_is_seldom_said_to_be_one():
    found = estimates(40, effect=0.0)
    assert np.mean([one.verdict == "effect" for one in found]) <= 0.125
    assert "no_detectable_effect" not in {one.verdict for one in found}  # nobody fixed the smallest effect worth having


def test_too_small_a_district_cannot_tell_and_says_what_it_could_have_seen():
    found = estimates(20, n=250, effect=1.0)
    unsure = [one for one in found if one.verdict == "cannot_tell" and np.isfinite(one.se)]
    assert len(unsure) >= 14
    assert all(one.minimum_detectable > 5 for one in unsure)
    assert all(one.cautions for one in unsure)
