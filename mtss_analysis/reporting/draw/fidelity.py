"""Figures of delivery: dosage as a range, delivery beside response, reports beside observations."""

from collections.abc import Mapping

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from mtss_analysis.fidelity.response import DELIVERIES, JOINT, RESPONSES
from mtss_analysis.reporting import rows
from mtss_analysis.reporting.draw.drawing import Drawing, NothingToDraw, canvas, listed
from mtss_analysis.reporting.effect_rows import between
from mtss_analysis.reporting.labels import WHOLE_DISTRICT, Labels
from mtss_analysis.reporting.palette import BLUE, GREY, INK, PALE, STYLE, VERMILION
from mtss_analysis.reporting.tabulate import WITHHELD
from mtss_analysis.results import ResultTable
from mtss_analysis.vocabulary import TOTAL

Tables = Mapping[str, ResultTable]
OPEN = "not logged, so open"


def dose_ranges(tables: Tables, labels: Labels, school: str) -> Drawing:
    """Draw, for each intervention of the latest year, sessions known to be held and those that may have been."""
    of_school = school != TOTAL and "schools" in tables
    frame = rows.place(tables, "schools", school) if of_school else tables["delivery"].frame
    frame = frame[frame["school_year"] == frame["school_year"].max()]
    if frame.empty:
        raise NothingToDraw("No session is on record, so nobody can tell what was delivered.")
    frame = rows.in_domain_order(frame.sort_values("intervention", kind="stable"))
    place = labels.school(school) if of_school else WHOLE_DISTRICT
    title = f"Planned sessions that were held, {frame['school_year'].iloc[0]}: {place}"
    told = between(frame, "held_low", "held_high")
    held = frame["n"].isna().to_numpy()
    told = [WITHHELD if hidden else words for words, hidden in zip(told, held, strict=True)]
    said = listed((f"{name}: {words} %" for name, words in zip(frame["intervention"], told, strict=True)), 16)
    data = pd.DataFrame({"Intervention": frame["intervention"].to_numpy(), "Students": frame["n"].to_numpy(),
                         "Held (percent)": told}).assign(suppressed=held)  # fmt: skip
    caption = f"{title}. Solid is known to be held, hatched was not logged: what was held lies between their ends."
    return Drawing(_ranges(frame), f"{title}. {said}.", caption, data)


def _ranges(frame: pd.DataFrame) -> Figure:
    with mpl.rc_context(STYLE):  # type: ignore[arg-type]
        figure, axes = canvas(frame["intervention"])
        low, high = (frame[name].astype("float64").to_numpy() for name in ("held_low", "held_high"))
        spots = np.arange(len(frame))
        axes.barh(spots, np.nan_to_num(low), color=BLUE, label="held")
        axes.barh(spots, np.nan_to_num(high - low), left=np.nan_to_num(low), color=PALE, hatch="///", edgecolor=GREY,
                  label=OPEN)  # fmt: skip
        for spot in spots[np.isnan(low)]:
            axes.text(1, spot, WITHHELD, va="center", color=GREY, fontsize=9)
        axes.set_yticks(spots, frame["intervention"].tolist())
        axes.set(xlim=(0, 100), xlabel="Percent of planned sessions", ylim=(len(frame) - 0.5, -0.5))
        axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2, frameon=False, borderaxespad=0.2)
    return figure


def quadrant(tables: Tables, labels: Labels, school: str, *, domain: str = "reading") -> Drawing:
    """Draw students by what was delivered and how they respond, as a grid of shares."""
    frame = rows.place(tables, "quadrant", school)
    frame = frame[(frame["domain"] == domain) & (frame["cell"] != TOTAL)]
    frame = frame[frame["school_year"] == frame["school_year"].max()]
    if frame.empty or not frame["students"].gt(0).any():
        raise NothingToDraw(f"No student of {labels.school(school)} has a plan in {labels.word(domain).lower()}.")
    both = frame["cell"].str.split(JOINT, n=1, expand=True)
    frame = frame.assign(delivery=both[0], response=both[1])
    shares = frame.pivot_table("percent", "delivery", "response", dropna=False).reindex(
        index=list(DELIVERIES), columns=list(RESPONSES)
    )
    title = f"Delivery and response in {labels.word(domain).lower()}, {frame['school_year'].iloc[0]}: "
    title += labels.school(school)
    words = {cell: WITHHELD if pd.isna(value) else f"{value:.0f} %" for cell, value in
             zip(frame["cell"], frame["percent"], strict=True)}  # fmt: skip
    said = listed((f"{cell}: {share}" for cell, share in words.items()), 9)
    data = frame[["delivery", "response", "n", "percent"]].set_axis(
        ["Delivery", "Response", "Students", "Percent"], axis=1
    )
    data = data.assign(suppressed=frame["n"].isna())
    caption = f"{title}. Shares of students by what they received and by the chance to reach their goal."
    return Drawing(_grid(shares), f"{title}. {said}.", caption, data)


def _grid(shares: pd.DataFrame) -> Figure:
    with mpl.rc_context(STYLE):  # type: ignore[arg-type]
        figure, axes = canvas(shares.index, height=3.1, below=0.75)
        values = shares.to_numpy(np.float64)
        axes.imshow(np.nan_to_num(values), cmap="Blues", vmin=0, vmax=100, aspect="auto")
        for (row, column), value in np.ndenumerate(values):
            words = WITHHELD if np.isnan(value) else f"{value:.0f} %"
            axes.text(column, row, words, ha="center", va="center", color="white" if value > 55 else INK, fontsize=12)
        axes.set_xticks(range(3), [name.replace(" the goal", "\nthe goal") for name in shares.columns])
        axes.set_yticks(range(3), [name.capitalize() for name in shares.index])
        axes.tick_params(length=0)
        axes.set_xticks(np.arange(-0.5, 3), minor=True)
        axes.set_yticks(np.arange(-0.5, 3), minor=True)
        axes.grid(which="minor", color="white", linewidth=3)
        axes.tick_params(which="minor", length=0)
        for side in axes.spines.values():
            side.set_visible(False)
    return figure


def reports(tables: Tables, labels: Labels, school: str) -> Drawing:
    """Draw what was reported and what was observed of the same deliveries, school by school."""
    frame = tables["reports"].frame.dropna(subset=["bias"])
    frame = frame[frame["school_id"] != TOTAL]
    if frame.empty:
        raise NothingToDraw("Too few deliveries were both reported and observed to compare the two.")
    frame = frame.sort_values("bias", ascending=False, kind="stable")
    names = frame["school_id"].map(labels.school).tolist()
    title = "Reports about one's own delivery beside observations of the same deliveries"
    pairs = zip(names, frame["reported"], frame["observed"], strict=True)
    said = listed((f"{name}: {a:.0f} reported, {b:.0f} observed" for name, a, b in pairs), 14)
    data = pd.DataFrame({"School": names, "Reported (percent)": frame["reported"].round().to_numpy(),
                         "Observed (percent)": frame["observed"].round().to_numpy()})  # fmt: skip
    caption = (
        f"{title}. Squares are reports, dots observations; the longer the line between them, the kinder the report."
    )
    return Drawing(_dumbbells(names, frame), f"{title}. {said}.", caption, data)


def _dumbbells(names: list[str], frame: pd.DataFrame) -> Figure:
    with mpl.rc_context(STYLE):  # type: ignore[arg-type]
        figure, axes = canvas(names)
        spots = np.arange(len(frame))
        axes.hlines(spots, frame["observed"], frame["reported"], color=GREY, linewidth=2)
        axes.plot(frame["observed"], spots, "o", color=BLUE, markersize=8, label="observed")
        axes.plot(frame["reported"], spots, "s", color=VERMILION, markersize=7, label="reported")
        axes.set_yticks(spots, names)
        axes.set(xlim=(0, 100), xlabel="Percent of what the program asks for", ylim=(len(frame) - 0.5, -0.5))
        axes.grid(axis="x", color=PALE)
        axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2, frameon=False, borderaxespad=0.2)
    return figure
