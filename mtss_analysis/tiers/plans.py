"""Plans of single students as stretches of days at one tier, where of two plans at once the more intensive counts."""

from dataclasses import dataclass

import pandas as pd

from mtss_analysis.intake import Dataset, last_recorded, school_year
from mtss_analysis.params import DistrictParams
from mtss_analysis.tiers.settings import TiersParams
from mtss_analysis.tiers.unplaced import unplaced

DAY = pd.Timedelta(days=1)
WHO = ["student_id", "domain"]


@dataclass(frozen=True, slots=True)
class Records:
    """What the records say of support.

    Attributes
    ----------
    plans : one row a plan of a student: plan_id, student_id, domain, tier, start, end, exit_status, last (day it is
        known to have lasted), open (not ended by then), gone (the student left before it was closed)
    stretches : one row a run of days at one tier of one student in one domain: WHO, first, last, tier, plan_id
    covered : domain and school_year in which any plan of a student was open
    unplaced : student_id, domain and school_year of plans that nobody can place in time or tier
    as_of : last day the records speak of
    """

    plans: pd.DataFrame
    stretches: pd.DataFrame
    covered: pd.DataFrame
    unplaced: pd.DataFrame
    as_of: pd.Timestamp


def records(dataset: Dataset, params: TiersParams, district: DistrictParams) -> Records:
    """Read the plans that name a student, until the last day the records speak of."""
    as_of = last_recorded(dataset, params.as_of)
    plans = dataset.table("interventions").dropna(subset=["student_id", "domain", "tier", "start"])
    plans = plans[plans["tier"].between(1, 3)]
    doubtful = unplaced(dataset, plans, district)
    plans = plans[plans["start"] <= as_of].drop_duplicates("plan_id")
    plans = plans[["plan_id", *WHO, "tier", "start", "end", "exit_status"]].reset_index(drop=True)
    until = last_enrolled(plans["student_id"], dataset, as_of)
    lasts = plans["end"].isna() | (plans["end"] > as_of)
    gone = (lasts | (plans["end"] > until)) & (until < as_of)
    last = plans["end"].mask(lasts, as_of)
    plans = plans.assign(open=lasts, last=last.where(last <= until, until), gone=gone)
    plans = plans[plans["last"] >= plans["start"]].reset_index(drop=True)
    return Records(plans, _stretches(plans), _covered(plans, district), doubtful, as_of)


def last_enrolled(students: "pd.Series[str]", dataset: Dataset, as_of: pd.Timestamp) -> "pd.Series[pd.Timestamp]":
    """Return the last day each student is known to be enrolled, `as_of` at most, shape (rows,)."""
    if not dataset.has("enrollments"):
        return pd.Series(as_of, index=students.index, dtype="datetime64[us]")
    stays = dataset.table("enrollments")
    ends = stays["enrolled_to"].fillna(as_of)
    until = ends.where(ends <= as_of, as_of).groupby(stays["student_id"]).max()
    found = students.map(until).fillna(as_of)
    return found.astype("datetime64[us]")


def _stretches(plans: pd.DataFrame) -> pd.DataFrame:
    """Cut each student's days in a domain where a plan starts or ends; the most intensive plan names each piece."""
    ends = plans.assign(edge=plans["last"] + DAY)
    edges = pd.concat([plans.assign(edge=plans["start"]), ends])[[*WHO, "edge"]].drop_duplicates()
    edges = edges.sort_values([*WHO, "edge"], ignore_index=True)
    pieces = edges.assign(last=edges.groupby(WHO)["edge"].shift(-1) - DAY).dropna(subset=["last"])
    pieces = pieces.rename(columns={"edge": "first"})
    both = pieces.merge(plans.rename(columns={"last": "until"}), on=WHO)
    both = both[(both["start"] <= both["first"]) & (both["last"] <= both["until"])]
    both = both.sort_values([*WHO, "first", "tier", "start", "plan_id"], kind="stable")
    return both.drop_duplicates([*WHO, "first"], keep="last")[[*WHO, "first", "last", "tier", "plan_id"]].reset_index(
        drop=True
    )


def _covered(plans: pd.DataFrame, district: DistrictParams) -> pd.DataFrame:
    """Domains and school years that the table interventions speaks of: a plan of a student was open on some day."""
    starts = school_year(plans["start"], district.school_year_starts)
    ends = school_year(plans["last"], district.school_year_starts)
    first, last = starts.str[:4].astype("Int64"), ends.str[:4].astype("Int64")
    spans = [list(range(a, b + 1)) for a, b in zip(first, last, strict=True)]
    years = plans[["domain"]].assign(year=pd.Series(spans, plans.index, dtype=object)).explode("year")
    years = years.dropna().drop_duplicates()
    named = years["year"].map(lambda year: f"{year}-{(year + 1) % 100:02d}")
    return pd.DataFrame({"domain": years["domain"], "school_year": named.astype("str")}).reset_index(drop=True)
