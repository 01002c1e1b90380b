"""Each student's predicted line: the fixed effects' line, moved by the school and by the student's own scores.

With q = Z'V⁻¹(y − Xβ), b = Dq and u = Γ W'V⁻¹(y − Xβ) (Robinson 1991). Given the parameters, with R = I − JH,

    Var(b | y) = D − D (H_i − H_i J H_i) D
    Var(u + b | y) = Γ + D − Γ (R'H) Γ − Γ R'H_i D − D H_i R Γ − D (H_i − H_i J H_i) D
"""

from dataclasses import dataclass

import numpy as np

from mtss_analysis.estimators.multilevel.internal import Internal
from mtss_analysis.estimators.multilevel.labels import Floats, Indices
from mtss_analysis.estimators.multilevel.moments import in_blocks
from mtss_analysis.estimators.multilevel.search import Point, factors

UNTURNED = np.eye(2)
BLOCK = 8_192
"""Students at a time."""


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


def posterior(inside: Internal, point: Point, turn: Floats = UNTURNED, score_sd: float = 1.0) -> Posterior:
    """Predict every student's line at one value of the parameters.

    Intercepts and slopes are turned by `turn` (2, 2) from internal ones, and scores are in units of 1 / `score_sd`.
    """
    lower, school_lower = factors(point.theta)
    D, Gamma = lower @ lower.T, school_lower @ school_lower.T
    q, h = inside.students.students(D, point.top)
    count = len(h)
    effects, effects_cov = np.empty((count, 2)), np.empty((count, 3))
    lines, lines_cov = (np.empty((count, 2)), np.empty((count, 3))) if inside.levels else (effects, effects_cov)
    back = inside.noise(point) * score_sd**2 * turned(turn)
    through, D3, DD = turn * score_sd, packed(D), turned(D)
    schools = _Schools.of(point, Gamma) if inside.levels else None

    def fill(low: int, high: int) -> None:
        H, at = h[low:high].T, inside.members.school[low:high]
        own = np.matmul(DD, H if schools is None else H - schools.shared_out(H, at))
        left = D3[:, None] - own
        effects_cov[low:high] = (back @ left).T
        mine = through @ D @ q[low:high].T
        effects[low:high] = mine.T
        if schools is not None:
            lines[low:high] = (mine + through @ schools.moved[:, at]).T
            lines_cov[low:high] = (back @ (left + schools.added(H, D, at))).T

    in_blocks(fill, np.arange(count), count, BLOCK)
    return Posterior(effects, effects_cov, lines, lines_cov, h)


@dataclass(frozen=True, slots=True)
class _Schools:
    """Of each school: predicted effects `moved` (2, K), J and Γ − Γ R'H Γ packed (3, K), and Γ R' (2, 2, K)."""

    moved: Floats
    J: Floats
    shared: Floats
    crossed: Floats

    @classmethod
    def of(cls, point: Point, Gamma: Floats) -> "_Schools":
        top = point.top
        moved = top.P @ np.append(-top.beta, 1.0)
        keep = np.eye(2) - top.J @ top.H
        crossed = Gamma @ keep.swapaxes(1, 2)
        shared = Gamma - crossed @ top.H @ Gamma
        return cls(moved.T.copy(), packed(top.J).T.copy(), packed(shared).T.copy(), crossed.transpose(1, 2, 0).copy())

    def shared_out(self, H: Floats, at: Indices) -> Floats:
        """Return H J H of students of the schools `at`, packed (3, n)."""
        (h1, h2, h3), (j1, j2, j3) = H, self.J[:, at]
        left = j1 * h1 + j2 * h2, j2 * h1 + j3 * h2
        right = j1 * h2 + j2 * h3, j2 * h2 + j3 * h3
        rows = [h1 * left[0] + h2 * left[1], h1 * right[0] + h2 * right[1], h2 * right[0] + h3 * right[1]]
        return np.stack(rows)

    def added(self, H: Floats, D: Floats, at: Indices) -> Floats:
        """Return Γ − Γ R'H Γ − Γ R'H_i D − D H_i R Γ, packed (3, n)."""
        (h1, h2, h3), (c11, c12, c21, c22) = H, self.crossed.reshape(4, -1)[:, at]
        d1, d2, d3 = packed(D)
        first, second = (h1 * d1 + h2 * d2, h2 * d1 + h3 * d2), (h1 * d2 + h2 * d3, h2 * d2 + h3 * d3)
        found = self.shared[:, at]
        found[0] -= 2 * (c11 * first[0] + c12 * first[1])
        found[1] -= c11 * second[0] + c12 * second[1] + c21 * first[0] + c22 * first[1]
        found[2] -= 2 * (c21 * second[0] + c22 * second[1])
        return found


def quadratic(D: Floats, h: Floats) -> Floats:
    """Return D H D of every student, packed (N, 3)."""
    return h @ turned(D).T


def turned(by: Floats) -> Floats:
    """Return the matrix (3, 3) that takes a packed S to the packed `by` S `by`'."""
    (a, b), (c, d) = by
    return np.array([[a * a, 2 * a * b, b * b], [a * c, a * d + b * c, b * d], [c * c, 2 * c * d, d * d]])


def packed(matrices: Floats) -> Floats:
    """Keep (11, 12, 22) of symmetric matrices (…, 2, 2)."""
    return np.stack([matrices[..., 0, 0], matrices[..., 0, 1], matrices[..., 1, 1]], axis=-1)
