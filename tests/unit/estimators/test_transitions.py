"""Movement as counts: shares, likeness, balance, where it would lead."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from mtss_analysis.estimators import transitions
from mtss_analysis.estimators.proportions import goodness_of_fit

# Counts and values: CORE oral reading fluency (Nese & Kamata, R package orfr), bands by Hasbrouck & Tindal (2017) 25th
# and 10th percentiles; values computed with R 4.2.2 (chisq.test, mcnemar.test, markovchain 0.9).
FALL, WINTER, SPRING = [188, 24, 30], [161, 39, 26], [138, 52, 22]
FALL_WINTER, WINTER_SPRING = [[141, 11, 1], [1, 15, 3], [0, 5, 13]], [[118, 16, 0], [7, 20, 4], [1, 6, 5]]
POOLED = np.add(FALL_WINTER, WINTER_SPRING)
TABLES = arrays(np.int64, (3, 3), elements=st.integers(0, 60))


def test_shares_of_both_steps_together():
    share = transitions.transitions(POOLED).share
    np.testing.assert_allclose(share[0], [0.902439024390244, 0.0940766550522648, 0.00348432055749129], rtol=1e-12)
    np.testing.assert_allclose(share[2], [0.0333333333333333, 0.366666666666667, 0.6], rtol=1e-12)


def test_the_error_is_that_of_a_share_and_not_of_a_count():
    found = transitions.transitions([[90, 10], [0, 5]])
    assert found.se[0, 1] == pytest.approx(np.sqrt(0.1 * 0.9 / 100))
    assert found.se[1, 1] == 0.0


def test_a_row_without_students_has_no_share():
    assert np.isnan(transitions.transitions([[0, 0], [1, 3]]).share[0]).all()


@pytest.mark.parametrize(
    ("counts", "statistic"), [(FALL, 30.8099173553719), (WINTER, 22.0586283185841), (SPRING, 30.9795597484277)]
)
def test_fit_to_the_planning_shares(counts, statistic):
    assert goodness_of_fit([counts]).statistic[0] == pytest.approx(statistic, rel=1e-12)


def test_steady_state_of_both_steps():
    found = transitions.steady_state(transitions.transitions(POOLED).share)
    np.testing.assert_allclose(found, [0.563807671034312, 0.319467490606702, 0.116724838358986], rtol=1e-10)


def test_a_steady_state_that_is_not_unique_is_not_told():
    assert np.isnan(transitions.steady_state(np.eye(3))).all()
    assert np.isnan(transitions.steady_state([[np.nan, np.nan], [0.5, 0.5]])).all()


def test_likeness_of_the_steps():
    found = transitions.homogeneity([FALL_WINTER, WINTER_SPRING])
    assert (found.statistic, found.df) == (pytest.approx(10.0699755518923, rel=1e-10), 6)
    assert found.p_value == pytest.approx(0.121735959933177, rel=1e-9)


def test_cells_empty_in_every_step_take_their_degree_of_freedom_away():
    found = transitions.homogeneity([[[10, 5, 0], [3, 9, 1], [0, 0, 0]], [[8, 6, 0], [2, 7, 3], [0, 0, 0]]])
    assert found.df == 1 + 2
    assert np.isnan(transitions.homogeneity([[[4, 0], [0, 6]], [[2, 0], [0, 3]]]).p_value)


def test_balance_of_the_first_step():
    found = transitions.symmetry(FALL_WINTER)
    assert (found.statistic, found.df) == (pytest.approx(9.83333333333333, rel=1e-12), 3)
    assert found.p_value == pytest.approx(0.0200373089971213, rel=1e-9)


@pytest.mark.parametrize("counts", [[[1, 2]], [[1, -2], [0, 1]]])
def test_what_is_no_table_of_counts_is_refused(counts):
    with pytest.raises(ValueError, match="as many columns as rows"):
        transitions.transitions(counts)


@given(TABLES)
def test_rows_of_shares_sum_to_one(table):
    share = transitions.transitions(table).share
    rows = table.sum(axis=1) > 0
    np.testing.assert_allclose(share[rows].sum(axis=1), 1.0)


@given(TABLES, TABLES)
def test_naming_bands_otherwise_changes_no_test(one, two):
    order = np.array([2, 0, 1])
    turned = [table[np.ix_(order, order)] for table in (one, two)]
    for test in (lambda tables: transitions.homogeneity(tables), lambda tables: transitions.symmetry(tables[0])):
        before, after = test([one, two]), test(turned)
        np.testing.assert_allclose([before.statistic, before.df], [after.statistic, after.df], atol=1e-9)
