"""Where nobody changes places, movement between bands is no more than test error makes, in about 95 of 100 worlds."""

import numpy as np
import pytest

from mtss_analysis.estimators.band_movement import band_movement
from mtss_analysis.estimators.proportions import wilson

WORLDS, STUDENTS, DRAWS = 60, 400, 80


def bell(rng, n):
    return rng.normal(100, 25, n)


def skewed(rng, n):
    return rng.gamma(2, 30, n)


def two_kinds(rng, n):
    return np.where(rng.random(n) < 0.25, rng.normal(50, 12, n), rng.normal(110, 20, n))


def piled_at_zero(rng, n):
    return np.maximum(rng.normal(40, 30, n), 0)


def world(draw, seed, sem, still):
    """Return both looks; true scores correlate by `still` in rank, and all grow."""
    rng = np.random.default_rng(seed)
    true = draw(rng, STUDENTS)
    other = rng.permutation(draw(rng, STUDENTS)) if still < 1 else true
    mixed = true if still == 1 else np.where(rng.random(STUDENTS) < still, true, other)
    return [np.round(each + rng.normal(0, sem, STUDENTS)) for each in (true, 1.1 * mixed + 6)]


def cuts_of(draw):
    many = draw(np.random.default_rng(0), 200_000)
    return [np.ceil(np.quantile(each, [0.1, 0.25])) for each in (many, 1.1 * many + 6)]


@pytest.mark.parametrize("draw", [bell, skewed, two_kinds, piled_at_zero])
@pytest.mark.parametrize("sem", [5.0, 10.0])
def test_a_null_world_shows_no_excess_whatever_the_shape_of_true_scores(draw, sem):
    cuts = cuts_of(draw)
    outside = np.zeros((3, 3))
    for seed in range(WORLDS):
        found = band_movement(*world(draw, seed, sem, 1), *cuts, (sem, sem), draws=DRAWS, seed=seed)
        outside += (found.low > 0) | (found.high < 0)
    moved = ~np.eye(3, dtype=bool)
    share = wilson(outside[moved].sum(), WORLDS * moved.sum())
    assert share.share < 0.075, outside
    assert outside[moved].max() < 0.2 * WORLDS


@pytest.mark.parametrize("draw", [bell, skewed])
def test_planted_movement_lies_in_its_interval(draw):
    """A tenth of all students take the place of another one: the excess planted is that share of what they would do."""
    cuts, sem, still = cuts_of(draw), 6.0, 0.9
    planted = _planted(draw, cuts, sem, still)
    held = np.zeros((3, 3))
    for seed in range(WORLDS):
        found = band_movement(*world(draw, seed, sem, still), *cuts, (sem, sem), draws=DRAWS, seed=seed)
        held += (found.low <= planted) & (planted <= found.high)
    assert held.mean() / WORLDS > 0.9, held


def _planted(draw, cuts, sem, still, copies=400):
    """Mean excess over many worlds, of whom nobody is told the expectation: counts less those of the null world."""
    tables = {1: np.zeros((3, 3)), still: np.zeros((3, 3))}
    for how, table in tables.items():
        for seed in range(copies):
            bands = [np.searchsorted(cut, look, side="right")
                     for cut, look in zip(cuts, world(draw, 10_000 + seed, sem, how), strict=True)]  # fmt: skip
            np.add.at(table, tuple(bands), 1)
    return (tables[still] - tables[1]) / copies
