"""Regression whose residuals are correlated in time within a unit: correlation φ to the power of the distance."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import optimize

from mtss_analysis.estimators.contrasts.refusals import Codes, Refused, coded, varied, vector
from mtss_analysis.estimators.series import Floats

STRONGEST = 1 - 1e-6


@dataclass(frozen=True, slots=True)
class Autoregressive:
    """A fit: `coefficients` (p,), `covariance` (p, p), `phi`, residual variance `variance`, and `loglik`."""

    coefficients: Floats
    covariance: Floats
    phi: float
    variance: float
    loglik: float


def autoregressive_fit(
    outcome: ArrayLike, covariates: ArrayLike, unit: ArrayLike, time: ArrayLike, *, reml: bool = True
) -> Autoregressive:
    """Fit by generalized least squares at the φ of the greatest (restricted) likelihood.

    Each residual less what the one before tells of it has variance σ²(1 − φ^2Δ), so that no matrix of a unit is made.
    φ below zero has a meaning only for whole distances, and is sought only there. The covariance has n − p below it, as
    nlme's `gls` has.

    Parameters
    ----------
    outcome, covariates
        Outcomes (n,) and columns (n, p), an intercept among them.
    unit, time
        Label of the unit and time of each row (n,).

    Raises
    ------
    Refused
        `constant`, `not_finite`, `shape`; `repeated` for two rows of a unit and time; `too_few_rows`.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> noise = np.zeros((30, 40))
    >>> for week in range(1, 40):
    ...     noise[:, week] = 0.5 * noise[:, week - 1] + rng.normal(0, 1, 30)
    >>> week, unit = np.tile(np.arange(40.0), 30), np.repeat(np.arange(30), 40)
    >>> found = autoregressive_fit(noise.ravel() + 2 * week, np.column_stack([np.ones(1200), week]), unit, week)
    >>> round(found.phi, 1), round(float(found.coefficients[1]), 1)
    (0.5, 2.0)
    """
    y = varied("outcome", outcome)
    X = np.asarray(covariates, np.float64)
    codes, _ = coded("unit", unit, len(y))
    times = vector("time", time, len(y))
    order = np.lexsort((times, codes))
    rows, gaps = np.column_stack([y, X])[order], _gaps(codes[order], times[order])
    if len(y) <= X.shape[1] + 1:
        raise Refused("too_few_rows", f"outcome: {len(y)} rows for {X.shape[1] + 1} parameters, expected more rows.")
    inside = gaps[np.isfinite(gaps)]
    low = -STRONGEST if len(inside) and (inside == np.round(inside)).all() else 0.0
    found = optimize.minimize_scalar(  # type: ignore[no-untyped-call]
        lambda phi: -_fit(phi, rows, gaps, reml).loglik,
        bounds=(low, STRONGEST),
        method="bounded",
        options={"xatol": 1e-9},
    )
    return _fit(float(found.x), rows, gaps, reml)


def _gaps(codes: Codes, times: Floats) -> Floats:
    gaps = np.where(np.diff(codes, prepend=-1) == 0, np.diff(times, prepend=0.0), np.inf)
    if (gaps <= 0).any():
        raise Refused("repeated", "unit and time: two rows of one unit at one time, expected one. Average them.")
    return gaps


def _fit(phi: float, rows: Floats, gaps: Floats, reml: bool) -> Autoregressive:
    known = np.isfinite(gaps)
    steps = np.where(known, gaps, 1.0)
    link = np.where(known, np.sign(phi) ** (steps % 2) * np.abs(phi) ** steps, 0.0)
    width = np.sqrt(1 - link**2)
    white = (rows - link[:, None] * np.roll(rows, 1, axis=0)) / width[:, None]
    Q, R = np.linalg.qr(white[:, 1:])
    fitted = Q.T @ white[:, 0]
    squares = float(white[:, 0] @ white[:, 0] - fitted @ fitted)
    n, p = Q.shape
    free = n - p if reml else n
    loglik = -(free * (np.log(2 * np.pi * squares / free) + 1)) / 2 - float(np.log(width).sum())
    if reml:
        loglik -= float(np.log(np.abs(np.diag(R))).sum())
    inverse = np.linalg.inv(R)
    variance = squares / (n - p)
    return Autoregressive(inverse @ fitted, variance * inverse @ inverse.T, phi, variance, loglik)
