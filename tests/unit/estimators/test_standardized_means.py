"""Means of a group against the others inside strata: what holds for any data."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mtss_analysis.estimators.standardized_means import jackknife, standardized_mean

PEOPLE = st.lists(
    st.tuples(st.floats(-50, 50), st.booleans(), st.integers(0, 3), st.integers(0, 4)), min_size=5, max_size=50
)


def _columns(people):
    return [np.array(column) for column in zip(*people, strict=True)]


@settings(deadline=None)
@given(PEOPLE, st.floats(-30, 30))
def test_what_is_added_to_a_stratum_changes_nothing(people, shift):
    value, group, stratum, cluster = _columns(people)
    found = standardized_mean(value, group, stratum, cluster)
    moved = standardized_mean(value + shift * (stratum == 1), group, stratum, cluster)
    assert moved.difference == pytest.approx(found.difference, abs=1e-6, nan_ok=True)


@settings(deadline=None)
@given(PEOPLE)
def test_means_differ_by_the_difference(people):
    value, group, stratum, _ = _columns(people)
    found = standardized_mean(value, group, stratum)
    assert found.mean - found.other_mean == pytest.approx(found.difference, abs=1e-6, nan_ok=True)


def test_missing_values_are_left_out_and_nobody_is_no_number():
    found = standardized_mean([1.0, np.nan, 3.0, 4.0], [1, 1, 0, 0], [0, 0, 0, 0])
    assert (found.compared, found.others) == (1, 2)
    assert found.difference == pytest.approx(-2.5)
    none = standardized_mean([1.0, 2.0], [1, 1], [0, 0])
    assert none.compared == 0
    assert np.isnan(none.difference)


def test_values_of_one_person_are_not_many_people():
    rng = np.random.default_rng(5)
    person = np.repeat(np.arange(60), 8)
    value, group = rng.normal(size=60)[person], (person % 3 == 0)
    alone, together = (standardized_mean(value, group, np.zeros(480), c) for c in (None, person))
    assert together.high - together.low > 2 * (alone.high - alone.low)


def test_one_cluster_cannot_tell():
    assert np.isnan(jackknife(np.array([1.0, -1.0]), np.array([1.0, 1.0]), np.array([0, 0])))
