"""Parquet files, which know the type of each column."""

import io
import re
from collections.abc import Collection, Mapping
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as compute
import pyarrow.parquet as parquet

from mtss_analysis.errors import DataError
from mtss_analysis.intake.readers.parts import Part, canonical


def read(path: Path, label: str) -> list[Part]:
    """Read one Parquet file; row groups and an index that pandas stored are of no interest.

    Raises
    ------
    DataError
        It cannot be read.
    """
    try:
        with parquet.ParquetFile(path, pre_buffer=False) as file:
            table = file.read(use_threads=False)
    except (pa.ArrowException, ValueError):
        raise DataError(
            f"{label} cannot be read as Parquet: it is empty, damaged or another kind of file. Export the table again."
        ) from None
    keep = [i for i, name in enumerate(table.column_names) if not re.fullmatch(r"__index_level_\d+__", name)]
    table = table.select(keep)
    header = tuple(table.column_names)
    frame = table.rename_columns([str(i) for i in range(len(header))]).to_pandas(
        use_threads=False, ignore_metadata=True, date_as_object=False
    )
    cells = frame.set_axis(range(len(header)), axis=1)
    numeric = frozenset(i for i in cells if pd.api.types.is_numeric_dtype(cells.dtypes.iloc[i]))
    return [Part(label, header, cells, 1, numeric)]


def without(path: Path, gone: Mapping[str, Collection[str]]) -> tuple[bytes, int]:
    """Return the file without the rows in which a column of `gone` has one of its values, and how many these are."""
    table = parquet.read_table(path, use_threads=False)
    keep = pa.array([True] * table.num_rows)
    for name in table.column_names:
        if canonical(name) in gone:
            found = compute.is_in(
                table.column(name).cast(pa.string()), pa.array(sorted(gone[canonical(name)]), pa.string())
            )
            keep = compute.and_(keep, compute.invert(found))
    target = io.BytesIO()
    kept = table.filter(keep)
    parquet.write_table(kept, target)
    return target.getvalue(), table.num_rows - kept.num_rows
