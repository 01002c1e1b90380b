"""What an evidence memo has to know of a study: how it was made, on whom, and what it found."""

from dataclasses import dataclass, field
from enum import StrEnum

from mtss_analysis.vocabulary import Delivery


class Design(StrEnum):
    """How served and comparison students came to be so."""

    RANDOMIZED = "randomized"
    DISCONTINUITY = "discontinuity"
    COMPARISON = "comparison"
    SINGLE_CASE = "single_case"


@dataclass(frozen=True, slots=True)
class Attrition:
    """Students lost between assignment and outcome [share], and whether both boundaries of bias are kept.

    Without `complete` the file holds only those who came, so who was assigned and left before is unknown. `joined`
    counts students who came after assignment; None where nobody can tell.
    """

    overall: float
    differential: float
    cautious: bool
    optimistic: bool
    complete: bool = True
    joined: int | None = None


@dataclass(frozen=True, slots=True)
class Study:
    """One estimate and how it came about.

    Attributes
    ----------
    intervention, outcome, domain
        What was tried, on which measure it is judged, and the measure's domain.
    design
        See :class:`Design`.
    served, comparison
        Students of the analysis in each arm.
    units
        Assigned units in each arm: classes or schools, or students.
    sites
        Schools.
    estimate, low, high
        Effect and interval, more being better.
    scale
        Units of the three.
    delivery, by_design
        Whether the support was given, and whether that follows from what it is, such as a small class.
    attrition
        None if it cannot be told.
    baseline
        Pretest → difference between the arms of the analysis, in standard deviations.
    adjusted
        Whether the analysis adjusts for those pretests.
    joiners
        Whether students who came after assignment are counted; None if it cannot be told.
    reliability
        Of the outcome, or None.
    as_planned, plan_said
        Whether everything was done as written down beforehand, None if that was not asked, and why, in a sentence.
    checks
        Name → whether a check of the design alone is passed; None if it cannot be told.
    """

    intervention: str
    outcome: str
    domain: str
    design: Design
    served: int
    comparison: int
    units: tuple[int, int]
    sites: int
    estimate: float
    low: float
    high: float
    scale: str
    delivery: Delivery
    attrition: Attrition | None = None
    baseline: dict[str, float] = field(default_factory=dict)
    adjusted: bool = False
    joiners: bool | None = None
    reliability: float | None = None
    checks: dict[str, bool | None] = field(default_factory=dict)
    by_design: bool = False
    as_planned: bool | None = None
    plan_said: str = ""

    @property
    def students(self) -> int:
        """Students of both arms."""
        return self.served + self.comparison

    @property
    def positive(self) -> bool:
        """Whether the whole interval lies above zero."""
        return self.low > 0
