"""Who receives which tier of support on the days on which we look."""

import numpy as np
import pandas as pd

from mtss_analysis.intake import Dataset, attach
from mtss_analysis.params import DistrictParams
from mtss_analysis.tiers.plans import WHO, Records
from mtss_analysis.tiers.settings import TiersParams
from mtss_analysis.vocabulary import NO_DATA

TIERS = ("Tier 1", "Tier 2", "Tier 3")
"""Support received on a day; Tier 1 is what every student receives."""


def days(years: "list[str]", params: TiersParams, district: DistrictParams, as_of: pd.Timestamp) -> pd.DataFrame:
    """List the days on which we look, those after the records' last day left out.

    Returns
    -------
    pandas.DataFrame
        school_year, look (its name), day; in order of time.

    Examples
    --------
    >>> from mtss_analysis import params
    >>> settings = params.layers()
    >>> chosen = settings.load(TiersParams), settings.load(DistrictParams)
    >>> days(["2024-25"], *chosen, pd.Timestamp("2025-04-01"))["day"].dt.strftime("%Y-%m-%d").tolist()
    ['2024-11-01', '2025-03-01']
    """
    rows = []
    for year in years:
        for look in params.looks:
            name, day = look.rsplit(" ", 1)
            calendar = int(year[:4]) + (day < district.school_year_starts)
            rows.append((year, name, f"{calendar}-{day}"))
    frame = pd.DataFrame(rows, columns=["school_year", "look", "day"]).astype("str")
    frame["day"] = pd.to_datetime(frame["day"]).astype("datetime64[us]")
    return frame[frame["day"] <= as_of].sort_values("day", ignore_index=True)


def looks(dataset: Dataset, found: Records, params: TiersParams, district: DistrictParams) -> pd.DataFrame:
    """Say for every enrolled student, look and domain which tier of support the student receives.

    No open plan is Tier 1 only in a domain and school year of which the table interventions speaks, and only if no plan
    of the student there is one that nobody can place; else "No data".

    Returns
    -------
    pandas.DataFrame
        One row a student × look × domain: student_id, school_id, grade, school_year, look, day, domain, support,
        plan_id (the most intensive open plan, or missing).
    """
    present = _present(dataset, found, params, district)
    domains = pd.DataFrame({"domain": found.covered["domain"].drop_duplicates()})
    rows = present.merge(domains, how="cross").merge(_open(present, found), on=[*WHO, "day"], how="left")
    known = rows.merge(found.covered.assign(known=True), on=["domain", "school_year"], how="left")["known"].notna()
    doubtful = rows.merge(found.unplaced.assign(doubt=True), on=[*WHO, "school_year"], how="left")["doubt"].notna()
    known &= ~(doubtful & rows["tier"].isna())
    tier = rows["tier"].fillna(1).astype("int64").to_numpy()
    support = np.where(known, np.array(["", *TIERS], dtype=object)[tier], NO_DATA)
    columns = ["student_id", "school_id", "grade", "school_year", "look", "day", "domain"]
    return rows[columns].assign(support=pd.Series(support, rows.index, dtype="str"), plan_id=rows["plan_id"])


def _present(dataset: Dataset, found: Records, params: TiersParams, district: DistrictParams) -> pd.DataFrame:
    """Every student enrolled on each day of looking, once."""
    listed = dataset.table("students")[["student_id", "school_year"]].dropna().drop_duplicates()
    years = sorted(set(listed["school_year"]))
    rows = listed.merge(days(years, params, district, found.as_of), on="school_year")
    placed = attach(rows.drop(columns="school_year"), dataset, district, on="day")
    return placed[placed["school_id"] != NO_DATA] if dataset.has("enrollments") else placed


def _open(present: pd.DataFrame, found: Records) -> pd.DataFrame:
    """Find the stretch of support that covers each day of looking: WHO, day, tier, plan_id."""
    looked = pd.DataFrame({"day": present["day"].drop_duplicates()})
    both = found.stretches.merge(looked, how="cross")
    return both.loc[(both["first"] <= both["day"]) & (both["day"] <= both["last"]), [*WHO, "day", "tier", "plan_id"]]
