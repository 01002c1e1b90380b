"""The district's catalogue of interventions: for whom, how often, with what evidence, and what they cost."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from mtss_analysis.errors import did_you_mean
from mtss_analysis.params.layers import Params, setting
from mtss_analysis.vocabulary import Domain, Tier


class EvidenceLevel(StrEnum):
    """How well it is known that an intervention works; the first four are the levels of ESSA section 8101(21)(A)."""

    STRONG = "strong"
    MODERATE = "moderate"
    PROMISING = "promising"
    RATIONALE = "demonstrates a rationale"
    JUDGED = "judged by the district"
    NOT_JUDGED = "not judged"
    NONE = "none known"


class Intervention(BaseModel):
    """One intervention. What is left out or null is not known; it is never zero.

    Attributes
    ----------
    label
        Shown on pages.
    domains, tiers
        Domains and tiers of support it is meant for.
    need
        The need it answers, in words.
    evidence, evidence_source
        How well it is known to work, and who says so.
    sessions_per_week, minutes_per_session, weeks
        Typical dosage [sessions/week, minutes, weeks].
    seats
        Students in one group [students]; 1 where it is given alone.
    materials, staff_role
        What is used, and which role delivers it.
    cost_per_staff_hour
        What an hour of the staff costs, preparation and benefits as the district counts them [USD/hour].
    materials_per_student
        What materials cost in a school year [USD/student].
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    label: str = Field(min_length=1)
    domains: tuple[Domain, ...] = Field(min_length=1)
    tiers: tuple[Tier, ...] = Field(min_length=1)
    need: str | None = None
    evidence: EvidenceLevel
    evidence_source: str = Field(min_length=8)
    sessions_per_week: float | None = Field(default=None, gt=0, le=25)
    minutes_per_session: float | None = Field(default=None, gt=0, le=480)
    weeks: float | None = Field(default=None, gt=0, le=52)
    seats: int | None = Field(default=None, ge=1)
    materials: str | None = None
    staff_role: str | None = None
    cost_per_staff_hour: float | None = Field(default=None, ge=0)
    materials_per_student: float | None = Field(default=None, ge=0)

    @property
    def minutes_per_week(self) -> float | None:
        """Typical time a week [minutes/week], or None where it is not known.

        Examples
        --------
        >>> group = Intervention(label="Group", domains=["reading"], tiers=[2], evidence="not judged",
        ...                      evidence_source="an example", sessions_per_week=3, minutes_per_session=30)
        >>> group.minutes_per_week
        90.0
        """
        if self.sessions_per_week is None or self.minutes_per_session is None:
            return None
        return self.sessions_per_week * self.minutes_per_session


class InterventionsParams(Params):
    """The interventions a district uses, what is known of them, and what they cost."""

    file = "interventions"

    interventions: dict[str, Intervention] = setting(
        "name of the intervention in the interventions table, and what it is", source="the district's catalogue"
    )

    full_week_hours: float | None = setting(
        "sessions that one full position gives in a week; empty is not known, and then no positions are counted",
        unit="hours/week", source="the district's contracts and schedules", gt=0, le=60,
    )  # fmt: skip

    def find(self, name: str) -> Intervention | None:
        """Return the intervention of that name, or None where the catalogue does not hold it.

        Examples
        --------
        >>> from mtss_analysis.params import layers
        >>> layers().load(InterventionsParams).find("No such thing") is None
        True
        """
        return self.interventions.get(name)

    def unknown(self, name: str) -> str:
        """Say that the catalogue does not hold a name, which one may be meant, and what to do."""
        return (
            f'interventions.yml does not describe "{name}".{did_you_mean(name, self.interventions)} Add it there, or '
            "write the name in the plan as the catalogue has it."
        )
