"""Figures beside effects: how alike groups were at the start (love plot), and what changed after schools began."""

from collections.abc import Mapping
from textwrap import fill

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from mtss_analysis.effects.equal_starts import ADJUSTABLE, ALIKE
from mtss_analysis.reporting import effect_checks
from mtss_analysis.reporting.draw.drawing import LETTER, WIDTH, Drawing, NothingToDraw, listed
from mtss_analysis.reporting.labels import WHOLE_DISTRICT, Labels
from mtss_analysis.reporting.palette import BLUE, GREY, PALE, STYLE, VERMILION
from mtss_analysis.results import ResultTable

Tables = Mapping[str, ResultTable]
PANELS = 4
NO_ROLLOUT = effect_checks.CHECKS["rollout"][3]
ENDS = 0.6
"""Differences beyond this are drawn at the edge [SD]."""


def love(tables: Tables, labels: Labels, school: str, *, domain: str = "reading") -> Drawing:
    """Draw how far apart the groups started, before and after weighting, on the main measure of a domain."""
    frame = main(tables["balance"].frame, tables["looks"].frame, domain)
    frame = frame.dropna(subset=["before"])
    if frame.empty:
        raise NothingToDraw(f"No groups in {labels.word(domain).lower()} can be compared at the start.")
    frame = frame.assign(
        fact=[effect_checks.fact(by, group, labels) for by, group in zip(frame["by"], frame["group"], strict=True)]
    )
    measure = labels.measure(frame["measure"].iloc[0])
    title = f"{labels.word(domain)}, {measure}: differences at the start, {WHOLE_DISTRICT}"
    data = pd.DataFrame({
        "Intervention": frame["intervention"].to_numpy(), "Known before": frame["fact"].to_numpy(),
        "Before weighting (SD)": [f"{value:z.2f}" for value in frame["before"]],
        "After weighting (SD)": [f"{v:z.2f}" if pd.notna(v) else "not weighted" for v in frame["after"]],
    })  # fmt: skip
    after = "before weighting, squares after it" if frame["after"].notna().any() else "without any weighting"
    caption = (
        f"{title}. Circles are differences {after}, served less comparison; a mark at the "
        f"edge lies beyond it. Dotted lines: up to {ALIKE:.2f} groups count as alike, beyond {ADJUSTABLE:.2f} no "
        "adjustment mends them. Facts of too few students are left out."
    )
    return Drawing(_panels(frame), f"{title}. {listed(_said(frame), PANELS)}.", caption, data)


def rollout(tables: Tables, labels: Labels, school: str) -> Drawing:
    """Draw what changed in schools year by year since they began an intervention (event study)."""
    frame = tables["rollout"].frame
    frame = frame[frame["event"].notna()]
    if frame.empty:
        raise NothingToDraw(NO_ROLLOUT)
    title = f"Change in schools since they began an intervention, {WHOLE_DISTRICT}"
    caption = (
        f"{title}: mean screening in its domain, against schools that never did. Bars are 95 % intervals; 0 is the "
        "first year with it. Before that, changes from year to year should lie around zero."
    )
    told = effect_checks.span(frame, "estimate", "low", "high")
    data = pd.DataFrame({
        "Intervention": frame["intervention"].to_numpy(), "Years since the start": frame["event"].to_numpy(),
        "Change, SD (95 % interval)": told,
    })  # fmt: skip
    said = listed((f"{row[0]}, year {row[1]:.0f}: {row[2]}" for row in data.itertuples(index=False)), limit=12)
    return Drawing(_events(frame), f"{title}. {said}.", caption, data)


def _events(frame: pd.DataFrame) -> Figure:
    names = list(dict.fromkeys(frame["intervention"]))[:PANELS]
    with mpl.rc_context(STYLE):  # type: ignore[arg-type]
        figure = Figure(figsize=(WIDTH, 3.4))
        figure.subplots_adjust(0.09, 0.16, 0.99, 0.86, wspace=0.12)
        panels = figure.subplots(1, len(names), sharey=True, squeeze=False)[0]
        for axes, name in zip(panels, names, strict=True):
            part = frame[frame["intervention"] == name].sort_values("event")
            axes.axhline(0, color=GREY, linewidth=1)
            axes.axvline(-0.5, color=GREY, linestyle=":", linewidth=1)
            axes.vlines(part["event"], part["low"], part["high"], color=BLUE, linewidth=2, alpha=0.75)
            for rows, inside in ((part[part["event"] < 0], "white"), (part[part["event"] >= 0], BLUE)):
                axes.plot(rows["event"], rows["estimate"], "o", color=BLUE, markerfacecolor=inside, markersize=6)
            axes.set(xticks=part["event"], xlabel="School years since the start")
            axes.set_title(fill(str(name), 66 // len(names)), fontsize=9)
            axes.grid(axis="y", color=PALE)
        panels[0].set_ylabel("Change in the mean (SD)")
    return figure


def main(frame: pd.DataFrame, looks: pd.DataFrame, domain: str) -> pd.DataFrame:
    """Keep the rows of the measure with most served students in a domain; a trial's where there are none."""
    frame = frame[frame["domain"] == domain]
    sizes = looks[looks["domain"] == domain].groupby("measure")["served"].sum()
    return frame[frame["measure"] == (sizes.idxmax() if len(sizes) else frame["measure"].head(1).max())]


def _said(frame: pd.DataFrame) -> list[str]:
    """Say, for each intervention, how many facts lie in which range."""
    told = []
    for name, part in frame.groupby("intervention", sort=True):
        before, after = ((part[each].abs() > ADJUSTABLE).sum() for each in ("before", "after"))
        weighted = f"{after} after it" if part["after"].notna().any() else "they were not weighted"
        start = part.loc[part["by"] == "start", ["before", "after"]]
        first = f", the score at the start {start['before'].iloc[0]:z.2f}" if len(start) else ""
        told.append(f"{name}: of {len(part)} facts {before} differ beyond .25 before weighting, {weighted}{first}")
    return told


def _panels(frame: pd.DataFrame) -> Figure:
    facts = list(dict.fromkeys(frame["fact"]))
    names = sorted(frame["intervention"].unique())[:PANELS]
    tall = 1.65 + 0.26 * len(facts)
    before = 0.3 + LETTER * max(map(len, facts))
    with mpl.rc_context(STYLE):  # type: ignore[arg-type]
        figure = Figure(figsize=(WIDTH, tall))
        figure.subplots_adjust(before / WIDTH, 0.85 / tall, 0.99, 1 - 0.55 / tall, wspace=0.12)
        panels = figure.subplots(1, len(names), sharey=True, squeeze=False)[0]
        for axes, name in zip(panels, names, strict=True):
            _panel(
                axes,
                frame[frame["intervention"] == name].set_index("fact").reindex(facts),
                fill(str(name), 66 // len(names)),
            )
        panels[0].set_yticks(np.arange(len(facts)), facts)
        panels[0].set_ylim(len(facts) - 0.5, -0.5)
        figure.supxlabel("Difference at the start (SD)", fontsize=10, y=0.32 / tall)
        handles, said = panels[0].get_legend_handles_labels()
        figure.legend(handles, said, loc="lower right", ncols=2, frameon=False, fontsize=9)
    return figure


def _panel(axes: Axes, part: pd.DataFrame, name: str) -> None:
    rows = np.arange(len(part))
    marks = (("before", "o", VERMILION, "before weighting"), ("after", "s", BLUE, "after weighting"))
    for column, marker, color, said in marks:
        inside = color if column == "after" else "none"
        axes.plot(part[column].clip(-ENDS, ENDS), rows, marker, color=color, markerfacecolor=inside, ms=5.5, label=said)
    axes.axvline(0, color=GREY, linewidth=1)
    for line in (ALIKE, ADJUSTABLE):
        axes.axvline(-line, color=GREY, linestyle=":", linewidth=1)
        axes.axvline(line, color=GREY, linestyle=":", linewidth=1)
    axes.set(xlim=(-ENDS - 0.05, ENDS + 0.05), xticks=(-0.5, 0, 0.5))
    axes.set_title(name, fontsize=9)
    axes.grid(axis="y", color=PALE)
