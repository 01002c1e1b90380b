"""Tables of screening for the team: shares against the planning figure, and the cut each school works by."""

from typing import Final

import pandas as pd

from mtss_analysis.reporting import rows
from mtss_analysis.reporting.cutoff_rows import NO_CUT
from mtss_analysis.reporting.labels import Labels
from mtss_analysis.vocabulary import TOTAL

PLANNED: Final = {
    "core": "Ask about core instruction first: more groups cannot replace it",
    "more": "More students below the cut than planned for",
    "fewer": "Fewer students below the cut than planned for",
    "as_planned": "No clear difference from the planning figure",
    "few": "Too few students to compare",
}
"""Code → what the share of Tier 1 says against the planning figure."""


def planned(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """List the latest window of each measure against the planning figure: the place, and on the district's page all.

    The row of the whole district comes first; schools with more students below the cut than planned follow.
    """
    frame = rows.in_domain_order(rows.latest(frame))
    keep = (frame["school_id"] == school) | ((school == TOTAL) & frame["said"].isin(["core", "more"]))
    frame = frame[keep].assign(_order=lambda each: each["school_id"] != TOTAL)
    frame = frame.sort_values(["measure", "_order"], kind="stable")
    frame = rows.in_domain_order(frame)
    spans = zip(frame["tier1"], frame["low"], frame["high"], strict=True)
    rest = zip(frame["tier2"], frame["tier3"], strict=True)
    frame = frame.assign(
        measure=frame["measure"].map(labels.measure), school_id=frame["school_id"].map(labels.school),
        first=pd.Series([f"{at:.0f} ({low:.0f} to {high:.0f})" for at, low, high in spans], frame.index, dtype="str"),
        rest=pd.Series([f"{second:.0f}, {third:.0f}" for second, third in rest], frame.index, dtype="str"),
        said=frame["said"].map(PLANNED), p=frame["p"].map(_p).astype("str"),
    )  # fmt: skip
    named = {"measure": "Measure", "school_id": "Place", "tested": "Tested", "first": "Tier 1 (percent, 95 % interval)"}
    return rows.named(
        frame, named | {"rest": "Tier 2, Tier 3 (percent)", "p": "Differs from plan (p)", "said": "In words"}
    )


def in_force(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """List the schools that work by another cut than the written one, or whose scores pile up at it.

    A school's own page shows the school whatever was found.
    """
    other = frame["status"].isin(["found", "gradual"]) & ((frame["cut_low"] > 0) | (frame["cut_high"] < 0))
    frame = frame[frame["school_id"] == school] if school != TOTAL else frame[other | frame["heaped"].astype(bool)]
    frame = rows.in_domain_order(frame.sort_values(["measure", "school_id"], kind="stable"))
    cuts = zip(frame["status"], frame["cut"], frame["cut_low"], frame["cut_high"], strict=True)
    shares = zip(frame["served_side"], frame["other_side"], strict=True)
    frame = frame.assign(
        measure=frame["measure"].map(labels.measure), school_id=frame["school_id"].map(labels.school),
        cut=pd.Series([_cut(*row) for row in cuts], frame.index, dtype="str"),
        served=pd.Series([_served(*row) for row in shares], frame.index, dtype="str"),
        heaped=frame["heaped"].astype(bool).map({True: "Pile up at the cut: how are second tests given?",
                                                 False: "Nothing found"}),
    )  # fmt: skip
    named = {"measure": "Measure", "school_id": "School", "students": "Students", "cut": "Cut in force"}
    return rows.named(frame, named | {"served": "Served below and above (percent)", "heaped": "Scores beside the cut"})


def _cut(status: str, cut: float, low: float, high: float) -> str:
    if status not in ("found", "gradual"):
        return NO_CUT[status]
    if low <= 0 <= high:
        return "The written one"
    return f"{cut:+.0f} points from the written one ({low:+.0f} to {high:+.0f})"


def _served(inside: float, outside: float) -> str:
    return "cannot tell" if pd.isna(inside) else f"{inside:.0f} and {outside:.0f}"


def _p(value: float) -> str:
    return "too few to test" if pd.isna(value) else "below .001" if value < 0.001 else f"{value:.3f}"
