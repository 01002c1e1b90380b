"""A district's tables, typed, with the way back to file and row."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

import pandas as pd

from mtss_analysis.errors import DataError, did_you_mean
from mtss_analysis.intake.findings import Finding, listed
from mtss_analysis.intake.sources import TableSource
from mtss_analysis.results import Caution
from mtss_analysis.tables import TABLES, empty


@dataclass(frozen=True, eq=False)
class Dataset:
    """A district's tables.

    Attributes
    ----------
    name
        Name of the folder or workbook.
    path
        Where it lies.
    tables
        Name → rows; only the tables that came in. Every canonical column is there, typed and in
        order; a column the file may leave out is there with missing values. The index labels
        lead back to file and row (:meth:`locate`): keep them, or let them go knowingly.
    sources
        Name → files the table came from.
    problems
        What could not be read, or was read with a reservation.
    fingerprint
        Digest of the files' names and contents.
    scope
        The school it is limited to; empty for the whole district.
    cautions
        What was left out of the tables before the analyses, in words.
    left_out
        Name → the rows left out; only the tables that lost any.
    """

    name: str
    path: str
    tables: Mapping[str, pd.DataFrame]
    sources: Mapping[str, TableSource]
    problems: tuple[Finding, ...]
    fingerprint: str
    scope: str = ""
    cautions: tuple[Caution, ...] = ()
    left_out: Mapping[str, pd.DataFrame] = field(default_factory=dict)

    def has(self, name: str) -> bool:
        """Tell whether the table came in; it may still have no rows."""
        return name in self.tables

    def table(self, name: str) -> pd.DataFrame:
        """Return a table, shape (rows, canonical columns); without rows if it did not come in.

        The frame is a copy-on-write view: what you do to it does not touch the dataset.
        """
        if name not in TABLES:
            raise KeyError(f"no table is called {name!r}.{did_you_mean(name, TABLES)}")
        return self.tables[name].copy(deep=False) if name in self.tables else empty(name)

    def locate(self, table: str, index: int) -> str:
        """Name file and row of one row: ``"scores.csv, row 14"``."""
        return self.where(table, [index])

    def where(self, table: str, rows: Iterable[int], limit: int = 3) -> str:
        """Name file and rows: ``"scores.csv, rows 14, 88, 91 and 34 more"``."""
        source = self.sources.get(table)
        return source.where(rows, limit) if source else f"the table {table}"

    def with_tables(self, tables: Mapping[str, pd.DataFrame], *, cautions: tuple[Caution, ...] = ()) -> "Dataset":
        """Return the same dataset over some of its rows; the index labels must be kept."""
        lost = {name: frame[~frame.index.isin(tables[name].index)] for name, frame in self.tables.items()}
        left_out = {name: frame for name, frame in lost.items() if len(frame)}
        return replace(self, tables=dict(tables), cautions=(*self.cautions, *cautions), left_out=left_out)

    @property
    def schools(self) -> list[str]:
        """Identifiers of the schools, in the order of the schools table, then of the enrollments."""
        named = [*self.table("schools")["school_id"].dropna(), *self.table("enrollments")["school_id"].dropna()]
        return list(dict.fromkeys(named))

    def school(self, school_id: str) -> "Dataset":
        """Limit the dataset to one school.

        Kept are all rows of the students enrolled there at any time (also those of their other
        schools: growth does not begin at the door), their plans' sessions and checks, and the
        rows that belong to the school itself.

        Raises
        ------
        DataError
            No school has this identifier.
        """
        if school_id not in self.schools:
            known = listed([f'"{name}"' for name in self.schools[:20]]) or "none"
            raise DataError(
                f'{self.name} has no school "{school_id}".{did_you_mean(school_id, self.schools)} Schools: {known}.'
            )
        enrollments = self.table("enrollments")
        students = set(enrollments.loc[enrollments["school_id"] == school_id, "student_id"].dropna())
        plans = set(self._of(self.table("interventions"), school_id, students, set())["plan_id"].dropna())
        kept = {name: self._of(frame, school_id, students, plans) for name, frame in self.tables.items()}
        return replace(self, tables=kept, scope=school_id)

    @staticmethod
    def _of(frame: pd.DataFrame, school_id: str, students: set[str], plans: set[str]) -> pd.DataFrame:
        wanted = {"student_id": students, "org_id": {school_id}}
        if "student_id" not in frame and "org_id" not in frame:
            wanted = {"plan_id": plans, "school_id": {school_id}}
        kept = pd.Series(False, index=frame.index)
        for column in (column for column in wanted if column in frame):
            kept |= frame[column].isin(wanted[column])
        return frame[kept]
