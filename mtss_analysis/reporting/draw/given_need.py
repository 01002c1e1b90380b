"""Figures of help given the same need: ratios of first sessions in time, shares from published counts, and waits."""

from collections.abc import Mapping

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from mtss_analysis.equity.given_need_counts import OTHERS
from mtss_analysis.equity.given_need_questions import SESSION
from mtss_analysis.reporting import given_need_words, rows
from mtss_analysis.reporting.draw import marks
from mtss_analysis.reporting.draw.drawing import Drawing, NothingToDraw, canvas, listed, withheld
from mtss_analysis.reporting.labels import WHOLE_DISTRICT, Labels
from mtss_analysis.reporting.palette import BLUE, GREY, INK, PALE, STYLE, VERMILION
from mtss_analysis.reporting.tabulate import WITHHELD
from mtss_analysis.results import ResultTable
from mtss_analysis.vocabulary import TOTAL

Tables = Mapping[str, ResultTable]
SAYS = {"lower": (VERMILION, "s"), "higher": (VERMILION, "^")}
"""Word → color and marker of a sure gap; every other word has a circle."""


def served(tables: Tables, labels: Labels, school: str, *, domain: str = "reading") -> Drawing:
    """Draw how often a first session came in time, as a ratio to others with the same need, one row a group."""
    frame = tables["comparisons"].frame
    frame = frame[(frame["question"] == SESSION) & (frame["domain"] == domain) & frame["value"].notna()]
    if frame.empty:
        raise NothingToDraw(
            f"In {domain.replace('_', ' ')}, no group has enough students with a flag to be compared given need."
        )
    names = [labels.group(*pair) for pair in zip(frame["by"], frame["group"], strict=True)]
    points = frame[["ratio", "ratio_low", "ratio_high", "said"]].set_axis(["value", "low", "high", "said"], axis=1)
    points = points.set_axis(names, axis=0)
    title = f"A first session in time in {labels.word(domain).lower()}, ratio to others with the same need"
    said = listed((f"{name}: {row['value']:.2f}, {row['said']}" for name, row in points.iterrows()), 16)
    caption = (
        f"{title}: {WHOLE_DISTRICT}. Left of the line is less often. Bars are 95 % intervals; a square or triangle is "
        "a gap that is sure after correction for all comparisons, a circle is not."
    )
    data = points.set_axis(["Ratio", "Low", "High", "In a word"], axis=1).rename_axis("Students").reset_index()
    return Drawing(_ratios(points), f"{title}. {said}.", caption, data)


def _ratios(points: pd.DataFrame) -> Figure:
    with mpl.rc_context(STYLE):  # type: ignore[arg-type]
        figure, axes = canvas(map(str, points.index))
        for row, (value, low, high, said) in enumerate(points.itertuples(index=False)):
            color, marker = SAYS.get(str(said), (BLUE, "o"))
            axes.hlines(row, low, high, color=color, linewidth=2.2, alpha=0.75)
            axes.plot(value, row, marker, color=color, markersize=7)
        axes.axvline(1.0, color=INK, linestyle="--", linewidth=1, label="as often as others with the same need")
        axes.set_xscale("log")
        ticks = _ticks(points)
        axes.set_xticks(ticks, [f"{tick:g}" for tick in ticks])
        axes.minorticks_off()
        axes.set_yticks(range(len(points)), list(points.index))
        axes.set(xlabel="Ratio (1 is as often as others)", ylim=(len(points) - 0.5, -0.5))
        axes.grid(axis="x", color=PALE)
        axes.legend(loc="lower left", bbox_to_anchor=(0, 1), frameon=False, borderaxespad=0.2)
    return figure


def _ticks(points: pd.DataFrame) -> list[float]:
    low, high = float(points["low"].min()), float(points["high"].max())
    return [
        tick for tick in (0.1, 0.2, 0.3, 0.5, 0.7, 1.0, 1.4, 2.0, 3.0, 5.0, 10.0) if low * 0.9 <= tick <= high * 1.1
    ]


def shares(tables: Tables, labels: Labels, school: str, *, domain: str = "reading", by: str = TOTAL) -> Drawing:
    """Draw the share with a first session in time, from the counts that may be published."""
    frame = tables["served"].frame
    frame = frame[(frame["domain"] == domain) & (frame["by"] == by) & (frame["session"] == "yes")]
    if frame.empty:
        raise NothingToDraw(f"In {domain.replace('_', ' ')}, no student with a flag could be followed to a session.")
    frame = frame.sort_values(["suggested", "group"], kind="stable")
    names = [f"{need} suggested, {labels.group(by, group)}" for need, group in
             zip(frame["suggested"], frame["group"], strict=True)]  # fmt: skip
    points = frame[["percent", "low", "high"]].set_axis(["value", "low", "high"], axis=1).set_axis(names, axis=0)
    title = f"A first session in time in {labels.word(domain).lower()}, by the support the score suggested"
    said = listed((f"{name}: {_percent(value)}" for name, value in points["value"].items()), 16)
    data = points.set_axis(["Percent", "Low", "High"], axis=1).assign(suppressed=withheld(frame).to_numpy())
    figure = marks.intervals(points, "Percent of students with a flag")
    caption = f"{title}, {frame['period'].iloc[0]}: {WHOLE_DISTRICT}. Bars are 95 % intervals."
    return Drawing(figure, f"{title}. {said}.", caption, data.rename_axis("Students").reset_index())


def waits(tables: Tables, labels: Labels, school: str, *, by: str = "english_learner") -> Drawing:
    """Draw the days until half of a group had a first session beside those of all others, domain by domain."""
    frame = rows.in_domain_order(tables["waits"].frame)
    frame = frame[frame["by"] == by]
    if frame.empty:
        raise NothingToDraw(
            f"Nobody can tell how long students waited by {labels.by(by).lower()}: it is not on record."
        )
    names = [f"{labels.word(domain)}, {given_need_words.named_group(labels, by, group)}" for domain, group in
             zip(frame["domain"], frame["group"], strict=True)]  # fmt: skip
    points = frame[["median", "low", "high", "group"]].set_axis(["value", "low", "high", "group"], axis=1)
    points = points.set_axis(names, axis=0)
    title = f"Days from the flag until half had a first session: {WHOLE_DISTRICT}"
    said = listed((f"{name}: {_days(value)}" for name, value in points["value"].items()), 12)
    data = points[["value", "low", "high"]].set_axis(["Days", "Low", "High"], axis=1)
    caption = (
        f"{title}. Who never had one is counted as still waiting. A bar that ends in an arrow goes on: the data "
        "cannot tell how long."
    )
    return Drawing(_waits(points), f"{title}. {said}.", caption, data.rename_axis("Students").reset_index())


def _waits(points: pd.DataFrame) -> Figure:
    with mpl.rc_context(STYLE):  # type: ignore[arg-type]
        figure, axes = canvas(map(str, points.index))
        longest = float(np.nanmax([*points[["value", "high"]].to_numpy(float).ravel(), 1.0])) * 1.05
        for row, (value, low, high, group) in enumerate(points.itertuples(index=False)):
            color, marker = (GREY, "o") if str(group).startswith(OTHERS) else (VERMILION, "s")
            if pd.isna(value):
                axes.text(0.01, row, given_need_words.NOT_YET, transform=axes.get_yaxis_transform(), color=GREY,
                          va="center", fontsize=9)  # fmt: skip
                continue
            end = longest if pd.isna(high) else high
            axes.hlines(row, value if pd.isna(low) else low, end, color=color, linewidth=2.2, alpha=0.75)
            axes.plot(value, row, marker, color=color, markersize=7)
            axes.plot(end, row, ">" if pd.isna(high) else "|", color=color, markersize=6)
        axes.set_yticks(range(len(points)), list(points.index))
        axes.set(xlabel="Days", xlim=(0, longest), ylim=(len(points) - 0.5, -0.5))
        axes.grid(axis="x", color=PALE)
    return figure


def _percent(value: float) -> str:
    return WITHHELD if pd.isna(value) else f"{value:.0f} %"


def _days(value: float) -> str:
    return given_need_words.NOT_YET if pd.isna(value) else f"{value:.0f} days"
