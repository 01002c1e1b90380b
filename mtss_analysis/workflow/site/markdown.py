"""Small pieces of MyST Markdown that the generated pages are made of."""

from collections.abc import Iterable, Sequence

from mtss_analysis.vocabulary import RIGHT_TO_EVALUATION


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    r"""Write a table; an upright bar or a line break inside a cell is made harmless.

    Examples
    --------
    >>> print(table(["term", "unit"], [["slope", "score|week"]]))
    | term | unit |
    | --- | --- |
    | slope | score\|week |
    """
    lines = [_row(head), _row(["---"] * len(head)), *(_row(row) for row in rows)]
    return "\n".join(lines)


def block(name: str, text: str) -> str:
    """Wrap `text` in a box of the style `name` (a class of the site's stylesheet)."""
    return f"::::::{{div}} {name}\n{text}\n::::::"


def right_to_evaluation() -> str:
    """Return the notice that stands beside all advice to wait (IDEA; OSEP Memorandum 11-07)."""
    title = "A family may ask for an evaluation at any time"
    return f":::{{admonition}} {title}\n:class: mtss-right\n{RIGHT_TO_EVALUATION}\n:::"


def for_the_team(headings: Iterable[str]) -> str:
    """Return the section that names what the team's pages go on to ask.

    Examples
    --------
    >>> print(for_the_team(["Who has a seat?", "A second look"]))
    ## For the team only
    <BLANKLINE>
    These parts speak of single students, or of groups too small to publish. They are on the team's pages:
    <BLANKLINE>
    - Who has a seat?
    - A second look
    """
    said = "These parts speak of single students, or of groups too small to publish. They are on the team's pages:"
    return "\n".join(["## For the team only\n", f"{said}\n", *(f"- {heading}" for heading in headings)])


def code(text: str) -> str:
    """Return `text` as code."""
    return f"`{text}`"


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(" ".join(cell.split()).replace("|", r"\|") for cell in cells) + " |"
