"""Figures of decisions: what is advised, and how often the rules disagree."""

from collections.abc import Mapping

import pandas as pd

from mtss_analysis.decisions.back_test import FEWEST_ENDED
from mtss_analysis.reporting import rows
from mtss_analysis.reporting.draw import marks
from mtss_analysis.reporting.draw.drawing import Drawing, NothingToDraw, listed, withheld
from mtss_analysis.reporting.labels import WHOLE_DISTRICT, Labels
from mtss_analysis.reporting.palette import BLUE, GREEN, GREY, ORANGE
from mtss_analysis.reporting.tabulate import WITHHELD
from mtss_analysis.results import ResultTable
from mtss_analysis.vocabulary import TOTAL

Tables = Mapping[str, ResultTable]
VERDICTS = {
    "continue": ("Continue", (BLUE, "")),
    "change": ("Change", (ORANGE, "///")),
    "raise_goal": ("Raise the goal", (GREEN, "\\\\\\")),
    "collect_more_data": ("Collect more data", (GREY, "..")),
}
"""Verdict → words, color and hatch."""


def actions(tables: Tables, labels: Labels, school: str, *, domain: str = "reading") -> Drawing:
    """Draw for how many students each action is advised in one domain."""
    frame = rows.place(tables, "actions", school)
    frame = frame[(frame["action"] != TOTAL) & (frame["domain"] == domain)]
    if frame.empty:
        raise NothingToDraw(_none(tables, "actions", f"No plan of a student in {domain} is open here."))
    names = [labels.word(action) for action in frame["action"]]
    values = pd.Series(frame["n"].astype("float64").to_numpy(), index=names)
    kept = (values.isna() | (values > 0)).to_numpy()
    values, held = values[kept], withheld(frame).to_numpy()[kept]
    title = f"What the rule in force advises in {domain}: {labels.school(school)}"
    said = listed((f"{n}: {WITHHELD if pd.isna(v) else f'{v:.0f}'}" for n, v in values.items()), 12)
    data = values.rename_axis("Advice").rename("Students").reset_index().assign(suppressed=held)
    return Drawing(marks.bars(values, "Students"), f"{title}. {said}.", f"{title}.", data)


def rules(tables: Tables, labels: Labels, school: str, *, domain: str = "reading") -> Drawing:
    """Draw what each rule would say about the same students, one bar a rule."""
    frame = tables["rules"].frame
    frame = frame[(frame["domain"] == domain) & (frame["verdict"] != TOTAL)]
    if frame.empty:
        raise NothingToDraw(_none(tables, "rules", f"No plan in {domain} has the data a rule needs."))
    shares = frame.assign(
        label=frame["rule"].map(labels.word), said=frame["verdict"].map(lambda code: VERDICTS[code][0])
    ).pivot_table(index="label", columns="said", values="percent", sort=False, dropna=False)
    styles = {words: style for words, style in VERDICTS.values() if words in shares}
    title = f"The same {domain} data, five rules: {WHOLE_DISTRICT}"
    said = listed(
        f"{name}: " + ", ".join(f"{w} {WITHHELD if pd.isna(row[w]) else f'{row[w]:.0f} %'}" for w in styles)
        for name, row in shares.iterrows()
    )
    held = withheld(frame).groupby(frame["rule"].map(labels.word), sort=False).any()
    data = shares[list(styles)].add_suffix(" (percent)").assign(suppressed=held.reindex(shares.index))
    data = data.rename_axis(None, axis=1).rename_axis("Rule").reset_index()
    return Drawing(marks.stacked(shares, styles), f"{title}. {said}.", f"{title}.", data)


def back_test(tables: Tables, labels: Labels, school: str, *, domain: str = "reading") -> Drawing:
    """Draw how many ended plans each rule would have called: of those that fell short, and that reached the goal."""
    frame = tables["back_test"].frame
    frame = frame[(frame["domain"] == domain) & (frame["n"] >= FEWEST_ENDED)]
    if frame.empty:
        raise NothingToDraw(f"Too few plans in {domain} have ended to look back on.")
    frame = frame.sort_values(["outcome", "rule"], kind="stable")
    names = [f"{labels.word(rule)}, {outcome}" for rule, outcome in zip(frame["rule"], frame["outcome"], strict=True)]
    points = frame[["percent", "low", "high"]].set_axis(names).rename(columns={"percent": "value"})
    title = f"Plans in {domain} that ended, called by each rule before: {WHOLE_DISTRICT}"
    said = listed((f"{name}: {value:.0f} %" for name, value in points["value"].items()), 12)
    data = frame.assign(rule=frame["rule"].map(labels.word))[["rule", "outcome", "n", "percent", "low", "high"]]
    data = data.rename(columns=lambda name: name.capitalize()).rename(columns={"N": "Plans"})
    return Drawing(marks.intervals(points, "Called at some look (percent)"), f"{title}. {said}.", f"{title}.", data)


def _none(tables: Tables, name: str, of_domain: str) -> str:
    """Speak of a domain only where another one has plans."""
    return "There is nothing to draw without advice." if tables[name].frame.empty else of_domain
