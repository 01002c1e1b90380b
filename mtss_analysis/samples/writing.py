"""A sample district as a folder of files, whole or not at all."""

import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

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
    with into_new(Path(folder)) as whole:
        _write_tables(whole, district, form)
        text = json.dumps(district.truths, separators=(", ", ": ")).replace('], "', '],\n "')
        (whole / "truths.json").write_text(text + "\n", encoding="utf-8", newline="\n")
        write_settings(whole, district.params)
    return Path(folder)


@contextmanager
def into_new(folder: Path) -> Iterator[Path]:
    """Give a folder to fill, and put it in place when everything is written.

    Raises
    ------
    DataError
        The folder holds files already.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise DataError(f'"{folder}" holds files already. Name a new folder, or empty this one.')
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".sample-") as aside:
        whole = Path(aside) / folder.name
        whole.mkdir()
        yield whole
        if folder.exists():
            folder.rmdir()
        shutil.move(whole, folder)


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


def write_settings(folder: Path, params: Mapping[str, Mapping[str, Any]]) -> None:
    """Write the district's settings into its folder ``params``."""
    (folder / "params").mkdir()
    for name, values in params.items():
        nested = any(isinstance(value, dict) for value in values.values())
        body = yaml.safe_dump(dict(values), sort_keys=False, width=110, default_flow_style=None if nested else False)
        lines = f"# Settings of the sample district (invented data), made by mtss_analysis.samples.\n{body}"
        (folder / "params" / f"{name}.yml").write_text(lines, encoding="utf-8", newline="\n")
