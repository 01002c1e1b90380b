"""Accuracy of screeners against pROC; predictive values, planning and curves against SciPy and statsmodels."""

import json
from pathlib import Path

import pandas as pd
import pytest
import statsmodels.api as sm
from scipy import stats

from mtss_analysis.estimators import classification

GOLD = Path(__file__).parent / "gold"
STUDENTS = pd.read_csv(GOLD / "screening.csv")
EXPECTED = json.loads((GOLD / "screening.json").read_text(encoding="utf-8"))
FIRST, SECOND, RISK = (STUDENTS[name].to_numpy() for name in ("screen", "screen2", "at_risk"))


def test_area_and_delong_interval_equal_proc():
    found = classification.auc(FIRST, RISK, higher_is_risk=False, interval="plain")
    assert found.auc == pytest.approx(EXPECTED["auc"], abs=1e-10)
    assert [found.low, found.high] == pytest.approx(EXPECTED["delong_ci"], abs=1e-10)
    other = classification.auc(SECOND, RISK, higher_is_risk=False)
    assert other.auc == pytest.approx(EXPECTED["auc2"], abs=1e-10)


def test_paired_comparison_equals_proc():
    found = classification.compare(FIRST, SECOND, RISK, higher_is_risk=(False, False))
    assert found.z == pytest.approx(EXPECTED["paired_z"], abs=1e-8)
    assert found.p == pytest.approx(EXPECTED["paired_p"], abs=1e-8)


def test_area_is_the_mann_whitney_statistic():
    u = stats.mannwhitneyu(-FIRST[RISK == 1], -FIRST[RISK == 0]).statistic
    pairs = (RISK == 1).sum() * (RISK == 0).sum()
    assert classification.auc(FIRST, RISK, higher_is_risk=False).auc == pytest.approx(u / pairs, abs=1e-12)


def test_youdens_cut_and_its_accuracy_equal_proc():
    wanted = EXPECTED["youden"]
    chosen = classification.choose(classification.curve(FIRST, RISK, higher_is_risk=False), "youden")
    assert chosen.cut == wanted["threshold"]
    seen = classification.classify(FIRST, RISK, chosen.cut, higher_is_risk=False)
    found = [seen.sensitivity.value, seen.specificity.value, seen.ppv.value, seen.npv.value]
    assert found == pytest.approx([wanted[name] for name in ("sensitivity", "specificity", "ppv", "npv")], abs=1e-10)
    assert [chosen.sensitivity, chosen.specificity] == pytest.approx(found[:2], abs=1e-12)


def test_predictive_values_at_the_samples_own_base_rate_are_its_shares():
    seen = classification.classify(FIRST, RISK, 43.5, higher_is_risk=False)
    found = classification.predictive_values(seen, float(RISK.mean()))
    assert (found.ppv.value, found.npv.value) == pytest.approx((seen.ppv.value, seen.npv.value), abs=1e-12)


@pytest.mark.parametrize("r", [-0.6, 0.0, 0.3, 0.7, 0.95, 0.99])
def test_planning_equals_scipys_bivariate_normal(r):
    found = classification.planned(r, 0.25, 0.15)
    at = stats.norm.ppf([0.25, 0.15])
    both = stats.multivariate_normal.cdf(at, [0, 0], [[1, r], [r, 1]], abseps=1e-10, releps=1e-10)
    assert float(found.sensitivity) == pytest.approx(both / 0.15, abs=2e-6)
    assert float(found.npv) == pytest.approx((1 - 0.25 - 0.15 + both) / 0.75, abs=2e-6)


def test_curve_of_chances_equals_statsmodels():
    fit = classification.logistic(FIRST, RISK)
    peer = sm.Logit(RISK, sm.add_constant(FIRST)).fit(disp=0)
    assert [fit.intercept, fit.slope] == pytest.approx(list(peer.params), rel=1e-8)
    assert fit.slope_se == pytest.approx(peer.bse[1], rel=1e-6)
