"""What a canonical table and its columns are made of."""

from dataclasses import dataclass
from typing import Final, Literal

Kind = Literal["id", "text", "number", "integer", "date", "flag"]
"""What a column holds. An "id" is text whose leading zeros count."""

DTYPES: Final[dict[Kind, str]] = {
    "id": "str",
    "text": "str",
    "number": "float64",
    "integer": "Int64",
    "date": "datetime64[us]",
    "flag": "boolean",
}
"""The pandas type of each kind; a missing value stays missing in every one of them."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: what it holds, in which unit, and what its values may be.

    Attributes
    ----------
    required
        The file must have the column.
    nullable
        A row may leave it empty.
    allowed
        The only values it may have, if they are few.
    low, high
        Inclusive bounds of a number [the column's unit].
    """

    name: str
    kind: Kind
    description: str
    unit: str = ""
    required: bool = True
    nullable: bool = False
    allowed: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """One canonical table.

    Attributes
    ----------
    name
        Also the name of its file or sheet.
    row
        What one row is.
    key
        Columns whose values together are unique; empty if rows may repeat.
    references
        Column → table that must know its values.
    open
        Further columns are kept, as text (group columns of the district).
    """

    name: str
    row: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    references: tuple[tuple[str, str], ...] = ()
    open: bool = False

    def column(self, name: str) -> Column:
        """Return one column by name; KeyError if there is none."""
        return {column.name: column for column in self.columns}[name]

    @property
    def names(self) -> list[str]:
        """Names of the columns, in order."""
        return [column.name for column in self.columns]
