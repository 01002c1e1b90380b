"""Play the reader who puts all tables of a site side by side, subtracts, and compares."""

# mypy: disable-error-code="no-untyped-call"

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse

from mtss_analysis.estimators.feasible_intervals import feasible_intervals
from mtss_analysis.privacy.linkage import Place
from mtss_analysis.privacy.policy import PrivacyParams
from mtss_analysis.privacy.puzzle import Name, Puzzle, Seen, puzzles
from mtss_analysis.vocabulary import TOTAL

SMALL, WHOLE, BARE, SUBTRACTED, REST = (
    "a small number is shown",
    "all or none of a group",
    "a statistic of too few",
    "worked out from what is shown",
    "what is left over can be worked out",
)
"""Kinds of attack on tables that can succeed."""
_NO_SUMS = sparse.csr_array((0, 0))


@dataclass(frozen=True, slots=True)
class Leak:
    """One thing a reader can find that nobody may know.

    Attributes
    ----------
    attack
        How it was found.
    where
        File, or files.
    what
        The number or text in question, in words.
    """

    attack: str
    where: str
    what: str


@dataclass(frozen=True, slots=True)
class Attacked:
    """What came of an attack on tables.

    Attributes
    ----------
    leaks
        What could be found.
    tables, numbers, withheld, programs
        Tables that were pieced together, numbers in them, withheld ones among these, linear programs solved.
    mistaken
        Withheld numbers a reader would believe to know, wrongly; only known where the truth is.
    unfit
        Groups of numbers that agree with no sums, so nothing could be worked out from them.
    """

    leaks: tuple[Leak, ...]
    tables: int
    numbers: int
    withheld: int
    programs: int
    mistaken: int
    unfit: int


def attack(tables: Sequence[Seen], policy: PrivacyParams, truth: Sequence[Seen] = ()) -> Attacked:
    """Attack the tables of a site.

    Parameters
    ----------
    tables
        All published tables, as published.
    policy
        What the district allows.
    truth
        The same tables without anything withheld, if they are at hand: what a reader works out then counts only if it
        is right.

    Returns
    -------
    Attacked
        A number is a leak if it is shown though it is small, or if the interval that can be worked out for it is
        narrower than ``policy.minimum_n``.
    """
    leaks = [leak for seen in tables for leak in shown(seen, policy)]
    whole, exact = puzzles(tables)
    true = _true(truth)
    sums = sparse.block_diag([puzzle.matrix(exact) for puzzle in whole.values()], format="csr") if whole else _NO_SUMS
    places = [(stratum, puzzle, cell) for stratum, puzzle in whole.items() for cell in range(len(puzzle.names))]
    low = np.array([puzzle.low[cell] for _, puzzle, cell in places])
    high = np.array([puzzle.high[cell] for _, puzzle, cell in places])
    wanted = np.array([not puzzle.shown[cell] for _, puzzle, cell in places], dtype=np.bool_)
    found = feasible_intervals(low, high, sparse.csr_array(sums), wanted, policy.minimum_n)
    mistaken = 0
    for at in found.narrow(policy.minimum_n):
        stratum, puzzle, cell = places[at]
        leak = _told(puzzle, stratum, cell, found.low[at], found.high[at], policy) if wanted[at] else None
        value = true.get((stratum, puzzle.names[cell]))
        if leak and value is not None and not found.low[at] <= value <= found.high[at]:
            mistaken += 1
        elif leak:
            leaks.append(leak)
    unfit = int((~found.fits & wanted).sum())
    once = tuple(dict.fromkeys(leaks))
    return Attacked(once, len(tables), low.size, int(wanted.sum()), found.programs, mistaken, unfit)


def shown(seen: Seen, policy: PrivacyParams) -> Iterator[Leak]:
    """Find what a table shows and should not: small numbers, all or none of a group, statistics of too few."""
    frame, cells = seen.table.frame, seen.cells
    for column in dict.fromkeys(name for name in (cells.count, cells.denominator) if name):
        values = frame[column]
        small = (values > 0) & (values < policy.minimum_n)
        yield from _rows(seen, SMALL, small, column)
        if policy.zeros == "withhold":
            yield from _rows(seen, WHOLE, values == 0, column)
    yield from _whole_groups(seen, policy)
    for column in cells.percents:
        yield from _rows(seen, BARE, frame[column].notna() & frame[cells.count].isna(), column)
    counted = frame[cells.count]
    for column in cells.statistics:
        bare = frame[column].notna() & ~(counted >= policy.statistics_minimum_n)
        yield from _rows(seen, BARE, bare, column)


def _whole_groups(seen: Seen, policy: PrivacyParams) -> Iterator[Leak]:
    cells, frame = seen.cells, seen.table.frame
    if policy.whole_groups != "withhold" or cells.denominator is None or cells.category is None:
        return
    part = frame[cells.category].astype("str") != TOTAL
    counts = frame[cells.count]
    yield from _rows(seen, WHOLE, part & (counts == frame[cells.denominator]), cells.count)
    for column in set(cells.percents) & {"percent"}:
        yield from _rows(seen, WHOLE, part & counts.isna() & frame[column].isin([0, 100]), column)


def _rows(seen: Seen, kind: str, marks: "pd.Series[bool]", column: str) -> Iterator[Leak]:
    for at in np.flatnonzero(marks.fillna(False).to_numpy(dtype=bool)):
        row = seen.table.frame.iloc[int(at)]
        yield Leak(kind, seen.where, f"{_title(seen)}, {_row(seen, row)}: {column} {row[column]:g}")


def _title(seen: Seen) -> str:
    return f"table {seen.table.name} of {seen.analysis}"


def _row(seen: Seen, row: "pd.Series[str]") -> str:
    cells = seen.cells
    flat = [column for entry in cells.hierarchy for column in ((entry,) if isinstance(entry, str) else entry)]
    names = [*cells.strata, *flat, *([cells.category] if cells.category else [])]
    return ", ".join(f"{name} {row[name]}" for name in names)


def _told(puzzle: Puzzle, stratum: Place, cell: int, low: float, high: float, policy: PrivacyParams) -> Leak | None:
    """Say what can be worked out; a rest is a leak only if it is known to be small and not nothing."""
    if not puzzle.where[cell]:
        if not 0 < low <= high < policy.minimum_n:
            return None
        return Leak(REST, "", f"{_words(stratum)}: a rest in {puzzle.names[cell][:2]} is between {low:g} and {high:g}")
    _, place, word = puzzle.names[cell]
    said = f"{_words((*stratum, *place))}, {word}: between {low:g} and {high:g}"
    return Leak(SUBTRACTED, puzzle.where[cell], said)


def _words(steps: Iterable[tuple[str, str]]) -> str:
    return ", ".join(f"{column} {value}" for column, value in steps)


def _true(truth: Sequence[Seen]) -> Mapping[tuple[Place, Name], float]:
    """Return every true number by stratum and name; one that has two values under one name is left out."""
    found: dict[tuple[Place, Name], float] = {}
    for stratum, puzzle in puzzles(truth)[0].items():
        twice = set(puzzle.shown_twice)
        for name, cell in puzzle.index.items():
            if cell not in twice:
                found[stratum, name] = puzzle.low[cell]
    return found
