"""Small numbers on report pages themselves: in their tables, their sentences, and data laid into them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from html.parser import HTMLParser
from typing import Any

import pandas as pd

from mtss_analysis.privacy.attack import SMALL, Leak
from mtss_analysis.privacy.release import few_people
from mtss_analysis.workflow.audit import page_tables
from mtss_analysis.workflow.audit.surfaces import Surface

REPORTS = "reports/"
"""Where released results are shown; lessons and guides elsewhere may speak of small invented groups."""
COUNTS = re.compile(
    r"^(n|number|(?!.*percent)(students?|children|people|staff|known|with|without|tier \d)\b.*|"
    r"(?!.*percent).* students|of|tested|enrolled|followed|served|plans|left|joined)$",
    re.IGNORECASE,
)
"""Headings of columns that count persons."""
KEYS = re.compile(r"^(n|count|counts|number|students?|children|people|tested|enrolled|served)$", re.I)
"""Names under which data count persons."""
SPOKEN = (
    "alt",
    "title",
    "aria-label",
    "aria-description",
    "content",
    "summary",
    "data-caption",
    "placeholder",
    "value",
)
"""Attributes that are read out, shown on hovering, or read by search engines."""


def small_numbers(seen: Sequence[Surface], minimum: int, known: page_tables.Labels) -> Iterator[Leak]:
    """Find counts below the minimum on report pages and in data files."""
    for surface in seen:
        if surface.where.endswith(".html") and surface.where.startswith(REPORTS):
            yield from _of_page(surface, minimum, known)
        elif surface.where.endswith((".json", ".ipynb")) and not surface.program:
            yield from _of_data(surface.where, surface.text.partition("\n")[2], minimum)


def small_counts(tables: Sequence[tuple[str, pd.DataFrame]], minimum: int) -> Iterator[Leak]:
    """Find counts below the minimum in tables that repeat numbers of others."""
    for where, frame in tables:
        for column in (name for name in frame.columns if KEYS.match(str(name))):
            values = pd.to_numeric(frame[column], errors="coerce")
            for value in values[(values > 0) & (values < minimum)]:
                yield Leak(SMALL, where, f'a table has {value:g} under "{column}"')


def _of_page(surface: Surface, minimum: int, known: page_tables.Labels) -> Iterator[Leak]:
    page = _Page()
    page.feed(surface.text)
    for heading, value in page.counted():
        if 0 < value < minimum:
            yield Leak(SMALL, surface.where, f'a table of the page has {value} under "{heading}"')
    for grid in page.grids:
        yield from page_tables.attacked(surface.where, grid, known, minimum)
    for text in dict.fromkeys(page.texts):
        if few := few_people(text, minimum, spelled=False):
            yield Leak(SMALL, surface.where, f'the page says "{few}"')
    for text in page.data:
        yield from _of_data(surface.where, text, minimum)


def _of_data(where: str, text: str, minimum: int) -> Iterator[Leak]:
    try:
        found = json.loads(text)
    except ValueError:
        return
    for name, value in _leaves(found):
        if KEYS.match(name) and 0 < value < minimum:
            yield Leak(SMALL, where, f'data inside hold {value:g} under "{name}"')


def _leaves(value: Any, name: str = "") -> Iterator[tuple[str, float]]:  # noqa: ANN401 (JSON)
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _leaves(inner, str(key))
    elif isinstance(value, list):
        for inner in value:
            yield from _leaves(inner, name)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield name, float(value)


class _Page(HTMLParser):
    """Tables, texts that are seen or spoken, and data of one page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[str] = []
        self.data: list[str] = []
        self.grids: list[list[list[str]]] = []
        self._head: list[str] = []
        self._row: list[str] = []
        self._cells: list[tuple[str, str]] = []
        self._open: list[str] = []

    def counted(self) -> Iterator[tuple[str, int]]:
        """Give the whole numbers in columns that count persons."""
        for heading, text in self._cells:
            if COUNTS.match(heading) and text.replace(",", "").isdecimal():
                yield heading, int(text.replace(",", ""))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        self.texts += [str(said[name]) for name in SPOKEN if said.get(name)]
        kind = str(said.get("type") or "")
        self._open.append("json" if tag == "script" and "json" in kind else tag)
        if tag == "table":
            self._head = []
            self.grids.append([])
        elif tag == "tr":
            self._row = []
        elif tag in {"th", "td"}:
            self._row.append("")

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop() not in {tag, "json"}:
            pass
        if tag == "tr":
            if self.grids:
                self.grids[-1].append([text.strip() for text in self._row])
            if not self._head:
                self._head = self._row
            else:
                self._cells += list(zip(self._head, (text.strip() for text in self._row), strict=False))

    def handle_comment(self, data: str) -> None:
        self.texts.append(data)

    def handle_data(self, data: str) -> None:
        inside = self._open[-1] if self._open else ""
        if inside == "json":
            self.data.append(data)
        elif inside not in {"script", "style"}:
            self.texts.append(data)
            if self._row:
                self._row[-1] += data
