"""Shares with intervals against R and SciPy; tiers of real oral-reading scores (counts only, orfr package, GPL-3)."""

import numpy as np
import pytest
from scipy import stats

from mtss_analysis.estimators import proportions

TIERS = np.array([[188, 24, 30], [161, 39, 26], [138, 52, 22]])  # fall, winter, spring


def test_planned_shares_against_real_tiers_equal_r_chisq_test():
    fit = proportions.goodness_of_fit(TIERS)
    assert fit.statistic == pytest.approx([30.8099173553719, 22.0586283185841, 30.9795597484277], rel=1e-12)
    assert fit.p_value == pytest.approx([2.04038185318289e-07, 1.62192109159509e-05, 1.87445092539009e-07], rel=1e-9)
    assert fit.df == 2
    assert fit.expected[0] == pytest.approx([193.6, 36.3, 12.1])
    assert fit.smallest_expected == pytest.approx([12.1, 11.3, 10.6])


def test_tier_1_share_has_the_wilson_interval_of_r():
    tier1 = proportions.wilson(TIERS[:, 0], TIERS.sum(axis=1))
    assert tier1.share == pytest.approx([0.776859504132231, 0.712389380530973, 0.650943396226415])
    assert tier1.low == pytest.approx([0.720308640022865, 0.650213285001597, 0.584608582554615], rel=1e-12)
    assert tier1.high == pytest.approx([0.82475808974192, 0.767465929586456, 0.711905351096874], rel=1e-12)


@pytest.mark.parametrize("confidence", [0.8, 0.95, 0.99])
@pytest.mark.parametrize("method", ["wilson", "exact"])
def test_intervals_equal_scipy_for_every_count(method, confidence):
    ours = {"wilson": proportions.wilson, "exact": proportions.clopper_pearson}[method]
    for n in (1, 2, 9, 40):
        mine = ours(np.arange(n + 1), n, confidence)
        for k in range(n + 1):
            peer = stats.binomtest(k, n).proportion_ci(confidence, method)
            assert [mine.low[k], mine.high[k]] == pytest.approx([peer.low, peer.high], abs=1e-12)


@pytest.mark.parametrize(
    ("counts", "interval"),
    [
        ((56, 70, 48, 80), (0.0524, 0.3339)),
        ((9, 10, 3, 10), (0.1705, 0.8090)),
        ((6, 7, 2, 7), (0.0582, 0.8062)),
        ((5, 56, 0, 29), (-0.0381, 0.1926)),
        ((10, 10, 0, 10), (0.6075, 1.0)),
    ],
)
def test_difference_of_shares_equals_the_published_table(counts, interval):
    """Newcombe 1998, table II, method 10 (four decimals printed)."""
    gap = proportions.newcombe(*counts)
    assert [float(gap.low), float(gap.high)] == pytest.approx(interval, abs=6e-5)
