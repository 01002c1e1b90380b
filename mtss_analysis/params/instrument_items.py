"""The items of an instrument: their numbers, words where these may be shown, and the lesson that teaches each."""

from collections.abc import Iterable

from pydantic import BaseModel, ConfigDict


class Item(BaseModel):
    """One item.

    Attributes
    ----------
    number
        As on the form, such as ``"7"`` or ``"2.13"``.
    subscale
        Where it counts.
    text
        Its words for the team; empty where its publisher keeps them.
    wording
        Form → other words for the same item.
    anchors
        Points → what one would see at that level.
    lesson
        The lesson that teaches it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    number: str
    subscale: str
    text: str = ""
    wording: dict[str, str] = {}
    anchors: dict[int, str] = {}
    lesson: str


def refuse_gaps(items: Iterable[Item]) -> None:
    """Refuse items that are not numbered 1, 2, 3 … within what stands before the last point.

    Raises
    ------
    ValueError
        A number is missing, repeated or out of order; the message names it.

    Examples
    --------
    >>> refuse_gaps([Item(number=n, subscale="a", lesson="b") for n in ("1.1", "1.2", "2.1")])
    >>> refuse_gaps([Item(number=n, subscale="a", lesson="b") for n in ("1", "3")])
    Traceback (most recent call last):
    ...
    ValueError: after item 1 comes item 3, expected 2. Add the missing item, or number the items without a gap.
    """
    last: dict[str, int] = {}
    before = "the start"
    for item in items:
        head, _, number = item.number.rpartition(".")
        expected = last.get(head, 0) + 1
        if number != str(expected):
            due = f"{head}.{expected}" if head else str(expected)
            raise ValueError(f"after {before} comes item {item.number}, expected {due}. "
                             "Add the missing item, or number the items without a gap.")  # fmt: skip
        last[head], before = expected, f"item {item.number}"
