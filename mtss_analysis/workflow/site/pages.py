"""Put the authored pages and the report pages of a run together as the source of one book."""

import re
import shutil
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import yaml

from mtss_analysis.errors import SiteError
from mtss_analysis.vocabulary import Audience
from mtss_analysis.workflow import editions, effective
from mtss_analysis.workflow.site import forms, lessons, reference, reports
from mtss_analysis.workflow.site.markdown import right_to_evaluation

MARKER = re.compile(r"^<!-- generated: ([\w-]+) -->$", re.MULTILINE)
"""A line of an authored page that the build replaces with what the program knows."""

TEAM_INDEX = """# Team pages

{.mtss-lead}
These pages show single students. They are education records: they stay on the district's own computer and are for
staff with a legitimate educational interest in the students shown. Do not send, print for others, or publish them.

<!-- generated: reports -->

The public site has the same questions for groups of students. Results by person are not for personnel evaluation.
"""


def stage(authored: Path, target: Path, run: reports.Run) -> Path:
    """Copy the book to `target`, fill in its generated parts and add the reports of `run`.

    Parameters
    ----------
    authored
        Folder of the authored pages, with ``_toc.yml``.
    target
        New folder for the source of the book.
    run
        The executed notebooks and tables of one audience.

    Raises
    ------
    SiteError
        An authored page asks for a part that nothing makes, or a notebook is not fit to show.
    """
    shutil.copytree(authored, target, ignore=shutil.ignore_patterns("_build", "reports", ".*"))
    chapter = reports.write(run, target / "reports")
    if run.audience is Audience.TEAM:
        (target / "index.md").write_text(TEAM_INDEX, encoding="utf-8")
    used = effective.read(run.out)
    own, made = lessons.complete(target, used), forms.write(target, used)
    parts = reference.parts(used)
    parts |= {"right-to-evaluation": right_to_evaluation, "reports": run.invitation}
    parts["editions"] = partial(editions.written, run.out, run.audience)
    for page in sorted(target.rglob("*.md")):
        if not {"_assets", "reports"} & set(page.relative_to(target).parts):
            fill(page, parts)
    _extend_contents(target / "_toc.yml", chapter, {
        f"{lessons.FOLDER}/index": [f"{lessons.FOLDER}/{name}" for name in own], "self_assessment/index": made,
    })  # fmt: skip
    return target


def fill(page: Path, parts: dict[str, Callable[[], str]]) -> None:
    """Replace each marker line of `page` by the part it names.

    Raises
    ------
    SiteError
        No such part.
    """

    def made(match: re.Match[str]) -> str:
        if match[1] not in parts:
            known = ", ".join(sorted(parts))
            raise SiteError(f'{page.name} asks for the generated part "{match[1]}"; there is {known}. Mend the page.')
        return parts[match[1]]()

    text = page.read_text(encoding="utf-8")
    if MARKER.search(text):
        page.write_text(MARKER.sub(made, text), encoding="utf-8")


def _extend_contents(path: Path, chapter: dict[str, Any], more: Mapping[str, list[str]]) -> None:
    """Put the reports first, and pages made for this district below the pages they belong to."""
    contents = yaml.safe_load(path.read_text(encoding="utf-8"))

    def extend(entries: list[dict[str, Any]]) -> None:
        for entry in entries:
            if files := more.get(entry["file"]):
                entry.setdefault("sections", []).extend({"file": file} for file in files)
            extend(entry.get("sections", []))

    extend(contents["chapters"])
    contents["chapters"].insert(0, chapter)
    path.write_text(yaml.safe_dump(contents, sort_keys=False, allow_unicode=True), encoding="utf-8")
