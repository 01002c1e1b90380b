"""Means over cases: weights as asked, nobody dropped in silence, differences between cases said."""

import numpy as np
import pytest
from statsmodels.stats.meta_analysis import combine_effects

from mtss_analysis.estimators.case_aggregation import mean_of_cases


def test_inverse_variance_agrees_with_statsmodels():
    x, se = np.array([0.2, 0.9, 0.4, 0.6]), np.array([0.1, 0.3, 0.2, 0.15])
    found, peer = mean_of_cases(x, se), combine_effects(x, se**2)
    assert found.estimate == pytest.approx(peer.mean_effect_fe)
    assert found.se == pytest.approx(peer.sd_eff_w_fe)
    assert found.heterogeneity == pytest.approx(peer.q)
    assert found.weights.sum() == pytest.approx(1)


def test_equal_and_pair_weights():
    x, se, m, n = [1.0, 2.0, 4.0], [0.5, 0.5, 1.0], [5, 5, 10], [5, 10, 10]
    equal = mean_of_cases(x, se, weighting="equal")
    assert (equal.estimate, equal.se) == pytest.approx((7 / 3, np.sqrt(1.5) / 3))
    pairs = mean_of_cases(x, se, m, n, weighting="pairs")
    assert pairs.weights == pytest.approx(np.array([25, 50, 100]) / 175)
    assert pairs.estimate == pytest.approx((25 + 100 + 400) / 175)


def test_cases_without_an_estimate_are_counted():
    found = mean_of_cases([0.5, np.nan, 0.7], [0.1, np.nan, np.nan])
    assert (found.used, found.left_out, found.weights.tolist()) == (1, 2, [1, 0, 0])
    assert "left_out" in found.cautions
    kept = mean_of_cases([0.5, 0.7], [0.1, np.nan], weighting="equal")
    assert kept.estimate == pytest.approx(0.6)
    assert np.isnan(kept.se)
    assert list(kept.cautions) == ["no_error"]


def test_no_case_is_no_mean():
    for given in ([], [np.nan, np.nan]):
        found = mean_of_cases(given, weighting="equal")
        assert np.isnan([found.estimate, found.se]).all()
        assert "no_case" in found.cautions


def test_cases_that_differ_are_said_to():
    assert "differ" in mean_of_cases([0.0, 1.0], [0.1, 0.1]).cautions
    assert not mean_of_cases([0.0, 0.1], [0.1, 0.1]).cautions


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"se": [0.1]}, "one of each for every case"),
        ({"se": [0.1, -1]}, 'se: case 1 holds "-1.0"'),
        ({"se": [0.1, 0]}, 'se: case 1 holds "0.0"'),
        ({}, "needs se"),
        ({"se": [1, 1], "weighting": "pairs"}, "needs baseline"),
        ({"se": [1, 1], "weighting": "mse"}, 'got "mse"'),
    ],
)
def test_what_the_weights_need_is_asked_for(given, words):
    with pytest.raises(ValueError, match=words):
        mean_of_cases([1.0, 2.0], **given)
