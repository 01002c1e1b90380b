"""What an instrument file must not hold, because it would score wrongly or lead nowhere."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator
from itertools import combinations, pairwise

from mtss_analysis.errors import did_you_mean
from mtss_analysis.params.instruments import Instrument


def faults(file: str, made: Instrument, lessons: Collection[str]) -> Iterator[str]:
    """Tell everything that is wrong, one sentence a fault, with the place and the next move.

    Parameters
    ----------
    file
        Name of the file.
    made
        What it holds; its items are known to be numbered without a gap.
    lessons
        Names of the lessons of the book.
    """
    yield from _misnamed(file, made)
    yield from _loose_ends(made, lessons)
    for check in CHECKS:
        yield from check(made)


def _misnamed(file: str, made: Instrument) -> Iterator[str]:
    name = f"{made.instrument}_{made.version}.yml"
    if file != name:
        yield f'holds {made.instrument} version {made.version}; name the file "{name}", so that no two hold the same.'


def _loose_ends(made: Instrument, lessons: Collection[str]) -> Iterator[str]:
    """Tell of what names something that is not there."""
    numbers = {item.number for item in made.items}
    named: list[tuple[str, str, str, Collection[str]]]
    named = [(f"item {item.number}", "subscale", item.subscale, made.subscales) for item in made.items]
    named += [(f"item {item.number}", "lesson", item.lesson, lessons) for item in made.items]
    named += [(f"item {item.number}", "form", form, made.forms) for item in made.items for form in item.wording]
    named += [(f"subscale {name}", "section", each.section, made.sections) for name, each in made.subscales.items()]
    named += [(f"form {name}", "item", n, numbers) for name, form in made.forms.items() for n in form.items]
    named += [(f"the conversion from {each.from_version}", "section", section, made.sections)
              for each in made.conversions for section in each.sections]  # fmt: skip
    for place, kind, word, known in named:
        if word not in known:
            near = did_you_mean(word, known)
            yield f'{place} names the {kind} "{word}", which does not exist.{near} Add it, or name another.'


def _off_scale(made: Instrument) -> Iterator[str]:
    """Tell of anchors and scales of forms that do not fit the instrument's points."""
    points = ", ".join(map(str, sorted(made.scale)))
    for item in made.items:
        for off in sorted(set(item.anchors) - set(made.scale)):
            yield f"item {item.number} has an anchor for {off}, expected one of {points}. Correct points or scale."
    for name, form in made.forms.items():
        if form.scale and set(form.scale) != set(made.scale):
            own = ", ".join(map(str, sorted(form.scale)))
            yield f"form {name} has the points {own}, expected {points}. Use the same points."


def _two_groups(made: Instrument) -> Iterator[str]:
    """Tell of roles that answer in two groups, which would make it unknown whose answer a rating is."""
    for (one, first), (two, second) in combinations(made.forms.items(), 2):
        if first.group != second.group and (both := set(first.roles) & set(second.roles)):
            yield f'the role "{min(both)}" stands in the forms {one} and {two} of different groups. Take it out of one.'


def _twice(made: Instrument) -> Iterator[str]:
    """Tell of items that a form lists twice."""
    for name, form in made.forms.items():
        for number in (number for number, count in Counter(form.items).items() if count > 1):
            yield f"form {name} lists item {number} twice. Take one of them out."


def _stages_out_of_order(made: Instrument) -> Iterator[str]:
    for first, second in pairwise(made.stages):
        if second.total <= first.total:
            yield (
                f'stage "{second.label}" starts at {second.total:g} percent, expected more than the {first.total:g} of '
                f'"{first.label}" before it. List stages from first to last.'
            )


CHECKS: tuple[Callable[[Instrument], Iterator[str]], ...] = (_off_scale, _two_groups, _twice, _stages_out_of_order)
