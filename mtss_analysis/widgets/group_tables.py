"""What groups of plans show, as tables a person reads and in a sentence or two."""

import pandas as pd

from mtss_analysis.widgets.group_facts import CANNOT_TELL, NOT_ON_PACE, ON_PACE
from mtss_analysis.widgets.group_pictures import between
from mtss_analysis.widgets.group_rows import CORNERS, NOT_DELIVERED, NOT_GROWING

MEND = CORNERS[NOT_DELIVERED, NOT_GROWING]


def counted(count: int, noun: str) -> str:
    """Write a number of things.

    Examples
    --------
    >>> counted(1, "plan"), counted(1200, "plan")
    ('1 plan', '1,200 plans')
    """
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def commonest(plans: pd.DataFrame) -> str:
    """Name the measure that most plans with growth have; gaps of two measures have no common unit."""
    known = plans.dropna(subset=["ahead"])["measure"].value_counts()
    return str(known.index[0]) if len(known) else ""


def response(found: pd.DataFrame, name: str) -> pd.DataFrame:
    """List each group's plans by pace, and the share on pace of those that can be told."""
    share = found["percent"].map("{:.0f}".format, na_action="ignore").astype("str").fillna(CANNOT_TELL)
    named = {name: found.index, "Plans": found["plans"], "Students": found["students"], "On pace": found[ON_PACE],
             "Not on pace": found[NOT_ON_PACE], "Cannot tell yet": found[CANNOT_TELL]}  # fmt: skip
    ends = _ranges(found, "low", "high")
    return pd.DataFrame(named | {"On pace (percent)": share, "From, to": ends}).reset_index(drop=True)


def quadrant(found: pd.DataFrame, name: str, *, share: bool) -> pd.DataFrame:
    """List each group's sessions held, growth and corner."""
    digits = 0 if share else 2
    grown = found["mean"].map(f"{{:.{digits}f}}".format, na_action="ignore").astype("str").fillna(CANNOT_TELL)
    ends = [CANNOT_TELL if pd.isna(a + b) else f"{a:.{digits}f} to {b:.{digits}f}"
            for a, b in zip(found["low"], found["high"], strict=True)]  # fmt: skip
    head = "On pace (percent)" if share else "Growth gap (score a week)"
    held = _ranges(found, "held_low", "held_high")
    named = {name: found.index, "Plans": found["plans"], "Sessions held": held, "Plans with growth": _whole(found["n"])}
    return pd.DataFrame(named | {head: grown, "From, to": ends, "What follows": found["corner"]}).reset_index(drop=True)


def corners(found: pd.DataFrame, measure: str) -> str:
    """Say how many groups stand in which corner, and whose delivery is to be mended first."""
    counts = found["corner"].map({words: words for words in CORNERS.values()}).value_counts()
    clear = "; ".join(f"{words}: {count}" for words, count in counts.items())
    open_ = len(found) - int(counts.sum())
    said = f"Of {counted(len(found), 'group')}, {clear}." if clear else "No group stands in a corner beyond doubt."
    said += f" Of {open_} it cannot be told yet." if open_ else ""
    mend = [str(who) for who in found.index[found["corner"] == MEND]][:5]
    said += f" Mend delivery first: {', '.join(mend)}." if mend else ""
    return said + (f" Only plans measured by {measure} have their growth here." if measure else "")


def adherence(found: pd.DataFrame, name: str) -> pd.DataFrame:
    """List adherence as observed and as reported, side by side and never together."""
    named: dict[str, object] = {name: found.index}
    for source, head, nobody in (
        ("observed", "Observed", "nobody looked"),
        ("reported", "Self-reported", "nobody reported"),
    ):
        mean = found[f"{source}_mean"].map("{:.0f}".format, na_action="ignore").astype("str").fillna(nobody)
        ends = ["no interval" if pd.isna(a + b) else between(a, b) for a, b in
                zip(found[f"{source}_low"], found[f"{source}_high"], strict=True)]  # fmt: skip
        named |= {f"{head} (percent)": mean, f"{head}: from, to": ends,
                  f"{head}: deliveries": _whole(found[f"{source}_deliveries"])}  # fmt: skip
    return pd.DataFrame(named).reset_index(drop=True)


def looked(found: pd.DataFrame) -> str:
    """Say at how many groups somebody looked."""
    seen = int((found["observed_deliveries"] > 0).sum())
    silent = len(found) - seen
    said = f"Somebody observed {seen} of {counted(len(found), 'group')}."
    said += f" At {silent} nobody looked, so how the support went there is not known." if silent else ""
    return f"{said} Reports about oneself stand apart, because they tend to be kind."


def time(found: pd.DataFrame, name: str) -> pd.DataFrame:
    """List hours planned and received, and what an hour and a student cost."""
    hours = {key: found[f"minutes_{key}"] / 60 for key in ("planned", "low", "high")}
    planned = [between(each, each, " h") for each in hours["planned"]]
    received = _received(hours["low"], hours["high"])
    return pd.DataFrame(
        {name: found.index, "Hours planned": planned, "Hours received": received, "Cost covers": found["cost"],
         "Cost of an hour received": _dollars(found, "hour"), "Cost of a student": _dollars(found, "each")}
    ).reset_index(drop=True)  # fmt: skip


def priced(found: pd.DataFrame) -> str:
    """Say what was received of what was planned where lengths are known, and of how many the cost is."""
    known = found.dropna(subset=["minutes_planned", "minutes_high"])
    low, high, planned = (float(known[f"minutes_{name}"].sum()) / 60 for name in ("low", "high", "planned"))
    said = "No session with a known length is on record." if known.empty else (
        f"Students received {between(low, high)[:-2]} of {planned:,.0f} planned hours; the rest was not logged."
    )  # fmt: skip
    silent = int(found["hour_low"].isna().sum())
    if silent == len(found):
        return f"{said} No cost on record: costs belong in params/interventions.yml."
    return said + (f" Of {counted(silent, 'group')} there is no cost on record." if silent else "")


def _ranges(found: pd.DataFrame, low: str, high: str) -> list[str]:
    return [between(a, b) for a, b in zip(found[low], found[high], strict=True)]


def _received(low: "pd.Series[float]", high: "pd.Series[float]") -> list[str]:
    ends = zip(low, high, strict=True)
    return [f"{a:,.0f} h or more" if pd.notna(a) and pd.isna(b) else between(a, b, " h") for a, b in ends]


def _dollars(found: pd.DataFrame, of: str) -> list[str]:
    ends = zip(found[f"{of}_low"], found[f"{of}_high"], found["cost"], strict=True)
    return [str(why) if pd.isna(a) else f"${a:,.0f} or more" if pd.isna(b) else f"${between(a, b, '')}"
            for a, b, why in ends]  # fmt: skip


def _whole(values: "pd.Series[float]") -> "pd.Series[int]":
    return values.fillna(0).astype("int64")
