"""From rows to a fitted growth model."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from mtss_analysis.estimators.multilevel.design import Patterns, pattern_rows, patterns, triangle
from mtss_analysis.estimators.multilevel.internal import Internal
from mtss_analysis.estimators.multilevel.labels import Floats, Indices, Membership, membership
from mtss_analysis.estimators.multilevel.level import Form
from mtss_analysis.estimators.multilevel.moments import moments, scale_of
from mtss_analysis.estimators.multilevel.patterned import patterned
from mtss_analysis.estimators.multilevel.residuals import Rows, best
from mtss_analysis.estimators.multilevel.result import MultilevelFit, finished
from mtss_analysis.estimators.multilevel.search import Found, search
from mtss_analysis.estimators.multilevel.start import first_guess
from mtss_analysis.estimators.multilevel.unsure import not_asked_for, uncertainty


def fit(
    y: ArrayLike,
    X: ArrayLike | None,
    time: ArrayLike,
    student: ArrayLike,
    school: ArrayLike | None = None,
    school_slope: bool = False,
    reml: bool = True,
    *,
    sem: ArrayLike | None = None,
    ar1: bool = False,
    names: list[str] | None = None,
    small_sample: bool = True,
) -> MultilevelFit:
    """Fit a linear mixed growth model: every student has an intercept and a slope of their own.

        y = Xβ + (u0 + u1 t)[school] + (b0 + b1 t)[student] + e

    with (b0, b1) ~ N(0, `student_cov`), (u0, u1) ~ N(0, `school_cov`) and e ~ N(0, `residual_var`) (Raudenbush and
    Bryk 2002, chapter 6; Laird and Ware 1982). Scores may be missing and times may be any real numbers.

    Parameters
    ----------
    y
        Scores (n,) [score].
    X
        Fixed effects (n, p), including the intercept; None stands for intercept and time.
    time
        Times (n,), any unit and origin. `student_cov` and effects refer to this origin.
    student, school
        Labels (n,). Sorted integers are quickest.
    school_slope
        Schools differ in growth too, not only in level.
    reml
        Restricted maximum likelihood, else maximum likelihood.
    sem
        Known standard error of measurement of each score (n,) [score]; the residual variance is what comes on top.
    ar1
        Residuals are correlated as φ^|Δt| (continuous-time autoregression).
    names
        Names of the columns, for messages.
    small_sample
        Compute Satterthwaite degrees of freedom, which takes some more evaluations.

    Raises
    ------
    ValueError
        Values that are not finite, columns that depend on one another, or too few scores to tell growth from noise.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> week, student = np.tile(np.arange(8.0), 60), np.repeat(np.arange(60), 8)
    >>> level, pace = rng.normal(50, 10, 60), rng.normal(1.5, 0.5, 60)
    >>> score = level[student] + pace[student] * week + rng.normal(0, 4, 480)
    >>> found = fit(score, None, week, student)
    >>> bool(abs(found.fixed[1] - 1.5) < 3 * found.fixed_se[1]), found.converged
    (True, True)
    """
    if sem is not None and ar1:
        raise ValueError("sem and ar1 cannot be asked for together; choose the one the measure needs")
    design = None if X is None else np.asarray(X, dtype=np.float64)
    given = Given(_values(y, "y"), design, _values(time, "time"), None if sem is None else _values(sem, "sem"))
    members = membership(student, school)
    given.refuse_other_lengths(len(members.order) if members.order is not None else int(members.n.sum()))
    given = given if members.order is None else given.take(members.order)
    levels = 0 if school is None or len(members.schools) < 2 else 3 if school_slope else 1
    inside, ended = _fitted(given, members, Form(reml, len(given.y), sem is not None), levels, ar1, names)
    columns, students = len(ended.point.top.beta), len(members.n)
    return finished(inside, ended, uncertainty(inside, ended) if small_sample else not_asked_for(columns, students))


@dataclass(frozen=True, slots=True)
class Given:
    """Rows as the caller gave them: scores (n,), design (n, p) or None, times (n,), known errors (n,) or None."""

    y: Floats
    X: Floats | None
    time: Floats
    sem: Floats | None

    def take(self, order: Indices) -> "Given":
        """Return the rows in another order."""
        return Given(*(None if part is None else part[order] for part in (self.y, self.X, self.time, self.sem)))  # type: ignore[arg-type]

    def refuse_other_lengths(self, rows: int) -> None:
        """Raise ValueError unless every array has `rows` rows and the design is finite."""
        for name, part in (("y", self.y), ("X", self.X), ("time", self.time), ("sem", self.sem)):
            if part is not None and len(part) != rows:
                raise ValueError(f"{name} has {len(part):,} rows and student has {rows:,}; give one for each score")
        if self.X is not None and not np.isfinite(self.X).all():
            row, column = np.argwhere(~np.isfinite(self.X))[0]
            raise ValueError(f"X is not a finite number in row {row}, column {column}; leave the row out")
        if self.sem is not None and not (self.sem > 0).all():
            raise ValueError("sem must be above 0 for every score")

    def constant(self) -> tuple[int, float] | None:
        """Return place and value of the constant column, or None."""
        if self.X is None:
            return 0, 1.0
        same = np.flatnonzero((self.X[0] != 0) & (self.X[0] == self.X).all(axis=0))
        return (int(same[0]), float(self.X[0, same[0]])) if len(same) else None

    def design(self) -> Floats:
        """Return the design, written out."""
        return np.column_stack([np.ones_like(self.time), self.time]) if self.X is None else self.X


def _fitted(
    given: Given, members: Membership, form: Form, levels: int, ar1: bool, names: list[str] | None
) -> tuple[Internal, Found]:
    constant = given.constant()
    scale = scale_of(given.time, given.y, centred=constant is not None)
    sums = moments(given.time, given.y, members.starts, scale)
    theta, noise = first_guess(sums, members.school, levels)
    titles = names or (["intercept", "time"] if given.X is None else [f"column {j}" for j in range(given.X.shape[1])])
    simple = given.sem is None and not ar1
    if simple and (found := patterns(given.X, given.time, members, scale)) is not None:
        root = triangle(pattern_rows(found, sums), titles)
        students = patterned(sums, members.school, found.of, found.maps @ np.linalg.inv(root))
        inside = Internal(students, form, scale, root, members, constant, None, levels, _inner(found, root))
        return inside, search(students, theta, form)
    found = None if simple else patterns(given.X, given.time, members, scale)
    root = triangle(given.design(), titles)
    columns = np.column_stack([given.design() @ np.linalg.inv(root), scale.score(given.y)])
    Z = np.column_stack([np.ones_like(given.time), scale.time(given.time)])
    errors = None if given.sem is None else given.sem / scale.score_sd
    whole, value, ended = best(Rows(Z, columns, members, errors, ar1), theta, noise, form)
    return Internal(whole, form, scale, root, members, constant, value, levels, _inner(found, root)), ended


def _inner(found: Patterns | None, root: Floats) -> Patterns | None:
    return None if found is None else Patterns(found.of, found.maps @ np.linalg.inv(root))


def _values(values: ArrayLike, name: str) -> Floats:
    try:
        return np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError):
        raise ValueError(f"{name} must hold numbers, one for each score") from None
