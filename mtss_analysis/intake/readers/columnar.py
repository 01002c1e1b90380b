"""Parquet files, which know the type of each column."""

import re
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as parquet

from mtss_analysis.errors import DataError
from mtss_analysis.intake.readers.parts import Part


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
