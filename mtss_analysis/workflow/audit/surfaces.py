"""Everything of a built site that a reader, a program or a search engine can see, as text."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from urllib.parse import unquote

from mtss_analysis.workflow.audit.embedded import decoded, png_texts

WORDS = frozenset({
    ".html", ".js", ".json", ".csv", ".txt", ".xml", ".svg", ".md", ".ipynb", ".css", ".map", ".po", ".yml", ".yaml",
    ".rst", ".tsv", ".log", ".webmanifest", ".buildinfo",
})  # fmt: skip
"""Endings of files that are text."""
DOTS = frozenset({
    ".png", ".jpg", ".jpeg", ".gif", ".webp", ".ico", ".woff", ".woff2", ".ttf", ".eot", ".otf", ".mo", ".inv", "",
})  # fmt: skip
"""Endings of pictures, fonts and the like: their bytes are searched as they are; a picture is not looked at."""
PROGRAM = "_static"
"""Folder of files that come with the program that builds the site; a district's data never go there."""

_INSIDE = re.compile(r"data:(?P<kind>[\w./+-]*)(?:;[\w=.-]+)*;base64,(?P<data>[A-Za-z0-9+/=\s]+)")
_TAG = re.compile(r"<[^<>]{1,200}>|&shy;|&#173;|[\u00ad\u200b-\u200d\u2060\ufeff]")
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")


@dataclass(frozen=True, slots=True)
class Surface:
    """One file as a reader may see it.

    Attributes
    ----------
    where
        Path within the site.
    text
        Its text, also with what is written in other ways (entities, percent signs, escapes, drawings) spelled out.
    program
        Whether it comes with the program and holds no data.
    """

    where: str
    text: str
    program: bool


def surfaces(site: Path) -> tuple[list[Surface], list[str]]:
    """Read every file of a site.

    Returns
    -------
    tuple
        What can be seen, and the files of a kind that nobody can look into.
    """
    seen: list[Surface] = []
    closed: list[str] = []
    for path in sorted(path for path in site.rglob("*") if path.is_file()):
        where, kind = path.relative_to(site).as_posix(), path.suffix.casefold()
        if kind not in WORDS | DOTS:
            closed.append(where)
        data = path.read_bytes()
        texts = _spelled(decoded(data)) if kind in WORDS else _of_bytes(data)
        spelled = "\n".join(dict.fromkeys([where, *texts]))
        seen.append(Surface(where, spelled, where.startswith(f"{PROGRAM}/")))
    return seen, closed


def links(site: Path) -> list[str]:
    """Name the links of a site to other places: what is behind them may change, and would be published with it."""
    return [path.relative_to(site).as_posix() for path in sorted(site.rglob("*")) if path.is_symlink()]


def _of_bytes(data: bytes) -> Iterator[str]:
    """Give the bytes of a picture or font as they are, without empty ones (two bytes a letter), and packed texts."""
    plain = data.decode("latin-1")
    yield plain
    if "\0" in plain:
        yield plain.replace("\0", "")
    for text in png_texts(data):
        yield from _spelled(text)


def _spelled(text: str) -> Iterator[str]:
    """Give a text as it stands, and as it reads once entities, percent signs and escapes are undone."""
    plain = _INSIDE.sub(_spelled_out, text)
    yield plain
    if "<" in plain:
        yield unescape(_TAG.sub("", plain))
    if "&" in plain:
        yield unescape(plain)
    if "%" in plain:
        yield unquote(plain)
    if "\\u" in plain:
        yield _ESCAPE.sub(lambda found: chr(int(found[1], 16)), plain)


def _spelled_out(inside: re.Match[str]) -> str:
    """Return the words of a drawing or file inside a page; dots and letterforms mean nothing."""
    if any(kind in inside["kind"] for kind in ("jpeg", "gif", "webp", "font", "woff")):
        return ""
    try:
        data = base64.b64decode(inside["data"])
        return "\n".join(png_texts(data)) if "png" in inside["kind"] else decoded(data)
    except ValueError:
        return inside["data"]
