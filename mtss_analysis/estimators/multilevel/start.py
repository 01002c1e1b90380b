"""Where the search begins: moments of the lines through each student's own scores."""

import numpy as np

from mtss_analysis.estimators.multilevel.labels import Floats, Indices
from mtss_analysis.estimators.multilevel.moments import Moments

EXACT = 1e-9
"""Share of noise in the variance of scores below which it drowns in the rounding of sums."""
ENOUGH = 100_000
"""Students from whose lines the search begins; of more, every so-manieth."""
SMALLEST = 0.02
"""Least variance to begin with, as a share of the variance of the lines."""


def first_guess(sums: Moments, school: Indices, school_levels: int, least: float = SMALLEST) -> tuple[Floats, float]:
    """Return Λ's entries for students and schools (3 + 0, 1 or 3), and the residual variance, in internal units.

    The covariance of intercepts and slopes is that of the students' own least-squares lines within schools, less what
    noise adds; that of schools is what their mean lines vary beyond their students. Eigenvalues and variances are kept
    above `least` of those of the lines.

    Raises
    ------
    ValueError
        All scores lie on their students' lines, or no two students have three scores at different times: growth cannot
        be told from noise.
    """
    step = max(len(school) // ENOUGH, 1)
    sums, school = sums.take(slice(None, None, step)), school[::step]
    usable = (sums.table[4] > 0) & (sums.n >= 3)
    if usable.sum() < 2:
        raise ValueError(
            f"{int(usable.sum())} students have three or more scores at different times; growth that differs between "
            "students cannot be told from noise with fewer than two. Collect more scores, or use each student's line"
        )
    if not usable.all():
        sums, school = sums.take(usable), school[usable]
    n, t, tt, spread, y, ty = sums.table[1:7]
    slope = (n * ty - t * y) / spread
    lines = np.stack([(y - slope * t) / n, slope])
    noise = float(np.sum(sums.yy - lines[0] * y - slope * ty) / np.sum(n - 2))
    weight = spread / n
    added = noise * (np.stack([tt, -t, n]) / spread * weight).sum(axis=1) / weight.sum()
    away, between = _by_school(lines, weight, school)
    spreads = np.cov(away, aweights=weight) if len(slope) > 2 else np.eye(2)
    if noise <= EXACT * max(float(spreads[0, 0]), 1.0):
        raise ValueError("every student's scores lie exactly on a line, so nothing tells their noise; check the scores")
    lower = _root(spreads - np.array([[added[0], added[1]], [added[1], added[2]]]), np.diag(spreads), least) / np.sqrt(
        noise
    )
    upper = np.sqrt(np.maximum(np.diag(between), least * np.diag(spreads)) / noise)
    theta = [lower[0, 0], lower[1, 0], lower[1, 1], upper[0], 0.0, upper[1]]
    return np.array(theta[: 3 + school_levels]), noise


def _by_school(lines: Floats, weight: Floats, school: Indices) -> tuple[Floats, Floats]:
    """Return the lines less their school's mean line, and the covariance of schools beyond their students."""
    sizes = np.bincount(school, weights=weight)
    seen = np.maximum(sizes, 1e-300)
    means = np.stack([np.bincount(school, weights=weight * line) for line in lines]) / seen
    away = lines - means[:, school] + (means @ sizes / sizes.sum())[:, None]
    real = sizes > 0
    if real.sum() < 3:
        return lines, np.zeros((2, 2))
    count = np.bincount(school)[real]
    return away, np.cov(means[:, real]) - np.cov(away, aweights=weight) * float(np.mean(1 / count))


def _root(cov: Floats, sizes: Floats, least: float) -> Floats:
    """Return the Cholesky factor of `cov` with its eigenvalues, in units of `sizes`, kept above `least`."""
    sizes = np.maximum(sizes, 1e-8 * sizes.max() + 1e-12)
    scale = np.sqrt(np.outer(sizes, sizes))
    values, vectors = np.linalg.eigh(cov / scale)
    return np.linalg.cholesky(vectors @ np.diag(np.maximum(values, least)) @ vectors.T * scale)
