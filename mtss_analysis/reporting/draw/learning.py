"""Figures of professional development: lessons beside guessing, questions that need work, the chain over schools."""

from collections.abc import Mapping

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from mtss_analysis.learning.items import BLIND, CANNOT_TELL, EASY, MISLEADS, WORKS
from mtss_analysis.reporting.draw import marks
from mtss_analysis.reporting.draw.drawing import WIDTH, Drawing, NothingToDraw, canvas, listed
from mtss_analysis.reporting.labels import Labels
from mtss_analysis.reporting.learning_rows import NO_ANSWERS, lesson
from mtss_analysis.reporting.palette import BLUE, GREY, INK, PALE, STYLE, VERMILION
from mtss_analysis.results import ResultTable
from mtss_analysis.vocabulary import TOTAL

Tables = Mapping[str, ResultTable]
RIGHT = "Questions answered rightly at once (percent)"
LOOKS = {MISLEADS: ("X", VERMILION), BLIND: ("D", VERMILION), EASY: ("^", GREY), CANNOT_TELL: ("s", GREY),
         WORKS: ("o", BLUE)}  # fmt: skip
"""What is seen of a question → its mark and color."""
PANELS = {
    "reach": "Reach (% of staff)", "right": "Right at once (%)", "held_change": "Delivery: change (points)",
    "pace_change": "On pace: change (points)",
}  # fmt: skip


def lessons(tables: Tables, labels: Labels, school: str) -> Drawing:
    """Draw the share right of each lesson in the district, with its interval, beside guessing."""
    frame = tables["lessons"].frame
    frame = frame[(frame["school_id"] == TOTAL)].dropna(subset=["right"])
    if frame.empty:
        raise NothingToDraw(NO_ANSWERS)
    frame = frame.sort_values("right", kind="stable")
    names = frame["lesson"].map(lesson).tolist()
    points = frame[["low", "high"]].assign(value=frame["right"]).set_index(pd.Index(names))
    guess = float(frame["guess"].mean())
    title = "Questions answered rightly at once, lesson by lesson"
    shown = zip(names, frame["right"], frame["low"], frame["high"], strict=True)
    said = listed((f"{name}: {value:.0f} % ({low:.0f} to {high:.0f})" for name, value, low, high in shown), 21)
    data = frame[["people", "right", "low", "high", "guess"]].round(1)
    data = data.set_axis(["People", "Right (percent)", "Low", "High", "By guessing (percent)"], axis=1)
    data.insert(0, "Lesson", names)
    caption = f"{title}. Lines are 95 % intervals over people; the dashed line is what guessing gives, {guess:.0f} %."
    drawn = marks.intervals(points, RIGHT, guess, "by guessing")
    drawn.axes[0].set_xlim(0, 101)
    return Drawing(drawn, f"{title}. {said}. By guessing: {guess:.0f} %.", caption, data)


def items(tables: Tables, labels: Labels, school: str) -> Drawing:
    """Draw questions by how many are right at once and how far the answer goes with the others."""
    frame = tables["items"].frame.dropna(subset=["right"]).reset_index(drop=True)
    if frame.empty:
        raise NothingToDraw(NO_ANSWERS)
    frame = frame.assign(name=[f"{lesson(name)} {number}" for name, number in
                               zip(frame["lesson"], frame["item"], strict=True)])  # fmt: skip
    title = "Questions: how hard they are, and whether they tell people apart"
    work = frame[~frame["said"].isin([WORKS, CANNOT_TELL])]
    named = listed((f"{row['name']}: {row['said']}" for _, row in work.iterrows()), 12) or "no question needs work"
    data = frame[["name", "people", "right", "discrimination", "said"]].round(2)
    data = data.set_axis(["Question", "People", "Right (percent)", "Tie to the others", "What is seen"], axis=1)
    caption = (
        f"{title}. Far right is easy. High up: who answers this one rightly, answers the others rightly too. Named are "
        "questions that need work."
    )
    alt = f"{title}. {len(frame)} questions; {named}."
    return Drawing(_items(frame, work), alt, caption, data)


def _items(frame: pd.DataFrame, work: pd.DataFrame) -> Figure:
    with mpl.rc_context(STYLE):  # type: ignore[arg-type]
        figure, axes = canvas(["0.00"], height=4.4)
        axes.axhline(0, color=INK, linewidth=0.8)
        for said, (mark, color) in LOOKS.items():
            part = frame[frame["said"] == said]
            if len(part):
                axes.plot(part["right"], part["discrimination"].fillna(0), mark, color=color, markersize=7, label=said)
        for _, row in work.iterrows():
            left = row["right"] > 60
            axes.annotate(row["name"], (row["right"], np.nan_to_num(row["discrimination"])),
                          xytext=(-8 if left else 8, 4), textcoords="offset points", ha="right" if left else "left",
                          fontsize=9)  # fmt: skip
        axes.set(xlim=(0, 101), xlabel=RIGHT, ylabel="Tie to the other answers (correlation)")
        axes.grid(color=PALE)
        axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2, frameon=False, borderaxespad=0.2, fontsize=8)
        figure.subplots_adjust(top=0.84)
    return figure


def chain(tables: Tables, labels: Labels, school: str) -> Drawing:
    """Draw the four steps of the chain side by side, a row a school, in the order of reach."""
    frame = tables["chain"].frame
    if frame.empty:
        raise NothingToDraw(NO_ANSWERS)
    frame = frame.sort_values("reach", ascending=False, kind="stable", na_position="last").reset_index(drop=True)
    names = [labels.school(each) for each in frame["school_id"]]
    title = "From reach to growth, school by school"
    told = [", ".join("no data" if pd.isna(row[name]) else f"{row[name]:.0f}" for name in PANELS)
            for _, row in frame.iterrows()]  # fmt: skip
    said = listed((f"{name}: {words}" for name, words in zip(names, told, strict=True)), 20)
    data = frame[list(PANELS)].round(1).set_axis(list(PANELS.values()), axis=1)
    data.insert(0, "School", names)
    caption = (
        f"{title}, most reached first. If one step carried the next, dots would lie further right in the rows above in "
        "every panel. A row without a dot has no data, or too few to say."
    )
    alt = f"{title}. For each school reach, right at once, change in delivery, change in plans on pace. {said}."
    return Drawing(_chain(frame, names), alt, caption, data)


def _chain(frame: pd.DataFrame, names: list[str]) -> Figure:
    spots = np.arange(len(frame))
    with mpl.rc_context(STYLE):  # type: ignore[arg-type]
        figure = Figure(figsize=(WIDTH, 1.4 + 0.3 * len(frame)))
        every = figure.subplots(1, len(PANELS), sharey=True)
        for axes, (column, words) in zip(every, PANELS.items(), strict=True):
            value = frame[column].to_numpy(float)
            axes.hlines(spots, 0, value, color=GREY, linewidth=1)
            axes.plot(value, spots, "o", color=BLUE, markersize=6)
            axes.axvline(0, color=INK, linewidth=0.8)
            axes.set_xlabel(words, fontsize=8)
            axes.grid(axis="x", color=PALE)
        every[0].set_yticks(spots, names, fontsize=9)
        every[0].set_ylim(len(frame) - 0.5, -0.5)
        figure.tight_layout()
    return figure
