"""What an edition of a public site says of itself, for programs: its tables, and how their rows hang together.

It tells a reader nothing that the headings of the tables do not, and lets an audit put the tables side by side, also
years later.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from mtss_analysis.errors import DataError, PrivacyError
from mtss_analysis.privacy.puzzle import Seen
from mtss_analysis.reporting import export
from mtss_analysis.results import Cells, ColumnDoc, ResultTable

FILE = "edition.json"
FORMAT = 1
FIELDS = frozenset({"count", "strata", "hierarchy", "category", "denominator", "percents", "statistics", "columns"})
"""What the file says of each table."""
TABLES = frozenset({".csv", ".tsv"})
"""Endings of files that hold tables."""


def write(tables: Path, site: Path, facts: Mapping[str, Any]) -> Path:
    """Write the file of an edition into a built site.

    Parameters
    ----------
    tables
        The released tables of the run, as Parquet.
    site
        The built site.
    facts
        Of the run: version, fingerprints of data and settings, the smallest number shown.
    """
    import pyarrow.parquet as pq

    cells: dict[str, dict[str, Any]] = {}
    repeated: dict[str, list[str]] = {}
    for path in sorted(tables.glob("*.parquet")):
        _, analysis, name = path.stem.split("__", 2)
        columns = list(pq.read_schema(path).names)
        if (said := export.cells_of(path)) is not None:
            cells[f"{analysis}/{name}"] = {**said, "columns": columns}
        else:
            repeated[f"{analysis}/{name}"] = columns
    target = site / FILE
    edition = {"format": FORMAT, **facts, "tables": cells, "repeated": repeated}
    target.write_text(json.dumps(edition, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return target


def read(site: Path) -> dict[str, Any]:
    """Read the file of an edition.

    Raises
    ------
    DataError
        There is no such folder.
    PrivacyError
        The folder is no public site of ours, or one of another format.
    """
    if not site.is_dir():
        raise DataError(f'There is no folder "{site}". Give the folder of a built public site, such as OUT/site.')
    try:
        edition = json.loads((site / FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        edition = {}
    if not isinstance(edition, dict) or edition.get("format") != FORMAT or not _whole(edition.get("tables")):
        raise PrivacyError(
            f'"{site}" is no public site that this program built: it has no {FILE} that can be read. Its tables cannot '
            "be put side by side. Give the folder of a site from `mtss run` or `mtss site build` of this version."
        )
    return edition


def _whole(said: object) -> bool:
    """Tell whether every table says how its rows hang together."""
    tables_ = said.values() if isinstance(said, dict) else [None]
    return all(isinstance(each, dict) and set(each) >= FIELDS for each in tables_)


@dataclass(frozen=True, slots=True)
class Offered:
    """The files of tables that a site offers.

    Attributes
    ----------
    tables
        Released tables.
    repeated
        File and rows of tables that repeat numbers of others, such as those of a report to the board.
    strange
        Files with a table or with columns that the edition does not know: nobody protected these.
    """

    tables: list[Seen]
    repeated: list[tuple[str, pd.DataFrame]]
    strange: list[str]


def tables(site: Path, edition: Mapping[str, Any]) -> Offered:
    """Read the tables that a site offers as files."""
    found: list[Seen] = []
    again: list[tuple[str, pd.DataFrame]] = []
    strange: list[str] = []
    for path in sorted(path for path in site.rglob("*") if path.suffix.casefold() in TABLES):
        where = path.relative_to(site).as_posix()
        _, _, rest = path.stem.partition("__")
        analysis, _, name = rest.partition("__")
        key, frame = f"{analysis}/{name}", _read(path)
        said, known = edition["tables"].get(key), (edition.get("repeated") or {}).get(key)
        if frame is not None and known is not None and set(frame.columns) <= set(known):
            again.append((where, frame))
        elif frame is None or said is None or not _needed(said) <= set(frame.columns) <= set(said["columns"]):
            strange.append(where)
        else:
            found.append(seen(analysis, name, where, frame, said))
    return Offered(found, again, strange)


def _read(path: Path) -> pd.DataFrame | None:
    try:
        return pd.read_csv(path, dtype="str", keep_default_na=False, na_values=[""])
    except (ValueError, OSError):  # empty, or no table at all
        return None


def _needed(said: Mapping[str, Any]) -> set[str]:
    flat = [name for entry in said["hierarchy"] for name in ([entry] if isinstance(entry, str) else entry)]
    return {said["count"], *said["strata"], *flat, *(said[key] for key in ("category", "denominator") if said[key])}


def exact(folder: Path, edition: Mapping[str, Any]) -> list[Seen]:
    """Read the district's exact tables of a run, as far as an edition shows them."""
    found = []
    for key, said in edition["tables"].items():
        analysis, _, name = key.partition("/")
        path = folder / f"district__{analysis}__{name}.parquet"
        if path.is_file():
            found.append(seen(analysis, name, path.name, pd.read_parquet(path), said))
    return found


def seen(analysis: str, name: str, where: str, frame: pd.DataFrame, said: Mapping[str, Any]) -> Seen:
    """Put rows and what is said of them together."""
    lists = {key: tuple(said[key]) for key in ("strata", "percents", "statistics")}
    hierarchy = tuple(tuple(entry) if isinstance(entry, list) else entry for entry in said["hierarchy"])
    cells = Cells(
        said["count"], hierarchy=hierarchy, category=said["category"], denominator=said["denominator"], **lists
    )
    columns = tuple(ColumnDoc(str(column), "") for column in frame.columns)
    return Seen(analysis, where, ResultTable(name, "", frame, columns, "aggregate", cells))
