"""Typed empty tables and the pandera schemas that check filled ones."""

from functools import cache
from typing import TYPE_CHECKING

import pandas as pd

from mtss_analysis.tables.columns import DTYPES, Column
from mtss_analysis.tables.definitions import TABLES

if TYPE_CHECKING:
    from pandera.pandas import Check, DataFrameSchema


def empty(name: str) -> pd.DataFrame:
    """Return a table with no rows and every column typed.

    Examples
    --------
    >>> list(empty("schools").columns)
    ['school_id', 'name', 'level', 'district_id', 'goals', 'staff']
    """
    return pd.DataFrame({c.name: pd.Series([], dtype=DTYPES[c.kind]) for c in TABLES[name].columns})


@cache
def schema(name: str) -> "DataFrameSchema":
    """Return the pandera schema of a table: types, allowed values, bounds and empty values.

    Columns the file may leave out are optional; keys and references are checked with the other
    tables at hand, in :mod:`mtss_analysis.checks`.

    Examples
    --------
    >>> schema("scores").columns["sem"].nullable
    True
    """
    from pandera import pandas as pa

    return pa.DataFrameSchema(
        {
            column.name: pa.Column(
                DTYPES[column.kind],
                checks=_checks(column),
                nullable=column.nullable,
                required=column.required,
                description=column.description,
                metadata={"unit": column.unit},
            )
            for column in TABLES[name].columns
        },
        name=name,
        description=f"One row is {TABLES[name].row}.",
        metadata={"key": TABLES[name].key},
    )


def _checks(column: Column) -> "list[Check]":
    from pandera import pandas as pa

    checks: list[Check] = []
    if column.allowed:
        checks.append(pa.Check.isin(column.allowed, error=f"one of {', '.join(column.allowed)}"))
    if column.low is not None:
        checks.append(pa.Check.ge(column.low, error=f"at least {column.low:g}"))
    if column.high is not None:
        checks.append(pa.Check.le(column.high, error=f"at most {column.high:g}"))
    return checks
