"""The sample's interventions and their planted effects, and how a plan of each kind is set up."""

from dataclasses import dataclass
from typing import Final

from mtss_analysis.vocabulary import Domain

DOMAINS: Final = tuple(Domain)
"""Domain of each code."""


@dataclass(frozen=True, slots=True)
class SampleIntervention:
    """One intervention of the sample.

    Attributes
    ----------
    effect
        What it adds to a student's slope, on the domain's main measure [score/week].
    delivered
        Whether its sessions are held at all.
    share
        Share of the domain's plans that use it.
    truth
        Why it is there, in words.
    """

    name: str
    domain: Domain
    effect: float
    share: float
    delivered: bool = True
    truth: str = ""


INTERVENTIONS: Final = (
    SampleIntervention("Repeated reading", Domain.READING, 0.9, 0.34, truth="works"),
    SampleIntervention("Phonics small group", Domain.READING, 0.45, 0.28, truth="works a little"),
    SampleIntervention("Independent reading time", Domain.READING, 0.0, 0.24, truth="delivered, does not work"),
    SampleIntervention(
        "Computer reading practice", Domain.READING, 0.0, 0.14, delivered=False, truth="never delivered"
    ),
    SampleIntervention("Fact fluency practice", Domain.MATH, 0.2, 0.5, truth="works"),
    SampleIntervention("Number sense group", Domain.MATH, 0.1, 0.3, truth="works a little"),
    SampleIntervention("Math games center", Domain.MATH, 0.0, 0.2, truth="delivered, does not work"),
    SampleIntervention("Check-in/check-out", Domain.BEHAVIOR, 0.6, 0.6, truth="works"),
    SampleIntervention("Behavior contract", Domain.BEHAVIOR, 0.3, 0.4, truth="works a little"),
    SampleIntervention("Attendance mentoring", Domain.ATTENDANCE, 0.3, 0.6, truth="works"),
    SampleIntervention("Family phone calls", Domain.ATTENDANCE, 0.1, 0.4, truth="works a little"),
    SampleIntervention("Social skills group", Domain.SOCIAL_EMOTIONAL, 0.12, 0.5, truth="works"),
    SampleIntervention("Counselor check-ins", Domain.SOCIAL_EMOTIONAL, 0.05, 0.5, truth="works a little"),
)


@dataclass(frozen=True, slots=True)
class ProgressScale:
    """How a measure behaves in weekly progress monitoring.

    Attributes
    ----------
    effect
        Factor that turns an effect on the domain's main measure into this measure's units.
    slope_sd
        Spread of true slopes between students [score/week].
    sem
        Lowest and highest standard error of measurement of a student's probes [score].
    """

    effect: float
    slope_sd: float
    sem: tuple[float, float]


PROGRESS: Final = {
    "letter_sounds": ProgressScale(0.35, 0.12, (2.5, 5.0)),
    "oral_reading_fluency": ProgressScale(1.0, 0.35, (5.0, 12.0)),
    "maze": ProgressScale(0.2, 0.06, (2.0, 4.0)),
    "early_numeracy": ProgressScale(1.0, 0.08, (2.0, 5.0)),
    "math_computation": ProgressScale(1.0, 0.08, (2.0, 4.5)),
    "daily_behavior_report": ProgressScale(1.0, 0.25, (5.0, 11.0)),
    "attendance_rate": ProgressScale(1.0, 0.12, (4.0, 8.0)),
    "self_management_rating": ProgressScale(1.0, 0.04, (1.5, 3.0)),
}
"""Measure → its behavior in progress monitoring."""

PROGRESS_MEASURES: Final = {
    Domain.READING: ("letter_sounds", *["oral_reading_fluency"] * 6, "maze", "maze"),
    Domain.MATH: ("early_numeracy", *["math_computation"] * 8),
    Domain.BEHAVIOR: ("daily_behavior_report",) * 9,
    Domain.ATTENDANCE: ("attendance_rate",) * 9,
    Domain.SOCIAL_EMOTIONAL: ("self_management_rating",) * 9,
}
"""Domain → progress measure of each grade."""


@dataclass(frozen=True, slots=True)
class Service:
    """How a need in a domain turns into a plan.

    Attributes
    ----------
    below, above, winter
        Chance of a plan for a student on the risk side of the operating cut in fall, on the
        other side within one SEM, and on the risk side in winter without a plan.
    sessions, minutes
        Planned sessions a week and minutes a session at Tier 2 and Tier 3.
    need
        The need in words.
    """

    below: float
    above: float
    winter: float
    sessions: tuple[int, int]
    minutes: tuple[int, int]
    need: str


SERVICE: Final = {
    Domain.READING: Service(0.95, 0.05, 0.5, (3, 5), (30, 45), "Reads below the cut score of the grade"),
    Domain.MATH: Service(0.8, 0.03, 0.4, (3, 5), (30, 40), "Computes below the cut score of the grade"),
    Domain.BEHAVIOR: Service(0.5, 0.02, 0.2, (5, 5), (10, 20), "Teacher ratings above the cut score"),
    Domain.ATTENDANCE: Service(0.5, 0.0, 0.2, (1, 2), (15, 20), "Missed a tenth of school days or more"),
    Domain.SOCIAL_EMOTIONAL: Service(0.4, 0.02, 0.1, (1, 2), (30, 30), "Self-ratings below the cut score"),
}

CARRIES_OVER: Final = {Domain.BEHAVIOR: 0.3, Domain.SOCIAL_EMOTIONAL: 0.5}
"""Domain → share of what a plan adds on its own measure that also shows on the screener; elsewhere all of it."""

LEARNERS_SERVED: Final = 0.63
"""Planted inequity: chance factor of a reading plan for English learners with the same score."""

OPERATING_OFFSETS: Final = {"operating_cut_above": 8.0, "operating_cut_below": -8.0}
"""Planted role of a school → how far its operating cut lies from the declared one [words in a minute]."""
