"""Least squares with absorbed blocks and errors that know of clusters."""

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike

from mtss_analysis.estimators.contrasts.cluster_errors import Projection, Sandwich, robust, sums
from mtss_analysis.estimators.contrasts.estimate import Contrast, contrast
from mtss_analysis.estimators.contrasts.refusals import Caution, Codes, Refused, coded, varied, vector
from mtss_analysis.estimators.series import Floats, require_confidence

Errors = Literal["classical", "HC3", "CR1", "CR2"]
INTERCEPT = "(intercept)"
COLLINEAR = 1e-9
"""A column that keeps less than this share of its length beside those before it is a sum of them."""


@dataclass(frozen=True, slots=True)
class Regression:
    """A least-squares fit.

    Attributes
    ----------
    names, estimate
        Coefficients (p,), blocks left out.
    se, df, ci
        Standard errors (p,), degrees of freedom (p,) and intervals (p, 2).
    residuals
        Of each row (n,), weighted by the square root of its weight.
    sandwich
        Covariance (p, p) and what gives degrees of freedom of sums.
    clusters, errors, confidence
        Number of clusters, kind of errors, and of the intervals.
    cautions
        What a reader must know.
    """

    names: tuple[str, ...]
    estimate: Floats
    se: Floats
    df: Floats
    ci: Floats
    residuals: Floats
    sandwich: Sandwich
    clusters: int
    errors: Errors
    confidence: float
    cautions: tuple[Caution, ...] = ()

    def of(self, name: str, cautions: tuple[Caution, ...] = ()) -> Contrast:
        """Return one coefficient by its name."""
        if name not in self.names:
            raise ValueError(f'name: got "{name}", expected one of {", ".join(self.names)}. Choose one of these.')
        return self.combined(np.eye(len(self.names))[self.names.index(name)], cautions)

    def combined(self, weights: ArrayLike, cautions: tuple[Caution, ...] = ()) -> Contrast:
        """Return the sum of coefficients by weights (p,)."""
        row = vector("weights", weights, len(self.names))
        se = float(np.sqrt(row @ self.sandwich.covariance @ row))
        told = (*self.cautions, *cautions)
        return contrast(float(row @ self.estimate), se, self.sandwich.df(row), told, self.confidence)


def least_squares(
    outcome: ArrayLike,
    covariates: ArrayLike,
    names: tuple[str, ...],
    *,
    cluster: ArrayLike | None = None,
    block: ArrayLike | None = None,
    weights: ArrayLike | None = None,
    errors: Errors | None = None,
    confidence: float = 0.95,
) -> Regression:
    """Fit outcome = covariates β + a level for each block.

    Blocks are absorbed: outcome and covariates are centred in each block, which gives the same coefficients as a column
    for each (Frisch and Waugh 1933, Econometrica 1). An intercept is added where there are no blocks.

    Parameters
    ----------
    outcome, covariates, names
        Outcomes (n,), columns (n, p), and what they are called.
    cluster
        Label of the unit that was assigned (n,); by itself, rows are independent.
    block
        Label of the block, such as the school (n,).
    weights
        Of the rows (n,), above zero.
    errors
        As in :mod:`cluster_errors`; "CR2" if there are clusters, else "HC3".

    Raises
    ------
    Refused
        `constant`, `not_finite`, `shape`; `collinear`, with the column's name; `weights`; `too_few_rows`;
        `one_cluster`; `no_residual` where covariates reproduce every outcome.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> school, served = np.repeat(np.arange(20), 10), np.repeat(np.arange(20) % 2, 10)
    >>> score = 50 + 3 * served + rng.normal(0, 2, 20)[school] + rng.normal(0, 5, 200)
    >>> found = least_squares(score, served[:, None], ("served",), cluster=school)
    >>> effect = found.of("served")
    >>> round(effect.estimate, 1), round(effect.df, 1), effect.ci[0] < 3 < effect.ci[1]
    (2.8, 18.0, True)
    """
    require_confidence(confidence)
    y = varied("outcome", outcome)
    kind = _kind(errors, cluster)
    X, labels = _columns(covariates, names, len(y), intercept=block is None)
    codes, count = (np.arange(len(y)), len(y)) if cluster is None else coded("cluster", cluster, len(y))
    if count < 2:
        raise Refused(
            "one_cluster", "cluster: all rows are of one, expected two or more. Add other classes or schools."
        )
    root = np.ones(len(y)) if weights is None else _roots(weights, len(y))
    design, target, R = _projected(root * y, root[:, None] * X, labels, root, block)
    fitted = design.Q.T @ target
    residuals: Floats = target - design.Q @ fitted
    if residuals @ residuals <= 1e-18 * (target @ target):
        raise Refused("no_residual", "outcome: the covariates reproduce every row, so no error can be told. Use fewer.")
    sandwich = robust(design, residuals, codes, kind)
    return _told(
        labels, np.asarray(np.linalg.solve(R, fitted), np.float64), residuals, sandwich, count, kind, confidence
    )


def _told(
    names: tuple[str, ...],
    estimate: Floats,
    residuals: Floats,
    sandwich: Sandwich,
    count: int,
    kind: Errors,
    confidence: float,
) -> Regression:
    se: Floats = np.sqrt(np.diag(sandwich.covariance))
    df = np.array([sandwich.df(row) for row in np.eye(len(names))])
    ends = [
        contrast(b, s, d, (), confidence).ci if s > 0 and d > 0 else (np.nan, np.nan)
        for b, s, d in zip(estimate, se, df, strict=True)
    ]
    return Regression(names, estimate, se, df, np.array(ends), residuals, sandwich, count, kind, confidence)


def _kind(errors: Errors | None, cluster: ArrayLike | None) -> Errors:
    kind: Errors = errors or ("HC3" if cluster is None else "CR2")
    if kind not in get_args(Errors) or (cluster is not None and kind == "HC3"):
        raise ValueError(f'errors: got "{kind}", expected CR1 or CR2 with clusters, else classical, HC3 or CR2.')
    return kind


def _roots(weights: ArrayLike, n: int) -> Floats:
    found = vector("weights", weights, n)
    if (found <= 0).any():
        at = int(np.flatnonzero(found <= 0)[0])
        raise Refused(
            "weights", f"weights: row {at} holds {found[at]:g}, expected above 0. Leave out rows without weight."
        )
    return np.sqrt(found)


def _columns(
    covariates: ArrayLike, names: tuple[str, ...], n: int, *, intercept: bool
) -> tuple[Floats, tuple[str, ...]]:
    X = np.asarray(covariates, np.float64)
    if X.shape != (n, len(names)):
        raise Refused(
            "shape", f"covariates: got shape {X.shape}, expected ({n}, {len(names)}): a column for each name."
        )
    for name, column in zip(names, X.T, strict=True):
        vector(name, column)
    return (np.column_stack([np.ones(n), X]), (INTERCEPT, *names)) if intercept else (X, tuple(names))


def _projected(
    y: Floats, X: Floats, names: tuple[str, ...], root: Floats, block: ArrayLike | None
) -> tuple[Projection, Floats, Floats]:
    length = np.sqrt((X**2).sum(axis=0))
    within: Floats | None = None
    blocks: Codes | None = None
    count = 0
    if block is not None:
        blocks, count = coded("block", block, len(y))
        within = root / np.sqrt(np.bincount(blocks, root**2))[blocks]
        centred = np.column_stack([y, X])
        centred -= within[:, None] * sums(within[:, None] * centred, blocks, count)[blocks]
        y, X = centred[:, 0], centred[:, 1:]
    if len(y) <= X.shape[1] + count:
        raise Refused(
            "too_few_rows", f"outcome: {len(y)} rows for {X.shape[1] + count} parameters, expected more rows."
        )
    Q, R = np.linalg.qr(X)
    lost = np.flatnonzero(np.abs(np.diag(R)) <= COLLINEAR * length)
    if len(lost):
        raise Refused(
            "collinear",
            f'covariates: "{names[lost[0]]}" is constant{" in every block" if block is not None else ""} or a sum of '
            "columns before it, expected columns that say something of their own. Leave it out.",
        )
    return Projection(Q, np.linalg.inv(R), within, blocks, X.shape[1] + count), y, R
