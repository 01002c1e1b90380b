"""How support is followed over time: on which days we look, what counts as an exit, a return, a long stay."""

import re
from datetime import date
from typing import Annotated, Literal

from pydantic import Field, field_validator

from mtss_analysis.errors import did_you_mean
from mtss_analysis.params import Params, setting
from mtss_analysis.vocabulary import Domain

_PLANNING = "planning value of the district"
_GUIDES = "three to five sessions of 20 to 40 minutes in What Works Clearinghouse practice guide NCEE 2009-4045"
_GROUPS = tuple(f"{domain} {tier}" for domain in Domain for tier in (2, 3))
"""What a group may be set for."""
_LOOK = re.compile(r"^\S.* (\d\d)-(\d\d)$")
_LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
"""Days of each month that every year has."""

Ending = Literal["goal reached", "goal not reached", "moved up", "faded", "school year ended", "left"]
Positive = Annotated[float, Field(gt=0)]


class TiersParams(Params):
    """How support is followed over time, domain by domain."""

    file = "tiers"

    looks: tuple[str, ...] = setting(
        "days of the school year on which we look at who receives which support", unit="name MM-DD",
        source="the district's calendar: some weeks after each screening window", min_length=1,
    )  # fmt: skip
    as_of: date | None = setting(
        "last day the records speak of; empty is the last dated score, session or start", source="day of the export"
    )
    confidence: float = setting("confidence of every interval", unit="share", source="convention", gt=0, lt=1)
    planned: tuple[float, float, float] = setting(
        "planning figure for Tier 1, 2 and 3", unit="percent",
        source="common guidance for staffing, such as 80, 15 and 5; a rule of thumb, not a norm",
    )  # fmt: skip
    core_question_share: float = setting(
        "share of students receiving Tier 2 or 3 support from which on core instruction is the first question",
        unit="percent", source="planning value: half as much again as the planning figure expects", gt=0, le=100,
    )  # fmt: skip
    core_question_students: int = setting(
        "fewest students from which that question is asked", unit="students", source="planning value", ge=1
    )
    bridge_days: int = setting(
        "a gap between two plans that is no end of support", unit="days", source=_PLANNING, ge=0, le=60
    )
    return_weeks: float = setting(
        "time after an exit within which support that begins again is a return", unit="weeks", source=_PLANNING, gt=0
    )
    entry_weeks: float = setting(
        "time after a flagged screening within which a first session is timely", unit="weeks", source=_PLANNING, gt=0
    )
    unchanged_weeks: float = setting(
        "intensive support that lasts longer without change is listed for the team",
        unit="weeks", source="planning value: two or three review cycles of six to eight weeks", gt=0,
    )  # fmt: skip
    band_students: int = setting(
        "fewest students of a grade with both scores from which movement between bands is held against test error",
        unit="students", source="planning value: about ten in each of two bands of risk", ge=30,
    )  # fmt: skip
    band_told_share: float = setting(
        "share of the students with both scores who must be in such grades, else nothing is said of the step",
        unit="percent", source="planning value", gt=0, le=100,
    )  # fmt: skip
    band_draws: int = setting(
        "how often students are drawn again for the errors of that comparison", unit="draws", ge=50,
        source="100 give a standard error to within 7 percent (Efron & Tibshirani 1993, section 6.4)",
    )  # fmt: skip
    group_size: dict[str, Positive] = setting(
        "students in one group, by domain and tier", unit="students", source=f"{_PLANNING}; {_GUIDES}"
    )
    group_sessions: dict[str, Positive] = setting(
        "sessions of one group, by domain and tier", unit="sessions/week", source=f"{_PLANNING}; {_GUIDES}"
    )
    group_minutes: dict[str, Positive] = setting(
        "length of one session, by domain and tier", unit="minutes", source=f"{_PLANNING}; {_GUIDES}"
    )
    exits: dict[str, Ending] = setting("what the words of exit_status mean", source="the district's student system")

    @field_validator("looks")
    @classmethod
    def _named_days(cls, looks: tuple[str, ...]) -> tuple[str, ...]:
        for look in looks:
            found = _LOOK.match(look)
            if not found or not 1 <= int(found[1]) <= 12 or not 1 <= int(found[2]) <= _LENGTHS[int(found[1]) - 1]:
                raise ValueError(
                    f'"{look}" is no look; write a name and a month-day that every year has, such as "fall 11-01"'
                )
        names = [look.rsplit(" ", 1)[0] for look in looks]
        if len(set(names)) < len(names):
            raise ValueError(f"looks repeats a name ({', '.join(names)}); give every look its own")
        return looks

    @field_validator("planned")
    @classmethod
    def _whole(cls, planned: tuple[float, float, float]) -> tuple[float, float, float]:
        if min(planned) < 0 or abs(sum(planned) - 100) > 1e-9:
            raise ValueError(f"{list(planned)} must be three percents that add to 100, such as 80, 15, 5")
        return planned

    @field_validator("group_size", "group_sessions", "group_minutes")
    @classmethod
    def _groups(cls, values: dict[str, float]) -> dict[str, float]:
        if unknown := [key for key in values if key not in _GROUPS]:
            raise ValueError(
                f'"{unknown[0]}" is no domain and tier, such as "reading 2".{did_you_mean(unknown[0], _GROUPS)}'
            )
        return values
