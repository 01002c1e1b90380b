"""The lessons of the book: what each is about, how long it takes, what to read before it, and who needs it."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from mtss_analysis.params.layers import Params, setting

Role = Literal["leader", "team", "coach", "teacher", "family"]
"""Who learns."""


class Lesson(BaseModel):
    """A lesson of the book.

    Attributes
    ----------
    title, about
        Its title, and what it is about in one sentence.
    aims
        What one can do after it.
    minutes
        How long its reading takes [minutes].
    before
        Names of the lessons to read first.
    roles
        Who needs it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    title: str
    about: str = ""
    aims: tuple[str, ...] = Field(min_length=1)
    minutes: int = Field(default=10, ge=1, le=120)
    before: tuple[str, ...] = ()
    roles: tuple[Role, ...] = ()


class LessonsParams(Params):
    """The lessons of the book, which also teach what instruments ask for."""

    file = "lessons"

    lessons: dict[str, Lesson] = setting(
        "name of the lesson's page, its title, its sentence, its aims, minutes, lessons before it, and who needs it",
        source="the book",
    )
