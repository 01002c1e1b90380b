"""The frame of every explorer: heading, controls, a figure with its words, a table, and what can be taken along.

A fault never reaches the reader as a traceback: an explorer says in words what is missing and stays alive.
"""

# mypy: disable-error-code="misc"

import base64
import logging
from collections.abc import Callable, Sequence
from html import escape

import pandas as pd
from ipywidgets import HTML, Button, HBox, VBox, Widget

from mtss_analysis.errors import MtssError
from mtss_analysis.reporting import tabulate
from mtss_analysis.reporting.draw.drawing import NothingToDraw
from mtss_analysis.widgets.picture import Picture
from mtss_analysis.widgets.png import png
from mtss_analysis.widgets.svg import svg

LOG = logging.getLogger(__name__)
STUMBLED = (
    "This cannot be shown: the data hold something this explorer did not expect ({kind}). The other explorers still "
    "work. Look at the page on the data (mtss run DATA --only 01_check_data) for rows that need mending."
)
MOST = 60
"""Rows of a table that are drawn; the file has all of them."""


class Panel(VBox):
    """An explorer: subclasses make controls and call :meth:`show`.

    Parameters
    ----------
    heading, about
        The question, and one sentence on how to use it.
    controls
        What the reader moves, in the order of the Tab key.
    below
        Widgets under the table.
    """

    def __init__(self, heading: str, about: str, controls: Sequence[Widget], below: Sequence[Widget] = ()) -> None:
        self.picture: Picture | None = None
        self.frame, self.name = pd.DataFrame(), "explorer"
        self.head = HTML(f"<h2>{escape(heading)}</h2><p>{escape(about)}</p>")
        self.words, self.figure, self.table, self.taken, self.message = (HTML() for _ in range(5))
        self.as_png = Button(description="Figure as PNG", tooltip="Make a file of the figure on screen")
        self.as_csv = Button(description="Table as CSV", tooltip="Make a file of the table on screen")
        self.as_png.on_click(lambda _: self.guarded_saying(self._take_png))
        self.as_csv.on_click(lambda _: self.guarded_saying(self._take_csv))
        self.controls = HBox(tuple(controls), layout={"flex_flow": "row wrap"})
        self.takings = HBox([self.as_png, self.as_csv, self.taken], layout={"flex_flow": "row wrap"})
        parts = [self.head, self.controls, self.message, self.words, self.figure, self.table]
        self.shown: list[Widget] = [*parts, *below, self.takings]
        super().__init__(self.shown)

    def put_in(self, place: int, *widgets: Widget) -> None:
        """Put widgets among those that the frame shows, at a place from 0."""
        shown = list(self.shown)
        self.shown = [*shown[:place], *widgets, *shown[place:]]
        self.children = tuple(self.shown)

    def watch(self, widgets: Sequence[Widget], draw: Callable[[], None]) -> None:
        """Draw whenever one of the widgets changes."""
        for widget in widgets:
            widget.observe(lambda _: self.guarded(draw), names="value")

    def guarded(self, draw: Callable[[], None]) -> None:
        """Draw; whatever goes wrong is said in words."""
        try:
            self.message.value = ""
            draw()
        except (MtssError, NothingToDraw) as reason:
            self.nothing(str(reason))
        except Exception as error:
            LOG.exception("explorer %s", type(self).__name__)
            self.nothing(STUMBLED.format(kind=type(error).__name__))

    def guarded_saying(self, do: Callable[[], None]) -> None:
        """Do something beside the figure, such as saving; what goes wrong is said, and what is on screen stays."""
        try:
            self.message.value = ""
            do()
        except (MtssError, NothingToDraw) as reason:
            self.say(str(reason))
        except Exception as error:
            LOG.exception("explorer %s", type(self).__name__)
            self.say(STUMBLED.format(kind=type(error).__name__))

    def nothing(self, why: str) -> None:
        """Show nothing but a sentence that says why."""
        self.picture, self.frame = None, pd.DataFrame()
        self.words.value = self.figure.value = self.table.value = self.taken.value = ""
        self.say(why)

    def say(self, sentence: str) -> None:
        """Say something beside what is shown; read out by screen readers."""
        self.message.value = f'<p role="status" class="mtss-said"><strong>{escape(sentence)}</strong></p>'

    def show(self, said: str, picture: Picture | None, frame: pd.DataFrame, caption: str, name: str) -> None:
        """Show a sentence or more, a figure and a table.

        Parameters
        ----------
        said
            What is seen, plain text; read out when it changes.
        picture
            The figure, or None.
        frame, caption
            The table as a person reads it, and what it shows.
        name
            Name of files that are taken along, without ending.
        """
        self.picture, self.frame, self.name = picture, frame, name
        self.words.value = f'<p role="status">{escape(said)}</p>'
        self.figure.value = svg(picture) if picture else ""
        cut = "" if len(frame) <= MOST else f" (the first {MOST} of {len(frame):,} rows; the file has all)"
        self.table.value = tabulate.table(frame.head(MOST), caption + cut) if len(frame.columns) else ""
        self.taken.value = ""

    def _take_png(self) -> None:
        if self.picture is None:
            self.say("There is no figure on screen to save.")
        else:
            self.give(f"{self.name}.png", png(self.picture), "image/png")

    def _take_csv(self) -> None:
        if self.frame.empty:
            self.say("There is no table on screen to save.")
        else:
            text = self.frame.astype("str").to_csv(index=False, lineterminator="\n")
            self.give(f"{self.name}.csv", text.encode("utf-8-sig"), "text/csv")

    def give(self, name: str, content: bytes, kind: str) -> None:
        """Offer a file to be saved; it is made in this page and sent nowhere."""
        held = base64.b64encode(content).decode()
        self.taken.value = (
            f'<a download="{escape(name, quote=True)}" href="data:{kind};base64,{held}">Save {escape(name)}</a>'
        )
