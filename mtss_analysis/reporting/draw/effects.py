"""Figures of whether support works: effects with their intervals beside what could have been seen."""

from collections.abc import Mapping

import pandas as pd

from mtss_analysis.reporting import effect_rows, rows
from mtss_analysis.reporting.draw import marks
from mtss_analysis.reporting.draw.drawing import Drawing, NothingToDraw, listed
from mtss_analysis.reporting.labels import WHOLE_DISTRICT, Labels
from mtss_analysis.reporting.tabulate import WITHHELD
from mtss_analysis.results import ResultTable

Tables = Mapping[str, ResultTable]
UNIT = "Standard deviations of students' scores"


def effects(tables: Tables, labels: Labels, school: str, *, domain: str = "reading") -> Drawing:
    """Draw the effect of each intervention of a domain with its interval, measure by measure."""
    frame = tables["effects"].frame
    frame = frame[frame["domain"] == domain].sort_values(["measure", "intervention"], kind="stable")
    if frame.empty or frame["g"].isna().all():
        raise NothingToDraw(f"No effect in {labels.word(domain).lower()} can be shown.")
    names = _names(frame, labels)
    why = frame["served"].isna().map({True: WITHHELD, False: effect_rows.NOT_COMPARED}).tolist()
    points = frame[["g", "g_low", "g_high"]].astype("float64").set_axis(["value", "low", "high"], axis=1)
    points = points.assign(missing=why).set_axis(names, axis=0)
    title = f"{labels.word(domain)}: how much more students grew than the comparison, {WHOLE_DISTRICT}"
    told = effect_rows.spans(frame, "g", "g_low", "g_high")
    said = listed((f"{name}: {words}" for name, words in zip(names, told, strict=True)), 14)
    data = pd.DataFrame({
        "Intervention and measure": names, "Students": frame["served"].to_numpy(), "Effect (95 % interval)": told,
        "Compared with": frame["against"].fillna(WITHHELD).to_numpy(),
    }).assign(suppressed=frame["served"].isna().to_numpy())  # fmt: skip
    caption = f"{title}. Dots are effects in spreads of students' scores, bars their intervals; the line is no effect."
    return Drawing(marks.intervals(points, UNIT, 0.0, "no effect"), f"{title}. {said}.", caption, data)


def delivery(tables: Tables, labels: Labels, school: str) -> Drawing:
    """Draw between which shares of the planned sessions were held, intervention by intervention."""
    frame = rows.in_domain_order(rows.place(tables, "delivery", "All").sort_values("intervention", kind="stable"))
    frame = frame[frame["planned"] > 0]
    if frame.empty:
        raise NothingToDraw("No session is on record, so nobody can tell what was delivered.")
    points = frame[["held_low", "held_high"]].astype("float64").set_axis(["low", "high"], axis=1)
    points = points.assign(value=points.mean(axis=1)).set_axis(frame["intervention"].tolist(), axis=0)
    told = effect_rows.between(frame, "held_low", "held_high")
    title = f"Share of planned sessions that was held, {WHOLE_DISTRICT}"
    said = listed((f"{name}: {words} %" for name, words in zip(frame["intervention"], told, strict=True)), 16)
    data = pd.DataFrame({"Intervention": frame["intervention"].to_numpy(), "Held (percent)": told})
    caption = f"{title}. The bar runs from what is known to be held to what is possible; unlogged sessions lie between."
    return Drawing(marks.intervals(points, "Percent of planned sessions"), f"{title}. {said}.", caption, data)


def _names(frame: pd.DataFrame, labels: Labels) -> list[str]:
    pairs = zip(frame["intervention"], frame["measure"], strict=True)
    return [f"{name}, {labels.measure(measure).lower()}" for name, measure in pairs]
