"""Whose score each row is: students in contiguous runs, each in one school."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mtss_analysis.estimators.multilevel.blocks import run_starts

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Membership:
    """Rows of N students in K schools.

    Attributes
    ----------
    order
        Row order (n,) that brings each student's rows together, or None if they already are.
    students
        Labels (N,), in the order of the runs.
    starts, n
        First row and number of rows of each student (N,).
    schools
        Labels (K,); one empty label without schools.
    school
        Index of each student's school (N,).
    moved
        Students with rows in more than one school.
    """

    order: Indices | None
    students: NDArray[Any]
    starts: Indices
    n: Indices
    schools: NDArray[Any]
    school: Indices
    moved: int


def membership(student: ArrayLike, school: ArrayLike | None) -> Membership:
    """Find each student's rows and school; a student with several schools belongs to that of most rows.

    Parameters
    ----------
    student, school
        Labels of any sortable kind, shape (n,). Integers that do not decrease are taken as they are, without sorting.

    Raises
    ------
    ValueError
        The arrays differ in length or are empty.

    Examples
    --------
    >>> found = membership([7, 7, 3], ["N", "N", "S"])
    >>> found.students.tolist(), found.school.tolist(), found.moved
    ([3, 7], [1, 0], 0)
    """
    labels = np.asarray(student)
    if labels.ndim != 1 or not len(labels):
        raise ValueError("student must hold one label for each score, and at least one score is needed")
    order, names, starts = None, None, run_starts(labels) if labels.dtype.kind in "iu" else None
    if starts is None or not _increasing(labels[starts]):
        names, labels = _coded(labels, "student")
        order = None if _increasing(labels) else np.argsort(labels, kind="stable")
        labels = labels if order is None else labels[order]
        starts = run_starts(labels)
    n = np.diff(starts, append=len(labels))
    students = labels[starts] if names is None else names
    schools, index, moved = _schools(school, order, starts, n)
    return Membership(order, students, starts, n, schools, index, moved)


def _increasing(labels: NDArray[Any]) -> bool:
    return bool(np.all(labels[1:] >= labels[:-1]))


def _schools(
    school: ArrayLike | None, order: Indices | None, starts: Indices, n: Indices
) -> tuple[NDArray[Any], Indices, int]:
    if school is None:
        return np.array([""]), np.zeros(len(starts), dtype=np.intp), 0
    labels = np.asarray(school)
    if len(labels) != n.sum():
        raise ValueError(f"school has {len(labels)} labels for {n.sum()} scores; give one for each score")
    names = None
    if labels.dtype.kind not in "iu":
        names, labels = _coded(labels, "school")
    labels = labels if order is None else labels[order]
    mine = labels[starts]
    changes = run_starts(labels)
    holder = np.searchsorted(starts, changes, side="right") - 1
    several = np.unique(holder[starts[holder] != changes])
    for one in several:
        seen, times = np.unique(labels[starts[one] : starts[one] + n[one]], return_counts=True)
        mine[one] = seen[times.argmax()]
    here, index = _whole(mine) if names is None else np.unique(mine, return_inverse=True)
    return here if names is None else names[here], index, len(several)


def _whole(labels: NDArray[Any]) -> tuple[NDArray[Any], Indices]:
    """Return whole-number labels in order, and the place of each student's; by counting, if that makes no long gaps."""
    low, high = int(labels.min()), int(labels.max())
    if high - low > 2 * len(labels) + 1_000:
        return np.unique(labels, return_inverse=True)
    away = labels.astype(np.intp) - low
    here = np.bincount(away, minlength=high - low + 1) > 0
    return np.flatnonzero(here) + low, (np.cumsum(here) - 1)[away]


def _coded(labels: NDArray[Any], name: str) -> tuple[NDArray[Any], Indices]:
    """Return the labels in order and the place of each row's, refusing missing and mixed ones."""
    absent = [label is None for label in labels.tolist()] if labels.dtype.kind == "O" else False
    missing = np.flatnonzero((labels != labels) | absent) if labels.dtype.kind in "fOM" else np.array([], np.intp)
    if len(missing):
        where = f"{len(missing):,} rows, first in row {missing[0]} ({labels[missing[0]]})"
        raise ValueError(f"{name} has no label in {where}; leave these rows out or give them a label")
    try:
        names, codes = np.unique(labels, return_inverse=True)
    except TypeError:
        kinds = " and ".join(sorted({type(label).__name__ for label in labels.tolist()}))
        raise ValueError(f"{name} mixes labels of kind {kinds}; give them all as text or all as numbers") from None
    return names, codes
