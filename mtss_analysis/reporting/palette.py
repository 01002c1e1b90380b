"""Colors that readers with any color vision can tell apart, each with a second, colorless cue.

Hues are those of Okabe & Ito (2008), *Color Universal Design*.
"""

from typing import Final

BLUE: Final = "#0072B2"
ORANGE: Final = "#E69F00"
VERMILION: Final = "#D55E00"
GREEN: Final = "#009E73"
SKY: Final = "#56B4E9"
PURPLE: Final = "#CC79A7"
GREY: Final = "#8A8A8A"
PALE: Final = "#E8E8E8"
INK: Final = "#222222"

SUPPORT: Final[dict[str, tuple[str, str]]] = {
    "Tier 1": (BLUE, ""),
    "Tier 2": (ORANGE, "///"),
    "Tier 3": (VERMILION, "xxx"),
}
"""Support → color and hatch."""

SERIES: Final[tuple[tuple[str, str, str], ...]] = (
    (BLUE, "o", "-"),
    (VERMILION, "s", "--"),
    (GREEN, "^", "-."),
    (PURPLE, "D", ":"),
    (ORANGE, "v", "-"),
    (SKY, "P", "--"),
    (GREY, "X", "-."),
)
"""Color, marker and line style of the first, second … line of a figure."""

STYLE: Final[dict[str, object]] = {
    "font.size": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "axes.titlesize": 11,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "hatch.linewidth": 0.6,
    "hatch.color": "white",
    "svg.hashsalt": "mtss",
    "svg.fonttype": "none",
    "font.family": ["DejaVu Sans", "sans-serif"],
    "figure.facecolor": "white",
}
"""Settings every figure is drawn with."""
