"""Agreement where the truth is simulated: intervals hold it as often as they say, and noise is taken for noise."""

import numpy as np
import pytest

from mtss_analysis.estimators import agreement

TARGETS, RATERS, ROUNDS = 30, 4, 400
OF_TARGETS, OF_RATERS, OF_REST = 1.0, 0.5, 0.7  # standard deviations
CLOSE = {"abs": 0.035}  # three standard errors of a coverage of .95 in 400 rounds


def rated(seed, targets=TARGETS, raters=RATERS, rater_sd=OF_RATERS):
    rng = np.random.default_rng([seed, targets, raters])
    return (
        rng.normal(0, OF_TARGETS, (targets, 1))
        + rng.normal(0, rater_sd, raters)
        + rng.normal(0, OF_REST, (targets, raters))
    )


def covered(intervals, truth):
    low, high = np.array(intervals).T
    return np.mean((low <= truth) & (truth <= high))


@pytest.fixture(scope="module")
def correlations():
    return [agreement.icc(rated(seed)) for seed in range(ROUNDS)]


@pytest.mark.parametrize(
    ("form", "truth"),
    [
        ("agreement_single", OF_TARGETS**2 / (OF_TARGETS**2 + OF_RATERS**2 + OF_REST**2)),
        ("consistency_single", OF_TARGETS**2 / (OF_TARGETS**2 + OF_REST**2)),
        ("agreement_mean", OF_TARGETS**2 / (OF_TARGETS**2 + (OF_RATERS**2 + OF_REST**2) / RATERS)),
        ("consistency_mean", OF_TARGETS**2 / (OF_TARGETS**2 + OF_REST**2 / RATERS)),
    ],
)
def test_intervals_of_intraclass_correlations_hold_the_truth(correlations, form, truth):
    found = [getattr(one, form) for one in correlations]
    assert covered([(one.low, one.high) for one in found], truth) == pytest.approx(0.95, **CLOSE)


def test_one_way_interval_holds_the_truth_when_raters_are_drawn_anew_for_each_target():
    truth = OF_TARGETS**2 / (OF_TARGETS**2 + OF_REST**2)
    found = [agreement.icc(rated(seed, rater_sd=0.0)).one_single for seed in range(ROUNDS)]
    assert covered([(one.low, one.high) for one in found], truth) == pytest.approx(0.95, **CLOSE)


def test_noise_of_raters_is_found_and_seldom_taken_for_change(correlations):
    truth = np.hypot(OF_RATERS, OF_REST)
    assert np.sqrt(np.mean([one.sem**2 for one in correlations])) == pytest.approx(truth, rel=0.03)
    rng = np.random.default_rng(5)
    first, second = rng.normal(0, truth, (2, 20_000))
    assert agreement.reliable_change(first, second, truth).beyond.mean() == pytest.approx(0.05, abs=0.006)


def two_raters(seed, n, kept=0.6):
    """Each rater sees the true level with chance `kept`, else any of the four: kappa is kept², weighted or not."""
    rng = np.random.default_rng([seed, n])
    true, guessed = rng.integers(0, 4, n), rng.integers(0, 4, (2, n))
    return np.where(rng.random((2, n)) < kept, true, guessed)


@pytest.mark.parametrize("weights", ["none", "linear", "squared"])
def test_intervals_of_kappa_hold_the_truth(weights):
    found = [agreement.kappa(*two_raters(seed, 120), range(4), weights) for seed in range(ROUNDS)]
    assert np.mean([one.kappa for one in found]) == pytest.approx(0.36, abs=0.015)
    assert covered([(one.low, one.high) for one in found], 0.36) == pytest.approx(0.95, **CLOSE)


def test_with_few_pairs_the_interval_of_kappa_is_too_short_as_its_words_say():
    found = [agreement.kappa(*two_raters(seed, 20, kept=0.85), range(4)) for seed in range(ROUNDS)]
    assert covered([(one.low, one.high) for one in found], 0.85**2) < 0.93


@pytest.mark.parametrize("level", ["nominal", "interval", "ordinal"])
def test_intervals_by_drawing_units_hold_the_truth_nearly_as_often_as_they_say(level):
    found = []
    for seed in range(200):
        ratings = two_raters(seed, 80).astype(np.float64)
        ratings[1, :8] = np.nan
        found.append(agreement.krippendorff(ratings, level, draws=300, seed=seed))
    assert np.mean([one.alpha for one in found]) == pytest.approx(0.36, abs=0.025)
    assert 0.89 <= covered([(one.low, one.high) for one in found], 0.36) <= 0.985


def answers(seed, respondents, loadings):
    rng = np.random.default_rng([seed, respondents])
    loadings = np.array(loadings)
    own = np.sqrt(1 - loadings**2)
    return np.outer(rng.normal(size=respondents), loadings) + rng.normal(size=(respondents, len(loadings))) * own


def test_the_interval_of_alpha_holds_the_truth_for_parallel_items():
    truth = 6 * 0.36 / (1 + 5 * 0.36)
    found = [agreement.cronbach(answers(seed, 40, [0.6] * 6)) for seed in range(ROUNDS)]
    assert covered([(one.low, one.high) for one in found], truth) == pytest.approx(0.95, **CLOSE)


def test_omega_finds_what_unequal_items_share_and_alpha_falls_short():
    loadings = np.array([0.9, 0.8, 0.5, 0.3, 0.3])
    truth = loadings.sum() ** 2 / (loadings.sum() ** 2 + (1 - loadings**2).sum())
    found = [answers(seed, 400, loadings) for seed in range(40)]
    assert np.mean([agreement.omega(one).omega for one in found]) == pytest.approx(truth, abs=0.01)
    assert np.mean([agreement.cronbach(one).alpha for one in found]) < truth - 0.02


def reports(seed, bias, plans=15, alike=0.15):
    """Deliveries rated by the one who delivered and by an observer; plans differ in how far they overstate."""
    rng = np.random.default_rng([seed, plans])
    clusters = np.repeat(np.arange(plans), rng.integers(3, 8, plans))
    observed = rng.normal(0.7, 0.1, len(clusters))
    apart = bias + rng.normal(0, alike, plans)[clusters] + rng.normal(0, 0.08, len(clusters))
    return observed + apart, observed, clusters


def test_the_interval_of_inflated_self_report_holds_the_truth_only_if_plans_are_clusters():
    found = [agreement.self_report_bias(*reports(seed, 0.12)) for seed in range(ROUNDS)]
    assert np.mean([one.mean for one in found]) == pytest.approx(0.12, abs=0.01)
    assert covered([(one.low, one.high) for one in found], 0.12) == pytest.approx(0.95, **CLOSE)
    alone = [agreement.self_report_bias(*reports(seed, 0.12)[:2]) for seed in range(ROUNDS)]
    assert covered([(one.low, one.high) for one in alone], 0.12) < 0.8
