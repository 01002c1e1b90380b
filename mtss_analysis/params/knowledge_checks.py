"""Knowledge checks: questions after a lesson, each with choices, one right answer, and an explanation for every choice.

One YAML file a lesson stands in ``params/knowledge_checks/``; a district's own stand in
``DATA/params/knowledge_checks/`` and take the place of ours of the same name.
"""

from collections.abc import Collection, Iterator
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from mtss_analysis.errors import ParamsError, did_you_mean
from mtss_analysis.params.layers import Layers, read_yaml
from mtss_analysis.params.lessons import LessonsParams
from mtss_analysis.params.problems import problem_in

FOLDER = "knowledge_checks"
FEWEST_ITEMS = 5
"""Items from which a check says something about what was learned."""


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Choice(_Frozen):
    """One answer: what it says, whether it is right, and why or why not."""

    says: str = Field(min_length=1)
    why: str = Field(min_length=1)
    right: bool = False


class Question(_Frozen):
    """One item: what is asked, and two or more choices."""

    ask: str = Field(min_length=1)
    choices: tuple[Choice, ...] = Field(min_length=2, max_length=6)

    @property
    def answer(self) -> int:
        """Number of the right choice, from 1."""
        return 1 + [choice.right for choice in self.choices].index(True)


class KnowledgeCheck(_Frozen):
    """The questions after one lesson; answers to two versions are never put together."""

    lesson: str
    version: str
    items: tuple[Question, ...] = Field(min_length=FEWEST_ITEMS)


def knowledge_checks(settings: Layers) -> dict[str, KnowledgeCheck]:
    """Read the check of every lesson that has one: name of the lesson → check; later folders take the earlier's place.

    Raises
    ------
    ParamsError
        A file is not readable, is not named for its lesson, names a lesson that is not there, or holds a question
        without exactly one right answer; the message names the file and the place.

    Examples
    --------
    >>> from mtss_analysis.params.layers import layers
    >>> all(len(check.items) >= FEWEST_ITEMS for check in knowledge_checks(layers()).values())
    True
    """
    lessons = settings.load(LessonsParams).lessons
    found = {}
    for folder in settings.folders:
        for path in sorted((folder / FOLDER).glob("*.yml")):
            check = _read(path)
            for fault in _faults(path.stem, check, lessons):
                raise ParamsError(f"{path}: {fault}")
            found[check.lesson] = check
    return {name: found[name] for name in lessons if name in found}


def _read(path: Path) -> KnowledgeCheck:
    try:
        return KnowledgeCheck.model_validate(read_yaml(path))
    except ValidationError as error:
        raise ParamsError(f"{path}: {problem_in(error, FOLDER)}") from None


def _faults(file: str, check: KnowledgeCheck, lessons: Collection[str]) -> Iterator[str]:
    if file != check.lesson:
        yield f'holds the check of "{check.lesson}"; name the file "{check.lesson}.yml", so that no two hold the same.'
    if check.lesson not in lessons:
        near = did_you_mean(check.lesson, lessons)
        yield f'names the lesson "{check.lesson}", which is not in lessons.yml.{near} Add it, or name another.'
    for number, item in enumerate(check.items, 1):
        if (right := sum(choice.right for choice in item.choices)) != 1:
            yield f"item {number} has {right} right choices, expected 1. Mark one with right: true."
