"""Welch's interval and Holm's correction, against statsmodels and SciPy."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.multitest import multipletests

from mtss_analysis.estimators.two_means import holm, welch

FIRST, SECOND = np.array([2.0, 3.0, 3.0, 1.0, 2.5]), np.array([1.0, 0.5, 2.0, 1.5, 1.0, 2.0, 0.0])


def test_as_scipy_says():
    peer = stats.ttest_ind(FIRST, SECOND, equal_var=False)
    found = welch((5, 7), (FIRST.mean(), SECOND.mean()), (FIRST.std(ddof=1), SECOND.std(ddof=1)))
    assert found.p == pytest.approx(peer.pvalue)
    assert found.freedom == pytest.approx(peer.df)
    assert (found.low, found.high) == pytest.approx(tuple(peer.confidence_interval()))


def test_one_form_against_a_group_is_a_test_of_one_sample():
    found = welch((1, 7), (2.0, SECOND.mean()), (np.nan, SECOND.std(ddof=1)))
    assert found.p == pytest.approx(stats.ttest_1samp(SECOND, 2.0).pvalue)


def test_equal_ratings_are_not_certain_and_two_forms_cannot_tell():
    assert 0 < welch((4, 4), (2.0, 1.0), (0.0, 0.0), step=1.0).p < 0.05
    assert np.isnan(welch((1, 1), (2.0, 1.0), (np.nan, np.nan), step=1.0).p)
    assert np.isnan(welch((0, 5), (np.nan, 1.0), (np.nan, 1.0)).p)


def test_a_wrong_confidence_is_refused():
    with pytest.raises(ValueError, match="confidence"):
        welch((3, 3), (1.0, 1.0), (1.0, 1.0), confidence=95)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_holm_as_statsmodels(p):
    assert holm(p) == pytest.approx(multipletests(p, method="holm")[1])


def test_what_cannot_be_told_is_no_part_of_the_family():
    assert holm([np.nan, 0.02, 0.03]).tolist()[1:] == pytest.approx([0.04, 0.04])
    assert len(holm([])) == 0
