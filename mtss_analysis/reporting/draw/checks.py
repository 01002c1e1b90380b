"""Figures of the data check: who is enrolled."""

from collections.abc import Mapping

import pandas as pd

from mtss_analysis.reporting import rows
from mtss_analysis.reporting.draw import marks
from mtss_analysis.reporting.draw.drawing import Drawing, NothingToDraw, listed
from mtss_analysis.reporting.labels import Labels
from mtss_analysis.reporting.tabulate import WITHHELD
from mtss_analysis.results import ResultTable
from mtss_analysis.vocabulary import TOTAL


def enrollment(tables: Mapping[str, ResultTable], labels: Labels, school: str) -> Drawing:
    """Draw the number of students in the latest school year: by school, or of one school by year."""
    frame = rows.everyone(tables["enrollment"].frame)
    if frame.empty:
        raise NothingToDraw("No student is enrolled in any school.")
    if school == TOTAL:
        frame = frame[(frame["school_year"] == frame["school_year"].max()) & (frame["school_id"] != TOTAL)]
        names = [labels.school(s) for s in frame["school_id"]]
        title = f"Students enrolled, {frame['school_year'].max()}"
    else:
        frame = frame[frame["school_id"] == school]
        names, title = list(frame["school_year"]), f"Students enrolled: {labels.school(school)}"
    values = pd.Series(frame["n"].astype("float64").to_numpy(), index=names)
    said = listed((f"{n}: {WITHHELD if pd.isna(v) else f'{v:,.0f}'}" for n, v in values.items()), 20)
    data = values.rename_axis(" ").rename("Students").reset_index()
    return Drawing(marks.bars(values, "Students"), f"{title}. {said}.", f"{title}.", data)
