"""Which file holds which table: by its name, its folder's name, or its sheets' names."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from mtss_analysis.errors import DataError, did_you_mean
from mtss_analysis.intake.findings import Finding, listed
from mtss_analysis.intake.readers import FORMATS
from mtss_analysis.tables import TABLES


@dataclass(frozen=True, slots=True)
class Candidate:
    """One file that may hold a table.

    Attributes
    ----------
    path, label
        The file, and how a person names it.
    table
        The table its name or its folder promises; empty if the name is no table's.
    """

    path: Path
    label: str
    table: str


def candidates(path: Path) -> list[Candidate]:
    """List the files of a district, without opening them.

    Raises
    ------
    DataError
        The folder is missing, may not be read, or holds no CSV, XLSX or Parquet file.
    """
    if path.is_file():
        return [_single(path)]
    if not path.is_dir():
        raise DataError(f'There is no folder "{path}".{_near(path)} Give the folder that holds the district\'s tables.')
    try:
        found = [candidate for entry in sorted(path.iterdir()) for candidate in _entry(entry)]
    except OSError as error:
        raise DataError(f'The folder "{path}" may not be read ({error.strerror}). Mend its permissions.') from None
    if not found:
        raise DataError(
            f'The folder "{path}" holds no CSV, XLSX or Parquet file. Put in one file per table, named for it: '
            f"{listed(list(TABLES))}."
        )
    return found


def stats(found: Iterable[Candidate]) -> tuple[tuple[str, int, int], ...]:
    """Return name, size and time of change of every file: equal as long as nobody wrote to them."""
    known = [(candidate.label, candidate.path.stat()) for candidate in found]
    return tuple((label, stat.st_size, stat.st_mtime_ns) for label, stat in known)


def fingerprint(found: Iterable[Candidate]) -> str:
    """Return a digest of names and contents of the files, wherever they lie."""
    digest = hashlib.sha256()
    for candidate in sorted(found, key=lambda item: item.label):
        digest.update(candidate.label.encode() + b"\0" + hashlib.sha256(candidate.path.read_bytes()).digest())
    return digest.hexdigest()[:16]


def unknown(label: str, name: str, kind: str) -> Finding:
    """Say that a file or sheet is not named for a table."""
    return Finding(
        code=f"unknown_{kind}",
        table="",
        column="",
        rows=(),
        place=label,
        fact=f'no table is called "{name}"',
        value=name,
        expected=f"a {kind} named for one of the tables: {listed(list(TABLES))}",
        next_move=f"It was not read.{did_you_mean(name, TABLES)} Rename it, or leave it if it is not meant for this.",
    )


def unreadable(candidate: Candidate, message: str) -> Finding:
    """Say that a file is damaged, so that it is told together with what is wrong elsewhere."""
    fact, _, next_move = message.removeprefix(candidate.label).strip().partition(". ")
    return Finding(
        code="unreadable_file",
        table=candidate.table,
        column="",
        rows=(),
        place=candidate.label,
        fact=f"it {fact}",
        value="",
        expected="",
        next_move=next_move,
        blocking=True,
    )


def _single(path: Path) -> Candidate:
    if path.suffix.casefold() != ".xlsx":
        raise DataError(
            f'"{path}" is one file; a district is a folder with one file per table, or one .xlsx with a sheet per '
            "table. Give the folder that holds it."
        )
    return Candidate(path, path.name, "")


def _entry(entry: Path) -> list[Candidate]:
    """Turn one entry of the folder into candidates; other kinds of file are nobody's business."""
    name = entry.stem.strip().casefold()
    if entry.is_dir() and entry.name.casefold() in TABLES:
        table = entry.name.casefold()
        return [
            Candidate(file, f"{entry.name}/{file.name}", table) for file in sorted(entry.iterdir()) if _usable(file)
        ]
    return [Candidate(entry, entry.name, name if name in TABLES else "")] if _usable(entry) else []


def _usable(file: Path) -> bool:
    return file.is_file() and file.suffix.casefold() in FORMATS and not file.name.startswith((".", "~$"))


def _near(path: Path) -> str:
    if not path.parent.is_dir():
        return ""
    return did_you_mean(path.name, [entry.name for entry in path.parent.iterdir() if entry.is_dir()])
