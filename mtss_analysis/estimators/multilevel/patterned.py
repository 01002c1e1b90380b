"""Students of one school and pattern as one cell: an evaluation costs the same for six columns and for twenty-two.

For a student with covariance D of intercept and slope (in units of the residual variance), Z = [1, t] and A = Z'Z,

    δ = det(I + AD),  H = Z'V⁻¹Z = (A + det(A) adj(D)) / δ,  s = Z'V⁻¹y = (I + AD)⁻¹ Z'y,

and the design is Z times a 2 × p map shared by the cell. δ, δH, δs and δ y'(V⁻¹ − I)y are linear in sums that do not
depend on D (see `Moments`), so one product of matrices gives them for many students, and all that a fit needs, sums
over students of H, s and their products, is another.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from mtss_analysis.estimators.multilevel.blocks import in_blocks
from mtss_analysis.estimators.multilevel.labels import Floats, Indices
from mtss_analysis.estimators.multilevel.level import Bottom, Corrected, Gradient, turned, unfold
from mtss_analysis.estimators.multilevel.moments import Moments

BLOCK = 8_192
"""Students at a time: their sums and what is made of them stay in the second-level cache."""
LARGE = 400
"""Students of a cell, on average, from which each cell's sums are one product of matrices."""
PAIRS = np.triu_indices(6)


@dataclass(frozen=True, slots=True)
class Cells:
    """Sums over the students of each cell, in units of the residual variance.

    Attributes
    ----------
    n
        Students (C,).
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

    n: Floats
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
        Qx, Qy = np.einsum("cij,cjp->cip", H, self.maps), cells.s[:, :, None]
        Q = np.concatenate([Qx, Qy], axis=2)
        p = self.maps.shape[2]
        W = np.empty((p + 1, p + 1))
        W[:p, :p] = np.tensordot(self.maps, Qx, ([0, 1], [0, 1]))
        W[p, :p] = W[:p, p] = np.tensordot(self.maps, cells.s, ([0, 1], [0, 1]))
        W[p, p] = cells.yy
        firsts = np.searchsorted(self.school, np.arange(self.schools))
        n = np.add.reduceat(cells.n, firsts)
        return Bottom(np.add.reduceat(H, firsts), np.add.reduceat(Q, firsts), W, cells.logdet, n), cells

    def gradient(self, cells: Cells, top: Corrected) -> Gradient:
        """Return the sums over students that the derivatives in D are made of."""
        HH = _products(cells.hh)
        J, P = top.J[self.school], top.P[self.school]
        N = turned(self.maps - P[:, :, :-1], top.half)
        m = (turned(self.maps, top.beta[:, None]) + turned(P, np.append(-top.beta, 1.0)[:, None]))[:, :, 0]
        spread = np.einsum("cap,cbp->cab", N, N)
        hs = unfold(cells.hs.swapaxes(1, 2)).swapaxes(1, 3)
        shared = np.einsum("cabde,ce->cabd", HH, m)
        crossed = np.einsum("cabk,cb->ak", hs, m)
        residual = cells.ss - crossed - crossed.T + np.einsum("cabd,cb->ad", shared, m)
        H = unfold(cells.h).sum(axis=0) - np.tensordot(HH, J, ([0, 2, 3], [0, 1, 2]))
        fixed = np.tensordot(HH, spread, ([0, 2, 3], [0, 1, 2]))
        firsts = np.searchsorted(self.school, np.arange(self.schools))
        return Gradient(H, fixed, residual, np.add.reduceat(HH, firsts), np.add.reduceat(hs - shared, firsts))

    def students(self, D: Floats, top: Corrected) -> tuple[Floats, Floats]:
        """Return q = Z'V⁻¹(y − Xβ) (N, 2) and H (N, 3) of every student, in the original order."""
        found, weights = np.empty((5, len(self.order))), _weights(D)
        m = self.maps @ top.beta + top.P[self.school] @ np.append(-top.beta, 1.0)
        ordered = bool(np.all(self.order[1:] > self.order[:-1]))

        def fill(low: int, high: int) -> None:
            h1, h2, h3, s1, s2 = _solved(self.sums.known[:, low:high], weights)[0][:5]
            m1, m2 = m[self.cell[low:high]].T
            place = slice(low, high) if ordered else self.order[low:high]
            found[:3, place] = h1, h2, h3
            found[3:, place] = s1 - h1 * m1 - h2 * m2, s2 - h2 * m1 - h3 * m2

        in_blocks(fill, np.arange(len(self.order)), len(self.order), BLOCK)
        return found[3:].T, found[:3].T

    def _cells(self, D: Floats) -> Cells:
        edges = np.append(np.arange(0, len(self.order), BLOCK), len(self.order))
        weights = _weights(D)

        def sums(low: int, high: int) -> list[tuple[int, Floats, float, float]]:
            return [self._block(int(edges[b]), int(edges[b + 1]), weights) for b in range(low, high)]

        totals, taken, logdet = np.zeros((len(self.starts), 6, 6)), 0.0, 0.0
        for part in in_blocks(sums, np.arange(len(edges) - 1), len(edges) - 1, step=8):
            for first, found, quadratic, logs in part:
                totals[first : first + len(found)] += found
                taken, logdet = taken + quadratic, logdet + logs
        hh = totals[:, :3, :3]
        return Cells(
            totals[:, 5, 5], totals[:, :3, 5], totals[:, 3:5, 5], hh, totals[:, :3, 3:5],
            totals[:, 3:5, 3:5].sum(axis=0), float(self.sums.yy.sum()) - taken, logdet,
        )  # fmt: skip

    def _block(self, low: int, high: int, weights: Floats) -> tuple[int, Floats, float, float]:
        """Return the first cell, sums of products of (H, s, 1) over each cell's students (cells, 6, 6), and of all."""
        rows, quadratic, delta = _solved(self.sums.known[:, low:high], weights)
        first, last = int(self.cell[low]), int(self.cell[high - 1]) + 1
        inside = np.maximum(self.starts[first:last] - low, 0)
        sums = _by_product if high - low >= LARGE * (last - first) else _by_pair
        return first, sums(rows, inside), quadratic, float(np.log(delta).sum())


def _by_product(rows: Floats, starts: Indices) -> Floats:
    """Return Σ rows rows' of each run of columns (runs, 6, 6), one at a time."""
    edges = [*starts.tolist(), rows.shape[1]]
    return np.stack([rows[:, low:high] @ rows[:, low:high].T for low, high in pairwise(edges)])


def _by_pair(rows: Floats, starts: Indices) -> Floats:
    """Return the same, all runs at once, pair by pair of rows; the last row is 1."""
    sums = np.empty((21, len(starts)))
    product = np.empty(rows.shape[1])
    for place, (i, j) in enumerate(zip(*PAIRS, strict=True)):
        np.add.reduceat(rows[i] if j == 5 else np.multiply(rows[i], rows[j], out=product), starts, out=sums[place])
    found = np.empty((len(starts), 6, 6))
    found[:, PAIRS[0], PAIRS[1]] = found[:, PAIRS[1], PAIRS[0]] = sums.T
    return found


def _solved(sums: Floats, weights: Floats) -> tuple[Floats, float, Floats]:
    """Return rows H11, H12, H22, s1, s2, 1 of every student (6, N), Σ y'(I − V⁻¹)y, and δ (N,)."""
    found = weights @ sums
    delta = found[6].copy()
    found /= delta
    return found[:6], float(found[7].sum()), delta


def _weights(D: Floats) -> Floats:
    """Return δH11, δH12, δH22, δs1, δs2, δ, δ and δ y'(I − V⁻¹)y as combinations of the constants, (8, 13)."""
    d1, d2, d3 = D[0, 0], D[0, 1], D[1, 1]
    both = d1 * d3 - d2 * d2
    found = np.zeros((8, 13))
    found[0, [1, 4]] = 1.0, d3
    found[1, [2, 4]] = 1.0, -d2
    found[2, [3, 4]] = 1.0, d1
    found[3, [5, 7, 8]] = 1.0, d2, d3
    found[4, [6, 7, 8]] = 1.0, -d1, -d2
    found[5:7, :5] = 1.0, d1, 2 * d2, d3, both
    found[7, 9:] = d1, 2 * d2, d3, both
    return found


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
