"""Whether gains last: standing in the next fall of students whose support ended, by how it ended."""

import pandas as pd

from mtss_analysis.estimators import proportions
from mtss_analysis.intake import Dataset, partitions, school_year
from mtss_analysis.params import DistrictParams
from mtss_analysis.tiers import TiersParams
from mtss_analysis.vocabulary import NO_DATA, Season

MET, OTHERWISE = "met its goal", "ended otherwise"
ABOVE, BELOW = "at or above every cut", "below a cut"
STANDINGS = (ABOVE, BELOW)
STRATA = ["school_year", "domain"]
COLUMNS = [*STRATA, "school_id", "by", "group", "standing", "n", "students", "percent", "low", "high"]


def next_fall(dataset: Dataset, screened: pd.DataFrame, support: TiersParams, district: DistrictParams) -> pd.DataFrame:
    """List students whose last plan of a year in a domain ended, with their standing in the next fall.

    Returns
    -------
    pandas.DataFrame
        student_id, domain, school_year (of the fall), school_id (in the fall), ending (MET or OTHERWISE), standing:
        at or above the cut of every measure of the domain, below one, or No data.
    """
    plans = dataset.table("interventions").dropna(subset=["student_id", "domain", "tier", "start", "end"])
    plans = plans[plans["tier"] >= 2].sort_values("end", kind="stable")
    plans = plans.assign(ended_in=school_year(plans["end"], district.school_year_starts))
    last = plans.drop_duplicates(["student_id", "domain", "ended_in"], keep="last")
    year = pd.to_numeric(last["ended_in"].str[:4]) + 1
    following = year.astype("str") + "-" + ((year + 1) % 100).astype("str").str.zfill(2)
    met = last["exit_status"].map(support.exits) == "goal reached"
    rows = last[["student_id", "domain"]].assign(
        school_year=following.astype("str"), ending=met.map({True: MET, False: OTHERWISE})
    )
    found = rows.merge(_standing(screened), on=["student_id", *STRATA], how="left")
    years = set(screened["school_year"])
    return found[found["school_year"].isin(years)].fillna({"standing": NO_DATA, "school_id": NO_DATA})


def _standing(screened: pd.DataFrame) -> pd.DataFrame:
    """One row a student, domain and fall with a score: at or above the cuts of all its measures, or below one."""
    fall = screened[(screened["season"] == Season.FALL) & screened["support"].isin(["Tier 1", "Tier 2", "Tier 3"])]
    keys = ["student_id", *STRATA]
    below = (fall["support"] != "Tier 1").groupby([fall[name] for name in keys]).any()
    school = fall.groupby(keys)["school_id"].last()
    named = below.map({True: BELOW, False: ABOVE}).rename("standing").astype("str")
    return pd.concat([named, school], axis=1).reset_index()


def persistence(rows: pd.DataFrame, confidence: float) -> pd.DataFrame:
    """Count standings in the next fall: COLUMNS, with Wilson's interval of the share [percent]."""
    told = rows[rows["standing"].isin(STANDINGS)]
    if told.empty:
        return pd.DataFrame({name: pd.Series(dtype="str") for name in COLUMNS})
    counted = partitions.count(told, STRATA, "standing", STANDINGS, of="students", districtwide=["ending"])
    share = proportions.wilson(counted["n"], counted["students"], confidence)
    return counted.assign(percent=share.share * 100, low=share.low * 100, high=share.high * 100)[COLUMNS]
