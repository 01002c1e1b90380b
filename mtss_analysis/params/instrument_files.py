"""Reading instruments from their files, and refusing those that would score wrongly."""

from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from itertools import combinations
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from mtss_analysis.errors import ParamsError, did_you_mean
from mtss_analysis.params.instrument_items import refuse_gaps
from mtss_analysis.params.instruments import Instrument, Lesson, LessonsParams
from mtss_analysis.params.layers import Layers

FOLDER = "instruments"


def instruments(settings: Layers) -> dict[tuple[str, str], Instrument]:
    """Read every instrument: (name, version) → instrument; later folders take the place of earlier ones.

    Raises
    ------
    ParamsError
        A file is not readable, is not named for its instrument and version, has a gap in its items, or names a lesson,
        section or item that is not there; the message names the file and the place.

    Examples
    --------
    >>> from mtss_analysis.params.layers import layers
    >>> len(instruments(layers())["swpbis_tfi", "2.1"].items)
    45
    """
    return _in_folders(settings, settings.fingerprint)


@lru_cache(maxsize=4)
def _in_folders(settings: Layers, fingerprint: str) -> dict[tuple[str, str], Instrument]:  # noqa: ARG001
    """Read them once as long as no file changes; the same object lets what is computed from it be remembered."""
    lessons = settings.load(LessonsParams).lessons
    found = {}
    for folder in settings.folders:
        for path in sorted((folder / FOLDER).glob("*.yml")):
            made = _read(path, lessons)
            found[made.instrument, made.version] = made
    return found


def _read(path: Path, lessons: Mapping[str, Lesson]) -> Instrument:
    try:
        values: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
        made = Instrument.model_validate(values)
        _refuse(path, made, lessons)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        said = f'"{place}" is {first["input"]!r}: {first["msg"].lower()}. Change it there.'
        raise ParamsError(f"{path}: {said}") from None
    except (ValueError, yaml.YAMLError) as error:
        raise ParamsError(f"{path}: {error}") from None
    return made


def _refuse(path: Path, made: Instrument, lessons: Mapping[str, Lesson]) -> None:
    refuse_gaps(made.items)
    for problem in (*_misnamed(path, made), *_loose_ends(made, lessons), *_off_scale(made), *_two_groups(made)):
        raise ValueError(problem)


def _misnamed(path: Path, made: Instrument) -> Iterator[str]:
    name = f"{made.instrument}_{made.version}.yml"
    if path.name != name:
        yield f'holds {made.instrument} version {made.version}; name the file "{name}", so that no two hold the same.'


def _loose_ends(made: Instrument, lessons: Mapping[str, Lesson]) -> Iterator[str]:
    """Tell of what names something that is not there."""
    numbers = {item.number for item in made.items}
    named: list[tuple[str, str, str, Collection[str]]]
    named = [(f"item {item.number}", "subscale", item.subscale, made.subscales) for item in made.items]
    named += [(f"item {item.number}", "lesson", item.lesson, lessons) for item in made.items]
    named += [(f"item {item.number}", "form", form, made.forms) for item in made.items for form in item.wording]
    named += [(f"subscale {name}", "section", each.section, made.sections) for name, each in made.subscales.items()]
    named += [(f"form {name}", "item", n, numbers) for name, form in made.forms.items() for n in form.items]
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
