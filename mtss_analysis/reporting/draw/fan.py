"""The growth fan: where the lines of students run, group by group, drawn from the table `fan` alone."""

from collections.abc import Hashable, Mapping
from typing import Any, Final

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from mtss_analysis.growth.fans import EDGES, MOMENTS
from mtss_analysis.growth.series import ALL_YEARS
from mtss_analysis.reporting import rows
from mtss_analysis.reporting.draw.drawing import WIDTH, Drawing, NothingToDraw, listed
from mtss_analysis.reporting.group_rows import missing
from mtss_analysis.reporting.labels import Labels
from mtss_analysis.reporting.palette import BLUE, GREY, INK, PALE, SKY, STYLE
from mtss_analysis.results import ResultTable
from mtss_analysis.vocabulary import NO_DATA, TOTAL

Tables = Mapping[str, ResultTable]
MOST_PANELS: Final = 3
BANDS: Final = ((10, 90, SKY, 0.25, ":"), (25, 75, SKY, 0.55, "--"))
"""Lower and upper percentile, color, opacity and line style of the edge."""


def fan(tables: Tables, labels: Labels, school: str, *, by: str = "tier", measure: str = "") -> Drawing:
    """Draw the mean line of each group with its interval, and the range of its students' lines.

    A school's page shows the school beside the whole district; where nobody is grouped, all students are one group.
    """
    measure = measure or rows.main_measure(tables["fan"].frame, "n")
    frame = tables["fan"].frame
    frame = rows.latest(frame[frame["measure"] == measure])
    frame = _groups(frame, by) if school == TOTAL else _beside(frame, school)
    if frame.empty or frame["start"].isna().all():
        raise NothingToDraw("Too few students have enough scores to draw where their lines run.")
    names = _names(frame, labels, school)
    unit = "Years" if (frame["school_year"] == ALL_YEARS).any() else "Weeks"
    title = f"{labels.measure(measure)}: where students' lines run, {labels.school(school)}"
    long = _long(frame, names, unit)
    told = zip(names, frame.to_dict("records"), missing(frame), strict=True)
    alt = listed(_said(name, row, why) for name, row, why in told)
    caption = (
        f"{title}. Solid: mean line, with its 95 % interval between thin lines. Bands: half of the students' lines run "
        "within the dark one, eight in ten within the light one. A band is drawn where enough students lie beyond its "
        "edges."
    )
    return Drawing(_figure(frame, names, labels.unit(measure).capitalize(), unit), f"{title}. {alt}.", caption, long)


def _groups(frame: pd.DataFrame, by: str) -> pd.DataFrame:
    groups = frame[(frame["by"] == by) & (frame["school_id"] == TOTAL) & (frame["group"] != NO_DATA)]
    return groups.head(MOST_PANELS) if len(groups) else rows.everyone(frame[frame["school_id"] == TOTAL])


def _beside(frame: pd.DataFrame, school: str) -> pd.DataFrame:
    whole = rows.everyone(frame)
    return pd.concat([whole[whole["school_id"] == school], whole[whole["school_id"] == TOTAL]])


def _names(frame: pd.DataFrame, labels: Labels, school: str) -> list[str]:
    if school != TOTAL:
        return [labels.school(place) for place in frame["school_id"]]
    return [labels.group(by, group) for by, group in zip(frame["by"], frame["group"], strict=True)]


def _said(name: str, row: Mapping[Hashable, Any], why: str) -> str:
    if pd.isna(row["start"]):
        return f"{name}: {why}"
    half = ""
    if pd.notna(row["start_25"]):
        first, last = (f"{row[f'{moment}_25']:.0f} to {row[f'{moment}_75']:.0f}" for moment in ("start", "end"))
        half = f", half of the students from {first} to {last}"
    return f"{name}: mean from {row['start']:.0f} to {row['end']:.0f} in {row['span']:.0f}{half}"


def _edges(values: pd.Series, held: pd.Series) -> pd.Series:
    """Say the edges of a band; where a group has too few students for one, that they are too few."""
    said = values.map("{:.1f}".format, na_action="ignore").astype("str")
    return said.mask(values.isna() & ~held, "too few students")


def _long(frame: pd.DataFrame, names: list[str], unit: str) -> pd.DataFrame:
    parts = ("", "_low", "_high", *(f"_{edge}" for edge in EDGES))
    heads = ["Mean", "Low", "High", *(f"Percentile {edge}" for edge in EDGES)]
    found = []
    for moment, share in zip(MOMENTS, (0.0, 0.5, 1.0), strict=True):
        part = frame[[f"{moment}{name}" for name in parts]].set_axis(heads, axis=1)
        held = frame["n"].isna()
        part = part.assign(**{head: _edges(part[head], held) for head in heads[3:]})
        part[" "], part[unit], part["suppressed"] = names, frame["span"] * share, held
        found.append(part)
    return pd.concat(found)[[" ", unit, *heads, "suppressed"]].sort_values([" ", unit], ignore_index=True)


def _figure(frame: pd.DataFrame, names: list[str], unit: str, time: str) -> Figure:
    with mpl.rc_context(STYLE):  # type: ignore[arg-type]
        figure = Figure(figsize=(WIDTH, 4.4))
        figure.subplots_adjust(left=0.09, right=0.98, bottom=0.13, top=0.8, wspace=0.08)
        panels = figure.subplots(1, len(frame), sharey=True, squeeze=False)[0]
        for axes, name, row, why in zip(panels, names, frame.to_dict("records"), missing(frame), strict=True):
            count = "" if pd.isna(row["n"]) else f"\n{row['n']:,.0f} students"
            axes.set_title(f"{name}{count}", fontsize=10)
            axes.set_xlabel(time)
            axes.grid(axis="y", color=PALE)
            _panel(axes, row) if pd.notna(row["start"]) else _empty(axes, why)
        panels[0].set_ylabel(unit)
        fullest = max((axes.get_legend_handles_labels() for axes in panels), key=lambda found: len(found[0]))
        figure.legend(*fullest, loc="upper left", ncols=3, frameon=False)
    return figure


def _panel(axes: Axes, row: Mapping[Hashable, Any]) -> None:
    time = np.array([0.0, 0.5, 1.0]) * row["span"]
    at = {part: np.array([row[f"{moment}{part}"] for moment in MOMENTS]) for part in ("", "_low", "_high")}
    for below, above, color, strength, style in BANDS:
        low, high = (np.array([row[f"{moment}_{edge}"] for moment in MOMENTS]) for edge in (below, above))
        if np.isfinite(low).all() and np.isfinite(high).all():
            share = f"{above - below} % of students' lines"
            axes.fill_between(time, low, high, color=color, alpha=strength, linewidth=0, label=share)
            axes.plot(time, np.column_stack([low, high]), style, color=BLUE, linewidth=0.9)
    axes.plot(time, np.column_stack([at["_low"], at["_high"]]), "-", color=INK, linewidth=0.7)
    axes.plot(time, at[""], "-", color=INK, linewidth=2.2, label="mean line")


def _empty(axes: Axes, why: str) -> None:
    axes.text(0.5, 0.5, why, transform=axes.transAxes, ha="center", color=GREY)
