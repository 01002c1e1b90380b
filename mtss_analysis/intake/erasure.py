"""Take one student out of a district's files: every row about the student, and nothing else."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from mtss_analysis.errors import DataError
from mtss_analysis.intake import folder, readers
from mtss_analysis.intake.folder import Candidate
from mtss_analysis.intake.readers import Part, canonical


@dataclass(frozen=True, slots=True)
class Trace:
    """Where a student stands in a district's files.

    Attributes
    ----------
    student
        Identifier as the files have it.
    plans
        Identifiers of the student's own plans; rows that name one of them are about the student too.
    rows
        Name of the file → number of its rows about the student.
    """

    student: str
    plans: frozenset[str]
    rows: Mapping[str, int]


def trace(path: Path, student: str) -> Trace:
    """Find all rows about a student, without changing anything.

    Raises
    ------
    DataError
        No student is named, or a file cannot be read.
    """
    if not student.strip():
        raise DataError("No student was named. Give a student_id; rows without one are about a school or group.")
    found = folder.candidates(path)
    plans = frozenset(plan for each in found for plan in _plans(each, student))
    counted = {each.label: readers.without(each.path, each.label, _gone(student, plans))[1] for each in found}
    return Trace(student, plans, {label: rows for label, rows in counted.items() if rows})


def erase(path: Path, student: str) -> Trace:
    """Take the rows about a student out of all files: all of them, or none.

    New files are written aside first and then put in place one after the other.

    Returns
    -------
    Trace
        What was taken out.

    Raises
    ------
    DataError
        A file cannot be read or written, or somebody else is changing the data.
    """
    with _alone(path):
        found = trace(path, student)
        gone = _gone(student, found.plans)
        touched = [each for each in folder.candidates(path) if each.label in found.rows]
        try:
            for each in touched:
                _write(_aside(each), each, gone)
            for each in touched:
                os.replace(_aside(each), each.path)  # noqa: PTH105 (one step, also where the file exists)
        finally:
            for each in touched:
                _aside(each).unlink(missing_ok=True)
    return found


def _gone(student: str, plans: frozenset[str]) -> Mapping[str, frozenset[str]]:
    return {"student_id": frozenset({student}), "plan_id": plans}


def _plans(candidate: Candidate, student: str) -> Iterator[str]:
    """Find the plans that a file says are the student's own; only rows that name both tell."""
    if candidate.table not in {"", "interventions"}:
        return
    for _, part in readers.parts(candidate.path, candidate.label, candidate.table):
        yield from _owned(part, student)


def _owned(part: Part, student: str) -> Iterator[str]:
    names = [canonical(name) for name in part.header]
    if {"student_id", "plan_id"} <= set(names):
        cells = part.cells.astype("str")
        own = cells[names.index("student_id")].str.strip() == student
        plans = cells.loc[own, names.index("plan_id")].dropna().str.strip()
        yield from plans[plans != ""]


def _aside(candidate: Candidate) -> Path:
    return candidate.path.with_name(f".{candidate.path.name}.part")


def _write(part: Path, candidate: Candidate, gone: Mapping[str, frozenset[str]]) -> None:
    """Write what remains of a file beside it, with the rights of the file itself."""
    content, _ = readers.without(candidate.path, candidate.label, gone)
    try:
        part.write_bytes(content)
        part.chmod(candidate.path.stat().st_mode)
    except OSError as error:
        raise DataError(
            f"{candidate.label} cannot be written ({(error.strerror or '').lower()}), so nothing was taken out. Mend "
            "the permissions of the folder, or close the file elsewhere."
        ) from None


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Hold the data for this process; the file of the lock begins with a dot and is no table."""
    place = path / ".lock" if path.is_dir() else path.with_name(f".{path.name}.lock")
    try:
        lock = FileLock(place)
        lock.acquire(timeout=0)
    except Timeout:
        raise DataError(f'Somebody else is changing "{path}". Wait until they have done, then ask again.') from None
    except OSError as error:
        raise DataError(
            f'"{path}" cannot be changed ({(error.strerror or "").lower()}). Mend its permissions.'
        ) from None
    try:
        yield
    finally:
        lock.release()
        place.unlink(missing_ok=True)
