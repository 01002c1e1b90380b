"""How early warning is read: which signs, from when on, and what counts as an answer."""

import re
from datetime import date
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from mtss_analysis.params import Params, setting

Indicator = Literal["absence", "referrals", "courses"]
Competency = Literal[
    "self-awareness", "self-management", "social awareness", "relationship skills", "responsible decision-making",
    "all five together",
]  # fmt: skip
_PLANNING = "planning value of the district"
_DAY = re.compile(r"^(?:\S.* )?(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")
_LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def require_day(text: str) -> str:
    """Return a setting that ends in a day which every year has.

    Raises ValueError if it does not end in a month and day of that month.

    >>> require_day("end of October 10-31")
    'end of October 10-31'
    """
    found = _DAY.match(text)
    if not found or int(found[2]) > _LENGTHS[int(found[1]) - 1]:
        raise ValueError(f'"{text}" has no day that every year has; write month and day such as "10-31"')
    return text


class LabelSpan(BaseModel):
    """What a label means from one day until another, both included."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    field: Literal["behavior", "location"] = "behavior"
    label: str = Field(min_length=1)
    from_: date | None = Field(None, alias="from")
    until: date | None = None
    name: str = Field(min_length=1)

    @model_validator(mode="after")
    def _forward(self) -> Self:
        if self.from_ and self.until and self.until < self.from_:
            raise ValueError(f'"{self.label}" is used until {self.until}, before {self.from_}; correct one of the days')
        return self

    def overlaps(self, other: "LabelSpan") -> bool:
        """Tell whether both speak of the same label on some day."""
        same = (self.field, self.label) == (other.field, other.label)
        begins = max(self.from_ or date.min, other.from_ or date.min)
        return same and begins <= min(self.until or date.max, other.until or date.max)


class EarlyWarningParams(Params):
    """Which signs are watched, from when on, and what answers them."""

    file = "early_warning"

    as_of: date | None = setting(
        "last day the records speak of; empty is the last dated attendance, referral, score or session",
        source="day of the export",
    )  # fmt: skip
    confidence: float = setting("confidence of every interval", unit="share", source="convention", gt=0, lt=1)
    chronic_percent: int = setting(
        "days missed, of enrolled days, from which absence is chronic",
        unit="percent", source="U.S. Department of Education, EDFacts DG 814: 10 or more", ge=1, le=100,
    )  # fmt: skip
    minimum_days: int = setting(
        "fewer enrolled days say nothing about attendance",
        unit="days", source="the State; Maine 10 days, California more than 30", ge=1, le=180,
    )  # fmt: skip
    flag_days: int = setting(
        "enrolled days before which no student is flagged for absence in a running year",
        unit="days", source="planning value: about a month, so that one day missed flags nobody", ge=1, le=180,
    )  # fmt: skip
    heavy_referrals: int = setting(
        "referrals of a school year in the highest band",
        unit="referrals", source="McIntosh, Campbell, Carter & Zumbo 2009: 0-1, 2-5, 6 or more", ge=2,
    )  # fmt: skip
    some_referrals: int = setting(
        "referrals from which a student is flagged, and in the middle band",
        unit="referrals", source="McIntosh, Campbell, Carter & Zumbo 2009: 0-1, 2-5, 6 or more", ge=1,
    )  # fmt: skip
    catch_day: str = setting(
        "day by which early referrals are counted", unit="MM-DD", source="practice of PBIS teams: end of October"
    )
    cutoffs: tuple[str, ...] = setting(
        "days on which indicators are read, and judged by what came later", unit="name MM-DD", source=_PLANNING,
        min_length=1,
    )  # fmt: skip
    year_ends: str = setting(
        "day from which the outcomes of a school year are known", unit="MM-DD", source="the district's calendar"
    )
    term_ends: dict[str, str] = setting(
        "day from which marks of a term are known, by the last word of the term",
        unit="MM-DD", source="the district's calendar",
    )  # fmt: skip
    grade_bands: dict[str, tuple[str, ...]] = setting(
        "grades judged together", unit="grade", source=_PLANNING, min_length=1
    )
    state_measures: tuple[str, ...] = setting(
        "yearly tests whose Tier 2 cut is the state outcome", unit="measure", source="the State"
    )
    fewest: int = setting(
        "students with an outcome, and without it, that predictive values need", unit="students", source=_PLANNING, ge=2
    )
    action_days: int = setting("days within which a flag is answered in time", unit="days", source=_PLANNING, ge=1)
    answers: dict[Indicator, tuple[str, ...]] = setting(
        "domains whose plans, sessions and decisions answer an indicator", unit="domain", source=_PLANNING
    )
    letters_answer: tuple[str, ...] = setting(
        "kinds of letters that answer a flag", unit="kind", source="the district's student system"
    )
    behavior_labels: tuple[LabelSpan, ...] = setting(
        "what a label of behavior or location is called, and from when until when", source="the district's manual"
    )
    label_students: int = setting(
        "a kind of behavior, place or hour that fewer students share is counted as other",
        unit="students", source="choice of this project", ge=1,
    )  # fmt: skip
    competencies: dict[str, Competency] = setting(
        "measure and the social-emotional competency it speaks to", unit="competency",
        source="the publisher of the measure; the five competencies of CASEL",
    )  # fmt: skip

    @field_validator("cutoffs", "catch_day", "year_ends")
    @classmethod
    def _days(cls, days: tuple[str, ...] | str) -> tuple[str, ...] | str:
        return require_day(days) if isinstance(days, str) else tuple(map(require_day, days))

    @field_validator("term_ends")
    @classmethod
    def _terms(cls, ends: dict[str, str]) -> dict[str, str]:
        return {term: require_day(day) for term, day in ends.items()}

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.some_referrals >= self.heavy_referrals:
            raise ValueError(
                f"some_referrals is {self.some_referrals} and heavy_referrals {self.heavy_referrals}; "
                "the first must be smaller"
            )
        spans = self.behavior_labels
        for at, span in enumerate(spans):
            if any(span.overlaps(other) for other in spans[:at]):
                raise ValueError(f'behavior_labels names "{span.label}" twice for the same days; let the spans meet')
        return self
