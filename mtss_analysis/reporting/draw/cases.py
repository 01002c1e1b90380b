"""Figures of single students: scores in two phases, and nonoverlap of the cases of a place (team pages only)."""

from collections.abc import Mapping
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
from matplotlib.figure import Figure

from mtss_analysis.effects.single_case_result import SEEN
from mtss_analysis.reporting import case_rows, rows
from mtss_analysis.reporting.draw import marks
from mtss_analysis.reporting.draw.drawing import WIDTH, Drawing, NothingToDraw, listed
from mtss_analysis.reporting.labels import Labels
from mtss_analysis.reporting.palette import BLUE, GREEN, INK, PALE, STYLE, VERMILION
from mtss_analysis.results import ResultTable
from mtss_analysis.vocabulary import TOTAL

Tables = Mapping[str, ResultTable]
MOST = 30
"""Cases in one figure."""
PHASES = ((False, GREEN, "o", "-"), (True, VERMILION, "s", "--"))
HOW_TO_READ = (
    "Scores of the first phase are round, those of the new one square; the upright line is the day support changed. "
    "Sloping lines are the least-squares line of each phase, dotted where that of the first is carried on."
)


def student(tables: Tables, labels: Labels, school: str, *, student: str = "") -> Drawing:
    """Draw the two phases of one student: the one named, or the one of the page with the most scores."""
    frame = _of(tables, school)
    frame = frame[frame["student_id"] == student] if student else frame
    if frame.empty:
        whose = f'The student "{student}" has no change of support with scores on this page.' if student else ""
        raise NothingToDraw(whose or case_rows.NONE)
    balanced = frame.assign(fewer=frame[["n_a", "n_b"]].min(axis=1), scores=frame["n_a"] + frame["n_b"])
    ordered = balanced.sort_values(["scores", "fewer", "case"], ascending=[False, False, True], kind="stable")
    now = {str(name): value for name, value in ordered.iloc[0].items()}
    points = tables["points"].frame
    points = points[points["case"] == now["case"]].sort_values("date", kind="stable")
    title = f"{now['student_id']}: {labels.measure(now['measure'])}"
    told = (
        f"{now['n_a']} scores with {now['phase_a']}, then {now['n_b']} with {now['phase_b']} from "
        f"{now['begun']:%Y-%m-%d}. {SEEN[now['seen']]}: mean {_mean(points, False)} before and {_mean(points, True)} "
        f"after."
    )
    data = points[["date", "score", "phase"]].set_axis(["Day", "Score", "Support"], axis=1)
    figure = _graph(points, now, labels.unit(now["measure"]).capitalize())
    return Drawing(figure, f"{title}. {told}", f"{title}. {told} {HOW_TO_READ}", data)


def nap(tables: Tables, labels: Labels, school: str, *, domain: str = "") -> Drawing:
    """Draw nonoverlap of each case of a place with its interval, in one domain or all."""
    frame = rows.in_domain_order(_of(tables, school).sort_values(["measure", "nap"], kind="stable"))
    frame = frame[frame["nap"].notna()]
    if frame.empty:
        raise NothingToDraw("No student here has enough scores before and after a change of support.")
    frame = frame[frame["domain"] == domain] if domain else frame
    where = f" in {labels.word(domain).lower()}" if domain else ""
    if frame.empty:
        raise NothingToDraw(f"No student here has enough scores{where} before and after a change of support.")
    title = f"Share of pairs of scores that are better after the change{where}: {labels.school(school)}"
    shown = frame.head(MOST)
    more = "" if len(shown) == len(frame) else f" {len(shown)} of {len(frame)} cases are shown."
    pairs = zip(shown["student_id"], shown["measure"], strict=True)
    names = [f"{who}, {labels.measure(what).lower()}" for who, what in pairs]
    names = _apart(names)
    points = shown[["nap", "nap_low", "nap_high"]].astype("float64").set_axis(["value", "low", "high"], axis=1)
    told = case_rows.spans(shown, "nap")
    said = listed((f"{name}: {words}" for name, words in zip(names, told, strict=True)), 10)
    data = pd.DataFrame({
        "Student and measure": names, "Share (95 % interval)": told, "Support changed from": shown["phase_a"].tolist(),
        "to": shown["phase_b"].tolist(), "What was seen": shown["seen"].map(SEEN).tolist(),
    })  # fmt: skip
    caption = (
        f"{title}. Dots are shares, bars their intervals; at the line, one half, scores are no better and no worse. "
        f"Students who were growing before are better later, too, whatever changed.{more}"
    )
    figure = marks.intervals(points.set_axis(names, axis=0), "Share of pairs that are better", 0.5, "no difference")
    return Drawing(figure, f"{title}. {said}.{more}", caption, data)


def _of(tables: Tables, school: str) -> pd.DataFrame:
    frame = tables["cases"].frame
    return frame if school == TOTAL else frame[frame["school_id"] == school]


def _apart(names: list[str]) -> list[str]:
    """Give names that occur twice a number, so that every row of the figure is its own."""
    found = pd.Series(names, dtype="str")
    place = found.groupby(found).cumcount()
    return [name if not count else f"{name} ({count + 1})" for name, count in zip(names, place, strict=True)]


def _mean(points: pd.DataFrame, treated: bool) -> str:
    return f"{points.loc[points['treated'].astype(bool) == treated, 'score'].mean():z.1f}"


def _graph(points: pd.DataFrame, now: Mapping[str, Any], unit: str) -> Figure:
    with mpl.rc_context(STYLE):  # type: ignore[arg-type]
        figure = Figure(figsize=(WIDTH, 4.2))
        figure.subplots_adjust(left=0.09, right=0.98, bottom=0.11, top=0.77)
        axes = figure.subplots()
        for treated, color, marker, style in PHASES:
            part = points[points["treated"].astype(bool) == treated]
            label = f"{'new' if treated else 'first'} phase: {part['phase'].iloc[0]}"
            axes.plot(part["date"], part["score"], marker, color=BLUE if treated else INK, markersize=5, label=label)
            _line(axes, part, points, color, style, carried=not treated)
        axes.axvline(now["begun"], color=INK, linewidth=1.2, linestyle="-.")
        axes.text(now["begun"], 1.01, " support changed", transform=axes.get_xaxis_transform(), fontsize=8, va="bottom")
        axes.set(ylabel=unit)
        axes.xaxis.set_major_formatter(ConciseDateFormatter(AutoDateLocator()))  # type: ignore[no-untyped-call]
        axes.grid(axis="y", color=PALE)
        figure.legend(*axes.get_legend_handles_labels(), loc="upper left", ncols=1, frameon=False, fontsize=9)
    return figure


def _line(axes: Axes, part: pd.DataFrame, points: pd.DataFrame, color: str, style: str, *, carried: bool) -> None:
    """Draw the least-squares line of one phase; dotted over the new phase if it is carried on."""
    if len(part) < 2:
        return
    slope, level = np.polyfit(part["week"].astype("float64"), part["score"].astype("float64"), 1)
    axes.plot(part["date"], level + slope * part["week"], style, color=color)
    if carried:
        rest = points[points["treated"].astype(bool)]
        axes.plot(rest["date"], level + slope * rest["week"], ":", color=color, label="first phase's line carried on")
