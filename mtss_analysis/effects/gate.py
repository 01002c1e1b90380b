"""The gate before every verdict: support that was not delivered cannot have failed.

Of all that may be said, four remain: delivered and working, delivered and not working, not delivered, cannot tell.
*Working* needs an interval wholly above zero. *Not working* needs sessions that were held, observers who saw them go as
designed, and an interval wholly below the smallest effect the district calls worthwhile, fixed beforehand; an effect
that is merely not significant is no such thing.
"""

from dataclasses import dataclass

import numpy as np

from mtss_analysis.fidelity import Given
from mtss_analysis.vocabulary import Delivery, Effectiveness

OPEN = " Whether it is large enough to be worthwhile is open."
SMALL = " But all of it lies below the smallest effect that the district called worthwhile beforehand."


@dataclass(frozen=True, slots=True)
class Ruling:
    """What may be said of one kind of support, and why, in one plain sentence."""

    verdict: Effectiveness
    delivery: Delivery
    reason: str


def ruling(given: Given, low: float, high: float, worthwhile: float, *, relative: bool = False) -> Ruling:
    """Say what may be said of support whose effect lies between `low` and `high`.

    Parameters
    ----------
    given
        What is known of its delivery, as :func:`mtss_analysis.fidelity.given` tells it.
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
    if given.delivery is Delivery.NOT_DELIVERED:
        return Ruling(Effectiveness.NOT_DELIVERED, given.delivery, given.reason)
    if not (np.isfinite(low) and np.isfinite(high)):
        return Ruling(Effectiveness.CANNOT_TELL, given.delivery, "No effect could be estimated from these data.")
    if given.delivery is Delivery.UNKNOWN:
        return Ruling(Effectiveness.CANNOT_TELL, given.delivery, given.reason)
    verdict, reason = _judged(low, high, worthwhile, given, relative=relative)
    return Ruling(verdict, given.delivery, reason)


def _judged(low: float, high: float, worthwhile: float, given: Given, *, relative: bool) -> tuple[Effectiveness, str]:
    if low > 0:
        bar = "" if low >= worthwhile else SMALL if high < worthwhile else OPEN
        as_given = f" {given.reason}" if given.delivery is Delivery.NOT_AS_DESIGNED else ""
        return Effectiveness.WORKING, f"The whole interval of the effect lies above zero.{bar}{as_given}"
    if high >= worthwhile:
        return Effectiveness.CANNOT_TELL, (
            "The interval holds both no effect and a worthwhile one; more students or more scores would be needed."
        )
    if relative:
        return Effectiveness.CANNOT_TELL, (
            "It does not do better than other support. Whether it does better than none, these data cannot tell."
        )
    if given.delivery is not Delivery.DELIVERED:
        return Effectiveness.CANNOT_TELL, (
            f"No worthwhile effect is seen, and the support cannot be blamed for it. {given.reason}"
        )
    return Effectiveness.NOT_WORKING, (
        "It was delivered as designed, and the whole interval of the effect lies below the smallest effect that the "
        "district called worthwhile beforehand."
    )
