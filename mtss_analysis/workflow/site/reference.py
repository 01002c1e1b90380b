"""The parts of the reference pages that are made from the program's own definitions."""

from collections.abc import Callable
from functools import partial
from typing import Final

from mtss_analysis.params import HOME
from mtss_analysis.tables import TABLES, Column, Table
from mtss_analysis.vocabulary import GLOSSARY
from mtss_analysis.workflow import cases
from mtss_analysis.workflow.effective import Effective
from mtss_analysis.workflow.site import explorers, forms, instruments, knowledge, lessons, markdown, teams
from mtss_analysis.workflow.site.rules import rules
from mtss_analysis.workflow.site.settings import settings
from mtss_analysis.workflow.site.worked import worked


def glossary() -> str:
    """Write every term with its meaning, in alphabetical order."""
    terms = sorted(GLOSSARY.items(), key=lambda item: item[0].casefold())
    return "\n\n".join(f"{term}\n: {meaning}" for term, meaning in terms)


def release_notes() -> str:
    """Return what every version brought, as the change log of the program says it."""
    text = (HOME / "CHANGELOG.md").read_text(encoding="utf-8")
    return text[text.index("\n## ") + 1 :].strip()


def data_dictionary() -> str:
    """Write every canonical table with its columns, keys and references."""
    contents = markdown.table(
        ["Table", "One row is"], [[f"[{table.name}](#{_anchor(table)})", table.row] for table in TABLES.values()]
    )
    return "\n\n".join([contents, *(_table(table) for table in TABLES.values())])


def _table(table: Table) -> str:
    columns = markdown.table(
        ["Column", "Holds", "Meaning"],
        [[markdown.code(column.name), _holds(column), _meaning(column)] for column in table.columns],
    )
    return "\n\n".join([f"({_anchor(table)})=\n## {table.name}", f"One row is {table.row}.{_keys(table)}", columns])


def _anchor(table: Table) -> str:
    return f"table-{table.name.replace('_', '-')}"


def _keys(table: Table) -> str:
    key = f" Unique: {', '.join(map(markdown.code, table.key))}." if table.key else " Rows may repeat."
    known = "".join(f" {markdown.code(column)} must be in *{other}*." for column, other in table.references)
    return key + known + (" Further columns are kept as groups of students." if table.open else "")


def _holds(column: Column) -> str:
    unit = f" [{column.unit}]" if column.unit else ""
    marks = [*([] if column.required else ["optional"]), *(["may be empty"] if column.nullable else [])]
    return f"{KINDS[column.kind]}{unit}" + (f"; {', '.join(marks)}" if marks else "")


def _meaning(column: Column) -> str:
    allowed = f" One of: {', '.join(map(markdown.code, column.allowed))}." if column.allowed else ""
    return f"{column.description[:1].upper()}{column.description[1:]}.{allowed}{_bounds(column)}"


def _bounds(column: Column) -> str:
    if column.low is None and column.high is None:
        return ""
    if column.high is None:
        return f" At least {column.low:g}."
    return f" At most {column.high:g}." if column.low is None else f" From {column.low:g} to {column.high:g}."


KINDS: Final = {
    "id": "identifier (text)",
    "text": "text",
    "number": "number",
    "integer": "whole number",
    "date": "date",
    "flag": "yes or no",
}


def parts(used: Effective) -> dict[str, Callable[[], str]]:
    """Return the name of each generated part, as in ``<!-- generated: NAME -->``, and what writes it."""
    return {
        "glossary": glossary,
        "data-dictionary": data_dictionary,
        "release-notes": release_notes,
        "parameters": partial(settings, used),
        "rules": partial(rules, used),
        "self-assessment-items": partial(instruments.items, used),
        "instruments": partial(instruments.scoring, used),
        "forms": partial(forms.listed, used),
        "lessons": partial(lessons.listed, used),
        "lesson-paths": partial(lessons.paths, used),
        **_of_lessons(used),
        **{f"explorer-{name}": partial(explorers.explorer, name) for name in explorers.EXPLORERS},
        "teams": partial(teams.teams, used),
        "meetings": partial(teams.meetings, used),
        "norms": partial(teams.norms, used),
    }


def _of_lessons(used: Effective) -> dict[str, Callable[[], str]]:
    checks = used.knowledge_checks()
    made: dict[str, Callable[[], str]] = {}
    for name in used.lessons():
        made[f"lesson-{name}"] = partial(lessons.head, name, used)
        made[f"case-{name}"] = partial(worked, cases.read(name))
        made[f"check-{name}"] = partial(knowledge.check, checks.get(name))
        made[f"items-{name}"] = partial(lessons.led, name, used)
    return made
