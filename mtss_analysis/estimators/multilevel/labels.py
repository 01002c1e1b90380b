"""Whose score each row is: students in contiguous runs, each in one school."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

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
    order = None
    if labels.dtype.kind not in "iu" or np.any(labels[1:] < labels[:-1]):
        names, codes = _coded(labels, "student")
        order = None if np.all(codes[1:] >= codes[:-1]) else np.argsort(codes, kind="stable")
        runs = codes if order is None else codes[order]
    else:
        names, runs = None, labels
    starts = np.concatenate([[0], np.flatnonzero(runs[1:] != runs[:-1]) + 1])
    n = np.diff(starts, append=len(runs))
    students = runs[starts] if names is None else names
    schools, index, moved = _schools(school, order, starts, n)
    return Membership(order, students, starts, n, schools, index, moved)


def _schools(
    school: ArrayLike | None, order: Indices | None, starts: Indices, n: Indices
) -> tuple[NDArray[Any], Indices, int]:
    if school is None:
        return np.array([""]), np.zeros(len(starts), dtype=np.intp), 0
    labels = np.asarray(school)
    if len(labels) != n.sum():
        raise ValueError(f"school has {len(labels)} labels for {n.sum()} scores; give one for each score")
    schools, codes = _whole(labels) if labels.dtype.kind in "iu" else _coded(labels, "school")
    codes = codes if order is None else codes[order]
    index = codes[starts]
    changes = np.flatnonzero(codes[1:] != codes[:-1]) + 1
    several = np.searchsorted(starts, np.setdiff1d(changes, starts, assume_unique=True), side="right") - 1
    several = np.unique(several)
    for one in several:
        index[one] = np.bincount(codes[starts[one] : starts[one] + n[one]]).argmax()
    here = np.bincount(index, minlength=len(schools)) > 0  # a school whose only students moved on has none left
    return schools[here], (np.cumsum(here) - 1)[index], len(several)


def _whole(labels: NDArray[Any]) -> tuple[NDArray[Any], Indices]:
    """Code whole-number labels by their distance from the least, if that makes no long gaps."""
    low, high = int(labels.min()), int(labels.max())
    if high - low > 2 * len(labels) + 1_000:
        return _coded(labels, "school")
    return np.arange(low, high + 1), labels.astype(np.intp, copy=False) - low


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
