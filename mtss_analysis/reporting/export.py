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
    return [_write(table.frame, folder / f"{stem}__{name}.parquet") for name, table in tables.items()]


def _write(frame: pd.DataFrame, path: Path) -> Path:
    aside = path.with_suffix(".part")
    frame.reset_index(drop=True).to_parquet(aside, index=False)
    return aside.replace(path)
