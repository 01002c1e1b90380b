"""Whether support was given: sessions first, then observers."""

import pandas as pd
import pytest

from mtss_analysis import params
from mtss_analysis.effects import EffectsParams
from mtss_analysis.fidelity import given
from mtss_analysis.fidelity.adherence import rated
from mtss_analysis.vocabulary import Delivery

BARS = params.layers().load(EffectsParams)
DAY = pd.Timestamp("2025-01-10")


def checks(*scores, source="observation"):
    rows = {"plan_id": [f"P{n}" for n in range(len(scores))], "date": DAY, "source": source, "dimension": "adherence"}
    return pd.DataFrame(rows | {"score": list(scores)})


def log(*statuses):
    return pd.DataFrame({"status": list(statuses)})


HELD = log(*["delivered"] * 10)


@pytest.mark.parametrize(
    ("sessions", "seen", "delivery"),
    [
        (HELD, checks(0.9, 0.85, 0.95), Delivery.DELIVERED),
        (HELD, checks(0.9, 0.85), Delivery.HELD),
        (HELD, checks(0.9, 0.85, 0.95, source="self_report"), Delivery.HELD),
        (HELD, checks(0.3, 0.35, 0.4), Delivery.NOT_AS_DESIGNED),
        (HELD, checks(0.2, 0.6, 0.9), Delivery.HELD),
        (log(*["delivered"] * 5, *["not_logged"] * 5), checks(0.9, 0.85, 0.95), Delivery.UNKNOWN),
        (log(*["delivered"] * 2, *["not_held"] * 8), checks(0.9, 0.85, 0.95), Delivery.NOT_DELIVERED),
        (log(), checks(0.9, 0.85, 0.95), Delivery.UNKNOWN),
    ],
)
def test_what_follows(sessions, seen, delivery):
    found = given(sessions, seen, BARS)
    assert found.delivery is delivery
    assert found.reason.endswith(".")


def test_a_plan_looked_at_often_does_not_outweigh_the_others():
    often = pd.concat([checks(0.0).assign(date=DAY + pd.Timedelta(days=n)) for n in range(9)])
    both = pd.concat([often, checks(0.0, 1.0).iloc[1:]])
    found = rated(both, "observation", "adherence", 0.95)
    assert (found.mean, found.deliveries, found.plans) == (0.5, 10, 2)


def test_nothing_rated_is_no_data():
    found = rated(checks(float("nan")), "observation", "adherence", 0.95)
    assert found.deliveries == 0
    assert found.mean != found.mean
