"""The district's registered decision rule, and the settings of every rule."""

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict

from mtss_analysis.params import Params, setting

RuleName = Literal["four_point", "trend_line", "median_of_three", "ci_rule", "posterior"]

_PRACTICE = "common practice in progress monitoring guides; at least 6 points over 6 weeks"
_CHRIST = (
    "Christ, Zopluoglu, Monaghen & Van Norman (2013), Journal of School Psychology 51: single slopes need many points"
)
_VAN_NORMAN = "Van Norman, Christ & Newell (2017), School Psychology Review 46:320-328"
_COSTS = "the district: equal costs act from an even chance; Berger (1985), Statistical Decision Theory"
_PLANNING = "planning value; what few scores are worth is part of the chance itself"


class RuleSettings(BaseModel):
    """What every rule needs before it speaks."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    minimum_points: int = setting("fewest points", unit="points", source=_PRACTICE, ge=1)
    minimum_weeks: float = setting("shortest time since the aimline's start", unit="weeks", source=_PRACTICE, ge=0)
    raise_goal: bool = setting("good progress raises the goal", source="the district's guide")


class FourPointSettings(RuleSettings):
    """Settings of the four-point rule."""

    points: int = setting("last points in a row on one side", unit="points", source=_PRACTICE, ge=2, le=10)


class TrendLineSettings(RuleSettings):
    """Settings of the trend-line rule."""

    minimum_points: int = setting("fewest points", unit="points", source=_CHRIST, ge=3)
    tolerance: float = setting(
        "slopes this close count as parallel", unit="share of the aimline's slope", source="planning value", ge=0, le=1
    )
    well_below: float = setting(
        "parallel but this far below the aimline is change",
        unit="standard errors of estimate", source="planning value", ge=0,
    )  # fmt: skip


class MedianSettings(RuleSettings):
    """Settings of the median-of-three rule."""

    points: int = setting("last points whose median counts", unit="points", source=_PRACTICE, ge=1, le=9)


class CiSettings(RuleSettings):
    """Settings of the interval rule."""

    minimum_points: int = setting("fewest points", unit="points", source=_VAN_NORMAN, ge=3)
    z: float = setting(
        "half width of the interval of the slope", unit="standard errors", source=_VAN_NORMAN, gt=0, le=4
    )


class PosteriorSettings(RuleSettings):
    """Settings of the posterior rule."""

    minimum_points: int = setting("fewest points", unit="points", source=_PLANNING, ge=1)
    minimum_weeks: float = setting("shortest time since the aimline's start", unit="weeks", source=_PLANNING, ge=0)
    false_alarm_cost: float = setting(
        "what a change that was not needed costs, beside a need that was missed", unit="any", source=_COSTS, gt=0
    )
    miss_cost: float = setting(
        "what a need that was missed costs, beside a change that was not needed", unit="any", source=_COSTS, gt=0
    )
    sure: float = setting(
        "chance that the probes still planned leave the verdict as it is, below which the rule cannot tell yet",
        unit="probability", source="planning value", ge=0.5, lt=1,
    )  # fmt: skip
    raise_from: float = setting(
        "chance to reach the goal from which on a higher goal is advised, where good progress raises it",
        unit="probability", source="planning value", gt=0.5, lt=1,
    )  # fmt: skip


class DecisionParams(Params):
    """The registered rule, its owner and date, the settings of every rule, and what is checked before acting."""

    file = "decisions"

    rule: RuleName = setting("rule in force", source="the district's written procedure")
    owner_role: str = setting("who answers for the rule; a role, not a person", source="the district", min_length=1)
    in_force: date = setting("first day the rule is in force", unit="date", source="the district")
    version: str = setting("version of the written procedure", source="the district", min_length=1)
    as_of: date | None = setting(
        "day the plans are looked at; null is the day of the last score", unit="date", source="the team"
    )
    four_point: FourPointSettings = setting("settings of the four-point rule", source=_PRACTICE)
    trend_line: TrendLineSettings = setting("settings of the trend-line rule", source=_CHRIST)
    median_of_three: MedianSettings = setting("settings of the median-of-three rule", source=_PRACTICE)
    ci_rule: CiSettings = setting("settings of the interval rule", source=_VAN_NORMAN)
    posterior: PosteriorSettings = setting("settings of the posterior rule", source=_COSTS)
    probes_a_week: float = setting(
        "probes planned a week, to say when a verdict can be told",
        unit="probes/week", source="the district's assessment calendar", gt=0, le=5,
    )  # fmt: skip
    delivery_threshold: float = setting(
        "share of planned sessions delivered below which delivery is checked before the support is changed",
        unit="share", source="planning value; four fifths is the usual bar in fidelity guides", ge=0, le=1,
    )  # fmt: skip
    intensify_from: float = setting(
        "share of the aimline's slope from which on more of the same is advised, below it something else",
        unit="share", source="planning value", ge=0, le=1,
    )  # fmt: skip
    low_chance: float = setting(
        "chance to reach the goal below which advice to continue says that it is small",
        unit="probability", source="planning value", ge=0, le=1,
    )  # fmt: skip
    reached_points: int = setting(
        "last points that must all reach the goal before support fades or ends",
        unit="points", source="planning value: one good score may be chance", ge=1, le=10,
    )  # fmt: skip
