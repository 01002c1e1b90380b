"""Whether support that was open at a move went on in the new school.

What is continued, for a plan open at the move, in the same domain, within the set time after the first day:

============================================================  ==============================
what is on record                                             answer
============================================================  ==============================
a plan and a delivered session in the new school              continued
a plan, no delivered session, and every session is logged     a plan, but no session
a plan, no delivered session, some or all not logged          cannot tell
no plan, and a decision to end support near the move          ended by decision
no plan                                                       stopped
the time is not over, and nothing has begun                   too early to tell
============================================================  ==============================
"""

import numpy as np
import pandas as pd

from mtss_analysis.intake import Dataset, last_recorded
from mtss_analysis.tiers import TiersParams
from mtss_analysis.transitions.moves import BETWEEN_SCHOOLS, DAY, WITHIN
from mtss_analysis.transitions.settings import TransitionsParams
from mtss_analysis.vocabulary import SessionStatus

CONTINUED, PLAN_ONLY, DECIDED, STOPPED = "continued", "a plan, but no session", "ended by decision", "stopped"
ANSWERS = (CONTINUED, PLAN_ONLY, DECIDED, STOPPED)
"""Answers of moves that could be followed; together all of them."""
CANNOT_TELL, TOO_EARLY = "cannot tell", "too early to tell"
ON = ["student_id", "domain"]
MOVE = ["student_id", "direction", "school_year", "school_from", "school_id", "last_day", "first_day", "grade"]
COLUMNS = [*MOVE, "domain", "tier", "plan_id", "until", "answer", "last_session", "first_session", "days_least",
           "days_most"]  # fmt: skip
DECIDED_ENDINGS = ("goal reached", "goal not reached", "faded")


def supported(dataset: Dataset, moved: pd.DataFrame, params: TransitionsParams, support: TiersParams) -> pd.DataFrame:
    """List the support open at each move between two schools: COLUMNS, one row a move and domain.

    Parameters
    ----------
    moved
        Moves, as :func:`mtss_analysis.transitions.moves.moves` gives them.
    support
        What the words of exit_status mean.

    Returns
    -------
    pandas.DataFrame
        Of several plans in a domain, the most intensive; `tier` as text; `days_least` and `days_most` [days] between
        the last session before and the first after, least where sessions not logged may have been held.
    """
    plans = _plans(dataset)
    between = moved[moved["direction"].isin(BETWEEN_SCHOOLS)][MOVE]
    if plans.empty or between.empty:
        return pd.DataFrame({name: pd.Series(dtype="str") for name in COLUMNS})
    rows = _open_at(between, plans, params, support)
    wait = np.where(rows["direction"] == WITHIN, params.continue_days, params.continue_days_summer)
    rows = rows.assign(until=rows["first_day"] + pd.to_timedelta(wait, unit="D"))
    rows = _with_days(rows, dataset, plans)
    as_of = last_recorded(dataset, params.as_of)
    return rows.assign(answer=_answers(rows, dataset, plans, params, as_of))[COLUMNS]


def _plans(dataset: Dataset) -> pd.DataFrame:
    plans = dataset.table("interventions").dropna(subset=["plan_id", "student_id", "domain", "tier", "start"])
    plans = plans[plans["tier"] >= 2].drop_duplicates("plan_id")
    return plans[["plan_id", *ON, "tier", "start", "end", "exit_status"]]


def _open_at(
    between: pd.DataFrame, plans: pd.DataFrame, params: TransitionsParams, support: TiersParams
) -> pd.DataFrame:
    """Keep the most intensive plan of each move and domain that lasted until the move and was not ended by decision."""
    between = between.assign(last_day=between["last_day"].fillna(between["first_day"] - DAY))
    both = between.reset_index(names="move").merge(plans, on="student_id")
    lasted = both["end"].isna() | (both["end"] >= both["last_day"] - params.open_days * DAY)
    meant = both["exit_status"].map(support.exits)
    over = meant.isin(DECIDED_ENDINGS) & (both["end"] <= both["first_day"])
    rows = both[(both["start"] <= both["last_day"]) & lasted & ~over.to_numpy(dtype=bool)]
    rows = rows.sort_values(["move", "domain", "tier", "start"], kind="stable")
    rows = rows.drop_duplicates(["move", "domain"], keep="last").reset_index(drop=True)
    return rows.assign(tier="Tier " + rows["tier"].astype("Int64").astype("str"))


def _with_days(rows: pd.DataFrame, dataset: Dataset, plans: pd.DataFrame) -> pd.DataFrame:
    """Add the last session before the move and the first after it, and the days between at least and at most."""
    log = dataset.table("sessions").merge(plans[["plan_id", *ON]], on="plan_id")
    log = log.loc[log["status"].isin([SessionStatus.DELIVERED, SessionStatus.NOT_LOGGED]), [*ON, "date", "status"]]
    pairs = rows.reset_index(names="row")[["row", *ON, "last_day", "first_day", "until"]].merge(log, on=ON)
    earlier, later = pairs["date"] <= pairs["last_day"], pairs["date"] >= pairs["first_day"]
    sure = pairs["status"] == SessionStatus.DELIVERED
    last, last_maybe = (pairs[earlier & kept].groupby("row")["date"].max() for kept in (sure, sure | True))
    first, first_maybe = (pairs[later & kept].groupby("row")["date"].min() for kept in (sure, sure | True))
    found = rows.assign(
        last_session=last.reindex(rows.index), first_session=first.reindex(rows.index),
        unlogged=pairs[later & ~sure & (pairs["date"] <= pairs["until"])].groupby("row").size().reindex(rows.index),
    )  # fmt: skip
    least = (first_maybe.reindex(rows.index) - last_maybe.reindex(rows.index)).dt.days - 1
    most = (found["first_session"] - found["last_session"]).dt.days - 1
    return found.assign(days_least=least, days_most=most)


def _answers(
    rows: pd.DataFrame, dataset: Dataset, plans: pd.DataFrame, params: TransitionsParams, as_of: pd.Timestamp
) -> "pd.Series[str]":
    keys = rows.reset_index(names="row")[["row", *ON, "first_day", "until"]]
    there = keys.merge(plans, on=ON)
    there = there[(there["start"] <= there["until"]) & (there["end"].isna() | (there["end"] >= there["first_day"]))]
    plan = rows.index.isin(there["row"])
    held = (rows["first_session"] <= rows["until"]).to_numpy(dtype=bool)
    logged = _logged(rows, there, dataset)
    early = (rows["until"] > as_of).to_numpy(dtype=bool)
    cases = [plan & held, early, plan & logged, plan, _decided(rows, dataset, params)]
    found = np.select(cases, [CONTINUED, TOO_EARLY, PLAN_ONLY, CANNOT_TELL, DECIDED], STOPPED)
    return pd.Series(found, rows.index, dtype="str")


def _logged(rows: pd.DataFrame, there: pd.DataFrame, dataset: Dataset) -> np.ndarray:
    """Tell where sessions of the new plan are on record in the set time and all of them are logged."""
    log = dataset.table("sessions").dropna(subset=["status"])[["plan_id", "date"]]
    any_ = there.merge(log, on="plan_id")
    any_ = any_[(any_["date"] >= any_["first_day"]) & (any_["date"] <= any_["until"])]
    return rows.index.isin(any_["row"]) & rows["unlogged"].isna().to_numpy()


def _decided(rows: pd.DataFrame, dataset: Dataset, params: TransitionsParams) -> np.ndarray:
    told = dataset.table("decisions")
    told = told.loc[told["decided"].isin(["exit", "fade"]), [*ON, "date"]]
    near = rows.reset_index(names="row")[["row", *ON, "last_day", "until"]].merge(told, on=ON)
    near = near[(near["date"] >= near["last_day"] - params.decided_days * DAY) & (near["date"] <= near["until"])]
    return np.asarray(rows.index.isin(near["row"]))
