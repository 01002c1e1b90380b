"""Flows between bands of screening scores: as wide as the number of students who moved that way."""

from collections.abc import Mapping

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path
from numpy.typing import NDArray

from mtss_analysis.reporting.draw.drawing import Drawing, NothingToDraw, listed, withheld
from mtss_analysis.reporting.labels import WHOLE_DISTRICT, Labels
from mtss_analysis.reporting.palette import INK, STYLE, SUPPORT
from mtss_analysis.reporting.tabulate import WITHHELD
from mtss_analysis.reporting.tier_rows import WITHIN, steps_of
from mtss_analysis.results import ResultTable
from mtss_analysis.vocabulary import TOTAL

ORDER = tuple(SUPPORT)
BAR, GAP = 0.09, 0.03
"""Width of a bar, and white between bars, as parts of the axes."""


def flow(tables: Mapping[str, ResultTable], labels: Labels, school: str, *, domain: str = "reading") -> Drawing:
    """Draw movement between bands in the latest school year, step by step, over the whole district."""
    frame = steps_of(tables["band_movement"].frame, domain)
    if frame.empty:
        raise NothingToDraw(
            f"No measure of {labels.word(domain).lower()} was given to the same students in two windows."
        )
    cells = frame[(frame["support"] != TOTAL) & (frame["to"] != TOTAL)]
    years = sorted(set(frame["school_year"]))
    span = f"in {years[0]}" if len(years) == 1 else f"until {years[-1]}"
    title = f"Movement between bands of {labels.measure(frame['measure'].iloc[0])} scores {span}: {WHOLE_DISTRICT}"
    return Drawing(_figure(cells), f"{title}. {_said(cells)}", f"{title}. {NOTE}", _data(cells))


NOTE = (
    "Each band leads from the support the earlier score suggests to that of the later one; it is as wide as its share."
)


def _said(cells: pd.DataFrame) -> str:
    moved = cells[cells["support"] != cells["to"]]
    told = zip(moved["step"].str.capitalize(), moved["support"], moved["to"], moved["n"], strict=True)
    return (
        listed((f"{step}, from {before} to {after}: {_number(n)} students" for step, before, after, n in told), 18)
        + "."
    )


def _number(value: float) -> str:
    return WITHHELD if pd.isna(value) else f"{value:,.0f}"


def _data(cells: pd.DataFrame) -> pd.DataFrame:
    data = cells.assign(step=cells["step"].str.capitalize(), suppressed=withheld(cells))
    names = {"step": "Windows", "support": "Earlier", "to": "Later", "n": "Students", "percent": "Percent of earlier"}
    return data[[*names, "suppressed"]].rename(columns=names).reset_index(drop=True)


def _figure(cells: pd.DataFrame) -> Figure:
    steps = list(dict.fromkeys(zip(cells["school_year"], cells["step"], strict=True)))
    with mpl.rc_context(STYLE):  # type: ignore[arg-type]
        figure = Figure(figsize=(7.2, 3.8))
        for axes, (year, step) in zip(figure.subplots(1, len(steps), squeeze=False)[0], steps, strict=True):
            here = cells[(cells["step"] == step) & (cells["school_year"] == year)]
            table = here.pivot_table(index="support", columns="to", values="n", sort=False)
            _flows(axes, table.reindex(index=ORDER, columns=ORDER).fillna(0.0), step, year)
    return figure


def _flows(axes: Axes, table: pd.DataFrame, step: str, year: str) -> None:
    """Draw one step: bars of both windows, and the flows between them."""
    share = table.to_numpy(np.float64) / max(float(table.to_numpy().sum()), 1.0)
    left, right = _starts(share.sum(axis=1)), _starts(share.sum(axis=0))
    for x, starts, sizes in ((0.0, left, share.sum(axis=1)), (1.0 - BAR, right, share.sum(axis=0))):
        for band, start, size in zip(ORDER, starts, sizes, strict=True):
            _bar(axes, x, start, float(size), band)
    for row, band in enumerate(ORDER):
        for column in range(len(ORDER)):
            above, before = share[row, :column].sum(), share[:row, column].sum()
            _ribbon(axes, left[row] + above, right[column] + before, float(share[row, column]), SUPPORT[band][0])
    before, after = step.split(" to ")
    axes.set(xlim=(0, 1), ylim=(1 + 2 * GAP, 0), xticks=[BAR / 2, 1 - BAR / 2], yticks=[])
    after = after if step in WITHIN else f"{after} {year}"
    axes.set_xticklabels([_broken(window) for window in (before, after)])
    axes.spines[["left", "bottom"]].set_visible(False)


def _broken(window: str) -> str:
    """Write a window over two lines where it names its school year."""
    return window.capitalize().replace(" ", "\n")


def _starts(sizes: NDArray[np.float64]) -> list[float]:
    """Return where each bar begins, counted from the top, with white between."""
    return [float(sizes[:place].sum()) + GAP * place for place in range(len(sizes))]


def _bar(axes: Axes, x: float, top: float, size: float, band: str) -> None:
    color, hatch = SUPPORT[band]
    axes.add_patch(Rectangle((x, top), BAR, size, facecolor=color, hatch=hatch, edgecolor="white", linewidth=0))
    if size > 0:
        inside = x + BAR + 0.015 if x == 0 else x - 0.015
        axes.text(inside, top + size / 2, band, va="center", ha="left" if x == 0 else "right", fontsize=9, color=INK)


def _ribbon(axes: Axes, top: float, to: float, size: float, color: str) -> None:
    if size <= 0:
        return
    start, end, middle = BAR, 1 - BAR, 0.5
    points = [
        (start, top), (middle, top), (middle, to), (end, to), (end, to + size), (middle, to + size),
        (middle, top + size), (start, top + size), (start, top),
    ]  # fmt: skip
    codes = [Path.MOVETO, *[Path.CURVE4] * 3, Path.LINETO, *[Path.CURVE4] * 3, Path.CLOSEPOLY]
    axes.add_patch(PathPatch(Path(points, codes), facecolor=color, edgecolor="none", alpha=0.35))
