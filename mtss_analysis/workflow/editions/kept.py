"""The edition that is kept in the output folder, and the one that is about to take its place.

The next edition is written aside, whole, before its site is built; a failed build leaves the kept one as it was.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from mtss_analysis.errors import ParamsError
from mtss_analysis.reporting import export
from mtss_analysis.workflow import effective
from mtss_analysis.workflow.editions import compare, reasons
from mtss_analysis.workflow.manifest import FILE as MANIFEST
from mtss_analysis.workflow.manifest import Manifest
from mtss_analysis.workflow.plan import source_fingerprint

FOLDER = "editions"
"""Folder of the output folder; for this user alone, because the team's list stands in it."""
KEPT, NEXT, REPLACED = "kept", "next", "replaced"
LOG, CELLS, FACTS = "log.json", "changes.csv", "edition.json"
DISTRICT = "district__"
"""Tables of the whole district hold those of the schools, too."""


@dataclass(frozen=True)
class Edition:
    """What a built site shows.

    Attributes
    ----------
    tables
        ``district__<page>__<table>`` → its rows.
    cells
        The same → how its rows hang together; of the edition that is compared with an earlier one.
    settings
        File → its values; empty if they are not at hand.
    facts
        ``data``, ``params``, ``version``, ``made`` and, if known, ``program``; empty if they are not at hand.
    """

    tables: Mapping[str, pd.DataFrame]
    cells: Mapping[str, Mapping[str, Any]]
    settings: Mapping[str, Mapping[str, Any]]
    facts: Mapping[str, str]


def adopt(out: Path) -> None:
    """Keep the edition that an earlier version of this program left in `out`, before a run replaces its tables."""
    if Manifest.load(out).site and _kept(out) is None:
        _write(out / FOLDER / KEPT, _current(out))


def prepare(out: Path, previous: Edition | None = None) -> None:
    """Compare the released tables in `out` with the kept edition, or with `previous`, and write the log aside.

    Where no number differs, the kept edition and its log stay: a new look of the pages is no new edition.
    """
    shutil.rmtree(out / FOLDER / NEXT, ignore_errors=True)
    before, made = previous or _kept(out), _current(out)
    now = replace(made, facts={**made.facts, "program": source_fingerprint()})
    found = _compared(before, now) if before else {}
    if previous is None and before and not any(len(cells) for cells, _ in found.values()):
        return
    _write(out / FOLDER / NEXT, now)
    minimum = _minimum(before, now)
    told = {stem: compare.told(cells, shape, minimum) for stem, (cells, shape) in found.items()}
    log = reasons.log((before.facts, before.settings) if before else None, (now.facts, now.settings))
    log["tables"] = [_entry(stem, cells, told[stem]) for stem, (cells, _) in found.items() if len(cells)]
    log["added"] = sorted(set(now.tables) - set(before.tables)) if before else []
    log["removed"] = sorted(set(before.tables) - set(now.tables)) if before else []
    _text(out / FOLDER / NEXT / LOG, json.dumps(log, indent=1, ensure_ascii=False))
    _list(found, log["why"]).to_csv(out / FOLDER / NEXT / CELLS, index=False)


def settle(out: Path) -> None:
    """Put the edition that was written aside in place of the kept one, once its site stands."""
    folder = out / FOLDER
    if not (folder / NEXT / FACTS).is_file():
        return
    shutil.rmtree(folder / REPLACED, ignore_errors=True)
    if (folder / KEPT).is_dir():
        (folder / KEPT).rename(folder / REPLACED)
    (folder / NEXT).rename(folder / KEPT)
    shutil.rmtree(folder / REPLACED, ignore_errors=True)


def shown(out: Path) -> Path:
    """Return the folder whose log a site of `out` shows: that of the edition being built, else of the kept one."""
    aside = out / FOLDER / NEXT
    return aside if (aside / LOG).is_file() else out / FOLDER / KEPT


def earlier(folder: Path) -> Edition:
    """Read the edition in the output folder of an earlier run, or in a site.

    Raises
    ------
    ParamsError
        There is none.
    """
    for found in (_kept(folder), _of_run(folder), _of_site(folder)):
        if found is not None and found.tables:
            return found
    raise ParamsError(
        f'--previous "{folder}" holds no earlier edition. Give the output folder of an earlier run (it holds '
        "manifest.json), or the folder of its site (it holds index.html)."
    )


def _kept(out: Path) -> Edition | None:
    """Read the kept edition; one that was being replaced when the machine stopped counts."""
    for name in (KEPT, REPLACED):
        place = out / FOLDER / name
        if (place / FACTS).is_file():
            return Edition(_tables(place / "tables"), {}, _json(place / effective.FILE), _json(place / FACTS))
    return None


def _of_run(out: Path) -> Edition | None:
    return _current(out) if (out / MANIFEST).is_file() else None


def _current(out: Path) -> Edition:
    """Read what the latest run in `out` left."""
    manifest = Manifest.load(out)
    facts = {"data": manifest.data, "params": manifest.params, "version": manifest.version,
             "made": manifest.finished}  # fmt: skip
    folder = out / "tables" / "public"
    said = {path.stem: export.cells_of(path) for path in folder.glob(f"{DISTRICT}*.parquet")}
    cells = {stem: each for stem, each in said.items() if each is not None}
    return Edition(_tables(folder), cells, _json(out / effective.FILE), facts)


def _of_site(site: Path) -> Edition | None:
    """Read the files that a site offers; how their columns are to be read, the new edition knows."""
    files = sorted(site.glob(f"_downloads/*/{DISTRICT}*.csv"))
    known = _json(site / "edition.json")
    names = {"data": "data", "version": "version", "finished": "made"}
    facts = {ours: str(known[name]) for name, ours in names.items() if known.get(name)}
    read = {path.stem: pd.read_csv(path, dtype="str", keep_default_na=False, na_values=[""]) for path in files}
    return Edition(read, {}, {}, facts) if files else None


def _tables(folder: Path) -> dict[str, pd.DataFrame]:
    return {path.stem: pd.read_parquet(path) for path in sorted(folder.glob(f"{DISTRICT}*.parquet"))}


def _json(path: Path) -> dict[str, Any]:
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return values if isinstance(values, dict) else {}


def _write(folder: Path, edition: Edition) -> None:
    """Write an edition; its facts last, so that a folder without them is known to be half written."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.parent.chmod(0o700)
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "tables").mkdir(parents=True)
    for stem, frame in edition.tables.items():
        frame.to_parquet(folder / "tables" / f"{stem}.parquet", index=False)
    _text(folder / effective.FILE, json.dumps(edition.settings, ensure_ascii=False))
    _text(folder / FACTS, json.dumps(edition.facts, ensure_ascii=False))


def _text(path: Path, text: str) -> None:
    path.write_text(text + "\n", encoding="utf-8")


def _compared(before: Edition, now: Edition) -> dict[str, tuple[pd.DataFrame, compare.Shape]]:
    found = {}
    for stem, frame in now.tables.items():
        if stem in now.cells and stem in before.tables:
            shape = compare.shape_of(now.cells[stem])
            found[stem] = compare.changes(before.tables[stem], frame, shape), shape
    return found


def _minimum(before: Edition | None, now: Edition) -> int:
    """Return the smallest change that is told: the larger minimum of both editions."""
    found = [each.settings.get("privacy", {}).get("minimum_n", 0) for each in (before, now) if each is not None]
    return max(10, *map(int, found)) if found else 10


def _entry(stem: str, cells: pd.DataFrame, told: pd.DataFrame) -> dict[str, Any]:
    _, page, table = stem.split("__", 2)
    kinds = [
        kind
        for kind in (compare.HIDDEN, compare.SHOWN, compare.ADDED, compare.REMOVED)
        if (cells["what"] == kind).any()
    ]
    return {"page": page, "table": table, "kinds": kinds, "told": told.to_numpy().tolist()}


def _list(found: Mapping[str, tuple[pd.DataFrame, compare.Shape]], why: str) -> pd.DataFrame:
    """List every cell that changed, for the team."""
    parts = []
    for stem, (cells, shape) in found.items():
        if len(cells):
            _, page, table = stem.split("__", 2)
            row = cells[shape.key].astype("str").agg(", ".join, axis=1)
            said = cells[["column", "what", "old", "new"]]
            parts.append(said.assign(page=page, table=table, row=row, why=why))
    columns = ["page", "table", "row", "column", "what", "old", "new", "why"]
    return pd.concat(parts)[columns] if parts else pd.DataFrame(columns=columns)
