"""Explorers: what a reader moves on a page, and the invented example that it works on; scripts compute and draw."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Final

from mtss_analysis.workflow import examples
from mtss_analysis.workflow.site import controls
from mtss_analysis.workflow.site.controls import number, select, slider


@dataclass(frozen=True, slots=True)
class Explorer:
    """One explorer.

    Attributes
    ----------
    lesson, title
        Page of the lesson that tells the same in words, and how it is called.
    settings
        What a reader moves, as HTML, in groups with a legend.
    tables
        Name → caption of the tables that repeat its figures; those in `folded` are closed at first.
    """

    lesson: str
    title: str
    settings: Mapping[str, str]
    tables: Mapping[str, str]
    folded: frozenset[str] = frozenset()


EXPLORERS: Final[Mapping[str, Explorer]] = {
    "cut-score": Explorer(
        "screening-accuracy", "How often is a screener wrong?",
        {
            "The cut": select("grade", "Grade") + slider("cut", "Cut score")
            + controls.button("written", "Back to the written cut"),
            "Seats and groups": number("seats", "Seats available", 0, 999, 1) + select("by", "Compare groups by"),
        },
        {"numbers": "What this cut does", "groups": "Found and missed, group by group",
         "bars": "The figure as a table: students by score"},
        frozenset({"bars"}),
    ),
    "decision-rule": Explorer(
        "data-based-decisions", "Deciding from data, together",
        {
            "The rule": select("rule", "Decision rule") + number("points", "Last scores it looks at", 2, 9, 1)
            + number("z", "Width of the interval, in standard errors", 0.5, 3, 0.01)
            + number("minimum_points", "Fewest scores before it speaks", 3, 20, 1)
            + number("minimum_weeks", "Fewest weeks before it speaks", 0, 20, 1),
            "The students": number("needed", "Growth needed, words a week", 0.1, 5, 0.1)
            + number("slow", "True growth of those behind, words a week", 0, 5, 0.1)
            + number("scatter", "Noise of one score (SEM), words", 1, 20, 0.1),
            "The look": slider("weeks", "Weekly scores so far") + controls.button("again", "Draw other students"),
        },
        {"now": "Now, and three weekly scores later", "looks": "The figure as a table: every look"},
        frozenset({"looks"}),
    ),
    "student-graph": Explorer(
        "progress-monitoring", "Monitoring progress",
        {
            "The student": select("student", "Student"),
            "What if? The next three scores": number("next1", "Next score", 0, 300, 1)
            + number("next2", "The one after", 0, 300, 1) + number("next3", "The third", 0, 300, 1)
            + controls.button("clear", "Clear the three scores"),
        },
        {"says": "What each rule says", "scores": "The figure as a table: every score"},
        frozenset({"scores"}),
    ),
}  # fmt: skip
"""Name → explorer."""
WITHOUT = (
    "This page computes and draws in your browser, and for that it needs scripts. They are switched off or not "
    "there. The lesson tells the same in words:"
)


def explorer(name: str) -> str:
    """Write an explorer as HTML of its page: the example, what can be moved, and places for words, figure, tables."""
    made = EXPLORERS[name]
    facts = json.dumps(examples.read(name), ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/")
    told = "".join(
        f"<fieldset><legend>{escape(legend)}</legend>{inside}</fieldset>" for legend, inside in made.settings.items()
    )
    tables = "".join(_table(table, caption, made.folded) for table, caption in made.tables.items())
    link = f'<a href="../learn/{made.lesson}.html">{escape(made.title)}</a>'
    return (
        f'```{{raw}} html\n<div class="mtss-explorer" data-explorer="{name}">'
        f'<p class="mtss-without">{WITHOUT} {link}</p><script type="application/json">{facts}</script>'
        f'<div class="mtss-within" hidden><form autocomplete="off">{told}</form><p class="mtss-told" role="status"></p>'
        f'<div class="mtss-drawings"></div>{tables}</div></div>\n```'
    )


def _table(name: str, caption: str, folded: frozenset[str]) -> str:
    table = (
        f'<div class="mtss-table"><table data-table="{name}"><caption>{escape(caption)}</caption><thead></thead>'
        "<tbody></tbody></table></div>"
    )
    return f"<details><summary>{escape(caption)}</summary>{table}</details>" if name in folded else table
