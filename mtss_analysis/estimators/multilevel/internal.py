"""A model in internal units, and the way back to the caller's."""

from dataclasses import dataclass

from mtss_analysis.estimators.multilevel.labels import Floats, Membership
from mtss_analysis.estimators.multilevel.level import Form
from mtss_analysis.estimators.multilevel.moments import Scale
from mtss_analysis.estimators.multilevel.search import Students


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
    """

    students: Students
    form: Form
    scale: Scale
    root: Floats
    members: Membership
    constant: tuple[int, float] | None
    value: float | None
    levels: int
