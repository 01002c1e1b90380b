"""Student growth percentiles between windows: from fall to spring, and from year to year."""

import numpy as np
import pandas as pd
from scipy import special

from mtss_analysis.estimators.percentiles import StudentGrowthPercentiles, student_growth_percentiles
from mtss_analysis.growth.norms import score_percentiles
from mtss_analysis.growth.settings import GrowthParams
from mtss_analysis.growth.trends import signs
from mtss_analysis.intake import Dataset, attach, partitions
from mtss_analysis.params import DistrictParams, MeasuresParams
from mtss_analysis.results import Caution
from mtss_analysis.vocabulary import NO_DATA, Purpose, Season

COHORT = ["purpose", "domain", "measure", "school_year", "grade"]
STRATA = ["domain", "measure", "school_year", "window"]
YEARS_BACK = 2
"""Earlier years whose scores are used, at most."""
ORDER = {str(season): place for place, season in enumerate(Season)}
EARLIER = {"1": "K", "K": "PK"} | {str(grade): str(grade - 1) for grade in range(2, 13)}
NOISY_START = Caution(
    "noisy_start", "growth_percentiles",
    "Growth percentiles between windows read an earlier score as if it were exact. Scores carry chance errors, so "
    "students who truly started high come out somewhat higher, and those who started low somewhat lower, than they "
    "should.",
)  # fmt: skip


def between_windows(
    dataset: Dataset, params: GrowthParams, measures: MeasuresParams, district: DistrictParams
) -> pd.DataFrame:
    """Compare each latest score of a school year with those of students who had the same earlier scores.

    Screening scores are compared from the first window of a school year to the last, annual ones with the one or two
    years before, where the student was a grade lower each time. Students are compared within a grade, measure and
    school year; where nobody has an earlier score, there are no rows. Ties count by half, and higher is better growth
    also on measures where lower scores are better.

    Returns
    -------
    pandas.DataFrame
        STRATA, student_id, school_id, grade, group columns, before, score, priors, percentile, low, high, compared,
        status, norm_before, norm_after.
    """
    scores = _scores(dataset, params, district)
    parts = _screening(scores), _annual(scores)
    rows = pd.concat(parts, ignore_index=True)
    cohort = rows.groupby(COHORT, sort=False).ngroup()
    rows = rows[rows["prior_1"].notna().groupby(cohort).transform("any")].reset_index(drop=True)
    sign = signs(rows["measure"], measures)
    priors = rows[[f"prior_{back}" for back in range(YEARS_BACK, 0, -1)]].to_numpy(np.float64) * sign[:, None]
    codes = rows.groupby(COHORT, sort=False).ngroup().to_numpy()
    fewest = params.percentile_fewest
    found = student_growth_percentiles(rows["score"] * sign, priors, codes, fewest=fewest, ties="middle")
    rows = rows.assign(before=rows["prior_1"]).join(_told(found, params))
    rows["norm_after"] = score_percentiles(rows, measures)
    earlier = rows[["measure", "grade_before", "season_before", "before"]].set_axis(
        ["measure", "grade", "season", "score"], axis=1
    )
    rows["norm_before"] = score_percentiles(earlier, measures)
    return rows[rows["school_id"] == dataset.scope].reset_index(drop=True) if dataset.scope else rows


def medians(rows: pd.DataFrame, groups: list[str]) -> pd.DataFrame:
    """Median growth percentile by school and group, of students who have one.

    Returns
    -------
    pandas.DataFrame
        STRATA, school_id, by, group, n [students], median [percentile].
    """
    known = rows[rows["percentile"].notna()].reset_index(drop=True)
    return partitions.aggregate(
        known,
        STRATA,
        lambda grouped: grouped.agg(n=("percentile", "size"), median=("percentile", "median")),
        districtwide=["grade", *groups],
    )


def window_cautions(rows: pd.DataFrame) -> tuple[Caution, ...]:
    """Say what limits growth percentiles, where there are any."""
    return (NOISY_START,) if rows["percentile"].notna().any() else ()


def _told(found: StudentGrowthPercentiles, params: GrowthParams) -> pd.DataFrame:
    reach = special.ndtri((1 + params.confidence) / 2) * found.se
    told = {
        "priors": found.priors, "percentile": found.percentile, "low": np.clip(found.percentile - reach, 1, 99),
        "high": np.clip(found.percentile + reach, 1, 99), "compared": found.compared,
    }  # fmt: skip
    return pd.DataFrame(told).assign(status=pd.Series(found.status, dtype="str"))


def _scores(dataset: Dataset, params: GrowthParams, district: DistrictParams) -> pd.DataFrame:
    """One score a student, purpose, measure, school year and season; the median of several."""
    scores = dataset.table("scores")
    purposes = {str(purpose) for purpose in params.level_purposes} & {Purpose.SCREENING, Purpose.OUTCOME}
    scores = scores[scores["purpose"].isin(purposes) & np.isfinite(scores["score"]) & scores["date"].notna()]
    scores = scores[["student_id", "purpose", "domain", "measure", "season", "date", "score"]]
    rows = attach(scores.sort_values("date", kind="stable"), dataset, district, on="date")
    rows = rows[rows["grade"] != NO_DATA].fillna({"season": NO_DATA})
    keys = ["student_id", *COHORT, "season"]
    middle = (
        rows.groupby(keys, sort=False)["score"].transform("median") if rows.duplicated(keys).any() else rows["score"]
    )
    return rows.assign(score=middle).drop_duplicates(keys, keep="last").reset_index(drop=True)


def _screening(scores: pd.DataFrame) -> pd.DataFrame:
    """Scores of the last window of each cohort, with those of its first window."""
    rows = scores[(scores["purpose"] == Purpose.SCREENING) & scores["season"].isin(list(ORDER))]
    place = rows["season"].map(ORDER).astype("int64")
    ends = place.groupby([rows[name] for name in COHORT]).agg(["min", "max"])
    ends = ends[ends["min"] < ends["max"]].reset_index()
    rows = rows.assign(place=place).merge(ends, on=COHORT)
    first, last = rows[rows["place"] == rows["min"]], rows[rows["place"] == rows["max"]]
    keys = ["student_id", "purpose", "measure", "school_year"]
    earlier = first[[*keys, "score", "season"]].rename(columns={"score": "prior_1", "season": "season_before"})
    both = last.merge(earlier.drop_duplicates(keys), on=keys, how="left").drop(columns=["place", "min", "max"])
    names = dict(enumerate(ORDER))
    begins = last["min"].map(names).to_numpy()
    window = pd.Series(begins, dtype="str") + " to " + both["season"].astype("str")
    return both.assign(window=window, grade_before=both["grade"], prior_2=np.nan)


def _annual(scores: pd.DataFrame) -> pd.DataFrame:
    """Scores of annual tests, with those of the years before, each from a grade lower."""
    rows = scores[scores["purpose"] == Purpose.OUTCOME]
    rows = rows.assign(year=rows["school_year"].str[:4].astype("int64"))
    rows = rows.drop_duplicates(["student_id", "measure", "year"], keep="last")
    found = rows.assign(grade_before=rows["grade"])
    for back in range(1, YEARS_BACK + 1):
        found["grade_before"] = found["grade_before"].map(EARLIER)
        earlier = rows[["student_id", "measure", "year", "grade", "score", "season"]].assign(year=rows["year"] + back)
        names = {"grade": "grade_before", "score": f"prior_{back}", "season": f"season_{back}"}
        keys = ["student_id", "measure", "year", "grade_before"]
        found = found.merge(earlier.rename(columns=names), on=keys, how="left")
    before = found["grade"].map(EARLIER)
    found = found.assign(grade_before=before, season_before=found["season_1"], window="from the year before")
    return found.drop(columns=["year", *(f"season_{back}" for back in range(1, YEARS_BACK + 1))])
