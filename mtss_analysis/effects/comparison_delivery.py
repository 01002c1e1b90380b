"""What was delivered of each intervention, in the district and in each school."""

from collections.abc import Iterator

import pandas as pd

from mtss_analysis.effects.settings import EffectsParams
from mtss_analysis.fidelity import given
from mtss_analysis.vocabulary import TOTAL, Delivery

PLAN = ["domain", "intervention"]
PERCENTS = ("held_low", "held_high", "unlogged")
SEEN = ("observed", "adherence", "adherence_low", "adherence_high")


def delivery(
    series: pd.DataFrame,
    names: "pd.Series[str]",
    sessions: pd.DataFrame,
    checks: pd.DataFrame,
    effects: EffectsParams,
) -> pd.DataFrame:
    """Sum sessions and observed adherence of each intervention, for the district and for each school."""
    plans = series.dropna(subset=["plan_id"]).drop_duplicates("plan_id")
    plans = plans.assign(intervention=plans["plan_id"].map(names)).dropna(subset=["intervention"])
    known = plans[["plan_id", "domain", "intervention", "school_id"]]
    records = sessions.merge(known, on="plan_id"), checks.merge(known, on="plan_id")
    rows = [row for _, part in plans.groupby(["domain", "intervention"]) for row in _places(part, records, effects)]
    columns = [*PLAN, "school_id", "n", "planned", *PERCENTS, *SEEN, "delivery", "given"]
    return pd.DataFrame(rows, columns=columns)


def _places(
    plans: pd.DataFrame, records: tuple[pd.DataFrame, pd.DataFrame], effects: EffectsParams
) -> Iterator[dict[str, object]]:
    """Yield a row for the district and for each school, of the plans of one intervention."""
    domain, intervention = plans["domain"].iloc[0], plans["intervention"].iloc[0]
    mine = [rows[(rows["domain"] == domain) & (rows["intervention"] == intervention)] for rows in records]
    for school in (TOTAL, *sorted(plans["school_id"].dropna().unique())):
        everywhere = school == TOTAL
        part = plans if everywhere else plans[plans["school_id"] == school]
        log, checks = (rows if everywhere else rows[rows["school_id"] == school] for rows in mine)
        found = given(log, checks, effects)
        seen = found.adherence
        yield {
            "domain": domain, "intervention": intervention, "school_id": school, "n": part["student_id"].nunique(),
            "planned": found.dosage.planned, **{name: 100 * getattr(found.dosage, name) for name in PERCENTS},
            "observed": seen.deliveries, "adherence": 100 * seen.mean, "adherence_low": 100 * seen.low,
            "adherence_high": 100 * seen.high, "delivery": str(found.delivery), "given": found,
        }  # fmt: skip


def never(delivered: pd.DataFrame) -> frozenset[str]:
    """Return the interventions that were planned and, in the district as a whole, not delivered."""
    lost = (delivered["school_id"] == TOTAL) & (delivered["delivery"] == str(Delivery.NOT_DELIVERED))
    return frozenset(delivered.loc[lost, "intervention"])
