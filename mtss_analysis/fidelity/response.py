"""Delivery beside response: what a plan's student received, and whether the goal is likely to be reached."""

import numpy as np
import pandas as pd

from mtss_analysis.fidelity.settings import DeliveryBars, FidelityParams
from mtss_analysis.intake import partitions

DELIVERED, PARTLY, NOT_DELIVERED = "delivered", "not established", "not delivered"
LIKELY, OPEN, UNLIKELY = "likely to reach the goal", "cannot tell yet", "unlikely to reach the goal"
DELIVERIES, RESPONSES = (DELIVERED, PARTLY, NOT_DELIVERED), (LIKELY, OPEN, UNLIKELY)
JOINT = ", "
CELLS = tuple(f"{delivery}{JOINT}{response}" for delivery in DELIVERIES for response in RESPONSES)


def placed(plans: pd.DataFrame, chances: pd.DataFrame, bars: DeliveryBars, params: FidelityParams) -> pd.DataFrame:
    """Add to each plan its delivery, its response and their cell.

    Sessions the student was there for decide, not sessions held: a student who was absent did not receive them.

    Parameters
    ----------
    plans
        received_low, received_high [percent] of each plan_id.
    chances
        plan_id and goal_chance [probability]; missing where the scores are too few.
    """
    known = chances.dropna(subset=["plan_id"]).drop_duplicates("plan_id").set_index("plan_id")["goal_chance"]
    chance = known.reindex(plans["plan_id"]).set_axis(plans.index).astype("float64")
    low, high = plans["received_low"], plans["received_high"]
    delivery = np.select(
        [low >= 100 * bars.delivered_from, high < 100 * bars.not_delivered_below], [DELIVERED, NOT_DELIVERED], PARTLY
    )
    response = np.select([chance >= params.responds_from, chance <= params.not_responding_to], [LIKELY, UNLIKELY], OPEN)
    found = plans.assign(goal_chance=chance, delivery=delivery, response=response)
    return found.assign(cell=found["delivery"] + JOINT + found["response"])


def quadrant(plans: pd.DataFrame) -> pd.DataFrame:
    """Count students by delivery and response of their latest plan of a school year in a domain.

    Returns
    -------
    pandas.DataFrame
        school_year, domain, school_id, cell, n, students: a complete grid with zeros and totals.
    """
    latest = plans.sort_values(["last", "start"], kind="stable")
    latest = latest.drop_duplicates(["student_id", "school_year", "domain"], keep="last")
    return partitions.count(latest, ["school_year", "domain"], "cell", CELLS, of="students")
