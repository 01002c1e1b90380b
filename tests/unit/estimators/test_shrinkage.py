"""Places drawn towards their mean: the noisier the more, never onto one value, with intervals that cover."""

import numpy as np
import pytest

from mtss_analysis.estimators.shrinkage import drawn_together


def test_noisy_estimates_move_most():
    found = drawn_together([1.0, 2.0, 1.0, 2.0], [0.1, 0.1, 1.0, 1.0])
    away = np.abs(found.value - np.array([1.0, 2.0, 1.0, 2.0]))
    assert away[2] > away[0]
    assert away[3] > away[1]
    assert found.difference == pytest.approx(found.value - found.mean)


def test_equal_estimates_keep_an_interval():
    found = drawn_together([1.0, 1.0, 1.0, 1.0], [0.2, 0.2, 0.2, 0.2])
    assert found.spread > 0
    assert (found.se > 0.08).all()


@pytest.mark.parametrize(("places", "ratio"), [(5, 1.0), (8, 0.3), (12, 0.0), (12, 3.0), (40, 1.0)])
def test_intervals_cover_as_often_as_they_say_or_more(places, ratio):
    rng, covered = np.random.default_rng(places), []
    for _ in range(400):
        variance = rng.uniform(0.3, 3, places)
        truth = 1 + np.sqrt(ratio) * rng.normal(size=places)
        found = drawn_together(truth + np.sqrt(variance) * rng.normal(size=places), np.sqrt(variance))
        covered.append(np.abs(found.value - truth) < 1.96 * found.se)
    assert np.mean(covered) > 0.92


@pytest.mark.parametrize(
    ("estimate", "se"), [([1.0, 2.0], [1.0, 1.0]), ([1, 2, 3], [1, 0, 1]), ([1, 2, np.nan], [1, 1, 1])]
)
def test_what_cannot_be_drawn_together_is_refused(estimate, se):
    with pytest.raises(ValueError, match="three or more finite numbers"):
        drawn_together(estimate, se)
