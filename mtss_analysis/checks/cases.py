"""What a check reports: rows, fact and expectation, and what the analyses do with these rows."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property

import pandas as pd

from mtss_analysis import params
from mtss_analysis.checks.settings import ChecksParams
from mtss_analysis.intake import Dataset, Finding
from mtss_analysis.params import DistrictParams, Instrument, KnowledgeCheck, MeasuresParams


class Treatment(StrEnum):
    """What the analyses do with the rows of a finding until it is mended."""

    LEAVE_OUT = "left out"
    EMPTY = "read as empty"
    KEEP = "kept"


@dataclass(frozen=True)
class Examined:
    """The data under examination, with the settings they are held against."""

    dataset: Dataset
    params: ChecksParams
    measures: MeasuresParams
    district: DistrictParams
    given: Mapping[tuple[str, str], Instrument] | None = None

    @cached_property
    def instruments(self) -> Mapping[tuple[str, str], Instrument]:
        """Instruments by name and version: those given, or those of the project and of the district's folder."""
        return params.instruments(params.layers(self.dataset.path)) if self.given is None else self.given

    @cached_property
    def knowledge_checks(self) -> Mapping[str, KnowledgeCheck]:
        """Knowledge checks by lesson: those of the project and of the district's folder."""
        return params.knowledge_checks(params.layers(self.dataset.path))

    def table(self, name: str) -> pd.DataFrame:
        """Return a table of the dataset."""
        return self.dataset.table(name)

    def lacks(self, name: str, *columns: str) -> bool:
        """Whether a table came in without any value in one of `columns`, or its file could not be read.

        That is a finding of its own; what would follow from it is not told as if it stood in the data.
        """
        unread = any(problem.table == name and problem.code == "unreadable_file" for problem in self.dataset.problems)
        frame = self.table(name)
        return unread or (len(frame) > 0 and any(frame[column].isna().all() for column in columns))

    def absent(self, name: str, column: str) -> bool:
        """Whether a table came in without a column, which is a finding of its own."""
        lacking = [problem for problem in self.dataset.problems if problem.code == "missing_column"]
        return any((problem.table, problem.column) == (name, column) for problem in lacking)

    def school(self, school_id: str) -> str:
        """Name a school as a person knows it, with its identifier."""
        schools = self.table("schools")
        names = schools.loc[schools["school_id"] == school_id, "name"].dropna()
        return f"{names.iloc[0]} ({school_id})" if len(names) else f"school {school_id}"


@dataclass(frozen=True, slots=True)
class Case:
    """One finding before it is worded for the reader.

    Attributes
    ----------
    code, table, column, fact, value, expected, blocking
        As in :class:`mtss_analysis.intake.Finding`.
    rows
        Index labels of the rows concerned; empty if the whole table is meant.
    move
        What to do.
    treatment
        What the analyses do with the rows until then.
    affected
        Index labels of the rows treated, if not all of `rows` (of duplicates the first stays).
    empties
        Columns read as empty, if `treatment` is to empty.
    """

    code: str
    table: str
    column: str
    rows: tuple[int, ...]
    fact: str
    value: str
    expected: str
    move: str
    treatment: Treatment = Treatment.KEEP
    blocking: bool = False
    affected: tuple[int, ...] | None = None
    empties: tuple[str, ...] = ()

    @property
    def treated(self) -> tuple[int, ...]:
        """Index labels of the rows that are left out or emptied."""
        return self.rows if self.affected is None else self.affected

    def finding(self, dataset: Dataset, examples: int) -> Finding:
        """Word the case for its reader."""
        place = dataset.where(self.table, self.rows, examples)
        next_move = " ".join(part for part in (_treated(self), self.move) if part)
        return Finding(
            self.code, self.table, self.column, self.rows, place, self.fact, self.value, self.expected, next_move,
            self.blocking,
        )  # fmt: skip


CORE = ("schools", "students", "enrollments", "scores")
"""Tables that every analysis starts from: without nearly all rows of one, the pages would speak of a rest."""


def weighed(case: Case, examined: Examined) -> Case:
    """Let a case stop the run if it leaves out nearly all rows of a table that every analysis starts from."""
    if case.treatment is not Treatment.LEAVE_OUT or case.table not in CORE:
        return case
    nearly_all = examined.params.unreadable_share * len(examined.table(case.table))
    return replace(case, blocking=True) if len(case.treated) >= nearly_all else case


Check = Callable[[Examined], Iterator[Case]]
"""One check: everything of one kind that is wrong."""


def labels(rows: pd.DataFrame | pd.Series) -> tuple[int, ...]:
    """Return the index labels of rows as a tuple of int."""
    return tuple(int(label) for label in rows.index)


def alike(count: int, noun: str) -> str:
    """Say that there are more cases like the one told.

    Examples
    --------
    >>> alike(1, "plan"), alike(35, "plan")
    ('', ', and 34 more like this plan')
    """
    return f", and {count - 1:,} more like this {noun}" if count > 1 else ""


def _treated(case: Case) -> str:
    many = len(case.treated) > 1
    if case.blocking or case.treatment is Treatment.KEEP:
        return ""
    if case.treatment is Treatment.EMPTY:
        return f"The analyses read the {'cells' if many else 'cell'} as empty."
    if case.affected is not None:
        return f"The analyses keep the first and leave the {'others' if many else 'other'} out."
    return f"The analyses leave the {'rows' if many else 'row'} out."
