"""Pages about instruments, made from the files that score them, so that nothing is written twice."""

from mtss_analysis.fidelity import smallest_passing
from mtss_analysis.params import Instrument, Item
from mtss_analysis.workflow.effective import Effective
from mtss_analysis.workflow.site import markdown

OURS = ("mtss_implementation_self_assessment", "1.0")


def items(used: Effective) -> str:
    """Write every item of our own instrument with what one sees at each level, and the lesson that teaches it."""
    made, lessons = used.instruments()[OURS], used.lessons()
    parts = [made.guide] if made.guide else []
    for name, subscale in made.subscales.items():
        parts.append(f"## {subscale.label}")
        of_subscale = (item for item in made.items if item.subscale == name)
        parts += [_item(item, made, lessons[item.lesson].title) for item in of_subscale]
    return "\n\n".join([*parts, f"*{made.label}, version {made.version}. {made.license.capitalize()}.*"])


def _item(item: Item, made: Instrument, title: str) -> str:
    rows = [[f"{points} {made.scale[points]}", said] for points, said in sorted(item.anchors.items())]
    asked = [f"{made.forms[form].label}: {said}" for form, said in item.wording.items()]
    others = "\n\n".join([*asked, f"Learn more: [{title}](../learn/{item.lesson}.md)"])
    return f"### {item.number}. {item.text}\n\n{markdown.table(['Level', 'What one sees'], rows)}\n\n{others}"


def scoring(used: Effective) -> str:
    """Write how each instrument is scored, who may show its items, and what was not seen in its manual."""
    return "\n\n".join(_scored(made) for made in used.instruments().values())


def _scored(made: Instrument) -> str:
    rows = []
    for name, section in made.sections.items():
        inside = [item for item in made.items if made.subscales[item.subscale].section == name]
        criterion = f"{section.criterion:g} %" if section.criterion else "none"
        least = str(smallest_passing(made, name)) if section.criterion else "none"
        rows.append([section.label, str(len(inside)), str(made.most * len(inside)), criterion, least])
    shell = f"**To be completed.** {made.shell}" if made.shell else ""
    table = (
        ""
        if made.shell
        else markdown.table(["Part", "Items", "Points possible", "Criterion", "Smallest total that passes"], rows)
    )
    scale = ", ".join(f"{points} {label}" for points, label in made.scale.items())
    known_not = "\n".join(f"- {sentence}" for sentence in made.unverified)
    not_seen = f"Not verified:\n\n{known_not}" if known_not else ""
    about = f"Points: {scale}. Source: {made.source}. License: {made.license}."
    form = "" if made.shell else f"[The form](forms/{file_of(made)}.md) adds up in the browser."
    return "\n\n".join(part for part in (f"## {made.label}", shell, form, table, about, not_seen) if part)


def file_of(made: Instrument) -> str:
    """Return the name of an instrument's own page."""
    return f"{made.instrument}_{made.version}".replace(".", "-")
