"""One student's graph: scores, phases, aimline, trend with its interval, missed probes, and the way to the goal.

For team pages only.
"""

from collections.abc import Mapping

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
from matplotlib.figure import Figure

from mtss_analysis.reporting.draw import student_story
from mtss_analysis.reporting.draw.drawing import WIDTH, Drawing
from mtss_analysis.reporting.draw.student_story import Story
from mtss_analysis.reporting.labels import Labels
from mtss_analysis.reporting.palette import BLUE, GREEN, GREY, INK, PALE, PURPLE, STYLE, VERMILION
from mtss_analysis.results import ResultTable

AT_FLOOR = 0.5
"""Share of scores at the lowest possible one from which on the measure is called too hard."""
HOW_TO_READ = (
    "Dots are scores, open ones gave the baseline; bars on them, where the error of a score is known, are one standard "
    "error of measurement. The trend carries its 95 % interval. The pooled line leads to the goal's date, with the "
    "interval of the expected score there."
)


def student(
    tables: Mapping[str, ResultTable], labels: Labels, school: str, *, student: str = "", domain: str = "reading",
    plan: str = "",
) -> Drawing:  # fmt: skip
    """Draw one student's graph: the one named, or the one of the page least likely to reach the goal in a domain.

    With `plan` it is the graph of that plan of the student.
    """
    now = student_story.chosen(tables["series"].frame, school, student, domain, plan)
    story = student_story.story(tables, now)
    title, words = f"{now['student_id']}: {labels.measure(now['measure'])}", student_story.words(story)
    known = labels.measures.measures.get(now["measure"])
    if known and known.higher_is_better and (story.points["score"] <= known.low).mean() >= AT_FLOOR:
        words += " Most scores are the lowest possible, so the measure is too hard here and its line says little."
    figure = _figure(story, labels.unit(now["measure"]).capitalize(), known.low if known else -np.inf)
    return Drawing(figure, f"{title}. {words}", f"{title}. {words} {HOW_TO_READ}", student_story.data(story))


def _figure(story: Story, unit: str, lowest: float) -> Figure:
    with mpl.rc_context(STYLE):  # type: ignore[arg-type]
        figure = Figure(figsize=(WIDTH, 4.8))
        figure.subplots_adjust(left=0.09, right=0.98, bottom=0.1, top=0.79)
        axes = figure.subplots()
        _lines(axes, story)
        _scores(axes, story)
        _phases(axes, story.phases)
        bottom, top = axes.get_ylim()
        axes.set(ylabel=unit, ylim=(max(bottom, lowest - 0.04 * (top - lowest)), top))
        axes.xaxis.set_major_formatter(ConciseDateFormatter(AutoDateLocator()))  # type: ignore[no-untyped-call]
        axes.grid(axis="y", color=PALE)
        figure.legend(*axes.get_legend_handles_labels(), loc="upper left", ncols=3, frameon=False, fontsize=9)
    return figure


def _scores(axes: Axes, story: Story) -> None:
    points = story.points
    if points["sem"].notna().any():
        known = points[points["sem"].notna()]
        axes.errorbar(known["date"], known["score"], known["sem"], fmt="none", ecolor=GREY, elinewidth=0.8)
    for taken, face, label in ((False, BLUE, "score"), (True, "white", "score of the baseline")):
        part = points[points["is_baseline"].astype(bool) == taken]
        if len(part):
            axes.plot(part["date"], part["score"], "o", color=BLUE, markerfacecolor=face, markersize=5, label=label)
    if len(story.missed):
        at, base = np.zeros(len(story.missed)), axes.get_xaxis_transform()
        axes.plot(story.missed, at, "x", color=VERMILION, transform=base, clip_on=False, label="missed probe")


def _lines(axes: Axes, story: Story) -> None:
    now, trend = story.now, story.trend
    axes.plot([now["aim_start"], now["goal_date"]], [now["baseline"], now["goal"]], "--", color=GREEN, label="aimline")
    axes.plot([now["goal_date"]], [now["goal"]], "*", color=GREEN, markersize=13, label="goal")
    axes.fill_between(trend["date"], trend["low"], trend["high"], color=VERMILION, alpha=0.15, linewidth=0)
    axes.plot(trend["date"], trend["trend"], "-", color=VERMILION, label="trend, with interval")
    axes.plot([now["last"], now["goal_date"]], [now["eb_level"], now["goal_expected"]], ":", color=PURPLE, linewidth=2)
    expected, low, high = (now[f"goal_{name}"] for name in ("expected", "low", "high"))
    ends = [[expected - low], [high - expected]]
    label = "pooled line to the goal's date"
    axes.errorbar([now["goal_date"]], [expected], ends, fmt="D", color=PURPLE, markersize=5, capsize=4, label=label)


def _phases(axes: Axes, phases: pd.DataFrame) -> None:
    for place, row in enumerate(phases[phases["plan_id"].notna()].to_dict("records")):
        word, style = ("change", "-.") if place else ("plan", "-")
        axes.axvline(row["begun"], color=INK, linewidth=1, linestyle=style)
        text = f" {word}: Tier {row['tier']:.0f}" if pd.notna(row["tier"]) else f" {word}"
        axes.text(row["begun"], 1.01, text, transform=axes.get_xaxis_transform(), fontsize=8, va="bottom")
