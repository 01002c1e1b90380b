"""Forget one student: out of the data, out of pages about students, and what must be made again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from mtss_analysis.errors import DataError
from mtss_analysis.workflow.destination import SHEETS, output_folder

if TYPE_CHECKING:
    from mtss_analysis.intake.erasure import Trace


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What naming a student touches, before or after it is done.

    Attributes
    ----------
    trace
        Rows of the district's files.
    sheets
        Pages written for the team one by one (packets, plans, letters, pages of students, hand-over files) that name
        the student; they are deleted.
    stale
        Other files of the output folder that name the student; the next run replaces them.
    out
        The output folder.
    """

    trace: Trace
    sheets: tuple[Path, ...]
    stale: tuple[Path, ...]
    out: Path


def look(data: Path, out: Path | None, student: str) -> Forgotten:
    """Find everything that names a student, without changing anything.

    Parameters
    ----------
    data, out
        The district's tables, and the output folder; by default ``outputs/<name of DATA>``.
    student
        A student_id as the files have it, or the code that stands for it.

    Raises
    ------
    DataError
        The data cannot be read, or no row names the student.
    ParamsError
        The output folder is none of ours, or the key of the codes cannot be had.
    """
    from mtss_analysis.intake import erasure

    target = output_folder(data, out)
    names = _named(data, student)
    found = erasure.trace(data, names[0])
    if not found.rows:
        raise DataError(
            f'No row of "{data}" names a student "{student}", so there is nothing to forget. Identifiers are text: '
            "keep leading zeros."
        )
    sheets, stale = _of_output(target, (*names, *found.plans))
    return Forgotten(found, sheets, stale, target)


def forget(data: Path, out: Path | None, student: str) -> Forgotten:
    """Take a student out of the data and delete the pages that were written about the student.

    Raises
    ------
    DataError, ParamsError
        As :func:`look`, or a file cannot be changed; then nothing is.
    """
    from mtss_analysis.intake import erasure

    found = look(data, out, student)
    erasure.erase(data, found.trace.student)
    for page in found.sheets:
        page.unlink(missing_ok=True)
    return found


def _named(data: Path, student: str) -> tuple[str, ...]:
    """Return the identifier in the files first, then the code that stands for it on pages."""
    from mtss_analysis import intake

    own = student.strip()
    if not own:
        raise DataError("No student was named. Give a student_id, or the code that stands for it.")
    if intake.code(data, student) != student:
        own = next((each for each in _known(data) if intake.code(data, each) == student), student)
    return tuple(dict.fromkeys((own, intake.code(data, own))))


def _known(data: Path) -> list[str]:
    """Read the identifiers of all students as the files have them."""
    from mtss_analysis.intake import folder, readers

    found: set[str] = set()
    for each in (each for each in folder.candidates(data) if each.table in {"", "students"}):
        for _, part in readers.parts(each.path, each.label, each.table or "students"):
            names = [readers.canonical(name) for name in part.header]
            if "student_id" in names:
                found.update(part.cells[names.index("student_id")].dropna().astype("str").str.strip())
    return sorted(found)


def _of_output(out: Path, names: Iterable[str]) -> tuple[tuple[Path, ...], tuple[Path, ...]]:
    """Split the files of the output folder that name the student into pages of their own and the rest."""
    token = re.compile("|".join(rf"(?<![\w-]){re.escape(name)}(?![\w-])" for name in names).encode())
    sheets: list[Path] = []
    stale: list[Path] = []
    for path in sorted(path for path in out.rglob("*") if path.is_file()) if out.is_dir() else ():
        if any(map(token.search, _contents(path))):
            parts = path.relative_to(out).parts
            (sheets if parts[0] == "team" and parts[1] in SHEETS else stale).append(path)
    return tuple(sheets), tuple(stale)


def _contents(path: Path) -> Iterator[bytes]:
    """Give the name of a file and its text; of a table, the codes in its columns."""
    yield path.name.replace("__", " ").encode()
    if path.suffix != ".parquet":
        yield path.read_bytes()
        return
    import pyarrow.parquet as pq

    table = pq.read_table(path)
    for name in {"student_id", "plan_id"} & set(table.column_names):
        yield "\n".join(str(code) for code in table.column(name).unique().to_pylist()).encode()
