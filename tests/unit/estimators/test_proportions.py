import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mtss_analysis.estimators.proportions import clopper_pearson, goodness_of_fit, newcombe, wilson


@st.composite
def counts(draw):
    n = draw(st.integers(1, 400))
    return draw(st.integers(0, n)), n


@settings(deadline=None)
@given(counts(), st.sampled_from([wilson, clopper_pearson]))
def test_intervals_hold_the_share_and_mirror(count, method):
    k, n = count
    one, other = method(k, n), method(n - k, n)
    assert 0 <= one.low <= one.share <= one.high <= 1
    assert one.low < one.high
    assert other.low == pytest.approx(1 - one.high, abs=1e-12)


@settings(deadline=None)
@given(counts(), counts())
def test_differences_change_sign_with_the_order_of_groups(first, second):
    there, back = newcombe(*first, *second), newcombe(*second, *first)
    assert -1 <= there.low <= there.difference <= there.high <= 1
    assert there.low == pytest.approx(-back.high, abs=1e-12)


@pytest.mark.parametrize("method", [wilson, clopper_pearson])
def test_nobody_is_no_share(method):
    nobody = method([0, 3], [0, 4])
    assert np.isnan([nobody.share[0], nobody.low[0], nobody.high[0]]).all()
    assert np.isfinite([nobody.share[1], nobody.low[1], nobody.high[1]]).all()


def test_difference_with_an_empty_group_is_not_zero():
    assert np.isnan(newcombe(3, 9, 0, 0).difference)


@pytest.mark.parametrize("method", [wilson, clopper_pearson])
@pytest.mark.parametrize(("k", "n"), [(5, 4), (-1, 4)])
def test_impossible_counts_are_refused(method, k, n):
    with pytest.raises(ValueError, match=f"entry \\[1\\] has {k} of {n}, expected 0 <= k <= n"):
        method([1, k], [4, n])


def test_planned_counts_fit_perfectly():
    fit = goodness_of_fit([80, 15, 5])
    assert fit.statistic == pytest.approx(0, abs=1e-12)
    assert fit.p_value == pytest.approx(1)


def test_nobody_fits_no_plan():
    fit = goodness_of_fit([[0, 0, 0], [8, 1, 1]])
    assert np.isnan([fit.statistic[0], fit.p_value[0], fit.smallest_expected[0]]).all()
    assert fit.smallest_expected[1] == pytest.approx(0.5)


@pytest.mark.parametrize("shares", [(0.8, 0.15), (0.8, 0.2, 0.0), (1.2, -0.1, -0.1)])
def test_shares_must_be_a_plan(shares):
    with pytest.raises(ValueError, match="shares: got"):
        goodness_of_fit([8, 1, 1], shares)


@pytest.mark.parametrize("observed", [[8, 1], [8, -1, 1], 8])
def test_counts_must_match_the_plan(observed):
    with pytest.raises(ValueError, match="expected 3 counts of 0 or more"):
        goodness_of_fit(observed)
