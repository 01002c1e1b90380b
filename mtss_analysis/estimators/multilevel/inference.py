"""How many degrees of freedom each fixed effect has, when units are few.

Satterthwaite's approximation (Fai and Cornelius 1996): an effect's variance v, itself estimated, is worth df = 2 v² /
Var(v) degrees of freedom. With the residual variance profiled out, w(θ) = v(θ) r'V⁻¹r / ν and f the profiled criterion,
that is v² / (w_θ' f_θθ⁻¹ w_θ + v² / ν). Derivatives are central differences of the analytic gradient.
"""

import numpy as np

from mtss_analysis.estimators.multilevel.internal import Internal
from mtss_analysis.estimators.multilevel.labels import Floats
from mtss_analysis.estimators.multilevel.search import Found, Point, evaluate

STEP = 1e-3
"""Width of the differences, in standard errors of the parameter."""
INSIDE = 1e-3
"""A standard deviation nearer to zero than this, in its own standard errors, is taken as zero."""


def degrees_of_freedom(inside: Internal, ended: Found) -> tuple[Floats, Floats]:
    """Return Satterthwaite degrees of freedom (p,), and the curvature of the criterion (m, m) they were made from.

    Variances on their boundary are taken as known.
    """
    theta, freedom = ended.point.theta, inside.form.freedom(len(ended.point.top.beta))
    sizes = np.sqrt(np.maximum(np.abs(np.diag(ended.point.curve)), 1e-12))
    moving = [j for j in range(len(theta)) if j not in inside.form.held]
    free = [j for j in moving if j in (1, 4) or abs(theta[j]) * sizes[j] > INSIDE]
    here = _variances(inside, ended.point)
    curve, slopes = np.eye(len(theta)), np.zeros((len(theta), len(here)))
    for j in moving:
        move = np.eye(len(theta))[j] * STEP / sizes[j]
        high, low = (evaluate(inside.students, theta + part, inside.form) for part in (move, -move))
        curve[j] = (high.slope - low.slope) / (2 * move[j])
        slopes[j] = (_variances(inside, high) - _variances(inside, low)) / (2 * move[j])
    spread = _through(curve[np.ix_(free, free)], slopes[free])
    spread += 0.0 if inside.form.known else here**2 / freedom
    found: Floats = np.divide(here**2, spread, out=np.full_like(here, np.inf), where=spread > 0)
    return found, (curve + curve.T) / 2


def _variances(inside: Internal, point: Point) -> Floats:
    """Return each effect's variance, in units that do not depend on the parameters."""
    back = np.linalg.inv(inside.root) @ point.top.half
    found: Floats = (back**2).sum(axis=1) * (1.0 if inside.form.known else point.top.rss)
    return found


def _through(curve: Floats, slopes: Floats) -> Floats:
    """Return w' f⁻¹ w of each effect, leaving out directions in which the criterion is flat."""
    if not len(curve):
        return np.zeros(slopes.shape[1])
    sizes = np.sqrt(np.maximum(np.abs(np.diag(curve)), 1e-12))
    values, vectors = np.linalg.eigh((curve + curve.T) / 2 / np.outer(sizes, sizes))
    turned = vectors.T @ (slopes / sizes[:, None])
    steep = values > 1e-6
    found: Floats = (turned[steep] ** 2 / values[steep][:, None]).sum(axis=0)
    return found
