"""What the tables of a whole site tell about the numbers they withhold, pieced together without knowing a true value.

Numbers of one place that are called alike are one number, on whichever page and in whichever analysis they stand. Parts
add up to totals; whether they do so exactly or leave a rest is learned from the sums that are fully shown.
"""

# mypy: disable-error-code="no-untyped-call"

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse

from mtss_analysis.privacy.linkage import Place, row_keys
from mtss_analysis.results import Cells, ResultTable
from mtss_analysis.vocabulary import TOTAL

Name = tuple[Any, ...]
Bounds = tuple[float, float, bool]
"""Lower and upper end of what is known of a number, and whether the number itself is shown."""
ROUNDING = 0.5
"""Half of the last decimal of a published percent."""


@dataclass(frozen=True)
class Seen:
    """One published table.

    Attributes
    ----------
    analysis
        The analysis it belongs to.
    where
        File in which it stands.
    table
        Its rows as published: withheld numbers are missing.
    """

    analysis: str
    where: str
    table: ResultTable

    def __post_init__(self) -> None:
        """Read numbers as numbers: files of text hold them as letters."""
        frame, cells = self.table.frame, self.cells
        named = {cells.count, cells.denominator, *cells.percents, *cells.statistics} & {*frame.columns}
        numbers = {str(name): pd.to_numeric(frame[name], errors="coerce").astype("float64") for name in named}
        object.__setattr__(self, "table", self.table.with_frame(frame.assign(**numbers)))

    @property
    def cells(self) -> Cells:
        """How its rows hang together."""
        return self.table.cells or Cells()


@dataclass
class Puzzle:
    """Numbers of one stratum and the sums between them.

    Attributes
    ----------
    names
        Number → what it counts.
    low, high
        Bounds of each number [students]; equal where it is shown, or told by a percent.
    shown
        Whether each number itself is shown.
    where
        Files in which each number's row stands, the first first; empty for a rest that stands nowhere.
    sums
        Total, its parts, and which kind of sum it is.
    """

    names: list[Name] = field(default_factory=list)
    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)
    shown: list[bool] = field(default_factory=list)
    where: list[str] = field(default_factory=list)
    sums: dict[tuple[int, tuple[int, ...]], Name] = field(default_factory=dict)
    index: dict[Name, int] = field(default_factory=dict)
    shown_twice: list[int] = field(default_factory=list)

    def cell(self, name: Name, bounds: "Bounds", where: str) -> int:
        """Give a number its place, or sharpen what is known of it; two shown values that differ stay two numbers."""
        low, high, shown = bounds
        at = self.index.get(name)
        if at is not None and low <= self.high[at] and high >= self.low[at]:
            self.low[at], self.high[at] = max(low, self.low[at]), min(high, self.high[at])
            self.where[at] = self.where[at] or where
            self.shown[at] |= shown
            return at
        self.names.append(name)
        self.low.append(low)
        self.high.append(high)
        self.shown.append(shown)
        self.where.append(where)
        if at is None:
            self.index[name] = len(self.names) - 1
        else:
            self.shown_twice.append(at)
        return len(self.names) - 1

    def matrix(self, exact: Mapping[Name, bool]) -> sparse.csr_array:
        """Return the sums as a matrix; those that may leave a rest get one more number each, which is added here."""
        rows: list[int] = []
        columns: list[int] = []
        signs: list[float] = []
        for row, ((total, parts), kind) in enumerate(list(self.sums.items())):
            rest = () if exact.get(kind, False) else (self.cell((*kind, "rest", row), (0.0, np.inf, False), ""),)
            columns += [total, *parts, *rest]
            signs += [1.0, *[-1.0] * (len(parts) + len(rest))]
            rows += [row] * (1 + len(parts) + len(rest))
        return sparse.csr_array((signs, (rows, columns)), shape=(len(self.sums), len(self.names)))


def puzzles(tables: Sequence[Seen]) -> tuple[dict[Place, Puzzle], dict[Name, bool]]:
    """Piece the tables of a site together.

    Returns
    -------
    tuple
        Stratum (its columns and values, in the order of the columns' names) → its numbers and sums; and kind of sum →
        whether its parts add up exactly.
    """
    found: dict[Place, Puzzle] = defaultdict(Puzzle)
    for seen in tables:
        for stratum, rows in _strata(seen).items():
            _place(found[stratum], seen, rows)
    exact: dict[Name, bool] = {}
    for puzzle in found.values():
        for (total, parts), kind in puzzle.sums.items():
            if puzzle.shown[total] and all(puzzle.shown[part] for part in parts):
                adds_up = puzzle.low[total] == sum(puzzle.low[part] for part in parts)
                exact[kind] = exact.get(kind, True) and adds_up
    kinds = {kind for puzzle in found.values() for kind in puzzle.sums.values()}
    return dict(found), {kind: exact.get(kind, kind[-1] == "categories") for kind in kinds}


@dataclass(frozen=True)
class _Row:
    place: Place
    kind: str
    count: Bounds
    base: Bounds | None


def _strata(seen: Seen) -> dict[Place, list[_Row]]:
    """Split a table's rows by stratum, with what is known of their numbers."""
    frame, cells = seen.table.frame, seen.cells
    counts, shown = _bounds(frame, cells.count), frame[cells.count].notna().to_numpy()
    bases = _bounds(frame, cells.denominator) if cells.denominator else None
    if bases is not None and "percent" in cells.percents and cells.denominator != cells.count:
        counts = _by_percent(frame, counts, bases)
    rows: dict[Place, list[_Row]] = defaultdict(list)
    for at, (stratum, place, kind) in enumerate(row_keys(seen.table)):
        base = None if bases is None else (bases[0][at], bases[1][at], bool(np.isfinite(bases[1][at])))
        rows[tuple(sorted(stratum))].append(_Row(place, kind, (counts[0][at], counts[1][at], bool(shown[at])), base))
    return rows


def _bounds(frame: pd.DataFrame, column: str) -> tuple[np.ndarray, np.ndarray]:
    values = frame[column].to_numpy(dtype=np.float64)
    return np.where(np.isnan(values), 0.0, values), np.where(np.isnan(values), np.inf, values)


def _by_percent(
    frame: pd.DataFrame, counts: tuple[np.ndarray, np.ndarray], bases: tuple[np.ndarray, np.ndarray]
) -> tuple[np.ndarray, np.ndarray]:
    """Narrow a count down by a published percent of a published base."""
    share = frame["percent"].to_numpy(dtype=np.float64)
    told = ~np.isnan(share) & np.isfinite(bases[1]) & ~np.isfinite(counts[1])
    low = np.where(told, np.ceil(np.nan_to_num((share - ROUNDING) / 100 * bases[0])), counts[0])
    high = np.where(told, np.floor(np.nan_to_num((share + ROUNDING) / 100 * bases[0])), counts[1])
    return np.maximum(low, 0.0), np.maximum(high, np.maximum(low, 0.0))


def _place(puzzle: Puzzle, seen: Seen, rows: list[_Row]) -> None:
    """Add one table's rows of a stratum, and the sums between them."""
    counts: dict[Place, dict[str, int]] = defaultdict(dict)
    bases: dict[Place, int] = {}
    for row in rows:
        if row.base is not None and row.place not in bases:
            bases[row.place] = puzzle.cell(_name(seen, row.place, TOTAL, base=True), row.base, seen.where)
    for row in rows:
        name = _name(seen, row.place, row.kind, base=False)
        counts[row.place][row.kind] = puzzle.cell(name, row.count, seen.where)
    title = (seen.analysis, seen.table.name)
    for place, kinds in counts.items():
        parts = tuple(cell for kind, cell in kinds.items() if kind != TOTAL)
        total, base = kinds.get(TOTAL), bases.get(place)
        whole = base if total is None else total
        if parts and whole is not None:
            _tie(puzzle, whole, parts, (*title, "categories"))
        if base is not None and total is not None and base != total:
            _tie(puzzle, base, (total,), (*title, "base"))
    for kind in dict.fromkeys(row.kind for row in rows):
        _hierarchies(puzzle, seen, {place: kinds[kind] for place, kinds in counts.items() if kind in kinds}, title)
    _hierarchies(puzzle, seen, bases, (*title, "bases"))


def _name(seen: Seen, place: Place, kind: str, *, base: bool) -> Name:
    """Say what a number counts, as :func:`mtss_analysis.privacy.linkage.strata` does."""
    cells = seen.cells
    unnamed = cells.count if cells.category is None and not base else f"{seen.table.name} {cells.count}"
    total = (cells.denominator if cells.category or base else None) or unnamed
    word = (total if kind == TOTAL else kind).replace("_", " ").casefold()
    # Words such as "n" and "students" mean something else in every analysis.
    owner = "" if word not in {"n", "students", "yes", "no"} else seen.analysis
    return owner, tuple(sorted(step for step in place if step[1] != TOTAL)), word


def _tie(puzzle: Puzzle, total: int, parts: tuple[int, ...], kind: Name) -> None:
    if total not in parts:
        puzzle.sums.setdefault((total, parts), kind)


def _hierarchies(puzzle: Puzzle, seen: Seen, cells: Mapping[Place, int], title: Name) -> None:
    """Along each hierarchy, the values of one partition add up to the row named All."""
    for entry in seen.cells.hierarchy:
        columns = (entry,) if isinstance(entry, str) else entry
        groups: dict[Place, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
        for place, cell in cells.items():
            here = dict(place)
            rest = tuple(step for step in place if step[0] not in columns)
            partition = TOTAL if here[columns[-1]] == TOTAL else here[columns[0]] if len(columns) > 1 else "parts"
            groups[rest][partition].append(cell)
        for partition, total, parts in _partitions(groups):
            _tie(puzzle, total, tuple(parts), (*title, columns[0], partition))


def _partitions(groups: Mapping[Place, Mapping[str, list[int]]]) -> Iterator[tuple[str, int, list[int]]]:
    for partitions in groups.values():
        for partition, parts in partitions.items():
            if partition != TOTAL and TOTAL in partitions:
                yield partition, partitions[TOTAL][0], parts
