"""Counts for everybody to see, and waits: how many with a flag had a first session in time, and after how many days."""

import numpy as np
import pandas as pd

from mtss_analysis.equity.given_need_contrasts import compared_groups
from mtss_analysis.equity.given_need_service import NO, TOO_EARLY, YES
from mtss_analysis.equity.given_need_settings import ServiceEquityParams
from mtss_analysis.estimators import proportions
from mtss_analysis.estimators.survival import kaplan_meier
from mtss_analysis.intake import partitions
from mtss_analysis.vocabulary import NO_DATA, TOTAL

OTHERS = "all others"
AS_TEXT = ("confidence", "false_findings", "fewest_students", "public_design", "served_days")
"""Settings that whoever holds the counts needs to compare groups."""
WAITS = ["domain", "by", "group", "n", "begun", "median", "low", "high"]


def served_counts(rows: pd.DataFrame, groups: list[str], params: ServiceEquityParams) -> pd.DataFrame:
    """Count students of the district with a flag by whether a first session came in time.

    Counted apart by how much support the score suggested, so that groups are compared at a like need by anyone who has
    only this table. Every student counts once in a domain; those too early to tell are in no number.

    Parameters
    ----------
    rows
        One row a student and domain, with session and suggested.

    Returns
    -------
    pandas.DataFrame
        period, domain, suggested, by, group, session, n, flagged [students], percent, low, high [percent, Wilson], and
        the settings of a comparison as text, because they are no counts.
    """
    known = rows[rows["session"] != TOO_EARLY]
    if known.empty:
        return pd.DataFrame()
    years = sorted(known["school_year"].unique())
    known = known.assign(period=years[0] if len(years) == 1 else f"{years[0]} to {years[-1]}")
    strata = ["period", "domain", "suggested"]
    counted = partitions.count(known, strata, "session", [YES, NO], of="flagged", districtwide=groups)
    counted = counted[counted["school_id"] == TOTAL].drop(columns="school_id").reset_index(drop=True)
    share = proportions.wilson(counted["n"], counted["flagged"], params.confidence)
    text = {name: f"{getattr(params, name):g}" for name in AS_TEXT}
    return counted.assign(percent=100 * share.share, low=100 * share.low, high=100 * share.high, **text)


def waits(rows: pd.DataFrame, groups: list[str], params: ServiceEquityParams) -> pd.DataFrame:
    """Median days from the flag to the first session, of each group and of all others, by Kaplan and Meier.

    Who never had one waited at least as long as could be seen, and is not left out. Support that was open on the day of
    the flag is, because it did not come after it.

    Returns
    -------
    pandas.DataFrame
        WAITS: n and begun [students], median with interval [days]; missing where fewer than half had a session, or
        where there are too few students.
    """
    waited = rows[rows["days"].notna()]
    found = []
    for domain, part in waited.groupby("domain", sort=True):
        found.append((domain, TOTAL, TOTAL, *_median(part, params)))
        for by in groups:
            recorded = part[part[by] != NO_DATA]
            for group in compared_groups(recorded[by]):
                member = recorded[by] == group
                found.append((domain, by, group, *_median(recorded[member], params)))
                found.append((domain, by, f"{OTHERS} than {group}", *_median(recorded[~member], params)))
    frame = pd.DataFrame(found, columns=WAITS)
    return frame.astype(dict.fromkeys(WAITS[:3], "str") | {"n": "int64", "begun": "int64"})


def _median(rows: pd.DataFrame, params: ServiceEquityParams) -> tuple[float, ...]:
    begun = rows["begun"].to_numpy(dtype=bool)
    if len(rows) < params.fewest_students:
        return len(rows), int(begun.sum()), np.nan, np.nan, np.nan
    fit = kaplan_meier(rows["days"], begun, params.confidence)
    return fit.n, fit.ended, fit.median, fit.low, fit.high
