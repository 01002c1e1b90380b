"""All domains of one student on one line of time: plans, screening, notes, absence, referrals (team only)."""

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from mtss_analysis.reporting.draw.drawing import WIDTH, Drawing, NothingToDraw, listed
from mtss_analysis.reporting.labels import Labels
from mtss_analysis.reporting.palette import BLUE, GREY, INK, PALE, STYLE, SUPPORT, VERMILION
from mtss_analysis.screening.support import TIERS
from mtss_analysis.vocabulary import Domain

MARKS = {"Tier 1": ("o", BLUE, "white"), "Tier 2": ("v", VERMILION, "white"), "Tier 3": ("v", VERMILION, VERMILION)}
"""What a screening score suggests → marker, edge and face."""
LANES = (*map(str, Domain), "absent", "referrals")


def timeline(
    plans: pd.DataFrame, screenings: pd.DataFrame, notes: pd.DataFrame, attendance: pd.DataFrame,
    referrals: pd.DataFrame, day: pd.Timestamp, labels: Labels, student: str,
) -> Drawing:  # fmt: skip
    """Draw one lane a domain, and below them days absent and referrals by month.

    Parameters
    ----------
    plans
        lane, start, end, tier.
    screenings
        lane, date, support.
    notes
        lane, date.
    attendance, referrals
        month; days_enrolled and days_absent; referrals.
    day
        Last day that is known, where open plans end.

    Raises
    ------
    NothingToDraw
        Nothing of the student is on record.
    """
    judged = screenings[screenings["support"].isin(TIERS)]
    if plans.empty and judged.empty and attendance.empty and referrals.empty:
        raise NothingToDraw("Nothing with a day is on record of this student, so there is no line of time to draw.")
    data = _data(plans, judged, notes, attendance, referrals, day, labels)
    title = f"{student}: all domains until {day:%Y-%m-%d}"
    said = listed((f"{row.What} in {row.Domain} on {row.Day}" for row in data.tail(12).iloc[::-1].itertuples()), 12)
    how = (
        "Bars are plans of support by tier; circles are scores that met the cut, triangles others (filled: "
        "beyond the cut for Tier 3); squares are notes. Below, percent of enrolled days absent and referrals by month."
    )
    figure = _figure(plans, judged, notes, attendance, referrals, day, labels)
    return Drawing(figure, f"{title}. The latest first: {said}.", f"{title}. {how}", data)


def _data(
    plans: pd.DataFrame, judged: pd.DataFrame, notes: pd.DataFrame, attendance: pd.DataFrame, referrals: pd.DataFrame,
    day: pd.Timestamp, labels: Labels,
) -> pd.DataFrame:  # fmt: skip
    rows = [(row.start, row.lane, f"plan of Tier {row.tier} support, {_end(row.end)}") for row in plans.itertuples()]
    rows += [(row.date, row.lane, f"score suggests {row.support}") for row in judged.itertuples()]
    rows += [(row.date, row.lane, "note") for row in notes.itertuples()]
    rows += [
        (row.month, "attendance", f"{row.days_absent:g} of {row.days_enrolled:g} days absent")
        for row in attendance.itertuples()
    ]
    rows += [(row.month, "referrals", f"{row.referrals} in the month") for row in referrals.itertuples()]
    made = pd.DataFrame(rows, columns=["Day", "Domain", "What"]).sort_values("Day", kind="stable", ignore_index=True)
    return made.assign(Day=made["Day"].dt.strftime("%Y-%m-%d"), Domain=made["Domain"].map(labels.word))


def _end(end: pd.Timestamp) -> str:
    return "open" if pd.isna(end) else f"until {end:%Y-%m-%d}"


def _figure(
    plans: pd.DataFrame, judged: pd.DataFrame, notes: pd.DataFrame, attendance: pd.DataFrame, referrals: pd.DataFrame,
    day: pd.Timestamp, labels: Labels,
) -> Figure:  # fmt: skip
    with mpl.rc_context(STYLE):  # type: ignore[arg-type]
        figure = Figure(figsize=(WIDTH, 4.6))
        figure.subplots_adjust(left=0.17, right=0.98, bottom=0.09, top=0.86)
        axes = figure.subplots()
        place = {lane: at for at, lane in enumerate(LANES)}
        _bars(axes, plans, place, day)
        for support, (marker, edge, face) in MARKS.items():
            of = judged[judged["support"] == support]
            axes.plot(
                of["date"],
                of["lane"].map(place).astype("float64") - 0.12,
                marker,
                color=edge,
                markerfacecolor=face,
                markersize=7,
            )
        axes.plot(notes["date"], notes["lane"].map(place).astype("float64") + 0.33, "s", color=INK, markersize=5)
        _numbers(axes, attendance, referrals, place)
        _frame(axes, labels, day)
        figure.legend(handles=_legend(plans), loc="upper left", ncols=4, frameon=False, fontsize=9)
    return figure


def _bars(axes: Axes, plans: pd.DataFrame, place: dict[str, int], day: pd.Timestamp) -> None:
    for row in plans.itertuples():
        color, hatch = SUPPORT.get(f"Tier {row.tier}", (GREY, ""))
        end = day if pd.isna(row.end) else row.end
        axes.barh(
            place[str(row.lane)] + 0.12, end - row.start, left=row.start, height=0.34, color=color, hatch=hatch,
            edgecolor="white", alpha=0.85,
        )  # fmt: skip


def _numbers(axes: Axes, attendance: pd.DataFrame, referrals: pd.DataFrame, place: dict[str, int]) -> None:
    middle = pd.Timedelta(days=14)
    share = 100 * attendance["days_absent"] / attendance["days_enrolled"].where(attendance["days_enrolled"] > 0)
    told = [(row, f"{value:.0f}") for row, value in zip(attendance["month"], share, strict=True) if np.isfinite(value)]
    for month, text in told:
        axes.text(month + middle, place["absent"], text, ha="center", va="center", fontsize=8)
    for row in referrals.itertuples():
        axes.text(row.month + middle, place["referrals"], f"{row.referrals}", ha="center", va="center", fontsize=8)


def _frame(axes: Axes, labels: Labels, day: pd.Timestamp) -> None:
    names = [labels.word(lane) for lane in LANES[:5]] + ["Percent absent", "Referrals"]
    axes.set_yticks(range(len(LANES)), names)
    axes.set_ylim(len(LANES) - 0.4, -0.6)
    axes.axvline(day, color=INK, linewidth=1, linestyle=":")
    for at in range(len(LANES) - 1):
        axes.axhline(at + 0.5, color=PALE, linewidth=1)
    axes.xaxis.set_major_formatter(ConciseDateFormatter(AutoDateLocator()))  # type: ignore[no-untyped-call]
    axes.tick_params(axis="y", length=0)
    axes.margins(x=0.03)


def _legend(plans: pd.DataFrame) -> list[Patch | Line2D]:
    tiers = [name for name in SUPPORT if (plans["tier"].astype("str") == name[-1]).any()]
    found: list[Patch | Line2D] = [
        Patch(facecolor=SUPPORT[name][0], hatch=SUPPORT[name][1], edgecolor="white", label=f"{name} support")
        for name in tiers
    ]
    words = {"Tier 1": "met the cut", "Tier 2": "beyond the cut", "Tier 3": "beyond the cut for Tier 3"}
    for support, (marker, edge, face) in MARKS.items():
        found.append(
            Line2D([], [], marker=marker, color=edge, markerfacecolor=face, linestyle="", label=words[support])
        )
    return [*found, Line2D([], [], marker="s", color=INK, linestyle="", markersize=5, label="note")]
