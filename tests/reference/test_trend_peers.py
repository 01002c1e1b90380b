"""The same answers as statsmodels and SciPy, series by series."""

import numpy as np
import pytest
import statsmodels.api as sm
from scipy import stats

from mtss_analysis.estimators import attainment, trend

CASES = {
    "weekly": (np.full(40, 10), 0.0, 0.0),
    "unequal lengths": (np.arange(40) % 12 + 3, 0.0, 0.0),
    "calendar days and scores far from zero": (np.arange(40) % 12 + 3, 738_000.0, 1e6),
}


def draw(lengths, time_origin, score_origin, seed=11, ties=False):
    rng = np.random.default_rng(seed)
    series = np.repeat(np.arange(len(lengths)), lengths)
    start = np.cumsum(lengths) - lengths
    order = np.arange(len(series)) - start[series]
    time = order + (0 if ties else rng.uniform(0, 0.9, len(series)))
    score = 30 + 1.2 * time + rng.normal(0, 8, len(series))
    return time_origin + time, score_origin + (np.round(score) if ties else score), series


@pytest.mark.parametrize("name", CASES)
def test_least_squares_equals_statsmodels(name):
    time, score, series = draw(*CASES[name])
    fit = trend.ols(time, score, series, confidence=0.9)
    ahead = attainment.forecast(fit, 0, fit.last_time + 5, confidence=0.9)
    for code in range(len(fit.n)):
        x, y = time[series == code] - time[0], score[series == code]  # the peer needs a near origin, we do not
        peer = sm.OLS(y, sm.add_constant(x)).fit()
        assert fit.slope[code] == pytest.approx(peer.params[1], rel=1e-8, abs=1e-10)
        assert fit.see[code] == pytest.approx(np.sqrt(peer.mse_resid), rel=1e-7)
        assert fit.slope_se[code] == pytest.approx(peer.bse[1], rel=1e-7)
        interval = peer.conf_int(0.1)[1]
        assert [fit.slope_low[code], fit.slope_high[code]] == pytest.approx(interval, rel=1e-7, abs=1e-8)
        assert fit.r_squared[code] == pytest.approx(peer.rsquared, rel=1e-6, abs=1e-10)
        frame = peer.get_prediction([[1.0, fit.last_time[code] + 5 - time[0]]])
        assert ahead.expected[code] == pytest.approx(frame.predicted_mean[0], rel=1e-9)
        assert ahead.true_se[code] == pytest.approx(frame.se_mean[0], rel=1e-7)
        assert ahead.observed_se[code] == pytest.approx(frame.se_obs[0], rel=1e-7)
        observed = frame.conf_int(obs=True, alpha=0.1)[0]
        assert [ahead.observed_low[code], ahead.observed_high[code]] == pytest.approx(observed, rel=1e-9)


@pytest.mark.parametrize("ties", [False, True])
@pytest.mark.parametrize(("rule", "method"), [("median_residual", "joint"), ("scipy_separate", "separate")])
def test_theil_sen_equals_scipy(rule, method, ties):
    lengths = np.arange(60) % 15 + 5
    time, score, series = draw(lengths, 0.0, 0.0, ties=ties)
    if ties:
        time = np.floor(time / 2)  # two probes a week
    robust = trend.theil_sen(time, score, series, intercept=rule)
    for code in range(len(lengths)):
        mine = series == code
        peer = stats.theilslopes(score[mine], time[mine], method=method)
        assert robust.slope[code] == pytest.approx(peer.slope, abs=1e-12)
        assert robust.intercept[code] == pytest.approx(peer.intercept, abs=1e-10)
        if not np.isnan(robust.slope_low[code]):
            bounds = [robust.slope_low[code], robust.slope_high[code]]
            assert bounds == pytest.approx([peer.low_slope, peer.high_slope], abs=1e-12)
    assert np.isfinite(robust.slope_low[lengths >= 8]).all()


def test_theil_sen_withholds_the_interval_that_scipy_cuts_short():
    time, score = [0, 1, 2, 3], [20, 23, 22, 27]
    robust = trend.theil_sen(time, score, [1] * 4)
    peer = stats.theilslopes(score, time)
    # four points have 4! orders, so even the extreme slopes miss the true slope in 2 of 24 draws: 92 %, not 95 %
    assert [peer.low_slope, peer.high_slope] == [-1.0, 5.0]
    assert np.isnan([robust.slope_low[0], robust.slope_high[0]]).all()
    assert trend.theil_sen(time, score, [1] * 4, confidence=0.8).slope_high[0] == 5.0


def test_theil_sen_is_not_siegel():
    time, score = np.arange(5.0), np.array([22, 25, 24, 28, 60.0])
    siegel = stats.siegelslopes(score, time).slope
    assert trend.theil_sen(time, score, [1] * 5).slope[0] != pytest.approx(siegel)
