"""Worked cases of the lessons, kept with the book: made from the invented district, so that any site can show them.

``python -m mtss_analysis.workflow.cases OUT`` writes them anew from the tables of a run of ``data_samples/district``; a
test makes them again and compares.
"""

import json
import sys
from dataclasses import asdict
from functools import cache
from pathlib import Path

import pandas as pd

from mtss_analysis.errors import DataError
from mtss_analysis.params import HOME
from mtss_analysis.reporting.cases import Case, Tables, make

FOLDER = HOME / "book" / "learn" / "cases"


def tables_of(out: Path) -> Tables:
    """Return what gives the district's team tables of a run by name.

    Raises
    ------
    DataError
        The run did not make the table that is asked for.
    """
    folder = out / "tables" / "team"

    @cache
    def table(name: str) -> pd.DataFrame:
        path = folder / f"district__{name}.parquet"
        if not path.is_file():
            raise DataError(f"{path} is not there. Run `mtss run data_samples/district --out {out}` with all analyses.")
        return pd.read_parquet(path)

    return table


def write(out: Path, folder: Path = FOLDER) -> list[Path]:
    """Make every case from the run in `out` and write one file each; return the files."""
    made = make(tables_of(out))
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for case in made:
        path = folder / f"{case.name}.json"
        path.write_text(json.dumps(asdict(case), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        paths.append(path)
    return paths


def read(name: str, folder: Path = FOLDER) -> Case | None:
    """Return the case of a lesson; None if it has none."""
    path = folder / f"{name}.json"
    if not path.is_file():
        return None
    kept = json.loads(path.read_text(encoding="utf-8"))
    rows = tuple(tuple(row) for row in kept["rows"])
    return Case(kept["name"], kept["title"], tuple(kept["columns"]), rows, tuple(kept["steps"]))


if __name__ == "__main__":
    write(Path(sys.argv[1]))
