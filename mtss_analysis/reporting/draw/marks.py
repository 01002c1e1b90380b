"""The few kinds of figure we draw: stacked shares, dots with intervals, bars, lines."""

from collections.abc import Mapping, Sequence

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from mtss_analysis.reporting.draw.drawing import LETTER, canvas
from mtss_analysis.reporting.palette import BLUE, GREY, INK, PALE, SERIES, STYLE

WITHHELD_STYLE = (PALE, "..")
SLANT = 0.5
"""Height of a label at 30 degrees, as a share of its length."""


def stacked(shares: pd.DataFrame, styles: Mapping[str, tuple[str, str]]) -> Figure:
    """Draw one horizontal bar of shares per row; what is missing of 100 % is drawn as withheld.

    Parameters
    ----------
    shares
        Index the row labels, columns the categories, values [percent]; missing is withheld.
    styles
        Category → color and hatch.
    """
    with mpl.rc_context(STYLE):  # type: ignore[arg-type]
        figure, axes = canvas(map(str, shares.index))
        left = np.zeros(len(shares))
        for category, (color, hatch) in styles.items():
            width = shares[category].fillna(0).to_numpy()
            axes.barh(shares.index, width, left=left, color=color, hatch=hatch, label=category, edgecolor="white")
            _name_shares(axes, shares[category], left)
            left += width
        if shares[list(styles)].isna().any(axis=None):
            rest = np.where(shares.isna().any(axis=1), 100 - left, 0).clip(0)
            color, hatch = WITHHELD_STYLE
            axes.barh(shares.index, rest, left=left, color=color, hatch=hatch, label="withheld", edgecolor=GREY)
        axes.set(xlim=(0, 100), xlabel="Percent of students")
        axes.invert_yaxis()
        axes.legend(loc="lower left", bbox_to_anchor=(0, 1.02), ncols=5, frameon=False, borderaxespad=0)
    return figure


def _name_shares(axes: Axes, share: pd.Series, left: np.ndarray) -> None:
    for row, (value, start) in enumerate(zip(share, left, strict=True)):
        if value >= 7:
            box = {"facecolor": "white", "edgecolor": "none", "pad": 1.2}
            axes.text(start + value / 2, row, f"{value:.0f} %", ha="center", va="center", fontsize=9, bbox=box)


def intervals(points: pd.DataFrame, unit: str, reference: float | None = None, reference_label: str = "") -> Figure:
    """Draw a dot and its interval per row.

    Parameters
    ----------
    points
        Index the row labels; columns `value`, `low`, `high` [unit]. A missing value is named at the axis by the
        words in `missing`, without that column as withheld.
    reference
        A value to draw a line at, such as the value of all students.
    """
    with mpl.rc_context(STYLE):  # type: ignore[arg-type]
        figure, axes = canvas(map(str, points.index))
        rows = np.arange(len(points))
        value = points["value"].to_numpy(float)
        axes.hlines(rows, points["low"], points["high"], color=BLUE, linewidth=2.2, alpha=0.75)
        axes.plot(value, rows, "o", color=BLUE, markersize=6)
        if reference is not None and np.isfinite(reference):
            axes.axvline(reference, color=INK, linestyle="--", linewidth=1, label=reference_label)
        if reference_label and axes.get_legend_handles_labels()[0]:
            axes.legend(loc="lower left", bbox_to_anchor=(0, 1), frameon=False, borderaxespad=0.2)
        why = points["missing"].tolist() if "missing" in points else ["withheld"] * len(points)
        for row in rows[~np.isfinite(value)]:
            axes.text(0.01, row, why[row], transform=axes.get_yaxis_transform(), color=GREY, va="center", fontsize=9)
        axes.set_yticks(rows, list(points.index))
        axes.set(xlabel=unit, ylim=(len(points) - 0.5, -0.5))
        axes.grid(axis="x", color=PALE)
    return figure


def bars(values: pd.Series, unit: str) -> Figure:
    """Draw one horizontal bar per row, its value written beside it; missing is named withheld."""
    with mpl.rc_context(STYLE):  # type: ignore[arg-type]
        figure, axes = canvas(map(str, values.index))
        axes.barh(values.index, values.fillna(0), color=BLUE)
        for row, value in enumerate(values):
            words = "withheld" if pd.isna(value) else f"{value:,.0f}"
            axes.text(0 if pd.isna(value) else value, row, f" {words}", va="center", fontsize=9)
        axes.set(xlabel=unit)
        axes.margins(x=0.12)
        axes.invert_yaxis()
    return figure


def lines(points: pd.DataFrame, order: Sequence[str], unit: str) -> Figure:
    """Draw one line per series over ordered occasions, with intervals where the rows hold them.

    Parameters
    ----------
    points
        Columns `series`, `occasion`, `value` and, if known, `low`, `high` [unit].
    order
        Occasions from left to right.
    """
    slanted = sum(map(len, order)) > 45
    below = 0.6 + (SLANT * LETTER * max(map(len, order)) if slanted else 0)
    with mpl.rc_context(STYLE):  # type: ignore[arg-type]
        figure, axes = canvas(["1,000.0"], height=4.2, below=below, right=map(str, points["series"].unique()))
        place = {occasion: position for position, occasion in enumerate(order)}
        for index, (name, rows) in enumerate(points.groupby("series", sort=False)):
            color, marker, style = SERIES[index % len(SERIES)]
            rows = rows.assign(x=rows["occasion"].map(place)).sort_values("x")
            offset = 0.04 * (index - (points["series"].nunique() - 1) / 2)
            axes.plot(rows["x"] + offset, rows["value"], style, marker=marker, color=color, label=str(name))
            if "low" in rows:
                axes.vlines(rows["x"] + offset, rows["low"], rows["high"], color=color, linewidth=1.4, alpha=0.7)
        turn, side = (30, "right") if slanted else (0, "center")
        axes.set_xticks(range(len(order)), list(order), rotation=turn, ha=side, rotation_mode="anchor")
        axes.set(ylabel=unit, ylim=_room(points))
        axes.grid(axis="y", color=PALE)
        axes.legend(frameon=False, loc="center left", bbox_to_anchor=(1.01, 0.5), borderaxespad=0)
    return figure


def _room(points: pd.DataFrame) -> tuple[float, float] | None:
    """Limits around all values and the ends of their intervals."""
    drawn = points[[name for name in ("value", "low", "high") if name in points]].astype("float64")
    low, high = drawn.min().min(), drawn.max().max()
    if pd.isna(low):
        return None
    room = 0.08 * (high - low) or 1.0
    return low - room, high + room
