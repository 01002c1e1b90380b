"""The growth model against lme4 with tightened tolerances, published fits, and statsmodels on small cases."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy import stats

from mtss_analysis.estimators import multilevel

GOLD = Path(__file__).parent / "gold"
CASES = {
    "two": {},
    "three": {"schools": True},
    "four": {"schools": True, "school_slope": True},
    "three_ml": {"schools": True, "reml": False},
}


@pytest.fixture(scope="module")
def panel():
    return pd.read_csv(GOLD / "panel3.csv")


@pytest.fixture(scope="module")
def gold():
    return json.loads((GOLD / "growth_models.json").read_text())


def design(panel):
    second, third = panel["tier"] == 2, panel["tier"] == 3
    columns = [1 + 0 * panel["week"], panel["week"], second, third, panel["frl"]]
    columns += [panel["week"] * second, panel["week"] * third]
    return np.column_stack(columns).astype(float)


def fitted(panel, schools=False, **options):
    school = panel["school_id"] if schools else None
    return multilevel.fit(panel["score"], design(panel), panel["week"], panel["student_id"], school, **options)


def variances(case):
    return {(entry["grp"], entry["var1"], entry["var2"]): entry["vcov"] for entry in case["vc"]}


@pytest.mark.parametrize("name", CASES)
def test_agrees_with_lme4(panel, gold, name):
    found, expected = fitted(panel, **CASES[name]), gold["lmm"][name]
    errors = np.array(list(expected["se"].values()))
    assert found.converged
    assert found.gradient < 1e-7
    assert found.loglik == pytest.approx(expected["loglik"], abs=1e-6)
    assert np.abs((found.fixed - list(expected["fixef"].values())) / errors).max() < 2e-6
    np.testing.assert_allclose(found.fixed_se, errors, rtol=5e-6)
    known = variances(expected)
    shown = {
        ("student_id", "(Intercept)", None): found.student_cov[0, 0],
        ("student_id", "week", None): found.student_cov[1, 1],
        ("student_id", "(Intercept)", "week"): found.student_cov[0, 1],
        ("Residual", None, None): found.residual_var,
    }
    if found.school_cov is not None:
        shown["school_id", "(Intercept)", None] = found.school_cov[0, 0]
    if name == "four":
        shown["school_id", "week", None] = found.school_cov[1, 1]
        shown["school_id", "(Intercept)", "week"] = found.school_cov[0, 1]
    assert set(shown) == set(known)
    for which, value in shown.items():
        assert value == pytest.approx(known[which], rel=1e-4), which


def test_no_fit_that_lme4_found_is_likelier(panel, gold):
    for name, options in CASES.items():
        assert fitted(panel, **options).loglik >= gold["lmm"][name]["loglik"] - 1e-8


def test_predictions_agree_with_lme4(panel, gold):
    found, expected = fitted(panel, schools=True), gold["blup3"]
    place = {str(label): at for at, label in enumerate(found.students)}
    rows = [place[name] for name in expected["id"]]
    np.testing.assert_allclose(found.student_effects[rows, 1], expected["slope"], atol=1e-6)
    np.testing.assert_allclose(found.student_effects[rows, 0], expected["intercept"], atol=2e-5)
    np.testing.assert_allclose(found.student_effects_sd[rows, 1], expected["sd_slope"], rtol=1e-6)


def orthodont():
    """Distances of 27 children at ages 8, 10, 12 and 14 (Potthoff and Roy 1964, printed there)."""
    girls = "21 20 21.5 23; 21 21.5 24 25.5; 20.5 24 24.5 26; 23.5 24.5 25 26.5; 21.5 23 22.5 23.5; 20 21 21 22.5"
    girls += "; 21.5 22.5 23 25; 23 23 23.5 24; 20 21 22 21.5; 16.5 19 19 19.5; 24.5 25 28 28"
    boys = "26 25 29 31; 21.5 22.5 23 26.5; 23 22.5 24 27.5; 25.5 27.5 26.5 27; 20 23.5 22.5 26; 24.5 25.5 27 28.5"
    boys += "; 22 22 24.5 26.5; 24 21.5 24.5 25.5; 23 20.5 31 26; 27.5 28 31 31.5; 23 23 23.5 25; 21.5 23.5 24 28"
    boys += "; 17 24.5 26 29.5; 22.5 25.5 25.5 26; 23 24.5 26 30; 22 21.5 23.5 25"
    return np.array([[float(x) for x in row.split()] for row in f"{girls}; {boys}".split(";")])


def test_agrees_with_the_textbook_fit_of_nlme():
    scores = orthodont()
    age, child = np.tile([8.0, 10, 12, 14], 27), np.repeat(np.arange(27), 4)
    found = multilevel.fit(scores.ravel(), None, age, child)
    np.testing.assert_allclose(found.fixed, [16.761111, 0.660185], atol=1e-6)
    np.testing.assert_allclose(found.fixed_se, [0.775246, 0.071253], atol=1e-6)
    np.testing.assert_allclose(np.diag(found.student_cov), [5.415, 0.0513], rtol=1e-3)
    assert found.residual_var == pytest.approx(1.716204, abs=1e-6)
    assert found.loglik == pytest.approx(-221.318343, abs=1e-6)
    np.testing.assert_allclose(found.fixed_df, [26, 26], rtol=1e-5)


def test_agrees_with_nlme_where_neighbouring_errors_are_alike():
    rows, expected = pd.read_csv(GOLD / "autocorrelated.csv"), json.loads((GOLD / "autocorrelated.json").read_text())
    given = rows["score"], None, rows["week"], rows["student"]
    fits = {"level": {"student_slope": False}, "plain": {}, "car1": {"ar1": True}}
    found = {name: multilevel.fit(*given, **options) for name, options in fits.items()}
    for name, one in found.items():
        known = expected[name]
        assert one.loglik == pytest.approx(known["loglik"][0], abs=1e-6)
        np.testing.assert_allclose(one.fixed, known["fixed"], atol=1e-5)
        np.testing.assert_allclose(one.fixed_se, known["se"], rtol=1e-5)
        np.testing.assert_allclose(one.student_cov[[0, 0, 1], [0, 1, 1]], known["tau"], rtol=1e-3, atol=1e-6)
        assert one.residual_var == pytest.approx(known["sigma2"][0], rel=1e-5)
    assert found["car1"].autocorrelation == pytest.approx(expected["car1"]["phi"][0], abs=1e-5)
    tested = multilevel.ar1_test(*given)
    ratio = 2 * (expected["car1"]["loglik"][0] - expected["plain"]["loglik"][0])
    assert tested.statistic == pytest.approx(ratio, abs=1e-5)
    assert tested.p == pytest.approx(stats.chi2.sf(ratio, 1), rel=1e-4)
    slopes = multilevel.likelihood_ratio(found["level"], found["plain"])
    ratio = 2 * (expected["plain"]["loglik"][0] - expected["level"]["loglik"][0])
    assert slopes.p == pytest.approx((stats.chi2.sf(ratio, 1) + stats.chi2.sf(ratio, 2)) / 2, rel=1e-4)


def test_the_textbook_children_show_no_autocorrelation():
    """nlme gives them a correlation of neighbours just below zero, where that of continuous time ends."""
    age, child = np.tile([8.0, 10, 12, 14], 27), np.repeat(np.arange(27), 4)
    tested = multilevel.ar1_test(orthodont().ravel(), None, age, child)
    assert tested.statistic < 1e-3
    assert tested.p > 0.9


def test_agrees_with_statsmodels_on_a_small_panel(panel):
    some = panel[panel["student_id"] <= 120]
    time, X = some["week"].to_numpy(), np.column_stack([np.ones(len(some)), some["week"]])
    peer = sm.MixedLM(some["score"].to_numpy(), X, groups=some["student_id"].to_numpy(), exog_re=X)
    expected = peer.fit(reml=True, method="bfgs", gtol=1e-8, maxiter=2000)
    found = multilevel.fit(some["score"], None, time, some["student_id"])
    assert found.loglik >= expected.llf - 1e-6
    np.testing.assert_allclose(found.fixed, expected.fe_params, atol=1e-4)
    np.testing.assert_allclose(found.fixed_se, expected.bse_fe, rtol=1e-3)


METHODS = Path(__file__).parents[2] / "book" / "reference" / "methods.md"
SHOWN = {"three": "students in schools", "four": "schools' growth differs too", "two": "students"}


def agreement(panel, gold):
    """Write the table of the methods page: ours beside lme4, and the distance to which this file holds the two."""
    lines = ["| model | quantity | here | lme4 |", "| --- | --- | ---: | ---: |"]
    for name, words in SHOWN.items():
        found, expected = fitted(panel, **CASES[name]), gold["lmm"][name]
        known = variances(expected)
        rows = {
            "rate of all students": (found.fixed[1], expected["fixef"]["week"]),
            "its standard error": (found.fixed_se[1], expected["se"]["week"]),
            "variance of levels": (found.student_cov[0, 0], known["student_id", "(Intercept)", None]),
            "variance of growth": (found.student_cov[1, 1], known["student_id", "week", None]),
            "residual variance": (found.residual_var, known["Residual", None, None]),
            "restricted log-likelihood": (found.loglik, expected["loglik"]),
        }
        lines += [f"| {words} | {what} | {ours:.6g} | {peer:.6g} |" for what, (ours, peer) in rows.items()]
    return "\n".join(lines)


def test_the_methods_page_shows_this_agreement(panel, gold):
    assert agreement(panel, gold) in METHODS.read_text(encoding="utf-8")
