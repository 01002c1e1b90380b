"""What was delivered of each intervention, in the district and in each school."""

from collections.abc import Iterator

import pandas as pd

from mtss_analysis.effects import gate
from mtss_analysis.effects.settings import EffectsParams
from mtss_analysis.fidelity import dosage
from mtss_analysis.vocabulary import TOTAL, Delivery

PLAN = ["domain", "intervention"]
PERCENTS = ("held_low", "held_high", "unlogged")


def delivery(
    series: pd.DataFrame, names: "pd.Series[str]", sessions: pd.DataFrame, effects: EffectsParams
) -> pd.DataFrame:
    """Sum the sessions of each intervention, for the district and for each school."""
    plans = series.dropna(subset=["plan_id"]).drop_duplicates("plan_id")
    plans = plans.assign(intervention=plans["plan_id"].map(names)).dropna(subset=["intervention"])
    logged = sessions.merge(plans[["plan_id", "domain", "intervention", "school_id"]], on="plan_id")
    rows = [row for _, part in plans.groupby(["domain", "intervention"]) for row in _places(part, logged, effects)]
    columns = [*PLAN, "school_id", "n", "planned", *PERCENTS, "delivery", "dosage"]
    return pd.DataFrame(rows, columns=columns)


def _places(plans: pd.DataFrame, logged: pd.DataFrame, effects: EffectsParams) -> Iterator[dict[str, object]]:
    """Yield a row for the district and for each school, of the plans of one intervention."""
    domain, intervention = plans["domain"].iloc[0], plans["intervention"].iloc[0]
    log = logged[(logged["domain"] == domain) & (logged["intervention"] == intervention)]
    for school in (TOTAL, *sorted(plans["school_id"].dropna().unique())):
        everywhere = school == TOTAL
        part = plans if everywhere else plans[plans["school_id"] == school]
        found = dosage(log if everywhere else log[log["school_id"] == school])
        yield {
            "domain": domain, "intervention": intervention, "school_id": school, "n": part["student_id"].nunique(),
            "planned": found.planned, **{name: 100 * getattr(found, name) for name in PERCENTS},
            "delivery": str(gate.delivery(found, effects)), "dosage": found,
        }  # fmt: skip


def never(delivered: pd.DataFrame) -> frozenset[str]:
    """Return the interventions that were planned and, in the district as a whole, not delivered."""
    lost = (delivered["school_id"] == TOTAL) & (delivered["delivery"] == str(Delivery.NOT_DELIVERED))
    return frozenset(delivered.loc[lost, "intervention"])
