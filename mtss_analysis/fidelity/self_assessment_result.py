"""What a self-assessment gives back: its tables, and the same in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import pandas as pd

from mtss_analysis.fidelity.self_assessment_documents import CELLS, TABLES
from mtss_analysis.results import Result, ResultTable, Summary
from mtss_analysis.vocabulary import TOTAL

DOES_NOT_APPLY = "does_not_apply"
NOTHING = "The records hold no rating that can be shown, so nobody can tell whether the system is in place."
TO_TELL = (
    "To see it, let each school's team fill in an instrument of params/instruments/, and add one row a rating to the "
    "table ratings: instrument, version, school, sitting, day, role, item, score."
)
READ_WITH_CARE = (
    "Ratings are what people say of their own system, not what an observer saw. They open a conversation; they do not "
    "rank schools, and nothing here is made for judging a person."
)
GROUPS = {"team": "Teams", "staff": "Staff", "family": "Families", "student": "Students"}


@dataclass(frozen=True, kw_only=True)
class SelfAssessmentResult(Result):
    """What was rated, by whom, how it changed, and what is worked on next.

    Attributes
    ----------
    tables
        ``sittings``, ``profile``, ``items``, ``gaps``, ``consistency`` and ``plan`` (team only), ``results``,
        ``subscales`` and ``rated``.
    """

    analysis: ClassVar[str] = "12_self_assessment"

    @classmethod
    def summarize(cls, tables: Mapping[str, ResultTable]) -> Summary:
        """Say how much of the latest round's points each group gave, and which items are lowest."""
        columns = ["rated_by", "points_percent", "interval"]
        latest = main(tables["results"].frame)
        latest = latest[(latest["school_id"] == TOTAL) & (latest["kind"] == "total")].dropna(subset=["percent"])
        if latest.empty:
            return Summary(NOTHING, pd.DataFrame(columns=columns), TO_TELL)
        rows = [(GROUPS[row["group"]], f"{row['percent']:.0f}", _span(row)) for _, row in latest.iterrows()]
        text = f"{_lowest(tables)}{READ_WITH_CARE}"
        return Summary(_headline(latest), pd.DataFrame(rows, columns=columns), text)


def main(frame: pd.DataFrame) -> pd.DataFrame:
    """Keep, of the instrument that most people rated, the latest round of each group, teams first.

    Of several forms of a group, that with most people in the round is kept.
    """
    if frame.empty:
        return frame
    people = frame["n"].fillna(0).astype("float64")
    known = frame[frame["instrument"] == people.groupby(frame["instrument"]).sum().idxmax()].assign(people=people)
    order = known["group"].map({group: place for place, group in enumerate(GROUPS)})
    sums = known.groupby(["group", "round", "version", "form"])["people"].sum().reset_index()
    last = sums.sort_values(["round", "version", "people"], kind="stable").drop_duplicates("group", keep="last")
    chosen = known.assign(order=order).sort_values("order", kind="stable")
    return chosen.merge(last.drop(columns="people")).drop(columns=["order", "people"])


def _headline(latest: pd.DataFrame) -> str:
    first = latest.iloc[0]
    whose = GROUPS[first["group"]]
    schools = f" in {first['schools']:.0f} schools" if first["schools"] > 1 else ""
    said = f"In {first['round']}, {whose.lower()}{schools} gave {first['percent']:.0f} % of the points possible"
    others = [f"{GROUPS[row['group']].lower()} {row['percent']:.0f} %" for _, row in latest.iloc[1:].iterrows()]
    return f"{said}{'; ' + ', '.join(others) if others else ''}."


def _span(row: "pd.Series[float]") -> str:
    return "no interval" if pd.isna(row["low"]) else f"{row['low']:.0f} to {row['high']:.0f}"


def _lowest(tables: Mapping[str, ResultTable], most: int = 3) -> str:
    """Name the lowest items as the first group rates them: of the place, or over all schools where that is public."""
    place, frame = ("Lowest", tables["items"].frame) if "items" in tables else (OVER_ALL, tables["rated"].frame)
    found = main(frame[frame["school_id"] == TOTAL] if "school_id" in frame else frame)
    found = found[found["group"] == found["group"].iloc[0]] if len(found) else found
    found = found.dropna(subset=["mean"]).sort_values("mean", kind="stable").head(most)
    said = "; ".join(f"{row['text'].rstrip('.')} ({row['mean']:.1f} points)" for _, row in found.iterrows())
    return f"{place}: {said}. " if said else ""


OVER_ALL = "Lowest over all schools"


def table(name: str, frame: pd.DataFrame) -> ResultTable:
    """Document one table of the result; columns beyond the documented ones are left out."""
    level, row, columns = TABLES[name]
    frame = frame.reindex(columns=[column.name for column in columns])
    return ResultTable(name, row, frame, columns, level, CELLS.get(name))  # type: ignore[arg-type]
