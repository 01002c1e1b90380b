"""The report pages of one run: executed notebooks, a page per district and school, and where it all comes from."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from mtss_analysis.vocabulary import Audience
from mtss_analysis.workflow.site import markdown
from mtss_analysis.workflow.site.downloads import downloads
from mtss_analysis.workflow.site.notebook import Page

DISTRICT = "district"
"""Name of the scope that stands for all schools together."""


@dataclass(frozen=True)
class Run:
    """What one run left for one audience.

    Attributes
    ----------
    out
        Output folder of the run.
    audience
        Whose notebooks and tables are read.
    data_name
        Name of the district or data set.
    manifest
        What ``manifest.json`` says, empty if there is none.
    """

    out: Path
    audience: Audience
    data_name: str
    manifest: Mapping[str, Any]

    @property
    def notebooks(self) -> Path:
        """Folder of the executed notebooks, one folder per scope."""
        return self.out / self.audience / "notebooks"

    @property
    def tables(self) -> Path:
        """Folder of the tables shown on the pages."""
        return self.out / "tables" / self.audience

    @cached_property
    def scopes(self) -> dict[str, list[Path]]:
        """Scope → its notebooks in order; the district first, then schools by name; empty scopes left out."""
        found = {folder.name: sorted(folder.glob("*.ipynb")) for folder in self.notebooks.glob("*") if folder.is_dir()}
        order = sorted(found, key=lambda scope: (scope != DISTRICT, self.title(scope).casefold()))
        return {scope: found[scope] for scope in order if found[scope]}

    def title(self, scope: str) -> str:
        """Return the plain name of a scope: the school's name where the manifest knows it."""
        if scope == DISTRICT:
            return "The whole district"
        schools = self.manifest.get("schools")
        name = schools.get(scope) if isinstance(schools, Mapping) else None
        return str(name or f"School {scope}")

    def invitation(self) -> str:
        """Write the box of the first page that leads to the reports."""
        schools = len(set(self.scopes) - {DISTRICT})
        what = ["the whole district"] if DISTRICT in self.scopes else []
        what += ["one school"] if schools == 1 else [f"{schools} schools"] if schools else []
        text = f"**[Open the reports](reports/index.md)** on {' and '.join(what)}.\n\nData: {self.data_name}"
        return markdown.block("mtss-reports", text)


def write(run: Run, target: Path) -> dict[str, Any]:
    """Write every report page of `run` below `target` and return its chapter of the contents.

    Raises
    ------
    SiteError
        A notebook is not fit to show.
    """
    target.mkdir(parents=True)
    written = {scope: _scope(run, scope, target / folder(scope)) for scope in run.scopes}
    (target / "index.md").write_text(_index(run, written), encoding="utf-8")
    sections = [
        {
            "file": f"reports/{folder(scope)}/index",
            "title": run.title(scope),
            "sections": [{"file": f"reports/{folder(scope)}/{page.stem}", "title": page.short_title} for page in pages],
        }
        for scope, pages in written.items()
    ]
    return {"file": "reports/index", "sections": sections}


def folder(scope: str) -> str:
    """Return a name for the pages of a scope that stays the same in an address, different for every scope.

    Examples
    --------
    >>> folder("0042"), folder("north%20side")
    ('0042', 'north-20side-c2c392')
    """
    safe = re.sub(r"[^A-Za-z0-9_-]", "-", scope)
    return safe if safe == scope else f"{safe}-{hashlib.sha256(scope.encode()).hexdigest()[:6]}"


def _scope(run: Run, scope: str, target: Path) -> list[Page]:
    target.mkdir()
    pages = [Page.read(path) for path in run.scopes[scope]]
    for page in pages:
        tables = downloads(run.tables, f"{scope}__{page.stem}__", target / "tables")
        page.write(target / f"{page.stem}.ipynb", context=_context(run, scope), tables=tables)
    questions = "\n".join(f"- [{page.question}]({page.stem}.ipynb)" for page in pages)
    text = f"# {run.title(scope)}\n\n{_context(run, scope)}\n\nEach page answers one question.\n\n{questions}\n"
    (target / "index.md").write_text(text, encoding="utf-8")
    return pages


def _context(run: Run, scope: str) -> str:
    place = run.title(scope) if scope != DISTRICT else "The whole district"
    rule = (
        "Numbers that could say something about a single child are [withheld](../../reference/privacy.md)."
        if run.audience is Audience.PUBLIC
        else "Student-level: for the team only."
    )
    how = "[How to read a report](../../lead/reading-a-report.md)"
    return markdown.block("mtss-context", f"**{place}** · {run.data_name} · {rule} {how}")


def _index(run: Run, written: Mapping[str, list[Page]]) -> str:
    stems = sorted({page.stem: page.short_title for pages in written.values() for page in pages}.items())
    rows = [
        [
            f"[{run.title(scope)}]({folder(scope)}/index.md)",
            *(_link(scope, stem, short, pages) for stem, short in stems),
        ]
        for scope, pages in written.items()
    ]
    lead = (
        "{.mtss-lead}\nOne row per school, one column per question. New to this? Begin with "
        "[how to read a report](../lead/reading-a-report.md)."
    )
    overview = markdown.table(["", *(short for _, short in stems)], rows)
    return f"# Reports\n\n{lead}\n\n{overview}\n\n## Where the numbers come from\n\n{_provenance(run)}\n"


def _link(scope: str, stem: str, short: str, pages: list[Page]) -> str:
    return f"[{short}]({folder(scope)}/{stem}.ipynb)" if stem in {page.stem for page in pages} else "not in this run"


def _provenance(run: Run) -> str:
    facts = {"Data": run.data_name, **_facts(run.manifest)}
    note = (
        "Equal fingerprints mean equal data and equal settings: the same pages can be made again. At the foot of each "
        "report stands the same fingerprint of the data, and one of the settings which that page alone depends on."
    )
    return "\n\n".join([*(f"{name}\n: {value}" for name, value in facts.items()), note])


def _facts(manifest: Mapping[str, Any]) -> dict[str, str]:
    """Pick out what a reader may check; the manifest's paths and machine stay behind."""
    labels = {
        "data": "Fingerprint of the data",
        "params": "Fingerprint of all settings",
        "version": "Version of MTSS Analysis",
        "seed": "Seed",
        "finished": "Made on",
    }
    found = {label: manifest.get(key) for key, label in labels.items()}
    return {label: _plain(value) for label, value in found.items() if isinstance(value, str | int)}


def _plain(value: str | int) -> str:
    day = re.match(r"\d{4}-\d\d-\d\d(?=T)", str(value))
    return day[0] if day else markdown.code(str(value))
