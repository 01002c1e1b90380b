"""What counts as an effect, and what as delivery: fixed before anybody looks at an outcome."""

from typing import Self

from pydantic import model_validator

from mtss_analysis.params import Params, setting


class EffectsParams(Params):
    """What counts as an effect, and what as delivery, for every page on whether support works."""

    file = "effects"

    confidence: float = setting("confidence of every interval", unit="share", source="convention", gt=0, lt=1)
    power: float = setting(
        "chance with which an effect of the smallest detectable size is found", unit="share",
        source="convention (Cohen 1988)", gt=0, lt=1,
    )  # fmt: skip
    alpha: float = setting("chance of a false alarm of every test", unit="share", source="convention", gt=0, lt=1)
    smallest_worthwhile: float = setting(
        "smallest effect worth the time of students and staff; only an interval wholly below it says not working",
        unit="standard deviations",
        source="planning value; Kraft (2020) calls effects on achievement from .05 medium and from .20 large", gt=0,
    )  # fmt: skip
    delivered_from: float = setting(
        "share of planned sessions that must have been held, unlogged ones counted as not held, to call support "
        "delivered", unit="share", source="planning value; four fifths is the usual bar in fidelity guides", gt=0, le=1,
    )  # fmt: skip
    not_delivered_below: float = setting(
        "support of which fewer sessions than this were held, unlogged ones counted as held, was not delivered",
        unit="share", source="planning value: less than half", gt=0, le=1,
    )  # fmt: skip

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.not_delivered_below > self.delivered_from:
            raise ValueError(
                f"not_delivered_below is {self.not_delivered_below:g} and delivered_from {self.delivered_from:g}; "
                "support cannot be both, so not_delivered_below must be the smaller one"
            )
        return self
