"""A page's tables as files: Parquet for further work, CSV for a spreadsheet."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from mtss_analysis.results import ResultTable

CELLS = b"mtss_cells"
"""Key under which a file says how its rows hang together: counts, strata, hierarchies, percents."""


def write(tables: Mapping[str, ResultTable], folder: Path, stem: str) -> list[Path]:
    """Write each table to ``<stem>__<table>.parquet``, aside first and then renamed.

    Parameters
    ----------
    tables
        The tables of one page.
    folder
        Made if it does not exist.
    stem
        Scope and analysis, such as ``district__02_screening``.

    Returns
    -------
    list of Path
        The files written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    return [_write(table, folder / f"{stem}__{name}.parquet") for name, table in tables.items()]


def cells_of(path: Path) -> dict[str, Any] | None:
    """Return how the rows of a written table hang together (the fields of Cells), or None if nothing says so."""
    import pyarrow.parquet as parquet

    said = (parquet.read_schema(path).metadata or {}).get(CELLS)
    return dict(json.loads(said)) if said else None


def _write(table: ResultTable, path: Path) -> Path:
    import pyarrow as pa
    import pyarrow.parquet as parquet

    aside = path.with_suffix(".part")
    made = pa.Table.from_pandas(table.frame.reset_index(drop=True), preserve_index=False)
    if table.cells is not None:
        known = {**(made.schema.metadata or {}), CELLS: json.dumps(asdict(table.cells)).encode()}
        made = made.replace_schema_metadata(known)
    parquet.write_table(made, aside)
    return aside.replace(path)
