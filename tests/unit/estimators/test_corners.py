"""Corners of what is possible agree with programs solved from nothing."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse
from scipy.optimize import linprog

from mtss_analysis.estimators.corners import Corners


@settings(max_examples=100, deadline=None)
@given(st.integers(2, 12), st.integers(1, 6), st.integers(0, 10_000))
def test_every_corner_is_as_low_as_a_program_solved_from_nothing(cells, rows, seed):
    random = np.random.default_rng(seed)
    sums = sparse.csr_array(random.integers(-1, 2, (rows, cells)).astype(float))
    truth = random.integers(0, 20, cells).astype(float)
    low, high = np.maximum(truth - random.integers(0, 9, cells), 0.0), truth + random.integers(0, 9, cells)
    corners = Corners(sums, sums @ truth, low, high)
    for _ in range(6):
        asked = random.permutation(cells)[: random.integers(1, cells + 1)]
        weights = random.choice([-1.0, 1.0], asked.size)
        cost = np.zeros(cells)
        cost[asked] = weights
        found = corners.least(asked, weights)
        again = linprog(cost, A_eq=sums, b_eq=sums @ truth, bounds=np.column_stack([low, high]))
        assert cost @ found == pytest.approx(again.fun, abs=1e-6)
        assert sums @ found == pytest.approx(sums @ truth, abs=1e-6)
        assert (found >= low - 1e-6).all()
        assert (found <= high + 1e-6).all()


def test_prices_tell_how_the_answer_follows_the_right_hand_side():
    low, high = np.zeros(2), np.full(2, 9.0)
    answers = []
    for right in (7.0, 8.0):
        corners = Corners(sparse.csr_array([[1.0, 1.0]]), np.array([right]), low, high)
        answers.append(-corners.least(np.array([0]), np.array([-1.0]))[0])
    assert answers[1] - answers[0] == pytest.approx(corners.prices[0])


def test_sums_that_cannot_hold_have_no_corner():
    corners = Corners(sparse.csr_array([[1.0, 1.0]]), np.array([20.0]), np.zeros(2), np.full(2, 9.0))
    assert corners.least(np.array([0]), np.array([1.0])) is None


def test_nothing_is_printed(capfd):
    Corners(sparse.csr_array([[1.0, 1.0]]), np.array([7.0]), np.zeros(2), np.full(2, 9.0)).least(
        np.array([0]), np.array([1.0])
    )
    assert capfd.readouterr() == ("", "")
