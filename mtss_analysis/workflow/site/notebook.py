"""One executed notebook, checked and dressed as a page: no traces of the run, no code, notices in place."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mtss_analysis.errors import SiteError
from mtss_analysis.vocabulary import RIGHT_TO_EVALUATION
from mtss_analysis.workflow.site import markdown

WAITS = re.compile(r"\bcontinue\b|collect more data|check fidelity", re.IGNORECASE)
"""Advice beside which the family's right to ask for an evaluation must stand."""

FOR_THE_TEAM = re.compile(r'<p class="mtss-note mtss-for-team">[^<]*</p>')
"""What stands on a public page in place of a part that is for the team alone."""

Node = dict[str, Any]
"""A notebook, cell or output as the notebook format writes it in JSON."""

WIDGET = "application/vnd.jupyter.widget-view+json"


@dataclass(frozen=True, slots=True)
class Page:
    """An executed notebook that is fit to show.

    Attributes
    ----------
    stem
        Name of the analysis, such as ``"02_screening"``.
    question
        The notebook's title.
    notebook
        Its cells with their outputs.
    """

    stem: str
    question: str
    notebook: Node

    @classmethod
    def read(cls, path: Path) -> "Page":
        """Read a notebook and refuse it if it is not fit to show.

        Raises
        ------
        SiteError
            It is not a notebook, has no title, or still carries papermill's parameters, an error
            or a live widget.
        """
        notebook = _read(path)
        if fault := next(_faults(notebook), None):
            raise SiteError(f"{path} cannot be shown: {fault}. Run `mtss run` again, which strips notebooks.")
        return cls(path.stem, _question(notebook, path), notebook)

    @property
    def short_title(self) -> str:
        """Name of the page in menus, from the name of its file: ``"Check data"``."""
        return re.sub(r"^\d+_", "", self.stem).replace("_", " ").capitalize()

    def write(self, path: Path, *, context: str, tables: str) -> None:
        """Write the page: title, context, notice where advice waits, outputs without code, downloads."""
        cells, unsaid = _told([dressed for cell in self.notebook["cells"] if (dressed := _dressed(cell))])
        title, rest = _split_title(_text(cells[0]["source"]))
        notice = [markdown.right_to_evaluation()] if self._advises_to_wait() else []
        first = "\n\n".join([title, context, *notice, rest]).strip()
        last = [markdown.for_the_team(unsaid)] if unsaid else []
        last += [f"## The numbers as files\n\n{tables}"] if tables else []
        shown = [_prose(first), *cells[1:], *map(_prose, last)]
        page = {
            "cells": [{**cell, "id": f"cell-{number}"} for number, cell in enumerate(shown)],
            "metadata": {key: value for key, value in self.notebook["metadata"].items() if key in SHOWN_METADATA},
            "nbformat": 4,
            "nbformat_minor": 5,
        }
        path.write_text(json.dumps(page, ensure_ascii=False, indent=1), encoding="utf-8")

    def _advises_to_wait(self) -> bool:
        text = "\n".join(_words(self.notebook))
        return bool(WAITS.search(text)) and RIGHT_TO_EVALUATION not in " ".join(text.split())


SHOWN_METADATA = ("kernelspec", "language_info")


def _dressed(cell: Node) -> Node | None:
    if cell["cell_type"] == "markdown":
        return cell
    if cell["cell_type"] != "code" or not cell["outputs"]:
        return None
    tags = sorted({*_tags(cell), "remove-input"})
    return {**cell, "metadata": {**cell["metadata"], "tags": tags}}


def _told(cells: list[Node]) -> tuple[list[Node], list[str]]:
    """Leave out the sections in which every part is for the team alone; return the others and what these ask."""
    kept: list[Node] = []
    unsaid: list[str] = []
    for heading, section in _sections(cells):
        parts = [cell for cell in section if cell["cell_type"] == "code"]
        if parts and all(_for_the_team(cell) for cell in parts):
            unsaid.append(heading)
        else:
            kept += section
    return kept, unsaid


def _sections(cells: list[Node]) -> Iterator[tuple[str, list[Node]]]:
    """Split the cells at headings of the second level; what comes before the first has none."""
    heading, section = "", list[Node]()
    for cell in cells:
        source = _text(cell["source"])
        if cell["cell_type"] == "markdown" and source.startswith("## "):
            yield heading, section
            heading, section = _split_title(source)[0].removeprefix("## ").strip(), []
        section.append(cell)
    yield heading, section


def _for_the_team(cell: Node) -> bool:
    """Tell whether all that a cell shows is the sentence that stands in place of what is not published."""
    shown = [_text(output.get("data", {}).get("text/html", "")).strip() for output in cell["outputs"]]
    return all(FOR_THE_TEAM.fullmatch(html) for html in shown)


def _read(path: Path) -> Node:
    try:
        notebook = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SiteError(f"{path} is not readable as a notebook: {error}. Run `mtss run` again.") from None
    if not isinstance(notebook, dict) or not {"cells", "metadata", "nbformat"} <= set(notebook):
        raise SiteError(f"{path} is not a notebook in format 4. Run `mtss run` again.")
    return notebook


def _faults(notebook: Node) -> Iterator[str]:
    if "papermill" in notebook["metadata"] or any("papermill" in cell["metadata"] for cell in notebook["cells"]):
        yield "it still carries papermill's parameters and paths"
    if any("injected-parameters" in _tags(cell) for cell in notebook["cells"]):
        yield "it still has the cell of injected parameters"
    for output in _outputs(notebook):
        if output["output_type"] == "error":
            yield f"it stopped with {output['ename']}"
        if WIDGET in output.get("data", {}):
            yield "it holds a live widget, which does nothing without a kernel"


def _question(notebook: Node, path: Path) -> str:
    first = notebook["cells"][0] if notebook["cells"] else {"cell_type": "none", "source": ""}
    if first["cell_type"] != "markdown" or not _text(first["source"]).startswith("# "):
        raise SiteError(f'{path} has no title. Begin its first cell with "# " and the question it answers.')
    return _split_title(_text(first["source"]))[0].removeprefix("# ").strip()


def _split_title(source: str) -> tuple[str, str]:
    title, _, rest = source.partition("\n")
    return title, rest.strip()


def _words(notebook: Node) -> Iterator[str]:
    yield from (_text(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "markdown")
    for output in _outputs(notebook):
        yield _text(output.get("text", ""))
        data = output.get("data", {})
        yield from (_text(data[kind]) for kind in ("text/markdown", "text/html", "text/plain") if kind in data)


def _outputs(notebook: Node) -> Iterator[Node]:
    return (output for cell in notebook["cells"] for output in cell.get("outputs", []))


def _tags(cell: Node) -> list[str]:
    return list(cell["metadata"].get("tags", []))


def _prose(source: str) -> Node:
    return {"cell_type": "markdown", "metadata": {}, "source": source}


def _text(source: str | list[str]) -> str:
    return source if isinstance(source, str) else "".join(source)
