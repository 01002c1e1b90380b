"""A model put together and searched, with a rough but honest answer where the search does not end."""

import numpy as np

from mtss_analysis.estimators.multilevel.design import Patterns, pattern_rows, patterns, triangle
from mtss_analysis.estimators.multilevel.given import Given
from mtss_analysis.estimators.multilevel.internal import Internal
from mtss_analysis.estimators.multilevel.labels import Floats, Membership
from mtss_analysis.estimators.multilevel.level import Form
from mtss_analysis.estimators.multilevel.moments import Moments, moments, scale_of
from mtss_analysis.estimators.multilevel.patterned import patterned
from mtss_analysis.estimators.multilevel.residuals import Rows, best
from mtss_analysis.estimators.multilevel.search import Found, evaluate, search
from mtss_analysis.estimators.multilevel.start import first_guess

SLOPES = (1, 2)
"""Places of the parameters of students' slopes."""


def assembled(
    given: Given, members: Membership, form: Form, levels: int, ar1: bool | float, titles: list[str]
) -> tuple[Internal, Found]:
    """Put the model together and find its best fit.

    Raises
    ------
    ValueError
        Columns depend on one another, or growth cannot be told from noise.
    """
    constant = given.constant()
    scale = scale_of(given.time, given.y, centred=constant is not None)
    sums = moments(given.time, given.y, members.starts, scale)
    theta, noise = _start(sums, members, levels, form)
    simple = given.sem is None and ar1 is False
    found = patterns(given.X, given.time, members, scale)
    if simple and found is not None:
        root = triangle(pattern_rows(found, sums), titles)
        inner = _inner(found, root)
        students = patterned(sums, members.school, inner.of, inner.maps)
        inside = Internal(students, form, scale, root, members, constant, None, levels, inner)
        return inside, _or_rough(inside, search(students, theta, form), sums, 1.0)
    root = triangle(given.design(), titles)
    columns = np.column_stack([given.design() @ np.linalg.inv(root), scale.score(given.y)])
    Z = np.column_stack([np.ones_like(given.time), scale.time(given.time)])
    errors = None if given.sem is None else given.sem / scale.score_sd
    within = ar1 if isinstance(ar1, bool) else float(ar1) ** scale.time_sd
    whole, value, ended = best(Rows(Z, columns, members, errors, within), theta, noise, form)
    inner_or_none = None if found is None else _inner(found, root)
    inside = Internal(whole, form, scale, root, members, constant, value, levels, inner_or_none)
    return inside, _or_rough(inside, ended, sums, np.sqrt(noise) if form.known else 1.0)


def _start(
    sums: Moments, members: Membership, levels: int, form: Form, least: float | None = None
) -> tuple[Floats, float]:
    theta, noise = first_guess(sums, members.school, levels, *(() if least is None else (least,)))
    theta[list(form.held)] = 0.0
    return theta, noise


def _or_rough(inside: Internal, ended: Found, sums: Moments, unit: float) -> Found:
    """Return what the search found or, if it did not end, the fit at the moments of the students' own lines."""
    if ended.converged:
        return ended
    theta, _ = _start(sums, inside.members, inside.levels, inside.form, least=1e-8)
    return Found(evaluate(inside.students, theta * unit, inside.form), ended.evaluations + 1, False)


def _inner(found: Patterns, root: Floats) -> Patterns:
    return Patterns(found.of, found.maps @ np.linalg.inv(root))
