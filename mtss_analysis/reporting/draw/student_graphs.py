"""Progress graphs of single students: scores, aimline and trend, several on one sheet (team pages only)."""

from collections.abc import Mapping

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from mtss_analysis.reporting import rows
from mtss_analysis.reporting.draw.drawing import Drawing, NothingToDraw, listed
from mtss_analysis.reporting.labels import Labels
from mtss_analysis.reporting.palette import BLUE, GREEN, PALE, STYLE, VERMILION
from mtss_analysis.results import ResultTable
from mtss_analysis.vocabulary import TOTAL

GRAPHS = 9
"""Graphs on one sheet."""


def graphs(tables: Mapping[str, ResultTable], labels: Labels, school: str, *, domain: str = "reading") -> Drawing:
    """Draw the scores, aimline and trend of the students furthest below their aimline in one domain."""
    series = tables["series"].frame
    if series["goal"].isna().all():
        raise NothingToDraw("No student has a goal, so no aimline can be drawn.")
    series = series[(series["domain"] == domain) & series["enough"].astype(bool) & series["gap"].notna()]
    series = rows.latest(series[series["school_id"] == school] if school != TOTAL else series, "domain")
    if series.empty:
        raise NothingToDraw(f"No student with a plan in {domain} has a goal and enough scores for a graph.")
    spread = series.groupby("measure")["gap"].transform("std").replace(0, np.nan)
    chosen = series.loc[(series["gap"] / spread.fillna(1)).sort_values().index].head(GRAPHS)
    points = tables["points"].frame.merge(chosen[["plan_id", "roi", "level", "last"]], on="plan_id")
    title = f"Progress graphs in {domain}, furthest below the aimline first: {labels.school(school)}"
    said = listed(
        (
            f"{row.student_id}: {row.n:.0f} scores, rate {row.roi:.2f}, needed {row.aim_roi:.2f}"
            for row in chosen.itertuples()
        ),
        GRAPHS,
    )
    data = chosen[["student_id", "measure", "n", "roi", "aim_roi", "gap"]].assign(
        measure=chosen["measure"].map(labels.measure)
    )
    named = data.set_axis(["Student", "Measure", "Scores", "Rate", "Rate needed", "Distance from aimline"], axis=1)
    lines = "Dots are scores, the dashed line is the aimline, the solid line the trend."
    caption = f"{title}, each measure by its own spread. {lines}"
    return Drawing(_sheet(chosen, points), f"{title}. {said}.", caption, named)


def _sheet(chosen: pd.DataFrame, points: pd.DataFrame) -> Figure:
    across = 3
    down = -(-len(chosen) // across)
    with mpl.rc_context(STYLE):  # type: ignore[arg-type]
        figure = Figure(figsize=(8.4, 0.5 + 2.1 * down))
        edges = {"left": 0.06, "right": 0.99, "bottom": 0.45 / (0.5 + 2.1 * down), "top": 1 - 0.25 / (0.5 + 2.1 * down)}
        panels = figure.subplots(down, across, squeeze=False, gridspec_kw={"hspace": 0.6, "wspace": 0.25} | edges).flat
        for row, axes in zip(chosen.itertuples(), panels, strict=False):
            _graph(axes, points[points["plan_id"] == row.plan_id].sort_values("date"), str(row.student_id))
        for axes in list(panels):
            axes.set_axis_off()  # those left over
    return figure


def _graph(axes: Axes, points: pd.DataFrame, student: str) -> None:
    weeks = (points["date"] - points["date"].iloc[0]).dt.days / 7
    trend = points["level"] + points["roi"] * ((points["date"] - points["last"]).dt.days / 7)
    axes.plot(weeks, points["aim"], "--", color=GREEN, label="aimline")
    axes.plot(weeks, trend, "-", color=VERMILION, label="trend")
    axes.plot(weeks, points["score"], "o", color=BLUE, markersize=3.5, label="scores")
    axes.set_title(student, fontsize=9)
    axes.set_xlabel("Weeks", fontsize=8)
    axes.tick_params(labelsize=8)
    axes.grid(axis="y", color=PALE)
