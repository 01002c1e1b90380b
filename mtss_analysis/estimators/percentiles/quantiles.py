"""Quantile regression at many levels, for one design or many."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import linalg

from mtss_analysis.estimators.percentiles.narrowed import EACH, LARGE, NEAR, walk_narrowed
from mtss_analysis.estimators.percentiles.simplex import walk
from mtss_analysis.estimators.series import Floats

ROWS_AT_ONCE = 16_384
"""Rows that step together: what stays in a processor's cache."""
MOST_CHAINS = 10
SAME = 1e-8
"""A column is a mixture of others if less than this share of it is left."""

EXACT = 1e-13
"""What is left of the scores counts as rounding below this share of them."""

Design = tuple[ArrayLike, ArrayLike]


@dataclass(frozen=True, slots=True)
class QuantileFits:
    """Quantiles of y given the columns of X, at T levels.

    Attributes
    ----------
    taus : (T,) levels
    coefficients : (T, p) of the columns of X; zero for a column that is a mixture of others [score per unit of X]
    objective : (T,) Σ ρ_τ(y − Xβ) with ρ_τ(r) = r (τ − 1[r < 0]) [score]
    leverage : (n,) of each row, diagonal of X(X'X)⁻X'
    rank : of X
    cautions : "collinear" where columns are mixtures of others, "not_converged" where a search did not end
    """

    taus: Floats
    coefficients: Floats
    objective: Floats
    leverage: Floats
    rank: int
    cautions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Problem:
    """A design made orthonormal times √n, and what least squares leaves of the scores, with spread one.

    `offset` (rank,) are the least-squares coefficients, `back` (p, rank) leads to coefficients of the columns as given.
    """

    design: Floats
    score: Floats
    offset: Floats
    spread: float
    back: Floats


def quantile_process(X: ArrayLike, y: ArrayLike, taus: ArrayLike) -> QuantileFits:  # noqa: N803
    """Fit the quantiles of `y` (n,) at levels `taus` (T,), each linear in the columns of `X` (n, p), constant included.

    Exact minima of Σ ρ_τ(y − Xβ) (Koenker & Bassett 1978, Econometrica 46, 33–50), by the simplex method.
    Raises ValueError for shapes that do not fit, values that are not finite, levels outside (0, 1) and no rows.

    >>> found = quantile_process(np.ones((5, 1)), [3.0, 1.0, 2.0, 9.0, 4.0], [0.3, 0.5])
    >>> found.coefficients.round(9).tolist(), found.objective.round(9).tolist()
    ([[2.0], [3.0]], [3.7, 5.0])
    """
    return quantile_processes([(X, y)], taus)[0]


def quantile_processes(designs: Sequence[Design], taus: ArrayLike) -> list[QuantileFits]:
    """Fit many designs (X, y) at the same levels, together; each as :func:`quantile_process` would."""
    levels = _levels(taus)
    problems = [_problem(*_checked(*one)) for one in designs]
    found: dict[int, QuantileFits] = {}
    for batch in _batches(problems):
        solved = _solved([problems[number] for number in batch], levels)
        found |= {number: _fits(problems[number], beta, levels) for number, beta in zip(batch, solved, strict=True)}
    return [found[number] for number in range(len(problems))]


def _levels(taus: ArrayLike) -> Floats:
    levels = np.atleast_1d(np.asarray(taus, np.float64))
    if levels.ndim != 1 or not levels.size or not ((levels > 0) & (levels < 1)).all():
        raise ValueError(f"taus: got {levels.tolist()}, expected levels between 0 and 1. Write 0.5 for the median.")
    return levels


def _checked(columns: ArrayLike, score: ArrayLike) -> tuple[Floats, Floats]:
    X, y = np.asarray(columns, np.float64), np.asarray(score, np.float64)  # noqa: N806
    if X.ndim != 2 or y.shape != X.shape[:1] or not X.size:
        raise ValueError(
            f"X and y: got shapes {X.shape} and {y.shape}, expected (n, p) and (n,) with at least one row and column. "
            "Take both from the same students."
        )
    bad = np.flatnonzero(~(np.isfinite(X).all(axis=1) & np.isfinite(y)))
    if len(bad):
        raise ValueError(
            f'X and y: row {bad[0]} holds "{y[bad[0]]}" and {X[bad[0]].tolist()} ({len(bad)} such rows), expected '
            "finite numbers. Leave these rows out."
        )
    return X, y


def _problem(X: Floats, y: Floats) -> _Problem:  # noqa: N803
    q, r, order = linalg.qr(X, mode="economic", pivoting=True)
    sizes = np.abs(np.diag(r))
    if not sizes[0]:
        raise ValueError("X: every value is 0, expected a column of ones at least. Add a constant.")
    rank, root = int((sizes > SAME * sizes[0]).sum()), np.sqrt(len(y))
    back = np.zeros((X.shape[1], rank))
    back[order[:rank]] = linalg.solve_triangular(r[:rank, :rank], root * np.eye(rank))
    design = q[:, :rank] * root
    offset = design.T @ y / len(y)
    left = y - design @ offset
    spread = float(np.sqrt(np.mean(left**2)))
    spread = spread if spread > EXACT * np.abs(y).max() else 1.0
    return _Problem(design, left / spread, offset, spread, back)


def _batches(problems: Sequence[_Problem]) -> list[list[int]]:
    """Put problems of one rank together: large ones all, others of like size, as many as step fast."""
    batches: list[list[int]] = []
    order = sorted(range(len(problems)), key=lambda number: problems[number].design.shape[::-1])
    for number in order:
        n, rank = problems[number].design.shape
        least = problems[batches[-1][0]].design.shape if batches else (0, 0)
        like = n <= 1.3 * least[0] and n < LARGE and n * (len(batches[-1]) + 1) <= ROWS_AT_ONCE
        fits = rank == least[1] and (like or least[0] >= LARGE)
        batches = [*batches[:-1], [*batches[-1], number]] if fits else [*batches, [number]]
    return batches


def _solved(problems: Sequence[_Problem], taus: Floats) -> Floats:
    """Coefficients of the orthonormal columns, (problems, T, rank); a few chains of neighboring levels side by side."""
    large = len(problems[0].score) >= LARGE
    most = max(len(one.score) for one in problems)
    rows = len(problems) * (NEAR * most + EACH * problems[0].design.shape[1] if large else most)
    chains = int(np.clip(ROWS_AT_ONCE // rows, 1, min(MOST_CHAINS, len(taus))))
    length = -(-len(taus) // chains)
    order = np.argsort(taus)
    paths = taus[order][np.minimum(np.arange(chains * length), len(taus) - 1)].reshape(chains, length)
    both = [(one.design, one.score) for one in problems]
    found = walk_narrowed(both, paths) if large else _together(both, paths)
    return found.reshape(len(problems), chains * length, -1)[:, : len(taus)][:, np.argsort(order)]


def _together(problems: Sequence[tuple[Floats, Floats]], paths: Floats) -> Floats:
    """Solve small problems for each path (C, K) at once, shape (problems · C, K, rank)."""
    rows = np.array([len(score) for _, score in problems])
    design = np.zeros((len(problems), rows.max(), problems[0][0].shape[1]))
    score = np.ones(design.shape[:2])
    for number, (columns, scores) in enumerate(problems):
        design[number, : rows[number]], score[number, : rows[number]] = columns, scores
    many = [np.repeat(values, len(paths), axis=0) for values in (design, score)]
    return walk(many[0], many[1], np.tile(paths, (len(problems), 1)), np.repeat(rows, len(paths)))[0]


def _fits(problem: _Problem, beta: Floats, taus: Floats) -> QuantileFits:
    columns, rank = problem.back.shape
    coefficients = (beta * problem.spread + problem.offset) @ problem.back.T
    residual = problem.score - beta @ problem.design.T
    objective = problem.spread * (residual * (taus[:, None] - (residual < 0))).sum(axis=1)
    leverage = (problem.design**2).sum(axis=1) / len(problem.score)
    told = ("collinear" if rank < columns else "", "" if np.isfinite(beta).all() else "not_converged")
    return QuantileFits(taus, coefficients, objective, leverage, rank, tuple(code for code in told if code))
