"""Tables of report pages, taken as a reader takes them: by what their lines are called, and by what adds up."""

# mypy: disable-error-code="no-untyped-call"

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from mtss_analysis.estimators.feasible_intervals import feasible_intervals
from mtss_analysis.privacy.attack import SMALL, SUBTRACTED, Leak
from mtss_analysis.privacy.puzzle import Seen
from mtss_analysis.vocabulary import TOTAL

Grid = Sequence[Sequence[str]]
"""Rows of a table with its headings first: the words of every cell."""
Labels = Mapping[str, frozenset[str]]
"""Analysis → what the released tables of it call their rows."""
NO_COUNT = re.compile(
    r"percent|%|\b(interval|scores?|rate|mean|median|weeks?|months?|days|minutes?|sessions?|probes?|points?|rank|sd|se|"
    r"growth|effect|expected|beyond|percentile)\b|^(low|high|items?|(school )?year|grade|measures?|schools?|change|"
    r"area|\d+th)$|\bper ",
    re.IGNORECASE,
)
"""Headings of columns that count no persons."""
TOTALS = re.compile(r"(grand )?totals?|all|sum|margins?|altogether|together|overall", re.IGNORECASE)
"""Names of a line that the others add up to."""
WHOLE = re.compile(r"\d{1,3}(,\d{3})+|\d+")
WITHHELD = re.compile(r"withheld|suppressed|too few( students| to say)?|\W*|n? ?<.*|fewer than.*", re.IGNORECASE)
"""What stands in the place of a number that is not shown."""
FEWEST = 2
"""Lines that have to add up, before a line without a name is believed to be their total."""


@dataclass(frozen=True, slots=True)
class Pivot:
    """The whole numbers of a table.

    Attributes
    ----------
    heads, sides
        Names of columns (k,) and rows (r,).
    values
        Numbers (r, k); NaN where a cell says no number.
    """

    heads: tuple[str, ...]
    sides: tuple[str, ...]
    values: np.ndarray


def labels(tables: Sequence[Seen]) -> Labels:
    """Collect what released tables call the parts that they count: categories and groups."""
    found: dict[str, set[str]] = {}
    for seen in tables:
        cells = seen.cells
        columns = [entry if isinstance(entry, str) else entry[-1] for entry in cells.hierarchy]
        for column in [*columns, *([cells.category] if cells.category else [])]:
            values = map(_plain, seen.table.frame[column].dropna().astype("str").unique())
            found.setdefault(seen.analysis, set()).update(values)
    return {analysis: frozenset(names - {_plain(TOTAL), ""}) for analysis, names in found.items()}


def attacked(where: str, grid: Grid, known: Labels, minimum: int) -> Iterator[Leak]:
    """Find small counts in one table of a page, shown or left over.

    Parameters
    ----------
    where
        Page in which it stands.
    grid
        Its cells.
    known
        What released tables call their rows.
    minimum
        Smallest number that may be shown [students].
    """
    analysis = where.rpartition("/")[2].removesuffix(".html")
    yield from _called(where, grid, known.get(analysis, frozenset()), minimum)
    if (pivot := _pivot(grid)) is not None:
        yield from _added_up(where, pivot, minimum)


def _called(where: str, grid: Grid, names: frozenset[str], minimum: int) -> Iterator[Leak]:
    """Find small whole numbers in a line that is called as a released table calls a part of its students."""
    heads = grid[0] if grid else ()
    for row in grid[1:]:
        named = any(_plain(text) in names for text in row)
        for head, text in zip(heads, row, strict=False):
            value = _number(text)
            own = _plain(head) in names
            if (own or (named and not NO_COUNT.search(head))) and 0 < value < minimum:
                yield Leak(SMALL, where, f'a table of the page has {value:g} under "{head}"')


def _plain(text: str) -> str:
    return text.replace("_", " ").strip().casefold()


def _number(text: str) -> float:
    text = text.strip()
    return float(text.replace(",", "")) if WHOLE.fullmatch(text) else np.nan


def _pivot(grid: Grid) -> Pivot | None:
    """Take the columns of whole numbers and withheld ones out of a table; None if there are none."""
    heads = grid[0] if grid else ()
    rows = [row for row in grid[1:] if len(row) == len(heads)]
    values = np.array([[_number(text) for text in row] for row in rows], dtype=np.float64).reshape(-1, len(heads))
    broken = np.array([[bool(re.match(r"[-+]?\d", text.strip())) for text in row] for row in rows], dtype=np.bool_)
    if len(rows) < 1:
        return None
    kept = [
        at for at, head in enumerate(heads)
        if (np.isfinite(values[:, at]).any() or (at and all(WITHHELD.fullmatch(row[at].strip()) for row in rows)))
        and not (broken[:, at] & np.isnan(values[:, at])).any()
        and not NO_COUNT.search(head) and not (at == 0 and not head.strip() and _numbered(values[:, 0]))
    ]  # fmt: skip
    sides = [next((text for at, text in enumerate(row) if at not in kept), "") for row in rows]
    return Pivot(tuple(heads[at] for at in kept), tuple(sides), values[:, kept]) if kept else None


def _numbered(values: np.ndarray) -> bool:
    """Tell whether a column only numbers its rows."""
    return bool(np.array_equal(np.diff(values), np.ones(values.size - 1)))


def _added_up(where: str, pivot: Pivot, minimum: int) -> Iterator[Leak]:
    """Attack a table on its own arithmetic: totals less parts."""
    rows, columns = pivot.values.shape
    index = np.arange(rows * columns).reshape(rows, columns)
    sums = [*_sums(pivot.values, index, pivot.heads), *_sums(pivot.values.T, index.T, pivot.sides)]
    if not sums:
        return
    flat = pivot.values.ravel()
    told = np.isfinite(flat)
    inside = np.zeros(flat.size, dtype=np.bool_)
    matrix = np.zeros((len(sums), flat.size))
    for at, (total, parts) in enumerate(sums):
        matrix[at, total], matrix[at, parts] = 1.0, -1.0
        inside[[total, *parts]] = True
    names = [f"{side or 'a row'}, {head or 'a column'}" for side in pivot.sides for head in pivot.heads]
    for cell in np.flatnonzero(inside & told & (flat > 0) & (flat < minimum)):
        yield Leak(SMALL, where, f"a table of the page whose parts add up has {flat[cell]:g} in {names[cell]}")
    low, high, wanted = np.where(told, flat, 0.0), np.where(told, flat, np.inf), inside & ~told
    found = feasible_intervals(low, high, sparse.csr_array(matrix), wanted, minimum)
    for cell in found.narrow(minimum):
        if wanted[cell]:
            said = f"{names[cell]}: between {found.low[cell]:g} and {found.high[cell]:g}"
            yield Leak(SUBTRACTED, where, f"in a table of the page, {said}")


def _sums(values: np.ndarray, index: np.ndarray, names: Sequence[str]) -> Iterator[tuple[int, list[int]]]:
    """Give total and parts of every row, if one column is the total of the others: called so, or seen to add up."""
    count = values.shape[1]
    if count < FEWEST + 1:
        return
    for total in sorted({0, count - 1} | {at for at, name in enumerate(names) if TOTALS.fullmatch(name.strip())}):
        parts = [at for at in range(count) if at != total]
        whole = np.isfinite(values).all(axis=1) & (values[:, parts] > 0).sum(axis=1).astype(bool)
        agrees = values[whole, total] == values[whole][:, parts].sum(axis=1)
        hundred = whole.any() and bool((values[whole, total] == 100).all())
        called = bool(TOTALS.fullmatch(names[total].strip()))
        if agrees.all() and not hundred and (called or agrees.sum() >= FEWEST):
            yield from ((int(index[row, total]), index[row, parts].tolist()) for row in range(len(values))
                        if np.isfinite(values[row, total]))  # fmt: skip
            return
