"""A figure as marks in the data's own units: drawn as SVG while one looks, as PNG when it is taken along."""

from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from mtss_analysis.reporting.palette import BLUE, INK

Numbers = NDArray[np.float64]
Kind = Literal["line", "dots", "band", "whiskers", "bars", "upright", "level", "words"]
DAY = np.timedelta64(1, "D")


@dataclass(frozen=True, slots=True)
class Mark:
    """One kind of thing drawn; make it with the functions below.

    Attributes
    ----------
    kind
        How it is drawn.
    x, y
        Where [units of the axes]; days as days since 1970.
    low, high
        Ends of bands and whiskers along y, or of bars along x.
    color, dash, sign
        Looks: a color, ``"4 3"`` for a broken line, ``"o"``, ``"s"``, ``"^"``, ``"D"`` or ``"x"`` for dots; a sign in
        capitals is filled with white.
    name
        What the legend says; nothing if empty.
    texts
        Words of a mark of words, or beside an upright or level line.
    """

    kind: Kind
    x: Numbers
    y: Numbers
    low: Numbers
    high: Numbers
    color: str
    dash: str = ""
    sign: str = "o"
    name: str = ""
    texts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """A figure.

    Attributes
    ----------
    title
        What it shows; read out first.
    said
        What one sees, in words computed from the data; read out to who cannot see it.
    marks
        What is drawn, the first at the bottom.
    across, up
        Names of the axes with their units.
    dates
        Whether the x axis shows days.
    rows
        Names of the rows 0, 1, … of a figure with one row a thing, from the top; then `up` is not shown.
    span
        First and last x that are shown; by default all.
    height
        Height [pixels, of 760 wide]; by default as the rows need, else 380.
    floor
        Lowest value that the y axis shows, such as 0; by default that of the data.
    data
        The numbers drawn, labelled, for the table beside it and for a file.
    """

    title: str
    said: str
    marks: tuple[Mark, ...]
    across: str = ""
    up: str = ""
    dates: bool = False
    rows: tuple[str, ...] = ()
    span: tuple[float, float] | None = None
    height: int = 0
    floor: float | None = None
    data: pd.DataFrame = field(default_factory=pd.DataFrame)

    def limits(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """Return the ends of both axes, with a little room."""
        bars = [mark for mark in self.marks if mark.kind == "bars"]
        wide = [mark.x for mark in self.marks if mark.kind != "level"] + [end for m in bars for end in (m.low, m.high)]
        tall = [
            end for mark in self.marks if mark.kind not in ("upright", "bars")
            for end in ((mark.low, mark.high) if mark.kind in ("band", "whiskers") else (mark.y,))
        ]  # fmt: skip
        x = self.span or _ends(wide, 0.02)
        if self.rows:
            return x, (len(self.rows) - 0.5, -0.5)
        low, high = _ends(tall, 0.06)
        return x, (low if self.floor is None else min(self.floor, low), high)

    def retitled(self, title: str) -> "Picture":
        """Return the same picture under another title."""
        return replace(self, title=title)


def _ends(values: list[Numbers], room: float) -> tuple[float, float]:
    known = np.concatenate([each[np.isfinite(each)] for each in values] or [np.zeros(0)])
    if not known.size:
        return 0.0, 1.0
    low, high = float(known.min()), float(known.max())
    more = room * (high - low) or 0.5
    return low - more, high + more


def numbers(values: ArrayLike) -> Numbers:
    """Return values as numbers; days as days since 1970, missing ones as NaN.

    Examples
    --------
    >>> numbers(pd.Series(pd.to_datetime(["1970-01-03", None]))).tolist()
    [2.0, nan]
    """
    found = np.asarray(values)
    if np.issubdtype(found.dtype, np.datetime64):
        days = (found.astype("datetime64[D]") - np.datetime64("1970-01-01", "D")) / DAY
        return np.asarray(np.where(np.isnat(found), np.nan, days), np.float64)
    return np.atleast_1d(np.asarray(pd.to_numeric(pd.Series(np.atleast_1d(found)), errors="coerce"), np.float64))


def _mark(kind: Kind, x: ArrayLike, y: ArrayLike, low: ArrayLike, high: ArrayLike, color: str, **looks: str) -> Mark:
    first = numbers(x)
    up, bottom, top = (np.broadcast_to(numbers(each), first.shape) for each in (y, low, high))
    return Mark(kind, first, up, bottom, top, color, **looks)  # type: ignore[arg-type]


def line(x: ArrayLike, y: ArrayLike, color: str = BLUE, *, dash: str = "", name: str = "") -> Mark:
    """Join points by a line."""
    return _mark("line", x, y, np.nan, np.nan, color=color, dash=dash, name=name)


def dots(x: ArrayLike, y: ArrayLike, color: str = BLUE, *, sign: str = "o", name: str = "") -> Mark:
    """Draw points."""
    return _mark("dots", x, y, np.nan, np.nan, color=color, sign=sign, name=name)


def band(x: ArrayLike, low: ArrayLike, high: ArrayLike, color: str = BLUE, *, name: str = "") -> Mark:
    """Fill between two lines."""
    return _mark("band", x, np.nan, low, high, color=color, name=name)


def whiskers(x: ArrayLike, low: ArrayLike, high: ArrayLike, color: str = INK) -> Mark:
    """Draw a vertical line at each x."""
    return _mark("whiskers", x, np.nan, low, high, color=color)


def bars(row: ArrayLike, low: ArrayLike, high: ArrayLike, color: str = BLUE, *, name: str = "", dash: str = "") -> Mark:
    """Draw a horizontal bar in each row; with `dash` it is hatched by its edge."""
    place = numbers(row)
    left, right = (np.broadcast_to(numbers(each), place.shape) for each in (low, high))
    return Mark("bars", left, place, left, right, color, name=name, dash=dash)


def spans(row: ArrayLike, low: ArrayLike, high: ArrayLike, color: str = INK) -> list[Mark]:
    """Draw a thin horizontal line in each row: an interval."""
    return [line([a, b], [r, r], color) for r, a, b in zip(numbers(row), numbers(low), numbers(high), strict=True)
            if np.isfinite(a + b)]  # fmt: skip


def upright(x: ArrayLike, text: str = "", color: str = INK, *, dash: str = "5 4") -> Mark:
    """Draw a vertical line through the figure."""
    return replace(_mark("upright", x, np.nan, np.nan, np.nan, color=color, dash=dash), texts=(text,))


def level(y: float, text: str = "", color: str = INK, *, dash: str = "5 4") -> Mark:
    """Draw a horizontal line through the figure."""
    return replace(_mark("level", [np.nan], y, np.nan, np.nan, color=color, dash=dash), texts=(text,))


def words(x: ArrayLike, y: ArrayLike, texts: list[str], color: str = INK) -> Mark:
    """Write a word beside each point."""
    return replace(_mark("words", x, y, np.nan, np.nan, color=color), texts=tuple(texts))
