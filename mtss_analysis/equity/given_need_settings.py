"""What counts as the same need, as help in time, and as a gap."""

from datetime import date
from typing import Literal

from pydantic import model_validator

from mtss_analysis.params import Params, setting

Unit = Literal[
    "days", "minutes/week", "percent of sessions", "percent of steps", "percentile", "percent of letters"
]  # fmt: skip
"""Units of the means that are compared."""

_PLANNING = "planning value of the district"
_PROJECT = "choice of this project"


class ServiceEquityParams(Params):
    """How groups of students are compared given the same need."""

    file = "service_equity"

    as_of: date | None = setting(
        "last day the records speak of; empty is the last dated score, session or start", source="day of the export"
    )
    confidence: float = setting("confidence of every interval", unit="share", source="convention", gt=0, lt=1)
    false_findings: float = setting(
        "chance that a district without any gap shows one or more, for one question over all groups and domains",
        unit="share", source="Holm 1979, Scandinavian Journal of Statistics 6, 65-70", gt=0, lt=1,
    )  # fmt: skip
    school_years: int = setting("latest school years that are looked at", unit="school years", source=_PLANNING, ge=1)
    need_bands: tuple[float, ...] = setting(
        "distances below the cut at which a new band of need begins", unit="standard deviations of the grade's scores",
        source=f"{_PROJECT}: a quarter of a standard deviation is about what tests of some minutes tell apart",
        min_length=1, max_length=6,
    )  # fmt: skip
    fewest_scores: int = setting(
        "fewest scores of a grade from which the standard deviation is taken", unit="scores", source=_PROJECT, ge=3
    )
    served_days: int = setting(
        "time after the flag in which a plan and a first session have to come", unit="days",
        source="planning value: ten weeks, as entry_weeks in tiers.yml", ge=1, le=200,
    )  # fmt: skip
    fewest_students: int = setting(
        "fewest students of a group, and of the others, among students of equal need", unit="students",
        source=f"{_PROJECT}: the test is rough below", ge=5,
    )  # fmt: skip
    fewest_events: int = setting(
        "fewest who had the answer, and fewest who had not, among all compared", unit="students",
        source="rule of thumb for the normal approximation (Mantel & Fleiss 1980)", ge=1,
    )  # fmt: skip
    fewest_schools: int = setting(
        "fewest schools from which students of different schools are compared", unit="schools",
        source=f"{_PROJECT}: with fewer, nobody can tell how much schools differ by luck", ge=2,
    )  # fmt: skip
    alike: tuple[float, float] = setting(
        "a ratio whose interval holds 1 and lies between these is called alike", unit="ratio",
        source="four-fifths rule, 29 CFR 1607.4(D), and its inverse; borrowed, not prescribed here",
    )  # fmt: skip
    public_design: float = setting(
        "how much larger variances are taken to be on the public page, where counts cannot tell schools apart",
        unit="ratio of variances", source=f"{_PROJECT}: a moderate design effect", ge=1, le=10,
    )  # fmt: skip
    matters: dict[Unit, float] = setting(
        "smallest difference of means that matters, by unit; means whose whole interval is less are called alike",
        unit="as named", source=_PLANNING,
    )  # fmt: skip
    low_windows: int = setting(
        "windows of a school year that must all be below the cut for scores to be low all year", unit="windows",
        source=_PLANNING, ge=1, le=3,
    )  # fmt: skip
    disability_column: str = setting(
        "group column that says whether a student has a disability; empty leaves that part out",
        source="the district's columns",
    )  # fmt: skip
    disability_value: str = setting("its value for students with a disability", source="the district's codes")
    language_column: str = setting(
        "column of the students table with the language at home; empty leaves out letters",
        source="the district's columns",
    )  # fmt: skip
    school_language: str = setting(
        "its value for the language the school writes in first", source="the district's codes"
    )

    @model_validator(mode="after")
    def _ordered(self) -> "ServiceEquityParams":
        if list(self.need_bands) != sorted(set(self.need_bands)) or self.need_bands[0] <= 0:
            raise ValueError(f"need_bands is {list(self.need_bands)}; write rising distances above 0, such as 0.25, 1")
        if not 0 < self.alike[0] < 1 < self.alike[1]:
            raise ValueError(
                f"alike is {list(self.alike)}; write one ratio below 1 and one above, such as 0.8 and 1.25"
            )
        return self
