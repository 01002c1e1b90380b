"""What following students who move gives back, and the same in words."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

import pandas as pd

from mtss_analysis.results import Result, ResultTable, Summary
from mtss_analysis.transitions.continued import CONTINUED
from mtss_analysis.transitions.moves import BETWEEN, LEVEL, WITHIN
from mtss_analysis.vocabulary import TOTAL

DOES_NOT_APPLY = "does_not_apply"
"""Code of the caution that says why nobody can be followed."""
TO_FOLLOW = (
    "To follow students who move, fill the tables enrollments (one row a stay) and students (one row a school year)."
)
NOTHING = "The records cannot tell who changed school."
NO_PLANS = "The records hold no support that was open at a move and could be followed into the new school."
WITH_CARE = (
    "Continued means: a plan in the same domain and a delivered session in the new school within the set time. Support "
    "may rightly end at a move; what should not happen is that it ends because nobody knew of it."
)


@dataclass(frozen=True, kw_only=True)
class TransitionsResult(Result):
    """Who moves, whether support follows, what a summer changes, and whether gains last.

    Attributes
    ----------
    tables
        ``moves``, ``grades``, ``supported``, ``doses`` and ``record`` (team only), ``directions``, ``continuity``,
        ``waits``, ``summer`` and ``persistence``.
    """

    analysis: ClassVar[str] = "13_transitions"

    def summary(self) -> Summary:
        """Say the result in words; where nobody can be followed, why not in these data."""
        said = super().summary()
        why = next((caution.sentence for caution in self.cautions if caution.code == DOES_NOT_APPLY), "")
        return replace(said, headline=why.removesuffix(f" {TO_FOLLOW}")) if why else said

    @classmethod
    def summarize(cls, tables: Mapping[str, ResultTable]) -> Summary:
        """Say how often support continued after a change of school, domain by domain."""
        moved, rows = tables["directions"].frame, tables["continuity"].frame
        if moved.empty:
            return Summary(NOTHING, pd.DataFrame(columns=["direction", "domain"]), TO_FOLLOW)
        rows = rows[(rows["school_id"] == TOTAL) & (rows["by"] == TOTAL) & (rows["answer"] == CONTINUED)]
        if rows.empty:
            return Summary(NO_PLANS, pd.DataFrame(columns=["direction", "domain"]), _moved(moved))
        order = {name: place for place, name in enumerate((WITHIN, BETWEEN, LEVEL))}
        rows = rows.sort_values(["direction", "followed"], key=lambda c: c.map(order) if c.name == "direction" else -c)
        wide = pd.DataFrame({"direction": rows["direction"], "domain": rows["domain"], "followed": rows["followed"],
                             "continued": [_share(row) for _, row in rows.iterrows()]})  # fmt: skip
        return Summary(_headline(rows), wide.reset_index(drop=True), f"{_moved(moved)} {WITH_CARE}")


def _share(row: "pd.Series[float]") -> str:
    if not row["percent"] >= 0:
        return "withheld"
    return f"{row['percent']:.0f} % ({row['low']:.0f} to {row['high']:.0f})"


def _headline(rows: pd.DataFrame) -> str:
    told = rows[rows["percent"].notna()]
    if told.empty:
        return "How often support continued after a change of school is withheld; the numbers are small."
    first = told.sort_values("followed", ascending=False, kind="stable").iloc[0]
    domain = str(first["domain"]).replace("_", " ")
    return (
        f"Of the {first['followed']:.0f} students who {first['direction']} with a plan open in {domain}, "
        f"support continued for {_share(first)} in the new school."
    )


def _moved(moved: pd.DataFrame) -> str:
    latest = moved[(moved["school_id"] == TOTAL) & (moved["school_year"] == moved["school_year"].max())]
    share = latest.set_index("direction")["percent"]
    parts = [f"{share[name]:.0f} % {name}" for name in (WITHIN, BETWEEN, LEVEL) if pd.notna(share.get(name))]
    if not parts:
        return ""
    return f"Of all students of {latest['school_year'].iloc[0]}, {', '.join(parts)}."
