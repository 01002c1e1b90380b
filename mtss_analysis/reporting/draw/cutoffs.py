"""Figures of the natural experiment at the cut: outcome and service by score, effects, and who left the risk band."""

from collections.abc import Mapping

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from mtss_analysis.reporting import cutoff_rows, rows
from mtss_analysis.reporting.draw import marks
from mtss_analysis.reporting.draw.drawing import Drawing, NothingToDraw, canvas, listed
from mtss_analysis.reporting.labels import WHOLE_DISTRICT, Labels
from mtss_analysis.reporting.palette import BLUE, GREY, STYLE
from mtss_analysis.reporting.tabulate import WITHHELD
from mtss_analysis.results import ResultTable

Tables = Mapping[str, ResultTable]
UNIT = "Standard deviations of students' outcomes"
FEWEST = 3
"""Students below which a range of scores is not drawn: its mean is mostly luck."""


def by_score(tables: Tables, labels: Labels, school: str, *, domain: str = "reading") -> Drawing:
    """Draw outcome and share served over the distance from the cut, for the domain's measure with most students."""
    measure = _measure(tables, labels, domain)
    frame = tables["bins"].frame
    frame = frame[(frame["measure"] == measure) & (frame["n"] >= FEWEST)].sort_values("score")
    if frame.empty:
        raise NothingToDraw(f"Near the cut of {labels.measure(measure)} there are too few students to draw.")
    jump = float(tables["effects"].frame.set_index("measure")["jump"].loc[measure])
    title = f"{labels.measure(measure)}: what students reached, and who was served, by distance from the cut"
    told = (
        cutoff_rows.effects(tables["effects"].frame, labels, school).set_index("Measure").loc[labels.measure(measure)]
    )
    said = (
        f"{title}, {WHOLE_DISTRICT}. {_jump(jump)} Effect of being served in points: "
        f"{told['Effect in points (95 % interval)']}. {told['What the cut shows']}"
    )
    data = frame[["score", "n", "mean", "low", "high", "served"]].round(2).set_axis(
        ["Mean distance from the cut", "Students", "Mean outcome", "Low", "High", "Served (percent)"], axis=1
    )  # fmt: skip
    caption = (
        f"{title}. Dots are means of students with about the same score, bars their 95 % intervals, lines the local "
        "fits that are compared at the cut. Outcomes are told as the difference from school, grade and year."
    )
    return Drawing(_drawn(frame), f"{said}.", caption, data)


def effects(tables: Tables, labels: Labels, school: str) -> Drawing:
    """Draw the effect of being served at the cut with its interval, measure by measure."""
    frame = rows.in_domain_order(tables["effects"].frame.sort_values("measure", kind="stable"))
    if frame.empty or frame["g"].isna().all():
        raise NothingToDraw("No effect at a cut score can be shown.")
    names = [labels.measure(measure) for measure in frame["measure"]]
    why = [WITHHELD if pd.isna(n) else cutoff_rows.NOT_FITTED for n in frame["n"]]
    points = frame[["g", "low", "high"]].astype("float64").set_axis(["value", "low", "high"], axis=1)
    points = points.assign(missing=why).set_axis(names, axis=0)
    told = cutoff_rows.effects(frame, labels, school).set_index("Measure")["In SD (95 % interval)"]
    title = f"Effect of being served on students near the cut, {WHOLE_DISTRICT}"
    data = pd.DataFrame({
        "Measure": names, "Students near the cut": frame["n"].to_numpy(), "Effect (95 % interval)": told.to_numpy(),
    }).assign(suppressed=frame["n"].isna().to_numpy())  # fmt: skip
    said = listed((f"{name}: {words}" for name, words in told.items()), 14)
    caption = f"{title}. Dots are effects in spreads of outcomes within a grade, bars robust intervals."
    return Drawing(marks.intervals(points, UNIT, 0.0, "no effect"), f"{title}. {said}.", caption, data)


def movement(tables: Tables, labels: Labels, school: str) -> Drawing:
    """Draw how many more left the risk band than would have left it anyway, measure by measure."""
    frame = rows.in_domain_order(tables["movement"].frame.sort_values("measure", kind="stable"))
    frame = frame[frame["moved"] == "left"]
    if frame.empty or frame["excess"].isna().all():
        raise NothingToDraw("Nothing can be told of who left the risk band.")
    names = [labels.measure(measure) for measure in frame["measure"]]
    points = frame[["excess", "low", "high"]].astype("float64").set_axis(["value", "low", "high"], axis=1)
    shown = cutoff_rows.movement(tables["movement"].frame, labels, school).set_index("Measure")
    told = shown["More than expected (95 % interval)"]
    title = f"Students who left the risk band beyond those who would have left it anyway, {WHOLE_DISTRICT}"
    said = listed((f"{name}: {words}" for name, words in told.items()), 14)
    data = shown.reset_index().assign(suppressed=frame["served"].isna().to_numpy())
    figure = marks.intervals(points.set_axis(names, axis=0), "Percent points", 0.0, "no more than expected")
    return Drawing(figure, f"{title}. {said}.", f"{title}, in percent points, with 95 % intervals.", data)


def _measure(tables: Tables, labels: Labels, domain: str) -> str:
    """Return the domain's measure with most students near the cut."""
    if "bins" not in tables:
        raise NothingToDraw("Means by score can rest on very few students; the team sees them on its own machine.")
    frame = tables["effects"].frame
    frame = frame[frame["domain"] == domain].sort_values("n", ascending=False, kind="stable")
    if frame.empty:
        raise NothingToDraw(f"No measure in {labels.word(domain).lower()} can be looked at here.")
    return str(frame["measure"].iloc[0])


def _jump(jump: float) -> str:
    if np.isnan(jump):
        return "No estimate could be made."
    return f"At the cut the share served changes by {jump:.0f} percent points."


def _drawn(frame: pd.DataFrame) -> mpl.figure.Figure:
    with mpl.rc_context(STYLE):  # type: ignore[arg-type]
        figure, above = canvas(["1,000.0"], height=5.4)
        box = above.get_position()
        above.set_position((box.x0, box.y0 + 0.36 * box.height, box.width, 0.64 * box.height))
        below = figure.add_axes((box.x0, box.y0, box.width, 0.26 * box.height), sharex=above)
        _outcomes(above, frame)
        below.plot(frame["score"], frame["served"], "o", color=BLUE, markersize=4)
        below.set(xlabel="Points above the cut (below zero: under it)", ylabel="Served (%)", ylim=(-8, 108))
        for axes in (above, below):
            axes.axvline(0, color=GREY, linestyle="--", linewidth=1)
        above.tick_params(labelbottom=False)
        above.text(0, 1.01, "cut", ha="center", va="bottom", fontsize=9, transform=above.get_xaxis_transform())
    return figure


def _outcomes(axes: Axes, frame: pd.DataFrame) -> None:
    for at, low, high in zip(frame["score"], frame["low"], frame["high"], strict=True):
        axes.plot([at, at], [low, high], color=GREY, linewidth=1)
    axes.plot(frame["score"], frame["mean"], "o", color=BLUE, markersize=5)
    for side in (frame["score"] < 0, frame["score"] >= 0):
        axes.plot(frame.loc[side, "score"], frame.loc[side, "line"], color=BLUE, linewidth=2)
    drawn = frame.loc[np.isfinite(frame["mean"]), "mean"]
    room = 0.6 * float(drawn.max() - drawn.min()) or 1.0
    axes.set(ylabel="Outcome", ylim=(float(drawn.min()) - room / 3, float(drawn.max()) + room / 3))
