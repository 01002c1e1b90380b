"""One item of a form: its words, its levels to choose from, and what the rating rests on."""

# mypy: disable-error-code="misc"

from collections.abc import Callable, Mapping
from html import escape

from ipywidgets import HTML, Textarea, ToggleButtons, VBox

from mtss_analysis.params.instrument_items import Item
from mtss_analysis.widgets.sitting import Answer

NOT_APPLICABLE = "does not apply"


class ItemRow(VBox):
    """One item to answer; `answer` is what is chosen now."""

    def __init__(
        self, item: Item, words: str, scale: Mapping[int, str], answer: Answer, changed: Callable[[], None]
    ) -> None:
        self.item = item
        options = [(f"{points} {label}", points) for points, label in sorted(scale.items())]
        self.level = ToggleButtons(
            options=[*options, ("Does not apply", NOT_APPLICABLE)],
            tooltips=[item.anchors.get(points, label) for points, label in sorted(scale.items())]
            + ["The item does not apply here; it is left out of the sum"],
            value=answer.score if answer.applies else NOT_APPLICABLE,
            style={"button_width": "auto"}, layout={"width": "auto"},
        )  # fmt: skip
        self.evidence = Textarea(
            value=answer.evidence, placeholder=f"Item {item.number}: what the rating rests on", rows=1,
            layout={"width": "98%", "height": "2.6em"},
        )  # fmt: skip
        for widget in (self.level, self.evidence):
            widget.observe(lambda _: changed(), names="value")
        super().__init__(
            [HTML(_words(item, words, scale)), self.level, self.evidence],
            layout={"border_top": "1px solid #ccc", "padding": "6px 0"},
        )

    @property
    def answer(self) -> Answer:
        """What is chosen and typed now."""
        applies = self.level.value != NOT_APPLICABLE
        return Answer(self.level.value if applies else None, applies, self.evidence.value)


def _words(item: Item, words: str, scale: Mapping[int, str]) -> str:
    """Return number, words and the levels as one would see them."""
    text = escape(words) if words else "<em>Its words stand in the publisher's form.</em>"
    levels = "".join(
        f"<li><b>{points} {escape(label)}</b>: {escape(item.anchors[points])}</li>"
        for points, label in sorted(scale.items())
        if points in item.anchors
    )
    anchors = f'<ul style="margin:2px 0 4px 1.2em;line-height:1.35">{levels}</ul>' if levels else ""
    return f'<div style="line-height:1.4"><b>{escape(item.number)}.</b> {text}{anchors}</div>'
