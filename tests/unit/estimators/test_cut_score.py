"""Heaps at single scores, and means of the outcome by score."""

import numpy as np
import pytest
from scipy import stats

from mtss_analysis.estimators.cut_score import heaps, score_bins


def test_a_heap_has_the_binomial_chance_of_its_count():
    score = np.repeat([38, 39, 40], [20, 35, 24])
    found = heaps(score, [39], bend=0.0)
    assert found.expected == 22
    assert found.p[0] == pytest.approx(stats.binom.sf(34, 79, 1 / 3))
    assert heaps(score, [39], bend=0.1).p[0] == pytest.approx(stats.binom.sf(34, 79, 1.1 / 3.1))


def test_a_score_without_neighbours_or_students_tells_nothing():
    found = heaps([1.0, 1.0, 3.5, 7.0], [3.5, 5.0], step=1.0)
    assert np.isnan(found.p).all()
    assert found.n.tolist() == [1, 0]
    assert heaps([1.0, 2.0, 3.0, 3.0], [2.0], bend=0).p[0] == pytest.approx(stats.binom.sf(0, 4, 1 / 3))


def test_scores_apart_by_decimals_are_found_in_spite_of_rounding():
    score = np.repeat(np.arange(30) / 10, 5)
    found = heaps(score - 1.2, np.arange(29)[1:-1] / 10 - 1.2, step=0.1)
    assert found.n.tolist() == [5] * 27
    assert found.expected.tolist() == [5.0] * 27


@pytest.mark.parametrize("options", [{"step": 0.0}, {"bend": -0.1}])
def test_heaps_refuse_settings_out_of_range(options):
    with pytest.raises(ValueError, match="expected a step above 0"):
        heaps([1, 2, 3], [2], **options)


def test_heaps_refuse_one_score():
    with pytest.raises(ValueError, match="1 distinct score"):
        heaps([4, 4], [4])


def test_no_bin_holds_the_cut_inside_and_the_students_add_up():
    rng = np.random.default_rng(2)
    score = np.round(rng.normal(45, 15, 400))
    outcome = score + rng.normal(0, 4, 400)
    found = score_bins(score, outcome, 40)
    assert found.n.sum() == 400
    assert found.n[found.below].sum() == (score < 40).sum()
    assert found.score[found.below].max() < 40 <= found.score[~found.below].min()
    assert len(found.n) <= 41
    assert found.mean @ found.n == pytest.approx(outcome.sum())


def test_the_interval_of_a_bin_is_students():
    found = score_bins([41, 41, 41, 30], [1.0, 2.0, 6.0, 5.0], 40, width=5)
    expected = stats.t.interval(0.95, 2, 3.0, stats.sem([1.0, 2.0, 6.0]))
    assert (found.low[-1], found.high[-1]) == pytest.approx(expected)
    assert np.isnan([found.low[0], found.high[0]]).all()
