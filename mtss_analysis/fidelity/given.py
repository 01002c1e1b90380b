"""Whether support was given: sessions first, then what observers saw of how they went.

Sessions that were held are no proof that what the program asks for was done in them. Only observation settles that;
a report about oneself does not, because it tends to be kind.
"""

from dataclasses import dataclass

import pandas as pd

from mtss_analysis.fidelity.adherence import OBSERVATION, Rated, rated
from mtss_analysis.fidelity.dosage import Dosage, dosage
from mtss_analysis.fidelity.settings import DeliveryBars
from mtss_analysis.vocabulary import Delivery


@dataclass(frozen=True, slots=True)
class Given:
    """What is known of whether some support was given.

    Attributes
    ----------
    dosage
        Its sessions.
    adherence
        Adherence as observed.
    delivery
        What follows from both.
    reason
        Why, in one plain sentence.
    """

    dosage: Dosage
    adherence: Rated
    delivery: Delivery
    reason: str


def given(sessions: pd.DataFrame, checks: pd.DataFrame, bars: DeliveryBars) -> Given:
    """Say whether support was given, and as designed.

    Parameters
    ----------
    sessions, checks
        Rows of the tables sessions and fidelity_checks that belong to the support.

    Examples
    --------
    >>> bars = DeliveryBars(confidence=0.95, delivered_from=0.8, not_delivered_below=0.5, adherent_from=0.7,
    ...                     not_adherent_below=0.6, fewest_observed=3)
    >>> log = pd.DataFrame({"status": ["delivered"] * 9 + ["not_logged"]})
    >>> unseen = pd.DataFrame({name: [] for name in ("plan_id", "date", "source", "dimension", "score")})
    >>> str(given(log, unseen, bars).delivery)
    'held'
    """
    found, seen = dosage(sessions), rated(checks, OBSERVATION, "adherence", bars.confidence)
    return Given(found, seen, *judged(found, seen, bars))


def judged(found: Dosage, seen: Rated, bars: DeliveryBars) -> tuple[Delivery, str]:
    """Say what sessions and observed adherence amount to, and why."""
    if found.held_high < bars.not_delivered_below:
        return Delivery.NOT_DELIVERED, _not_held(found)
    if not found.held_low >= bars.delivered_from:
        return Delivery.UNKNOWN, _unclear(found)
    if seen.deliveries < bars.fewest_observed:
        return Delivery.HELD, (
            "Its sessions were held, but too few were observed to tell whether they went as designed."
        )  # fmt: skip
    if seen.high < bars.not_adherent_below:
        return Delivery.NOT_AS_DESIGNED, (
            f"Its sessions were held, but observers saw {_percent(seen.mean)} of what it asks for. It was not carried "
            "out as designed."
        )
    if seen.mean >= bars.adherent_from and seen.low >= bars.not_adherent_below:
        return Delivery.DELIVERED, "Its sessions were held, and observers saw it carried out as designed."
    return Delivery.HELD, (
        f"Its sessions were held; observers saw between {_percent(seen.low)} and {_percent(seen.high)} of what it asks "
        "for, which does not settle whether it was carried out as designed."
    )


def _not_held(found: Dosage) -> str:
    return (
        f"At most {_percent(found.held_high)} of the planned sessions were held, even if every unlogged one was. "
        "Support that was not given cannot be judged; first it has to be given."
    )


def _unclear(found: Dosage) -> str:
    """Say why nobody can tell whether support was delivered."""
    if found.planned == 0:
        return "No session is on record, so nobody can tell whether the support was given."
    if found.unlogged == 0:
        return f"{_percent(found.held_low)} of the planned sessions were held: too few to judge it as planned."
    return (
        f"Between {_percent(found.held_low)} and {_percent(found.held_high)} of the planned sessions were held, "
        f"because {_percent(found.unlogged)} were not logged. Logs have to be filled in before the support can be "
        "judged."
    )


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"
