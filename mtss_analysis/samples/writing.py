"""A sample district as a folder of files, whole or not at all."""

import json
import shutil
import tempfile
from pathlib import Path
from typing import Literal

import pandas as pd
import yaml

from mtss_analysis.errors import DataError
from mtss_analysis.samples.district import SampleDistrict

Format = Literal["mixed", "csv", "parquet", "xlsx"]
SMALL = 6500
"""Tables with at most this many rows are CSV in a mixed folder."""


def write(folder: str | Path, district: SampleDistrict, form: Format = "mixed") -> Path:
    """Write tables, ``truths.json`` and ``params/`` into a new or empty folder.

    Parameters
    ----------
    form
        ``"mixed"`` (small tables CSV, large ones Parquet), ``"csv"``, ``"parquet"`` or
        ``"xlsx"`` (one workbook, one sheet a table).

    Raises
    ------
    DataError
        The folder holds files already.
    """
    folder = Path(folder)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise DataError(f'"{folder}" holds files already. Name a new folder, or empty this one.')
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".sample-") as aside:
        whole = Path(aside) / folder.name
        whole.mkdir()
        _write_tables(whole, district, form)
        _write_settings(whole, district)
        if folder.exists():
            folder.rmdir()
        shutil.move(whole, folder)
    return folder


def _write_tables(folder: Path, district: SampleDistrict, form: Format) -> None:
    if form == "xlsx":
        with pd.ExcelWriter(folder / "district.xlsx") as book:
            for name, table in district.tables.items():
                table.to_excel(book, sheet_name=name, index=False)
        return
    for name, table in district.tables.items():
        if form == "csv" or (form == "mixed" and len(table) <= SMALL):
            table.to_csv(folder / f"{name}.csv", index=False, lineterminator="\n")
        else:
            table.to_parquet(folder / f"{name}.parquet", index=False, compression="zstd")


def _write_settings(folder: Path, district: SampleDistrict) -> None:
    text = json.dumps(district.truths, indent=None, separators=(", ", ": ")).replace('], "', '],\n "')
    (folder / "truths.json").write_text(text + "\n", encoding="utf-8", newline="\n")
    (folder / "params").mkdir()
    for name, values in district.params.items():
        nested = any(isinstance(value, dict) for value in values.values())
        body = yaml.safe_dump(dict(values), sort_keys=False, width=110, default_flow_style=None if nested else False)
        lines = f"# Settings of the sample district (invented data), made by mtss_analysis.samples.\n{body}"
        (folder / "params" / f"{name}.yml").write_text(lines, encoding="utf-8", newline="\n")
