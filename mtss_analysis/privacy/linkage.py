"""Which published numbers are tied to each other by sums, across all tables of a result.

Tables that count the same students in the same stratum share cells: tiers add up to the tested,
the tested and the not tested add up to the enrolled, schools and groups add up to the district.
Every such tie is a way to subtract, so the cells are protected together.
"""

# mypy: disable-error-code="no-untyped-call"

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse

from mtss_analysis.errors import PrivacyError
from mtss_analysis.results import Cells, ResultTable
from mtss_analysis.vocabulary import TOTAL

Place = tuple[Any, ...]
Key = tuple[str, str, Place, str]
"""Table, kind (count, denominator, remainder), place in the hierarchies, category."""


@dataclass
class Stratum:
    """The linked cells of one stratum, being collected.

    Attributes
    ----------
    numbers
        Key of a cell → its place in `counts`; keys of equal meaning share a place.
    counts
        Counts [students].
    sums
        Place of a total and places of its parts.
    hidden
        Places of remainders, which appear in no table.
    whole
        Places of the zeros that would tell, beside their total, that another count is 100 %
        of its group.
    """

    numbers: dict[Key, int] = field(default_factory=dict)
    counts: list[int] = field(default_factory=list)
    sums: list[tuple[int, list[int]]] = field(default_factory=list)
    hidden: list[int] = field(default_factory=list)
    whole: list[int] = field(default_factory=list)

    def add(self, key: Key, value: int) -> None:
        """Give a cell its place."""
        self.numbers[key] = len(self.counts)
        self.counts.append(value)

    def tie(self, total: int, parts: list[int], *, remainder: bool = False) -> None:
        """Note that `parts` add up to `total`, with a hidden remainder if they fall short.

        Parts that overlap (more than the total) are no sum and tell nothing.
        """
        rest = self.counts[total] - sum(self.counts[part] for part in parts)
        if rest < 0:
            return
        if rest or remainder:
            self.hidden.append(len(self.counts))
            parts = [*parts, len(self.counts)]
            self.counts.append(rest)
        self.sums.append((total, parts))

    def matrix(self) -> sparse.csr_array:
        """Return the sums as a matrix, shape (sums, cells)."""
        rows = [row for row, (_, parts) in enumerate(self.sums) for _ in range(1 + len(parts))]
        columns = [cell for total, parts in self.sums for cell in (total, *parts)]
        signs = [sign for _, parts in self.sums for sign in (1.0, *[-1.0] * len(parts))]
        return sparse.csr_array((signs, (rows, columns)), shape=(len(self.sums), len(self.counts)))


def strata(tables: Mapping[str, ResultTable]) -> dict[Place, Stratum]:
    """Collect the linked cells of all tables, stratum by stratum.

    Returns
    -------
    dict
        Stratum (its columns and values) → its cells, in an order that does not depend on the
        order of rows.

    Raises
    ------
    PrivacyError
        A count is missing or two rows stand for the same cell.
    """
    found: dict[Place, dict[str, dict[tuple[str, Place, str], int]]] = defaultdict(dict)
    for name, table in sorted(tables.items()):
        for stratum, cells in _cells_of(table).items():
            found[stratum][name] = cells
    return {stratum: _linked(found[stratum], tables) for stratum in sorted(found)}


def row_keys(table: ResultTable) -> list[tuple[Place, Place, str]]:
    """Return stratum, place in the hierarchies, and category of every row."""
    cells = _declared(table)
    flat = [column for entry in cells.hierarchy for column in ((entry,) if isinstance(entry, str) else entry)]
    kinds = _texts(table, cells.category) if cells.category else [TOTAL] * len(table.frame)
    return [
        (tuple(zip(cells.strata, values, strict=True)), tuple(zip(flat, place, strict=True)), kind)
        for values, place, kind in zip(_together(table, cells.strata), _together(table, flat), kinds, strict=True)
    ]


def _together(table: ResultTable, columns: Sequence[str]) -> list[tuple[str, ...]]:
    """Return the values of some columns as text, row by row."""
    if not columns:
        return [()] * len(table.frame)
    return list(zip(*(_texts(table, column) for column in columns), strict=True))


def _texts(table: ResultTable, column: str) -> list[str]:
    """Return a column as text, a missing value as the empty one; each different value is turned into text once."""
    codes, values = pd.factorize(table.frame[column])
    words = [*map(str, values.tolist()), ""]
    return [words[code] for code in codes.tolist()]


def _declared(table: ResultTable) -> Cells:
    if table.cells is None:
        raise PrivacyError(
            f"Table {table.name} does not say how it may be protected. Give it Cells, or keep it team-only."
        )
    return table.cells


def _cells_of(table: ResultTable) -> dict[Place, dict[tuple[str, Place, str], int]]:
    """Every count and denominator of a table by stratum."""
    cells, found = _declared(table), defaultdict[Place, dict[tuple[str, Place, str], int]](dict)
    counts = _whole_numbers(table, cells.count)
    bases = _whole_numbers(table, cells.denominator) if cells.denominator else [None] * len(counts)
    for (stratum, place, kind), count, base in zip(row_keys(table), counts, bases, strict=True):
        inside = found[stratum]
        if ("count", place, kind) in inside:
            raise PrivacyError(
                f"Table {table.name} has two rows for {_said(stratum, place, kind)}. "
                "Name the column that tells them apart in the strata of its Cells."
            )
        inside["count", place, kind] = count
        if base is not None and inside.setdefault(("denominator", place, TOTAL), base) != base:
            raise PrivacyError(
                f"Table {table.name}: column {cells.denominator} differs within {_said(stratum, place, TOTAL)}. "
                "One group needs one denominator."
            )
    return found


def _whole_numbers(table: ResultTable, column: str) -> list[int]:
    values = table.frame[column]
    if values.isna().any() or (values < 0).any():
        raise PrivacyError(
            f"Table {table.name}: column {column} counts students and has rows without a count of 0 or more. "
            "Count them, or leave the rows out."
        )
    return [int(value) for value in values]


def _said(stratum: Place, place: Place, kind: str) -> str:
    return ", ".join(
        [f"{column} {value!r}" for column, value in (*stratum, *place)] + ([kind] if kind != TOTAL else [])
    )


def _linked(found: Mapping[str, dict[tuple[str, Place, str], int]], tables: Mapping[str, ResultTable]) -> Stratum:
    stratum = Stratum()
    for name, cells in sorted(found.items()):
        for (kind, place, category), value in sorted(cells.items()):
            stratum.add((name, kind, place, category), value)
    merged = _merged(stratum, tables)
    for name in sorted(found):
        _tie_categories(merged, name)
        _tie_hierarchies(merged, name, _declared(tables[name]))
    return merged


def _named(stratum: Stratum, tables: Mapping[str, ResultTable]) -> dict[tuple[Place, str], dict[str, int]]:
    """Cells by place (without its totals) and by what they count in words: table → number.

    A total is called by the name of its denominator column, a part by its category: tiers have
    the denominator "tested", which is a category of coverage.
    """
    named: dict[tuple[Place, str], dict[str, int]] = defaultdict(dict)
    for (name, kind, place, category), number in stratum.numbers.items():
        cells = _declared(tables[name])
        unnamed = cells.count if cells.category is None and kind == "count" else f"{name} {cells.count}"
        total = (cells.denominator if cells.category or kind == "denominator" else None) or unnamed
        word = (total if category == TOTAL else category).replace("_", " ").casefold()
        named[tuple(step for step in place if step[1] != TOTAL), word].setdefault(f"{name} {kind}", number)
    return named


def _merged(stratum: Stratum, tables: Mapping[str, ResultTable]) -> Stratum:
    """Let cells that are the same count share a place: called alike, at the same place, and equal."""
    leader = list(range(len(stratum.counts)))
    for alike in _named(stratum, tables).values():
        first: dict[int, int] = {}
        for number in alike.values():
            _join(leader, first.setdefault(stratum.counts[number], number), number)
    return _renumbered(stratum, [_leader(leader, cell) for cell in range(len(leader))])


def _join(leader: list[int], one: int, other: int) -> None:
    one, other = _leader(leader, one), _leader(leader, other)
    leader[max(one, other)] = min(one, other)


def _leader(leader: list[int], cell: int) -> int:
    while leader[cell] != cell:
        cell = leader[cell]
    return cell


def _renumbered(stratum: Stratum, leader: Iterable[int]) -> Stratum:
    kept, places = np.unique(list(leader), return_inverse=True)
    numbers = {key: int(places[number]) for key, number in stratum.numbers.items()}
    return Stratum(numbers, [stratum.counts[cell] for cell in kept])


def _tie_categories(stratum: Stratum, name: str) -> None:
    """Categories add up to their total; counts and the rest add up to the denominator."""
    groups: dict[Place, dict[str, int]] = defaultdict(dict)
    for (table, kind, place, category), number in stratum.numbers.items():
        if table == name and kind == "count":
            groups[place][category] = number
    for place, counts in groups.items():
        parts = [number for category, number in counts.items() if category != TOTAL]
        base = stratum.numbers.get((name, "denominator", place, TOTAL))
        total = counts.get(TOTAL, base)
        if parts and total is not None:
            stratum.tie(total, parts)
            if stratum.counts[total] in [stratum.counts[part] for part in parts]:
                stratum.whole += [part for part in parts if stratum.counts[part] == 0]
        if base is not None and TOTAL in counts and base != counts[TOTAL]:
            stratum.tie(base, [counts[TOTAL]], remainder=not parts)
            if stratum.counts[base] == stratum.counts[counts[TOTAL]]:
                stratum.whole.append(len(stratum.counts) - 1)


def _tie_hierarchies(stratum: Stratum, name: str, cells: Cells) -> None:
    """Along each hierarchy, the values of one partition add up to the row named All."""
    for entry in cells.hierarchy:
        columns = (entry,) if isinstance(entry, str) else entry
        groups: dict[tuple[Any, ...], dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
        for (table, kind, place, category), number in stratum.numbers.items():
            if table == name:
                here = dict(place)
                rest = tuple(step for step in place if step[0] not in columns)
                partition = TOTAL if here[columns[-1]] == TOTAL else here[columns[0]] if len(columns) > 1 else "parts"
                groups[kind, rest, category][partition].append(number)
        for partitions in groups.values():
            for partition, parts in partitions.items():
                if partition != TOTAL and TOTAL in partitions:
                    stratum.tie(partitions[TOTAL][0], parts)
