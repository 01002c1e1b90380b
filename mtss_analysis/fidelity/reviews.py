"""When plans are to be looked at again, and whether they were."""

import pandas as pd


def reviewed(decisions: pd.DataFrame, plans: pd.DataFrame, day: pd.Timestamp, grace: int) -> pd.DataFrame:
    """Tell of each decision whether its review is due, was held in time, or later.

    A review is due when its day and the days of grace have passed and the plan was still open on its day. It was held
    when a later decision about the same plan was recorded (without a plan: about the same student and domain).

    Parameters
    ----------
    decisions
        Rows of the table decisions.
    plans
        The table interventions, for the end of plans.
    day, grace
        Day of looking; how long after its day a review still counts as in time [days].

    Returns
    -------
    pandas.DataFrame
        Index as `decisions`; due, reviewed, reviewed_late [yes or no].

    Examples
    --------
    >>> dates = pd.to_datetime(["2024-11-25", "2025-01-21"])
    >>> rows = pd.DataFrame({"student_id": "A", "plan_id": "P1", "domain": "reading", "date": dates,
    ...                      "review_by": dates + pd.Timedelta(days=56)})
    >>> plans = pd.DataFrame({"plan_id": ["P1"], "end": pd.to_datetime(["2025-05-30"])})
    >>> reviewed(rows, plans, pd.Timestamp("2025-04-01"), 7).to_numpy().tolist()
    [[True, True, False], [True, False, False]]
    """
    ends = plans.drop_duplicates("plan_id").set_index("plan_id")["end"]
    ended = ends.reindex(decisions["plan_id"]).set_axis(decisions.index) < decisions["review_by"]
    by = decisions["review_by"] + pd.Timedelta(days=grace)
    due = (by <= day) & ~ended
    again = _next(decisions)
    return pd.DataFrame({"due": due, "reviewed": due & (again <= by), "reviewed_late": due & (again > by)})


def next_reviews(plans: pd.DataFrame, decisions: pd.DataFrame) -> "pd.Series[pd.Timestamp]":
    """Return the day on which each plan is to be looked at again: its last decision's, else the plan's own.

    Parameters
    ----------
    plans
        Rows of the table interventions.
    decisions
        The decisions known so far.

    Returns
    -------
    pandas.Series
        Index as `plans`; missing where nobody set a day.
    """
    last = (
        decisions.dropna(subset=["plan_id"]).sort_values("date", kind="stable").drop_duplicates("plan_id", keep="last")
    )
    set_then = last.set_index("plan_id")["review_by"].reindex(plans["plan_id"]).set_axis(plans.index)
    return set_then.fillna(plans["review_by"])


def _next(decisions: pd.DataFrame) -> "pd.Series[pd.Timestamp]":
    """Return the day of the next decision about the same plan, missing if there is none."""
    about = decisions["plan_id"].fillna(decisions["student_id"] + " " + decisions["domain"])
    days = pd.DataFrame({"about": about, "date": decisions["date"]}).drop_duplicates().sort_values(["about", "date"])
    days["next"] = days.groupby("about")["date"].shift(-1)
    found = pd.DataFrame({"about": about, "date": decisions["date"]}).merge(days, on=["about", "date"], how="left")
    return found["next"].set_axis(decisions.index)
