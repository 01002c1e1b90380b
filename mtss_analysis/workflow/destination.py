"""Where a run may write: a new or empty folder, or the output folder of an earlier run; nowhere else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from mtss_analysis.errors import ParamsError
from mtss_analysis.params import HOME

OURS = frozenset(
    {"team", "public", "tables", "failed", "site", "editions", "audit", "manifest.json", "settings.json", ".lock"}
    | {".work"}
)
"""Everything a run leaves in its output folder."""

PACKETS = "team/packets"
"""Where packets for meetings are written."""

PLANS = "team/plans"
"""Where the pages of plans are written."""

LETTERS = "team/letters"
"""Where letters to families are written."""

STUDENTS = "team/students"
"""Where the pages of single students are written."""

HANDOVERS = "team/handovers"
"""Where hand-over files of receiving schools are written."""

SHEETS = frozenset({"packets", "plans", "letters", "students", "handovers"})
"""Folders of the team's pages that are written without a run, and that a run leaves as they are."""

SHIPPED = frozenset(
    {"benchmarks", "book", "data_samples", "docs", "mtss_analysis", "notebooks", "params", "scripts", "tests"}
)
"""Folders of the project itself, beside those whose names begin with a dot."""

MOVE = "Choose a new or empty folder with --out."


def output_folder(data: Path, out: Path | None) -> Path:
    """Return the absolute output folder, by default ``outputs/<name of DATA>``.

    Parameters
    ----------
    data
        The district's folder or workbook.
    out
        What was asked for, or None.

    Raises
    ------
    ParamsError
        It is the district's folder or lies in it, where pages would be taken for data; it is the root of a disk, the
        user's own folder or part of this project; or it holds files of something else.

    Examples
    --------
    >>> output_folder(Path("data_samples/district"), None).relative_to(Path.cwd()).as_posix()
    'outputs/district'
    """
    source = data.resolve()
    target = (out or Path("outputs", source.stem if source.is_file() else source.name)).resolve()
    if target == source or source in target.parents:
        raise ParamsError(f'--out "{target}" lies in the folder of the data. Choose a folder outside "{source}".')
    if fault := next(_faults(target), ""):
        raise ParamsError(f'--out "{target}" {fault} {MOVE}')
    return target


def _faults(target: Path) -> Iterator[str]:
    if target == Path(target.anchor):
        yield "is the root of the disk, where student records would lie open to everyone."
    if target == Path.home():
        yield "is your own folder, whose files a run must not mix with."
    if target == HOME or _of_the_project(target):
        yield "belongs to this program itself."
    if not _free(target):
        yield "holds other files and no earlier run, and a run replaces what is in its folder."


def _of_the_project(target: Path) -> bool:
    """Whether `target` lies in a folder the program came with, such as ``book``."""
    if HOME not in target.parents:
        return False
    first = target.relative_to(HOME).parts[0]
    return first in SHIPPED or first.startswith(".")


def _free(target: Path) -> bool:
    """Whether a run may use `target`: nothing is there, or an earlier run left it."""
    try:
        names = {entry.name for entry in target.iterdir() if not entry.name.startswith(".building-")}
    except OSError:  # not there, a file, or closed to us: said when it is made
        return True
    return names <= {".lock"} or _ran(target) or _sheets_only(target, names) or _begun(names)


def _sheets_only(target: Path, names: set[str]) -> bool:
    """Whether nothing but pages for meetings was written: they can be there before any run."""
    return names <= {".lock", "team"} and {entry.name for entry in (target / "team").glob("*")} <= SHEETS


def _begun(names: set[str]) -> bool:
    """Whether a run left its first folders and nothing else is there."""
    return names <= OURS and {"team", "tables"} <= names


def _ran(folder: Path) -> bool:
    """Whether a run works or worked in `folder`."""
    if (folder / ".work").is_dir():
        return True
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(manifest, dict) and {"format", "jobs"} <= manifest.keys()
