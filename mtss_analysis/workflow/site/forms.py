"""One form an instrument: it adds up in the browser, sends nothing, and saves ratings in the layout that DATA reads."""

import json
from html import escape
from pathlib import Path

from mtss_analysis.params import Instrument, Item
from mtss_analysis.tables import TABLES
from mtss_analysis.workflow.effective import Effective
from mtss_analysis.workflow.site.instruments import file_of

FOLDER = "self_assessment/forms"
NOT_APPLICABLE = "Does not apply"
LAYOUT = tuple(column.name for column in TABLES["ratings"].columns)
"""Columns of a saved file, in order."""
ABOUT = (
    "Rate what is there, not what is planned. The form adds up here, in your browser; nothing is sent anywhere. What "
    "you rate is kept in this browser until you delete it. Save it as a file, and give that file to whoever runs the "
    "district's pages: every file in the folder ratings of the district's data becomes part of the results."
)
WORDLESS = (
    "The words of the items belong to their publisher and are not shown. Rate with the manual beside you; the numbers "
    "are the manual's."
)


def write(book: Path, used: Effective) -> list[str]:
    """Write the page of every instrument that is complete; return the names of the pages, below the book."""
    folder = book / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    for made in _whole(used):
        (folder / f"{file_of(made)}.md").write_text(page(made, used), encoding="utf-8")
    return [f"{FOLDER}/{file_of(made)}" for made in _whole(used)]


def listed(used: Effective) -> str:
    """List the forms with the number of their items."""
    return "\n".join(f"- [{each.label}](forms/{file_of(each)}.md): {len(each.items)} items" for each in _whole(used))


def _whole(used: Effective) -> list[Instrument]:
    return [made for made in used.instruments().values() if not made.shell]


def page(made: Instrument, used: Effective) -> str:
    """Write the form of one instrument as a page."""
    wordless = "" if all(item.text for item in made.items) else f"\n\n{WORDLESS}"
    guide = f"\n\n{made.guide}" if made.guide else ""
    items = "".join(_item(made, item) for item in made.items)
    facts = json.dumps(_facts(made, used), ensure_ascii=False).replace("</", "<\\/")
    form = (
        f'<form class="mtss-rating" autocomplete="off"><script type="application/json">{facts}</script>{_who(made)}'
        f'{items}<section class="mtss-result" aria-labelledby="result-{file_of(made)}" hidden>'
        f'<h2 id="result-{file_of(made)}">What it adds up to</h2><div class="mtss-sums" role="status"></div></section>'
        f"{_CONTROLS}</form>"
    )
    return f"# {made.label}: the form\n\n{{.mtss-lead}}\n{ABOUT}{wordless}{guide}\n\n```{{raw}} html\n{form}\n```\n"


def _facts(made: Instrument, used: Effective) -> dict[str, object]:
    """Return what the browser needs to add up."""
    lessons = used.lessons()
    return {
        "instrument": made.instrument, "version": made.version, "layout": LAYOUT,
        "scale": made.scale, "sections": {name: each.model_dump() for name, each in made.sections.items()},
        "subscales": {name: each.model_dump() for name, each in made.subscales.items()},
        "forms": {name: each.model_dump() for name, each in made.forms.items()},
        "items": [
            {"number": item.number, "subscale": item.subscale, "text": item.text, "wording": item.wording,
             "lesson": item.lesson, "title": lessons[item.lesson].title}
            for item in made.items
        ],
    }  # fmt: skip


def _who(made: Instrument) -> str:
    forms = "".join(
        f'<option value="{escape(name)}">{escape(form.label)}</option>' for name, form in made.forms.items()
    )
    name = file_of(made)
    fields = {"org_id": "Code of the school or district", "rater_id": "Code of the person who rates, if several do"}
    typed = "".join(
        f'<p><label for="{field}-{name}">{said}</label> <input id="{field}-{name}" name="{field}" size="14"></p>'
        for field, said in fields.items()
    )
    return (
        f'<fieldset class="mtss-who"><legend>Who rates, and when</legend>'
        f'<p><label for="form-{name}">Form</label> <select id="form-{name}" name="form">{forms}</select></p>'
        f'<p><label for="role-{name}">Role</label> <select id="role-{name}" name="respondent_role"></select></p>'
        f'{typed}<p><label for="day-{name}">Day</label> <input type="date" id="day-{name}" name="administered_on"></p>'
        "</fieldset>"
    )


def _item(made: Instrument, item: Item) -> str:
    name = f"item-{escape(item.number)}"
    points = [(str(value), f"{value} {label}") for value, label in sorted(made.scale.items())]
    choices = "".join(
        f'<label><input type="radio" name="{name}" value="{value}"> <span>{escape(said)}</span></label>'
        for value, said in [*points, ("", NOT_APPLICABLE)]
    )
    seen = "".join(f"<li>{points} {escape(made.scale[points])}: {escape(said)}</li>" for points, said in
                   sorted(item.anchors.items()))  # fmt: skip
    levels = (
        f"<details><summary>What one sees at each level, item {escape(item.number)}</summary><ul>{seen}</ul></details>"
    )
    words = escape(item.text) or f"Item {escape(item.number)} of the manual"
    return (
        f'<fieldset data-item="{escape(item.number)}"><legend>{escape(item.number)}. <span>{words}</span></legend>'
        f"{choices}"
        f'{levels if seen else ""}<p class="mtss-evidence"><label for="evidence-{name}">What this rests on</label> '
        f'<input id="evidence-{name}" name="evidence-{escape(item.number)}"></p></fieldset>'
    )


_CONTROLS = (
    '<div class="mtss-controls" hidden><p class="mtss-score" role="status" tabindex="-1"></p>'
    '<p><button type="submit">Add up</button> <button type="button" data-do="save">Save as a file</button> '
    '<button type="button" data-do="print">Print</button> '
    '<button type="button" data-do="delete">Delete my answers here</button></p>'
    '<p><label>Read a saved file <input type="file" accept=".csv,text/csv"></label></p></div>'
)
