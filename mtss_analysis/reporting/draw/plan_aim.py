"""The aimline of a plan, with room to enter scores by hand, for plans without enough scores for a trend."""

from collections.abc import Mapping
from typing import Any

import matplotlib as mpl
import pandas as pd
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
from matplotlib.figure import Figure

from mtss_analysis.reporting.draw.drawing import WIDTH, Drawing, NothingToDraw
from mtss_analysis.reporting.labels import Labels
from mtss_analysis.reporting.palette import BLUE, GREEN, PALE, STYLE

NEEDED = {"baseline": "start", "goal": "goal", "start": "first day", "goal_date": "day of the goal"}


def aim(plan: Mapping[str, Any], scores: pd.DataFrame, labels: Labels) -> Drawing:
    """Draw the way from start to goal, and the scores there are.

    Parameters
    ----------
    plan
        plan_id, measure, baseline, goal, start, goal_date.
    scores
        date and score of the probes since the start, in order; may be empty.

    Raises
    ------
    NothingToDraw
        A part of the aimline is missing; the message names it.
    """
    missing = [name for part, name in NEEDED.items() if pd.isna(plan[part])]
    if missing or not isinstance(plan["measure"], str) or plan["goal_date"] <= plan["start"]:
        words = ", ".join(missing) or "a measure and a day of the goal after the start"
        raise NothingToDraw(f"No aimline can be drawn before these are filled in: {words}.")
    measure, unit = labels.measure(plan["measure"]), labels.unit(plan["measure"])
    said = f"from {plan['baseline']:g} on {plan['start']:%Y-%m-%d} to {plan['goal']:g} on {plan['goal_date']:%Y-%m-%d}"
    caption = f"{measure}: the aimline leads {said} ({unit}). Further scores are entered by hand."
    alt = f"{measure}. The aimline leads {said}; {len(scores)} scores."
    ends = pd.DataFrame({"date": [plan["start"], plan["goal_date"]], "aim": [plan["baseline"], plan["goal"]]})
    data = pd.concat([ends, scores[["date", "score"]]]).sort_values("date").reindex(columns=["date", "aim", "score"])
    return Drawing(_figure(plan, scores, unit), alt, caption, data.set_axis(["Day", "Aimline", "Score"], axis=1))


def _figure(plan: Mapping[str, Any], scores: pd.DataFrame, unit: str) -> Figure:
    with mpl.rc_context(STYLE):  # type: ignore[arg-type]
        figure = Figure(figsize=(WIDTH, 3.4))
        figure.subplots_adjust(left=0.09, right=0.98, bottom=0.1, top=0.88)
        axes = figure.subplots()
        axes.plot(
            [plan["start"], plan["goal_date"]], [plan["baseline"], plan["goal"]], "--", color=GREEN, label="aimline"
        )
        axes.plot([plan["goal_date"]], [plan["goal"]], "*", color=GREEN, markersize=13, label="goal")
        if len(scores):
            axes.plot(scores["date"], scores["score"], "o", color=BLUE, markersize=5, label="score")
        axes.set_ylabel(unit.capitalize())
        axes.margins(y=0.35)
        axes.xaxis.set_major_formatter(ConciseDateFormatter(AutoDateLocator()))  # type: ignore[no-untyped-call]
        axes.grid(color=PALE)
        figure.legend(*axes.get_legend_handles_labels(), loc="upper left", ncols=3, frameon=False, fontsize=9)
    return figure
