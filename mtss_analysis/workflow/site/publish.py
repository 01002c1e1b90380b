"""Build the public site and the team's pages of one run."""

import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mtss_analysis.errors import MtssError, SiteError
from mtss_analysis.params import HOME
from mtss_analysis.vocabulary import Audience
from mtss_analysis.workflow import audit
from mtss_analysis.workflow.destination import SHEETS
from mtss_analysis.workflow.site import book, kept, pages, put, reports, spoken, traces

TEAM_TITLE = "Team pages – student level – do not share"


@dataclass(frozen=True, slots=True)
class Edition:
    """What differs between the public site and the team's pages.

    Attributes
    ----------
    audience
        Whose notebooks and tables are shown.
    folder
        Where in the output folder the pages go.
    keep
        Entries of that folder which are not pages and stay.
    config
        Jupyter Book settings laid over ``_config.yml``.
    """

    audience: Audience
    folder: str
    keep: tuple[str, ...]
    config: Mapping[str, Any]


PUBLIC = Edition(Audience.PUBLIC, "site", (), {})
TEAM = Edition(
    Audience.TEAM,
    "team",
    ("notebooks", *sorted(SHEETS)),
    {
        "title": TEAM_TITLE,
        "sphinx": {
            "config": {
                "html_title": TEAM_TITLE,
                "myst_html_meta": {"robots": "noindex, nofollow, noarchive"},
                "html_theme_options": {
                    "announcement": f"{TEAM_TITLE}. Only for staff with a legitimate educational interest.",
                    "extra_footer": "<p>Education records: they stay on the district's own computer.</p>",
                    "logo": {"text": "Team pages"},
                },
            }
        },
    },
)


def build(out: Path, *, data_name: str, data: Path | None = None) -> Path:
    """Build the public site of the run in `out` and return its first page, ``out/site/index.html``.

    Parameters
    ----------
    out
        Output folder of a run, with ``public/notebooks`` and ``manifest.json``.
    data_name
        Name of the district or data set, shown on the pages.
    data
        The district's tables, whose codes and names the audit looks for; without them, the codes in the run's tables.

    Raises
    ------
    SiteError
        There is no released page, a page is not fit to publish, or the book does not build
        without a warning. An earlier site stays as it was.
    PrivacyError
        The audit of the built site found something; its report is in ``out/audit``. An earlier site stays as it was.
    """
    return _build(out, data_name, PUBLIC, data)


def build_team(out: Path, *, data_name: str = "") -> Path:
    """Build the team's student-level pages and return the first one, ``out/team/index.html``.

    They ask search engines to stay away and say on every page that they must not be shared.

    Raises
    ------
    SiteError
        There is no team page, or the book does not build without a warning.
    """
    return _build(out, data_name or out.name, TEAM)


def _build(out: Path, data_name: str, edition: Edition, data: Path | None = None) -> Path:
    run = reports.Run(out, edition.audience, data_name, _manifest(out))
    if not run.scopes:
        raise SiteError(
            f"{run.notebooks} holds no executed notebook, so there is nothing to show. "
            f"Run `mtss run DATA --out {out}` first."
        )
    with _aside(out, edition.audience) as work:
        source = pages.stage(HOME / "book", work / "book", run)
        html = kept.build(source, _config(edition, work), out / kept.FOLDER / edition.audience, work / "built")
        spoken.mark(html)
        if edition.audience is Audience.PUBLIC:
            _refuse(html, out, run.manifest, data)
        return put.in_place(html, out / edition.folder, keep=edition.keep) / "index.html"


def _refuse(html: Path, out: Path, manifest: Mapping[str, Any], data: Path | None) -> None:
    """Attack the built site and write down what came of it; refuse it if anything was found."""
    traces.refuse(html)
    known = audit.known_from(data, out) if data else audit.known_of_run(out)
    facts = {key: manifest.get(key) for key in ("name", "version", "data", "params", "finished")}
    audit.edition.write(out / "tables" / "public", html, {**facts, "minimum_n": known.policy.minimum_n})
    report = audit.audit(html, known, standing=_standing(out))
    audit.write(report, out / "audit")
    report.refuse(f'nothing was published; an earlier site stays as it was. The report is in "{out / "audit"}"')


def _standing(out: Path) -> Path | None:
    """Return the published edition in this place, if it can be read."""
    site = out / PUBLIC.folder
    try:
        audit.edition.read(site)
    except MtssError:
        return None
    return site


def _config(edition: Edition, work: Path) -> Path:
    return book.write_config(HOME / "_config.yml", edition.config, work / "_config.yml")


def _manifest(out: Path) -> Mapping[str, Any]:
    path = out / "manifest.json"
    if not path.is_file():
        return {}
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise SiteError(f"{path} is not readable as JSON: {error}. Run `mtss run` again to write it anew.") from None
    return manifest if isinstance(manifest, dict) else {}


@contextmanager
def _aside(out: Path, audience: Audience) -> Iterator[Path]:
    """Give a folder on the same disk as `out`; it and what a killed build left there are removed."""
    for stale in out.glob(f".building-{audience}-*"):
        shutil.rmtree(stale, ignore_errors=True)
    work = Path(tempfile.mkdtemp(prefix=f".building-{audience}-", dir=out))
    try:
        yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)
