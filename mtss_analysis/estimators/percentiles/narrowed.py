"""Quantiles of large groups of students: the search looks only at scores near the quantile, and checks the others.

Rows far from the last solution are summed into two, one above and one below. While all rows of a sum keep their side,
the sum of their losses is the loss of their sum, so that the small problem has the same minimum (Portnoy & Koenker
1997, Statistical Science 12, 279–300). Where a row changes its side, the search is repeated with twice the rows.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mtss_analysis.estimators.percentiles.simplex import Places, walk
from mtss_analysis.estimators.series import Floats

LARGE = 1024
"""From this many rows on it pays to leave most of them out [rows]."""
NEAR, EACH = 0.1, 20
"""Share of rows that a search begins with, beside so many for each coefficient."""
CHANGED = 1e-7
"""A residual beyond this, on the other side than before, makes the search begin anew with more rows."""


@dataclass(slots=True)
class _Lane:
    """A large problem on its way along the quantiles: what the last solution left, and the rows it passes through."""

    design: Floats  # (n, p)
    score: Floats  # (n,)
    residual: Floats  # (n,)
    basis: Places  # (p,)
    near: int


@dataclass(frozen=True, slots=True)
class _Small:
    """The rows near the last solution (m,), and a problem of them and the sums of the others."""

    inside: Places
    design: Floats
    score: Floats


def walk_narrowed(problems: Sequence[tuple[Floats, Floats]], paths: Floats) -> Floats:
    """Solve large problems (n, p), (n,) for the quantiles of each of C paths (C, K); shape (problems, C, K, p).

    NaN where a search did not end.
    """
    count, (chains, length) = len(problems), paths.shape
    size = problems[0][0].shape[1]
    taus = np.tile(paths, (count, 1))
    lanes = _begun([one for one in problems for _ in range(chains)], taus[:, 0])
    found = np.full((len(lanes), length, size), np.nan)
    for step in range(length):
        pending = [number for number, lane in enumerate(lanes) if not np.isnan(lane.residual[0])]
        for number in pending:
            lanes[number].near = _near(lanes[number].design)
        while pending:
            small = [_narrowed(lanes[number]) for number in pending]
            bases = [np.searchsorted(one.inside, lanes[at].basis) for at, one in zip(pending, small, strict=True)]
            beta, through = _solved(small, taus[pending, step], np.stack(bases))
            found[pending, step] = beta
            answers = zip(pending, small, beta, through, strict=True)
            pending = [at for at, one, line, rows in answers if not _accepted(lanes[at], one, line, rows)]
    return found.reshape(count, chains, length, size)


def _near(design: Floats) -> int:
    return int(min(len(design), NEAR * len(design) + EACH * design.shape[1]))


def _begun(problems: Sequence[tuple[Floats, Floats]], taus: Floats) -> list[_Lane]:
    """Solve every so manieth row for the first quantile."""
    steps = [len(score) // LARGE for _, score in problems]
    few = [
        _Small(np.arange(0), design[::step], score[::step])
        for (design, score), step in zip(problems, steps, strict=True)
    ]
    beta, through = _solved(few, taus, None)
    return [
        _Lane(design, score, score - design @ one, basis * step, 0)
        for (design, score), one, basis, step in zip(problems, beta, through, steps, strict=True)
    ]


def _solved(small: Sequence[_Small], taus: Floats, bases: Places | None) -> tuple[Floats, Places]:
    """Solve small problems together; (L, p) each."""
    rows = np.array([len(one.score) for one in small])
    design = np.zeros((len(small), rows.max(), small[0].design.shape[1]))
    score = np.ones(design.shape[:2])
    for number, one in enumerate(small):
        design[number, : rows[number]], score[number, : rows[number]] = one.design, one.score
    found, through = walk(design, score, taus[:, None], rows, bases)
    return found[:, 0], through[:, 0]


def _narrowed(lane: _Lane) -> _Small:
    distance, below = np.abs(lane.residual), lane.residual < 0
    distance[lane.basis] = -1.0
    if lane.near >= len(distance):
        return _Small(np.arange(len(distance)), lane.design, lane.score)
    inside = np.sort(np.argpartition(distance, lane.near)[: lane.near])
    outside = np.ones(len(distance), bool)
    outside[inside] = False
    sums = [_sum(lane, side & outside) for side in (below, ~below)]
    design = np.vstack([lane.design[inside], *(columns for columns, _ in sums)])
    return _Small(inside, design, np.concatenate([lane.score[inside], *(total for _, total in sums)]))


def _sum(lane: _Lane, chosen: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """One row that stands for many; none for none."""
    weight, rows = chosen.astype(np.float64), int(chosen.any())
    return (weight @ lane.design)[None][:rows], (weight @ lane.score)[None][:rows]


def _accepted(lane: _Lane, small: _Small, beta: Floats, through: Places) -> bool:
    """Move the lane to the solution; say whether it holds for all rows, else look at more of them around it."""
    after = lane.score - lane.design @ beta
    changed = ((after < 0) != (lane.residual < 0)) & (np.abs(after) > CHANGED)
    changed[small.inside] = False
    ended, own = bool(np.isnan(beta).any()), through.max() < len(small.inside)
    if own or ended:
        lane.residual, lane.basis = after, small.inside[np.minimum(through, len(small.inside) - 1)]
    lane.near *= 2
    return ended or (own and not changed.any())
