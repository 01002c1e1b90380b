"""Pages of lessons: what stands above and below the authored reading, made from lessons.yml and the instruments."""

from collections.abc import Iterable
from pathlib import Path

from mtss_analysis.params import Lesson
from mtss_analysis.workflow.effective import Effective
from mtss_analysis.workflow.site.instruments import OURS

FOLDER = "learn"
ROLES = {
    "leader": "District and school leaders",
    "team": "Team members",
    "coach": "Coaches and facilitators",
    "teacher": "Teachers and interventionists",
    "family": "Families",
}
"""Who learns, in the words of the pages."""
NOT_WRITTEN = "The reading of this lesson is not part of the book. Ask who added it to lessons.yml where it stands."


def head(name: str, used: Effective) -> str:
    """Write what a lesson is about, how long it takes, for whom it is, and what one can do after it."""
    lessons = used.lessons()
    about = lessons[name]
    aims = "\n".join(f"- {aim}" for aim in about.aims)
    before = ", ".join(f"[{lessons[each].title}]({each}.md)" for each in about.before if each in lessons)
    said = [f"**Time to read:** {about.minutes} minutes."]
    said += [f"**Before this:** {before}."] if before else []
    said += [f"**For:** {', '.join(ROLES[role].lower() for role in about.roles)}."] if about.roles else []
    return f"{{.mtss-lead}}\n{about.about}\n\n{' '.join(said)}\n\n## After this lesson you can\n\n{aims}"


def led(name: str, used: Effective) -> str:
    """List the items of our own instrument that lead to a lesson; empty if none does."""
    items = [item for item in used.instruments()[OURS].items if item.lesson == name]
    if not items:
        return ""
    listed = "\n".join(f"- Item {item.number}: {item.text}" for item in items)
    return f"## Items of the self-assessment that lead here\n\n{listed}\n\nAll items: [](../self_assessment/items.md)."


def listed(used: Effective) -> str:
    """Write the list of lessons, each with what it is about and how long it takes."""
    return _list(used.lessons().items())


def paths(used: Effective) -> str:
    """Write one path through the lessons for every role, what comes first first."""
    lessons = used.lessons()
    parts = []
    for role, called in ROLES.items():
        named = [name for name in in_order(lessons) if role in lessons[name].roles]
        minutes = sum(lessons[name].minutes for name in named)
        if named:
            chain = "\n".join(f"1. [{lessons[name].title}]({name}.md)" for name in named)
            parts.append(f"### {called}\n\n{len(named)} lessons, about {minutes} minutes of reading.\n\n{chain}")
    return "\n\n".join(parts)


def in_order(lessons: dict[str, Lesson]) -> list[str]:
    """Return the names of all lessons, each after those to read before it.

    Examples
    --------
    >>> made = {name: Lesson(title=name, aims=("learn",), before=before) for name, before in [("b", ("a",)), ("a", ())]}
    >>> in_order(made)
    ['a', 'b']
    """
    found: list[str] = []

    def put(name: str, waiting: tuple[str, ...]) -> None:
        if name in found or name in waiting or name not in lessons:
            return
        for each in lessons[name].before:
            put(each, (*waiting, name))
        found.append(name)

    for name in lessons:
        put(name, ())
    return found


def complete(book: Path, used: Effective) -> list[str]:
    """Write a page for every lesson of the settings that the book has none of; return their names."""
    lessons = used.lessons()
    missing = [name for name in lessons if not (book / FOLDER / f"{name}.md").exists()]
    for name in missing:
        marked = f"<!-- generated: lesson-{name} -->\n\n{NOT_WRITTEN}\n\n<!-- generated: check-{name} -->\n"
        (book / FOLDER / f"{name}.md").write_text(f"# {lessons[name].title}\n\n{marked}", encoding="utf-8")
    return missing


def _list(lessons: Iterable[tuple[str, Lesson]]) -> str:
    return "\n".join(f"- [{each.title}]({name}.md). {each.about} ({each.minutes} minutes)" for name, each in lessons)
