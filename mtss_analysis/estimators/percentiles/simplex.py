"""The simplex method for quantile regression, many problems in lockstep and each quantile begun from its neighbor.

A solution passes exactly through as many points as it has coefficients, the *basis*. A step lets one of them go and
moves along the edge this opens, past as many residuals' changes of sign as the objective still falls
(Barrodale & Roberts 1973, SIAM Journal on Numerical Analysis 10, 839–848). A *lane* is one problem on a path of
quantiles; all lanes step together in array operations, so that a step costs no more Python for a hundred cohorts than
for one. Scores are moved apart by a billionth, so that ties cannot make the search go round in circles; coefficients
are taken from the scores as given.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mtss_analysis.estimators.series import Floats

Places = NDArray[np.intp]
APART = 1e-9
OPTIMAL = 1e-9
REFRESH = 40
"""Steps after which inverses and residuals are computed anew, against rounding."""


@dataclass(slots=True)
class _Lanes:
    """State of L lanes of n rows and p columns; rows of zeros pad short problems and never take part."""

    design: Floats  # (L, n, p)
    score: Floats  # (L, n), a billionth apart
    given: Floats  # (L, n)
    total: Floats  # (L, p) sum of the design's rows
    basis: Places  # (L, p)
    inverse: Floats  # (L, p, p) of the basis' rows
    residual: Floats  # (L, n)
    path: Floats  # (L, K) quantiles
    place: Places  # (L,) on the path
    lane: Places  # (L,) number of the lane among all

    def take(self, keep: NDArray[np.bool_]) -> "_Lanes":
        """Return the lanes that go on."""
        return _Lanes(*(getattr(self, name)[keep] for name in self.__slots__))

    @property
    def each(self) -> Places:
        """Row numbers of the lanes, (L,)."""
        return np.arange(len(self.lane))

    @property
    def tau(self) -> Floats:
        """Quantile each lane is at, (L,)."""
        return np.take_along_axis(self.path, np.minimum(self.place, self.path.shape[1] - 1)[:, None], 1)[:, 0]

    def refresh(self) -> None:
        """Compute inverses and residuals from the basis alone."""
        rows = self.each[:, None]
        self.inverse = np.asarray(np.linalg.inv(self.design[rows, self.basis]), np.float64)
        beta = self.inverse @ self.score[rows, self.basis][:, :, None]
        self.residual = self.score - (self.design @ beta)[:, :, 0]
        self.residual[rows, self.basis] = 0.0


def walk(
    design: Floats, score: Floats, path: Floats, rows: Places, basis: Places | None = None
) -> tuple[Floats, Places]:
    """Solve each lane for the quantiles of its path, in order.

    Parameters
    ----------
    design, score
        Shapes (L, n, p) and (L, n): of full rank, columns of comparable size, scores with a spread near one.
    path
        Quantiles of each lane in the order to take them, shape (L, K).
    rows
        Rows of each lane that are no padding, shape (L,).
    basis
        Rows to begin with, shape (L, p), independent in each lane; None chooses some.

    Returns
    -------
    (numpy.ndarray, numpy.ndarray)
        Coefficients, NaN where a search did not end, and the rows that each solution passes through, (L, K, p) each.
    """
    lanes = _begun(design, score, path, rows, basis)
    shape = (*path.shape, design.shape[2])
    found, through = np.full(shape, np.nan), np.zeros(shape, np.intp)
    for step in range(100 * path.shape[1] * design.shape[2] + 20 * score.shape[1]):
        if step % REFRESH == 0:
            lanes.refresh()
        below = ((lanes.residual < 0).astype(np.float64)[:, None, :] @ lanes.design)[:, 0]
        excess = _excess(lanes, below)
        while (done := _worst(excess).max(axis=1) <= OPTIMAL).any():
            _record(lanes, done, found, through)
            if (going := lanes.place < path.shape[1]).sum() < len(going):
                lanes, below = lanes.take(going), below[going]
            if not len(lanes.lane):
                return found, through
            excess = _excess(lanes, below)
        _step(lanes, excess)
    return found, through


def _begun(design: Floats, score: Floats, path: Floats, rows: Places, basis: Places | None) -> _Lanes:
    rng = np.random.default_rng(0)
    apart = score + APART * rng.uniform(-1.0, 1.0, score.shape)
    zero = np.zeros(len(score), np.intp)
    basis = _first_basis(design, apart, path[:, 0], rows) if basis is None else basis
    lanes = _Lanes(
        design, apart, score, design.sum(axis=1), basis, design[:, :0], apart, path, zero, np.arange(len(score))
    )
    lanes.refresh()
    return lanes


def _first_basis(design: Floats, score: Floats, tau: Floats, rows: Places) -> Places:
    """Choose independent rows near the least-squares fit, moved so that a share tau lies below; shape (L, p)."""
    turned = design.transpose(0, 2, 1)
    residual = score - (design @ np.linalg.solve(turned @ design, turned @ score[:, :, None]))[:, :, 0]
    padding = np.arange(score.shape[1]) >= rows[:, None]
    ordered = np.sort(np.where(padding, np.inf, residual), axis=1)
    residual = residual - np.take_along_axis(ordered, np.minimum((tau * rows).astype(np.intp), rows - 1)[:, None], 1)
    distance = np.abs(residual)
    left = design / (distance + 0.05 * distance.mean(axis=1, keepdims=True) + 1e-6)[:, :, None]
    basis, each = np.empty((len(design), design.shape[2]), np.intp), np.arange(len(design))
    for column in range(design.shape[2]):
        size = (left * left).sum(axis=2)
        row = size.argmax(axis=1)
        unit = left[each, row] / np.sqrt(size[each, row])[:, None]
        left = left - (left @ unit[:, :, None]) * unit[:, None, :]
        basis[:, column] = row
    return basis


def _excess(lanes: _Lanes, below: Floats) -> Floats:
    """Dual value of each basis row less tau, (L, p); optimal where all lie in [−1, 0]."""
    pull = lanes.tau[:, None] * lanes.total - below
    excess: Floats = -(pull[:, None, :] @ lanes.inverse)[:, 0]
    return excess


def _worst(excess: Floats) -> Floats:
    worst: Floats = np.maximum(excess, -1.0 - excess)
    return worst


def _record(lanes: _Lanes, done: NDArray[np.bool_], found: Floats, through: Places) -> None:
    at = np.flatnonzero(done)
    score = lanes.given[at[:, None], lanes.basis[at]]
    found[lanes.lane[at], lanes.place[at]] = (lanes.inverse[at] @ score[:, :, None])[:, :, 0]
    through[lanes.lane[at], lanes.place[at]] = lanes.basis[at]
    lanes.place[at] += 1


def _step(lanes: _Lanes, excess: Floats) -> None:
    """Let the worst basis row of each lane go, and move to the best point of the edge."""
    each, leaving = lanes.each, _worst(excess).argmax(axis=1)
    side = np.where(excess[each, leaving] > 0, 1.0, -1.0)
    edge = lanes.inverse[each, :, leaving]
    rate = (lanes.design @ (edge * side[:, None])[:, :, None])[:, :, 0]
    rate[each[:, None], lanes.basis] = 0.0
    entering, length = _line_search(lanes.residual, rate, _worst(excess)[each, leaving])
    lanes.residual += length[:, None] * rate
    lanes.residual[each, lanes.basis[each, leaving]] = side * length
    lanes.residual[each, entering] = 0.0
    weights = (lanes.design[each, entering][:, None, :] @ lanes.inverse)[:, 0]
    column = edge / weights[each, leaving][:, None]
    lanes.inverse = lanes.inverse - column[:, :, None] * weights[:, None, :]
    lanes.inverse[each, :, leaving] = column
    lanes.basis[each, leaving] = entering


def _line_search(residual: Floats, rate: Floats, fall: Floats) -> tuple[Places, Floats]:
    """Row whose change of sign ends the fall of the objective, and how far it is, each (L,).

    The objective falls at `fall` per unit; each residual that changes its sign takes its |rate| off.
    """
    crossing = residual * rate < 0
    reach = np.where(crossing, -residual / np.where(crossing, rate, 1.0), np.inf)
    last = reach.shape[1] - 1
    nearest = min(last, max(8, min(48, last // 24)))
    while True:
        chosen = np.argpartition(reach, nearest, axis=1)[:, : nearest + 1]
        order = np.take_along_axis(reach, chosen, 1).argsort(axis=1)
        chosen = np.take_along_axis(chosen, order, 1)
        taken = np.cumsum(np.abs(np.take_along_axis(rate, chosen, 1)), axis=1) >= fall[:, None]
        if nearest == last or taken[:, -1].all():
            break
        nearest = min(last, 4 * nearest)
    row = np.take_along_axis(chosen, taken.argmax(axis=1)[:, None], 1)
    return row[:, 0], np.take_along_axis(reach, row, 1)[:, 0]
