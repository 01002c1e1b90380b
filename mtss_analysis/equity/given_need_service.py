"""What came after a flag: a plan, a first session, how long that took, and what the support was."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mtss_analysis.equity.given_need_settings import ServiceEquityParams
from mtss_analysis.fidelity.adherence import DELIVERY, OBSERVATION, deliveries
from mtss_analysis.fidelity.dosage import dose
from mtss_analysis.intake import Dataset, school_year
from mtss_analysis.params import DistrictParams
from mtss_analysis.tiers.plans import Records, last_enrolled
from mtss_analysis.tiers.settings import TiersParams
from mtss_analysis.vocabulary import NO_DATA

FLAG = ["student_id", "domain", "date"]
YES, NO, TOO_EARLY = "yes", "no", "too early to tell"
SUCCESS, NO_SUCCESS = ("goal reached", "faded"), ("goal not reached", "moved up", "school year ended")


def served(
    flags: pd.DataFrame, dataset: Dataset, found: Records, params: ServiceEquityParams, district: DistrictParams
) -> pd.DataFrame:
    """Say of each flag whether a plan and a first session came in time, and how long the first session took.

    Of support that was open on the day of the flag, a session since it began counts; its wait is missing, because it
    did not come after the flag. A flag is followed until the student left, or support ended for the school year.

    Parameters
    ----------
    flags
        As :func:`mtss_analysis.equity.given_need_flags.flags` gives them.
    found
        The plans.

    Returns
    -------
    pandas.DataFrame
        The flags in domains and school years that plans speak of, with open (support was open already), plan, session
        ("yes", "no", "too early to tell"), days (to the first session, or as long as it was waited for), begun, plan_id
        (the first plan in time).
    """
    rows = flags.merge(found.covered, on=["domain", "school_year"])
    rows = rows[rows["date"] <= found.as_of].reset_index(drop=True)
    until = _until(rows, dataset, found, district)
    first = _first_plan(rows, found, params)
    open_ = (first["start"] < rows["date"]).to_numpy(dtype=bool)
    session = _first_sessions(rows.assign(since=first["start"].where(open_, rows["date"])), dataset, found)
    limit = rows["date"] + pd.Timedelta(days=params.served_days)
    early = (until < limit).to_numpy(dtype=bool)
    planned = first["plan_id"].notna().to_numpy()
    begun = (session <= until).to_numpy(dtype=bool)
    timely = begun & (session <= limit).to_numpy(dtype=bool)
    waited = (session.where(begun, until) - rows["date"]).dt.days.clip(lower=0).astype("float64")
    return rows.assign(
        open=open_, plan=_answer(planned, early, rows.index), session=_answer(timely, early, rows.index),
        days=waited.mask(open_), begun=begun & ~open_, plan_id=first["plan_id"],
    )  # fmt: skip


def _answer(yes: NDArray[np.bool_], early: NDArray[np.bool_], index: pd.Index) -> "pd.Series[str]":
    """Too early comes first: were who is served soon known sooner than who is not, shares would be too high."""
    return pd.Series(np.select([early, yes], [TOO_EARLY, YES], NO), index=index, dtype="str")


def _until(rows: pd.DataFrame, dataset: Dataset, found: Records, district: DistrictParams) -> "pd.Series[pd.Timestamp]":
    """Last day on which support could have begun: before the student left and support ended for the school year."""
    until = last_enrolled(rows["student_id"], dataset, found.as_of)
    years = school_year(found.plans["last"], district.school_year_starts)
    ends = rows["school_year"].map(found.plans["last"].groupby(years).max())
    return until.where(~(ends < until), ends)


def _first_plan(rows: pd.DataFrame, found: Records, params: ServiceEquityParams) -> pd.DataFrame:
    """Plan open on the day of the flag, else the first that begins in time; of several the most intensive."""
    plans = found.plans[found.plans["tier"] > 1]
    both = rows[FLAG].reset_index().merge(plans, on=["student_id", "domain"])
    late = both["start"] > both["date"] + pd.Timedelta(days=params.served_days)
    both = both[~late & (both["last"] >= both["date"])]
    both = both.sort_values(["start", "tier", "plan_id"], ascending=[True, False, True], kind="stable")
    first = both.drop_duplicates("index").set_index("index")
    return first[["plan_id", "start"]].reindex(rows.index)


def _first_sessions(rows: pd.DataFrame, dataset: Dataset, found: Records) -> "pd.Series[pd.Timestamp]":
    """First delivered session in the domain from `since` on; of a plan of which nothing is logged, its start."""
    sessions = dataset.table("sessions")
    held = sessions.loc[sessions["status"] == "delivered", ["plan_id", "date"]].rename(columns={"date": "held"})
    plans = found.plans.loc[found.plans["tier"] > 1, ["plan_id", "student_id", "domain", "start"]]
    unlogged = plans[~plans["plan_id"].isin(sessions["plan_id"].unique())]
    known = held.merge(plans, on="plan_id")[["student_id", "domain", "held"]]
    every = pd.concat([known, unlogged.rename(columns={"start": "held"})[["student_id", "domain", "held"]]])
    both = rows[[*FLAG, "since"]].reset_index().merge(every, on=["student_id", "domain"])
    after = both[both["held"] >= both["since"]].groupby("index")["held"].min()
    return after.reindex(rows.index).astype("datetime64[us]")


def once(rows: pd.DataFrame) -> pd.DataFrame:
    """Keep one flag of each student and domain: the latest that could be followed, else the latest."""
    ranked = rows.assign(known=rows["session"] != TOO_EARLY).sort_values(["known", "date"], kind="stable")
    return ranked.drop_duplicates(["student_id", "domain"], keep="last").drop(columns="known").sort_values(
        ["student_id", "domain"], ignore_index=True
    )  # fmt: skip


def received(
    rows: pd.DataFrame, dataset: Dataset, found: Records, support: TiersParams, series: pd.DataFrame
) -> pd.DataFrame:
    """Add what each served student's first plan was.

    Parameters
    ----------
    series
        The table ``series`` of a growth result (plan_id, growth_percentile_observed), or without rows.

    Returns
    -------
    pandas.DataFrame
        `rows` with tier3 ("yes", "no"), minutes (planned a week) [minutes], dose_low, dose_high [percent of planned
        sessions], adherence [percent, as observed], success ("yes", "no", "too early to tell"), growth (percentile of
        students with the same start); missing or "No data" without a plan.
    """
    plans = dataset.table("interventions").drop_duplicates("plan_id").set_index("plan_id")
    at = rows["plan_id"]
    doses = dose(dataset.table("sessions"), at, found.as_of)
    seen = _observed(dataset)
    percentile = series.drop_duplicates("plan_id").set_index("plan_id")["growth_percentile_observed"]
    weekly = plans["sessions_per_week"] * plans["minutes_per_session"]
    tier3 = at.map(plans["tier"]).map(lambda tier: YES if tier == 3 else NO, na_action="ignore")
    return rows.assign(
        tier3=tier3.astype("str").fillna(NO_DATA), minutes=at.map(weekly).astype("float64"),
        dose_low=100 * doses["dose_low"], dose_high=100 * doses["dose_high"], adherence=100 * at.map(seen),
        success=at.map(_success(found, support)).astype("str").fillna(NO_DATA),
        growth=at.map(percentile).astype("float64"),
    )  # fmt: skip


def _observed(dataset: Dataset) -> "pd.Series[float]":
    """Mean of each plan's observed adherence [share]; deliveries are averaged first."""
    checks = dataset.table("fidelity_checks")
    chosen = checks[(checks["source"] == OBSERVATION) & (checks["dimension"] == "adherence")]
    means: pd.Series[float] = deliveries(chosen, DELIVERY).groupby("plan_id")["score"].mean().astype("float64")
    return means


def _success(found: Records, support: TiersParams) -> "pd.Series[str]":
    """Say of each plan whether it ended with its goal reached; who left is not known, and open plans are too early."""
    plans = found.plans.set_index("plan_id")
    words = plans["exit_status"].str.strip().str.casefold().str.replace(" ", "_").map(support.exits)
    kinds = [plans["gone"], plans["open"], words.isin(SUCCESS), words.isin(NO_SUCCESS)]
    said = np.select([kind.to_numpy(dtype=bool) for kind in kinds], [NO_DATA, TOO_EARLY, YES, NO], NO_DATA)
    return pd.Series(said, index=plans.index, dtype="str")
