"""How unsure a difference in growth is, without the model's word for it: clusters drawn again with replacement.

A draw weighs each cluster by how often it came, w. With the variances as fitted, one Fisher step from the estimate is
the generalized least-squares estimate of that draw,

    β* = β + (Σ w_k X_k'V_k⁻¹X_k)⁻¹ Σ w_k X_k'V_k⁻¹ (y_k − X_k β),

so that a thousand draws are one product of matrices. Effects and variances are orthogonal in the information (Demidenko
2013, section 3.6), so a full refit of each draw moves the effects by no more than a second-order term.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import cast

import numpy as np
from numpy.typing import ArrayLike

from mtss_analysis.estimators.multilevel.design import Patterns
from mtss_analysis.estimators.multilevel.growth_model import searched
from mtss_analysis.estimators.multilevel.internal import Internal
from mtss_analysis.estimators.multilevel.labels import Floats, Indices
from mtss_analysis.estimators.multilevel.level import unfold
from mtss_analysis.estimators.multilevel.patterned import Patterned, patterned
from mtss_analysis.estimators.multilevel.search import Found, factors, search

SINGULAR = 1e-10
NEAR = 1e-4
"""Squared distance to a draw's optimum, in standard errors, at which its fit ends."""
AT_ONCE = 1_000_000
"""Weights at a time."""
Sums = Callable[[Floats], tuple[Floats, Floats]]
"""From weights of clusters (draws, K) to C (draws, p, p) and c (draws, p)."""


@dataclass(frozen=True, slots=True)
class Bootstrap:
    """A combination of fixed effects, and how it varies over draws.

    Attributes
    ----------
    estimate
        From the whole data.
    se
        Standard deviation over the draws.
    low, high
        Expanded percentile interval: the percentiles of the draws that Student's distribution with one degree of
        freedom less than there are clusters asks for (Hesterberg 2015), since plain percentiles are too narrow.
    draws
        Estimates (replicates,); draws without a student of some group are missing (NaN).
    clusters
        Schools, or students in a model without schools.
    """

    estimate: float
    se: float
    low: float
    high: float
    draws: Floats
    clusters: int


def cluster_bootstrap(
    y: ArrayLike,
    X: ArrayLike | None,
    time: ArrayLike,
    student: ArrayLike,
    school: ArrayLike | None = None,
    *,
    contrast: ArrayLike,
    replicates: int = 1_000,
    confidence: float = 0.95,
    refit: bool = False,
    seed: int = 0,
    school_slope: bool = False,
    reml: bool = True,
) -> Bootstrap:
    """Draw schools (or, without schools, students) with replacement, and estimate a difference of effects in each draw.

    Parameters
    ----------
    y, X, time, student, school, school_slope, reml
        As in :func:`mtss_analysis.estimators.multilevel.fit`; columns of `X` are covariates of students, alone or times
        `time`.
    contrast
        Weights of the fixed effects (p,): ``[0, 0, 0, 1]`` is the fourth [score/time for a difference in growth].
    replicates
        Draws.
    confidence
        Of the interval.
    refit
        Fit every draw anew instead of one Fisher step.
    seed
        Of the draws.

    Raises
    ------
    ValueError
        As :func:`fit`; columns that vary in time otherwise; fewer than three clusters; draws that cannot be estimated.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> week, student = np.tile(np.arange(8.0), 200), np.repeat(np.arange(200), 8)
    >>> served = (student % 2).astype(float)
    >>> score = rng.normal(50, 9, 200)[student] + (1.2 + 0.5 * served) * week + rng.normal(0, 4, 1600)
    >>> X = np.column_stack([np.ones(1600), week, served, served * week])
    >>> found = cluster_bootstrap(score, X, week, student, contrast=[0, 0, 0, 1])
    >>> found.low < 0.5 < found.high, found.clusters
    (True, 200)
    """
    inside, ended, _ = searched(y, X, time, student, school, school_slope, reml, None, False, None, True)
    if inside.design is None:
        raise ValueError(
            "a column of X varies in time otherwise than in proportion to it, for which draws cannot be made from "
            "students' sums; compare fits of schools left out one at a time instead"
        )
    weights = np.asarray(contrast, dtype=np.float64)
    if weights.shape != ended.point.top.beta.shape:
        raise ValueError(
            f"contrast has shape {weights.shape}; it needs one weight for each of {len(inside.root)} columns"
        )
    rng = np.random.default_rng(seed)
    drawn = (refitted if refit else one_step)(inside, ended, replicates, rng)
    return _summed_up(inside, ended, drawn, weights, confidence)


def one_step(inside: Internal, ended: Found, replicates: int, rng: np.random.Generator) -> Floats:
    """Return β* − β of each draw by one Fisher step (replicates, p), internal columns."""
    sums = _by_school(inside, ended) if inside.levels else _by_student(inside, ended)
    return np.concatenate([_stepped(*sums(weights)) for weights in _weights(clusters(inside), replicates, rng)])


def refitted(inside: Internal, ended: Found, replicates: int, rng: np.random.Generator) -> Floats:
    """Return β* − β of each draw by a whole fit (replicates, p), internal columns."""
    students, design = cast("Patterned", inside.students), cast("Patterns", inside.design)
    count, of = clusters(inside), design.of[students.order]
    found = np.full((replicates, len(ended.point.top.beta)), np.nan)
    for draw in range(replicates):
        place, school = _places(students, np.sort(rng.integers(0, count, count)), bool(inside.levels))
        form = replace(inside.form, rows=int(students.sums.n[place].sum()))
        try:
            again = patterned(students.sums.take(place), school, of[place], design.maps)
            point = search(again, ended.point.theta, form, NEAR).point
        except ValueError:
            continue
        found[draw] = point.top.beta - ended.point.top.beta
    return found


def clusters(inside: Internal) -> int:
    """Count schools or, in a model without them, students."""
    return len(inside.members.schools) if inside.levels else len(inside.members.n)


def _weights(count: int, replicates: int, rng: np.random.Generator) -> Iterator[Floats]:
    """Return how often each cluster came, (draws, count) at a time."""
    step = max(AT_ONCE // count, 1)
    for first in range(0, replicates, step):
        drawn = rng.integers(0, count, (min(step, replicates - first), count), dtype=np.int32)
        found = np.empty(drawn.shape)
        for row, one in zip(found, drawn, strict=True):
            row[:] = np.bincount(one, minlength=count)
        yield found


def _by_school(inside: Internal, ended: Found) -> Sums:
    """Return X'V⁻¹X and X'V⁻¹(y − Xβ) of a draw from those of each school."""
    students, top = cast("Patterned", inside.students), ended.point.top
    lower = factors(ended.point.theta)[0]
    bottom, cells = students.bottom(lower @ lower.T)
    whole = students.maps.swapaxes(1, 2) @ np.concatenate(
        [unfold(cells.h) @ students.maps, cells.s[:, :, None]], axis=2
    )
    W = np.add.reduceat(whole, np.searchsorted(students.school, np.arange(students.schools)))
    W -= bottom.Q[:, :, :-1].swapaxes(1, 2) @ top.P
    W[:, :, -1] -= W[:, :, :-1] @ top.beta

    def sums(weights: Floats) -> tuple[Floats, Floats]:
        found = (weights @ W.reshape(len(W), -1)).reshape(-1, *W.shape[1:])
        return found[:, :, :-1], found[:, :, -1]

    return sums


def _by_student(inside: Internal, ended: Found) -> Sums:
    """Return the same from those of each student, of which those of one pattern share their covariates."""
    students = cast("Patterned", inside.students)
    lower = factors(ended.point.theta)[0]
    q, h = students.students(lower @ lower.T, ended.point.top)
    own = np.concatenate([h, q], axis=1)[students.order]
    edges, maps = np.append(students.starts, len(own)), students.maps

    def sums(weights: Floats) -> tuple[Floats, Floats]:
        spans = list(pairwise(edges.tolist()))
        parts = np.stack([weights[:, low:high] @ own[low:high] for low, high in spans], axis=1)
        C = np.einsum("gai,rgab,gbj->rij", maps, unfold(parts[:, :, :3]), maps, optimize=True)
        return C, np.einsum("gai,rga->ri", maps, parts[:, :, 3:], optimize=True)

    return sums


def _stepped(C: Floats, c: Floats) -> Floats:
    """Solve C β = c of each draw; a draw that lacks what an effect needs is missing (NaN)."""
    fine = np.linalg.eigvalsh(C)[:, 0] > SINGULAR * np.trace(C, axis1=1, axis2=2)
    found = np.full(c.shape, np.nan)
    found[fine] = np.linalg.solve(C[fine], c[fine][:, :, None])[:, :, 0]
    return found


def _places(students: Patterned, taken: Indices, schools: bool) -> tuple[Indices, Indices]:
    """Return the places of a draw's students, and the number of each one's school in the draw."""
    if not schools:
        return taken, np.zeros(len(taken), dtype=np.intp)
    edges = np.searchsorted(students.school[students.cell], np.arange(students.schools + 1))
    sizes = np.diff(edges)[taken]
    school = np.repeat(np.arange(len(taken)), sizes)
    within = np.arange(len(school)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    return edges[taken][school] + within, school


def _summed_up(inside: Internal, ended: Found, moved: Floats, weights: Floats, confidence: float) -> Bootstrap:
    """Bring draws to the caller's units, and take their percentiles."""
    back = np.linalg.inv(inside.root).T @ weights * inside.scale.score_sd
    at = float(ended.point.top.beta @ back)
    if inside.constant is not None:
        at += weights[inside.constant[0]] * inside.scale.score_mean / inside.constant[1]
    draws, count = at + moved @ back, clusters(inside)
    known = draws[np.isfinite(draws)]
    if count < 3 or len(known) < 0.9 * len(draws):
        raise ValueError(
            f"{len(draws) - len(known):,} of {len(draws):,} draws of {count:,} clusters cannot be estimated; at least "
            "three clusters, and each group in most of them, are needed"
        )
    from scipy import special  # slow to import, and of no use to a fit

    reach = -special.stdtrit(count - 1, (1 + confidence) / 2) * np.sqrt(count / (count - 1))
    low, high = np.quantile(known, [special.ndtr(reach), special.ndtr(-reach)])
    return Bootstrap(at, float(known.std(ddof=1)), float(low), float(high), draws, count)
