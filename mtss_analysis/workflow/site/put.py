"""Put built pages in place of earlier ones, all of them or none."""

import shutil
from collections.abc import Sequence
from pathlib import Path

from mtss_analysis.errors import SiteError


def in_place(built: Path, target: Path, *, keep: Sequence[str] = ()) -> Path:
    """Move the pages in `built` to `target` and return `target`; earlier pages go.

    Without `keep` the whole folder changes its name in one step. With `keep`, the pages share
    `target` with the entries named, so each entry is moved by itself, ``index.html`` last.

    Raises
    ------
    SiteError
        The pages cannot be moved, for example because a file is open in another program.
    """
    try:
        if keep:
            _entry_by_entry(built, target, keep)
        else:
            _at_once(built, target)
    except OSError as error:
        raise SiteError(
            f"{target} could not be replaced: {error.strerror} ({error.filename}). "
            "Close what has it open, or free space, then run `mtss site build` again."
        ) from None
    return target


def _at_once(built: Path, target: Path) -> None:
    old = built.parent / "replaced"
    if target.exists():
        target.rename(old)
    try:
        built.rename(target)
    except OSError:
        if old.exists():
            old.rename(target)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _entry_by_entry(built: Path, target: Path, keep: Sequence[str]) -> None:
    target.mkdir(parents=True, exist_ok=True)
    fresh = sorted((entry.name for entry in built.iterdir()), key=lambda name: (name == "index.html", name))
    stale = {entry.name for entry in target.iterdir()} - set(fresh) - set(keep)
    replaced = built.parent / "replaced"
    replaced.mkdir()
    for name in [*fresh, *sorted(stale)]:
        if (target / name).exists():
            (target / name).rename(replaced / name)
        if (built / name).exists():
            (built / name).rename(target / name)
    shutil.rmtree(replaced, ignore_errors=True)
