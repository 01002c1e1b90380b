"""The cut a school worked by: found where service jumps, not where it is even, gradual or given to all."""

import numpy as np
import pytest

from mtss_analysis.screening.operating_cut import operating_cut


def school(seed, share, n=300):
    rng = np.random.default_rng(seed)
    score = np.round(rng.normal(45, 15, n))
    return score, rng.random(n) < share(score)


def stepped(score):
    return np.where(score < 40, 0.85, 0.1)


def gradual(score):
    return 1 / (1 + np.exp((score - 40) / 8))


def test_the_cut_is_found_with_a_set_that_holds_it():
    found = [operating_cut(*school(seed, stepped)) for seed in range(60)]
    assert {one.status for one in found} == {"found"}
    assert np.mean([one.low < 40 <= one.high for one in found]) >= 0.95
    assert np.mean([one.equal[0] < 40 <= one.equal[1] for one in found]) > 0.85
    assert np.mean([one.jump for one in found]) == pytest.approx(0.75, abs=0.03)


def test_even_service_has_no_cut():
    found = [operating_cut(*school(seed, lambda score: np.full(len(score), 0.3))).status for seed in range(200)]
    assert found.count("no_jump") >= 185


def test_service_that_changes_gradually_has_no_cut():
    found = [operating_cut(*school(seed, gradual)) for seed in range(30)]
    assert [one.status for one in found].count("gradual") >= 28
    assert 6 <= np.median([one.width for one in found]) <= 40


def test_a_small_jump_is_no_cut_though_it_is_sure():
    score = np.tile(np.arange(20, 60), 1000)
    rng = np.random.default_rng(1)
    served = rng.random(len(score)) < np.where(score < 40, 0.35, 0.2)
    assert operating_cut(score, served).status == "no_jump"
    assert operating_cut(score, served, least_jump=0.1).cut == 40


def test_low_scores_that_are_not_served_are_no_cut_for_serving_low_scores():
    score = np.tile(np.arange(20, 60), 10)
    assert operating_cut(score, score >= 40).status == "no_jump"
    found = operating_cut(score, score > 40, served_below=False)
    assert (found.status, found.cut, found.equal, found.n) == ("found", 40, (41, 40), (190, 210))


def test_cuts_that_part_the_students_alike_cannot_be_told_apart():
    score = np.repeat([30, 33, 36, 44, 50, 53], 20)
    found = operating_cut(score, score <= 36)
    assert (found.equal, found.low, found.high, found.cut) == ((36, 44), 36, 44, 44)
    assert (found.served_side, found.other_side, found.n) == (1, 0, (60, 60))


@pytest.mark.parametrize(
    ("score", "served", "status"),
    [
        (np.arange(40), np.ones(40), "all_served"),
        (np.arange(40), np.zeros(40), "none_served"),
        (np.arange(10), np.arange(10) < 5, "too_few"),
        (np.full(40, 7.0), np.arange(40) < 5, "too_few"),
        ([], [], "too_few"),
    ],
)
def test_where_nothing_can_be_found_the_result_says_why(score, served, status):
    found = operating_cut(score, served)
    assert found.status == status
    assert np.isnan([found.cut, found.low, found.high, found.jump]).all()


def test_many_distinct_scores_are_no_burden():
    rng = np.random.default_rng(3)
    score = rng.normal(0, 1, 5000)
    found = operating_cut(score, rng.random(5000) < np.where(score < -0.5, 0.9, 0.05))
    assert found.status == "found"
    assert found.low < -0.5 <= found.high
    assert found.high - found.low < 0.02


@pytest.mark.parametrize(
    ("score", "served", "words"),
    [
        ([1.0, np.nan], [0, 1], 'score: row 1 holds "nan", expected a finite number'),
        ([1.0, 2.0], [0, 2], 'served: row 1 holds "2", expected 0 or 1'),
        ([1.0, 2.0], [0, 1, 1], r"got shapes \(2,\) and \(3,\)"),
    ],
)
def test_wrong_input_is_named(score, served, words):
    with pytest.raises(ValueError, match=words):
        operating_cut(score, served)
