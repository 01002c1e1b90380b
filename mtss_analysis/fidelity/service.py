"""The service monitor: whose score suggests support and who has none, whose support nobody monitors, and since when."""

import pandas as pd

from mtss_analysis.estimators.survival import kaplan_meier
from mtss_analysis.fidelity.plan_records import PlanRecords
from mtss_analysis.fidelity.settings import FidelityParams
from mtss_analysis.intake import Dataset, partitions
from mtss_analysis.vocabulary import TOTAL

SERVED = "score suggests support: is a plan open?"
MONITORED = "support is open: was progress measured lately?"
YES, NO, TOO_EARLY = "yes", "no", "too early to tell"
FLAGGED = ("Tier 2", "Tier 3")
WAITING = ["student_id", "school_id", "grade", "domain", "what", "support", "since", "days"]


def flagged(screened: pd.DataFrame, dataset: Dataset, records: PlanRecords) -> pd.DataFrame:
    """Return students enrolled today whose latest screening in a domain suggests support, with the open plan, if any.

    Parameters
    ----------
    screened
        The table ``students`` of a screening result.

    Returns
    -------
    pandas.DataFrame
        student_id, school_id, grade, school_year, domain, support, since (first flagged screening of an unbroken run
        this year), served. Only domains that the plans speak of: elsewhere nobody knows who is served.
    """
    known = screened[screened["date"].notna() & screened["support"].isin(["Tier 1", *FLAGGED])]
    known = known[known["date"] <= records.as_of]
    known = known[(known["school_year"] == known["school_year"].max())]
    known = known[known["domain"].isin(records.plans["domain"].unique())]
    known = known.sort_values(["date", "support"], kind="stable")
    since = _since(known)
    last = known.drop_duplicates(["student_id", "domain"], keep="last").assign(since=since)
    last = last[last["support"].isin(FLAGGED) & last["student_id"].isin(_enrolled(dataset, records.as_of))]
    open_ = records.plans.loc[records.plans["open"], ["student_id", "domain"]].drop_duplicates()
    both = last.merge(open_.assign(served=True), on=["student_id", "domain"], how="left")
    found: pd.DataFrame = both.assign(served=both["served"].notna())
    return found[["student_id", "school_id", "grade", "school_year", "domain", "support", "since", "served"]]


def _since(known: pd.DataFrame) -> "pd.Series[pd.Timestamp]":
    """First flagged screening of the year after which none was above the cut, on the row of the student's last."""
    by = ["student_id", "domain"]
    above = known["date"].where(known["support"] == "Tier 1")
    cleared = above.groupby([known[name] for name in by]).transform("max")
    flags = known[cleared.isna() | (known["date"] > cleared)]
    first = flags.groupby(by)["date"].transform("min")
    return first.reindex(known.index)


def monitored(plans: pd.DataFrame, records: PlanRecords, params: FidelityParams) -> pd.DataFrame:
    """Return students' open plans with whether progress was measured lately; a plan that is too new is neither.

    A student with two open plans in a domain counts as monitored if one is.
    """
    open_ = plans[plans["open"]].copy()
    horizon = records.as_of - pd.Timedelta(weeks=params.unmonitored_weeks)
    seen = (open_["last_probe"] >= horizon).to_numpy(dtype=bool)
    fresh = (open_["start"] > horizon).to_numpy(dtype=bool)
    rank = pd.Series(0, open_.index).mask(fresh, 1).mask(seen, 2)
    best = open_.assign(rank=rank).sort_values("rank", kind="stable")
    best = best.drop_duplicates(["student_id", "domain"], keep="last").reset_index(drop=True)
    return best.assign(answer=best["rank"].map({0: NO, 1: TOO_EARLY, 2: YES}).astype("str"))


def answers(flags: pd.DataFrame, plans: pd.DataFrame) -> pd.DataFrame:
    """Count the answers: domain, question, school_id, answer, n, students; who is too early to tell is left out."""
    of_plans = plans[plans["answer"] != TOO_EARLY].assign(question=MONITORED)
    of_flags = flags.assign(answer=flags["served"].map({True: YES, False: NO}).astype("str"), question=SERVED)
    columns = ["student_id", "domain", "school_id", "question", "answer"]
    rows = pd.concat([of_flags[columns], of_plans[columns]], ignore_index=True)
    return partitions.count(rows, ["domain", "question"], "answer", [YES, NO], of="students")


def waiting(flags: pd.DataFrame, plans: pd.DataFrame, records: PlanRecords, params: FidelityParams) -> pd.DataFrame:
    """List students who wait for support longer than the set time, and students whose support is not monitored.

    Returns
    -------
    pandas.DataFrame
        WAITING; days since the screening, or since the last probe (of a plan without one: since its start) [days].
    """
    unserved = flags[~flags["served"]].assign(what="waits for support")
    unserved = unserved.assign(days=(records.as_of - unserved["since"]).dt.days)
    unserved = unserved[unserved["days"] > 7 * params.waiting_weeks]
    unseen = plans[plans["answer"] == NO]
    unseen = unseen.assign(
        what="support without monitoring", since=unseen["last_probe"].fillna(unseen["start"]),
        support="Tier " + unseen["tier"].astype("str"),
    )  # fmt: skip
    unseen = unseen.assign(days=(records.as_of - unseen["since"]).dt.days)
    return pd.concat([unserved[WAITING], unseen[WAITING]], ignore_index=True)


def waits(entries: pd.DataFrame, confidence: float) -> pd.DataFrame:
    """Days from a flagged screening to the first session, by domain and school: half had one by then.

    Parameters
    ----------
    entries
        The table ``entries`` of a result of :func:`mtss_analysis.tiers.follow`: a first flag of a year, the weeks it
        was followed, and whether a session was delivered by then.

    Returns
    -------
    pandas.DataFrame
        domain, school_id, n [students], begun [students], median, low, high [days] by Kaplan and Meier; missing where
        the data cannot tell yet.
    """
    latest = entries[entries["school_year"] == entries["school_year"].max()]
    everywhere = latest.assign(school_id=TOTAL)
    rows = []
    for (domain, school), part in pd.concat([everywhere, latest]).groupby(["domain", "school_id"]):
        fit = kaplan_meier(7 * part["weeks"].astype("float64"), part["begun"].astype(bool), confidence)
        rows.append((domain, school, fit.n, fit.ended, fit.median, fit.low, fit.high))
    return pd.DataFrame(rows, columns=["domain", "school_id", "n", "begun", "median", "low", "high"])


def _enrolled(dataset: Dataset, day: pd.Timestamp) -> "pd.Series[str]":
    """Students enrolled on that day; everyone where there is no table of enrollments."""
    if not dataset.has("enrollments"):
        return dataset.table("students")["student_id"]
    stays = dataset.table("enrollments")
    here = (stays["enrolled_from"] <= day) & (stays["enrolled_to"].isna() | (stays["enrolled_to"] >= day))
    return stays.loc[here, "student_id"]
