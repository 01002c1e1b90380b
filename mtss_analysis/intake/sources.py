"""Which file, sheet and row a row of a table came from."""

from collections.abc import Iterable
from dataclasses import dataclass

from mtss_analysis.intake.findings import numbered


@dataclass(frozen=True, slots=True)
class PartSource:
    """One file or sheet that holds (part of) a table.

    Attributes
    ----------
    label
        How a person names it: ``"scores.csv"``, ``"ratings/2024.csv"``, ``'data.xlsx, sheet "scores"'``.
    start, rows
        First index label and number of rows in the dataset's table.
    first_row
        Number of the first data row as its program shows it: 2 in a spreadsheet, where the
        header is row 1, and 1 in Parquet.
    """

    label: str
    start: int
    rows: int
    first_row: int

    def number(self, index: int) -> int:
        """Return the row's number as a person sees it."""
        return index - self.start + self.first_row


@dataclass(frozen=True, slots=True)
class TableSource:
    """Where a table came from: its parts, in the order they were read."""

    table: str
    parts: tuple[PartSource, ...]

    @property
    def label(self) -> str:
        """Name of the file; of several, the first and how many more."""
        more = f" and {len(self.parts) - 1} more files" if len(self.parts) > 1 else ""
        return self.parts[0].label + more

    def where(self, rows: Iterable[int], limit: int = 3) -> str:
        """Name file and rows; without rows, the file.

        Examples
        --------
        >>> source = TableSource("scores", (PartSource("scores.csv", 0, 100, 2),))
        >>> source.where([12, 86]), source.where([])
        ('scores.csv, rows 14 and 88', 'scores.csv')
        """
        places: dict[str, list[int]] = {}
        for row in rows:
            part = self.part(row)
            places.setdefault(part.label, []).append(part.number(row))
        if not places:
            return self.label
        first, numbers = next(iter(places.items()))
        others = sum(len(found) for found in places.values()) - len(numbers)
        return f"{first}, {numbered(numbers, limit)}" + (f" (and {others:,} in other files)" if others else "")

    def part(self, index: int) -> PartSource:
        """Return the part that holds a row."""
        for part in self.parts:
            if index < part.start + part.rows:
                return part
        raise IndexError(f"table {self.table!r} has no row {index}")
