"""Pages about single students: written whole, for this user alone, from data that nothing stops."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from mtss_analysis.errors import DataError, ParamsError, did_you_mean
from mtss_analysis.workflow import gate

if TYPE_CHECKING:
    from mtss_analysis.intake import Dataset
    from mtss_analysis.params import Layers

SOME = 5
"""Identifiers named where the one asked for does not exist."""


def readable(data: Path, settings: Layers) -> Dataset:
    """Read a district's data.

    Raises
    ------
    DataError
        They cannot be read, or findings block.
    """
    dataset, report = gate.examine(data, settings)
    if blocking := [finding.sentence for finding in report.findings if finding.blocking]:
        raise DataError(gate.blocked(data, blocking))
    return dataset


def put(folder: Path, pages: Iterable[tuple[str, str]]) -> list[Path]:
    """Write pages, each in one step and readable by this user alone.

    Raises
    ------
    ParamsError
        The folder cannot be written to.
    """
    made = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for private in (folder.parent, folder):
            private.chmod(0o700)
        for name, html in pages:
            part = folder / f"{name}.part"
            part.write_text(html, encoding="utf-8", newline="\n")
            part.chmod(0o600)
            os.replace(part, folder / name)  # noqa: PTH105 (one step, also where the file exists)
            made.append(folder / name)
    except OSError as error:
        said = f'"{folder}" cannot be written to: {error.strerror}. Choose another folder with --out.'
        raise ParamsError(said) from None
    return made


def known_student(dataset: Dataset, student: str) -> str:
    """Return the identifier of a student if the data have it; where codes stand for identifiers, the code.

    Raises
    ------
    DataError
        They have not; the message names the nearest identifiers.
    """
    known = sorted(set(dataset.table("students")["student_id"].dropna()))
    if not known:
        raise DataError(f"{dataset.name} has no students table with students. Add students.csv, then ask again.")
    from mtss_analysis import intake

    if student not in known and Path(dataset.path).exists():
        student = coded if (coded := intake.code(dataset.path, student)) in known else student
    if student not in known:
        some = ", ".join(f'"{each}"' for each in known[:SOME])
        raise DataError(
            f'{dataset.name} has no student "{student}".{did_you_mean(student, known)} It has {len(known):,} students; '
            f"the first are {some}. Identifiers are text: keep leading zeros."
        )
    return student


def known_school(dataset: Dataset, school: str) -> str:
    """Return the identifier of a school if the data have it.

    Raises
    ------
    DataError
        They have not; the message names the schools.
    """
    if school not in dataset.schools:
        some = ", ".join(f'"{each}"' for each in dataset.schools) or "none"
        nearest = did_you_mean(school, dataset.schools)
        raise DataError(f'{dataset.name} has no school "{school}".{nearest} The schools: {some}.')
    return school
