"""A knowledge check as a form of the page: works by keyboard, without a server, and on paper."""

from html import escape

from mtss_analysis.params import KnowledgeCheck, Question
from mtss_analysis.workflow.site.lessons import ROLES

NO_CHECK = "There is no knowledge check for this lesson yet."
FIRST = (
    "Answer first, then look. Your answers stay on this page: nothing is sent, and nobody is told. If you take part in "
    "a course, save them as a file and hand it to its facilitator."
)


def check(found: KnowledgeCheck | None) -> str:
    """Write the check as HTML, with every explanation in it, so that it teaches without a script too."""
    if found is None:
        return NO_CHECK
    items = "".join(_item(found, number, item) for number, item in enumerate(found.items, 1))
    name = escape(found.lesson)
    opened = f'<form class="mtss-check" data-lesson="{name}" data-version="{escape(found.version)}">'
    return f"{FIRST}\n\n```{{raw}} html\n{opened}{items}{_controls(name)}</form>\n```"


def _item(found: KnowledgeCheck, number: int, item: Question) -> str:
    name = f"{escape(found.lesson)}-{number}"
    choices = "".join(
        f'<label><input type="radio" name="{name}" value="{place}"> <span>{escape(choice.says)}</span></label>'
        for place, choice in enumerate(item.choices, 1)
    )
    whys = "".join(
        f'<li value="{place}">{"<strong>Right.</strong> " if choice.right else ""}'
        f'<span class="mtss-said">{escape(choice.says)}</span> <span class="mtss-why">{escape(choice.why)}</span></li>'
        for place, choice in enumerate(item.choices, 1)
    )
    return (
        f'<fieldset data-item="{number}" data-answer="{item.answer}"><legend>{number}. {escape(item.ask)}</legend>'
        f'{choices}<p class="mtss-verdict" role="status"></p>'
        f"<details><summary>Answer and reasons, question {number}</summary><ol>{whys}</ol></details></fieldset>"
    )


def _controls(name: str) -> str:
    roles = "".join(f'<option value="{role}">{escape(said)}</option>' for role, said in ROLES.items())
    return (
        '<div class="mtss-controls" hidden><p class="mtss-score" role="status" tabindex="-1"></p>'
        '<p><button type="submit">Check my answers</button> <button type="reset">Start again</button></p>'
        f'<fieldset class="mtss-who"><legend>For a course: save your answers</legend>'
        f'<label for="role-{name}">I am here as</label> <select id="role-{name}" name="respondent_role">'
        f'<option value="">no answer</option>{roles}</select> '
        f'<label for="org-{name}">Code of my school, if you like</label> '
        f'<input id="org-{name}" name="school_id" autocomplete="off" size="12"> '
        '<button type="button" data-do="save">Save my answers as a file</button></fieldset>'
        '<p><button type="button" data-do="print">Print the questions</button> '
        '<button type="button" data-do="print-answers">Print questions and answers</button></p></div>'
    )
