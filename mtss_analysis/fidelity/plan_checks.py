"""What is questioned in a plan that is there: use and dosage beside the catalogue, and a review that nobody held."""

import numpy as np
import pandas as pd

from mtss_analysis.fidelity.plan_parts import NOT_APPLICABLE, SESSIONS_OF, STUDENT
from mtss_analysis.params import InterventionsParams

NO_TYPICAL, CANNOT_TELL = "no typical dosage", "cannot tell"
ENOUGH, LESS, FAR_LESS = "as typical or more", "less than typical", "far below typical"
MEANT, OTHER_DOMAIN, OTHER_TIER = "as meant", "another domain", "another tier"
NO_DATE, NOT_DUE, ENDED, DECIDED, OVERDUE = (
    "no day of review", "not due yet", "ended before the review", "decided", "overdue"
)  # fmt: skip


def dosage_shares(plans: pd.DataFrame, interventions: InterventionsParams) -> pd.DataFrame:
    """Planned time a week beside the catalogue's typical one.

    Parameters
    ----------
    plans
        intervention, sessions_per_week [sessions/week], minutes_per_session [minutes].

    Returns
    -------
    pandas.DataFrame
        minutes_planned and minutes_typical [minutes/week], dosage_share [share]; missing where either is not known.

    Examples
    --------
    >>> from mtss_analysis.params import layers
    >>> plan = {"sessions_per_week": [2.0], "minutes_per_session": [30.0]}
    >>> known = layers().load(InterventionsParams)
    >>> name = "Foundational reading skills in small groups"
    >>> dosage_shares(pd.DataFrame({"intervention": [name], **plan}), known)["dosage_share"].tolist()
    [0.5]
    """
    typical = {name: each.minutes_per_week for name, each in interventions.interventions.items()}
    found = pd.DataFrame({
        "minutes_planned": (plans["sessions_per_week"] * plans["minutes_per_session"]).astype("float64"),
        "minutes_typical": plans["intervention"].map(typical).astype("float64"),
    })  # fmt: skip
    return found.assign(dosage_share=found["minutes_planned"] / found["minutes_typical"])


def dosages(plans: pd.DataFrame, bar: float) -> "pd.Series[str]":
    """Say how the planned dosage stands to the typical one; below `bar` [share] of it is far below.

    Parameters
    ----------
    plans
        kind, minutes_planned and minutes_typical [minutes/week], dosage_share [share].
    """
    share, sessions = plans["dosage_share"], plans["kind"].isin(SESSIONS_OF)
    tests = [~sessions, plans["minutes_typical"].isna(), share.isna(), share < bar, share < 1]
    words = [NOT_APPLICABLE, NO_TYPICAL, CANNOT_TELL, FAR_LESS, LESS]
    return pd.Series(np.select(tests, words, ENOUGH), index=plans.index, dtype="str")


def uses(plans: pd.DataFrame, interventions: InterventionsParams) -> "pd.Series[str]":
    """Say whether each plan's strategy is meant for its domain and tier, as the catalogue has it.

    Parameters
    ----------
    plans
        kind, intervention, domain, tier.

    Examples
    --------
    >>> from mtss_analysis.params import layers
    >>> plan = {"kind": "student", "intervention": "Check-in/check-out"}
    >>> plans = pd.DataFrame([plan | {"domain": "behavior", "tier": 2}, plan | {"domain": "math", "tier": 2}])
    >>> uses(plans, layers().load(InterventionsParams)).tolist()
    ['as meant', 'another domain']
    """
    known = interventions.interventions
    domains = {(name, str(domain)) for name, each in known.items() for domain in each.domains}
    tiers = {(name, int(tier)) for name, each in known.items() for tier in each.tiers}
    in_domain = [pair in domains for pair in zip(plans["intervention"], plans["domain"], strict=True)]
    at_tier = [pair in tiers for pair in zip(plans["intervention"], plans["tier"], strict=True)]
    tests = [
        ~plans["kind"].isin(SESSIONS_OF), ~plans["intervention"].isin(list(known)) | plans["tier"].isna(),
        ~np.array(in_domain, bool), ~np.array(at_tier, bool),
    ]  # fmt: skip
    words = [NOT_APPLICABLE, CANNOT_TELL, OTHER_DOMAIN, OTHER_TIER]
    return pd.Series(np.select([np.asarray(test, bool) for test in tests], words, MEANT), plans.index, dtype="str")


def reviews(plans: pd.DataFrame, decisions: pd.DataFrame, as_of: pd.Timestamp) -> "pd.Series[str]":
    """Say whether the review was held: a review that is past without a decision after the plan's start is overdue.

    Parameters
    ----------
    plans
        plan_id, kind, start, end, review_by.
    decisions
        The table decisions, which names a student in each row: that no decision about a plan of several stands there
        tells nothing, and without any row nobody can tell of the others either.
    """
    due = plans["review_by"]
    held = plans["plan_id"].isin(_decided(plans, decisions, as_of))
    silent = pd.Series(decisions.empty, index=plans.index) | (plans["kind"] != STUDENT)
    tests = [due.isna(), held, plans["end"] < due, due >= as_of, silent]
    words = [NO_DATE, DECIDED, ENDED, NOT_DUE, CANNOT_TELL]
    return pd.Series(np.select([test.to_numpy(bool) for test in tests], words, OVERDUE), index=plans.index, dtype="str")


def _decided(plans: pd.DataFrame, decisions: pd.DataFrame, as_of: pd.Timestamp) -> "pd.Series[str]":
    """Plans with a decision after their first day and by the day the records speak of."""
    known = decisions[["plan_id", "date"]].dropna().merge(plans[["plan_id", "start"]], on="plan_id")
    found: pd.Series[str] = known.loc[(known["date"] > known["start"]) & (known["date"] <= as_of), "plan_id"]
    return found
