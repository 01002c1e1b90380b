"""A group against the others inside strata: what holds for any data."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mtss_analysis.estimators.standardized_risk import standardized_counts, standardized_risk

PEOPLE = st.lists(
    st.tuples(st.booleans(), st.booleans(), st.integers(0, 4), st.integers(0, 3)), min_size=4, max_size=60
)


def _columns(people):
    return [np.array(column) for column in zip(*people, strict=True)]


@settings(deadline=None)
@given(PEOPLE)
def test_the_other_way_round_is_the_inverse(people):
    event, group, stratum, _ = _columns(people)
    found, other = standardized_risk(event, group, stratum), standardized_risk(event, ~group, stratum)
    assert found.difference == pytest.approx(-other.difference, nan_ok=True)
    assert found.p == pytest.approx(other.p, nan_ok=True)
    if 0 < found.ratio < np.inf:
        assert found.ratio * other.ratio == pytest.approx(1)
        assert found.ratio_low <= found.ratio <= found.ratio_high


@settings(deadline=None)
@given(PEOPLE)
def test_clusters_never_make_it_surer(people):
    event, group, stratum, cluster = _columns(people)
    alone, together = standardized_risk(event, group, stratum), standardized_risk(event, group, stratum, cluster)
    assert together.ratio == pytest.approx(alone.ratio, nan_ok=True)
    assert np.isnan(together.p) or together.p >= alone.p - 1e-12
    assert np.isnan(together.design) or together.design >= 1


@settings(deadline=None)
@given(PEOPLE)
def test_strata_with_one_kind_of_people_say_nothing(people):
    event, group, stratum, _ = _columns(people)
    more = [np.append(part, [extra] * 3) for part, extra in ((event, True), (group, True), (stratum, 99))]
    assert standardized_risk(*more).ratio == pytest.approx(standardized_risk(event, group, stratum).ratio, nan_ok=True)
    assert standardized_risk(*more).compared == standardized_risk(event, group, stratum).compared


def test_nobody_to_compare_is_no_number():
    found = standardized_risk([1, 0], [1, 1], [0, 0])
    assert (found.compared, found.strata) == (0, 0)
    assert np.isnan([found.ratio, found.share, found.p]).all()


def test_no_event_has_no_ratio_and_one_side_without_has_no_interval():
    nobody = standardized_counts([0], [20], [0], [80])
    assert np.isnan(nobody.ratio)
    assert nobody.difference == 0
    none = standardized_counts([0], [20], [8], [80])
    assert none.ratio == 0
    assert np.isnan(none.ratio_low)
    assert none.difference_high == pytest.approx(-0.034, abs=0.01)


def test_a_stratum_weighs_by_what_it_holds_of_both():
    """Simpson's reversal: within both strata alike, crude far apart."""
    found = standardized_counts([9, 10], [10, 100], [90, 1], [100, 10])
    assert found.ratio == pytest.approx(1.0)
    assert found.difference == pytest.approx(0.0)


def test_what_cannot_be_is_refused():
    with pytest.raises(ValueError, match="Count the same people"):
        standardized_counts([5], [4], [1], [9])
    with pytest.raises(ValueError, match="one entry a person"):
        standardized_risk([1, 0], [1], [0, 0])
