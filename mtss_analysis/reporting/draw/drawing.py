"""What a figure is here: a drawing, the words for who cannot see it, and its data."""

import base64
import io
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from mtss_analysis.reporting import tabulate
from mtss_analysis.reporting.palette import STYLE

WHY_WITHHELD = (
    "A number is withheld where it counts very few students, or where a reader could work out such a number from it by "
    "subtraction; so a large group can be withheld because another one is small."
)


class NothingToDraw(Exception):  # noqa: N818 - an answer, not a fault
    """The tables hold nothing that may or can be drawn; the message says why."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A figure with everything a reader needs who cannot see it.

    Attributes
    ----------
    figure
        The drawing.
    alt
        What it shows, in words computed from the data.
    caption
        One sentence below it.
    data
        The numbers drawn, labelled, one row a mark. A column `suppressed` says where a missing number is withheld;
        otherwise a missing number is no data.
    """

    figure: Figure
    alt: str
    caption: str
    data: pd.DataFrame

    def html(self) -> str:
        """Return the figure as HTML: image with alternative text, caption, data table."""
        caption = self.caption + (f" {WHY_WITHHELD}" if self._withholds() else "")
        return (
            f'<figure class="mtss-figure"><figcaption>{escape(caption)}</figcaption>{self._image()}'
            f"<details><summary>The numbers in this figure</summary>{tabulate.table(self.data, self.caption)}"
            "</details></figure>"
        )

    def plain_html(self) -> str:
        """Return image, alternative text and caption alone, for a page in another language or short of room."""
        return f'<figure class="mtss-figure"><figcaption>{escape(self.caption)}</figcaption>{self._image()}</figure>'

    def _image(self) -> str:
        with mpl.rc_context(STYLE):  # type: ignore[arg-type]
            buffer = io.BytesIO()
            self.figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
        source = base64.b64encode(buffer.getvalue()).decode()
        return f'<img src="data:image/svg+xml;base64,{source}" alt="{escape(self.alt, quote=True)}">'

    def _withholds(self) -> bool:
        held = withheld(self.data)
        return bool(self.data[held].isna().any(axis=None))


WIDTH = 8.4
LETTER = 0.083
"""Width of a figure, and of a letter of a label, on average [inches]."""


def canvas(
    left: Iterable[str], *, height: float | None = None, below: float = 0.6, right: Iterable[str] = ()
) -> tuple[Figure, Axes]:
    """Return an empty figure with room for the labels beside it [inches].

    Parameters
    ----------
    left, right
        Labels that stand left of the axes, one a row, and right of them.
    height
        Of the figure; by default high enough for a row per left label.
    below
        Room for the labels under the axes.
    """
    names = list(left)
    tall = height or 1.1 + 0.34 * len(names)
    before = min(0.45 * WIDTH, 0.35 + LETTER * max(map(len, names), default=4))
    after = min(0.4 * WIDTH, 0.15 + max((0.45 + LETTER * len(name) for name in right), default=0.0))
    with mpl.rc_context(STYLE):  # type: ignore[arg-type]
        figure = Figure(figsize=(WIDTH, tall))
        figure.subplots_adjust(before / WIDTH, below / tall, 1 - after / WIDTH, 1 - 0.35 / tall)
        axes = figure.subplots()
    return figure, axes


def withheld(frame: pd.DataFrame) -> pd.Series:
    """Tell which rows of an exact or released table hold a withheld number, shape (rows,)."""
    return frame["suppressed"].astype(bool) if "suppressed" in frame else pd.Series(False, index=frame.index)


def listed(items: Iterable[str], limit: int = 8) -> str:
    """Join items into a sentence part, naming how many were left out.

    Examples
    --------
    >>> listed(["a", "b", "c"], limit=2)
    'a; b; and 1 more'
    """
    words = list(items)
    more = [f"and {len(words) - limit} more"] if len(words) > limit else []
    return "; ".join(words[:limit] + more)
