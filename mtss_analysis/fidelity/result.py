"""What looking at delivery gives back: its tables, and the same in words."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

import pandas as pd

from mtss_analysis.fidelity.documents import CELLS, TABLES
from mtss_analysis.fidelity.service import MONITORED, SERVED, YES
from mtss_analysis.results import Result, ResultTable, Summary
from mtss_analysis.vocabulary import TOTAL, Delivery

DOES_NOT_APPLY = "does_not_apply"
NOTHING = "The records cannot tell what support was delivered."
TO_TELL = (
    "To see what was delivered, add to the table interventions the plans of students, and to the table sessions a row "
    "for each planned session with what happened; leave what nobody wrote down as not logged."
)
READ_WITH_CARE = (
    "A session that nobody logged is neither delivered nor missed, so dosage is a range from least to most. Nothing "
    "here is made for judging staff: what is missing is mostly time, rooms and schedules."
)
STANDINGS = {
    Delivery.DELIVERED: "delivered as designed",
    Delivery.HELD: "held, but nobody can tell whether as designed",
    Delivery.NOT_AS_DESIGNED: "held, but not as designed",
    Delivery.NOT_DELIVERED: "not delivered",
    Delivery.UNKNOWN: "not established as delivered",
}

SERVICE_WORDS = {
    SERVED: "Students whose latest score suggests support and who have an open plan",
    MONITORED: "Students with an open plan whose progress was measured lately",
}


@dataclass(frozen=True, kw_only=True)
class FidelityResult(Result):
    """What was delivered, how it went, and what is missing.

    Attributes
    ----------
    tables
        ``plans``, ``work`` and ``rated`` (students), ``schools``, ``staff``, ``dimensions``, ``reports``, ``reasons``,
        ``probes`` and ``waits`` (team only), ``delivery``, ``service`` and ``quadrant``.
    """

    analysis: ClassVar[str] = "06_fidelity"

    def summary(self) -> Summary:
        """Say the result in words; where nothing can be told, why not in these data."""
        said = super().summary()
        why = next((caution.sentence for caution in self.cautions if caution.code == DOES_NOT_APPLY), "")
        return replace(said, headline=why.removesuffix(f" {TO_TELL}")) if why else said

    @classmethod
    def summarize(cls, tables: Mapping[str, ResultTable]) -> Summary:
        """Say which interventions were delivered in the latest school year, and who lacks service."""
        frame = tables["delivery"].frame
        frame = frame[frame["school_year"] == frame["school_year"].max()]
        columns = ["delivery", "interventions"]
        if frame.empty:
            return Summary(NOTHING, pd.DataFrame(columns=columns), TO_TELL)
        named = {kind: sorted(set(frame.loc[frame["standing"] == kind, "intervention"])) for kind in STANDINGS}
        rows = [(STANDINGS[kind].capitalize(), ", ".join(names)) for kind, names in named.items() if names]
        text = f"{_service(tables['service'].frame)}{READ_WITH_CARE}"
        return Summary(_headline(named, frame["school_year"].iloc[0]), pd.DataFrame(rows, columns=columns), text)


def _headline(named: Mapping[Delivery, list[str]], year: str) -> str:
    total = sum(map(len, named.values()))
    first = f"In {year}, {len(named[Delivery.DELIVERED])} of {total} interventions were delivered as designed"
    never = named[Delivery.NOT_DELIVERED]
    open_ = total - len(named[Delivery.DELIVERED]) - len(never)
    rest = f"; of {open_} it is not established" if open_ else ""
    lost = f"{', '.join(never)}: not delivered, so nothing can be said of whether it works." if never else ""
    return f"{first}{rest}. {lost}".strip()


def _service(frame: pd.DataFrame) -> str:
    """Say, domain by domain, which share has service and which share is monitored."""
    said = []
    for question, words in SERVICE_WORDS.items():
        yes = frame[(frame["question"] == question) & (frame["school_id"] == TOTAL) & (frame["answer"] == YES)]
        known = yes.dropna(subset=["percent"])
        parts = [f"{row['percent']:.0f} % in {row['domain'].replace('_', ' ')}" for _, row in known.iterrows()]
        said += [f"{words}: {', '.join(parts)}. "] if parts else []
    return "".join(said)


def table(name: str, frame: pd.DataFrame) -> ResultTable:
    """Document one table of the result; columns beyond the documented ones are left out."""
    level, row, columns = TABLES[name]
    frame = frame.reindex(columns=[column.name for column in columns])
    return ResultTable(name, row, frame, columns, level, CELLS.get(name))  # type: ignore[arg-type]
