"""Standardized ratios and means against statsmodels and against tables worked by hand."""

import numpy as np
import pytest
from scipy import special
from statsmodels.genmod import families
from statsmodels.genmod.generalized_linear_model import GLM
from statsmodels.regression.linear_model import OLS
from statsmodels.stats.contingency_tables import StratifiedTable

from mtss_analysis.estimators.adjusted_risk import adjusted_risk
from mtss_analysis.estimators.standardized_means import standardized_mean
from mtss_analysis.estimators.standardized_risk import standardized_counts, standardized_risk


# In one stratum the variance of Greenland and Robins is Katz's, 1/a - 1/m1 + 1/b - 1/m0; hand tables.
@pytest.mark.parametrize(
    ("counts", "ratio", "low", "high"),
    [
        ((40, 200, 100, 1000), 2.0, 1.432437, 2.792443),
        ((12, 60, 45, 900), 4.0, 2.238061, 7.149047),
        ((3, 25, 20, 400), 2.4, 0.764314, 7.536169),
    ],
)
def test_one_stratum_is_katz(counts, ratio, low, high):
    found = standardized_counts(*([count] for count in counts))
    assert (found.ratio, found.ratio_low, found.ratio_high) == pytest.approx((ratio, low, high), abs=1e-6)


def _world(seed, n=600):
    rng = np.random.default_rng(seed)
    stratum, traits = rng.integers(0, 25, n), rng.normal(size=(n, 3))
    group = rng.random(n) < 0.1 + 0.02 * (stratum % 10)
    event = rng.random(n) < np.minimum(0.45 * np.exp(-0.3 * group + 0.1 * traits[:, 0]) + 0.01 * stratum, 1)
    return event, group, stratum, traits, rng.integers(0, 14, n)


@pytest.mark.parametrize("seed", range(4))
def test_ratio_and_test_are_those_of_statsmodels(seed):
    event, group, stratum, _, _ = _world(seed)
    tables = []
    for each in np.unique(stratum):
        rows = stratum == each
        a, b = (event & group)[rows].sum(), (~event & group)[rows].sum()
        c, d = (event & ~group)[rows].sum(), (~event & ~group)[rows].sum()
        if a + b and c + d:
            tables.append([[a, b], [c, d]])
    gold = StratifiedTable(np.array(tables, float).transpose(1, 2, 0))
    found = standardized_risk(event, group, stratum)
    assert found.ratio == pytest.approx(gold.riskratio_pooled)
    assert found.p == pytest.approx(gold.test_null_odds(correction=False).pvalue)
    a, m1, b, m0 = (
        np.array([table[i][0] + table[i][1] * j for table in tables], float) for i in (0, 1) for j in (0, 1)
    )
    n = m1 + m0
    spread = ((m1 * m0 * (a + b) - a * b * n) / n**2).sum() / ((a * m0 / n).sum() * (b * m1 / n).sum())
    assert np.log(found.ratio_high / found.ratio_low) == pytest.approx(2 * 1.959964 * np.sqrt(spread), rel=1e-6)


@pytest.mark.parametrize("seed", range(3))
def test_model_is_that_of_statsmodels(seed):
    event, group, _, traits, cluster = _world(seed)
    design = np.column_stack([np.ones(len(event)), group, traits])
    gold = GLM(event.astype(float), design, family=families.Poisson()).fit(
        cov_type="cluster", cov_kwds={"groups": cluster}
    )
    found = adjusted_risk(event, group, traits, cluster)
    reach = special.stdtrit(13, 0.975) * gold.bse[1]
    wanted = np.exp([gold.params[1], gold.params[1] - reach, gold.params[1] + reach])
    assert [found.ratio, found.low, found.high] == pytest.approx(wanted, rel=1e-6)


@pytest.mark.parametrize("seed", range(3))
def test_difference_of_means_is_a_regression_with_strata(seed):
    _, group, stratum, traits, _ = _world(seed)
    value = traits[:, 0] + 0.5 * group + 0.2 * stratum
    kept = np.array([group[stratum == each].any() and not group[stratum == each].all() for each in stratum])
    dummies = (stratum[kept, None] == np.unique(stratum[kept])).astype(float)
    gold = OLS(value[kept], np.column_stack([group[kept], dummies])).fit(cov_type="HC1")
    found = standardized_mean(value, group, stratum)
    assert found.difference == pytest.approx(gold.params[0])
    width = (found.high - found.low) / (2 * special.stdtrit(found.clusters - 1, 0.975))
    assert width == pytest.approx(gold.bse[0], rel=0.05)
