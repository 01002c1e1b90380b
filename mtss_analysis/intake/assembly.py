"""From the parts of each table to typed frames, sources and findings."""

from collections.abc import Mapping

import pandas as pd

from mtss_analysis.intake.dataset import Dataset
from mtss_analysis.intake.explain import lost_zeros, misread
from mtss_analysis.intake.findings import Finding
from mtss_analysis.intake.headers import matched
from mtss_analysis.intake.readers import Part, Remark
from mtss_analysis.intake.sources import PartSource, TableSource
from mtss_analysis.intake.values import typed
from mtss_analysis.params import IdentityParams
from mtss_analysis.tables import DTYPES, TABLES, Column, Table


def assembled(
    name: str,
    path: str,
    parts: Mapping[str, list[Part]],
    findings: list[Finding],
    fingerprint: str,
    identity: IdentityParams,
) -> Dataset:
    """Type every table and collect what is wrong; tables come in the order of the definitions.

    Columns that identify a person directly, as `identity` names them, are never taken in.
    """
    tables: dict[str, pd.DataFrame] = {}
    sources: dict[str, TableSource] = {}
    problems = list(findings)
    for table in (TABLES[known] for known in TABLES if known in parts):
        frame, source, found = _table(table, parts[table.name], identity)
        problems += found
        if frame is not None:
            tables[table.name], sources[table.name] = frame, source
    return Dataset(name, path, tables, sources, tuple(problems), fingerprint)


def _table(
    table: Table, parts: list[Part], identity: IdentityParams
) -> tuple[pd.DataFrame | None, TableSource, list[Finding]]:
    frames: list[pd.DataFrame] = []
    sources: list[PartSource] = []
    findings: list[Finding] = []
    for part in parts:
        source = PartSource(part.label, sum(len(frame) for frame in frames), len(part.cells), part.first_row)
        findings += [_remarked(table, source, remark) for remark in part.remarks]
        if part.header:
            cells, wrong = matched(table, part, identity)
            findings += wrong + lost_zeros(table, part, cells)
            frames.append(cells.reindex(range(len(part.cells))))
            sources.append(source)
    whole = TableSource(table.name, tuple(sources))
    if not frames:
        return None, whole, findings
    cells = pd.concat(frames, ignore_index=True) if len(frames) > 1 else frames[0]
    frame, unread = _typed(table, _filled(cells), whole)
    return frame, whole, findings + unread


def _filled(cells: pd.DataFrame) -> pd.DataFrame:
    """Leave out rows without any value, which spreadsheets like to add at the end."""
    if cells.empty:
        return cells
    blank = pd.Series(True, index=cells.index)
    for name in cells:
        if not blank.any():
            return cells
        column = cells[name]
        blank &= column.isna() | (column.str.strip().eq("") if column.dtype == "str" else False)
    return cells[~blank]


def _typed(table: Table, cells: pd.DataFrame, source: TableSource) -> tuple[pd.DataFrame, list[Finding]]:
    columns: dict[str, pd.Series] = {}
    findings: list[Finding] = []
    extra = [Column(str(name), "text", "a group column of the district") for name in cells if name not in table.names]
    for column in (*table.columns, *extra):
        if column.name not in cells:
            columns[column.name] = pd.Series(None, index=cells.index, dtype=DTYPES[column.kind])
            continue
        columns[column.name], unread = typed(column, cells[column.name])
        findings += [misread(table, column, some, cells.index, source) for some in unread]
    return pd.DataFrame(columns, index=cells.index), findings


def _remarked(table: Table, source: PartSource, remark: Remark) -> Finding:
    rows = tuple(position + source.start for position in remark.positions)
    place = TableSource(table.name, (source,)).where(rows)
    blocking = remark.blocking or (remark.code == "empty_file" and table.name in {"schools", "students"})
    return Finding(
        remark.code, table.name, "", rows, place, remark.fact, remark.value, remark.expected, remark.next_move, blocking
    )
