"""Movement between bands beside what error of measurement alone would make."""

import numpy as np
import pytest

from mtss_analysis.estimators.band_movement import band_movement, true_scores

CUTS = [70, 85]


def looked_twice(seed=1, n=600, sem=6.0, still=1.0):
    """Return whole scores of two looks; `still` is the correlation of true scores."""
    rng = np.random.default_rng(seed)
    first, fresh = rng.normal(100, 20, (2, n))
    second = 100 + still * (first - 100) + np.sqrt(1 - still**2) * (fresh - 100)
    return (np.round(true + rng.normal(0, sem, n)) for true in (first, second))


def test_counts_are_those_of_the_bands_and_a_score_at_a_cut_lies_above_it():
    found = band_movement([69, 70, 84, 85, 100, 60], [70, 69, 85, 84, 90, 65], CUTS, CUTS, (3.0, 3.0), draws=5)
    assert found.counts.tolist() == [[1, 1, 0], [1, 0, 1], [0, 1, 1]]
    np.testing.assert_allclose(found.counts - found.expected, found.excess)


def test_expected_movement_has_the_sizes_of_the_bands():
    first, second = looked_twice()
    found = band_movement(first, second, CUTS, CUTS, (6.0, 6.0), draws=5)
    for axis in (0, 1):
        np.testing.assert_allclose(found.expected.sum(axis=axis), found.counts.sum(axis=axis), atol=6)
    assert found.expected.sum() == pytest.approx(600)


def test_without_error_nobody_is_expected_to_move_back_and_forth():
    first, second = looked_twice(sem=1e-6)
    found = band_movement(first, second, CUTS, CUTS, (0.05, 0.05), draws=5)
    assert np.trace(found.expected) > 0.98 * 600


def test_more_error_makes_more_movement():
    first, second = looked_twice()
    small, large = (band_movement(first, second, CUTS, CUTS, (sem, sem), draws=5).expected for sem in (2.0, 8.0))
    assert np.trace(small) > np.trace(large) + 20


def test_students_who_change_places_are_found():
    first, second = looked_twice(still=0.6, n=1500)
    found = band_movement(first, second, CUTS, CUTS, (6.0, 6.0), draws=60)
    assert found.low[1, 2] > 0
    assert found.high[2, 2] < 0


def test_a_cell_that_nobody_is_in_keeps_the_error_of_chance():
    first, second = looked_twice(sem=1.0)
    found = band_movement(first, second, [45, 85], [45, 85], (1.0, 1.0), draws=20)
    empty = (found.counts == 0) & (found.expected > 1e-9)
    assert empty.any()
    assert (found.high[empty] > 0).all()


def test_the_same_seed_gives_the_same_errors():
    first, second = (list(scores) for scores in looked_twice())
    one, two = (band_movement(first, second, CUTS, CUTS, (6.0, 6.0), draws=20, seed=3) for _ in range(2))
    np.testing.assert_array_equal(one.se, two.se)


def test_the_spread_of_true_scores_is_less_than_that_of_the_scores():
    [first, _] = looked_twice(n=4000)
    found = true_scores(first, 6.0)
    mean = found.points @ found.weights
    assert mean == pytest.approx(first.mean(), abs=0.3)
    assert (found.points - mean) ** 2 @ found.weights == pytest.approx(first.var() - 36, rel=0.08)


@pytest.mark.parametrize(
    ("given", "match"),
    [
        (([1.0, 2.0], [1.0], CUTS, CUTS, (1.0, 1.0)), "got 2 and 1 scores"),
        (([1.0, np.nan], [1.0, 2.0], CUTS, CUTS, (1.0, 1.0)), "before"),
        (([1.0, 2.0], [1.0, 2.0], [5, 5], CUTS, (1.0, 1.0)), "cuts_before"),
        (([1.0, 2.0], [1.0, 2.0], CUTS, [70], (1.0, 1.0)), "cuts_after"),
        (([1.0, 2.0], [1.0, 2.0], CUTS, CUTS, (1.0, 0.0)), "SEM above 0"),
    ],
)
def test_what_cannot_be_compared_is_refused_by_name(given, match):
    with pytest.raises(ValueError, match=match):
        band_movement(*given, draws=5)
