"""Who was tested in each screening window, and who should have been."""

import pandas as pd

from mtss_analysis.intake import Dataset, attach, school_year
from mtss_analysis.params import DistrictParams
from mtss_analysis.screening.settings import ScreeningParams
from mtss_analysis.vocabulary import NO_DATA

WINDOW = ["school_year", "season"]
COLUMNS = ["student_id", "domain", "measure", "season", "date", "score", "sem", "not_tested_reason"]
STRATA = [*WINDOW, "domain", "measure"]


def tests(dataset: Dataset, params: ScreeningParams, district: DistrictParams) -> pd.DataFrame:
    """One row a student × window × measure of the scores table, tested or with a reason why not.

    Several scores of one student in one window count as the median of the first day: the first day is the screening,
    and a retest is not (median of passages of one day: Hasbrouck & Tindal 2017).

    Returns
    -------
    pandas.DataFrame
        student_id, STRATA, date, score, sem [score], not_tested_reason, grade, school_id, group columns, status.
    """
    scores = dataset.table("scores")
    scores = scores[scores["purpose"].isin([str(purpose) for purpose in params.purposes])]
    scores = scores[scores["date"].notna()][COLUMNS].fillna({"season": NO_DATA})
    scores = scores.assign(school_year=school_year(scores["date"], district.school_year_starts))
    rows = pd.concat([_first_day(scores), _untested(scores)], ignore_index=True)
    rows = rows.drop_duplicates(["student_id", *STRATA], keep="first")  # a score outweighs a reason
    rows = _placed(rows, dataset, district)
    return rows[rows["school_id"] == dataset.scope] if dataset.scope else rows


def everyone(tested: pd.DataFrame, dataset: Dataset, params: ScreeningParams, district: DistrictParams) -> pd.DataFrame:
    """Add the students enrolled on a window's median day, in grades given the measure, who have no row at all.

    Returns
    -------
    pandas.DataFrame
        As :func:`tests`, with `given`: the measure was given in the student's grade (coverage counts these).
    """
    enrolled = _enrolled(tested, dataset, district)
    given = _given(tested, enrolled, params.given_share)
    expected = enrolled.merge(given, on=[*WINDOW, "grade"])
    keys = ["student_id", *STRATA]
    known = pd.MultiIndex.from_frame(tested[keys])
    missing = expected[~pd.MultiIndex.from_frame(expected[keys]).isin(known)]
    missing = missing.assign(status="not tested", not_tested_reason=NO_DATA)
    rows = pd.concat([tested, missing], ignore_index=True)
    return rows.merge(given.assign(given=True), on=[*STRATA, "grade"], how="left").fillna({"given": False})


def _first_day(scores: pd.DataFrame) -> pd.DataFrame:
    keys = ["student_id", *STRATA]
    scored = scores[scores["score"].notna()]
    scored = scored[scored["date"] == scored.groupby(keys, sort=False)["date"].transform("min")]
    grouped = scored.groupby(keys, sort=False)
    found = grouped.agg(date=("date", "first"), score=("score", "median"), sem=("sem", "mean")).reset_index()
    return found.assign(status="tested", not_tested_reason=pd.Series(pd.NA, index=found.index, dtype="str"))


def _untested(scores: pd.DataFrame) -> pd.DataFrame:
    empty = scores[scores["score"].isna()]
    return empty.assign(status="not tested", not_tested_reason=empty["not_tested_reason"].fillna(NO_DATA))


def _placed(rows: pd.DataFrame, dataset: Dataset, district: DistrictParams) -> pd.DataFrame:
    return attach(rows.drop(columns="school_year"), dataset, district, on="date")


def _enrolled(tested: pd.DataFrame, dataset: Dataset, district: DistrictParams) -> pd.DataFrame:
    """Every student enrolled on the median test day of each window: student_id, WINDOW, grade, school_id, groups."""
    scored = tested[(tested["status"] == "tested") & (tested["season"] != NO_DATA)]
    days = scored.groupby(WINDOW)["date"].median().dt.normalize().reset_index()
    listed = dataset.table("students")[["student_id", "school_year"]].dropna().drop_duplicates()
    present = _placed(listed.merge(days, on="school_year"), dataset, district)
    if dataset.scope:
        return present[present["school_id"] == dataset.scope]
    return present[present["school_id"] != NO_DATA] if dataset.has("enrollments") else present


def _given(tested: pd.DataFrame, enrolled: pd.DataFrame, share: float) -> pd.DataFrame:
    """STRATA × grade in which at least `share` percent of the enrolled students have a row."""
    rows = tested.groupby([*STRATA, "grade"]).size().rename("rows").reset_index()
    sizes = enrolled.groupby([*WINDOW, "grade"]).size().rename("size").reset_index()
    both = rows.merge(sizes, on=[*WINDOW, "grade"])
    return both.loc[both["rows"] * 100 >= share * both["size"], [*STRATA, "grade"]]
