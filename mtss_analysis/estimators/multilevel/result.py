"""What a growth model found, on the caller's scale."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mtss_analysis.estimators.multilevel.internal import Internal
from mtss_analysis.estimators.multilevel.labels import Floats
from mtss_analysis.estimators.multilevel.level import Form
from mtss_analysis.estimators.multilevel.predictions import posterior
from mtss_analysis.estimators.multilevel.search import Found, factors
from mtss_analysis.estimators.multilevel.unsure import Uncertainty

BOUNDARY = 1e-4
"""Smallest share of a standard deviation, or distance of a correlation from ±1, that counts as inside."""

NOT_CONVERGED = (
    "The search for the best fit did not end. In its place variances are moments of the students' own least-squares "
    "lines, and predicted lines are those drawn towards the mean by them (empirical Bayes): rough, and without "
    "likelihood, degrees of freedom or tests."
)


@dataclass(frozen=True, slots=True)
class MultilevelFit:
    """A fitted growth model of n scores, N students, p fixed effects and K schools.

    Attributes
    ----------
    fixed, fixed_se, fixed_df
        Fixed effects (p,), standard errors, and Satterthwaite degrees of freedom (NaN if not asked for).
    fixed_cov
        Their covariance (p, p).
    student_cov
        Covariance of students' intercepts and slopes (2, 2) [score², score²/time, score²/time²].
    school_cov
        That of schools: (1, 1), (2, 2) with slopes, or None.
    residual_var
        Residual variance [score²]; with known errors, what comes on top of them.
    loglik
        Restricted log-likelihood of X, y and time as given, or the log-likelihood with ML; NaN if not converged.
    reml
        Which of the two.
    method
        How the variances were found: "reml", "ml", or "moments" where the search did not end.
    parameters
        Numbers of parameters of students' covariance, of schools', and of the residuals' correlation.
    converged
        The gradient vanishes and the curvature is that of a minimum.
    gradient
        Largest entry of the criterion's gradient, each in standard errors of its parameter.
    evaluations
        Evaluations of the criterion.
    cautions
        Code → plain sentence.
    students
        Labels (N,).
    scores
        Number of scores of each student (N,).
    student_effects, student_effects_sd
        Predicted deviations from the fixed effects (N, 2), intercept and slope, and their posterior standard
        deviations given the parameters.
    student_effects_rmse
        Root mean squared errors of `student_effects` (N, 2), the uncertainty of fixed effects and variances included:
        what intervals are made of (NaN if not asked for).
    student_lines, student_lines_cov
        Predicted deviations of each student's own line, the school's part included (N, 2), and their posterior
        covariance given the parameters, as (11, 12, 22), (N, 3).
    student_lines_mse
        Mean squared errors of each student's whole line, the fixed effects' part included, as (11, 12, 22), (N, 3), the
        uncertainty of fixed effects and variances included (NaN if not asked for, or where the design is no line).
    autocorrelation
        φ over one unit of time; NaN if not asked for.
    """

    fixed: Floats
    fixed_se: Floats
    fixed_df: Floats
    fixed_cov: Floats
    student_cov: Floats
    school_cov: Floats | None
    residual_var: float
    loglik: float
    reml: bool
    method: str
    parameters: tuple[int, int, int]
    converged: bool
    gradient: float
    evaluations: int
    cautions: dict[str, str]
    students: NDArray[Any]
    scores: NDArray[np.intp]
    student_effects: Floats
    student_effects_sd: Floats
    student_effects_rmse: Floats
    student_lines: Floats
    student_lines_cov: Floats
    student_lines_mse: Floats
    autocorrelation: float


def finished(inside: Internal, ended: Found, unsure: Uncertainty, told: dict[str, str]) -> MultilevelFit:
    """Bring a fit to the caller's units; `told` are cautions about the rows."""
    scale, form, top = inside.scale, inside.form, ended.point.top
    noise = inside.noise(ended.point) * scale.score_sd**2
    back = np.linalg.inv(inside.root)
    fixed = back @ top.beta * scale.score_sd
    if inside.constant is not None:
        fixed[inside.constant[0]] += scale.score_mean / inside.constant[1]
    half = back @ top.half
    cov = noise * half @ half.T
    turn = inside.turn
    student_cov, school_cov = (noise * turn @ (part @ part.T) @ turn.T for part in factors(ended.point.theta))
    found = posterior(inside, ended.point, turn, scale.score_sd)
    sd = np.sqrt(np.maximum(found.effects_cov[:, ::2], 0.0))
    kept = None if not inside.levels else school_cov if inside.levels == 3 else school_cov[:1, :1]
    rest = inside.value * scale.score_sd**2 if form.known and inside.value is not None else noise
    return MultilevelFit(
        fixed, np.sqrt(np.diag(cov)), unsure.df, cov, student_cov, kept, rest, loglik(inside, ended), form.reml,
        _method(form, ended), _parameters(inside), ended.converged, slope_in_errors(ended), ended.evaluations,
        cautions(inside, ended, len(top.beta)) | told,
        inside.members.students, inside.members.n, found.effects, sd, unsure.effects,
        found.lines, found.lines_cov, unsure.lines, _autocorrelation(inside),
    )  # fmt: skip


def loglik(inside: Internal, ended: Found) -> float:
    """Return the log-likelihood of the caller's X and y: units undone, Jacobians included."""
    form, top = inside.form, ended.point.top
    if not ended.converged:
        return float("nan")
    nu = form.freedom(len(top.beta))
    rest = nu * np.log(2 * np.pi)
    rest += 0.0 if form.known else nu * (1 - np.log(nu))
    rest += 2 * nu * np.log(inside.scale.score_sd)
    rest += 2 * np.log(np.abs(np.diag(inside.root))).sum() if form.reml else 0.0
    return float(-(top.criterion + rest) / 2)


def _parameters(inside: Internal) -> tuple[int, int, int]:
    correlated = inside.value is not None and not inside.form.known
    return 3 - len(inside.form.held), inside.levels, int(correlated)


def _method(form: Form, ended: Found) -> str:
    return "moments" if not ended.converged else "reml" if form.reml else "ml"


def slope_in_errors(ended: Found) -> float:
    """Return the largest entry of the gradient in standard errors of its parameter."""
    point = ended.point
    return float(np.max(np.abs(point.slope) / np.sqrt(np.maximum(np.abs(np.diag(point.curve)), 1e-12))))


def _autocorrelation(inside: Internal) -> float:
    if inside.value is None or inside.form.known:
        return float("nan")
    return float(inside.value ** (1 / inside.scale.time_sd))


def cautions(inside: Internal, ended: Found, columns: int) -> dict[str, str]:
    """Say what limits the fit, in plain sentences."""
    found: dict[str, str] = {}
    if not ended.converged:
        found["not_converged"] = NOT_CONVERGED
    lower, school = factors(ended.point.theta)
    for who, part, used in (("students", lower, True), ("schools", school, inside.levels > 0)):
        slopes = inside.levels == 3 if who == "schools" else not inside.form.held
        found |= _boundary(who, part, slopes) if used else {}
    if inside.members.moved:
        found["moved"] = (
            f"{inside.members.moved:,} students have scores in more than one school and count where most of theirs are."
        )
    if inside.form.rows <= columns + 10:
        found["few_scores"] = f"{inside.form.rows} scores for {columns} fixed effects: too few to lean on."
    return found


def _boundary(who: str, lower: Floats, slopes: bool) -> dict[str, str]:
    spread = np.sqrt(np.diag(lower @ lower.T))
    found = {}
    if spread[0] < BOUNDARY:
        found[f"no_spread_of_levels_{who}"] = f"The data show no difference in level between {who} beyond noise."
    if slopes and spread[1] < BOUNDARY:
        found[f"no_spread_of_slopes_{who}"] = f"The data show no difference in growth between {who} beyond noise."
    elif slopes and spread[0] >= BOUNDARY and abs(lower[1, 1]) < BOUNDARY * spread[1]:
        found[f"correlation_one_{who}"] = (
            f"Level and growth of {who} could not be told apart (their correlation is at its limit)."
        )
    return found
