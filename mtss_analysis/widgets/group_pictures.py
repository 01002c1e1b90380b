"""Pictures of groups of plans: growth, delivery beside growth, what was seen, minutes."""

import numpy as np
import pandas as pd

from mtss_analysis.reporting.palette import BLUE, GREY, INK, ORANGE, VERMILION
from mtss_analysis.widgets.group_facts import CANNOT_TELL, NOT_ON_PACE, ON_PACE
from mtss_analysis.widgets.picture import (
    Mark,
    Picture,
    bars,
    dots,
    level,
    line,
    numbers,
    spans,
    upright,
    whiskers,
    words,
)

WHITE = "#ffffff"
LONGEST = 34
"""Letters of a group's name that a figure shows."""
MOST = 20
"""Groups drawn; the table has all."""
BELOW, ABOVE = -0.17, 0.17
"""Places of two dots in one row [rows]."""


def short(names: pd.Index) -> tuple[str, ...]:
    """Cut long names for a figure."""
    return tuple(name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…" for name in map(str, names))


def many(found: pd.DataFrame) -> str:
    """Say that not all groups are drawn; empty where they are."""
    return "" if len(found) <= MOST else f" Drawn are the {MOST} with the most plans; the table has all {len(found)}."


def between(low: float, high: float, unit: str = " %") -> str:
    """Write a range, once where both ends read alike; "no data" where there is none.

    Examples
    --------
    >>> between(40.2, 61), between(80, 80.1), between(float("nan"), 1)
    ('40 to 61 %', '80 %', 'no data')
    """
    if not np.isfinite(low + high):
        return "no data"
    ends = f"{low:,.0f}", f"{high:,.0f}"
    return f"{ends[0] if ends[0] == ends[1] else ' to '.join(ends)}{unit}"


def responses(found: pd.DataFrame, title: str) -> Picture:
    """Draw plans on pace, not on pace and not to be told as bars, and the share on pace in words beside them."""
    shown = found.head(MOST)
    row = np.arange(len(shown))
    on, off, open_ = (shown[name].to_numpy(np.float64) for name in (ON_PACE, NOT_ON_PACE, CANNOT_TELL))
    every = on + off + open_
    share = [_share(each) for _, each in shown.iterrows()]
    marks = (
        bars(row, 0, on, BLUE, name=f"{ON_PACE} (circle)"), bars(row, on, on + off, ORANGE, name=f"{NOT_ON_PACE} (x)"),
        bars(row, on + off, every, GREY, dash="4 3", name=f"{CANNOT_TELL} (hatched)"),
        dots(np.where(on > 0, on / 2, np.nan), row, WHITE),
        dots(np.where(off > 0, on + off / 2, np.nan), row, INK, sign="x"),
        words(every, row, share),
    )  # fmt: skip
    said = "; ".join(f"{who}: {each[ON_PACE]:.0f} {ON_PACE}, {each[NOT_ON_PACE]:.0f} {NOT_ON_PACE}, "
                     f"{each[CANNOT_TELL]:.0f} {CANNOT_TELL}" for who, each in shown.iterrows())  # fmt: skip
    return Picture(title, f"{said}.{many(found)}", marks, across="Plans", rows=short(shown.index),
                   span=(0, max(1.5 * float(every.max(initial=1)), 1)))  # fmt: skip


def _share(each: "pd.Series[float]") -> str:
    if not each["told"]:
        return CANNOT_TELL
    return f"{each['percent']:.0f} % on pace ({between(each['low'], each['high'])})"


def quadrant(
    found: pd.DataFrame, title: str, up: str, middle: float, bars_: tuple[float, float], *, share: bool
) -> Picture:
    """Draw groups by sessions held, from known at least to possible at most, and by growth.

    Parameters
    ----------
    found
        Index who: held_low, held_high [percent], mean, low, high of growth, corner.
    middle, bars_
        Growth that parts the corners; percents below which nothing was delivered, and from which it was.
    share
        Growth is a share on pace [percent], and not a gap.
    """
    known = found.dropna(subset=["held_low", "mean"])
    if share:
        ends = (-6.0, 112.0)
    else:
        reach = 1.3 * float(np.nanmax(np.abs(known[["mean", "low", "high"]].to_numpy()), initial=0.1))
        ends = (-reach, reach)
    shown = known.head(MOST)
    marks: list[Mark] = [
        upright([bars_[0]], ""), upright([bars_[1]], ""), level(middle, ""), *_corners(*ends),
        whiskers(shown["held_low"], shown["low"], shown["high"], GREY),
        *(line([each["held_low"], each["held_high"]], [each["mean"]] * 2, GREY) for _, each in shown.iterrows()),
        dots(shown["held_high"], shown["mean"], BLUE, sign="O", name="held at most (hollow)"),
        dots(shown["held_low"], shown["mean"], BLUE, name="held at least (filled)"),
        words(shown["held_low"], shown["mean"], list(short(shown.index))),
    ]  # fmt: skip
    left_out = len(found) - len(known)
    silent = f" {left_out} without sessions or growth on record are not drawn." if left_out else ""
    said = "; ".join(f"{who}: {between(each['held_low'], each['held_high'])} of sessions held; {each['corner']}"
                     for who, each in shown.iterrows())  # fmt: skip
    return Picture(title, f"{said}.{many(known)}{silent}", tuple(marks), across="Planned sessions held [percent]",
                   up=up, span=(-2, 118), height=520)  # fmt: skip


def _corners(bottom: float, top: float) -> tuple[Mark, Mark]:
    names = ["not delivered, growing", "delivered and growing", "not delivered, not growing: mend delivery first",
             "delivered, not growing"]  # fmt: skip
    edge = 0.02 * (top - bottom)
    return words([-2, 82, -2, 82], [top - edge, top - edge, bottom + edge, bottom + edge], names), dots([], [])


def strip(found: pd.DataFrame, title: str) -> Picture:
    """Draw adherence as observed above adherence as reported about oneself, each with its interval."""
    shown = found.head(MOST)
    row = np.arange(len(shown), dtype=np.float64)
    nobody = shown["observed_mean"].isna().to_numpy()
    marks = [
        *spans(row + BELOW, shown["observed_low"], shown["observed_high"], BLUE),
        *spans(row + ABOVE, shown["reported_low"], shown["reported_high"], VERMILION),
        dots(shown["observed_mean"], row + BELOW, BLUE, name="observed (filled circle)"),
        dots(shown["reported_mean"], row + ABOVE, VERMILION, sign="S", name="self-reported (hollow square)"),
        words(np.where(nobody, 0, np.nan), row + BELOW, ["nobody looked"] * len(shown)),
    ]
    told = []
    for who, each in shown.iterrows():
        own = "nobody reported" if pd.isna(each["reported_mean"]) else f"self-reported {each['reported_mean']:.0f} %"
        observed = "nobody looked" if pd.isna(each["observed_mean"]) else f"observed {each['observed_mean']:.0f} %"
        told.append(f"{who}: {observed}, {own}")
    return Picture(title, f"{'; '.join(told)}.{many(found)}", tuple(marks), rows=short(shown.index), span=(0, 104),
                   across="What the program asks for [percent]")  # fmt: skip


def minutes(found: pd.DataFrame, title: str) -> Picture:
    """Draw hours that students received: known at least solid, unlogged hatched, planned as a diamond."""
    shown = found.head(MOST)
    row = np.arange(len(shown))
    low, high, planned = (shown[f"minutes_{name}"].to_numpy(np.float64) / 60 for name in ("low", "high", "planned"))
    unknown = np.isnan(low)
    marks = (
        bars(row, 0, low, BLUE, name="received"), bars(row, low, high, GREY, dash="4 3", name="unlogged (hatched)"),
        dots(planned, row, INK, sign="D", name="planned (hollow diamond)"),
        words(np.where(unknown, 0, np.nan), row, ["no session on record"] * len(shown)),
    )  # fmt: skip
    said = "; ".join(f"{who}: {between(a, b, ' h')} of {between(c, c, ' h')} planned" for who, a, b, c in
                     zip(shown.index, low, high, planned, strict=True))  # fmt: skip
    top = np.concatenate([numbers(each) for each in (low, high, planned)])
    most = float(np.nanmax(top, initial=1))
    return Picture(title, f"{said}.{many(found)}", marks, across="Hours of students [hours]", rows=short(shown.index),
                   span=(0, 1.1 * most))  # fmt: skip
