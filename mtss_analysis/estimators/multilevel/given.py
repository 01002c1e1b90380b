"""Rows as the caller gave them: refused where they cannot be used, and what is odd about them is told."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from mtss_analysis.estimators.multilevel.blocks import in_blocks
from mtss_analysis.estimators.multilevel.labels import Floats, Indices, Membership

LARGEST = 1e100
"""No number of a district is larger than this; squares of larger ones overflow."""
LOOKED_AT = 200
"""Students whose times are looked at for their unit."""


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

    def constant(self) -> tuple[int, float] | None:
        """Return place and value of the constant column, or None."""
        if self.X is None:
            return 0, 1.0
        same = np.flatnonzero((self.X[0] != 0) & (self.X[0] == self.X).all(axis=0))
        return (int(same[0]), float(self.X[0, same[0]])) if len(same) else None

    def design(self) -> Floats:
        """Return the design, written out."""
        return np.column_stack([np.ones_like(self.time), self.time]) if self.X is None else self.X

    def titles(self, names: list[str] | None) -> list[str]:
        """Return the names of the design's columns.

        Raises
        ------
        ValueError
            As many names as columns are needed.
        """
        count = 2 if self.X is None else self.X.shape[1]
        if names is not None and len(names) != count:
            raise ValueError(f"names has {len(names)} entries and X has {count} columns; give one for each column")
        return names or (["intercept", "time"] if self.X is None else [f"column {j}" for j in range(count)])


def given_rows(y: ArrayLike, X: ArrayLike | None, time: ArrayLike, sem: ArrayLike | None, rows: int) -> Given:
    """Take the caller's arrays.

    Raises
    ------
    ValueError
        They do not hold `rows` finite numbers each; the message names the array, the row as given, and the value.
    """
    design = None if X is None else _values(X, "X", 2)
    errors = None if sem is None else _values(sem, "sem", 1)
    given = Given(_values(y, "score", 1), design, _values(time, "time", 1), errors)
    for name, part in (("score", given.y), ("X", given.X), ("time", given.time), ("sem", given.sem)):
        if part is not None and len(part) != rows:
            called = "y" if name == "score" else name
            raise ValueError(f"{called} has {len(part):,} rows and student has {rows:,}; give one for each score")
        if part is not None:
            _refuse_not_finite(part, name)
    if given.sem is not None and not (given.sem > 0).all():
        worst = int(given.sem.argmin())
        raise ValueError(f"sem is {given.sem[worst]:g} in row {worst}; it must be above 0 for every score")
    return given


def _values(values: ArrayLike, name: str, axes: int) -> Floats:
    called = "y" if name == "score" else name
    try:
        found = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError):
        raise ValueError(f"{called} must hold numbers, one for each score") from None
    if found.ndim != axes:
        raise ValueError(f"{called} has {found.ndim} axes; {axes} is needed: a row for each score")
    return found


def _refuse_not_finite(part: Floats, name: str) -> None:
    if np.isfinite(np.vdot(part, part)):
        return
    bad = np.argwhere(~(np.abs(part) < LARGEST))
    where = f"row {bad[0][0]}" + (f", column {bad[0][1]}" if part.ndim > 1 else "")
    value = part[tuple(bad[0])]
    rows = f"{len(np.unique(bad[:, 0])):,} rows"
    raise ValueError(f"{name} is not a finite number in {rows}, first in {where} ({value:g}); leave them out")


def odd(given: Given, members: Membership) -> dict[str, str]:
    """Say what is odd about the rows, sorted by student: single scores, several at one time, times in days."""
    told: dict[str, str] = {}
    if single := int((members.n == 1).sum()):
        told["one_score"] = (
            f"{single:,} of {len(members.n):,} students have a single score: their growth is that of students alike."
        )
    if twice := _twice(given.time, members):
        told["same_time"] = (
            f"{twice:,} of {len(members.n):,} students have several scores at one time; each counts on its own."
        )
    if span := _days(given.time, members):
        told["time_in_days"] = (
            f"Times look like days: scores of a student span {span:.0f} and lie days or weeks of days apart. Growth is "
            "per unit of time as given; divide by 7 for growth per week."
        )
    return told


def _twice(time: Floats, members: Membership) -> int:
    """Count students who have a time twice."""

    def stuck(low: int, high: int) -> Indices:
        rows = slice(int(members.starts[low]), int(members.starts[high - 1] + members.n[high - 1]))
        part, first = time[rows], members.starts[low:high] - members.starts[low]
        step = part[1:] <= part[:-1]
        step[first[1:] - 1] = False
        return np.unique(np.searchsorted(first, np.flatnonzero(step), side="right") - 1 + low)

    doubtful = np.concatenate(in_blocks(stuck, members.starts, len(time)))
    return sum(len(np.unique(part)) < len(part) for part in _parts(time, members, doubtful))


def _days(time: Floats, members: Membership) -> float:
    """Return the usual span of a student's times if they look like days, else 0.

    They do if a student's scores span more than 60 units and lie 5 to 15 apart (a week or two of days), or 28 to 31 (a
    month), as no series of weekly probes within a school year does.
    """
    many = np.flatnonzero(members.n >= 5)[:LOOKED_AT]
    if len(many) < len(members.n[:LOOKED_AT]) / 2:
        return 0.0
    parts = [np.sort(part) for part in _parts(time, members, many)]
    gap = float(np.median(np.concatenate([np.diff(part) for part in parts])))
    span = float(np.median([part[-1] - part[0] for part in parts]))
    return span if span > 60 and (5 <= gap <= 15 or 28 <= gap <= 31) else 0.0


def _parts(time: Floats, members: Membership, which: Indices) -> list[Floats]:
    return [time[members.starts[one] : members.starts[one] + members.n[one]] for one in which]
