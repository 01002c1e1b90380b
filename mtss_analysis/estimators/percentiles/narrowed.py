"""Quantiles of a large group of students: the search looks only at scores near the quantile, and checks the others."""

import numpy as np
from numpy.typing import NDArray

from mtss_analysis.estimators.percentiles.simplex import Places, walk
from mtss_analysis.estimators.series import Floats

LARGE = 4096
"""From this many rows on it pays to leave most of them out [rows]."""
SAMPLE = 2048
NEAR = 0.025
"""Share of rows that the search begins with."""
CHANGED = 1e-7
"""A residual beyond this, on the other side than before, makes the search begin anew with more rows."""


def walk_narrowed(design: Floats, score: Floats, taus: Floats) -> Floats:
    """Solve one large problem for the quantiles `taus` (T,), shape (T, p).

    Rows far from the last solution are summed into two, one above and one below; while all of a sum keep their side,
    the sum of their losses is the loss of their sum, so that the small problem has the same minimum (Portnoy & Koenker
    1997, Statistical Science 12, 279–300). Where one changes its side, the search is repeated with twice the rows.
    """
    found = np.full((len(taus), design.shape[1]), np.nan)
    order, every = np.argsort(taus), len(score) // SAMPLE
    few = _solved(design[::every], score[::every], float(taus[order[0]]), None)
    beta, basis = few[0], few[1] * every
    for place in order:
        beta, basis = _next(design, score, float(taus[place]), score - design @ beta, basis)
        if np.isnan(beta).any():
            break
        found[place] = beta
    return found


def _solved(design: Floats, score: Floats, tau: float, basis: Places | None) -> tuple[Floats, Places]:
    begun = None if basis is None else basis[None, :]
    found, through = walk(design[None], score[None], np.array([[tau]]), np.array([len(score)]), begun)
    return found[0, 0], through[0, 0]


def _next(design: Floats, score: Floats, tau: float, residual: Floats, basis: Places) -> tuple[Floats, Places]:
    """Solve for one quantile, from residuals and basis of its neighbor."""
    distance, below = np.abs(residual), residual < 0
    distance[basis] = -1.0
    near = int(NEAR * len(score)) + 20 * len(basis)
    while near < len(score):
        inside = np.sort(np.argpartition(distance, near)[:near])
        outside = np.ones(len(score), bool)
        outside[inside] = False
        sums = [_sum(design, score, side & outside) for side in (below, ~below)]
        new, through = _solved(
            np.vstack([design[inside], *(columns for columns, _ in sums)]),
            np.concatenate([score[inside], *(total for _, total in sums)]),
            tau,
            np.searchsorted(inside, basis),
        )
        after = score - design @ new
        changed = outside & ((after < 0) != below) & (np.abs(after) > CHANGED)
        if through.max() < near and not changed.any():
            return new, inside[through]
        near = 2 * near
    return _solved(design, score, tau, basis)


def _sum(design: Floats, score: Floats, chosen: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """One row that stands for many; none for none."""
    weight, rows = chosen.astype(np.float64), int(chosen.any())
    return (weight @ design)[None][:rows], (weight @ score)[None][:rows]
