"""A picture as SVG with its title and its words, in the colors of the page."""

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from itertools import count

import numpy as np
import pandas as pd
from matplotlib import dates, ticker

from mtss_analysis.widgets.picture import Mark, Picture

WIDTH, ROW, TALL = 760, 30, 380
SHORT = 60
"""A span below which days are named and not months [days]."""
LETTER = 7.2
"""Width of a letter, on average [pixels]."""
_NUMBER = count(1)
SIGNS = {
    "o": '<circle cx="{x}" cy="{y}" r="4.5"/>',
    "s": '<rect x="{l}" y="{t}" width="9" height="9"/>',
    "^": '<path d="M{x} {t}l5 9h-10z"/>',
    "d": '<path d="M{x} {t}l5 5-5 5-5-5z"/>',
    "x": '<path d="M{l} {t}l9 9m0-9l-9 9" stroke-width="2.2"/>',
}


@dataclass(frozen=True, slots=True)
class _Frame:
    left: float
    top: float
    right: float
    bottom: float
    x: tuple[float, float]
    y: tuple[float, float]

    def across(self, value: float) -> float:
        return self.left + (value - self.x[0]) / (self.x[1] - self.x[0]) * (self.right - self.left)

    def up(self, value: float) -> float:
        return self.bottom + (value - self.y[0]) / (self.y[1] - self.y[0]) * (self.top - self.bottom)


def svg(picture: Picture) -> str:
    """Return the picture as one SVG element that a screen reader reads by title and words.

    Examples
    --------
    >>> from mtss_analysis.widgets.picture import dots
    >>> drawn = svg(Picture("Two scores", "3, then 5.", (dots([1, 2], [3, 5]),)))
    >>> drawn.count("<circle"), "<title" in drawn, 'role="img"' in drawn
    (2, True, True)
    """
    number, frame = next(_NUMBER), _frame(picture)
    tall = frame.bottom + 46
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {tall:.0f}" role="img" '
        f'aria-labelledby="mtss-t{number} mtss-d{number}" class="mtss-picture" style="width:100%;height:auto;'
        'font:13px sans-serif;background:#fff;color:#1a1a1a">'
        f'<title id="mtss-t{number}">{escape(picture.title)}</title>'
        f'<desc id="mtss-d{number}">{escape(picture.said)}</desc>'
    )
    inside = [*_axes(picture, frame), *(part for mark in picture.marks for part in _drawn(mark, frame))]
    return f"{head}{''.join(inside)}{''.join(_legend(picture.marks))}</svg>"


def _frame(picture: Picture) -> _Frame:
    x, y = picture.limits()
    left = 14 + LETTER * max(map(len, picture.rows), default=0) if picture.rows else 62
    tall = picture.height or (len(picture.rows) * ROW + 60 if picture.rows else TALL)
    return _Frame(min(left, 0.45 * WIDTH), 34, WIDTH - 18, tall - 46, x, y)


def _axes(picture: Picture, frame: _Frame) -> Iterator[str]:
    for value, text in _ticks(frame.x, dates_=picture.dates):
        x = frame.across(value)
        yield f'<path d="M{x:.1f} {frame.top}V{frame.bottom}" stroke="#d9d9d9"/>'
        yield _text(x, frame.bottom + 16, text, "middle")
    if picture.rows:
        for place, name in enumerate(picture.rows):
            yield _text(frame.left - 8, frame.up(place) + 4, name, "end")
    else:
        for value, text in _ticks(frame.y):
            yield f'<path d="M{frame.left} {frame.up(value):.1f}H{frame.right}" stroke="#ececec"/>'
            yield _text(frame.left - 6, frame.up(value) + 4, text, "end")
        yield (
            f'<text x="16" y="{(frame.top + frame.bottom) / 2:.0f}" text-anchor="middle" fill="currentColor" '
            f'transform="rotate(-90 16 {(frame.top + frame.bottom) / 2:.0f})">{escape(picture.up)}</text>'
        )
    yield f'<path d="M{frame.left} {frame.top}V{frame.bottom}H{frame.right}" stroke="#555" fill="none"/>'
    yield _text((frame.left + frame.right) / 2, frame.bottom + 36, picture.across, "middle")


def _ticks(ends: tuple[float, float], *, dates_: bool = False) -> list[tuple[float, str]]:
    low, high = sorted(ends)
    if dates_:
        locator = dates.AutoDateLocator(minticks=3, maxticks=8)  # type: ignore[no-untyped-call]
        found = locator.tick_values(*map(dates.num2date, (low, high)))  # type: ignore[no-untyped-call]
        said = "%b %d" if high - low < SHORT else "%b %Y"
        shown = [float(at) for at in found if low <= at <= high]
        return [(at, pd.Timestamp(at, unit="D").strftime(said)) for at in shown]
    found = ticker.MaxNLocator(7).tick_values(low, high)
    return [(float(at), f"{at:,.6g}") for at in found if low - 1e-9 <= at <= high + 1e-9]


def _drawn(mark: Mark, frame: _Frame) -> Iterator[str]:
    kinds = {
        "line": _line, "dots": _dots, "band": _band, "whiskers": _whiskers, "bars": _bars, "upright": _through,
        "level": _through, "words": _words,
    }  # fmt: skip
    yield from kinds[mark.kind](mark, frame)


def _stroke(mark: Mark, width: float = 2) -> str:
    dash = f' stroke-dasharray="{mark.dash}"' if mark.dash else ""
    return f'stroke="{mark.color}" stroke-width="{width}"{dash} fill="none"'


def _line(mark: Mark, frame: _Frame) -> Iterator[str]:
    known = np.isfinite(mark.x + mark.y)
    pairs = zip(mark.x[known], mark.y[known], strict=True)
    points = " ".join(f"{frame.across(x):.1f},{frame.up(y):.1f}" for x, y in pairs)
    yield f'<polyline points="{points}" {_stroke(mark)}/>'


def _dots(mark: Mark, frame: _Frame) -> Iterator[str]:
    fill = "#fff" if mark.sign.isupper() else mark.color
    shape = SIGNS[mark.sign.lower()]
    yield f'<g fill="{fill}" stroke="{mark.color}" stroke-width="1.5">'
    for x, y in zip(mark.x, mark.y, strict=True):
        if np.isfinite(x + y):
            across, up = frame.across(x), frame.up(y)
            yield shape.format(x=f"{across:.1f}", y=f"{up:.1f}", l=f"{across - 4.5:.1f}", t=f"{up - 4.5:.1f}")
    yield "</g>"


def _band(mark: Mark, frame: _Frame) -> Iterator[str]:
    known = np.isfinite(mark.x + mark.low + mark.high)
    there = [(frame.across(x), frame.up(y)) for x, y in zip(mark.x[known], mark.low[known], strict=True)]
    back = [(frame.across(x), frame.up(y)) for x, y in zip(mark.x[known], mark.high[known], strict=True)][::-1]
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in there + back)
    yield f'<polygon points="{points}" fill="{mark.color}" fill-opacity=".18"/>'


def _whiskers(mark: Mark, frame: _Frame) -> Iterator[str]:
    ends = zip(mark.x, mark.low, mark.high, strict=True)
    path = "".join(f"M{frame.across(x):.1f} {frame.up(a):.1f}V{frame.up(b):.1f}" for x, a, b in ends
                   if np.isfinite(x + a + b))  # fmt: skip
    yield f'<path d="{path}" stroke="{mark.color}" stroke-opacity=".6"/>'


def _bars(mark: Mark, frame: _Frame) -> Iterator[str]:
    for row, low, high in zip(mark.y, mark.low, mark.high, strict=True):
        if np.isfinite(low + high):
            left, right = sorted((frame.across(low), frame.across(high)))
            yield (
                f'<rect x="{left:.1f}" y="{frame.up(row) - 9:.1f}" width="{right - left:.1f}" height="18" '
                f'fill="{mark.color}" fill-opacity="{0.25 if mark.dash else 1}" stroke="{mark.color}" '
                f'stroke-dasharray="{mark.dash}"/>'
            )


def _through(mark: Mark, frame: _Frame) -> Iterator[str]:
    if mark.kind == "upright":
        for x in mark.x[np.isfinite(mark.x)]:
            at = frame.across(x)
            yield f'<path d="M{at:.1f} {frame.top}V{frame.bottom}" {_stroke(mark, 1.4)}/>'
            yield _text(at + 4, frame.top + 11, mark.texts[0], "start")
    elif np.isfinite(mark.y[0]):
        at = frame.up(float(mark.y[0]))
        yield f'<path d="M{frame.left} {at:.1f}H{frame.right}" {_stroke(mark, 1.4)}/>'
        yield _text(frame.right - 4, at - 5, mark.texts[0], "end")


def _words(mark: Mark, frame: _Frame) -> Iterator[str]:
    for x, y, text in zip(mark.x, mark.y, mark.texts, strict=True):
        if np.isfinite(x + y):
            yield _text(frame.across(x) + 7, frame.up(y) + 4, text, "start")


def _legend(marks: tuple[Mark, ...]) -> Iterator[str]:
    left = 62.0
    for mark in (mark for mark in marks if mark.name):
        if mark.kind == "dots":
            fill = "#fff" if mark.sign.isupper() else mark.color
            shape = SIGNS[mark.sign.lower()].format(x=left + 8, y=14, l=left + 3.5, t=9.5)
            yield f'<g fill="{fill}" stroke="{mark.color}">{shape}</g>'
        elif mark.kind == "line":
            yield f'<path d="M{left} 14h18" {_stroke(mark)}/>'
        else:
            opacity = ".25" if mark.kind == "band" or mark.dash else "1"
            yield f'<rect x="{left}" y="8" width="18" height="12" fill="{mark.color}" fill-opacity="{opacity}"/>'
        yield _text(left + 23, 18, mark.name, "start")
        left += 40 + LETTER * len(mark.name)


def _text(x: float, y: float, text: str, anchor: str) -> str:
    if not text:
        return ""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="currentColor">{escape(text)}</text>'
