"""Ratios of risks and rates: what is undefined stays undefined, and intervals hold the truth as often as they say."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtss_analysis.estimators.risk_ratios import risk_ratios, standardized_rate_ratio


def test_no_case_in_the_comparison_is_undefined_and_not_zero():
    found = risk_ratios([5, 0, 0], [50, 50, 0], [0, 4, 4], [60, 60, 60])
    assert np.isnan(found.ratio[0])
    assert found.ratio[1] == 0
    assert np.isnan(found.low[1])
    assert np.isnan(found.ratio[2])


@pytest.mark.parametrize("counts", [(1, 1, 90, 100), (90, 100, 40, 40), (40, 40, 40, 40)])
def test_where_everybody_has_the_outcome_there_is_no_interval(counts):
    found = risk_ratios(*counts)
    assert np.isfinite(found.ratio)
    assert np.isnan([found.low, found.high]).all()


@pytest.mark.parametrize("counts", [(5, 4, 1, 10), (-1, 4, 1, 10), (1, 4, 11, 10)])
def test_counts_that_cannot_be_are_refused(counts):
    with pytest.raises(ValueError, match="0 <= k <= n"):
        risk_ratios(*counts)


@given(st.integers(1, 40), st.integers(1, 40), st.integers(1, 60), st.integers(1, 60))
def test_the_ratio_of_the_others_is_its_inverse(a, b, more_a, more_b):
    one, other = risk_ratios(a, a + more_a, b, b + more_b), risk_ratios(b, b + more_b, a, a + more_a)
    assert one.ratio * other.ratio == pytest.approx(1.0)
    assert one.low * other.high == pytest.approx(1.0)
    assert one.difference == pytest.approx(-other.difference)


def test_rates_are_compared_within_strata():
    # Members are three times as often in the stratum with the high rate; within strata they are alike.
    events = np.array([4.0, 4.0, 4.0, 4.0, 1.0, 1.0, 1.0, 1.0])
    member = np.array([1, 1, 1, 0, 1, 0, 0, 0], dtype=bool)
    stratum = np.array([0, 0, 0, 0, 1, 1, 1, 1])
    crude, _, _ = standardized_rate_ratio(events, np.ones(8), member, 0 * stratum)
    within, low, high = standardized_rate_ratio(events, np.ones(8), member, stratum)
    assert crude > 1.5
    assert within == pytest.approx(1.0)
    assert low == pytest.approx(1.0) == high


@pytest.mark.parametrize(("events", "member"), [([0, 0, 3], [1, 1, 0]), ([2, 1, 0], [1, 1, 0]), ([1, 1, 1], [1, 1, 1])])
def test_a_side_without_events_gives_no_ratio(events, member):
    assert np.isnan(standardized_rate_ratio(events, np.ones(3), member, np.zeros(3, int))).all()


def test_the_order_of_students_does_not_matter():
    random = np.random.default_rng(3)
    events, exposure = random.poisson(2, 60), random.uniform(50, 180, 60)
    member, stratum = random.random(60) < 0.3, random.integers(0, 4, 60)
    order = random.permutation(60)
    one = standardized_rate_ratio(events, exposure, member, stratum)
    other = standardized_rate_ratio(events[order], exposure[order], member[order], stratum[order])
    assert one == pytest.approx(other)
