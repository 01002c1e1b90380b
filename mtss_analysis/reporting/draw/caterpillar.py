"""The caterpillar: every student's pooled rate with its interval, in order (team pages only)."""

from collections.abc import Mapping

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from mtss_analysis.growth.series import ALL_YEARS
from mtss_analysis.reporting import rows
from mtss_analysis.reporting.draw.drawing import Drawing, NothingToDraw, canvas
from mtss_analysis.reporting.labels import Labels
from mtss_analysis.reporting.palette import BLUE, GREY, INK, PALE, STYLE, VERMILION
from mtss_analysis.results import ResultTable
from mtss_analysis.vocabulary import TOTAL

MOST_NAMED = 40
"""Students whose names stand beside the figure; with more, the names are in its numbers."""
MOST_DRAWN = 450
"""Students drawn at most; of more, one in so many."""
REACH = 1.959964
"""Half width of a 95 % interval, in standard errors."""
KINDS = {"slower": (VERMILION, "v"), "not told apart": (GREY, "o"), "faster": (BLUE, "^")}
"""How a rate lies to the mean rate, its color and its marker."""


def caterpillar(tables: Mapping[str, ResultTable], labels: Labels, school: str, *, measure: str = "") -> Drawing:
    """Draw the pooled rate of every student with enough scores on one measure, slowest first."""
    series = tables["series"].frame
    measure = measure or rows.main_measure(tables["groups"].frame, "n")
    series = rows.latest(series[(series["measure"] == measure) & series["enough"].astype(bool)])
    own = series[series["school_id"] == school] if school != TOTAL else series
    own = own[own["eb_roi"].notna()].sort_values("eb_roi", kind="stable", ignore_index=True)
    if own.empty:
        raise NothingToDraw("No multilevel model could be fitted here, so no student has a pooled rate.")
    mean, unit = _mean(tables, labels, measure, str(own["school_year"].iloc[0]))
    step = -(-len(own) // MOST_DRAWN)
    half = REACH * own["eb_roi_se"].to_numpy()
    own = own.assign(low=own["eb_roi"] - half, high=own["eb_roi"] + half)
    kind = np.select([own["high"] < mean, own["low"] > mean], ["slower", "faster"], "not told apart")
    own = own.assign(kind=kind)
    counts = own["kind"].value_counts()
    title = f"{labels.measure(measure)}: every student's pooled rate, {labels.school(school)}"
    alt = ", ".join(f"{name} {counts.get(name, 0):,}" for name in KINDS)
    drawn = own.iloc[step // 2 :: step].reset_index(drop=True)
    few = f" One of every {step} is drawn." if step > 1 else ""
    caption = f"{title}, slowest first. Bars are 95 % intervals; the line is the mean rate of the whole district.{few}"
    said = f"{title}. Of {len(own):,} series, against the district's mean rate of {mean:.2f}: {alt}."
    return Drawing(_figure(drawn, mean, unit), said, caption, _data(drawn))


def _mean(tables: Mapping[str, ResultTable], labels: Labels, measure: str, year: str) -> tuple[float, str]:
    """Return the growth of all students, and its unit in words."""
    frame = rows.everyone(rows.place(tables, "group_growth", TOTAL))
    row = frame[(frame["measure"] == measure) & frame["school_year"].isin([year, ALL_YEARS])].iloc[0]
    time = "year" if row["school_year"] == ALL_YEARS else "week"
    return float(row["slope"]), f"{labels.unit(measure).capitalize()}, gained in a {time}"


def _data(own: pd.DataFrame) -> pd.DataFrame:
    data = own[["student_id", "n", "eb_roi", "low", "high", "kind"]]
    return data.set_axis(["Student", "Scores", "Pooled rate", "Low", "High", "Against the mean rate"], axis=1)


def _figure(own: pd.DataFrame, mean: float, unit: str) -> Figure:
    named = list(own["student_id"]) if len(own) <= MOST_NAMED else []
    height = 1.2 + (0.22 * len(own) if named else min(0.012 * len(own) + 3.2, 8.0))
    with mpl.rc_context(STYLE):  # type: ignore[arg-type]
        figure, axes = canvas(named or ["slowest"], height=height)
        for kind, (color, marker) in KINDS.items():
            _bars(axes, own[own["kind"] == kind], color, marker, kind, small=not named)
        axes.axvline(mean, color=INK, linestyle="--", linewidth=1.2, label="mean rate")
        axes.set(xlabel=unit, ylim=(len(own) - 0.5, -0.5))
        axes.set_yticks(range(len(own)), named) if named else axes.set_yticks([0, len(own) - 1], ["slowest", "fastest"])
        axes.grid(axis="x", color=PALE)
        axes.legend(loc="lower left", bbox_to_anchor=(0, 1.0), ncols=4, frameon=False, borderaxespad=0.2, fontsize=9)
    return figure


def _bars(axes: Axes, own: pd.DataFrame, color: str, marker: str, kind: str, *, small: bool) -> None:
    axes.hlines(own.index, own["low"], own["high"], color=color, linewidth=0.6 if small else 1.6, alpha=0.6)
    axes.plot(own["eb_roi"], own.index, marker, color=color, markersize=3 if small else 5, label=kind)
