"""Students of one school and pattern as one cell: an evaluation costs the same for six columns and for twenty-two.

For a student with covariance D of intercept and slope (in units of the residual variance), Z = [1, t] and A = Z'Z,

    δ = det(I + AD),  H = Z'V⁻¹Z = (A + det(A) adj(D)) / δ,  s = Z'V⁻¹y = (I + AD)⁻¹ Z'y,

and the design is Z times a 2 × p map shared by the cell. All that a fit needs are sums over students of H, s and their
products.
"""

from dataclasses import dataclass

import numpy as np

from mtss_analysis.estimators.multilevel.labels import Floats, Indices
from mtss_analysis.estimators.multilevel.level import Bottom, Corrected, Gradient, unfold
from mtss_analysis.estimators.multilevel.moments import Moments, in_blocks

BLOCK = 8_192
"""Students at a time: some forty arrays of float64 stay in the second-level cache."""


@dataclass(frozen=True, slots=True)
class Cells:
    """Sums over the students of each cell, in units of the residual variance.

    Attributes
    ----------
    h
        H as (H11, H12, H22), shape (C, 3).
    s
        Shape (C, 2).
    hh, hs
        Products of H with itself (C, 3, 3) and with s (C, 3, 2).
    ss
        Σ s s' over all students (2, 2).
    yy, logdet
        Σ y'V⁻¹y and Σ log δ.
    """

    h: Floats
    s: Floats
    hh: Floats
    hs: Floats
    ss: Floats
    yy: float
    logdet: float


@dataclass(frozen=True, slots=True)
class Patterned:
    """Students in the order of their cells.

    Attributes
    ----------
    sums
        Moments (N,), in that order.
    order
        Student of each place (N,).
    starts
        First place of each cell (C,).
    maps
        Design of each cell in terms of Z, shape (C, 2, p).
    school
        School of each cell (C,), increasing.
    schools
        Number of schools.
    cell
        Cell of each place (N,).
    """

    sums: Moments
    order: Indices
    starts: Indices
    maps: Floats
    school: Indices
    schools: int
    cell: Indices

    def bottom(self, D: Floats) -> tuple[Bottom, Cells]:
        """Take the students out: what is left for the schools, and the sums the gradient needs."""
        cells = self._cells(D)
        H = unfold(cells.h)
        Qx, Qy = H @ self.maps, cells.s[:, :, None]
        Q = np.concatenate([Qx, Qy], axis=2)
        p = self.maps.shape[2]
        W = np.empty((p + 1, p + 1))
        W[:p, :p] = np.einsum("cia,cib->ab", self.maps, Qx)
        W[p, :p] = W[:p, p] = np.einsum("cia,ci->a", self.maps, cells.s)
        W[p, p] = cells.yy
        firsts = np.searchsorted(self.school, np.arange(self.schools))
        return Bottom(np.add.reduceat(H, firsts), np.add.reduceat(Q, firsts), W, cells.logdet), cells

    def gradient(self, cells: Cells, top: Corrected) -> Gradient:
        """Return the sums over students that the derivatives in D are made of."""
        HH = _products(cells.hh)
        J = top.J[self.school]
        N = (self.maps - top.P[self.school][:, :, :-1]) @ top.half
        P = top.P[self.school]
        m = self.maps @ top.beta + P[:, :, -1] - P[:, :, :-1] @ top.beta
        spread = N @ N.swapaxes(1, 2)
        crossed = np.einsum("ckab,cb->ak", unfold(cells.hs.swapaxes(1, 2)), m)
        residual = cells.ss - crossed - crossed.T + np.einsum("cabde,cb,cd->ae", HH, m, m)
        H = unfold(cells.h).sum(axis=0) - np.einsum("cabde,cbd->ae", HH, J)
        firsts = np.searchsorted(self.school, np.arange(self.schools))
        return Gradient(H, np.einsum("cabde,cbd->ae", HH, spread), residual, np.add.reduceat(HH, firsts))

    def students(self, D: Floats, top: Corrected) -> tuple[Floats, Floats]:
        """Return q = Z'V⁻¹(y − Xβ) (N, 2) and H (N, 3) of every student, in the original order."""
        q, h = np.empty((len(self.order), 2)), np.empty((len(self.order), 3))
        m = self.maps @ top.beta + top.P[self.school] @ np.append(-top.beta, 1.0)

        def fill(low: int, high: int) -> None:
            rows = _solved(self.sums.take(slice(low, high)), D)
            h1, h2, h3, s1, s2 = rows[:5]
            m1, m2 = m[self.cell[low:high]].T
            q[self.order[low:high]] = np.stack([s1 - h1 * m1 - h2 * m2, s2 - h2 * m1 - h3 * m2], axis=1)
            h[self.order[low:high]] = np.stack([h1, h2, h3], axis=1)

        in_blocks(fill, np.arange(len(self.order)), len(self.order), BLOCK)
        return q, h

    def _cells(self, D: Floats) -> Cells:
        edges = np.append(np.arange(0, len(self.order), BLOCK), len(self.order))

        def sums(low: int, high: int) -> list[tuple[int, Floats, Floats]]:
            return [self._block(int(edges[b]), int(edges[b + 1]), D) for b in range(low, high)]

        totals, whole = np.zeros((17, len(self.starts))), np.zeros(5)
        for part in in_blocks(sums, np.arange(len(edges) - 1), len(edges) - 1, step=8):
            for first, found, rest in part:
                totals[:, first : first + found.shape[1]] += found
                whole += rest
        hh = totals[[3, 4, 5, 4, 6, 7, 5, 7, 8]].T.reshape(-1, 3, 3)
        hs, ss = totals[9:15].T.reshape(-1, 3, 2), whole[[0, 1, 1, 2]].reshape(2, 2)
        return Cells(totals[:3].T, totals[15:].T, hh, hs, ss, float(whole[3]), float(whole[4]))

    def _block(self, low: int, high: int, D: Floats) -> tuple[int, Floats, Floats]:
        h1, h2, h3, s1, s2, yy, delta = _solved(self.sums.take(slice(low, high)), D)
        rows = np.empty((17, high - low))
        rows[0], rows[1], rows[2], rows[15], rows[16] = h1, h2, h3, s1, s2
        pairs = [(h1, h1), (h1, h2), (h1, h3), (h2, h2), (h2, h3), (h3, h3)]
        pairs += [(h, s) for h in (h1, h2, h3) for s in (s1, s2)]
        for place, (a, b) in enumerate(pairs, start=3):
            np.multiply(a, b, out=rows[place])
        first = int(self.cell[low])
        inside = np.maximum(self.starts[first : int(self.cell[high - 1]) + 1] - low, 0)
        whole = np.array([s1 @ s1, s1 @ s2, s2 @ s2, yy.sum(), np.log(delta).sum()])
        return first, np.add.reduceat(rows, inside, axis=1), whole


def _solved(sums: Moments, D: Floats) -> tuple[Floats, ...]:
    """Return H11, H12, H22, s1, s2, y'V⁻¹y and δ of every student, shape (N,) each."""
    d1, d2, d3 = D[0, 0], D[0, 1], D[1, 1]
    a11, a12 = sums.n * d1 + sums.t * d2, sums.n * d2 + sums.t * d3
    a21, a22 = sums.t * d1 + sums.tt * d2, sums.t * d2 + sums.tt * d3
    delta = 1.0 + a11 + a22 + sums.spread * (d1 * d3 - d2 * d2)
    by = 1.0 / delta
    h1, h2 = (sums.n + sums.spread * d3) * by, (sums.t - sums.spread * d2) * by
    h3 = (sums.tt + sums.spread * d1) * by
    s1 = ((1.0 + a22) * sums.y - a12 * sums.ty) * by
    s2 = ((1.0 + a11) * sums.ty - a21 * sums.y) * by
    yy = sums.yy - (sums.y * (d1 * s1 + d2 * s2) + sums.ty * (d2 * s1 + d3 * s2))
    return h1, h2, h3, s1, s2, yy, delta


def _products(hh: Floats) -> Floats:
    """Return Σ H[a, b] H[d, e] as (C, 2, 2, 2, 2)."""
    place = np.array([[0, 1], [1, 2]])
    return hh[:, place[:, :, None, None], place[None, None]]


def patterned(sums: Moments, school: Indices, of: Indices, maps: Floats) -> Patterned:
    """Put students of one school and pattern side by side.

    Parameters
    ----------
    sums
        Moments (N,).
    school, of
        School and pattern of each student (N,).
    maps
        Design of each pattern (G, 2, p).
    """
    codes = school * len(maps) + of
    ordered = bool(np.all(codes[1:] >= codes[:-1]))
    order = np.arange(len(codes)) if ordered else np.argsort(codes, kind="stable")
    sorted_codes = codes if ordered else codes[order]
    starts = np.append(0, np.flatnonzero(sorted_codes[1:] != sorted_codes[:-1]) + 1)
    cell = np.repeat(np.arange(len(starts)), np.diff(starts, append=len(codes)))
    at, pattern = np.divmod(sorted_codes[starts], len(maps))
    kept = sums if ordered else sums.take(order)
    return Patterned(kept, order, starts, maps[pattern], at, int(at[-1]) + 1, cell)
