"""Each student's predicted line: the fixed effects' line, moved by the school and by the student's own scores.

With q = Z'V⁻¹(y − Xβ), b = Dq and u = Γ W'V⁻¹(y − Xβ) (Robinson 1991). Given the parameters, with R = I − JH,

    Var(b | y) = D − D (H_i − H_i J H_i) D
    Var(u + b | y) = Γ + D − Γ (R'H) Γ − Γ R'H_i D − D H_i R Γ − D (H_i − H_i J H_i) D
"""

from dataclasses import dataclass

import numpy as np

from mtss_analysis.estimators.multilevel.internal import Internal
from mtss_analysis.estimators.multilevel.labels import Floats
from mtss_analysis.estimators.multilevel.level import unfold
from mtss_analysis.estimators.multilevel.search import Found, factors


@dataclass(frozen=True, slots=True)
class Predictions:
    """Caller's units: `effects` and `sd` (N, 2); with the schools' part `lines` (N, 2) and `lines_cov` (N, 3)."""

    effects: Floats
    sd: Floats
    lines: Floats
    lines_cov: Floats


def predicted(inside: Internal, ended: Found, noise: float, turn: Floats) -> Predictions:
    """Predict every student's line.

    Parameters
    ----------
    noise
        Residual variance in the caller's units.
    turn
        Internal intercept and slope to the caller's (2, 2).
    """
    top, school = ended.point.top, inside.members.school
    lower, school_lower = factors(ended.point.theta)
    D, Gamma = lower @ lower.T, school_lower @ school_lower.T
    q, h = inside.students.students(D, top)
    own = _quadratic(D, h) - _corner(D, h, top.J[school]) if inside.levels else _quadratic(D, h)
    left = (D[0, 0], D[0, 1], D[1, 1]) - own
    back = noise * _turned(turn)
    through = turn * inside.scale.score_sd
    effects = q @ D @ through.T
    sd = np.sqrt(np.maximum((left @ back.T)[:, [0, 2]], 0.0))
    if not inside.levels:
        return Predictions(effects, sd, effects, left @ back.T)
    moved = top.P @ np.append(-top.beta, 1.0)
    keep = np.eye(2) - top.J @ top.H
    shared = Gamma - Gamma @ (keep.swapaxes(1, 2) @ top.H) @ Gamma
    crossed = Gamma @ keep.swapaxes(1, 2)
    both = crossed[school] @ unfold(h) @ D
    whole = left + _packed(shared)[school] - _packed(both + both.swapaxes(1, 2))
    return Predictions(effects, sd, effects + (moved @ through.T)[school], whole @ back.T)


def _quadratic(D: Floats, h: Floats) -> Floats:
    """Return D H D of every student, packed (N, 3)."""
    return h @ _turned(D).T


def _corner(D: Floats, h: Floats, J: Floats) -> Floats:
    """Return D H J H D of every student, packed (N, 3)."""
    H = unfold(h)
    return _quadratic(D, _packed(H @ J @ H))


def _turned(by: Floats) -> Floats:
    """Return the matrix (3, 3) that takes a packed S to the packed `by` S `by`'."""
    (a, b), (c, d) = by
    return np.array([[a * a, 2 * a * b, b * b], [a * c, a * d + b * c, b * d], [c * c, 2 * c * d, d * d]])


def _packed(matrices: Floats) -> Floats:
    return np.stack([matrices[:, 0, 0], matrices[:, 0, 1], matrices[:, 1, 1]], axis=1)
