"""Tables about a school's action plan: what is worked on, and what became of earlier steps."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from mtss_analysis.fidelity.action_plan import EARLIER, LOWEST, SUGGESTED
from mtss_analysis.reporting import rows
from mtss_analysis.reporting.labels import Labels
from mtss_analysis.reporting.tabulate import Link
from mtss_analysis.vocabulary import TOTAL

AGREE = "to be agreed"


def plan(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """List the lowest items of a school with level, aim and step; of the district, how often each is among them."""
    frame = _of_plan(frame[frame["origin"] == LOWEST], school)
    if school == TOTAL:
        return _counted(frame, {"suggested": "No step yet", "open": "Step open", "overdue": "Step overdue"})
    told = frame["due"].dt.strftime("%Y-%m-%d").astype("str").fillna(AGREE)
    step = frame["step"].where(frame["status"] != SUGGESTED, TO_WRITE)
    open_ = {column: frame[column].astype("str").fillna(AGREE) for column in ("owner_role", "evidence")}
    frame = frame.assign(
        due=told, lesson=_lesson(frame), step=step, standing=frame["standing"].str.capitalize(), **open_
    )
    columns = {"item": "Item", "text": "What it asks", "now": "Now", "aim": "Aim", "step": "Step", "owner_role": "Who"}
    more = {"due": "Due", "evidence": "What will show it", "standing": "Status", "lesson": "Lesson"}
    return rows.named(frame, columns | more)


TO_WRITE = "none on record; suggested: reach the aim"


def carried(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """List a school's steps of earlier plans, overdue ones first; of the district, how they stand item by item."""
    frame = _of_plan(frame[frame["origin"] == EARLIER], school)
    if school == TOTAL:
        return _counted(frame, {each: each.capitalize() for each in STANDINGS})
    order = {standing: place for place, standing in enumerate(STANDINGS)}
    frame = frame.assign(order=frame["standing"].map(order)).sort_values(["order", "due"], kind="stable")
    frame = frame.assign(standing=frame["standing"].str.capitalize())
    columns = {"item": "Item", "text": "What it asks", "step": "Step", "owner_role": "Who", "due": "Due"}
    return rows.named(frame, columns | {"standing": "Where it stands", "mean": "Mean now (points)"})


STANDINGS = ("overdue", "done, but still low", "open", "done", "dropped")


def _lesson(frame: pd.DataFrame) -> "pd.Series[Any]":
    """Return links to the lessons; an item without one says so."""
    pairs = zip(frame["lesson_title"], frame["page"], strict=True)
    links = [Link(str(title), page) if isinstance(page, str) else "none" for title, page in pairs]
    return pd.Series(links, frame.index, dtype=object)


def _counted(frame: pd.DataFrame, standings: Mapping[str, str]) -> pd.DataFrame:
    """Count schools and steps of each item, most schools first."""
    by = ["item", "text", "lesson"]
    frame = frame.assign(lesson=_lesson(frame), **{each: frame["standing"].eq(each) for each in standings})
    found = frame.groupby(by, sort=False).agg(
        schools=("school_id", "nunique"), **{each: (each, "sum") for each in standings}
    )
    found = found.reset_index().sort_values("schools", ascending=False, kind="stable")
    columns = {"item": "Item", "text": "What it asks", "schools": "Schools", **standings}
    return rows.named(found, columns | {"lesson": "Lesson"})


def _of_plan(frame: pd.DataFrame, school: str) -> pd.DataFrame:
    """Keep the instrument with most steps, of one school or of all."""
    counts = frame["instrument"].value_counts()
    frame = frame[frame["instrument"] == (counts.index[0] if len(counts) else "")]
    frame = frame if school == TOTAL else frame[frame["school_id"] == school]
    dated: pd.DataFrame = frame.assign(due=pd.to_datetime(frame["due"]))
    return dated
