"""Growth of groups of students at the variances of a fitted growth model: no search, one solution a grouping.

A growth model has told how much students' lines differ (D), how noisy one score is (σ²) and how much the levels of
schools differ (γ). With these, V is known, and the mean lines of any grouping are generalized least squares (Laird and
Ware 1982, Biometrics 38). With Z = (1, t) of a student, V⁻¹ enters through H = Z'V⁻¹Z = M (σ²I + DM)⁻¹, M = Z'Z, and
q = Z'V⁻¹y only; correlated errors are made independent first. Degrees of freedom are Satterthwaite's (Fai and Cornelius
1996), from the expected information about D and σ², and about γ as if it were alone: it hardly touches slopes, and it
is nearly all that is unsure of a level where schools are few.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mtss_analysis.estimators.series import Floats, Integers

Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Students:
    """What the scores of m students say at known variances.

    Attributes
    ----------
    M, H, q
        As in the module's text, (m, 2, 2), (m, 2, 2) and (m, 2).
    n, noise
        Number of scores (m,), and σ².
    shrunk
        (σ²I + DM)⁻¹, shape (m, 2, 2).
    uncertain
        Covariance of the estimates of (D00, D01, D11, σ²), shape (4, 4).
    school, school_var
        Number of the school (m,) or None, and γ.
    """

    M: Floats
    H: Floats
    q: Floats
    n: Floats
    noise: float
    shrunk: Floats
    uncertain: Floats
    school: Integers | None
    school_var: float


@dataclass(frozen=True, slots=True)
class Estimates:
    """Contrasts (c,): `value`, `se`, and degrees of freedom `df`."""

    value: Floats
    se: Floats
    df: Floats


def students(
    time: ArrayLike,
    score: ArrayLike,
    student: ArrayLike,
    student_cov: ArrayLike,
    residual_var: float,
    school: ArrayLike | None = None,
    school_var: float = 0.0,
    correlation: float = 0.0,
) -> Students:
    """Sum up the scores of each student at known variances.

    Parameters
    ----------
    time, score
        Of n scores [time, score]; where errors are correlated, those of a student together and in order of time.
    student
        Number of the student of each score, from 0 to m − 1 (n,).
    student_cov, residual_var, school_var
        D (2, 2), σ² and γ, as a growth model tells them [score², …].
    school
        Number of the school of each student (m,), or None.
    correlation
        φ, of two errors of one student a unit of time apart; of two Δt apart it is φ^Δt.
    """
    t, y, who = np.asarray(time, np.float64), np.asarray(score, np.float64), np.asarray(student)
    one, t, y = _decorrelated(t, y, who, correlation)
    parts = (one * one, one * t, t * t, one * y, t * y)
    s1, st, stt, sy, sty = (np.asarray(np.bincount(who, part), np.float64) for part in parts)
    n: Floats = np.bincount(who).astype(np.float64)
    M: Floats = np.stack([s1, st, st, stt], axis=1).reshape(-1, 2, 2)  # noqa: N806
    D = np.asarray(student_cov, np.float64)  # noqa: N806
    shrunk: Floats = np.asarray(np.linalg.inv(residual_var * np.eye(2) + D @ M), np.float64)
    q = np.einsum("mji,mj->mi", shrunk, np.stack([sy, sty], axis=1))
    codes = None if school is None else np.asarray(school, np.int64)
    H: Floats = M @ shrunk  # noqa: N806
    uncertain = np.asarray(np.linalg.pinv(_information(H, shrunk, n, residual_var), hermitian=True), np.float64)
    return Students(M, H, q, n, float(residual_var), shrunk, uncertain, codes, float(school_var))


def _decorrelated(t: Floats, y: Floats, who: Integers, correlation: float) -> tuple[Floats, Floats, Floats]:
    """Return 1, time and score less what the score before tells of them, with errors of equal variance."""
    one = np.ones_like(t)
    if not correlation > 0:
        return one, t, y
    gaps = np.where(np.diff(who, prepend=-1) == 0, np.diff(t, prepend=0.0), np.inf)
    link = correlation**gaps
    width = np.sqrt(1 - link**2)
    now = np.stack([one, t, y])
    before = np.roll(now, 1, axis=1)
    found = (now - link * before) / width
    return found[0], found[1], found[2]


@dataclass(frozen=True, slots=True)
class GroupLines:
    """Mean lines of groups.

    Attributes
    ----------
    levels, groups
        Covariates of each student's level (m, a) and membership in a group (m, G).
    fixed, cov
        Coefficients (a + G,), levels first, then the slope of each group [score/time]; their covariance.
    """

    known: Students
    levels: Floats
    groups: Floats
    fixed: Floats
    cov: Floats

    def estimate(self, contrasts: ArrayLike) -> Estimates:
        """Return contrasts (c, a + G) of the coefficients, with standard errors and degrees of freedom."""
        rows = np.atleast_2d(np.asarray(contrasts, np.float64))
        variance = np.maximum(((rows @ self.cov) * rows).sum(axis=1), 0.0)
        return Estimates(rows @ self.fixed, np.sqrt(variance), self._df(rows, variance))

    def slopes(self, weights: ArrayLike) -> Estimates:
        """Return weighted sums of the groups' slopes, `weights` (c, G)."""
        rows = np.atleast_2d(np.asarray(weights, np.float64))
        return self.estimate(np.hstack([np.zeros((len(rows), self.levels.shape[1])), rows]))

    def _df(self, rows: Floats, variance: Floats) -> Floats:
        moved, known, width = self.cov @ rows.T, self.known, self.levels.shape[1]
        z = np.stack([self.levels @ moved[:width], self.groups @ moved[width:]], axis=1)
        z, by_school = self._less_schools(z)
        through = known.H @ z
        first, second = through[:, 0], through[:, 1]
        by_spread = (first**2).sum(axis=0), 2 * (first * second).sum(axis=0), (second**2).sum(axis=0)
        slopes = np.vstack([*by_spread, (through * (known.shrunk @ z)).sum(axis=(0, 1))])
        wide = (slopes * (known.uncertain @ slopes)).sum(axis=0)
        sloped = int((np.linalg.det(known.M) > 0).sum())
        left = max(sloped - self.groups.shape[1], 1) / max(sloped, 1)
        wide = wide / left + by_school
        df: Floats = np.divide(2 * variance**2, wide, out=np.full_like(variance, np.inf), where=wide > 0)
        return df

    def _less_schools(self, z: Floats) -> tuple[Floats, Floats]:
        """Take what schools share from `z` (m, 2, c); return it with what γ, as estimated, adds to the spread (c,)."""
        known, kept = self.known, self.groups.any(axis=1)
        if known.school is None or not known.school_var > 0:
            return z, np.zeros(z.shape[2])
        member = np.eye(int(known.school.max()) + 1)[known.school].T * kept
        own, sums = member @ known.H[:, 0, 0], member @ (known.H @ z)[:, 0]
        left = 1 / (1 + known.school_var * own)
        less = z.copy()
        less[:, 0] -= member.T @ ((known.school_var * left)[:, None] * sums)
        schools, information = int((own > 0).sum()), ((own * left) ** 2).sum() / 2
        variance = schools / max(schools - 1, 1) / information
        return less, ((sums * left[:, None]) ** 2).sum(axis=0) ** 2 * variance


def group_lines(known: Students, levels: ArrayLike, groups: ArrayLike) -> GroupLines:
    """Fit the mean line of each group, levels by covariates.

    Parameters
    ----------
    known
        From :func:`students`.
    levels
        Covariates of the level (m, a), the groups among them; they may depend on one another.
    groups
        1 where a student belongs to a group, else 0 (m, G); a row of zeros leaves the student out.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> week, student = np.tile(np.arange(10.0), 80), np.repeat(np.arange(80), 10)
    >>> group = np.eye(2)[np.arange(80) % 2]
    >>> score = 40 + (group @ [1.0, 2.0])[student] * week + rng.normal(0, 3, 800)
    >>> found = group_lines(students(week, score, student, np.diag([1.0, 0.01]), 9.0), group, group)
    >>> found.slopes(np.eye(2)).value.round(1)
    array([1. , 1.9])
    """
    inside = np.asarray(groups, np.float64)
    kept: Bools = np.asarray(inside.any(axis=1))
    L, G = np.where(kept[:, None], np.asarray(levels, np.float64), 0.0), inside  # noqa: N806
    h = [known.H[:, i, j][:, None] for i, j in ((0, 0), (0, 1), (1, 1))]
    cross = L.T @ (h[1] * G)
    normal = np.block([[L.T @ (h[0] * L), cross], [cross.T, G.T @ (h[2] * G)]])
    right = np.concatenate([L.T @ known.q[:, 0], G.T @ known.q[:, 1]])
    if known.school is not None and known.school_var > 0:
        less, moved = _schools(known, known.school, np.hstack([h[0] * L, h[1] * G]), kept)
        normal, right = normal - less, right - moved
    sizes = np.sqrt(np.maximum(np.diag(normal), np.finfo(float).tiny))
    cov = np.linalg.pinv(normal / np.outer(sizes, sizes), rcond=1e-10, hermitian=True) / np.outer(sizes, sizes)
    return GroupLines(known, L, G, cov @ right, cov)


def _schools(known: Students, school: Integers, columns: Floats, kept: Bools) -> tuple[Floats, Floats]:
    """Return what schools' shared levels take from the normal equations (Woodbury)."""
    member = np.eye(int(school.max()) + 1)[school].T * kept
    sums, own, scores = member @ columns, member @ known.H[:, 0, 0], member @ known.q[:, 0]
    share = (known.school_var / (1 + known.school_var * own))[:, None]
    return sums.T @ (share * sums), sums.T @ (share[:, 0] * scores)


def _information(H: Floats, shrunk: Floats, n: Floats, noise: float) -> Floats:  # noqa: N803
    """Return the expected information about (D00, D01, D11, σ²), shape (4, 4)."""
    a, b, c = H[:, 0, 0], H[:, 0, 1], H[:, 1, 1]
    squared = H @ shrunk
    traces = (n - 2) / noise**2 + (shrunk * shrunk.swapaxes(1, 2)).sum(axis=(1, 2))
    found = np.zeros((4, 4))
    found[0] = a @ a, 2 * (a @ b), b @ b, squared[:, 0, 0].sum()
    found[1, 1:] = 2 * (b @ b + a @ c), 2 * (b @ c), 2 * squared[:, 0, 1].sum()
    found[2, 2:] = c @ c, squared[:, 1, 1].sum()
    found[3, 3] = traces.sum()
    whole: Floats = np.triu(found) + np.triu(found, 1).T
    return whole / 2
