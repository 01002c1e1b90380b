"""Cubic B-splines of earlier scores."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.interpolate import BSpline

from mtss_analysis.estimators.series import Floats

DEGREE = 3
INNER = (0.2, 0.4, 0.6, 0.8)
"""Shares of the scores below the inner knots."""
MARGIN = 0.1
"""How far the boundaries lie outside the scores, as a share of their range."""


@dataclass(frozen=True, slots=True)
class SplineBasis:
    """Knots of a cubic B-spline without constant: `knots` (4,) inner, `boundaries` (2,), in the unit of the score."""

    knots: Floats
    boundaries: Floats

    def columns(self, score: ArrayLike) -> Floats:
        """Write the basis out, shape (n, 7); scores beyond the boundaries count as at the boundary."""
        low, high = self.boundaries
        knots = np.concatenate([[low] * (DEGREE + 1), self.knots, [high] * (DEGREE + 1)])
        inside = np.clip(np.asarray(score, np.float64), low, high)
        written = BSpline.design_matrix(inside, knots, DEGREE)  # type: ignore[no-untyped-call]
        return np.asarray(written.toarray()[:, 1:], np.float64)


def spline_basis(score: ArrayLike) -> SplineBasis:
    """Place knots at the 20th, 40th, 60th and 80th percent of `score` (n,), boundaries a tenth of the range outside.

    As the R package SGP does (Betebenner 2009, Educational Measurement: Issues and Practice 28, 42–51), but without its
    rounding to three decimals, which would tie the answer to the unit of the score.

    >>> spline_basis(np.arange(101)).knots, spline_basis(np.arange(101)).boundaries
    (array([20., 40., 60., 80.]), array([-10., 110.]))
    """
    scores = np.asarray(score, np.float64)
    low, high = scores.min(), scores.max()
    margin = MARGIN * (high - low) if high > low else 1.0
    return SplineBasis(np.quantile(scores, INNER), np.array([low - margin, high + margin]))
