"""Figures of equity: shares of groups, gaps in scores, and referrals beside all others."""

from collections.abc import Mapping

import pandas as pd

from mtss_analysis.equity.children import YES
from mtss_analysis.equity.referrals import ALL, SAME
from mtss_analysis.reporting import rows
from mtss_analysis.reporting.draw import marks
from mtss_analysis.reporting.draw.drawing import Drawing, NothingToDraw, listed, withheld
from mtss_analysis.reporting.equity_rows import NO_DISABILITY, NO_REFERRALS, TOO_FEW
from mtss_analysis.reporting.labels import WHOLE_DISTRICT, Labels
from mtss_analysis.reporting.tabulate import WITHHELD
from mtss_analysis.results import ResultTable
from mtss_analysis.vocabulary import NO_DATA, TOTAL

Tables = Mapping[str, ResultTable]


def disability(tables: Tables, labels: Labels, school: str) -> Drawing:
    """Draw the share of every group with a disability on record, in the latest school year."""
    frame = tables["disability"].frame
    frame = frame[(frame["disability_said"] == YES) & (frame["group"] != NO_DATA)] if len(frame) else frame
    frame = frame[frame["school_year"] == frame["school_year"].max()]
    if frame.empty:
        raise NothingToDraw(NO_DISABILITY)
    title = f"Students with a disability on record by group, {frame['school_year'].iloc[0]}: {WHOLE_DISTRICT}"
    return _dots(frame, labels, "percent", "Percent of students", title, 0, None)


def gaps(tables: Tables, labels: Labels, school: str, *, domain: str = "reading") -> Drawing:
    """Draw the gap of every group in the latest window of a domain's main measure."""
    frame = tables["gaps"].frame
    measure = rows.main_measure(frame, "n", domain) if len(frame) else ""
    frame = rows.latest(frame[frame["measure"] == measure]) if measure else frame.head(0)
    frame = frame[(frame["by"] != TOTAL) & (frame["group"] != NO_DATA)]
    if frame.empty:
        raise NothingToDraw(f"No {domain} scores by group are at hand.")
    window = labels.window(frame["school_year"].iloc[0], frame["season"].iloc[0])
    title = f"{labels.measure(measure)}, {window}: each group beside all others of its grade"
    return _dots(frame, labels, "gap", "Standard deviations above (+) or below (-) all others", title, 2, 0.0)


def referrals(tables: Tables, labels: Labels, school: str) -> Drawing:
    """Draw how often each group is referred beside all others, at the same behavior score if there are scores."""
    frame = tables["referrals"].frame
    frame = (
        frame[(frame["kind"] == ALL) & (frame["school_year"] == frame["school_year"].max())] if len(frame) else frame
    )
    same = frame[frame["compared"] == SAME] if len(frame) else frame
    frame = same if len(same) else frame
    if frame.empty:
        raise NothingToDraw(NO_REFERRALS)
    title = f"Referrals {frame['compared'].iloc[0]}, {frame['school_year'].iloc[0]}: each group beside all others"
    return _dots(frame, labels, "ratio", "Times as often as all others", title, 2, 1.0)


def _dots(
    frame: pd.DataFrame, labels: Labels, value: str, unit: str, title: str, decimals: int, reference: float | None
) -> Drawing:
    names = [labels.group(by, group) for by, group in zip(frame["by"], frame["group"], strict=True)]
    points = frame[[value, "low", "high"]].set_axis(["value", "low", "high"], axis=1).set_axis(names, axis=0)
    held = withheld(frame).to_numpy()
    missing = pd.Series([WITHHELD if each else TOO_FEW for each in held], points.index, dtype="str")
    text = points.apply(lambda column: column.map(f"{{:.{decimals}f}}".format, na_action="ignore").astype("str"))
    data = text.set_axis([unit, "Low", "High"], axis=1).rename_axis("Group").reset_index().assign(suppressed=held)
    said = listed(
        (
            f"{name}: {missing.iloc[at] if pd.isna(row['value']) else format(row['value'], f'.{decimals}f')}"
            for at, (name, row) in enumerate(points.iterrows())
        ),
        16,
    )
    label = "" if reference is None else "all others"
    figure = marks.intervals(points.assign(missing=missing.to_numpy()), unit, reference, label)
    return Drawing(figure, f"{title}. {said}.", f"{title}. Bars are 95 % intervals.", data.fillna(TOO_FEW))
