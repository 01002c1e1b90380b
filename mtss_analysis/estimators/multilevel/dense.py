"""Any design and any residual weights: each student's Z'[X y] is kept whole, and costs grow with the columns.

This is the path for columns that change with time otherwise than in proportion to it (a bend, a square, a level that
begins with a plan), for known measurement error, and for autocorrelated residuals, whose rows are whitened first.
"""

from dataclasses import dataclass

import numpy as np

from mtss_analysis.estimators.multilevel.labels import Floats, Indices
from mtss_analysis.estimators.multilevel.level import Bottom, Corrected, Gradient


@dataclass(frozen=True, slots=True)
class Solved:
    """H = Z'V⁻¹Z (N, 2, 2) and Q = Z'V⁻¹[X y] (N, 2, p + 1) of each student."""

    H: Floats
    Q: Floats


@dataclass(frozen=True, slots=True)
class Dense:
    """Students in the order of their schools.

    Attributes
    ----------
    A, K, W
        Z'Z (N, 2, 2) and Z'[X y] (N, 2, p + 1) of each student, and [X y]'[X y] (p + 1, p + 1) of all.
    order
        Student of each place (N,).
    school
        School of each place (N,), increasing.
    logdet
        Σ log of the whitened rows' variances.
    """

    A: Floats
    K: Floats
    W: Floats
    order: Indices
    school: Indices
    logdet: float = 0.0

    def bottom(self, D: Floats) -> tuple[Bottom, Solved]:
        """Take the students out: what is left for the schools, and what the gradient needs."""
        inner = np.eye(2) + self.A @ D
        delta = inner[:, 0, 0] * inner[:, 1, 1] - inner[:, 0, 1] * inner[:, 1, 0]
        T = np.array([[inner[:, 1, 1], -inner[:, 0, 1]], [-inner[:, 1, 0], inner[:, 0, 0]]]).transpose(2, 0, 1)
        T /= delta[:, None, None]
        solved = Solved(T @ self.A, T @ self.K)
        columns = self.K.shape[2]
        taken = self.K.reshape(-1, columns).T @ (D @ solved.Q).reshape(-1, columns)
        logdet = self.logdet + float(np.log(delta).sum())
        H, Q = np.add.reduceat(solved.H, self._firsts), np.add.reduceat(solved.Q, self._firsts)
        n = np.diff(self._firsts, append=len(self.school)).astype(np.float64)
        return Bottom(H, Q, self.W - (taken + taken.T) / 2, logdet, n), solved

    def gradient(self, solved: Solved, top: Corrected) -> Gradient:
        """Return the sums over students that the derivatives in D are made of."""
        Q = solved.Q - solved.H @ top.P[self.school]
        spread, residual = Q[:, :, :-1] @ top.half, Q @ np.append(-top.beta, 1.0)
        J = top.J[self.school]
        H = solved.H.sum(axis=0) - np.einsum("nab,nbc,ncd->ad", solved.H, J, solved.H, optimize=True)
        products = np.einsum("nab,nde->nabde", solved.H, solved.H)
        fixed = np.einsum("nai,nbi->ab", spread, spread)
        moved = np.einsum("nab,nd->nabd", solved.H, residual)
        firsts = self._firsts
        return Gradient(
            H, fixed, residual.T @ residual, np.add.reduceat(products, firsts), np.add.reduceat(moved, firsts)
        )

    def students(self, D: Floats, top: Corrected) -> tuple[Floats, Floats]:
        """Return q = Z'V⁻¹(y − Xβ) (N, 2) and H (N, 3) of every student, in the original order."""
        solved = self.bottom(D)[1]
        q, h = np.empty((len(self.order), 2)), np.empty((len(self.order), 3))
        q[self.order] = (solved.Q - solved.H @ top.P[self.school]) @ np.append(-top.beta, 1.0)
        h[self.order] = np.stack([solved.H[:, 0, 0], solved.H[:, 0, 1], solved.H[:, 1, 1]], axis=1)
        return q, h

    def leverage(self, D: Floats, top: Corrected) -> Floats:
        """Return Z'V⁻¹X C⁻¹ X'V⁻¹Z of every student, packed (N, 3), in the original order."""
        solved = self.bottom(D)[1]
        G = (solved.Q - solved.H @ top.P[self.school])[:, :, :-1] @ top.half
        found = np.empty((len(self.order), 3))
        found[self.order] = (G @ G.swapaxes(1, 2)).reshape(-1, 4)[:, [0, 1, 3]]
        return found

    @property
    def _firsts(self) -> Indices:
        return np.flatnonzero(np.diff(self.school, prepend=-1))


def dense(Z: Floats, columns: Floats, starts: Indices, school: Indices, logdet: float = 0.0) -> Dense:
    """Sum rows to students.

    Parameters
    ----------
    Z
        [1, t] of each row, whitened if need be (n, 2).
    columns
        [X y] likewise (n, p + 1).
    starts
        First row of each student (N,).
    school
        School of each student (N,).
    """
    order = np.argsort(school, kind="stable")
    A = np.add.reduceat(Z[:, :, None] * Z[:, None, :], starts)
    K = np.stack([np.add.reduceat(Z[:, [j]] * columns, starts) for j in range(2)], axis=1)
    return Dense(A[order], K[order], columns.T @ columns, order, school[order], logdet)
