"""What predictions miss by, when the fixed effects and the variances are themselves estimated.

Taking the variances θ as known makes intervals of predictions too short where students are few (Kackar and Harville
1984; Prasad and Rao 1990). Here they are averaged over the likelihood of θ, flat in its Cholesky factors, so that a
variance estimated as zero still has its share of uncertainty:

    mean squared error = Σ_j w_j (Var(b | y, θ_j) + (b(θ_j) − b(θ̂))(b(θ_j) − b(θ̂))'),

at 2m nodes θ̂ ± s √m a_j, where the a_j are the principal axes of 2 f_θθ⁻¹ and s is set so that the criterion f rises by
m (a cubature of degree 3, with each half-axis scaled as in Rue, Martino and Chopin 2009, section 6.5). Var(b | y, θ)
holds what the fixed effects add, D H F C⁻¹ F'H D, and for the whole line (I − DH) F C⁻¹ F' (I − HD), F the design less
the school's part.

With more than `MANY` students what the variances' own uncertainty adds to whole lines and to growth is far below a
percent, and is left out.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

import numpy as np

from mtss_analysis.estimators.multilevel.dense import Dense
from mtss_analysis.estimators.multilevel.inference import INSIDE, degrees_of_freedom
from mtss_analysis.estimators.multilevel.internal import Internal
from mtss_analysis.estimators.multilevel.labels import Floats, Indices
from mtss_analysis.estimators.multilevel.level import unfold
from mtss_analysis.estimators.multilevel.predictions import Posterior, packed, posterior, quadratic, turned
from mtss_analysis.estimators.multilevel.search import Found, Point, attempt, factors

MANY = 200_000
"""Students beyond whom variances are taken as known in the errors of predictions."""
FLATTEST = 0.02
"""Least curvature along an axis, where that in each parameter is 1."""
TRIALS = 4


@dataclass(frozen=True, slots=True)
class Uncertainty:
    """Degrees of freedom `df` (p,) of the fixed effects, and what predictions miss by, in the caller's units.

    Root mean squared errors of `effects` (N, 2), and mean squared errors of whole `lines` (N, 3), which are missing
    (NaN) where the design is no line.
    """

    df: Floats
    effects: Floats
    lines: Floats


def uncertainty(inside: Internal, ended: Found) -> Uncertainty:
    """Find how unsure effects and predictions are, the variances being estimated."""
    df, curve = degrees_of_freedom(inside, ended)
    return Uncertainty(df, *_prediction_errors(inside, ended, curve))


def not_asked_for(columns: int, students: int) -> Uncertainty:
    """Return missing values (NaN) in every place, which take no memory."""
    return Uncertainty(*(np.broadcast_to(np.nan, shape) for shape in ((columns,), (students, 2), (students, 3))))


def _prediction_errors(inside: Internal, ended: Found, curve: Floats) -> tuple[Floats, Floats]:
    """Average what predictions miss by over what the variances may be; `curve` of the criterion (m, m)."""
    here = posterior(inside, ended.point)
    cells = _cells(inside)
    line = _line(cells, ended.point, here)
    total = np.zeros((2, len(line), 3))
    nodes = [(1.0, ended.point)] if len(line) > MANY else _nodes(inside, ended.point, curve)
    for weight, point in nodes:
        there = here if point is ended.point else posterior(inside, point)
        through, whole = _through(inside, cells, point, there.H)
        total[0] += weight * (there.effects_cov + through + _square(there.effects - here.effects))
        total[1] += weight * (there.lines_cov + whole + _square(_line(cells, point, there) - line))
    found = total @ (inside.scale.score_sd**2 * turned(inside.turn).T)
    return np.sqrt(np.maximum(found[0][:, [0, 2]], 0.0)), found[1]


@dataclass(frozen=True, slots=True)
class _Cells:
    """Students of one school and pattern: cell of each (N,), and each cell's design (C, 2, p) and school (C,)."""

    of: Indices
    maps: Floats
    school: Indices


def _cells(inside: Internal) -> _Cells | None:
    if inside.design is None:
        return None
    count = len(inside.design.maps)
    codes, of = np.unique(inside.members.school * count + inside.design.of, return_inverse=True)
    school, pattern = np.divmod(codes, count)
    return _Cells(of, inside.design.maps[pattern], school)


def _line(cells: _Cells | None, point: Point, found: Posterior) -> Floats:
    """Return each student's whole line, or its deviation where the design is no line."""
    return found.lines if cells is None else found.lines + (cells.maps @ point.top.beta)[cells.of]


def _through(inside: Internal, cells: _Cells | None, point: Point, h: Floats) -> tuple[Floats, Floats]:
    """Return what the fixed effects' uncertainty adds to effects and to whole lines, packed (N, 3) each."""
    lower = factors(point.theta)[0]
    D, noise = lower @ lower.T, inside.noise(point)
    if cells is None:
        spread = cast("Dense", inside.students).leverage(D, point.top)  # only whole rows have a design without patterns
        return noise * quadratic(D, spread), np.full_like(h, np.nan)
    F = (cells.maps - point.top.P[cells.school][:, :, :-1]) @ point.top.half
    S, H = (F @ F.swapaxes(1, 2))[cells.of], unfold(h)
    left = np.eye(2) - D @ H
    return noise * quadratic(D, packed(H @ S @ H)), noise * packed(left @ S @ left.swapaxes(1, 2))


def _square(moved: Floats) -> Floats:
    return np.stack([moved[:, 0] ** 2, moved[:, 0] * moved[:, 1], moved[:, 1] ** 2], axis=1)


def _nodes(inside: Internal, best: Point, curve: Floats) -> Iterator[tuple[float, Point]]:
    """Return weights, which sum to one, and points two to an axis."""
    free = [j for j in range(len(best.theta)) if j not in inside.form.held]
    axes = _axes(best, curve, free)
    for axis in axes:
        halves = [_reached(inside, best, way * axis, len(free)) for way in (1.0, -1.0)]
        size = sum(length for length, _ in halves)
        yield from ((length / size / len(axes), point) for length, point in halves)


def _axes(best: Point, curve: Floats, free: list[int]) -> Floats:
    """Return the principal axes of the likelihood, each √m standard errors long, (m, parameters)."""
    part = curve[np.ix_(free, free)]
    sizes = np.sqrt(np.maximum(np.abs(np.diag(part)), 1e-12))
    values, vectors = np.linalg.eigh(part / np.outer(sizes, sizes))
    axes = np.zeros((len(free), len(best.theta)))
    axes[:, free] = (vectors * np.sqrt(2 * len(free) / np.maximum(values, FLATTEST)) / sizes[:, None]).T
    return axes


def _reached(inside: Internal, best: Point, axis: Floats, rise: int) -> tuple[float, Point]:
    """Go along `axis` until the criterion has risen by `rise`, or a standard deviation above zero has come to zero.

    Returns the share of the axis gone, and the point there.
    """
    length, point, risen, longest = 1.0, best, 0.0, _room(best, axis)
    for trial in range(TRIALS):
        length *= float(np.clip(np.sqrt(rise / max(risen, 1e-3)), 0.25, 2.0)) if trial else 1.0
        length = min(length, longest)
        there = attempt(inside.students, best.theta + length * axis, inside.form)
        point, risen = (there, there.top.criterion - best.top.criterion) if there else (point, np.inf)
        if rise / 2 <= risen <= 2 * rise or (risen < rise and length == longest):
            break
    return length, point


def _room(best: Point, axis: Floats) -> float:
    """Return how far along `axis` the first standard deviation comes to zero; those that are zero may go either way."""
    sizes = np.sqrt(np.maximum(np.abs(np.diag(best.curve)), 1e-12))
    ends = [
        abs(best.theta[j] / axis[j])
        for j in (0, 2, 3, 5)
        if j < len(axis) and abs(best.theta[j]) * sizes[j] > INSIDE and axis[j] * best.theta[j] < 0
    ]
    return max(min(ends, default=np.inf), 1e-3)
