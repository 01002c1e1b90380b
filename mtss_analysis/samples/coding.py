"""From the codes and arrays a sample is drawn in to the canonical tables."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from pandas.api.types import pandas_dtype

from mtss_analysis.tables import DTYPES, TABLES, empty


def coded(labels: Sequence[str], codes: ArrayLike) -> pd.Series:
    """Return text for codes; a code of -1 is missing.

    Examples
    --------
    >>> coded(["low", "high"], [1, -1, 0]).tolist()
    ['high', nan, 'low']
    """
    known = pd.array(list(labels) or [""], dtype="str")
    return pd.Series(known.take(np.asarray(codes, dtype=np.int64), allow_fill=True))


def numbered(prefix: str, numbers: ArrayLike, width: int) -> pd.Series:
    """Return identifiers such as ``"SYN-000123"``; a number of -1 is missing.

    Examples
    --------
    >>> numbered("STF-", [7, -1], 3).tolist()
    ['STF-007', nan]
    """
    numbers = np.asarray(numbers, dtype=np.int64)
    return coded([f"{prefix}{number:0{width}d}" for number in range(int(numbers.max(initial=0)) + 1)], numbers)


def canonical(name: str, columns: Mapping[str, object]) -> pd.DataFrame:
    """Return a canonical table: columns in order and typed, extra columns last.

    Examples
    --------
    >>> canonical("schools", {"school_id": ["S01"], "name": ["Cedar Elementary"]}).dtypes.astype(str).tolist()
    ['str', 'str', 'str', 'str', 'str', 'Int64']
    """
    table = TABLES[name]
    frame = pd.DataFrame({key: _plain(values) for key, values in columns.items()})
    for column in table.columns:
        values = frame[column.name] if column.name in frame else empty(name)[column.name].reindex(frame.index)
        frame[column.name] = values.astype(pandas_dtype(DTYPES[column.kind]))
    return frame[[*table.names, *(extra for extra in frame.columns if extra not in table.names)]]


def _plain(values: object) -> object:
    return values.array if isinstance(values, pd.Series) else values


def ragged(counts: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return for each element of consecutive runs its run and its place in the run.

    Examples
    --------
    >>> ragged(np.array([2, 0, 3]))
    (array([0, 0, 2, 2, 2]), array([0, 1, 0, 1, 2]))
    """
    runs = np.repeat(np.arange(len(counts)), counts)
    return runs, np.arange(len(runs)) - np.repeat(np.cumsum(counts) - counts, counts)
