"""Standard errors of least squares where students of one class or school are alike.

`CR1` is the sandwich with the usual factor G/(G − 1) · (n − 1)/(n − p). `CR2` adjusts each cluster's residuals so that
the variance is unbiased if errors were independent (Bell and McCaffrey 2002, Survey Methodology 28), and asks t with
Satterthwaite's degrees of freedom; with absorbed blocks as in Pustejovsky and Tipton (2018, JBES 36). With few clusters
only the latter keeps its word.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mtss_analysis.estimators.contrasts.refusals import Codes
from mtss_analysis.estimators.series import Floats

SINGULAR = 1e-10
"""A share of a cluster's error that is left below this is none."""


@dataclass(frozen=True, slots=True)
class Projection:
    """The design of a least-squares fit, orthogonalized.

    Attributes
    ----------
    Q, inverse
        Orthonormal columns (n, p) and R⁻¹ (p, p): the absorbed, weighted design is Q R.
    within, blocks
        Weight of each row in its block's mean (n,), squares of which sum to 1 in a block, and the block's code (n,);
        None without blocks.
    parameters
        p with one for each block.
    """

    Q: Floats
    inverse: Floats
    within: Floats | None
    blocks: Codes | None
    parameters: int


@dataclass(frozen=True, slots=True)
class Sandwich:
    """A covariance of coefficients, and the degrees of freedom of their sums.

    Attributes
    ----------
    covariance : (p, p)
    design, adjusted, codes : what CR2's degrees of freedom are made from; `adjusted` is A Q (n, p)
    fixed_df : of every sum, where they do not depend on it
    """

    covariance: Floats
    design: Projection
    adjusted: Floats | None
    codes: Codes
    fixed_df: float

    def df(self, weights: Floats) -> float:
        """Return Satterthwaite's degrees of freedom of weights' β: (tr P)²/tr(P²), P = G'G over clusters.

        Since g = (I − H)' A X (X'X)⁻¹ w of a cluster, P = diag(a'a) − U U' with thin U, and no G × G matrix is made.
        """
        if self.adjusted is None:
            return self.fixed_df
        a = self.adjusted @ (self.design.inverse.T @ weights)
        own: Floats = np.asarray(np.bincount(self.codes, a**2), np.float64)
        U = self._shared(a, len(own))
        left = own - (U**2).sum(axis=1)
        square = (own**2).sum() - 2 * (own * (own - left)).sum() + ((U.T @ U) ** 2).sum()
        return float(left.sum() ** 2 / square)

    def _shared(self, a: Floats, count: int) -> Floats:
        design = self.design
        thin = sums(design.Q * a[:, None], self.codes, count)
        if design.blocks is None or design.within is None:
            return thin
        width = int(design.blocks.max()) + 1
        spots = self.codes * width + design.blocks
        by_block = np.bincount(spots, design.within * a, minlength=count * width).reshape(count, width)
        return np.hstack([thin, by_block])


def sums(rows: Floats, codes: Codes, count: int) -> Floats:
    """Add up rows (n, p) by code into (count, p).

    >>> sums(np.array([[1.0], [2.0], [4.0]]), np.array([0, 1, 0]), 2).tolist()
    [[5.0], [2.0]]
    """
    return np.stack([np.bincount(codes, column, minlength=count) for column in rows.T], axis=1)


def robust(design: Projection, residuals: Floats, codes: Codes, errors: str) -> Sandwich:
    """Return the covariance of the coefficients by `errors`: "classical", "HC3", "CR1" or "CR2".

    >>> Q, R = np.linalg.qr(np.column_stack([np.ones(6), [0.0, 0, 0, 1, 1, 1]]))
    >>> design = Projection(Q, np.linalg.inv(R), None, None, 2)
    >>> found = robust(design, np.array([1.0, -1, 0, 2, -1, -1]), np.arange(6), "CR2")
    >>> round(found.df(np.array([0.0, 1.0])), 6)
    4.0
    """
    n, p = len(residuals), design.parameters
    count = int(codes.max()) + 1
    if errors == "classical":
        middle = (residuals @ residuals / (n - p)) * np.eye(design.Q.shape[1])
        return Sandwich(_outer(design, middle), design, None, codes, float(n - p))
    if errors == "HC3":
        scores = design.Q * (residuals / (1 - np.minimum(leverage(design), 1 - SINGULAR)))[:, None]
        return Sandwich(_outer(design, scores.T @ scores), design, None, codes, float(n - p))
    adjusted = adjusted_rows(design, codes) if errors == "CR2" else None
    scores = sums((design.Q if adjusted is None else adjusted) * residuals[:, None], codes, count)
    factor = 1.0 if adjusted is not None else count / (count - 1) * (n - 1) / (n - p)
    return Sandwich(_outer(design, factor * scores.T @ scores), design, adjusted, codes, float(count - 1))


def leverage(design: Projection) -> Floats:
    """Return the diagonal of the hat matrix, blocks included (n,)."""
    own: Floats = (design.Q**2).sum(axis=1)
    return own if design.within is None else own + design.within**2


def adjusted_rows(design: Projection, codes: Codes) -> Floats:
    """Return A Q with A = (I − H)^(−1/2) of each cluster, where it has an inverse, else its pseudo-inverse (n, p)."""
    size = np.bincount(codes)
    alone: NDArray[np.bool_] = size[codes] == 1
    left = np.where(alone, 1 - leverage(design), 1.0)
    found = design.Q * np.where(left > SINGULAR, np.maximum(left, SINGULAR) ** -0.5, 0.0)[:, None]
    order = np.argsort(codes, kind="stable")
    for rows in np.split(order, np.cumsum(size)[:-1]):
        if len(rows) > 1:
            found[rows] = _adjusted(design, rows)
    return found


def _adjusted(design: Projection, rows: NDArray[np.intp]) -> Floats:
    """(I − WW')^(−1/2) = I + L ((1 − s²)^(−1/2) − 1) L', from the thin singular values of W = L s R'."""
    W = own = design.Q[rows]
    if design.blocks is not None and design.within is not None:
        members = design.blocks[rows][:, None] == np.unique(design.blocks[rows])
        W = np.hstack([own, members * design.within[rows][:, None]])
    L, s, _ = np.linalg.svd(W, full_matrices=False)
    left = 1 - s**2
    change = np.where(left > SINGULAR, np.maximum(left, SINGULAR) ** -0.5, 0.0) - 1
    return np.asarray(own + L @ (change[:, None] * (L.T @ own)), np.float64)


def _outer(design: Projection, middle: Floats) -> Floats:
    return np.asarray(design.inverse @ middle @ design.inverse.T, np.float64)
