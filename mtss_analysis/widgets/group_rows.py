"""Plans put together by intervention, group, domain, grade or interventionist: growth, delivery, what was seen."""

import numpy as np
import pandas as pd

from mtss_analysis.estimators import means, proportions
from mtss_analysis.fidelity.adherence import OBSERVATION, SELF_REPORT, rated_by
from mtss_analysis.fidelity.dosage import HELD
from mtss_analysis.fidelity.ranges import COUNTS, MINUTES
from mtss_analysis.fidelity.settings import DeliveryBars
from mtss_analysis.reporting.labels import Labels
from mtss_analysis.widgets.group_facts import CANNOT_TELL, NOT_ON_PACE, ON_PACE, PACES

GROUPINGS = {
    "intervention": "Intervention", "group_id": "Group", "domain": "Domain", "grade": "Grade",
    "provider_id": "Interventionist (not for personnel evaluation)",
}  # fmt: skip
"""Column of the plans → what the groups are called."""
NOBODY = {"group_id": "supported alone, or no group on record", "provider_id": "nobody on record"}
GROWING, NOT_GROWING = "growing", "not growing"
DELIVERED, NOT_DELIVERED, OPEN = "delivered", "not delivered", "delivery not established"
CORNERS = {
    (DELIVERED, GROWING): "delivered and growing",
    (DELIVERED, NOT_GROWING): "delivered, not growing: look at the support itself",
    (NOT_DELIVERED, NOT_GROWING): "not delivered, not growing: mend delivery first",
    (NOT_DELIVERED, GROWING): "not delivered, growing: ask what else helps",
}
"""Delivery and growth → what stands in that corner."""


def named(plans: pd.DataFrame, by: str, labels: Labels) -> pd.DataFrame:
    """Add `who`: the name of each plan's group."""
    known = plans[by].astype("str")
    said = known.map(labels.word) if by == "domain" else known
    said = known.map(lambda grade: labels.group("grade", grade)) if by == "grade" else said
    return plans.assign(who=said.where(plans[by].notna(), NOBODY.get(by, "not on record")))


def response(plans: pd.DataFrame, confidence: float) -> pd.DataFrame:
    """Count plans on pace, not on pace, and of which nobody can tell yet.

    Parameters
    ----------
    plans
        who, student_id and pace.

    Returns
    -------
    pandas.DataFrame
        Index who, the most plans first: plans, students, a column for each of PACES [plans], told [plans], and percent
        on pace of those told, low and high (Wilson) [percent]; missing where nobody can tell.

    Examples
    --------
    >>> rows = pd.DataFrame({"who": "A", "student_id": ["1", "2", "2"], "pace": ["on pace", "on pace", CANNOT_TELL]})
    >>> response(rows, 0.95).loc["A", ["plans", "students", "told", "percent", "low"]].round(1).tolist()
    [3.0, 2.0, 2.0, 100.0, 34.2]
    """
    counts = pd.crosstab(plans["who"], plans["pace"]).reindex(columns=list(PACES), fill_value=0)
    told = counts[ON_PACE] + counts[NOT_ON_PACE]
    share = proportions.wilson(counts[ON_PACE], told, confidence)
    students = plans.groupby("who")["student_id"].nunique()
    found = counts.assign(plans=counts.sum(axis=1), students=students, told=told, percent=share.share * 100,
                          low=share.low * 100, high=share.high * 100)  # fmt: skip
    return found.sort_values("plans", ascending=False, kind="stable").rename_axis(columns=None)


def delivery(plans: pd.DataFrame) -> pd.DataFrame:
    """Sum sessions and minutes: who, COUNTS [sessions], held_low and held_high [percent], MINUTES [minutes].

    Minutes are missing where a plan of the group does not say how long its sessions are. No session is no data.
    """
    logged = plans[plans["planned"] > 0]
    grouped = logged.groupby("who")
    sums = grouped[[*COUNTS, *MINUTES]].sum()
    every = grouped[list(MINUTES)].count().eq(grouped.size(), axis=0)
    held = sums[[str(kind) for kind in HELD]].sum(axis=1)
    found = sums.assign(
        **{name: sums[name].where(every[name]) for name in MINUTES},
        held_low=100 * held / sums["planned"], held_high=100 * (held + sums["not_logged"]) / sums["planned"],
    )  # fmt: skip
    return found.reindex(pd.Index(sorted(plans["who"].unique()), name="who"))


def gaps(plans: pd.DataFrame, confidence: float) -> pd.DataFrame:
    """Mean growth gap of the plans of one measure: who, n [plans], mean, low and high (t) [score/week]."""
    found = plans.dropna(subset=["ahead"]).groupby("who")["ahead"].agg(["size", "mean", "std"])
    ends = means.mean_interval(found["size"], found["mean"], found["std"], confidence)
    return pd.DataFrame({"n": found["size"], "mean": found["mean"], "low": ends.low, "high": ends.high})


def cornered(found: pd.DataFrame, middle: float, bars: DeliveryBars) -> "pd.Series[str]":
    """Say in which corner each group stands, or what cannot be told yet.

    Parameters
    ----------
    found
        held_low, held_high [percent]; low, high of its growth.
    middle
        Growth above which a whole interval counts as growing, and below which as not growing.

    Examples
    --------
    >>> bars = DeliveryBars(confidence=0.95, delivered_from=0.8, not_delivered_below=0.5, adherent_from=0.7,
    ...                     not_adherent_below=0.6, fewest_observed=3)
    >>> rows = pd.DataFrame({"held_low": [20.0, 85.0], "held_high": [40.0, 95.0], "low": [5.0, 40.0],
    ...                      "high": [45.0, 70.0]})
    >>> cornered(rows, 50, bars).tolist()
    ['not delivered, not growing: mend delivery first', 'delivered; growth: cannot tell yet']
    """
    held = np.select(
        [found["held_low"] >= 100 * bars.delivered_from, found["held_high"] < 100 * bars.not_delivered_below,
         found["held_low"].notna()], [DELIVERED, NOT_DELIVERED, OPEN], "no session on record",
    )  # fmt: skip
    grew = np.select([found["low"] > middle, found["high"] < middle], [GROWING, NOT_GROWING], CANNOT_TELL)
    said = [CORNERS.get((a, b), f"{a}; growth: {b}") for a, b in zip(held.tolist(), grew.tolist(), strict=True)]
    return pd.Series(said, found.index, dtype="str")


def adherence(plans: pd.DataFrame, seen: pd.DataFrame, confidence: float) -> pd.DataFrame:
    """Average adherence as observed and as reported about oneself, never together.

    Returns
    -------
    pandas.DataFrame
        Index who: for observed and reported, deliveries, plans, mean, low, high (as observed_mean …) [percent]; a group
        at which nobody looked has 0 deliveries and no mean.
    """
    each = seen.merge(plans[["plan_id", "who"]], on="plan_id")
    parts = []
    for name, source in (("observed", OBSERVATION), ("reported", SELF_REPORT)):
        rows = each[each["source"] == source]
        empty = pd.DataFrame(columns=["deliveries", "plans", "mean", "low", "high"], dtype="float64")
        rated = rated_by(rows, ["who"], confidence) if len(rows) else empty
        parts.append(rated.add_prefix(f"{name}_"))
    found = pd.concat(parts, axis=1).reindex(pd.Index(plans["who"].unique(), name="who")).astype("float64")
    shares = [name for name in map(str, found) if name.rsplit("_", 1)[-1] in ("mean", "low", "high")]
    found[shares] *= 100
    return found.fillna({f"{name}_{of}": 0 for name in ("observed", "reported") for of in ("deliveries", "plans")})
