"""The shapes every analysis gives back: documented tables, cautions, provenance and a summary.

A result never draws and never prints. Its tables say how they may be protected
(:class:`Cells`), so that a public page is the same result, released, and not another one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Literal

import pandas as pd

from mtss_analysis.params import Params

Level = Literal["student", "staff", "aggregate"]
"""Who a row stands for; only aggregate tables can ever be released."""


@dataclass(frozen=True, slots=True)
class Caution:
    """A limit of a result, in words.

    Attributes
    ----------
    code
        Short name, stable over versions, such as ``"few_points"``.
    affects
        Whom or what it touches: ``"all"``, a table, a column, a school.
    sentence
        One plain sentence, free of student identifiers. Pages put the name of `school` before it.
    school
        The school it concerns, and no other; "All" for the district as a whole. Empty if it holds everywhere.
        What concerns one school is never published.
    """

    code: str
    affects: str
    sentence: str
    school: str = ""


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a result came from: fingerprints of data and parameters, version and seed."""

    data: str
    params: str
    version: str
    seed: int | None = None


@dataclass(frozen=True, slots=True)
class Summary:
    """A result in words: one headline, one small table, and a paragraph.

    In headline and paragraph the code of a measure stands in backticks; pages put its label in their place.
    """

    headline: str
    table: pd.DataFrame
    text: str


@dataclass(frozen=True, slots=True)
class ColumnDoc:
    """Meaning and unit of one column of a result's table."""

    name: str
    description: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Cells:
    """How an aggregate table may be protected.

    Attributes
    ----------
    count
        Integer column with the number of students a row stands for.
    strata
        Columns that split the table into separate tables with no sums between them.
    hierarchy
        Additive dimensions. A column name such as ``"school_id"``, whose value "All" is the
        total of its other values; or a pair ``("by", "group")``, where ``by="All"`` is the
        total and every other value of ``by`` is one partition of it.
    category
        Additive column whose shares are the percents (such as ``"tier"``), or None.
    denominator
        Column with the count the percents divide by, or None.
    percents, statistics
        Columns that vanish together with the count.
    """

    count: str = "n"
    strata: tuple[str, ...] = ()
    hierarchy: tuple[str | tuple[str, str], ...] = ()
    category: str | None = None
    denominator: str | None = None
    percents: tuple[str, ...] = ()
    statistics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ResultTable:
    """One documented table of a result.

    Attributes
    ----------
    name
        Named for its row: ``"students"``, ``"tiers"``, ``"groups"``.
    row
        A sentence ending: "one row is …".
    frame
        The rows, shape (rows, columns); every column is documented.
    columns
        Meaning and unit of each column of `frame`, in order.
    level
        ``"student"``, ``"staff"`` or ``"aggregate"``.
    cells
        How an aggregate table may be protected; None keeps it from any release.
    """

    name: str
    row: str
    frame: pd.DataFrame
    columns: tuple[ColumnDoc, ...]
    level: Level
    cells: Cells | None = None

    def __post_init__(self) -> None:
        documented = [column.name for column in self.columns]
        if documented != list(self.frame.columns):
            raise ValueError(f"table {self.name!r}: columns {list(self.frame.columns)} but documented {documented}")

    def with_frame(self, frame: pd.DataFrame, *extra: ColumnDoc) -> "ResultTable":
        """Return the same table over other rows, with documents for added columns."""
        return ResultTable(self.name, self.row, frame, (*self.columns, *extra), self.level, self.cells)


@dataclass(frozen=True, kw_only=True)
class Result:
    """What every analysis returns; inherit, set `analysis`, and say the summary.

    Attributes
    ----------
    params
        The settings the result was computed with.
    tables
        Name → documented table.
    cautions
        Limits of the result, in words.
    provenance
        Fingerprints, version and seed.
    """

    analysis: ClassVar[str]
    params: Params
    tables: Mapping[str, ResultTable]
    cautions: tuple[Caution, ...] = field(default=())
    provenance: Provenance

    def summary(self) -> Summary:
        """Say the result in words; prints nothing."""
        return self.summarize(self.tables)

    @classmethod
    def summarize(cls, tables: Mapping[str, ResultTable]) -> Summary:
        """Put tables of this kind of result, exact or released, into words.

        In released tables protected numbers are missing and a column `shown` holds the
        text to print instead.
        """
        raise NotImplementedError
