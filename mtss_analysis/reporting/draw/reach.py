"""How small an effect could show, against the number of students: curves by design, and where comparisons stand."""

from collections.abc import Mapping

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import NullLocator, StrMethodFormatter

from mtss_analysis.effects.reach import HERE
from mtss_analysis.reporting.draw.drawing import WIDTH, Drawing, NothingToDraw, listed
from mtss_analysis.reporting.labels import WHOLE_DISTRICT, Labels
from mtss_analysis.reporting.palette import PALE, SERIES, STYLE
from mtss_analysis.results import ResultTable

TICKS = (30, 50, 100, 200, 500, 1000, 2000, 5000, 10000)
MOST = 1.0
"""Effects above this are not drawn; they are in the data [SD]."""
TOLD = (100, 300, 1000)
"""Numbers of students for which the words give the curves."""


def reach(tables: Mapping[str, ResultTable], labels: Labels, school: str, *, domain: str = "reading") -> Drawing:
    """Draw the smallest effect that would show against the number of students, on the main measure of a domain."""
    frame = tables["reach"].frame
    frame = frame[(frame["domain"] == domain) & frame["detectable"].notna()]
    here = frame[frame["design"] == HERE]
    if here.empty:
        raise NothingToDraw(f"How small an effect in {labels.word(domain).lower()} could show, these data cannot tell.")
    measure = here.groupby("measure")["students"].max().idxmax()
    here, frame = here[here["measure"] == measure], frame[frame["measure"] == measure]
    curves = frame[frame["design"] != HERE]
    title = f"{labels.word(domain)}, {labels.measure(str(measure))}: smallest effect that would show, {WHOLE_DISTRICT}"
    caption = (
        f"{title}. Lines: with so many students in both groups together, equal in size, assigned as named at the line. "
        "Marks: where the comparisons of this page stand. A smaller effect is harder to see."
    )
    data = pd.DataFrame({
        "Design or comparison": frame["design"].where(frame["design"] != HERE, frame["intervention"]).to_numpy(),
        "Students": frame["students"].to_numpy(),
        "Smallest effect (SD)": frame["detectable"].map("{:.2f}".format).to_numpy(),
    })  # fmt: skip
    return Drawing(_drawn(curves, here), f"{title}. {listed(_said(curves, here), 12)}.", caption, data)


def _said(curves: pd.DataFrame, here: pd.DataFrame) -> list[str]:
    """Say where each comparison stands, and each curve at a few numbers of students."""
    told = [
        f"{row.intervention}: {row.detectable:.2f} SD with {row.students:.0f} students" for row in here.itertuples()
    ]
    for design, part in curves.groupby("design", sort=False):
        known = [part.iloc[(part["students"] - number).abs().argmin()] for number in TOLD]
        words = (f"{row['detectable']:.2f} SD with {row['students']:.0f}" for row in known)
        told.append(f"{design}: " + ", ".join(dict.fromkeys(words)))
    return told


def _drawn(curves: pd.DataFrame, here: pd.DataFrame) -> Figure:
    with mpl.rc_context(STYLE):  # type: ignore[arg-type]
        figure = Figure(figsize=(WIDTH, 4.0))
        figure.subplots_adjust(0.09, 0.14, 0.68, 0.94)
        axes = figure.subplots()
        for number, (design, part) in enumerate(curves.groupby("design", sort=False)):
            style = ("-", "--", "-.")[number % 3]
            axes.plot(part["students"], part["detectable"], style, color="#555555", linewidth=1.6, label=str(design))
        for number, (name, part) in enumerate(here.groupby("intervention")):
            color, marker, _ = SERIES[number % len(SERIES)]
            axes.plot(part["students"], part["detectable"], marker, color=color, ms=8, ls="none", label=str(name))
        _framed(axes, curves, here)
    return figure


def _framed(axes: Axes, curves: pd.DataFrame, here: pd.DataFrame) -> None:
    most = max(curves["students"].max(), here["students"].max()) if len(curves) else here["students"].max()
    axes.set_xscale("log")
    axes.set_xticks([tick for tick in TICKS if tick <= most * 1.1])
    axes.xaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.set(ylim=(0, MOST), xlabel="Students in both groups together", ylabel="Smallest effect that would show (SD)")
    axes.grid(color=PALE)
    axes.legend(frameon=False, loc="upper left", bbox_to_anchor=(1.02, 1), borderaxespad=0, fontsize=9)
