"""What was seen of how support was carried out: five dimensions, told apart by who rated.

A rating is a share of the most possible. Ratings of one delivery by one rater are averaged first, then deliveries of
one plan, so that a plan looked at often does not outweigh the others. What nobody rated is "no data".
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from mtss_analysis.estimators.means import mean_interval

OBSERVATION, SELF_REPORT = "observation", "self_report"
DIMENSIONS = ("adherence", "dosage", "quality", "responsiveness", "differentiation")
DELIVERY = ["plan_id", "date", "source", "dimension"]


@dataclass(frozen=True, slots=True)
class Rated:
    """Ratings of one dimension.

    Attributes
    ----------
    deliveries, plans
        Deliveries that were rated, and plans they belong to.
    mean, low, high
        Mean of the plans' means with its t interval [share]; NaN without a rating, or without two to compare.
    """

    deliveries: int
    plans: int
    mean: float
    low: float
    high: float


def rated(checks: pd.DataFrame, source: str, dimension: str, confidence: float) -> Rated:
    """Average the ratings of some plans on one dimension by one kind of rater.

    The interval takes plans as the units that were drawn; of a single plan, its deliveries.

    Parameters
    ----------
    checks
        Rows of the table fidelity_checks.
    source, dimension
        ``"observation"`` or ``"self_report"``; one of DIMENSIONS.

    Examples
    --------
    >>> day = pd.Timestamp("2025-01-10")
    >>> seen = pd.DataFrame({"plan_id": ["P1", "P1", "P2", "P3"], "date": day, "source": "observation",
    ...                      "dimension": "adherence", "score": [1.0, 0.5, 0.8, 0.7]})
    >>> found = rated(seen, "observation", "adherence", 0.95)
    >>> found.deliveries, found.plans, round(found.mean, 2), round(found.low, 2), round(found.high, 2)
    (3, 3, 0.75, 0.63, 0.87)
    """
    chosen = checks[(checks["source"] == source) & (checks["dimension"] == dimension)]
    each = deliveries(chosen, DELIVERY)
    if not len(each):
        return Rated(0, 0, *[float("nan")] * 3)
    found = rated_by(each.assign(all=True), ["all"], confidence).iloc[0]
    numbers = (float(found[name]) for name in ("mean", "low", "high"))
    return Rated(int(found["deliveries"]), int(found["plans"]), *numbers)


def deliveries(checks: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """Average the items of each delivery: `by` and score [share]; items without a score are left out."""
    known = checks.dropna(subset=["score"])
    return known.groupby(list(by), observed=True)["score"].mean().reset_index()


def rated_by(each: pd.DataFrame, by: Sequence[str], confidence: float) -> pd.DataFrame:
    """Average deliveries within `by`, each plan once.

    Parameters
    ----------
    each
        One row a delivery: plan_id, score [share] and the columns `by`.

    Returns
    -------
    pandas.DataFrame
        Index `by`: deliveries, plans, mean, low, high [share]; the t interval is over plans, of a single plan over its
        deliveries, and missing where there is but one.
    """
    of_plans = each.groupby([*by, "plan_id"], observed=True)["score"].agg(["mean", "size"])
    grouped = of_plans.groupby(list(by), observed=True)
    found = pd.DataFrame({"deliveries": grouped["size"].sum(), "plans": grouped.size(), "mean": grouped["mean"].mean()})
    single = found["plans"] == 1
    spread = grouped["mean"].std().where(~single, each.groupby(list(by), observed=True)["score"].std())
    ends = mean_interval(found["plans"].where(~single, found["deliveries"]), found["mean"], spread, confidence)
    return found.assign(low=np.clip(ends.low, 0, None), high=np.clip(ends.high, None, 1))
