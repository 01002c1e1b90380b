"""Randomization tests: counted by hand, exact in size, the same whether all assignments are tried or a sample."""

from itertools import permutations, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtss_analysis.estimators.randomization import staggered_test, start_point_test

series = st.lists(st.integers(0, 9).map(float), min_size=7, max_size=9)


@given(series, series, st.booleans())
def test_start_points_are_counted(one, two, increase):
    sign = 1 if increase else -1
    cases, starts = [one, two], [3, 4]
    gains = [{s: sign * (np.mean(y[s:]) - np.mean(y[:s])) for s in range(2, len(y) - 1)} for y in cases]
    every = [gains[0][s] + gains[1][t] for s, t in product(*gains)]
    expected = np.mean(np.array(every) >= gains[0][3] + gains[1][4] - 1e-9)
    found = start_point_test(cases, starts, increase, fewest=(2, 2))
    assert found.p == pytest.approx(expected)
    assert found.possible == len(every) == len(found.distribution)
    assert found.observed == pytest.approx((gains[0][3] + gains[1][4]) / 2)


@given(st.lists(st.lists(st.integers(0, 9).map(float), min_size=8, max_size=8), min_size=3, max_size=3))
def test_orders_of_cases_are_counted(cases):
    starts = [2, 4, 6]
    every = [
        np.mean([np.mean(y[s:]) - np.mean(y[:s]) for y, s in zip(cases, order, strict=True)])
        for order in permutations(starts)
    ]
    assert staggered_test(cases, starts, True).p == pytest.approx(np.mean(np.array(every) >= every[0] - 1e-9))


def test_the_direction_turns_the_test():
    falling = [[9, 8, 9, 2, 1, 2, 1]]
    assert start_point_test(falling, [3], False, fewest=(2, 2)).p == 0.25
    assert start_point_test(falling, [3], True, fewest=(2, 2)).p == 1.0


@pytest.mark.parametrize(("statistic", "observed"), [("mean", 4.0), ("median", 4.0), ("nap", 1.0)])
def test_a_clear_jump_is_found_by_every_statistic(statistic, observed):
    jump = [1.0, 2, 1, 2, 1, 2, 1, 2, 5, 6, 5, 6, 5, 6, 5, 6]
    found = start_point_test([jump], [8], True, fewest=(2, 2), statistic=statistic)
    assert (found.statistic, found.observed) == (statistic, observed)
    assert found.p == (found.smallest_p if statistic != "median" else 7 / 13)  # odd starts 3 to 13 do as well


def test_a_sample_of_assignments_comes_near_the_whole():
    rng = np.random.default_rng(5)
    cases, starts = [rng.normal(size=20) + (np.arange(20) >= 9) * 0.5 for _ in range(3)], [9, 9, 9]
    whole = start_point_test(cases, starts, True)
    drawn = start_point_test(cases, starts, True, most=1_000, seed=2)
    assert drawn.p == pytest.approx(whole.p, abs=0.05)
    assert (list(drawn.cautions), drawn.possible) == (["sampled"], whole.possible)
    assert drawn.p == start_point_test(cases, starts, True, most=1_000, seed=2).p
    few = staggered_test([*cases, *cases], [5, 6, 7, 8, 9, 10], True, most=100)
    assert len(few.distribution) == 101
    assert "sampled" in few.cautions


def test_too_few_starts_cannot_tell():
    found = start_point_test([[1, 1, 1, 9, 9, 9]], [3], True, fewest=(2, 2))
    assert found.smallest_p == pytest.approx(1 / 3)
    assert list(found.cautions) == ["cannot_reach"]
    assert list(start_point_test([np.arange(40.0)], [10], True).cautions) == []


def test_size_is_exact_when_starts_are_drawn_and_nothing_changes():
    rng, candidates, levels = np.random.default_rng(6), list(range(3, 13)), []
    for _ in range(1_500):
        noise = np.cumsum(rng.normal(size=15)) + rng.normal(size=15)
        levels.append(start_point_test([noise], [rng.choice(candidates)], True, fewest=(3, 3)).p)
    for size in (0.1, 0.2, 0.5):
        assert np.mean(np.array(levels) <= size + 1e-9) == pytest.approx(size, abs=0.045)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"starts": [2]}, "case 0 began treatment at point 2, expected one of"),
        ({"starts": [5, 6]}, "expected one start for every case"),
        ({"scores": [], "starts": []}, "expected one start for every case"),
        ({"increase": None}, 'increase: got "None"'),
        ({"statistic": "t"}, 'statistic: got "t"'),
        ({"scores": [[1, 2, 3]], "starts": [1]}, "has the starts \\[\\]"),
        ({"scores": [[1, np.nan] * 6]}, "case 0 must hold finite scores"),
        ({"candidates": [[0, 5]]}, "leave a score in both phases"),
    ],
)
def test_what_cannot_be_tested_is_refused(change, words):
    given_ = {"scores": [[1.0, 2.0] * 6], "starts": [5], "increase": True}
    with pytest.raises(ValueError, match=words):
        start_point_test(**(given_ | change))


def test_a_fixed_start_must_fit_every_case():
    with pytest.raises(ValueError, match="case 1 began treatment at point 4"):
        staggered_test([[1, 2, 3, 4, 5, 6], [1, 2, 3]], [2, 4], True)
