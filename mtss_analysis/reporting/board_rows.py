"""Tables of the report to the board: every number of its sentences, with the page it stands on."""

from typing import Final

import numpy as np
import pandas as pd

from mtss_analysis.reporting.labels import Labels
from mtss_analysis.reporting.rows import named
from mtss_analysis.reporting.tabulate import Link

DISTRICT_PAGES = "reports/district"
"""Where the pages of the whole district lie, from the book's first page."""


def answers(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """List each question with its answer, how sure it is, and how it stood before."""
    shown = {"question": "Question", "answer": "Answer", "how_sure": "How sure", "compared": "Compared"}
    return named(frame, shown)


def numbers(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """List the numbers, each with its range, the students it rests on and a link to its page."""
    if frame.empty:
        return frame
    values = zip(frame["value"], frame["unit"], strict=True)
    spans = zip(frame["low"], frame["high"], frame["unit"], strict=True)
    pages = [Link(_title(page), f"{DISTRICT_PAGES}/{page}.html") for page in frame["page"]]
    frame = frame.assign(
        value=pd.Series([_value(*pair) for pair in values], frame.index, dtype="object"),
        span=pd.Series([_span(*each) for each in spans], frame.index, dtype="str"),
        page=pd.Series(pages, frame.index, dtype="object"),
    )
    return named(frame, {"number": "Number", "value": "Value", "span": "Range", "n": "Students", "page": "Page"})


def _value(value: float, unit: str) -> str | None:
    if np.isnan(value):
        return None
    return f"{value:.0f} %" if unit == "percent" else f"{value:,.0f}" if unit == "students" else f"{value:.2f} {unit}"


def _span(low: float, high: float, unit: str) -> str:
    if not np.isfinite([low, high]).all():
        return "none"
    return f"{low:.0f} to {high:.0f}" if unit == "percent" else f"{low:.2f} to {high:.2f}"


def _title(page: str) -> str:
    return page.partition("_")[2].replace("_", " ").capitalize()


NOTHING = "No question of the report can be answered from these data."
SHOWN: Final = {
    "answers": ("answers", answers, "The questions and their answers", NOTHING),
    "numbers": ("numbers", numbers, "Every number of the report, as it stands on its own page", NOTHING),
}
"""Name → what :class:`mtss_analysis.reporting.views.View` is made of."""
