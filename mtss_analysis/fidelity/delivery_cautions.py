"""What a reader must know before using what is said of delivery."""

from collections.abc import Iterator

import pandas as pd

from mtss_analysis.fidelity.adherence import DIMENSIONS, OBSERVATION
from mtss_analysis.fidelity.plan_records import PlanRecords
from mtss_analysis.fidelity.result import DOES_NOT_APPLY, NOTHING, TO_TELL
from mtss_analysis.fidelity.self_report import INFLATED
from mtss_analysis.fidelity.settings import DeliveryBars, FidelityParams
from mtss_analysis.results import Caution
from mtss_analysis.vocabulary import TOTAL

UNLOGGED = Caution(
    "unlogged_is_unknown", "delivery",
    "A session that nobody logged is neither delivered nor missed. The lower end of a range takes it as missed, the "
    "upper end as delivered in full.",
)  # fmt: skip
RECEIVED = Caution(
    "held_and_received", "quadrant",
    "Held asks whether the school offered the session; received asks whether the student was there. Interventions are "
    "judged by what was held, students' plans by what was received.",
)  # fmt: skip
CHOSEN = Caution(
    "observations_not_drawn", "delivery",
    "Observed deliveries were not drawn by lot. Where people choose when to observe, or know that they are observed, "
    "adherence looks better than it is.",
)  # fmt: skip
RESPONSE = Caution(
    "response_is_no_effect", "quadrant",
    "Delivery beside response is a list of questions, not an effect: students who received less differ in other "
    "ways, too.",
)  # fmt: skip


def cautions(
    records: PlanRecords, frames: dict[str, pd.DataFrame], params: FidelityParams, bars: DeliveryBars
) -> tuple[Caution, ...]:
    """Collect the cautions that this result calls for; none names a student or a number of a small group."""
    if records.plans.empty:
        return (Caution(DOES_NOT_APPLY, "all", f"{NOTHING} {TO_TELL}"),)
    of_schools = (*_unlogged(frames["dimensions"]), *_not_as_designed(frames["dimensions"], bars))
    return (UNLOGGED, RECEIVED, CHOSEN, RESPONSE, *_missing(records), *of_schools, *_reports(frames["reports"], params))


def _not_as_designed(found: pd.DataFrame, bars: DeliveryBars) -> Iterator[Caution]:
    """Name schools in which observers saw less, over all interventions, than the bar."""
    seen = found[(found["dimension"] == "adherence") & (found["source"] == OBSERVATION) & (found["school_id"] != TOTAL)]
    poor = seen[(seen["high"] < 100 * bars.not_adherent_below) & (seen["deliveries"] >= bars.fewest_observed)]
    for school, mean in zip(poor["school_id"], poor["mean"], strict=True):
        said = (
            f"Observers saw {mean:.0f} % of what the programs ask for, over all interventions: support is held and not "
            "carried out as designed."
        )
        yield Caution("not_as_designed", "dimensions", said, school=str(school))


def _missing(records: PlanRecords) -> Iterator[Caution]:
    if records.sessions.empty:
        yield Caution("no_sessions", "delivery", "No session is logged, so nobody can tell what was delivered.")
    seen = records.checks[records.checks["source"] == OBSERVATION]
    if seen.empty:
        yield Caution("not_observed", "delivery", "Nobody observed a session, so nobody can tell whether support was "
                      "carried out as designed. A report about oneself does not settle it.")  # fmt: skip
    rated = set(records.checks["dimension"].dropna()) | {"dosage"}
    unrated = [name for name in DIMENSIONS if name not in rated]
    if unrated and len(records.checks):
        yield Caution("dimensions_not_rated", "dimensions", f"Of the five dimensions of fidelity, nobody rated "
                      f"{' and '.join(unrated)}; there it is no data.")  # fmt: skip


def _unlogged(found: pd.DataFrame) -> Iterator[Caution]:
    """Name schools in which so much is unlogged that delivery is a wide range."""
    dosage = found[(found["dimension"] == "dosage") & (found["school_id"] != TOTAL)]
    wide = dosage[dosage["high"] - dosage["low"] > WIDE]
    for school, low, high in zip(wide["school_id"], wide["low"], wide["high"], strict=True):
        said = (
            f"Between {low:.0f} and {high:.0f} % of the planned sessions were held: much is not logged, so little can "
        )
        yield Caution("rarely_logged", "schools", f"{said}be said before logs are filled in.", school=str(school))


WIDE = 25
"""A range wider than this is named [percent]."""


def _reports(found: pd.DataFrame, params: FidelityParams) -> Iterator[Caution]:
    for _, row in found[(found["said"] == INFLATED)].iterrows():
        shares = f"{row['reported']:.0f} against {row['observed']:.0f} %"
        said = (
            f"Reports about one's own delivery are kinder than observations of the same deliveries: {shares}, more "
            f"than {100 * params.inflated_from:g} points and beyond chance. Rely on observation here."
        )
        yield Caution("kinder_reports", "reports", said, school=str(row["school_id"]))
