"""Periods of support: how long a student receives one tier in a domain, and how that ends."""

import numpy as np
import pandas as pd

from mtss_analysis.intake import Dataset, attach
from mtss_analysis.params import DistrictParams
from mtss_analysis.tiers.plans import DAY, WHO, Records, last_enrolled
from mtss_analysis.tiers.settings import TiersParams
from mtss_analysis.vocabulary import NO_DATA

WEEK = pd.Timedelta(weeks=1)
OPEN, LEFT, YEAR_END, UNRECORDED = "open", "left", "school year ended", "reason not recorded"
EXITS = ("goal reached", "goal not reached", UNRECORDED)
"""Endings after which the student receives Tier 1 in the domain."""
DECIDED = (*EXITS, "moved up", "faded")
"""Endings that somebody decided; at every other, the time in support is only known to have lasted so long."""
ENDINGS = (*DECIDED, YEAR_END, LEFT, OPEN)
YES, NO, TOO_EARLY = "yes", "no", "too early to tell"


def periods(dataset: Dataset, found: Records, params: TiersParams, district: DistrictParams) -> pd.DataFrame:
    """Join stretches of Tier 2 or Tier 3 support into periods at one tier, and say how each ended.

    A gap of at most `bridge_days` is no end. A period that is followed by another tier moved up or faded; otherwise
    the plan's exit status says how it ended. A student who leaves ends a period that nobody closed.

    Returns
    -------
    pandas.DataFrame
        student_id, school_id, grade, school_year (on the last day), domain, tier, first, last, weeks, plans, plan_id
        (the last plan), exit_status, ended, since (first day at this tier, summers bridged), weeks_in_all, unchanged,
        returned.
    """
    runs = _runs(found.stretches[found.stretches["tier"] > 1], params)
    last = found.plans[["plan_id", "exit_status", "open", "gone"]]
    runs = runs.merge(last, on="plan_id", how="left")
    runs = runs.assign(weeks=weeks((runs["last"] + DAY) - runs["first"]), ended=_ended(runs, params))
    runs = _since(runs)
    long = (runs["tier"] == 3) & (runs["ended"] == OPEN) & (runs["weeks_in_all"] >= params.unchanged_weeks)
    returned = _returned(runs, dataset, found.as_of, params)
    return attach(runs.assign(unchanged=long, returned=returned), dataset, district, on="last")


def weeks(spans: "pd.Series[pd.Timedelta]") -> "pd.Series[float]":
    """Return spans of time in weeks."""
    return spans.dt.total_seconds() / WEEK.total_seconds()


def _runs(stretches: pd.DataFrame, params: TiersParams) -> pd.DataFrame:
    """Join stretches at one tier that follow each other within the days bridged, and say what came next and when."""
    rows = stretches.sort_values([*WHO, "first"], ignore_index=True)
    before = rows.groupby(WHO, sort=False).shift()
    near = (rows["first"] - before["last"]).dt.days - 1 <= params.bridge_days
    run = (~(near & (rows["tier"] == before["tier"]))).cumsum()
    whole = rows.groupby(run, sort=False).agg(
        student_id=("student_id", "first"), domain=("domain", "first"), tier=("tier", "first"),
        first=("first", "min"), last=("last", "max"), plans=("plan_id", "nunique"), plan_id=("plan_id", "last"),
    ).reset_index(drop=True)  # fmt: skip
    after = whole.groupby(WHO, sort=False)[["tier", "first"]].shift(-1)
    soon = (after["first"] - whole["last"]).dt.days - 1 <= params.bridge_days
    return whole.assign(next_first=after["first"], next_tier=after["tier"].where(soon))


def _ended(runs: pd.DataFrame, params: TiersParams) -> "pd.Series[str]":
    words = runs["exit_status"].str.strip().str.casefold().str.replace(" ", "_").map(params.exits)
    said = words.where(~runs["open"].astype(bool)).fillna("").astype("str")
    asked = {
        "moved up": (runs["next_tier"] > runs["tier"]).fillna(False),
        "faded": (runs["next_tier"] < runs["tier"]).fillna(False),
        "said": said != "", LEFT: runs["gone"], OPEN: runs["open"],
    }  # fmt: skip
    found = [said if kind == "said" else kind for kind in asked]
    ended = np.select([part.to_numpy(dtype=bool) for part in asked.values()], found, UNRECORDED)
    return pd.Series(ended, index=runs.index, dtype="str")


def _since(runs: pd.DataFrame) -> pd.DataFrame:
    """Add the first day and the weeks at this tier, when the ends of school years are no change."""
    before = runs.groupby(WHO, sort=False)[["tier", "ended"]].shift()
    again = (before["tier"] == runs["tier"]).fillna(False) & (before["ended"] == YEAR_END)
    chain = (~again.to_numpy(dtype=bool)).cumsum()
    grouped = runs.groupby(chain, sort=False)
    return runs.assign(since=grouped["first"].transform("min"), weeks_in_all=grouped["weeks"].cumsum())


def _returned(runs: pd.DataFrame, dataset: Dataset, as_of: pd.Timestamp, params: TiersParams) -> "pd.Series[str]":
    """Say after each exit whether support began again in time; too early where nobody can know yet."""
    horizon = runs["last"] + params.return_weeks * WEEK
    back = (runs["next_first"] <= horizon).to_numpy(dtype=bool)
    followed = (horizon <= last_enrolled(runs["student_id"], dataset, as_of)).to_numpy(dtype=bool)
    exited = runs["ended"].isin(EXITS).to_numpy(dtype=bool)
    found = np.select([~exited, ~followed, back], [NO_DATA, TOO_EARLY, YES], NO)
    return pd.Series(found, index=runs.index, dtype="str")
