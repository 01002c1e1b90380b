"""Each student's predicted line: the fixed effects' line, moved by the school and by the student's own scores.

With q = Z'V⁻¹(y − Xβ), b = Dq and u = Γ W'V⁻¹(y − Xβ) (Robinson 1991). Given the parameters, J is the variance of u,
and with T = I − D H_i

    Var(b | y) = T D + (I − T) J (I − T)'
    Var(u + b | y) = T D + T J T'
"""

from dataclasses import dataclass

import numpy as np

from mtss_analysis.estimators.multilevel.blocks import in_blocks
from mtss_analysis.estimators.multilevel.internal import Internal
from mtss_analysis.estimators.multilevel.labels import Floats
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
    lower = factors(point.theta)[0]
    D = lower @ lower.T
    q, h = inside.students.students(D, point.top)
    count = len(h)
    effects, effects_cov = np.empty((2, count)), np.empty((3, count))
    lines, lines_cov = (np.empty((2, count)), np.empty((3, count))) if inside.levels else (effects, effects_cov)
    back = inside.noise(point) * score_sd**2 * turned(turn)
    through = turn * score_sd
    schools = _Schools.of(point) if inside.levels else None
    moved = None if schools is None else through @ schools.moved

    def fill(low: int, high: int) -> None:
        place = slice(low, high)
        T, left = _left(h[place].T, D)
        np.matmul(through @ D, q[place].T, out=effects[:, place])
        if schools is None or moved is None:
            np.matmul(back, left, out=effects_cov[:, place])
            return
        at = inside.members.school[place]
        own, whole = _with_school(T, schools.J[:, at])
        np.matmul(back, left + own, out=effects_cov[:, place])
        np.matmul(back, left + whole, out=lines_cov[:, place])
        np.add(effects[:, place], moved[:, at], out=lines[:, place])

    in_blocks(fill, np.arange(count), count, BLOCK)
    return Posterior(effects.T, effects_cov.T, lines.T, lines_cov.T, h)


@dataclass(frozen=True, slots=True)
class _Schools:
    """Of each school: predicted effects `moved` (2, K), and their variance J packed (3, K)."""

    moved: Floats
    J: Floats

    @classmethod
    def of(cls, point: Point) -> "_Schools":
        top = point.top
        return cls((top.P @ np.append(-top.beta, 1.0)).T.copy(), packed(top.J).T.copy())


def _left(H: Floats, D: Floats) -> tuple[Floats, Floats]:
    """Return T = I − D H as (11, 12, 21, 22), (4, n), and T D, packed (3, n)."""
    d1, d2, d3 = packed(D)
    T = np.array([[-d1, -d2, 0.0], [0.0, -d1, -d2], [-d2, -d3, 0.0], [0.0, -d2, -d3]]) @ H
    T[0] += 1.0
    T[3] += 1.0
    return T, np.array([[d1, d2, 0.0, 0.0], [d2, d3, 0.0, 0.0], [0.0, 0.0, d2, d3]]) @ T


def _with_school(T: Floats, J: Floats) -> tuple[Floats, Floats]:
    """Return (I − T) J (I − T)' and T J T', packed (3, n)."""
    (t1, t2, t3, t4), (j1, j2, j3) = T, J
    a, b, c, d = t1 * j1 + t2 * j2, t1 * j2 + t2 * j3, t3 * j1 + t4 * j2, t3 * j2 + t4 * j3  # T J
    whole = np.stack([a * t1 + b * t2, a * t3 + b * t4, c * t3 + d * t4])
    own = whole + J
    own[0] -= 2 * a
    own[1] -= b + c
    own[2] -= 2 * d
    return own, whole


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
