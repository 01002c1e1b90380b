"""Sheets: pages that stand alone in one file, to be opened in a browser and printed for a meeting."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path

from mtss_analysis.reporting import narrate
from mtss_analysis.vocabulary import Audience

STYLE = (Path(__file__).parent / "sheet.css").read_text(encoding="utf-8")
WHOLE = re.compile(r"(?<=>)([^<>\s]{1,24}-[^<>\s]{1,24})(?=</t[hd]>)")


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a sheet: a heading, its body as HTML, and whether it begins a new page of paper."""

    heading: str
    body: str
    new_page: bool = False

    def html(self) -> str:
        """Return the part as a section."""
        style = ' class="mtss-sheet-break"' if self.new_page else ""
        return f"<section{style}><h2>{escape(self.heading)}</h2>{self.body}</section>"


def sheet(title: str, under: str, parts: Iterable[Part], *, audience: Audience = Audience.TEAM, foot: str = "") -> str:
    """Return a whole page as HTML: no script, no address, style inside; it ends with the right to an evaluation.

    Parameters
    ----------
    title, under
        Heading, and one line under it: team, school, date.
    parts
        In order.
    audience
        Who may read it; said under the title and at the foot.
    foot
        HTML that stands at the end, such as where the numbers come from.

    Examples
    --------
    >>> "<h2>Agenda</h2>" in sheet("Meeting", "Cedar School", [Part("Agenda", "<p>Begin.</p>")])
    True
    """
    body = "".join(part.html() for part in parts)
    said = escape(narrate.AUDIENCE_NOTES[audience])
    return document(title, under, f"{body}{narrate.rights()}", f"<p>{said}</p>{foot}")


def document(title: str, under: str, body: str, foot: str, *, language: str = "en") -> str:
    """Return a whole page as HTML in any language: no script, no address, style inside.

    Parameters
    ----------
    title, under
        Heading, and one line under it.
    body, foot
        HTML of the page and of its foot.
    language
        Code of the language, such as ``"es"``.

    Examples
    --------
    >>> '<html lang="es">' in document("Carta", "2025", "<p>Hola</p>", "", language="es")
    True
    """
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(language, quote=True)}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}: {escape(under)}</title><style>{STYLE}</style></head><body>"
        f"<header><h1>{escape(title)}</h1><p>{escape(under)}</p></header><main>{body}</main>"
        f"<footer>{foot}</footer></body></html>\n"
    )


def unbroken(html: str) -> str:
    """Keep cells that are one word with a hyphen, such as a day or an identifier, on one line.

    Examples
    --------
    >>> unbroken("<td>2025-03-18</td>")
    '<td><span class="mtss-nowrap">2025-03-18</span></td>'
    """
    return WHOLE.sub(r'<span class="mtss-nowrap">\1</span>', html)


def facts(pairs: Mapping[str, str]) -> str:
    """Return names and values as a list of descriptions."""
    return "<dl>" + "".join(f"<dt>{escape(k)}</dt><dd>{escape(v)}</dd>" for k, v in pairs.items()) + "</dl>"


def steps(sentences: Iterable[str], *, boxes: bool = False) -> str:
    """Return sentences as a numbered list, or with boxes to tick."""
    box = '<span class="mtss-box" aria-hidden="true"></span>' if boxes else ""
    tag = "ul" if boxes else "ol"
    return f"<{tag}>" + "".join(f"<li>{box}{escape(sentence)}</li>" for sentence in sentences) + f"</{tag}>"


def lines(label: str) -> str:
    """Return a labelled space to write in by hand."""
    return f'<p>{escape(label)}</p><div class="mtss-lines" role="presentation"></div>'
