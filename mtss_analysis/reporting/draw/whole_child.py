"""All domains of one student on one line of time: plans, screening, notes, absence, referrals (team only)."""

from dataclasses import dataclass, replace
from typing import Any

import matplotlib as mpl
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
HOW_TO_READ = (
    "Bars are plans of support by tier; circles are scores that met the cut, triangles others (filled: beyond the cut "
    "for Tier 3); squares are notes. Below, percent of enrolled days absent and referrals by month."
)
LATEST = 12
"""Entries that the alternative text tells."""
LANES = (*map(str, Domain), "absent", "referrals")


@dataclass(frozen=True, slots=True)
class Dated:
    """What is dated on record of one student.

    Attributes
    ----------
    student, day
        Who, and the last day that is known, where open plans end.
    plans
        domain, start, end, tier.
    screenings
        domain, date, support.
    notes
        domain, date.
    attendance, referrals
        month; days_enrolled and days_absent; referrals.
    """

    student: str
    day: pd.Timestamp
    plans: pd.DataFrame
    screenings: pd.DataFrame
    notes: pd.DataFrame
    attendance: pd.DataFrame
    referrals: pd.DataFrame


def timeline(dated: Dated, labels: Labels) -> Drawing:
    """Draw one lane a domain, and below them days absent and referrals by month.

    Raises
    ------
    NothingToDraw
        Nothing of the student is on record.
    """
    judged = dated.screenings[dated.screenings["support"].isin(TIERS)]
    if dated.plans.empty and judged.empty and dated.attendance.empty and dated.referrals.empty:
        raise NothingToDraw("Nothing with a day is on record of this student, so there is no line of time to draw.")
    dated = replace(dated, screenings=judged)
    data = _data(dated, labels)
    title = f"{dated.student}: all domains until {dated.day:%Y-%m-%d}"
    latest = data.tail(LATEST).iloc[::-1].to_dict("records")
    said = listed((f"{row['What']} in {row['Domain']} on {row['Day']}" for row in latest), LATEST)
    return Drawing(_figure(dated, labels), f"{title}. The latest first: {said}.", f"{title}. {HOW_TO_READ}", data)


def _data(dated: Dated, labels: Labels) -> pd.DataFrame:
    plans, screenings, notes, attendance, referrals = (
        frame.to_dict("records")
        for frame in (dated.plans, dated.screenings, dated.notes, dated.attendance, dated.referrals)
    )
    rows: list[tuple[Any, str, str]] = [
        *((row["start"], row["domain"], f"plan of Tier {row['tier']} support, {_end(row['end'])}") for row in plans),
        *((row["date"], row["domain"], f"score suggests {row['support']}") for row in screenings),
        *((row["date"], row["domain"], "note") for row in notes),
        *((row["month"], "attendance", f"{row['days_absent']:g} of {row['days_enrolled']:g} days absent")
          for row in attendance),
        *((row["month"], "referrals", f"{row['referrals']} in the month") for row in referrals),
    ]  # fmt: skip
    made = pd.DataFrame(rows, columns=["Day", "Domain", "What"]).sort_values("Day", kind="stable", ignore_index=True)
    return made.assign(Day=made["Day"].dt.strftime("%Y-%m-%d"), Domain=made["Domain"].map(labels.word))


def _end(end: Any) -> str:  # noqa: ANN401 (a day or none)
    return "open" if pd.isna(end) else f"until {end:%Y-%m-%d}"


def _figure(dated: Dated, labels: Labels) -> Figure:
    with mpl.rc_context(STYLE):  # type: ignore[arg-type]
        figure = Figure(figsize=(WIDTH, 4.6))
        figure.subplots_adjust(left=0.17, right=0.98, bottom=0.09, top=0.86)
        axes = figure.subplots()
        _bars(axes, dated)
        for support, (marker, edge, face) in MARKS.items():
            of = dated.screenings[dated.screenings["support"] == support]
            at = _places(of["domain"]) - 0.12
            axes.plot(of["date"], at, marker, color=edge, markerfacecolor=face, markersize=7)
        axes.plot(dated.notes["date"], _places(dated.notes["domain"]) + 0.33, "s", color=INK, markersize=5)
        _numbers(axes, dated)
        _frame(axes, labels, dated.day)
        figure.legend(handles=_legend(dated.plans), loc="upper left", ncols=4, frameon=False, fontsize=9)
    return figure


def _places(domains: "pd.Series[str]") -> "pd.Series[float]":
    return domains.map({lane: at for at, lane in enumerate(LANES)}).astype("float64")


def _bars(axes: Axes, dated: Dated) -> None:
    plans = dated.plans
    ends = plans["end"].fillna(dated.day)
    for row, end, at in zip(plans.to_dict("records"), ends, _places(plans["domain"]), strict=True):
        color, hatch = SUPPORT.get(f"Tier {row['tier']}", (GREY, ""))
        axes.barh(
            at + 0.12, end - row["start"], left=row["start"], height=0.34, color=color, hatch=hatch,
            edgecolor="white", alpha=0.85,
        )  # fmt: skip


def _numbers(axes: Axes, dated: Dated) -> None:
    middle, attendance = pd.Timedelta(days=14), dated.attendance
    share = 100 * attendance["days_absent"] / attendance["days_enrolled"].where(attendance["days_enrolled"] > 0)
    absent = pd.DataFrame({"at": attendance["month"] + middle, "value": share, "lane": "absent"})
    referred = dated.referrals["month"] + middle, dated.referrals["referrals"]
    told = pd.concat([absent, pd.DataFrame({"at": referred[0], "value": referred[1], "lane": "referrals"})])
    for row in told.dropna().to_dict("records"):
        axes.text(row["at"], LANES.index(row["lane"]), f"{row['value']:.0f}", ha="center", va="center", fontsize=8)


def _frame(axes: Axes, labels: Labels, day: pd.Timestamp) -> None:
    names = [labels.word(lane) for lane in LANES[:5]] + ["Percent absent", "Referrals"]
    axes.set_yticks(range(len(LANES)), names)
    axes.set_ylim(len(LANES) - 0.4, -0.6)
    axes.axvline(day, color=INK, linewidth=1, linestyle=":")  # type: ignore[arg-type]
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
