"""Plans that stand in the data and cannot be placed in time or tier: their students' support is not known."""

import pandas as pd

from mtss_analysis.intake import Dataset, school_year
from mtss_analysis.params import DistrictParams

WHO = ["student_id", "domain"]
DAYS = ["start", "end", "goal_date", "review_by"]


def unplaced(dataset: Dataset, placed: pd.DataFrame, district: DistrictParams) -> pd.DataFrame:
    """List the domains and school years in which a student has a plan that nobody can place.

    Such a plan has no first day or no tier, or the checks left it out. It stands for the school years that its days
    name, and for every year where it names none of the students table.

    Parameters
    ----------
    placed
        The plans that can be placed: plan_id, student_id.

    Returns
    -------
    pandas.DataFrame
        student_id, domain, school_year; each once.
    """
    plans = _without_place(dataset, placed)
    years = dataset.table("students")["school_year"].dropna().drop_duplicates()
    if plans.empty or years.empty:
        return pd.DataFrame(columns=[*WHO, "school_year"], dtype="str")
    named = plans.melt(id_vars=[*WHO, "plan"], value_vars=DAYS, value_name="day").dropna(subset=["day"])
    named = named.assign(school_year=school_year(named["day"], district.school_year_starts))
    named = named[named["school_year"].isin(years)]
    anywhen = plans[~plans["plan"].isin(named["plan"])].merge(years, how="cross")
    return pd.concat([named, anywhen])[[*WHO, "school_year"]].drop_duplicates(ignore_index=True)


def _without_place(dataset: Dataset, placed: pd.DataFrame) -> pd.DataFrame:
    """Plans left out, or kept without a first day or a tier, but for copies of plans that are placed."""
    plans = dataset.table("interventions")
    kept = plans[plans["tier"].isna() | plans["start"].isna()]
    both = pd.concat([kept, dataset.left_out.get("interventions", kept.iloc[:0])]).dropna(subset=WHO)
    known = pd.MultiIndex.from_frame(placed[["plan_id", "student_id"]])
    both = both[~pd.MultiIndex.from_frame(both[["plan_id", "student_id"]]).isin(known)]
    return both.assign(plan=range(len(both)))
