"""What counts as delivered, and what delivery is asked for: fixed before anybody looks."""

from datetime import date
from typing import Self

from pydantic import model_validator

from mtss_analysis.params import Params, setting


class DeliveryBars(Params):
    """From when on support counts as delivered, and as carried out as designed."""

    file = "effects"

    confidence: float = setting("confidence of every interval", unit="share", source="convention", gt=0, lt=1)
    delivered_from: float = setting(
        "share of planned sessions that must have been held, unlogged ones counted as not held, to call support "
        "delivered", unit="share", source="planning value; four fifths is the usual bar in fidelity guides", gt=0, le=1,
    )  # fmt: skip
    not_delivered_below: float = setting(
        "support of which fewer sessions than this were held, unlogged ones counted as held, was not delivered",
        unit="share", source="planning value: less than half", gt=0, le=1,
    )  # fmt: skip
    adherent_from: float = setting(
        "mean adherence that observers must have seen to call support carried out as designed", unit="share",
        source="planning value; fidelity guides ask for .7 to .8", gt=0, le=1,
    )  # fmt: skip
    not_adherent_below: float = setting(
        "support whose whole interval of observed adherence lies below was not carried out as designed",
        unit="share", source="planning value", gt=0, le=1,
    )  # fmt: skip
    fewest_observed: int = setting(
        "deliveries that must have been observed before adherence is told; a report about oneself is none",
        unit="deliveries", source="planning value: an interval needs some", ge=2,
    )  # fmt: skip

    @model_validator(mode="after")
    def _bars_in_order(self) -> Self:
        pairs = (("not_delivered_below", "delivered_from"), ("not_adherent_below", "adherent_from"))
        for lower, upper in pairs:
            if getattr(self, lower) > getattr(self, upper):
                raise ValueError(
                    f"{lower} is {getattr(self, lower):g} and {upper} {getattr(self, upper):g}; support cannot be "
                    f"both, so {lower} must be the smaller one"
                )
        return self


class FidelityParams(Params):
    """What delivery is asked for, plan by plan."""

    file = "fidelity"

    as_of: date | None = setting(
        "last day the records speak of; empty is the last dated score, session or start", source="day of the export"
    )
    probe_weeks: int = setting(
        "weeks with school from one progress probe to the next", unit="weeks",
        source="planning value; weekly to every second week is usual at Tier 2", ge=1, le=9,
    )  # fmt: skip
    unmonitored_weeks: int = setting(
        "support without a probe for so long is not monitored", unit="weeks", source="planning value", ge=1, le=30
    )
    waiting_weeks: float = setting(
        "a flag without support for longer is listed as waiting", unit="weeks", source="planning value", ge=0
    )
    responds_from: float = setting(
        "chance to reach the goal from which a student counts as responding", unit="share", source="planning value",
        gt=0.5, lt=1,
    )  # fmt: skip
    not_responding_to: float = setting(
        "chance to reach the goal up to which a student counts as not responding", unit="share",
        source="planning value: the same distance from even odds", gt=0, lt=0.5,
    )  # fmt: skip
    fewest_pairs: int = setting(
        "deliveries both reported and observed from which self-report is compared with observation",
        unit="deliveries", source="planning value", ge=5,
    )  # fmt: skip
    inflated_from: float = setting(
        "self-report this much above observation, beyond chance, is told", unit="share",
        source="planning value: half a step of a five-point checklist", gt=0, lt=1,
    )  # fmt: skip
