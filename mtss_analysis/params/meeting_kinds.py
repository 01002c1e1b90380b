"""What a team and a kind of meeting are made of."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

DataPart = Literal[
    "last_time", "coverage", "screening", "no_plan_yet", "delivery", "confirm", "talk_about", "least_progress",
    "graphs", "teaming", "action_items", "lowest_items",
]  # fmt: skip
"""What a packet can show for a step of an agenda."""

CHAIR = "chair"
"""Word for whoever chairs the team: its first member."""


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Step(_Frozen):
    """One step of an agenda: what happens, how long [minutes], which role (or the chair) leads, the data it needs."""

    step: str
    minutes: int = Field(gt=0, le=240)
    leads: str
    data: tuple[DataPart, ...] = ()


class Team(_Frozen):
    """One team.

    Attributes
    ----------
    place
        Whether it belongs to a school or to the district.
    members
        Role → task at the table; the first one chairs.
    decides
        What it decides.
    kinds
        Kinds of meeting it holds, the usual one first.
    """

    place: Literal["school", "district"]
    members: dict[str, str] = Field(min_length=1)
    decides: tuple[str, ...] = Field(min_length=1)
    kinds: tuple[str, ...] = Field(min_length=1)

    @property
    def chair(self) -> str:
        """Role that chairs the team."""
        return next(iter(self.members))


class MeetingKind(_Frozen):
    """One kind of meeting.

    Attributes
    ----------
    label, words
        Its name on pages, and what the table meetings may call it.
    purpose, often
        What it is for, and how often it is held.
    minutes
        Usual length; the steps of the agenda add up to it [minutes].
    also
        Roles invited beside the team's own.
    agenda, questions
        What happens, and what is asked.
    log
        What is written down → the column of the tables it belongs to, as ``table.column``.
    """

    label: str
    words: tuple[str, ...] = ()
    purpose: str
    minutes: int = Field(gt=0, le=480)
    often: str
    also: tuple[str, ...] = ()
    agenda: tuple[Step, ...] = Field(min_length=1)
    questions: tuple[str, ...] = Field(min_length=1)
    log: dict[str, str] = Field(min_length=1)
