"""The only way from an exact result to a public page."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import InitVar, dataclass, replace
from types import MappingProxyType

import pandas as pd

from mtss_analysis.errors import PrivacyError
from mtss_analysis.privacy.grid import completed, one_way
from mtss_analysis.privacy.policy import PrivacyParams
from mtss_analysis.privacy.reuse import remembered
from mtss_analysis.privacy.suppression import protected
from mtss_analysis.results import Caution, Provenance, Result, ResultTable, Summary
from mtss_analysis.vocabulary import TOTAL

_SEAL = object()
_PEOPLE = r"(?:students?|children|child|pupils?|girls?|boys?)"
_SMALL = re.compile(rf"\b(\d+|one|two|three|four|five|six|seven|eight|nine)\s+(?:\w+\s+)?{_PEOPLE}\b", re.I)


@dataclass(frozen=True, kw_only=True)
class Released:
    """A result that may be published; only :func:`release` makes one.

    Attributes
    ----------
    kind
        Type of the exact result.
    tables
        Name → protected table; its frame has columns `suppressed` and `shown`.
    cautions
        Those that speak of no single student and no small number of students.
    provenance
        Of the exact result.
    policy
        The settings of the release.
    gap
        Largest share of the withheld cells' weight that may not have been needed, 0 to 1.
    """

    kind: type[Result]
    tables: Mapping[str, ResultTable]
    cautions: tuple[Caution, ...]
    provenance: Provenance
    policy: PrivacyParams
    gap: float
    seal: InitVar[object]

    def __post_init__(self, seal: object) -> None:
        if seal is not _SEAL:
            raise PrivacyError("A Released result is made by privacy.release(result, policy) only. Call that.")

    @property
    def analysis(self) -> str:
        """Name of the analysis."""
        return self.kind.analysis

    def summary(self) -> Summary:
        """Say the released tables in the words of the analysis."""
        return self.kind.summarize(self.tables)

    def school(self, school_id: str) -> "Released":
        """Keep the rows of one school; what is withheld was decided with all schools in view.

        Raises
        ------
        PrivacyError
            No released table has a row of this school.
        """
        tables = {name: _of_school(table, school_id) for name, table in self.tables.items()}
        placed = [name for name, table in tables.items() if "school_id" in table.frame]
        if placed and all(tables[name].frame.empty for name in placed):
            raise PrivacyError(f'No released table has rows of school "{school_id}". Check the school_id.')
        return Released(
            kind=self.kind, tables=MappingProxyType(tables), cautions=self.cautions, provenance=self.provenance,
            policy=self.policy, gap=self.gap, seal=_SEAL,
        )  # fmt: skip


def release(result: Result, policy: PrivacyParams) -> Released:
    """Make a result fit for the public: aggregates only, small numbers withheld, audited.

    Parameters
    ----------
    result
        An exact result over the whole district.
    policy
        What the district allows.

    Returns
    -------
    Released
        Tables of students and staff are gone; in the others no withheld number can be worked
        out to less than ``policy.minimum_n``.

    Raises
    ------
    PrivacyError
        The result has no table of groups, such a table does not say how it may be protected,
        a code of a student stands in it, or the protection fails the audit.
    """
    exact = {name: table for name, table in result.tables.items() if table.level == "aggregate"}
    if not exact:
        raise PrivacyError(
            f"The result of {result.analysis} speaks of single students or staff only, so nothing of it can be "
            "published. Show it on a team page, or add a table of groups to the analysis."
        )
    for table in exact.values():
        _check_columns(table)
    if policy.groups_within_schools == "drop":
        exact = {name: one_way(table) for name, table in exact.items()}
    if policy.zeros == "withhold":
        exact = completed(exact)
    decision = remembered(exact, policy)
    tables = {name: protected(table, decision.withheld[name], policy) for name, table in exact.items()}
    released = Released(
        kind=type(result), tables=MappingProxyType(tables), cautions=_public(result, tables, policy),
        provenance=result.provenance, policy=policy, gap=decision.gap, seal=_SEAL,
    )  # fmt: skip
    _scan(released, policy)
    return released


def _of_school(table: ResultTable, school_id: str) -> ResultTable:
    if "school_id" not in table.frame:
        return table
    return table.with_frame(table.frame[table.frame["school_id"] == school_id].reset_index(drop=True))


def _check_columns(table: ResultTable) -> None:
    """Refuse numbers that nobody said how to protect."""
    cells = table.cells
    if cells is None:
        raise PrivacyError(
            f"Table {table.name} does not say how it may be protected. Give it Cells, or keep it team-only."
        )
    flat = [column for entry in cells.hierarchy for column in ((entry,) if isinstance(entry, str) else entry)]
    named = {cells.count, cells.category, cells.denominator, *cells.strata, *flat, *cells.percents, *cells.statistics}
    for column in table.frame.columns:
        text = isinstance(table.frame[column].dtype, pd.StringDtype) or table.frame[column].dtype == object
        if column not in named and not text:
            raise PrivacyError(
                f"Table {table.name}: nothing says how column {column} is protected. Name it in the table's Cells, "
                "under percents or statistics, or drop it."
            )


def _public(result: Result, tables: Mapping[str, ResultTable], policy: PrivacyParams) -> tuple[Caution, ...]:
    """Leave out cautions that concern one school, name a code or count few students; do not say which places."""
    strata = {column for table in tables.values() if table.cells for column in table.cells.strata}
    general = {"all", *tables, *(str(v) for t in tables.values() for c in strata & {*t.frame} for v in t.frame[c])}
    everywhere = (caution for caution in result.cautions if caution.school in {"", TOTAL})
    kept = (caution for caution in everywhere if not _tells(f"{caution.affects} {caution.sentence}", policy))
    return tuple(c if c.affects in general else replace(c, affects="some places") for c in kept)


def few_people(sentence: str, minimum: int, *, spelled: bool = True) -> str:
    """Return the words of a sentence that count fewer people than the minimum; nothing if there are none.

    Parameters
    ----------
    sentence, minimum
        Where to look, and the smallest number that may be said.
    spelled
        Whether numbers in words count, too.

    Examples
    --------
    >>> few_people("Of 3 new students, 120 students were tested.", 10), few_people("40 students", 10)
    ('3 new students', '')
    """
    for found in _SMALL.finditer(sentence):
        if int(found[1]) < minimum if found[1].isdigit() else spelled:
            return found[0]
    return ""


def _tells(sentence: str, policy: PrivacyParams) -> bool:
    few = few_people(sentence, policy.minimum_n)
    return bool(few) or any(re.search(pattern, sentence) for pattern in policy.id_patterns)


def _scan(released: Released, policy: PrivacyParams) -> None:
    for place, text in _texts(released):
        for pattern in policy.id_patterns:
            if found := re.search(pattern, text):
                raise PrivacyError(
                    f'{place} holds "{found.group()}", which looks like the code of a student. Nothing was released. '
                    "Take it out of the analysis, or correct id_patterns in privacy.yml."
                )


def _texts(released: Released) -> Iterator[tuple[str, str]]:
    """Every text a reader could see, with its place."""
    for name, table in released.tables.items():
        for column in table.frame.columns:
            yield f"Table {name}: the heading", str(column)
            yield from ((f"Table {name}, column {column}", str(value)) for value in table.frame[column].unique())
    summary = released.summary()
    yield "The headline", summary.headline
    yield "The summary", summary.text
    yield from (("The summary's table", str(value)) for value in summary.table.to_numpy().ravel())
