"""The output folder of a run: a place to work aside, what a full disk means, and pages nobody plans any more."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from mtss_analysis.errors import NotebookError
from mtss_analysis.vocabulary import Audience
from mtss_analysis.workflow.manifest import Manifest
from mtss_analysis.workflow.plan import Job

WORK = ".work"
FAILED = "failed"
PRIVATE = ("team", "tables/team", FAILED, WORK)
DISK = (errno.ENOSPC, errno.EDQUOT, errno.EROFS)


@contextmanager
def disk(out: Path) -> Iterator[None]:
    """Turn a full or read-only disk into a sentence.

    Raises
    ------
    NotebookError
        The disk that holds `out` takes nothing more.
    """
    try:
        yield
    except OSError as error:
        if error.errno not in DISK:
            raise
        raise NotebookError(
            f'The disk that holds "{out}" takes nothing more ({error.strerror}). Free some space and run the same '
            "command again: finished pages are kept, and no earlier page or site was touched."
        ) from None


@contextmanager
def work(out: Path) -> Iterator[None]:
    """Make the folders of a run; those with student-level content are for this user alone.

    What a killed run left in the work folder is removed, and the work folder itself on leaving.
    """
    shutil.rmtree(out / WORK, ignore_errors=True)
    for name in PRIVATE:
        (out / name).mkdir(parents=True, exist_ok=True)
        (out / name).chmod(0o700)
    try:
        yield
    finally:
        shutil.rmtree(out / WORK, ignore_errors=True)
        if not any((out / FAILED).iterdir()):
            (out / FAILED).rmdir()


def forget_others(planned: Collection[Job], readers: Collection[Audience], out: Path, manifest: Manifest) -> None:
    """Remove pages and tables that a full run no longer makes, such as those of a school that left the data."""
    names = {job.name for job in planned}
    for name in [name for name in manifest.jobs if name.split("/")[0] in readers and name not in names]:
        del manifest.jobs[name]
    kept = {out / path for record in manifest.jobs.values() for path in record.outputs}
    kept |= {out / job.notebook for job in planned}
    for reader in readers:
        pages = (out / reader / "notebooks").rglob("*.ipynb")
        tables = (out / "tables" / reader).glob("*.parquet")
        for path in {*pages, *tables} - kept:
            path.unlink()
