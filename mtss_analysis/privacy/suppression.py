"""Which numbers of a result's tables are withheld, and the tables without them.

A count below the minimum is withheld, and so is one that is all of its group; then as few other
cells as possible, so that no withheld count can be worked out to less than the minimum from
what is shown. Percentages, means and intervals vanish with the counts they rest on. One word
stands for all: who knew which cells are small would know more about them.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mtss_analysis.errors import PrivacyError
from mtss_analysis.estimators.disclosure_alternatives import Alternatives, narrow_cells
from mtss_analysis.estimators.linked_table import LinkedTable
from mtss_analysis.estimators.suppression import Effort, Suppression, default_weights, protect
from mtss_analysis.privacy.linkage import Place, Stratum, row_keys, strata
from mtss_analysis.privacy.policy import PrivacyParams
from mtss_analysis.results import Cells, ColumnDoc, ResultTable
from mtss_analysis.vocabulary import TOTAL

Bools = NDArray[np.bool_]

ADDED = (
    ColumnDoc("suppressed", "a number of this row is withheld"),
    ColumnDoc("shown", "what to print for a number that is withheld"),
)
_HIDDEN_WEIGHT = 1e-3


@dataclass(frozen=True)
class Withheld:
    """Which numbers of one table are withheld, row by row.

    Attributes
    ----------
    count, denominator
        True where the column's number is withheld, shape (rows,).
    """

    count: Bools
    denominator: Bools


@dataclass(frozen=True)
class Decision:
    """What is withheld in all tables of a result.

    Attributes
    ----------
    withheld
        Table → marks.
    gap
        Largest share of the withheld weight that was not needed, over all strata, 0 to 1.
    greedy
        Number of strata whose pattern is not proven to be the smallest.
    """

    withheld: Mapping[str, Withheld]
    gap: float
    greedy: int


def decide(tables: Mapping[str, ResultTable], policy: PrivacyParams) -> Decision:
    """Decide what is withheld, in all linked tables together, and audit the decision.

    Raises
    ------
    PrivacyError
        A table cannot be read as cells and sums, or a withheld number could still be worked
        out to less than the minimum.
    """
    linked = strata(tables)
    patterns = {place: _pattern(stratum, policy) for place, stratum in linked.items()}
    withheld = {name: _marks(table, linked, patterns) for name, table in tables.items()}
    audit(tables, withheld, policy, {place: found.alternatives for place, found in patterns.items()})
    gaps = [found.gap for found in patterns.values()]
    return Decision(withheld, max(gaps, default=0.0), sum(not found.optimal for found in patterns.values()))


def audit(
    tables: Mapping[str, ResultTable],
    withheld: Mapping[str, Withheld],
    policy: PrivacyParams,
    proofs: Mapping[Place, Alternatives] | None = None,
) -> None:
    """Play the reader who subtracts: refuse if a withheld number can be worked out too well.

    Parameters
    ----------
    tables
        The exact tables.
    withheld
        What is withheld in each.
    policy
        Gives the minimum.
    proofs
        Tables that a reader cannot rule out, stratum by stratum, found before.

    Raises
    ------
    PrivacyError
        Naming stratum and cell of the first number that is too well known.
    """
    linked = strata(tables)
    hidden = _nowhere_visible(tables, withheld, linked)
    for place, stratum in linked.items():
        table, mask = LinkedTable.of(np.asarray(stratum.counts, dtype=float), stratum.matrix()), hidden[place]
        wanted = np.flatnonzero(mask & (_never_shown(stratum, policy) | ~_remainders(stratum)))
        secret = _never_shown(stratum, policy) & ~mask
        open_cells = np.flatnonzero(secret) if mask.all() or secret.any() else None
        if open_cells is None:
            known = (proofs or {}).get(place)
            first = next(narrow_cells(table, mask, wanted, policy.minimum_n, known), None)
            open_cells = np.zeros(0, dtype=np.intp) if first is None else first.cells
        if open_cells.size:
            raise PrivacyError(_refusal(place, stratum, int(open_cells[0]), policy))


def protected(table: ResultTable, withheld: Withheld, policy: PrivacyParams) -> ResultTable:
    """Return the table without its withheld numbers, with columns `suppressed` and `shown`."""
    cells, frame = table.cells or Cells(), table.frame.copy()
    few = np.asarray(frame[cells.count] < policy.statistics_minimum_n, dtype=np.bool_)
    gone = {cells.count: withheld.count}
    gone |= {cells.denominator: withheld.denominator} if cells.denominator else {}
    gone |= dict.fromkeys(cells.percents, withheld.count | withheld.denominator)
    gone |= dict.fromkeys(cells.statistics, withheld.count | few)
    for column in cells.percents:
        frame[column] = frame[column].round(policy.percent_decimals)
    lost = np.zeros(len(frame), dtype=np.bool_)
    for column, marks in gone.items():
        lost |= marks & frame[column].notna().to_numpy()
        frame[column] = frame[column].mask(marks)
    frame["suppressed"] = lost
    frame["shown"] = pd.Series(np.where(lost, policy.withheld_word, ""), index=frame.index, dtype="str")
    return table.with_frame(frame, *ADDED)


def _pattern(stratum: Stratum, policy: PrivacyParams) -> Suppression:
    counts, sums = np.asarray(stratum.counts, dtype=float), stratum.matrix()
    hidden, primary = _remainders(stratum), _never_shown(stratum, policy)
    weights = np.where(hidden, _HIDDEN_WEIGHT, default_weights(counts, sums))
    effort = Effort(rounds=policy.rounds, nodes=policy.nodes)
    try:
        return protect(counts, sums, primary, policy.minimum_n, weights, every=True, hidden=hidden, effort=effort)
    except ValueError:
        everything = np.ones(counts.size, dtype=np.bool_)
        weight = float(weights.sum())
        return Suppression(everything, weight, 0.0, "greedy", Alternatives(LinkedTable.of(counts, sums)))


def _remainders(stratum: Stratum) -> Bools:
    hidden = np.zeros(len(stratum.counts), dtype=np.bool_)
    hidden[stratum.hidden] = True
    return hidden


def _never_shown(stratum: Stratum, policy: PrivacyParams) -> Bools:
    """Small counts, zeros if the district withholds them, and zeros that make another count 100 %."""
    counts = np.asarray(stratum.counts)
    zero = counts == 0
    never = (counts < policy.minimum_n) & ~zero
    never |= zero & ~_remainders(stratum) & (policy.zeros == "withhold")
    if policy.whole_groups == "withhold":
        never[stratum.whole] = True
    return np.asarray(never)


def _marks(table: ResultTable, linked: Mapping[Place, Stratum], patterns: Mapping[Place, Suppression]) -> Withheld:
    marks: dict[str, list[bool]] = {"count": [], "denominator": []}
    for stratum, place, category in row_keys(table):
        numbers, pattern = linked[stratum].numbers, patterns[stratum].pattern
        marks["count"].append(bool(pattern[numbers[table.name, "count", place, category]]))
        base = numbers.get((table.name, "denominator", place, TOTAL))
        marks["denominator"].append(base is not None and bool(pattern[base]))
    return Withheld(np.array(marks["count"], dtype=np.bool_), np.array(marks["denominator"], dtype=np.bool_))


def _nowhere_visible(
    tables: Mapping[str, ResultTable], withheld: Mapping[str, Withheld], linked: Mapping[Place, Stratum]
) -> dict[Place, Bools]:
    """Cells whose number stands in no row of any table."""
    hidden = {place: np.ones(len(stratum.counts), dtype=np.bool_) for place, stratum in linked.items()}
    for name, table in tables.items():
        marks = withheld[name]
        for row, (stratum, place, category) in enumerate(row_keys(table)):
            numbers = linked[stratum].numbers
            if not marks.count[row]:
                hidden[stratum][numbers[name, "count", place, category]] = False
            if not marks.denominator[row] and (name, "denominator", place, TOTAL) in numbers:
                hidden[stratum][numbers[name, "denominator", place, TOTAL]] = False
    return hidden


def _refusal(place: Place, stratum: Stratum, cell: int, policy: PrivacyParams) -> str:
    rest = ("", "", (), "a remainder")
    name, _, where, category = next((key for key, number in stratum.numbers.items() if number == cell), rest)
    said = ", ".join(f"{column} {value}" for column, value in (*place, *where))
    return (
        f"Table {name} ({said}, {category}): the withheld number could be worked out to less than "
        f"{policy.minimum_n} students from what is shown. Nothing was released. Raise rounds in privacy.yml, "
        "or publish fewer groups."
    )
