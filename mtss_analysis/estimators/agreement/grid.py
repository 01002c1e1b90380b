"""A table of ratings: two-dimensional and complete, or told where not."""

import numpy as np
from numpy.typing import ArrayLike

from mtss_analysis.estimators.series import Floats


def table_of(name: str, ratings: ArrayLike, rows: str, columns: str) -> Floats:
    """Take a table of numbers (rows, columns).

    Raises
    ------
    ValueError
        It is not two-dimensional, or holds an infinite number.
    """
    table = np.asarray(ratings, np.float64)
    if table.ndim != 2:
        raise ValueError(
            f"{name}: got {table.ndim} dimension(s), expected two: {rows} by {columns}. Lay the numbers out as a table."
        )
    _refuse(name, table, np.isinf(table), rows, columns)
    return table


def complete(name: str, ratings: ArrayLike, rows: str, columns: str) -> Floats:
    """Take a table of numbers (rows, columns) without a gap.

    Raises
    ------
    ValueError
        It is not two-dimensional, or a number is missing or infinite, naming the first.
    """
    table = table_of(name, ratings, rows, columns)
    _refuse(name, table, np.isnan(table), rows, columns)
    return table


def _refuse(name: str, table: Floats, bad: np.ndarray, rows: str, columns: str) -> None:
    places = np.argwhere(bad)
    if len(places):
        row, column = places[0].tolist()
        raise ValueError(
            f'{name}: row {row}, column {column} holds "{table[row, column]}" ({len(places)} such), expected a finite '
            f"number for each of the {rows} by each of the {columns}. Leave incomplete {rows} out and count the rest."
        )
