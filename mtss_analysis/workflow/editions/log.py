"""The change log as a page: what the public may read, and beside it every cell for the team."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from mtss_analysis.vocabulary import Audience
from mtss_analysis.workflow.editions import kept
from mtss_analysis.workflow.editions.reasons import FIRST
from mtss_analysis.workflow.site import markdown

MOST = 200
"""Cells shown on the team's page; all stand in the file."""
PLACE = f"{kept.FOLDER}/{kept.KEPT}/{kept.CELLS}"
CAREFUL = (
    "Old numbers that are withheld now must not be passed on. Whoever kept the earlier edition can subtract it from "
    "this one: publish a correction that touches few students together with the next regular edition."
)
KINDS = {
    "withheld now": "some numbers are withheld now",
    "shown now": "some numbers are shown now",
    "new": "rows are new",
    "gone": "rows are gone",
}
RULE = (
    "Where counts changed by a few students only, or a number is withheld in one edition, the log says *restated* and "
    "no more. Otherwise it would tell about single students. Averages are always told in this way."
)


def written(out: Path, audience: Audience) -> str:
    """Write the log of the edition that a site of `out` shows, as Markdown."""
    folder = kept.shown(out)
    if not (folder / kept.LOG).is_file():
        return FIRST
    log = json.loads((folder / kept.LOG).read_text(encoding="utf-8"))
    if log["first"]:
        return f"{FIRST}{_made(log)} What later editions restate will stand here."
    parts = [f"This edition follows one{_of(log['before'])}.{_made(log)}", "## Why numbers changed"]
    parts += ["\n".join(f"- {_escaped(reason)}" for reason in log["reasons"])]
    parts += ["## What was restated", *_restated(log)]
    if audience is Audience.TEAM:
        parts += ["## Every cell, for the team", *_cells(folder)]
    return "\n\n".join(parts)


def _made(log: Mapping[str, Any]) -> str:
    return f" It was made on {log['now']}." if log["now"] else ""


def _of(day: str) -> str:
    return f" of {day}" if day else ""


def _restated(log: Mapping[str, Any]) -> Iterator[str]:
    if not (log["tables"] or log["added"] or log["removed"]):
        yield "No published number differs from the earlier edition."
        return
    if rows := [row for entry in log["tables"] for row in _rows(entry)]:
        yield RULE
        yield markdown.table(["Page", "Table", "Part", "Number", "Before", "Now"], rows)
    for name, said in (("added", "New tables"), ("removed", "Tables that are gone")):
        if log[name]:
            yield f"{said}: {', '.join(_stem(stem) for stem in log[name])}."


def _rows(entry: Mapping[str, Any]) -> Iterator[list[str]]:
    place = [_words(entry["page"].partition("_")[2]), _words(entry["table"])]
    for part, row, column, old, new in entry["told"]:
        number = f"{_words(column)} ({_words(row)})" if row else _words(column) if column else "restated"
        yield [*place, _words(part), number, old or "not told", new or "see the page"]
    yield from ([*place, "in places", KINDS[kind], "not told", "see the page"] for kind in entry["kinds"])


def _cells(folder: Path) -> Iterator[str]:
    frame = pd.read_csv(folder / kept.CELLS, dtype="str", keep_default_na=False)
    yield f"{len(frame):,} cells changed. {CAREFUL} The list is the file `{PLACE}` of the output folder."
    if len(frame):
        head = ["Page", "Table", "Row", "Column", "What", "Before", "Now"]
        rows = frame.drop(columns="why").head(MOST).to_numpy().tolist()
        yield markdown.table(head, [[_escaped(str(cell)) for cell in row] for row in rows])


def _stem(stem: str) -> str:
    _, page, table = stem.split("__", 2)
    return f"{_words(page.partition('_')[2])}, {_words(table).lower()}"


def _words(code: str) -> str:
    text = _escaped(code.replace("_", " "))
    return text[:1].upper() + text[1:]


def _escaped(text: str) -> str:
    """Keep signs of a value from meaning something in Markdown."""
    for sign in "\\*_[]<>{}$`":
        text = text.replace(sign, f"\\{sign}")
    return text
