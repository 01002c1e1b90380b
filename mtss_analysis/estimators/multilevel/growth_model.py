"""From rows to a fitted growth model."""

from numpy.typing import ArrayLike

from mtss_analysis.estimators.multilevel.assembled import SLOPES, assembled
from mtss_analysis.estimators.multilevel.given import given_rows, odd
from mtss_analysis.estimators.multilevel.internal import Internal
from mtss_analysis.estimators.multilevel.labels import membership
from mtss_analysis.estimators.multilevel.level import Form
from mtss_analysis.estimators.multilevel.result import MultilevelFit, finished
from mtss_analysis.estimators.multilevel.search import Found
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
    ar1: bool | float = False,
    names: list[str] | None = None,
    small_sample: bool = True,
    student_slope: bool = True,
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
        Residuals are correlated as φ^|Δt| (continuous-time autoregression); a number holds φ there, from 0 to below 1.
    names
        Names of the columns, for messages.
    small_sample
        Compute Satterthwaite degrees of freedom, and errors of predictions that carry the uncertainty of the
        variances; takes some more evaluations.
    student_slope
        Students differ in growth; if not, only in level.

    Where the search for the best fit does not end, variances are moments of the students' own least-squares lines and
    predictions are drawn towards the mean by those (`method` is "moments", `converged` False, and a caution says so).

    Raises
    ------
    ValueError
        Values that are not finite, columns that depend on one another, or too few scores to tell growth from noise.

    Examples
    --------
    >>> import numpy as np
    >>> rng = np.random.default_rng(1)
    >>> week, student = np.tile(np.arange(8.0), 60), np.repeat(np.arange(60), 8)
    >>> level, pace = rng.normal(50, 10, 60), rng.normal(1.5, 0.5, 60)
    >>> score = level[student] + pace[student] * week + rng.normal(0, 4, 480)
    >>> found = fit(score, None, week, student)
    >>> bool(abs(found.fixed[1] - 1.5) < 3 * found.fixed_se[1]), found.converged
    (True, True)
    """
    inside, ended, told = searched(y, X, time, student, school, school_slope, reml, sem, ar1, names, student_slope)
    columns, students = len(ended.point.top.beta), len(inside.members.n)
    sure = small_sample and ended.converged
    return finished(inside, ended, uncertainty(inside, ended) if sure else not_asked_for(columns, students), told)


def searched(
    y: ArrayLike,
    X: ArrayLike | None,
    time: ArrayLike,
    student: ArrayLike,
    school: ArrayLike | None,
    school_slope: bool,
    reml: bool,
    sem: ArrayLike | None,
    ar1: bool | float,
    names: list[str] | None,
    student_slope: bool,
) -> tuple[Internal, Found, dict[str, str]]:
    """Return the model, where the search for its best fit ended, and what is odd about the rows; see :func:`fit`."""
    if sem is not None and ar1 is not False:
        raise ValueError("sem and ar1 cannot be asked for together; choose the one the measure needs")
    if not 0 <= ar1 < 1 and ar1 is not True:
        raise ValueError(f"ar1 is {ar1}; give True, False, or a correlation from 0 to below 1")
    members = membership(student, school)
    given = given_rows(y, X, time, sem, int(members.n.sum()))
    titles = given.titles(names)
    given = given if members.order is None else given.take(members.order)
    levels = 0 if school is None or len(members.schools) < 2 else 3 if school_slope else 1
    form = Form(reml, len(given.y), sem is not None, () if student_slope else SLOPES)
    inside, ended = assembled(given, members, form, levels, ar1, titles)
    return inside, ended, odd(given, members)
