"""The gate before every verdict: support that was not delivered cannot have failed.

Of all that may be said, four remain: delivered and working, delivered and not working, not delivered, cannot tell.
*Working* needs an interval wholly above zero. *Not working* needs delivery, and an interval wholly below the smallest
effect the district calls worthwhile, fixed beforehand; an effect that is merely not significant is no such thing.
"""

from dataclasses import dataclass

import numpy as np

from mtss_analysis.effects.settings import EffectsParams
from mtss_analysis.fidelity import Dosage
from mtss_analysis.vocabulary import Delivery, Effectiveness


@dataclass(frozen=True, slots=True)
class Ruling:
    """What may be said of one kind of support, and why, in one plain sentence."""

    verdict: Effectiveness
    delivery: Delivery
    reason: str


def delivery(dosage: Dosage, params: EffectsParams) -> Delivery:
    """Say whether support was delivered; unknown if unlogged sessions decide, or if it was delivered in part.

    Examples
    --------
    >>> params = EffectsParams(confidence=0.95, power=0.8, alpha=0.05, smallest_worthwhile=0.1, delivered_from=0.8,
    ...                        not_delivered_below=0.5)
    >>> str(delivery(Dosage(40, 0.0, 0.15, 0.0, 0.15, 0.15), params))
    'not_delivered'
    >>> str(delivery(Dosage(40, 0.6, 0.95, 0.5, 0.85, 0.35), params))
    'unknown'
    """
    if dosage.held_low >= params.delivered_from:
        return Delivery.DELIVERED
    return Delivery.NOT_DELIVERED if dosage.held_high < params.not_delivered_below else Delivery.UNKNOWN


def ruling(
    dosage: Dosage, low: float, high: float, worthwhile: float, params: EffectsParams, *, relative: bool = False
) -> Ruling:
    """Say what may be said of support whose effect lies between `low` and `high`.

    Parameters
    ----------
    dosage
        Sessions of the support.
    low, high
        Interval of the effect, more being better; NaN if none could be estimated.
    worthwhile
        Smallest worthwhile effect, in the units of the interval.
    relative
        The comparison is other support and not none: doing no better than that is not the same as not working.

    Raises
    ------
    ValueError
        `low` lies above `high`, or `worthwhile` is not above zero.
    """
    if low > high or not worthwhile > 0:
        raise ValueError(f"an interval from {low:g} to {high:g} with a smallest worthwhile effect of {worthwhile:g}: "
                         "give the lower end first, and a worthwhile effect above zero")  # fmt: skip
    given = delivery(dosage, params)
    if given is Delivery.NOT_DELIVERED:
        return Ruling(Effectiveness.NOT_DELIVERED, given, _not_held(dosage))
    if not (np.isfinite(low) and np.isfinite(high)):
        return Ruling(Effectiveness.CANNOT_TELL, given, "No effect could be estimated from these data.")
    if given is Delivery.UNKNOWN:
        return Ruling(Effectiveness.CANNOT_TELL, given, unclear(dosage))
    return Ruling(*_judged(low, high, worthwhile, given, relative=relative))


def _judged(
    low: float, high: float, worthwhile: float, given: Delivery, *, relative: bool
) -> tuple[Effectiveness, Delivery, str]:
    if low > 0:
        bar = "" if low >= worthwhile else " Whether it is large enough to be worthwhile is open."
        return Effectiveness.WORKING, given, f"The whole interval of the effect lies above zero.{bar}"
    if high < worthwhile and relative:
        return Effectiveness.CANNOT_TELL, given, (
            "It does not do better than other support. Whether it does better than none, these data cannot tell."
        )  # fmt: skip
    if high < worthwhile:
        return Effectiveness.NOT_WORKING, given, (
            "It was delivered, and the whole interval of the effect lies below the smallest effect that the district "
            "called worthwhile beforehand."
        )  # fmt: skip
    return (
        Effectiveness.CANNOT_TELL,
        given,
        ("The interval holds both no effect and a worthwhile one; more students or more scores would be needed."),
    )


def _not_held(dosage: Dosage) -> str:
    return (
        f"At most {dosage.held_high:.0%} of the planned sessions were held, even if every unlogged one was. Support "
        "that was not given cannot be judged; first it has to be given."
    ).replace("%", " %")


def unclear(dosage: Dosage) -> str:
    """Say why nobody can tell whether support was delivered."""
    if dosage.planned == 0:
        return "No session is on record, so nobody can tell whether the support was given."
    if dosage.unlogged == 0:
        return f"{dosage.held_low:.0%} of the planned sessions were held: too few to judge it as planned.".replace(
            "%", " %"
        )
    return (
        f"Between {dosage.held_low:.0%} and {dosage.held_high:.0%} of the planned sessions were held, because "
        f"{dosage.unlogged:.0%} were not logged. Logs have to be filled in before the support can be judged."
    ).replace("%", " %")
