"""Figures of students who move: whether support followed, what a summer changed, whether gains lasted."""

from collections.abc import Mapping

import pandas as pd

from mtss_analysis.reporting import rows
from mtss_analysis.reporting.draw import marks
from mtss_analysis.reporting.draw.drawing import Drawing, NothingToDraw, listed, withheld
from mtss_analysis.reporting.labels import WHOLE_DISTRICT, Labels
from mtss_analysis.reporting.palette import BLUE, GREY, ORANGE, VERMILION
from mtss_analysis.reporting.tabulate import WITHHELD
from mtss_analysis.results import ResultTable
from mtss_analysis.vocabulary import TOTAL

Tables = Mapping[str, ResultTable]
ANSWERS = {
    "continued": (BLUE, ""), "a plan, but no session": (ORANGE, "///"), "ended by decision": (GREY, ".."),
    "stopped": (VERMILION, "xxx"),
}  # fmt: skip
"""Answer → color and hatch."""
MOVES = {
    "within": "changed school within a year", "between": "changed school between years",
    "level": "moved to the next level",
}  # fmt: skip
"""Word for a page's call → kind of move."""


def continuity(tables: Tables, labels: Labels, school: str, *, move: str = "within") -> Drawing:
    """Draw what became of support open at one kind of move, one bar a domain."""
    frame = rows.place(tables, "continuity", school)
    frame = frame[(frame["direction"] == MOVES[move]) & (frame["by"] == TOTAL)]
    if frame.empty:
        raise NothingToDraw(f"The records hold no support that was open when a student {MOVES[move]}.")
    frame = rows.in_domain_order(frame).assign(domain=lambda part: part["domain"].map(labels.word))
    shares = frame.pivot_table(index="domain", columns="answer", values="percent", sort=False, dropna=False)
    shares = shares.reindex(columns=list(ANSWERS))
    held = withheld(frame).groupby(frame["domain"]).any().reindex(shares.index)
    title = f"Support that was open when students {MOVES[move]}: {labels.school(school)}"
    said = listed(
        f"{name}: " + ", ".join(f"{to} {_percent(row[to])}" for to in ANSWERS) for name, row in shares.iterrows()
    )
    data = shares.add_suffix(" (percent)").assign(suppressed=held.to_numpy())
    data = data.rename_axis(None, axis=1).rename_axis("Domain").reset_index()
    caption = f"{title}. What the records cannot tell is in no bar."
    return Drawing(marks.stacked(shares, ANSWERS), f"{title}. {said}.", caption, data)


def persistence(tables: Tables, labels: Labels, school: str) -> Drawing:
    """Draw the share at or above every cut in the next fall, by how support ended, domain by domain."""
    frame = rows.place(tables, "persistence", TOTAL)
    frame = frame[(frame["by"] == "ending") & frame["standing"].str.startswith("at or above")]
    if frame.empty:
        raise NothingToDraw("Nobody whose support ended has a score in the next fall on record.")
    frame = rows.in_domain_order(frame[frame["school_year"] == frame["school_year"].max()])
    names = [f"{labels.word(domain)}, {group}" for domain, group in zip(frame["domain"], frame["group"], strict=True)]
    points = frame[["percent", "low", "high"]].set_axis(["value", "low", "high"], axis=1).set_axis(names, axis=0)
    title = (
        f"At or above every cut in the fall of {frame['school_year'].iloc[0]}, by how support ended: {WHOLE_DISTRICT}"
    )
    said = listed((f"{name}: {_percent(value)}" for name, value in points["value"].items()), 12)
    data = points.set_axis(["Percent", "Low", "High"], axis=1).assign(suppressed=withheld(frame).to_numpy())
    caption = f"{title}. Bars are 95 % intervals. The two groups differ in more than how support ended."
    figure = marks.intervals(points, "Percent of students with a score in that fall")
    return Drawing(figure, f"{title}. {said}.", caption, data.rename_axis("Support").reset_index())


def summer(tables: Tables, labels: Labels, school: str, *, domain: str = "reading") -> Drawing:
    """Draw the change over the latest summer beyond regression to the mean, in the measure most students have."""
    frame = rows.place(tables, "summer", TOTAL)
    frame = frame[frame["domain"] == domain]
    frame = frame[frame["school_year"] == frame["school_year"].max()]
    measure = rows.main_measure(frame, "n", domain) if len(frame) else ""
    frame = frame[(frame["measure"] == measure) & (frame["by"] != TOTAL)]
    if frame.empty:
        raise NothingToDraw(f"No summer can be told in {domain.replace('_', ' ')}: too few students have both scores.")
    names = frame["group"].str.capitalize()
    points = frame[["beyond", "beyond_low", "beyond_high"]].set_axis(["value", "low", "high"], axis=1)
    points = points.set_axis(names, axis=0)
    unit = labels.unit(measure)
    title = f"{labels.measure(measure)}: change over the summer beyond what luck and everyone's change would bring"
    said = listed(f"{name}: {_number(value)}" for name, value in points["value"].items())
    data = points.set_axis(["Beyond", "Low", "High"], axis=1).assign(suppressed=withheld(frame).to_numpy())
    figure = marks.intervals(points, f"Beyond the expected change ({unit})", 0.0, "as expected")
    caption = f"{title}. Bars are 95 % intervals; right of the line is away from risk."
    return Drawing(figure, f"{title}. {said}.", caption, data.rename_axis("Students").reset_index())


def _percent(value: float) -> str:
    return WITHHELD if pd.isna(value) else f"{value:.0f} %"


def _number(value: float) -> str:
    return WITHHELD if pd.isna(value) else f"{value:.1f}"
