"""The end of a run: say which pages failed, or build the sites from pages that belong together."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from mtss_analysis import params
from mtss_analysis.errors import NotebookError, SiteError
from mtss_analysis.workflow import editions
from mtss_analysis.workflow.lock import locked
from mtss_analysis.workflow.manifest import Manifest
from mtss_analysis.workflow.plan import Job, source_fingerprint
from mtss_analysis.workflow.run.folder import disk

SOURCES = ("_config.yml", "book")


def raise_failures(planned: Sequence[Job], out: Path, manifest: Manifest) -> None:
    """Say why planned pages failed: a line for each reason, with the first page it stopped.

    Raises
    ------
    NotebookError
        At least one page failed.
    """
    failed = [job for job in planned if manifest.status(job.name) == "failed"]
    if not failed:
        return
    alike: dict[str, list[Job]] = {}
    for job in failed:
        alike.setdefault(manifest.jobs[job.name].error, []).append(job)
    lines = [f"  - {_named(jobs)}: {error}{_kept(jobs[0], out)}" for error, jobs in alike.items()]
    count = f"{len(failed)} of {len(planned)} pages" if len(planned) > 1 else "The page"
    first = f"{count} could not be made; the others are done, and the site was left as it was:"
    last = "Mend the cause and run the same command again: finished pages are not made again."
    raise NotebookError("\n".join([first, *lines, last]))


def _named(jobs: Sequence[Job]) -> str:
    """Name the first of the pages that failed alike, and count the others."""
    return jobs[0].name + (f" and {len(jobs) - 1} more alike" if len(jobs) > 1 else "")


def _kept(job: Job, out: Path) -> str:
    return f' (kept as "{out / job.failed}")' if (out / job.failed).is_file() else ""


def site(
    out: Path, manifest: Manifest, data: Path | None = None, previous: editions.Edition | None = None
) -> tuple[Path | None, str]:
    """Build the public site and the team's pages, unless they already show exactly these pages.

    Pages from different data or settings are never shown together: numbers withheld on one of two releases could be
    worked out from the other.

    Parameters
    ----------
    previous
        Edition to compare with, by default the one published last.

    Returns
    -------
    tuple
        First page of the public site, or None and a sentence why it was left as it was.

    Raises
    ------
    SiteError, PrivacyError
        The site could not be built; an earlier one is untouched.
    """
    other = manifest.mixed("public") + manifest.mixed("team")
    if other:
        return None, (
            f'The site was left as it was: {len(other)} pages in "{out}", such as {other[0]}, failed or were made '
            "from other data or settings. Run without --only and --school to make them all from the same."
        )
    if not any(name.startswith("public/") for name in manifest.jobs):
        return None, _team_alone(out, manifest)
    index, key = out / "site" / "index.html", _key(manifest)
    if previous or not (manifest.site == key and index.is_file() and (out / "team" / "index.html").is_file()):
        index = rebuild(out, manifest, key, data, previous)
    return index, ""


def _team_alone(out: Path, manifest: Manifest) -> str:
    """Build the team's pages where no page is for the public, and say so."""
    from mtss_analysis.workflow import site as book

    index = book.build_team(out, data_name=manifest.name or out.name)
    return (
        f"The team's pages: {index}  (student level: not to be shared)\n"
        "No page of this run is for the public, so there is no site."
    )


def build(out: Path, data: Path | None = None) -> Path:
    """Build the sites from the pages that are there, and return the public site's first page.

    Raises
    ------
    SiteError
        There are no pages, or they do not belong together.
    NotebookError
        A run is writing to the folder.
    """
    with locked(out), disk(out):
        manifest = Manifest.load(out)
        other = manifest.mixed("public") + manifest.mixed("team")
        if other:
            raise SiteError(
                f'{len(other)} pages in "{out}", such as {other[0]}, failed or were made from other data or settings; '
                "pages shown together must agree. Run `mtss run` without --only and --school first."
            )
        return rebuild(out, manifest, data=data)


def rebuild(
    out: Path, manifest: Manifest, key: str = "", data: Path | None = None, previous: editions.Edition | None = None
) -> Path:
    """Build the public site and the team's pages from the pages in `out`; return the site's first page.

    With `data`, the district's tables, the audit of the public site looks for their codes and names. With `previous`,
    the change log compares with that edition instead of the one published last.
    """
    from mtss_analysis.workflow import site as book

    manifest.site = ""
    editions.prepare(out, previous)
    name = manifest.name or out.name
    with ThreadPoolExecutor(2) as pool:  # each is a process of its own
        public = pool.submit(book.build, out, data_name=name, data=data)
        team = pool.submit(book.build_team, out, data_name=name)
    index = public.result()
    team.result()
    editions.settle(out)
    manifest.site = key or _key(manifest)
    manifest.save(out)
    return index


def _key(manifest: Manifest) -> str:
    """Digest of what the site is built from: the pages, the authored book and the program."""
    digest = hashlib.sha256(source_fingerprint().encode())
    pages = {name: record.key for name, record in manifest.jobs.items()}
    digest.update(json.dumps([pages, manifest.name, dict(manifest.schools)], sort_keys=True).encode())
    for source in (params.HOME / name for name in SOURCES):
        for path in sorted([source, *source.rglob("*")]):
            if path.is_file():
                digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:16]
