"""A page's tables as files: Parquet for further work, CSV for a spreadsheet."""

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from mtss_analysis.results import ResultTable


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
    return [_write(_described(table), folder / f"{stem}__{name}.parquet") for name, table in tables.items()]


def _described(table: ResultTable) -> pd.DataFrame:
    """Return the rows with what their columns are to the protection of numbers, so that editions can be compared."""
    frame = table.frame.reset_index(drop=True)
    if table.cells is not None:
        flat = [entry if isinstance(entry, tuple) else (entry,) for entry in table.cells.hierarchy]
        frame.attrs["cells"] = {
            "count": table.cells.count,
            "denominator": table.cells.denominator or "",
            "category": table.cells.category or "",
            "strata": list(table.cells.strata),
            "hierarchy": [column for columns in flat for column in columns],
            "percents": list(table.cells.percents),
            "statistics": list(table.cells.statistics),
        }
    return frame


def _write(frame: pd.DataFrame, path: Path) -> Path:
    aside = path.with_suffix(".part")
    frame.to_parquet(aside, index=False)
    return aside.replace(path)
