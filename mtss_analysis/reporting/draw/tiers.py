"""Figures of support over time: where students moved, how support is spread, how long it lasts."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from mtss_analysis.reporting import rows
from mtss_analysis.reporting.draw import marks
from mtss_analysis.reporting.draw.drawing import Drawing, NothingToDraw, listed, withheld
from mtss_analysis.reporting.labels import WHOLE_DISTRICT, Labels
from mtss_analysis.reporting.palette import GREY, SUPPORT
from mtss_analysis.reporting.tabulate import MISSING, WITHHELD
from mtss_analysis.results import ResultTable
from mtss_analysis.vocabulary import TOTAL

Tables = Mapping[str, ResultTable]
LEFT = "left"
AFTER = {**SUPPORT, LEFT: (GREY, "..")}
PLANNED = "Planning figure"
BEFORE = {
    "Tier 1": "From Tier 1 only",
    "Tier 2": "From Tier 2",
    "Tier 3": "From Tier 3",
    "joined": "Joined since",
    TOTAL: "All students",
}
"""Support at the earlier look → the name of its bar."""


def movement(tables: Tables, labels: Labels, school: str, *, domain: str = "reading") -> Drawing:
    """Draw where students of each earlier support are at the later look, one bar for each earlier support."""
    frame = rows.place(tables, "movement", school)
    frame = frame[frame["domain"] == domain]
    frame = frame[frame["day"] == frame["day"].max()]
    if frame.empty:
        raise NothingToDraw(_none(tables, "movement", domain, "two looks of a school year"))
    shares = _wide(frame, "support", "to", list(AFTER)).reindex(
        [name for name in BEFORE if name in set(frame["support"])]
    )
    shares = shares[_somebody(frame, shares)]
    held = withheld(frame).groupby(frame["support"]).any().reindex(shares.index)
    shares.index = pd.Index([BEFORE[name] for name in shares.index])
    year, step = frame["school_year"].iloc[0], frame["step"].iloc[0]
    title = (
        f"Support received in {labels.word(domain).lower()} before and after, {step} {year}: {labels.school(school)}"
    )
    return _bars(shares, AFTER, held, title, "Support at the earlier look", _rest(school, frame))


def over_time(tables: Tables, labels: Labels, school: str, *, domain: str = "reading") -> Drawing:
    """Draw the share of students receiving each tier of support at every look, and the planning figure last.

    Exact tables show every look; released ones the last look of each school year, with those who left since the first.
    """
    every = "tiers" in tables
    frame = rows.place(tables, "tiers" if every else "movement", school)
    frame = frame[frame["domain"] == domain]
    if frame.empty:
        raise NothingToDraw(_none(tables, "movement", domain, "a day of looking"))
    category = "support" if every else "to"
    frame = frame if every else frame[frame["support"] == TOTAL]
    looks = frame["look"] if every else frame["step"].str.rsplit(" to ", n=1).str[-1]
    frame = frame.assign(label=looks.str.capitalize() + " " + frame["school_year"]).sort_values("day", kind="stable")
    styles = SUPPORT if every else AFTER
    shares = _wide(frame, "label", category, list(styles))
    planned = frame[frame["planned"] != ""].drop_duplicates(category).set_index(category)["planned"].astype("float64")
    shares.loc[PLANNED] = planned.reindex(list(styles), fill_value=0)
    held = withheld(frame).groupby(frame["label"]).any().reindex(shares.index, fill_value=False)
    title = f"Support received in {labels.word(domain).lower()} over time: {labels.school(school)}"
    return _bars(shares, styles, held, title, "Look", " The planning figure is a rule of thumb.")


def time_in_support(tables: Tables, labels: Labels, school: str, *, domain: str = "reading") -> Drawing:
    """Draw how long support lasts: a curve of what still lasts, or, from released tables, medians with intervals."""
    if "curves" not in tables:
        return _medians(tables, labels)
    frame = tables["curves"].frame
    frame = frame[frame["domain"] == domain]
    if frame.empty:
        raise NothingToDraw(_none(tables, "movement", domain, "a period of Tier 2 or Tier 3 support"))
    weeks = [f"{week:.0f}" for week in frame["week"]]
    points = pd.DataFrame({"series": frame["span"], "occasion": weeks, "value": frame["percent"]})
    points = points.assign(low=frame["low"], high=frame["high"])
    title = f"Support in {labels.word(domain).lower()} that still lasts, by weeks since it began: {WHOLE_DISTRICT}"
    last = points.drop_duplicates("series", keep="last")
    said = listed(
        f"{row.series}: {row.value:.0f} % (interval {row.low:.0f} to {row.high:.0f}) last {row.occasion} weeks or more"
        for row in last.itertuples()
    )
    data = points.assign(followed=frame["followed"]).set_axis(
        ["Support", "Weeks", "Percent that lasts", "Low", "High", "Periods followed so long"], axis=1
    )
    figure = marks.lines(points, sorted(set(weeks), key=int), "Percent of periods that still last")
    return Drawing(figure, f"{title}. {said}.", f"{title}, with 95 % intervals.", data)


def _medians(tables: Tables, labels: Labels) -> Drawing:
    frame = tables["times"].frame
    frame = frame[frame["span"].str.startswith("Tier")]
    if frame.empty:
        raise NothingToDraw(_none(tables, "times", "", ""))
    told = frame[frame["median"].notna()]
    if told.empty:
        raise NothingToDraw("In every domain more than half of all support still lasts, or the numbers are withheld.")
    told = rows.in_domain_order(told)
    names = [f"{labels.word(domain)}, {span}" for domain, span in zip(told["domain"], told["span"], strict=True)]
    points = told[["median", "low", "high"]].set_axis(["value", "low", "high"], axis=1).set_axis(names, axis=0)
    title = f"Weeks until half of all support was ended or changed: {WHOLE_DISTRICT}"
    said = listed((f"{name}: {row['value']:.0f} weeks ({_span(row)})" for name, row in points.iterrows()), 12)
    edge = 1.1 * float(np.nanmax(points[["value", "high"]].to_numpy(float)))
    drawn = points.assign(high=points["high"].fillna(edge), low=points["low"].fillna(0))
    data = points.set_axis(["Weeks", "Low", "High"], axis=1).rename_axis("Support").reset_index()
    data = data.assign(**{name: data[name].map(_weeks) for name in ("Low", "High")})
    left_out = "" if len(told) == len(frame) else " Where more than half still lasts, there is no dot."
    caption = f"{title}. Bars are 95 % intervals; one whose upper end is not yet known runs to the edge.{left_out}"
    return Drawing(marks.intervals(drawn, "Weeks"), f"{title}. {said}.", caption, data)


def _span(row: "pd.Series[float]") -> str:
    return f"interval {_weeks(row['low'])} to {_weeks(row['high'])}"


def _weeks(value: float) -> str:
    return "not yet known" if value != value else f"{value:.0f}"


def _wide(frame: pd.DataFrame, index: str, category: str, order: list[str]) -> pd.DataFrame:
    """Put one column a category; what was withheld or is not there is missing."""
    return frame.pivot_table(index=index, columns=category, values="percent", sort=False, dropna=False).reindex(
        columns=order
    )


def _somebody(frame: pd.DataFrame, shares: pd.DataFrame) -> "pd.Series[bool]":
    """Tell for which earlier support there is anybody, or may be."""
    totals = frame[frame["to"] == TOTAL].set_index("support")["n"].astype("float64").reindex(shares.index)
    return totals.isna() | (totals > 0)


def _rest(school: str, frame: pd.DataFrame) -> str:
    alone = school != TOTAL and set(frame["support"]) == {TOTAL}
    return " What students of one school received before is not published." if alone else ""


def _bars(
    shares: pd.DataFrame, styles: Mapping[str, tuple[str, str]], held: "pd.Series[bool]", title: str, first: str,
    more: str = "",
) -> Drawing:  # fmt: skip
    styles = {name: style for name, style in styles.items() if name in shares}
    said = listed(
        (f"{name}: " + ", ".join(f"{to} {_percent(row[to])}" for to in styles) for name, row in shares.iterrows()), 12
    )
    data = shares[list(styles)].add_suffix(" (percent)").assign(suppressed=held.to_numpy())
    data = data.rename_axis(None, axis=1).rename_axis(first).reset_index()
    return Drawing(marks.stacked(shares, styles), f"{title}. {said}.", f"{title}.{more}", data)


def _percent(value: float) -> str:
    return WITHHELD if pd.isna(value) else f"{value:.0f} %"


def _none(tables: Tables, name: str, domain: str, what: str) -> str:
    """Speak of a domain only where another one has data."""
    if tables[name].frame.empty:
        return "The records do not tell which students received which support, so there is nothing to draw."
    return f"The records hold {MISSING} on support in {domain.replace('_', ' ')} at {what} here."
