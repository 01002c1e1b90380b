"""Kaplan–Meier estimates against published values and against the product written out."""

import numpy as np
import pytest
from scipy import stats

from mtss_analysis.estimators.survival import kaplan_meier

# Freireich et al. (1963), Blood 21, 699-716: weeks of remission; printed in Cox & Oakes (1984), Analysis of Survival
# Data, table 1.1. Medians and log-log intervals as in textbooks: 23 (13, not reached) and 8 (4, 11).
TREATED = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
ENDED = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]
CONTROL = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]


def test_published_remission_times():
    treated, control = kaplan_meier(TREATED, ENDED), kaplan_meier(CONTROL, np.ones(21))
    assert (treated.median, treated.low, treated.n, treated.ended) == (23, 13, 21, 9)
    assert np.isnan(treated.high)
    assert (control.median, control.low, control.high) == (8, 4, 11)
    assert treated.at([6, 7, 10, 13, 16, 22, 23])[0].round(4).tolist() == [
        0.8571, 0.8067, 0.7529, 0.6902, 0.6275, 0.5378, 0.4482,
    ]  # fmt: skip


def product_limit(time, ended, at):
    """Write the estimate and Greenwood's variance out, death by death."""
    share, variance = 1.0, 0.0
    for day in sorted({t for t, e in zip(time, ended, strict=True) if e and t <= at}):
        risk = sum(t >= day for t in time)
        dead = sum(t == day and bool(e) for t, e in zip(time, ended, strict=True))
        share *= 1 - dead / risk
        variance += dead / (risk * (risk - dead)) if risk > dead else 0.0
    return share, share * np.sqrt(variance)


@pytest.mark.parametrize("seed", range(5))
def test_the_product_written_out_and_its_interval(seed):
    rng = np.random.default_rng(seed)
    time, ended = rng.integers(1, 30, 40).astype(float), rng.random(40) < 0.6
    found, weeks = kaplan_meier(time, ended, 0.9), np.arange(0, 29)
    share, low, high = found.at(weeks)
    written = np.array([product_limit(time, ended, week) for week in weeks])
    assert share == pytest.approx(written[:, 0])
    inside = (share > 0) & (share < 1)
    s, se = written[inside].T
    reach = stats.norm.ppf(0.95) * se / (s * np.log(s))
    assert low[inside] == pytest.approx(s ** np.exp(-reach))
    assert high[inside] == pytest.approx(s ** np.exp(reach))
    first = [week for week, (below, _) in zip(weeks, written, strict=True) if below <= 0.5]
    assert found.median == first[0] if first else np.isnan(found.median)


def test_scipy_agrees_on_the_share():
    censored = np.array(ENDED) == 0
    times = np.array(TREATED, float)
    sample = stats.CensoredData(uncensored=times[~censored], right=times[censored])
    peer = stats.ecdf(sample).sf
    assert kaplan_meier(TREATED, ENDED).at(peer.quantiles)[0] == pytest.approx(peer.probabilities)


def test_a_median_is_covered_as_often_as_it_says():
    # exponential durations with a true median of 10, censored at random: 400 samples of 60, bound of four errors
    rng, covered = np.random.default_rng(11), 0
    for _ in range(400):
        lasts, followed = rng.exponential(10 / np.log(2), 60), rng.uniform(5, 40, 60)
        found = kaplan_meier(np.minimum(lasts, followed), lasts <= followed)
        covered += found.low <= 10 and not found.high < 10
    assert abs(covered / 400 - 0.95) <= 4 * np.sqrt(0.95 * 0.05 / 400)


def test_nothing_ended_or_everything_at_once_gives_no_false_interval():
    open_ = kaplan_meier([3.0, 5.0], [False, False])
    assert (open_.n, open_.ended) == (2, 0)
    assert np.isnan([open_.median, open_.low, open_.high]).all()
    assert open_.at([0, 9])[0].tolist() == [1.0, 1.0]
    once = kaplan_meier([4.0, 4.0, 4.0], [True, True, True])
    assert once.median == 4.0
    assert once.at([3, 4])[0].tolist() == [1.0, 0.0]


def test_a_negative_or_missing_time_is_refused():
    with pytest.raises(ValueError, match="entry 1 is -2"):
        kaplan_meier([1, -2], [1, 1])
    with pytest.raises(ValueError, match="entry 0 is nan"):
        kaplan_meier([np.nan], [1])
