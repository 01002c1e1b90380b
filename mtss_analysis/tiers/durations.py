"""How long support lasts, how it ends, whether it begins again, and how soon it begins after a flag."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from mtss_analysis.estimators.survival import Duration, kaplan_meier
from mtss_analysis.intake import Dataset, attach, partitions, school_year
from mtss_analysis.params import DistrictParams
from mtss_analysis.tiers.movement import with_shares
from mtss_analysis.tiers.periods import DECIDED, ENDINGS, NO, TOO_EARLY, WEEK, YES, weeks
from mtss_analysis.tiers.plans import WHO, Records, last_enrolled
from mtss_analysis.tiers.settings import TiersParams
from mtss_analysis.vocabulary import TOTAL

FLAG = "from a flagged screening to the first session"
STEP = 4
"""Weeks between two points of a curve."""
FEWEST = 10
"""A curve ends where fewer are followed."""


def endings(periods: pd.DataFrame, confidence: float) -> pd.DataFrame:
    """Count students of the district by how their last period at one tier in a domain and school year ended."""
    ordered = periods.sort_values(["last", "first"], kind="stable")
    last = ordered.drop_duplicates([*WHO, "school_year", "tier"], keep="last")
    last = last.assign(support="Tier " + last["tier"].astype("str"))
    counted = partitions.count(last, ["school_year", "domain", "support"], "ended", ENDINGS, of="students")
    return with_shares(counted[counted["school_id"] == TOTAL], "students", confidence)


def entries(
    flagged: pd.DataFrame, dataset: Dataset, found: Records, params: TiersParams, district: DistrictParams
) -> pd.DataFrame:
    """Follow students from their first flagged screening of a year, without an open plan, to the first session.

    Parameters
    ----------
    flagged
        student_id, domain, school_year, date, support of the screening.

    Returns
    -------
    pandas.DataFrame
        WHO, school_year, school_id, date, weeks, begun (a session was delivered by then), followed (long enough),
        timely ("yes", "no", "too early to tell").
    """
    flags = flagged[flagged["support"].isin(["Tier 2", "Tier 3"]) & flagged["date"].notna()]
    flags = flags[flags["date"] <= found.as_of].sort_values("date", kind="stable")
    flags = flags.drop_duplicates([*WHO, "school_year"])[[*WHO, "school_year", "date"]].reset_index()
    flags = flags[flags["domain"].isin(found.covered["domain"].unique())]
    beside = flags.merge(found.stretches[found.stretches["tier"] > 1], on=WHO)
    served = beside.loc[(beside["first"] <= beside["date"]) & (beside["date"] <= beside["last"]), "index"]
    waiting = flags[~flags["index"].isin(served.unique())].drop(columns="index").reset_index(drop=True)
    waiting = waiting.merge(found.covered, on=["domain", "school_year"])
    years = school_year(found.plans["last"], district.school_year_starts)
    ends = waiting["school_year"].map(found.plans["last"].groupby(years).max())
    return attach(_entered(waiting.assign(year_end=ends), dataset, found, params), dataset, district, on="date")


def _entered(flags: pd.DataFrame, dataset: Dataset, found: Records, params: TiersParams) -> pd.DataFrame:
    """Follow each flag until the first session, or until the student left or support ended for the school year."""
    sessions = _first_sessions(flags, dataset, found)
    until = last_enrolled(flags["student_id"], dataset, found.as_of)
    until = until.where(~(flags["year_end"] < until), flags["year_end"])
    begun = (sessions <= until).to_numpy(dtype=bool)
    waited = weeks(sessions.where(begun, until) - flags["date"])
    horizon = flags["date"] + params.entry_weeks * WEEK
    quick = begun & (waited <= params.entry_weeks).to_numpy()
    answer = np.select([~(horizon <= until).to_numpy(), quick], [TOO_EARLY, YES], NO)
    rows = flags.assign(weeks=waited, begun=begun, timely=pd.Series(answer, flags.index, dtype="str"))
    return rows[rows["weeks"] >= 0].reset_index(drop=True)


def _first_sessions(flags: pd.DataFrame, dataset: Dataset, found: Records) -> "pd.Series[pd.Timestamp]":
    """First delivered session in the domain after each flag; of a plan without any logged row, its start."""
    sessions = dataset.table("sessions")
    delivered = sessions.loc[sessions["status"] == "delivered", ["plan_id", "date"]].rename(columns={"date": "held"})
    plans = found.plans[found.plans["tier"] > 1]
    unlogged = plans[~plans["plan_id"].isin(sessions["plan_id"].unique())]
    held = delivered.merge(plans[["plan_id", *WHO]], on="plan_id")
    held = pd.concat([held, unlogged[["plan_id", *WHO]].assign(held=unlogged["start"])])
    both = flags[[*WHO, "date"]].reset_index().merge(held, on=WHO)
    after = both[both["held"] >= both["date"]].groupby("index")["held"].min()
    return after.reindex(flags.index).astype("datetime64[us]")


def followups(periods: pd.DataFrame, entered: pd.DataFrame, params: TiersParams) -> pd.DataFrame:
    """Count the answers to two questions about students followed long enough: did support begin again, and in time."""
    exits = periods[periods["returned"].isin([YES, NO])].sort_values("last", kind="stable")
    exits = exits.drop_duplicates([*WHO, "school_year"]).assign(answer=lambda rows: rows["returned"])
    starts = entered[entered["timely"] != TOO_EARLY].assign(answer=lambda rows: rows["timely"])
    asked = {
        f"support began again within {params.return_weeks:g} weeks of an exit": exits,
        f"first session within {params.entry_weeks:g} weeks of a flagged screening": starts,
    }
    columns = [*WHO, "school_year", "school_id", "answer"]
    rows = pd.concat([part[columns].assign(question=question) for question, part in asked.items()])
    rows = rows.astype({"question": "str"}).reset_index(drop=True)
    counted = partitions.count(rows, ["school_year", "domain", "question"], "answer", [YES, NO], of="followed")
    return with_shares(counted, "followed", params.confidence)


def times(periods: pd.DataFrame, entered: pd.DataFrame, confidence: float) -> pd.DataFrame:
    """Median time [weeks] in support at one tier until a decision ends it, and until the first session after a flag.

    Returns
    -------
    pandas.DataFrame
        domain, span, n [students], median, low, high [weeks]; missing where the data cannot tell yet.
    """
    rows = [
        (domain, span, part["student_id"].nunique(), fit.median, fit.low, fit.high)
        for domain, span, part, fit in _fits(periods, entered, confidence)
    ]
    frame = pd.DataFrame(rows, columns=["domain", "span", "n", "median", "low", "high"])
    return frame.astype({"domain": "str", "span": "str", "n": "int64"})


def curves(periods: pd.DataFrame, confidence: float) -> pd.DataFrame:
    """Share of periods that still last after 0, 4, 8 … weeks: domain, span, week, percent, low, high, followed."""
    none = periods.head(0).assign(begun=False, weeks=0.0)
    parts = [_curve(*found) for found in _fits(periods, none, confidence)]
    columns = ["domain", "span", "week", "percent", "low", "high", "followed"]
    return pd.concat(parts) if parts else pd.DataFrame(columns=columns)


def _curve(domain: str, span: str, part: pd.DataFrame, fit: Duration) -> pd.DataFrame:
    week = np.arange(0, part["weeks"].max() + STEP, STEP)
    followed = (part["weeks"].to_numpy()[:, None] >= week).sum(axis=0)
    share, low, high = fit.at(week)
    rows = {"week": week, "percent": 100 * share, "low": 100 * low, "high": 100 * high, "followed": followed}
    points = pd.DataFrame({"domain": domain, "span": span} | rows)
    return points[points["followed"] >= FEWEST]


def _fits(
    periods: pd.DataFrame, entered: pd.DataFrame, confidence: float
) -> Iterator[tuple[str, str, pd.DataFrame, Duration]]:
    """Fit one curve for each domain and tier, and one for the wait after a flag."""
    decided = periods.assign(begun=periods["ended"].isin(DECIDED))
    for (domain, tier), part in decided.groupby(["domain", "tier"], sort=True):
        yield str(domain), f"Tier {tier} support", part, kaplan_meier(part["weeks"], part["begun"], confidence)
    for domain, part in entered.groupby("domain", sort=True):
        yield str(domain), FLAG, part, kaplan_meier(part["weeks"], part["begun"], confidence)
