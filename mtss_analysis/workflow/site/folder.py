"""A folder ready for any static host: the public site, attacked and checked once more, put in place in one step."""

import shutil
import tempfile
from pathlib import Path

from mtss_analysis.errors import MtssError, SiteError
from mtss_analysis.workflow import audit
from mtss_analysis.workflow.site import links, put, traces

UNBUILT = ".nojekyll"
"""Tells hosts that build sites to leave this one alone; without it some drop folders that begin with an underscore."""


def hand_over(out: Path, target: Path, data: Path | None = None) -> Path:
    """Copy the public site of the run in `out` to `target`, if it stands every check; return its first page.

    Parameters
    ----------
    out
        Output folder of a run, with a built site.
    target
        New or empty folder, or one that holds an earlier edition, which goes.
    data
        The district's tables, whose codes and names the audit looks for; without them, the codes in the run's tables.

    Raises
    ------
    SiteError
        There is no site, a link is broken, or `target` holds something else than an edition of such a site.
    PrivacyError
        The audit found something. `target` stays as it was.
    """
    site = out / "site"
    if not (site / "index.html").is_file():
        raise SiteError(f"{site} holds no site. Run `mtss run DATA --out {out}` first.")
    _refuse_other(target, out)
    traces.refuse(site)
    links.refuse(site)
    known = audit.known_from(data, out) if data else audit.known_of_run(out)
    report = audit.audit(site, known, target if _is_edition(target) else None)
    audit.write(report, out / "audit", "audit_published")
    report.refuse(f'nothing was put into "{target}". The report is in "{out / "audit"}"')
    return _put(site, target) / "index.html"


def _put(site: Path, target: Path) -> Path:
    target.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        made = Path(shutil.copytree(site, work / "site"))
        (made / UNBUILT).touch()
        return put.in_place(made, target)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _is_edition(target: Path) -> bool:
    try:
        audit.edition.read(target)
    except MtssError:
        return False
    return True


def _refuse_other(target: Path, out: Path) -> None:
    """Refuse a folder with other things in it, because all of it would be replaced."""
    if target.resolve() == out.resolve() or target.resolve().is_relative_to((out / "site").resolve()):
        raise SiteError(f'"{target}" is part of the run itself. Name another folder.')
    if target.exists() and not target.is_dir():
        raise SiteError(f'"{target}" is a file. Name a folder.')
    if target.exists() and any(target.iterdir()) and not _is_edition(target):
        raise SiteError(
            f'"{target}" is not empty and holds no edition of such a site; all of it would be replaced. Name a new or '
            "empty folder, or empty this one."
        )
