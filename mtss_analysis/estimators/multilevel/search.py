"""Fisher scoring on the Cholesky factors of the covariances, with the second-order term kept.

With D = ΛΛ' a slope variance of zero is λ = 0: the gradient in λ vanishes there, and the term 2 tr(G dΛ dΛ'), G the
derivative in D, makes it an ordinary minimum when growth does not differ between students.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Protocol

import numpy as np

from mtss_analysis.estimators.multilevel.labels import Floats
from mtss_analysis.estimators.multilevel.level import Bottom, Corrected, Form, Gradient, corrected, school_gradient

MOST_STEPS = 100
DONE = 1e-16
"""Squared distance to the optimum, in standard errors, below which the search ends."""
ENTRIES = ((0, 0), (1, 0), (1, 1))
BASIS = np.array([[[1.0, 0.0], [0.0, 0.0]], [[0.0, 1.0], [1.0, 0.0]], [[0.0, 0.0], [0.0, 1.0]]])


class Students(Protocol):
    """The student level, by patterns or whole."""

    def bottom(self, D: Floats) -> tuple[Bottom, Any]:
        """Take the students out."""

    def gradient(self, solved: Any, top: Corrected) -> Gradient:  # noqa: ANN401
        """Return the sums of the derivatives in D."""

    def students(self, D: Floats, top: Corrected) -> tuple[Floats, Floats]:
        """Return what each student's prediction needs."""


@dataclass(frozen=True, slots=True)
class Point:
    """The criterion at one point: value, `slope` (m,), and `curve` (m, m) of which the search has `learned` a part."""

    theta: Floats
    top: Corrected
    slope: Floats
    curve: Floats
    learned: Floats

    @property
    def decrement(self) -> float:
        """Squared distance to the optimum, in standard errors."""
        return float(self.slope @ _step(self))


@dataclass(frozen=True, slots=True)
class Found:
    """Where the search ended, after how many evaluations."""

    point: Point
    evaluations: int
    converged: bool


def factors(theta: Floats) -> tuple[Floats, Floats]:
    """Return Λ of students and of schools, (2, 2) each, from 3, 4 (school intercept) or 6 numbers.

    Examples
    --------
    >>> factors(np.array([1.0, 0.5, 0.2, 0.3]))[1].tolist()
    [[0.3, 0.0], [0.0, 0.0]]
    """
    full = np.zeros(6)
    full[: len(theta)] = theta
    pair = np.zeros((2, 2, 2))
    for place, (i, j) in enumerate(ENTRIES):
        pair[:, i, j] = full[place], full[3 + place]
    return pair[0], pair[1]


def evaluate(students: Students, theta: Floats, form: Form) -> Point:
    """Return the criterion with its gradient and curvature."""
    lower, school_lower = factors(theta)
    bottom, solved = students.bottom(lower @ lower.T)
    top = corrected(bottom, school_lower @ school_lower.T, form)
    weight = form.weight(len(top.beta), top.rss)
    first, second = students.gradient(solved, top), school_gradient(bottom, top, weight)
    G = [part.derivative(weight, form.reml) for part in (first, second)]
    moves = [_moves(part) for part in (lower, school_lower)]
    slope = np.concatenate([np.einsum("jab,ab->j", move, part) for move, part in zip(moves, G, strict=True)])
    information = _information(first, second, top, bottom, form, weight)
    J = np.zeros((6, 6))
    J[:3, :3], J[3:, 3:] = (np.stack([move[:, 0, 0], move[:, 0, 1], move[:, 1, 1]]) for move in moves)
    curve = J.T @ information @ J
    curve[:3, :3] += _bend(G[0])
    curve[3:, 3:] += _bend(G[1])
    m, held = len(theta), list(form.held)
    slope[held], curve[held], curve[:, held] = 0.0, 0.0, 0.0
    curve[held, held] = 1.0
    return Point(theta, top, slope[:m], curve[:m, :m], np.zeros((m, m)))


def search(students: Students, start: Floats, form: Form, done: float = DONE) -> Found:
    """Find the optimum from `start` (m,), to a squared distance of `done` standard errors.

    Raises
    ------
    ValueError
        The criterion has no number at the start.
    """
    if (first := attempt(students, start, form)) is None:
        raise ValueError(
            "the scores' noise is lost in the rounding of sums, so no model can be fitted; check the scores"
        )
    point, count = first, 1
    for _ in range(MOST_STEPS):
        if point.decrement < done:
            if (away := _away(point)) is None:
                return Found(point, count, True)
            if (new := attempt(students, away, form)) is None:
                return Found(point, count + 1, False)
            point, count = new, count + 1
            continue
        best, tried = _stepped(lambda theta: attempt(students, theta, form), point)
        count += tried
        if best is None:
            return Found(point, count, point.decrement < 1e-10)
        point = _learned(point, best)
    return Found(point, count, False)


def _stepped(at: Callable[[Floats], Point | None], point: Point) -> tuple[Point | None, int]:
    """Go down from `point`; near the optimum, where the criterion's digits end, by the gradient alone."""
    step, before = _step(point), point.decrement
    for tried in range(1, 30):
        new = at(point.theta - step)
        if new is not None and _better(new, point, 0.5**tried):
            return new, tried
        if before < 1e-12:
            return None, tried
        step = step / 2
    return None, 29


def _better(new: Point, old: Point, share: float) -> bool:
    fine = old.decrement < 1e-6 and abs(new.decrement) < 0.5 * old.decrement
    return fine or new.top.criterion <= old.top.criterion - 1e-4 * old.decrement * share


def attempt(students: Students, theta: Floats, form: Form) -> Point | None:
    """Return the criterion at `theta`, or None where its numbers end."""
    try:
        with np.errstate(all="ignore"):
            point = evaluate(students, theta, form)
    except np.linalg.LinAlgError:
        return None
    return point if np.isfinite(point.top.criterion) and np.isfinite(point.curve).all() else None


def _learned(old: Point, new: Point) -> Point:
    """Correct the expected curvature by what the last step met (symmetric rank one; Nocedal and Wright 2006, 6.2)."""
    bent = new.curve + old.learned
    step = new.theta - old.theta
    missed = new.slope - old.slope - bent @ step
    size = float(missed @ step)
    fine = old.decrement < 10 and abs(size) > 1e-8 * float(np.linalg.norm(missed) * np.linalg.norm(step))
    learned = old.learned + np.outer(missed, missed) / size if fine else old.learned
    return replace(new, curve=new.curve + learned, learned=learned)


def _step(point: Point) -> Floats:
    """Newton's step, with every direction of curvature made downhill."""
    sizes = np.sqrt(np.maximum(np.abs(np.diag(point.curve)), 1e-12))
    values, vectors = np.linalg.eigh(point.curve / np.outer(sizes, sizes))
    values = np.maximum(np.abs(values), 1e-8)
    found: Floats = vectors @ ((vectors.T @ (point.slope / sizes)) / values) / sizes
    return found


def _away(point: Point) -> Floats | None:
    """Leave a saddle along the direction of negative curvature; None at a minimum."""
    values, vectors = np.linalg.eigh(point.curve)
    if values[0] > -1e-6 * max(abs(values[-1]), 1.0):
        return None
    found: Floats = point.theta + 0.1 * vectors[:, 0]
    return found


def _moves(lower: Floats) -> Floats:
    """Return dD for each entry of Λ, (3, 2, 2)."""
    moved = np.zeros((3, 2, 2))
    for place, (i, j) in enumerate(ENTRIES):
        unit = np.zeros((2, 2))
        unit[i, j] = 1.0
        moved[place] = unit @ lower.T + lower @ unit.T
    return moved


def _bend(G: Floats) -> Floats:
    """Return tr(G d²D) for each pair of entries of Λ."""
    bent = np.zeros((3, 3))
    for a, (i, j) in enumerate(ENTRIES):
        for b, (other, column) in enumerate(ENTRIES):
            bent[a, b] = 2 * G[i, other] if j == column else 0.0
    return bent


def _information(
    first: Gradient, second: Gradient, top: Corrected, bottom: Bottom, form: Form, weight: float
) -> Floats:
    """Return the criterion's curvature in D and Γ, less what the profiled residual variance takes, (6, 6).

    In D alone it is the expected one, tr(V⁻¹ dV V⁻¹ dV), for which students of one school count as alike where Σ H B H
    J H is needed; in Γ, and in D with Γ, it is the observed one. What is left out changes the step, not the optimum.
    """
    within = np.tensordot(first.products, BASIS, ([2, 3], [1, 2]))  # Σ H B H, (K, 2, 2, 3)
    lent = np.einsum("kaex,keb->kxab", within, top.J)
    alike = np.tensordot(lent, bottom.H / bottom.n[:, None, None], ([0, 3], [0, 1]))
    own = within.sum(axis=0) - 2 * alike.transpose(1, 2, 0)
    found = np.zeros((6, 6))
    found[:3, :3] = np.tensordot(own, BASIS, ([0, 1], [2, 1])) + np.tensordot(lent, lent, ([0, 2, 3], [0, 3, 2]))
    found[:3, :3] = (found[:3, :3] + found[:3, :3].T) / 2
    both = np.tensordot(second.products.sum(axis=0), BASIS, ([1, 2], [1, 2]))
    found[3:, 3:] = np.tensordot(both, BASIS, ([0, 1], [2, 1]))
    found[:3, 3:] = _between_levels(first, second, within, np.eye(2) - top.J @ bottom.H, weight)
    found[3:, :3] = found[:3, 3:].T
    if not form.known:
        traces = np.concatenate([np.einsum("xab,ab->x", BASIS, part.H) for part in (first, second)])
        found -= np.outer(traces, traces) / form.freedom(len(top.beta))
    return found


def _between_levels(first: Gradient, second: Gradient, within: Floats, keep: Floats, weight: float) -> Floats:
    """Return the observed curvature in D with Γ (3, 3); `keep` is I − JH of each school."""
    moved = np.einsum("kaex,kaq->kexq", within, keep)
    expected = np.tensordot(np.tensordot(keep, moved, ([0, 1], [0, 1])), BASIS, ([0, 2], [1, 2]))
    pulled = np.einsum("kap,kyp->kya", keep, np.tensordot(second.moved, BASIS, ([1], [2])))
    turned = np.tensordot(first.moved, BASIS, ([2, 3], [1, 2]))
    found: Floats = 2 * weight * np.tensordot(turned, pulled, ([0, 1], [0, 2])) - expected
    return found
