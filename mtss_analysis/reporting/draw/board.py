"""The figure of the report to the board: its shares, each with its range."""

from collections.abc import Mapping

import pandas as pd

from mtss_analysis.reporting.board_rows import NOTHING
from mtss_analysis.reporting.draw import marks
from mtss_analysis.reporting.draw.drawing import Drawing, NothingToDraw, listed
from mtss_analysis.reporting.labels import Labels
from mtss_analysis.reporting.tabulate import MISSING, WITHHELD
from mtss_analysis.results import ResultTable

FIRST = 2
"""Shares drawn of each question; its sentence begins with them."""


def at_a_glance(tables: Mapping[str, ResultTable], labels: Labels, school: str) -> Drawing:
    """Draw the first shares of every question with their ranges."""
    frame = tables["numbers"].frame
    frame = frame[frame["unit"] == "percent"].groupby("question", sort=False).head(FIRST).reset_index(drop=True)
    if frame.empty:
        raise NothingToDraw(NOTHING)
    frame = frame.assign(missing=[WITHHELD if held else MISSING for held in frame["suppressed"]])
    names = [number.partition(", of ")[0] for number in frame["number"]]
    title = "Shares in this report, with their ranges"
    points = frame.set_index(pd.Index(names))[["value", "low", "high", "missing"]]
    data = frame[["number", "value", "low", "high", "suppressed"]].rename(columns=str.capitalize)
    data = data.rename(columns={"Suppressed": "suppressed", "Number": "Share", "Value": "Percent"})
    return Drawing(marks.intervals(points, "Percent"), f"{title}. {_said(points)}.", f"{title}.", data)


def _said(points: pd.DataFrame) -> str:
    said = [
        f"{name}: {why if pd.isna(value) else f'{value:.0f} %'}"
        for name, value, why in zip(points.index, points["value"], points["missing"], strict=True)
    ]
    return listed(said, 20)
