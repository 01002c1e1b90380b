"""Movement between two looks: where students who received one tier of support are later, nobody dropped."""

import pandas as pd

from mtss_analysis.estimators import proportions
from mtss_analysis.intake import partitions
from mtss_analysis.tiers.looks import TIERS
from mtss_analysis.vocabulary import NO_DATA, TOTAL

JOINED, LEFT = "joined", "left"
BEFORE, AFTER = (*TIERS, JOINED), (*TIERS, LEFT)
WHO = ["student_id", "domain"]
COMPARED = [*WHO, "school_id", "support"]


def distribution(looks: pd.DataFrame, confidence: float) -> pd.DataFrame:
    """Count students by tier of support on each look: school_year, look, day, domain, school_id, support, n, shares."""
    strata = ["day", "school_year", "look", "domain"]
    known = looks[looks["support"].isin(TIERS)].assign(day=_text(looks["day"]))
    return with_shares(partitions.count(known, strata, "support", TIERS, of="enrolled"), "enrolled", confidence)


def between(looks: pd.DataFrame, confidence: float, *, within_year: bool) -> pd.DataFrame:
    """Count students by tier of support before and after.

    Parameters
    ----------
    looks
        One row a student × look × domain, as :func:`mtss_analysis.tiers.looks.looks` gives them.
    within_year
        From the first to the last look of each school year; otherwise from each look to the next, over summers too.

    Returns
    -------
    pandas.DataFrame
        day (of the later look), school_year, step (in words), domain, school_id, support (before, or "joined"),
        to (after, or "left"), n, students (all with this support before), percent, low, high. A student counts in
        the school of the later look; one who left, in the school left.
    """
    days = looks[["school_year", "look", "day"]].drop_duplicates().sort_values("day")
    pairs = _within(days) if within_year else _next(days)
    parts = [_moved(looks, *pair) for pair in pairs]
    strata = ["day", "school_year", "step", "domain"]
    rows = pd.concat(parts) if parts else pd.DataFrame(columns=[*strata, "school_id", "support", "to"], dtype="str")
    counted = partitions.count(
        rows, strata, "to", AFTER, of="students", districtwide=["support"], schoolwise=["support"]
    )
    counted = counted.assign(support=counted["group"].where(counted["by"] == "support", TOTAL))
    return with_shares(counted, "students", confidence)


def with_shares(counted: pd.DataFrame, of: str, confidence: float) -> pd.DataFrame:
    """Add percent, low and high (Wilson) to counts."""
    share = proportions.wilson(counted["n"], counted[of], confidence)
    return counted.assign(percent=share.share * 100, low=share.low * 100, high=share.high * 100)


def _within(days: pd.DataFrame) -> list[tuple["pd.Series[str]", "pd.Series[str]"]]:
    years = (part for _, part in days.groupby("school_year", sort=True) if len(part) > 1)
    return [(part.iloc[0], part.iloc[-1]) for part in years]


def _next(days: pd.DataFrame) -> list[tuple["pd.Series[str]", "pd.Series[str]"]]:
    return [(days.iloc[at], days.iloc[at + 1]) for at in range(len(days) - 1)]


def _moved(looks: pd.DataFrame, first: "pd.Series[str]", then: "pd.Series[str]") -> pd.DataFrame:
    """Put the two looks side by side, in the domains of which the records speak at both.

    A student whose support in one of them is not known is in none: that is no joining and no leaving, and domains that
    count different students would tell by subtraction how many have a plan that cannot be placed.
    """
    both = looks[looks["day"].isin([first["day"], then["day"]])]
    told = (both["support"] != NO_DATA).groupby([both["domain"], both["day"]]).transform("any")
    both = both[told.groupby(both["domain"]).transform("all")]
    both = both[~both["student_id"].isin(both.loc[both["support"] == NO_DATA, "student_id"])]
    before, after = (both.loc[both["day"] == look["day"], COMPARED] for look in (first, then))
    rows = before.merge(after, on=WHO, how="outer", suffixes=("_before", ""))
    rows = rows[rows["domain"].isin(before["domain"].unique()) & rows["domain"].isin(after["domain"].unique())]
    year = "" if first["school_year"] == then["school_year"] else f" {first['school_year']}"
    return pd.DataFrame(
        {
            "student_id": rows["student_id"], "domain": rows["domain"], "school_year": then["school_year"],
            "day": f"{then['day']:%Y-%m-%d}", "step": f"{first['look']}{year} to {then['look']}",
            "school_id": rows["school_id"].fillna(rows["school_id_before"]),
            "support": rows["support_before"].fillna(JOINED), "to": rows["support"].fillna(LEFT),
        }
    )  # fmt: skip


def _text(days: "pd.Series[pd.Timestamp]") -> "pd.Series[str]":
    return days.dt.strftime("%Y-%m-%d").astype("str")
