"""Growth of groups in words: rates with their intervals, and why one is missing."""

import pandas as pd

from mtss_analysis.reporting import rows
from mtss_analysis.reporting.labels import Labels
from mtss_analysis.reporting.tabulate import WITHHELD
from mtss_analysis.vocabulary import TOTAL

TOO_FEW = "too few to say"
NO_MODEL = "no model"
STRATA = ["measure", "school_year"]


def missing(frame: pd.DataFrame, table: pd.DataFrame | None = None) -> list[str]:
    """Say of each row why its growth could be missing: withheld in a released table, no model, else too few students.

    `table` holds the rows of every place; a measure and year in which none has a slope has no model.
    """
    held = frame["n"].isna()
    held = held | frame["suppressed"].astype(bool) if "suppressed" in frame else held
    why = held.map({True: WITHHELD, False: TOO_FEW})
    if table is not None:
        known = table.groupby(STRATA)["slope"].count()
        unknown = pd.MultiIndex.from_frame(frame[STRATA]).isin(known.index[known == 0])
        why = why.where(held | ~unknown, NO_MODEL)
    return why.tolist()


def spans(frame: pd.DataFrame, value: str, low: str, high: str, table: pd.DataFrame | None = None) -> list[str]:
    """Write values with their intervals, or why they are missing; what has nothing to differ from does not apply."""
    ends = zip(frame[value], frame[low], frame[high], frame["slope"], missing(frame, table), strict=True)
    return [
        f"{here:z.2f} ({below:z.2f} to {above:z.2f})" if pd.notna(here) else why if pd.isna(slope) else "does not apply"
        for here, below, above, slope, why in ends
    ]


def group_growth(frame: pd.DataFrame, labels: Labels, school: str, by: str = TOTAL) -> pd.DataFrame:
    """List the growth of each group on each measure in its latest year, and how it differs from all others."""
    every = frame
    frame = rows.in_domain_order(rows.latest(frame[(frame["school_id"] == school) & (frame["by"] == by)]))
    frame = frame.assign(
        measure=frame["measure"].map(labels.measure),
        group=[labels.group(by, group) for group in frame["group"]],
        growth=spans(frame, "slope", "low", "high", every),
        more=spans(frame, "difference", "difference_low", "difference_high", every),
    )
    columns = {"measure": "Measure", "group": "Students", "n": "Number", "growth": "Growth (95 % interval)"}
    columns |= {"unit": "Unit"} if by == TOTAL else {"more": "More than all others by (95 % interval)"}
    return rows.named(frame, columns)


def percentiles(frame: pd.DataFrame, labels: Labels, school: str, by: str = TOTAL) -> pd.DataFrame:
    """List the median growth percentile of each measure and window in its latest year."""
    frame = rows.in_domain_order(rows.latest(frame[(frame["school_id"] == school) & (frame["by"] == by)]))
    frame = frame.assign(
        measure=frame["measure"].map(labels.measure), group=[labels.group(by, group) for group in frame["group"]]
    )
    columns = {"measure": "Measure", "window": "Window", "group": "Students", "n": "Number"}
    return rows.named(frame, columns | {"median": "Median growth percentile"})
