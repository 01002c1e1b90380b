"""A picture as PNG, to be taken along."""

import io
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
from matplotlib.figure import Figure

from mtss_analysis.reporting.palette import PALE, STYLE
from mtss_analysis.widgets.picture import Mark, Picture

SIZE = (8.4, 4.6)
ROW = 0.32


def png(picture: Picture) -> bytes:
    r"""Return the picture as a PNG file, its title above it.

    Examples
    --------
    >>> from mtss_analysis.widgets.picture import dots
    >>> png(Picture("Two scores", "3, then 5.", (dots([1, 2], [3, 5], name="scores"),)))[:4]
    b'\x89PNG'
    """
    tall = 1.5 + ROW * len(picture.rows) if picture.rows else SIZE[1]
    with mpl.rc_context(STYLE):  # type: ignore[arg-type]
        figure = Figure(figsize=(SIZE[0], tall), layout="constrained")
        axes = figure.subplots()
        x, y = picture.limits()
        for mark in picture.marks:
            _draw(mark, axes)
        axes.set(xlim=x, ylim=y, xlabel=picture.across, ylabel="" if picture.rows else picture.up)
        axes.set_title(picture.title, loc="left", fontsize=11, wrap=True)
        if picture.rows:
            axes.set_yticks(range(len(picture.rows)), list(picture.rows))
        if picture.dates:
            axes.xaxis.set_major_locator(AutoDateLocator())  # type: ignore[no-untyped-call]
            axes.xaxis.set_major_formatter(ConciseDateFormatter(AutoDateLocator()))  # type: ignore[no-untyped-call]
        axes.grid(color=PALE)
        if any(mark.name for mark in picture.marks):
            axes.legend(frameon=False, fontsize=9)
        buffer = io.BytesIO()
        figure.savefig(buffer, format="png", dpi=150)
    return buffer.getvalue()


def _draw(mark: Mark, axes: Axes) -> None:
    dash: tuple[float, tuple[float, ...]] | str = (0, tuple(map(float, mark.dash.split()))) if mark.dash else "-"
    looks: dict[str, Any] = {"color": mark.color, "label": mark.name or None}
    if mark.kind == "line":
        axes.plot(mark.x, mark.y, linestyle=dash, **looks)
    elif mark.kind == "dots":
        sign = {"d": "D"}.get(mark.sign.lower(), mark.sign.lower())
        axes.plot(mark.x, mark.y, sign, mfc="white" if mark.sign.isupper() else mark.color, markersize=6, **looks)
    elif mark.kind == "band":
        axes.fill_between(mark.x, mark.low, mark.high, alpha=0.18, linewidth=0, **looks)
    elif mark.kind == "whiskers":
        axes.vlines(mark.x, mark.low, mark.high, color=mark.color, alpha=0.6, linewidth=1)
    elif mark.kind == "bars":
        hatch = "//" if mark.dash else None
        axes.barh(mark.y, mark.high - mark.low, left=mark.low, height=0.6, hatch=hatch,
                  alpha=0.35 if hatch else 1, **looks)  # fmt: skip
    else:
        _write(mark, axes, dash)


def _write(mark: Mark, axes: Axes, dash: tuple[float, tuple[float, ...]] | str) -> None:
    if mark.kind == "upright":
        for x in mark.x:
            axes.axvline(x, color=mark.color, linestyle=dash, linewidth=1)
            axes.text(x, 0.99, f" {mark.texts[0]}", transform=axes.get_xaxis_transform(), va="top", fontsize=9)
    elif mark.kind == "level":
        axes.axhline(float(mark.y[0]), color=mark.color, linestyle=dash, linewidth=1)
        axes.text(1, float(mark.y[0]), f"{mark.texts[0]} ", transform=axes.get_yaxis_transform(), ha="right",
                  va="bottom", fontsize=9)  # fmt: skip
    else:
        for x, y, text in zip(mark.x, mark.y, mark.texts, strict=True):
            axes.annotate(text, (x, y), xytext=(6, 0), textcoords="offset points", va="center", fontsize=9)
