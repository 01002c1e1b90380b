"""What a reader hands over: one file or sheet as cells, before anything is interpreted."""

import re
from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True, slots=True)
class Remark:
    """Something a reader noticed about its file.

    Attributes
    ----------
    code
        Code of the finding.
    positions
        Rows of the part, from zero; empty if the whole file is meant.
    fact, value, expected, next_move, blocking
        As in :class:`mtss_analysis.intake.findings.Finding`.
    """

    code: str
    positions: tuple[int, ...]
    fact: str
    value: str
    expected: str
    next_move: str
    blocking: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """One file or sheet.

    Attributes
    ----------
    label
        How a person names it.
    header
        Column names as given; may hold blanks and duplicates.
    cells
        Values, shape (rows, len(header)), with columns numbered from zero.
    first_row
        Number of the first data row as its program shows it.
    numeric
        Numbers of the columns that hold numbers, if the format knows types.
    remarks
        What the reader noticed.
    """

    label: str
    header: tuple[str, ...]
    cells: pd.DataFrame
    first_row: int
    numeric: frozenset[int] = frozenset()
    remarks: tuple[Remark, ...] = ()


def canonical(name: str) -> str:
    """Return a column's name as the tables write it.

    Examples
    --------
    >>> canonical(" Student ID "), canonical("enrolled-from")
    ('student_id', 'enrolled_from')
    """
    return re.sub(r"[\s\-]+", "_", name.strip().strip("\ufeff\"'").casefold())


def nothing(label: str, expected: str) -> Part:
    """Return the part of a file without so much as a header."""
    remark = Remark(
        "empty_file", (), "the file is empty", "", expected, "Export the table again, or take the file away."
    )
    return Part(label, (), pd.DataFrame(), 2, remarks=(remark,))
