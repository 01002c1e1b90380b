"""What the audit of plans asks of a plan: fixed before anybody looks."""

from datetime import date
from typing import Self

from pydantic import model_validator

from mtss_analysis.params import Params, setting


class PlanAuditParams(Params):
    """What a complete plan holds, and when its goal or its dosage is questioned."""

    file = "plan_audit"

    as_of: date | None = setting(
        "last day the records speak of; empty is the last dated score, session or start", source="day of the export"
    )
    dosage_from: float = setting(
        "planned time a week below this part of the catalogue's typical dosage is flagged", unit="share",
        source="planning value: less than half is another intervention", gt=0, le=1,
    )  # fmt: skip
    incomplete_from: float = setting(
        "a school is named where this part of its students' plans of the latest school year lacks something",
        unit="share", source="planning value", gt=0, le=1,
    )  # fmt: skip
    fewest_plans: int = setting(
        "students' plans a school must have to be named", unit="plans", source="planning value", ge=1
    )
    typical_from: int = setting(
        "percentile of the norm group's weekly growth from which a goal asks for typical growth", unit="percentile",
        source="planning value: the middle of the norm group", ge=1, le=99,
    )  # fmt: skip
    ambitious_from: int = setting(
        "percentile of the norm group's weekly growth from which a goal is ambitious", unit="percentile",
        source="planning value: the upper quarter of the norm group", ge=1, le=99,
    )  # fmt: skip

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.typical_from > self.ambitious_from:
            raise ValueError(
                f"typical_from is {self.typical_from} and ambitious_from {self.ambitious_from}; the first must not be "
                "above the second"
            )
        return self
