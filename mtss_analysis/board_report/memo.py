"""The two sheets for the board, as HTML that reads on a telephone and prints on paper."""

import re
from collections.abc import Iterable, Sequence
from html import escape

from mtss_analysis.board_report.answers import Answer, Material
from mtss_analysis.board_report.settings import Sign
from mtss_analysis.vocabulary import RIGHT_TO_EVALUATION, Audience

BOARD, MIDYEAR = "Report to the board", "Mid-year memo to the board"
ALWAYS_OPEN = (
    "Why groups differ, and if help is fair to each of them. The pages of the questions show more, group by group.",
    "Whether students did better because of this system as a whole. No district without it stands beside ours.",
    "What happened and was not written down.",
)
PERCENT, KEPT_TOGETHER = re.compile(r"(?<=\d) (?=%)"), "\u00a0"
"""Where a line must not end: between a number and its percent sign."""
HOW = (
    "A range in brackets says how far luck alone could move a number. A change is clear only if two ranges do not meet."
)
FOR_WHOM = {
    Audience.PUBLIC: "Small numbers are withheld.",
    Audience.TEAM: "Team version with exact numbers: do not publish.",
}


def written(answers: Sequence[Answer], material: Material, audience: Audience) -> str:
    """Write the sheets: a head, one block a question, questions or decisions, and what cannot be told."""
    signs = _signs(answers)
    cannot = [sentence for answer in answers for sentence in answer.cannot]
    parts = [
        _head(material, audience),
        *(_answer(answer) for answer in answers),
        *_asked(material, signs),
        _list("What we cannot tell", [*cannot, *ALWAYS_OPEN], "ul"),
        f'<p class="mtss-board-right">{escape(RIGHT_TO_EVALUATION)}</p>',
    ]
    return f'<div class="mtss-board">{PERCENT.sub(KEPT_TOGETHER, "".join(parts))}</div>'


def _head(material: Material, audience: Audience) -> str:
    kind = MIDYEAR if material.midyear else BOARD
    year, season = material.window
    place = ", ".join(filter(None, [material.labels.district.name, f"{season} {year}".strip()]))
    under = f'<p class="mtss-board-place">{escape(place)}</p>' if place else ""
    note = f'<p class="mtss-board-note">{escape(f"{HOW} {FOR_WHOM[audience]}")}</p>'
    return f'<h3 class="mtss-board-title">{kind}</h3>{under}{note}'


def _answer(answer: Answer) -> str:
    lines = {
        "How sure": answer.sure, "Compared": answer.compared, "It means": answer.means,
        "It does not mean": answer.not_means,
    }  # fmt: skip
    said = "".join(f"<p><strong>{name}.</strong> {escape(text)}</p>" for name, text in lines.items() if text)
    links = ", ".join(f'<a href="{page}.html">{_title(page)}</a>' for page in answer.pages)
    link = f'<p class="mtss-board-link">Details: {links}</p>' if links else ""
    return (
        f'<section><h4>{escape(answer.question)}</h4><p class="mtss-board-answer">{escape(answer.headline)}</p>'
        f"{said}{link}</section>"
    )


def _title(page: str) -> str:
    return page.partition("_")[2].replace("_", " ").capitalize()


def _signs(answers: Iterable[Answer]) -> list[Sign]:
    """List the signs that are there, in the order of :class:`Sign`, and the question that is always asked."""
    there = {sign for answer in answers for sign in answer.signs} | {Sign.ALWAYS}
    return [sign for sign in Sign if sign in there]


def _asked(material: Material, signs: Sequence[Sign]) -> Iterable[str]:
    kept = (
        [*signs[: material.bars.most_questions - 1], signs[-1]] if len(signs) > material.bars.most_questions else signs
    )
    if material.midyear:
        yield _list("What is decided next", [material.bars.decisions[sign] for sign in kept], "ol")
    else:
        yield _list("Questions for the board to ask", [material.bars.questions[sign] for sign in kept], "ol")


def _list(heading: str, sentences: Sequence[str], tag: str) -> str:
    items = "".join(f"<li>{escape(sentence)}</li>" for sentence in sentences)
    return f"<section><h4>{escape(heading)}</h4><{tag}>{items}</{tag}></section>"
