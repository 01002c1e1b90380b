"""From the header a file has to the columns a table needs."""

import re
from difflib import get_close_matches
from typing import Final

import pandas as pd

from mtss_analysis.errors import did_you_mean
from mtss_analysis.intake.findings import Finding, quoted
from mtss_analysis.intake.readers import Part, canonical
from mtss_analysis.params import IdentityParams
from mtss_analysis.tables import Table

_UNNAMED: Final = re.compile(r"^(unnamed: \d+.*)?$", re.IGNORECASE)


def matched(table: Table, part: Part, identity: IdentityParams) -> tuple[pd.DataFrame, list[Finding]]:
    """Give a part's columns their canonical names and leave out those the table does not have or must not have.

    Returns
    -------
    tuple
        Cells, shape (rows, columns found), and what is wrong with the header: columns that are
        missing, twice there, without a name, of no table, or naming a person directly.
    """
    names = [canonical(name) for name in part.header]
    first = {name: names.index(name) for i, name in enumerate(names) if not _UNNAMED.match(part.header[i].strip())}
    if not set(first) & set(table.names):
        return pd.DataFrame(index=range(0)), [_no_header(table, part)]
    personal = [name for name in first if name not in table.names and identity.identifies(name)]
    first = {name: i for name, i in first.items() if name not in personal}
    chosen = {name: i for name, i in first.items() if name in table.names or table.open}
    findings = [_missing(table, part, name, first) for name in _lacking(table, first)]
    findings += [
        _twice(table, part, name, names) for name in dict.fromkeys(names) if name in first and names.count(name) > 1
    ]
    findings += [_personal(table, part, personal)] if personal else []
    findings += _nameless(table, part) + _unknown(table, part, first, chosen)
    cells = part.cells[list(chosen.values())].set_axis(list(chosen), axis=1)
    return cells, findings


def _lacking(table: Table, first: dict[str, int]) -> list[str]:
    return [column.name for column in table.columns if column.required and column.name not in first]


def _no_header(table: Table, part: Part) -> Finding:
    return Finding(
        "no_header", table.name, "", (), part.label,
        f"the first row names no column of the table ({quoted(part.header)})", quoted(part.header),
        f"the columns {', '.join(column.name for column in table.columns if column.required)}",
        "Nothing was read from it. Put the column names in row 1.", blocking=True,
    )  # fmt: skip


def _missing(table: Table, part: Part, name: str, first: dict[str, int]) -> Finding:
    near = get_close_matches(name, [other for other in first if other not in table.names], n=1)
    move = f'Rename "{near[0]}", if it is meant, or add the column.' if near else _rename_or_add(table, first)
    return Finding(
        "missing_column", table.name, name, (), part.label, f'the column "{name}" is missing', "",
        f"a column that holds: {table.column(name).description}",
        move, blocking=True,
    )  # fmt: skip


def _rename_or_add(table: Table, first: dict[str, int]) -> str:
    others = [name for name in first if name not in table.names]
    if not others or table.open:
        return "Add the column."
    return f"Add the column, or rename the one that holds it; not read so far: {quoted(others)}."


def _twice(table: Table, part: Part, name: str, names: list[str]) -> Finding:
    places = [i for i, other in enumerate(names) if other == name]
    same = all(part.cells[places[0]].equals(part.cells[i].set_axis(part.cells.index)) for i in places[1:])
    known = name in table.names
    return Finding(
        "duplicate_column", table.name, name if known else "", (), part.label,
        f'{len(places)} columns are called "{name}"', name, "one column of each name",
        "The first was read. " + ("Take the others away." if same or not known else "They differ: keep the right one."),
        blocking=known and not same,
    )  # fmt: skip


def _nameless(table: Table, part: Part) -> list[Finding]:
    places = [i for i, name in enumerate(part.header) if _UNNAMED.match(name.strip())]
    filled = [i for i in places if part.cells[i].astype("str").fillna("").str.strip().ne("").any()]
    if not filled:
        return []
    fact = (
        f"column {filled[0] + 1} has values but no name" if len(filled) == 1 else f"{len(filled)} columns have no name"
    )
    next_move = "Not read. Name the column if the table needs it."
    return [Finding("unnamed_column", table.name, "", (), part.label, fact, "", "a name in row 1", next_move)]


def _personal(table: Table, part: Part, names: list[str]) -> Finding:
    return Finding(
        "direct_identifier", table.name, "", (), part.label,
        f"by {'its name' if len(names) == 1 else 'their names'}, {quoted(names)} identifies a person directly",
        ", ".join(names), "no names, birth dates, addresses or numbers of persons",
        "Not read. Take it out of the export; no analysis needs it. If it is something else, rename it, or change "
        "direct_identifiers in identity.yml.",
    )  # fmt: skip


def _unknown(table: Table, part: Part, first: dict[str, int], chosen: dict[str, int]) -> list[Finding]:
    names, lacking = [name for name in first if name not in chosen], _lacking(table, first)
    if not names:
        return []
    absent = [column.name for column in table.columns if not column.required and column.name not in part.header]
    near = "".join(hint for name in names if (hint := did_you_mean(name, absent)))
    fact = f"the table has no column {quoted(names)}"
    missing = f" If it holds {quoted(lacking)}, which the table lacks, rename it." if lacking else ""
    next_move = f"Not read.{near}{missing} Nothing to do, if it was not meant for these reports."
    return [Finding("unknown_column", table.name, "", (), part.label, fact, ", ".join(names), "", next_move)]
