"""Words of a file that are no numbers of a table: names of files, titles, descriptions, texts inside data."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser

from mtss_analysis.workflow.audit.surfaces import Surface

NUMBER = re.compile(r"(?<![A-Za-z0-9.,#%&])\d{5,7}(?![A-Za-z0-9%]|[.,]\d)")
"""A whole number of five to seven digits that is no part of a longer word or number."""
DRAWN = frozenset({
    "d", "points", "width", "height", "viewbox", "x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "transform",
    "style",
    "integrity", "src", "srcset",
})  # fmt: skip
"""Attributes that draw or load; the names of files that are loaded are looked at as files."""
LONGEST = 500
"""Longest text inside data that is a label [letters]: longer ones are pages and pictures."""


def numbers(surface: Surface) -> frozenset[str]:
    r"""Collect the whole numbers of five to seven digits in a file's labels.

    Examples
    --------
    >>> page = Surface("a.html", 'a.html\n<img alt="Student 100234"><td>100235</td>', program=False)
    >>> sorted(numbers(page))
    ['100234']
    """
    return frozenset(found for text in _labels(surface) for found in NUMBER.findall(text))


def _labels(surface: Surface) -> Iterator[str]:
    name, _, text = surface.text.partition("\n")
    yield name.replace("_", " ")
    if surface.where.endswith((".html", ".svg", ".xml")):
        page = _Labels()
        page.feed(text.partition("</html>")[0])  # what follows is the page again without its tags
        yield from page.found
    elif surface.where.endswith((".json", ".ipynb")):
        yield from _of_data(text)


def _of_data(text: str) -> Iterator[str]:
    try:
        found = json.JSONDecoder().raw_decode(text.lstrip())[0]
    except ValueError:
        return
    yield from _strings(found)


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield str(key).replace("_", " ")
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)
    elif isinstance(value, str) and len(value) <= LONGEST and "\n" not in value.strip():
        yield value.replace("_", " ")


class _Labels(HTMLParser):
    """Attributes, titles, headings, captions, comments and data of a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [str(value).replace("_", " ") for name, value in attrs if value and name not in DRAWN]
        data = tag == "script" and any(name == "type" and "json" in str(value) for name, value in attrs)
        self._inside = "json" if data else tag

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002 (as the parser calls it)
        self._inside = ""

    def handle_comment(self, data: str) -> None:
        self.found.append(data)

    def handle_data(self, data: str) -> None:
        if self._inside == "json":
            self.found += _of_data(data)
        elif self._inside in {"title", "desc", "caption", "figcaption", "h1", "h2", "h3", "h4", "text"}:
            self.found.append(data)
