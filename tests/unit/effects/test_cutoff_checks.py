"""Checks at a cut score and the pooling of schools with different cuts."""

import numpy as np
import pytest

from mtss_analysis.effects import cutoff, cutoff_checks, cutoff_pool

N = 2000


@pytest.fixture(scope="module")
def students():
    rng = np.random.default_rng(21)
    score = np.round(rng.normal(45, 15, N))
    served = (rng.random(N) < np.where(score < 40, 0.9, 0.05)).astype(float)
    return score, 20 + 0.8 * score + 6 * served + rng.normal(0, 6, N), served


def test_a_covariate_that_jumps_is_found_and_one_that_does_not_is_not(students):
    score = students[0]
    rng = np.random.default_rng(2)
    covariates = {
        "earlier": score + rng.normal(0, 6, N),
        "moved in": (rng.random(N) < np.where(score < 40, 0.7, 0.2)).astype(float),
        "unknown": np.full(N, np.nan),
    }
    found = cutoff_checks.continuity(score, covariates, 40)
    assert found.label == ("earlier", "moved in")
    assert found.left_out == ("unknown",)
    assert found.p[0] > 0.05 > found.p[1]
    assert found.estimate[1] == pytest.approx(0.5, abs=0.15)  # the served side has more
    assert (found.low < found.estimate).all()
    assert found.joint_p == pytest.approx(2 * found.p.min())


def test_sides_turn_with_the_side_that_is_served(students):
    score = students[0]
    moved = (np.random.default_rng(2).random(N) < np.where(score < 40, 0.7, 0.2)).astype(float)
    found = cutoff_checks.continuity(score, {"moved in": moved}, 40)
    turned = cutoff_checks.continuity(-score, {"moved in": moved}, -40, served_below=False)
    np.testing.assert_allclose(turned.estimate, found.estimate)
    assert turned.n_served_side == found.n_served_side


def test_false_cuts_lie_on_both_sides_and_use_their_own_side(students):
    found = cutoff_checks.placebo(*students, 40)
    assert len(found.label) + len(found.left_out) == 6
    assert (found.at != 40).all()
    below = students[0] < 40
    assert (found.n_served_side + found.n_other_side)[found.at < 40].max() <= below.sum()
    assert found.joint_p > 0.01
    assert cutoff_checks.placebo(*students, 40, at=[50.0]).label == ("50",)


def test_a_jump_at_a_false_cut_is_found(students):
    score, outcome, served = students
    found = cutoff_checks.placebo(score, outcome - 9 * (score >= 52), served, 40, at=[52.0])
    assert found.estimate[0] == pytest.approx(9, abs=3)
    assert found.p[0] < 0.01


def test_the_donut_leaves_out_the_scores_beside_the_cut(students):
    score, outcome, served = students
    spoilt = np.where((score >= 38) & (score < 42), outcome + 40 * (score < 40), outcome)
    found = cutoff_checks.donut(score, spoilt, served, 40, bandwidth=12)
    assert found.label == ("1", "2", "3")
    assert found.estimate[0] > 12
    assert found.estimate[1] == pytest.approx(6, abs=3.5)
    inside = (np.abs(score - 40) < 12) & ~((score >= 38) & (score < 42))
    assert found.n_served_side[1] + found.n_other_side[1] == inside.sum()


def test_a_bandwidth_that_is_the_estimates_own_gives_its_estimate(students):
    effect = cutoff.estimate(*students, 40)
    found = cutoff_checks.bandwidths(*students, 40, bandwidth=effect.bandwidth)
    assert found.at == pytest.approx(np.array(cutoff_checks.FACTORS) * effect.bandwidth)
    assert found.estimate[found.label.index("1 ×")] == pytest.approx(effect.estimate)
    assert (np.diff(found.n_served_side) > 0).all()


def test_checks_without_a_row_have_no_joint_chance():
    found = cutoff_checks.placebo([1.0, 2.0], [1.0, 2.0], [0, 1], 1.5)
    assert found.label == ()
    assert len(found.left_out) > 0
    assert np.isnan(found.joint_p)


@pytest.fixture(scope="module")
def district():
    rng = np.random.default_rng(31)
    school = np.array(["A", "B", "C", "D"])[np.arange(2400) % 4]
    cut = np.array([36.0, 40.0, 44.0, 40.0])[np.arange(2400) % 4]
    score = np.round(rng.normal(45, 12, 2400))
    served = (rng.random(2400) < np.where(score < cut, 0.9, 0.05)).astype(float)
    return score, 0.8 * score + 5 * served + rng.normal(0, 5, 2400), served, school


CUTS = {"A": 36.0, "B": 40.0, "C": 44.0}


def test_schools_are_pooled_at_their_own_cuts(district):
    found = cutoff_pool.pool(*district, CUTS)
    assert (found.schools, found.cuts, found.without_cut) == (("A", "B", "C"), (36, 40, 44), ("D",))
    assert found.pooled.verdict == "effect"
    assert found.pooled.ci[0] < 5 < found.pooled.ci[1]
    assert found.moved == ()
    score, outcome, served, school = district
    alone = cutoff.estimate(*(column[school == "B"] for column in (score, outcome, served)), 40)
    assert (found.each[1].density_p, found.each[1].heap_p) == (alone.density_p, alone.heap_p)
    assert found.each[1].verdict == "cannot_tell"


def test_levels_of_schools_do_not_blur_what_is_pooled(district):
    score, outcome, served, school = district
    raised = outcome + np.where(school == "A", 100.0, 0.0)
    found, plain = (cutoff_pool.pool(score, each, served, school, CUTS).pooled for each in (raised, outcome))
    assert found.ci == pytest.approx(plain.ci, abs=1e-6)


def moved_in(district, *schools):
    score, outcome, served, school = district
    moved = np.isin(school, schools) & (score >= 40) & (score < 46)
    return np.where(moved, 39, score), outcome, served, school


def test_one_school_whose_students_were_moved_is_left_out_and_named(district):
    found = cutoff_pool.pool(*moved_in(district, "B"), CUTS)
    assert found.moved == ("B",)
    assert found.each[1].verdict == "no_claim"
    assert found.pooled.verdict == "effect"
    assert {"left_out", "heaping"} <= {caution.code for caution in found.pooled.cautions}
    assert [caution.school for caution in found.pooled.cautions if caution.code == "heaping"] == ["B"]
    score, outcome, served, school = district
    others = school != "B"
    without = cutoff_pool.pool(*(column[others] for column in (score, outcome, served, school)), CUTS)
    assert found.pooled.ci == without.pooled.ci


def test_where_students_of_most_schools_were_moved_nothing_is_claimed(district):
    found = cutoff_pool.pool(*moved_in(district, "B", "C"), {"A": 36.0, "B": 40.0, "C": 40.0})
    assert found.moved == ("B", "C")
    assert found.pooled.verdict == "no_claim"
    assert "most_left_out" in [caution.code for caution in found.pooled.cautions]


def test_without_any_cut_nothing_can_be_told(district):
    found = cutoff_pool.pool(*district, {})
    assert (found.schools, found.each, found.pooled.verdict) == ((), (), "cannot_tell")
    assert "no_students" in [caution.code for caution in found.pooled.cautions]
