"""Residuals that are not alike or not independent: known measurement error, and autocorrelation."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from mtss_analysis.estimators.multilevel.dense import Dense, dense
from mtss_analysis.estimators.multilevel.labels import Floats, Indices, Membership
from mtss_analysis.estimators.multilevel.level import Form
from mtss_analysis.estimators.multilevel.search import Found, search

PRECISION = 1e-7


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of a model that cannot be reduced to moments.

    Attributes
    ----------
    Z
        [1, t], internal units (n, 2).
    columns
        [X y], orthonormal and internal (n, p + 1).
    members
        Whose row each is.
    sem
        Known standard errors (n,), internal units, or None.
    ar1
        Whether residuals are correlated in time; a number holds the correlation over one internal unit there.
    """

    Z: Floats
    columns: Floats
    members: Membership
    sem: Floats | None
    ar1: bool | float

    def students(self, value: float) -> Dense:
        """Return the student level for one residual variance (with `sem`) or correlation over one unit of time."""
        Z, columns, logdet = self.Z, self.columns, 0.0
        if self.sem is not None:
            variance = self.sem**2 + value
            weight = 1 / np.sqrt(variance)[:, None]
            Z, columns, logdet = Z * weight, columns * weight, float(np.log(variance).sum())
        elif self.ar1 is not False and value > 0:
            Z, columns, logdet = _decorrelated(Z, columns, self.members.starts, value)
        return dense(Z, columns, self.members.starts, self.members.school, logdet)


def best(rows: Rows, theta: Floats, noise: float, form: Form) -> tuple[Dense, float | None, Found]:
    """Fit, over the residual variance or correlation too where there is one.

    Raises
    ------
    ValueError
        With autocorrelation, a student has two scores at one time.
    """
    if rows.sem is None and rows.ar1 is False:
        students = rows.students(0.0)
        return students, None, search(students, theta, form)
    start = theta * np.sqrt(noise) if form.known else theta
    top = float(np.var(rows.columns[:, -1])) if form.known else 1.0
    low = 0.0 if form.known else 1e-6
    known: dict[float, tuple[Dense, Found]] = {}
    _refuse_ties(rows)
    if rows.ar1 is not True and rows.sem is None:
        students = rows.students(float(rows.ar1))
        return students, float(rows.ar1), search(students, start, form)

    def criterion(value: float) -> float:
        students = rows.students(value)
        near = min(known, key=lambda other: abs(other - value), default=None)
        begin = start if near is None or not known[near][1].converged else known[near][1].point.theta
        known[value] = (students, search(students, begin, form))
        return known[value][1].point.top.criterion

    value = _lowest(criterion, low, top * 0.999)
    students, ended = known[value]
    return students, value, ended


def _lowest(criterion: Callable[[float], float], low: float, high: float) -> float:
    """Return the best of the inner optimum and the lower end."""
    from scipy.optimize import minimize_scalar  # slow to import, and of no use to most fits

    options = {"xatol": PRECISION}
    inner = float(minimize_scalar(criterion, bounds=(low, high), method="bounded", options=options).x)  # type: ignore[no-untyped-call]
    return low if criterion(low) <= criterion(inner) else inner


def _refuse_ties(rows: Rows) -> None:
    if rows.ar1 is not False and np.any(_gaps(rows.Z[:, 1], rows.members.starts) <= 0):
        raise ValueError(
            "with autocorrelated residuals each student's scores must be in order of time, one score at a time; "
            "average the scores of one day first"
        )


def _gaps(time: Floats, starts: Indices) -> Floats:
    gaps = np.diff(time, prepend=np.nan)
    gaps[starts] = np.inf
    return gaps


def _decorrelated(Z: Floats, columns: Floats, starts: Indices, correlation: float) -> tuple[Floats, Floats, float]:
    """Divide rows by the root of their correlation matrix, which for φ^|Δt| has two bands."""
    link = correlation ** _gaps(Z[:, 1], starts)
    width = np.sqrt(1 - link**2)
    both = np.column_stack([Z, columns])
    before = np.vstack([np.zeros(both.shape[1]), both[:-1]])
    white = (both - link[:, None] * before) / width[:, None]
    return white[:, :2], white[:, 2:], float(2 * np.log(width).sum())
