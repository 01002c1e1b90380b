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
from mtss_analysis.estimators.multilevel.search import Point, factors


@dataclass(frozen=True, slots=True)
class Posterior:
    """What is known of each student, given the parameters.

    `effects` and, with the school's part, `lines` (N, 2), and their covariances `effects_cov` and `lines_cov` (N, 3),
    packed as (11, 12, 22); `H` = Z'V⁻¹Z (N, 3).
    """

    effects: Floats
    effects_cov: Floats
    lines: Floats
    lines_cov: Floats
    H: Floats

    def turned(self, turn: Floats, score_sd: float) -> "Posterior":
        """Return it with intercepts and slopes turned by `turn` (2, 2) and scores in units of 1 / `score_sd`."""
        first, second = turn.T * score_sd, turned(turn).T * score_sd**2
        effects, effects_cov = self.effects @ first, self.effects_cov @ second
        if self.lines is self.effects:
            return Posterior(effects, effects_cov, effects, effects_cov, self.H)
        return Posterior(effects, effects_cov, self.lines @ first, self.lines_cov @ second, self.H)


def posterior(inside: Internal, point: Point) -> Posterior:
    """Predict every student's line at one value of the parameters, in internal units."""
    top, school = point.top, inside.members.school
    lower, school_lower = factors(point.theta)
    D, Gamma = lower @ lower.T, school_lower @ school_lower.T
    noise = inside.noise(point)
    q, h = inside.students.students(D, top)
    own = quadratic(D, h) - _corner(D, h, top.J[school]) if inside.levels else quadratic(D, h)
    left = np.array([D[0, 0], D[0, 1], D[1, 1]]) - own
    effects = q @ D
    if not inside.levels:
        return Posterior(effects, noise * left, effects, noise * left, h)
    moved = top.P @ np.append(-top.beta, 1.0)
    keep = np.eye(2) - top.J @ top.H
    shared = Gamma - Gamma @ (keep.swapaxes(1, 2) @ top.H) @ Gamma
    crossed = Gamma @ keep.swapaxes(1, 2)
    both = crossed[school] @ unfold(h) @ D
    whole = left + packed(shared)[school] - packed(both + both.swapaxes(1, 2))
    return Posterior(effects, noise * left, effects + moved[school], noise * whole, h)


def quadratic(D: Floats, h: Floats) -> Floats:
    """Return D H D of every student, packed (N, 3)."""
    return h @ turned(D).T


def _corner(D: Floats, h: Floats, J: Floats) -> Floats:
    """Return D H J H D of every student, packed (N, 3)."""
    H = unfold(h)
    return quadratic(D, packed(H @ J @ H))


def turned(by: Floats) -> Floats:
    """Return the matrix (3, 3) that takes a packed S to the packed `by` S `by`'."""
    (a, b), (c, d) = by
    return np.array([[a * a, 2 * a * b, b * b], [a * c, a * d + b * c, b * d], [c * c, 2 * c * d, d * d]])


def packed(matrices: Floats) -> Floats:
    """Keep (11, 12, 22) of symmetric matrices (…, 2, 2)."""
    return np.stack([matrices[..., 0, 0], matrices[..., 0, 1], matrices[..., 1, 1]], axis=-1)
