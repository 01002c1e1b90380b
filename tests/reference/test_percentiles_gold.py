"""Student growth percentiles against R's quantreg and splines, and against two other ways to the same minimum."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy import optimize

from mtss_analysis.estimators import percentiles
from mtss_analysis.estimators.percentiles import narrowed, simplex

GOLD = Path(__file__).parent / "gold"
PRIORS = {"one_prior": ["grade4"], "two_priors": ["grade3", "grade4"]}


@pytest.fixture(scope="module")
def annual():
    return pd.read_csv(GOLD / "annual.csv")


@pytest.fixture(scope="module")
def gold():
    return json.loads((GOLD / "percentiles.json").read_text())


def design(annual, names):
    columns = [percentiles.spline_basis(annual[name]).columns(annual[name]) for name in reversed(names)]
    return np.column_stack([np.ones(len(annual)), *columns])


def loss(X, y, beta, tau):
    residual = y - X @ beta
    return (residual * (tau - (residual < 0))).sum()


@pytest.mark.parametrize("name", PRIORS)
def test_percentiles_and_objectives_agree_with_quantreg(annual, gold, name):
    expected, names = gold[name], PRIORS[name]
    found = percentiles.student_growth_percentiles(annual["grade5"], annual[names])
    assert np.abs(found.percentile - expected["sgp"]).max() <= 1
    assert (found.percentile == expected["sgp"]).mean() > 0.999
    assert set(found.priors) == {len(names)}
    assert found.cautions == ()
    for prior, knots, boundaries in zip(names, expected["knots"], expected["boundaries"], strict=True):
        basis = percentiles.spline_basis(annual[prior])
        np.testing.assert_allclose(basis.knots, knots, atol=5e-4)
        np.testing.assert_allclose(basis.boundaries, boundaries, atol=5e-4)
    fits = percentiles.quantile_process(design(annual, names), annual["grade5"], expected["taus"])
    np.testing.assert_allclose(fits.objective, expected["rho"], rtol=1e-12)
    np.testing.assert_allclose(fits.coefficients[1], expected["coef_tau505"], atol=1e-8)


@pytest.mark.parametrize("tau", [0.015, 0.3, 0.985])
def test_linear_programming_finds_no_smaller_loss(annual, tau):
    rows = annual.iloc[:250]
    X, y = design(rows, ["grade4"]), rows["grade5"].to_numpy()
    cost = np.concatenate([np.zeros(X.shape[1]), np.full(len(y), tau), np.full(len(y), 1 - tau)])
    sides = np.hstack([X, np.eye(len(y)), -np.eye(len(y))])
    bounds = [(None, None)] * X.shape[1] + [(0, None)] * (2 * len(y))
    best = optimize.linprog(cost, A_eq=sides, b_eq=y, bounds=bounds, method="highs").fun
    assert percentiles.quantile_process(X, y, tau).objective[0] == pytest.approx(best, rel=1e-10)


def test_statsmodels_comes_near_and_never_below(annual):
    X, y = design(annual, ["grade4"]), annual["grade5"].to_numpy()
    ours = percentiles.quantile_process(X, y, [0.25, 0.5, 0.75]).objective
    peers = [loss(X, y, sm.QuantReg(y, X).fit(q=tau).params, tau) for tau in (0.25, 0.5, 0.75)]
    assert (ours <= np.array(peers) * (1 + 1e-12)).all()
    np.testing.assert_allclose(ours, peers, rtol=1e-4)


def test_leaving_far_rows_out_changes_nothing(annual):
    y = annual["grade5"].to_numpy()
    q, _ = np.linalg.qr(design(annual, ["grade4"]))
    q, y = np.tile(q * np.sqrt(len(q)), (4, 1)), np.concatenate([y, y + 11, y - 17, y + 3.5])
    y = (y - y.mean()) / y.std()
    taus = np.array([0.005, 0.3, 0.31, 0.5, 0.995])
    few = narrowed.walk_narrowed([(q, y), (q[:5000], y[:5000])], taus[None])[0, 0]
    every, _ = simplex.walk(q[None], y[None], taus[None], np.array([len(y)]))
    for tau, one, other in zip(taus, few, every[0], strict=True):
        assert loss(q, y, one, tau) == pytest.approx(loss(q, y, other, tau), rel=1e-11)
