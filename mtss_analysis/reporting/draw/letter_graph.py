"""The graph of a letter to a family: scores beside the line to the goal, with its words in any language."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator, num2date
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from mtss_analysis.decisions.standing import NEEDED
from mtss_analysis.reporting.draw.drawing import Drawing, NothingToDraw
from mtss_analysis.reporting.palette import BLUE, GREEN, PALE, STYLE

SIZE = (7.2, 2.9)
"""Width and height: a letter has one page [inches]."""


@dataclass(frozen=True, slots=True)
class GraphWords:
    """The words of one graph, and how its days and numbers are written."""

    caption: str
    alt: str
    score: str
    line: str
    goal: str
    unit: str
    day: Callable[[Any], str]
    number: Callable[[float], str]


def toward_goal(plan: Mapping[str, Any], scores: pd.DataFrame, words: GraphWords) -> Drawing:
    """Draw the line from start to goal, and the scores there are.

    Parameters
    ----------
    plan
        baseline, goal, start, goal_date.
    scores
        date and score, in order; may be empty.
    words
        In the language of the letter.

    Raises
    ------
    NothingToDraw
        The plan has no start, goal or day of the goal.
    """
    if any(pd.isna(plan[part]) for part in NEEDED) or plan["goal_date"] <= plan["start"]:
        raise NothingToDraw("The plan has no goal with a day, so there is no line to draw.")
    ends = pd.DataFrame({"date": [plan["start"], plan["goal_date"]], words.line: [plan["baseline"], plan["goal"]]})
    data = pd.concat([ends, scores[["date", "score"]]]).sort_values("date", kind="stable")
    return Drawing(_figure(plan, scores, words), words.alt, words.caption, data)


def _figure(plan: Mapping[str, Any], scores: pd.DataFrame, words: GraphWords) -> Figure:
    with mpl.rc_context(STYLE):  # type: ignore[arg-type]
        figure = Figure(figsize=SIZE)
        figure.subplots_adjust(left=0.1, right=0.97, bottom=0.11, top=0.78)
        axes = figure.subplots()
        way = [plan["start"], plan["goal_date"]], [plan["baseline"], plan["goal"]]
        axes.plot(*way, "--", color=GREEN, linewidth=2, label=words.line)
        axes.plot([plan["goal_date"]], [plan["goal"]], "*", color=GREEN, markersize=14, label=words.goal)
        if len(scores):
            axes.plot(scores["date"], scores["score"], "o", color=BLUE, markersize=6, label=words.score)
        _write(axes, words)
        figure.legend(*axes.get_legend_handles_labels(), loc="upper left", ncols=3, frameon=False, fontsize=10)
    return figure


def _write(axes: Axes, words: GraphWords) -> None:
    axes.set_title(words.unit, fontsize=10, fontweight="normal")
    axes.margins(y=0.25)
    axes.xaxis.set_major_locator(AutoDateLocator(maxticks=7))  # type: ignore[no-untyped-call]
    axes.xaxis.set_major_formatter(FuncFormatter(lambda at, _: words.day(num2date(at))))  # type: ignore[no-untyped-call]
    axes.yaxis.set_major_formatter(FuncFormatter(lambda at, _: words.number(at)))
    axes.grid(color=PALE)
