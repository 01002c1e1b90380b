"""What support of a number of students takes: groups, minutes a week, positions."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from mtss_analysis.estimators.series import Floats


@dataclass(frozen=True, slots=True)
class GroupTime:
    """What support takes; arrays of the broadcast shape, NaN where something is not known.

    Attributes
    ----------
    groups : groups needed, whole numbers
    minutes : time of staff with students [minutes/week]
    positions : full positions
    """

    groups: Floats
    minutes: Floats
    positions: Floats


def group_time(
    students: ArrayLike, size: ArrayLike, sessions: ArrayLike, minutes: ArrayLike, available: ArrayLike
) -> GroupTime:
    """Count the groups, the minutes and the positions that support of `students` takes.

    groups = ⌈students/size⌉; minutes = groups · sessions · length; positions = minutes/available. One adult leads a
    group. All arguments broadcast; NaN is not known and stays so.

    Parameters
    ----------
    students
        Students who need support [students].
    size
        Students in one group [students].
    sessions, minutes
        Sessions a week and their length [sessions/week, minutes].
    available
        Sessions that one full position gives in a week [minutes/week].

    Raises
    ------
    ValueError
        A number of students is negative or no whole number, or another value is not above 0.

    Examples
    --------
    >>> taken = group_time(47, 5, 4, 30, 1200)
    >>> float(taken.groups), float(taken.minutes), float(taken.positions)
    (10.0, 1200.0, 1.0)
    """
    people = np.asarray(students, np.float64)
    if (people < 0).any() or (people % 1 > 0).any():
        raise ValueError(
            f"students: got {people.ravel().tolist()}, expected whole numbers of 0 or more. Count each student once."
        )
    named = {"size": size, "sessions": sessions, "minutes": minutes, "available": available}
    each, often, long, week = (_positive(name, values) for name, values in named.items())
    groups = np.ceil(people / each)
    time = groups * often * long
    return GroupTime(groups, time, time / week)


def _positive(name: str, values: ArrayLike) -> Floats:
    found = np.asarray(values, np.float64)
    if (found <= 0).any():
        raise ValueError(
            f"{name}: got {np.nanmin(found):g}, expected a number above 0. Write NaN where it is not known."
        )
    return found
