"""A model in internal units, and the way back to the caller's."""

from dataclasses import dataclass

import numpy as np

from mtss_analysis.estimators.multilevel.design import Patterns
from mtss_analysis.estimators.multilevel.labels import Floats, Membership
from mtss_analysis.estimators.multilevel.level import Form
from mtss_analysis.estimators.multilevel.moments import Scale
from mtss_analysis.estimators.multilevel.search import Point, Students


@dataclass(frozen=True, slots=True)
class Internal:
    """A model in internal units, and the way back.

    Attributes
    ----------
    students, form
        The student level and the criterion.
    scale
        Internal units.
    root
        R (p, p): the caller's design is the internal one times R.
    members
        Students and schools.
    constant
        Place and value of the constant column, or None.
    value
        Residual variance on top of known errors, or correlation over one internal unit of time; None if not asked for.
    levels
        Number of school parameters: 0, 1 or 3.
    design
        Patterns of the design in internal columns, or None if it varies in time otherwise.
    """

    students: Students
    form: Form
    scale: Scale
    root: Floats
    members: Membership
    constant: tuple[int, float] | None
    value: float | None
    levels: int
    design: Patterns | None

    @property
    def turn(self) -> Floats:
        """Matrix (2, 2) that takes internal intercept and slope to those of the caller's time."""
        return np.array([[1.0, -self.scale.time_mean / self.scale.time_sd], [0.0, 1 / self.scale.time_sd]])

    def noise(self, point: Point) -> float:
        """Return the residual variance at `point`, internal units (with known errors all is in units of 1)."""
        return 1.0 if self.form.known else point.top.rss / self.form.freedom(len(point.top.beta))
