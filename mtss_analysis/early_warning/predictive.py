"""What an indicator read on an early day told about outcomes that came later, in this district."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from mtss_analysis.early_warning import calendar
from mtss_analysis.early_warning.indicators import ANY, INDICATORS, NO, WHO, YES, Sources
from mtss_analysis.early_warning.settings import EarlyWarningParams
from mtss_analysis.estimators import proportions
from mtss_analysis.intake import Dataset, school_year
from mtss_analysis.params import DistrictParams, MeasuresParams
from mtss_analysis.vocabulary import TOTAL, Purpose, Season

SAME, NEXT = "the same year", "the next year"
STATISTICS = ("base rate", "sensitivity", "specificity", "positive predictive value", "negative predictive value")
TOLD, CANNOT_TELL = "told", "cannot tell"


def outcomes(
    found: Sources, whole: pd.DataFrame, dataset: Dataset, measures: MeasuresParams, params: EarlyWarningParams,
    district: DistrictParams,
) -> pd.DataFrame:  # fmt: skip
    """List every outcome of a student and school year that is known: WHO, outcome, happened.

    Chronic absence and referrals count the whole year, courses its last term, state tests the Tier 2 cut. A school
    year whose end the records do not reach has no outcomes.
    """
    parts = [
        _answered(whole, "absence", "chronic absence"),
        whole.loc[whole["count"].notna(), WHO].assign(
            outcome=f"{params.heavy_referrals} or more referrals", happened=whole["count"] >= params.heavy_referrals
        ),
        _last_term(found.marks),
        _state(dataset, measures, params, district, found.as_of),
    ]
    rows = pd.concat(parts, ignore_index=True)
    ends = calendar.days_of(rows["school_year"], params.year_ends, district.school_year_starts)
    rows = rows[ends <= found.as_of]
    return rows.astype({"outcome": "str", "happened": "bool"}).drop_duplicates([*WHO, "outcome"])


def _answered(whole: pd.DataFrame, column: str, outcome: str) -> pd.DataFrame:
    known = whole[whole[column].isin([YES, NO])]
    return known[WHO].assign(outcome=outcome, happened=known[column] == YES)


def _last_term(marks: pd.DataFrame) -> pd.DataFrame:
    last = marks[marks["day"] == marks.groupby("school_year")["day"].transform("max")]
    failed = last.groupby(WHO)["failed"].any().rename("happened").reset_index()
    return failed.assign(outcome="failed course, last term")


def _state(
    dataset: Dataset,
    measures: MeasuresParams,
    params: EarlyWarningParams,
    district: DistrictParams,
    as_of: pd.Timestamp,
) -> pd.DataFrame:
    """Say whether each state score is on the side of the cut that asks for support."""
    scores = dataset.table("scores").dropna(subset=["student_id", "date", "score"])
    scores = scores[(scores["purpose"] == Purpose.OUTCOME) & scores["measure"].isin(params.state_measures)]
    scores = scores[scores["date"] <= as_of]
    years = school_year(scores["date"], district.school_year_starts)
    grades = dataset.table("students")[[*WHO, "grade"]].drop_duplicates(WHO)
    rows = scores[["student_id", "measure", "score"]].assign(school_year=years).merge(grades, on=WHO)
    pairs = zip(rows["measure"], rows["grade"], strict=True)
    cuts = pd.Series(
        [_cut(measures, str(measure), str(grade)) for measure, grade in pairs], rows.index, dtype="float64"
    )
    better = rows["measure"].map(
        lambda name: measures.measures[name].higher_is_better if name in measures.measures else True
    )
    low = np.where(better.astype("bool"), rows["score"] < cuts, rows["score"] > cuts)
    said = "`" + rows["measure"] + "` below cut"
    return rows.assign(outcome=said, happened=low)[cuts.notna()][[*WHO, "outcome", "happened"]]


def _cut(measures: MeasuresParams, measure: str, grade: str) -> float:
    known = measures.measures.get(measure)
    season = (known.cuts.get(grade) or {}).get(Season.SPRING) if known else None
    return float(season.tier2) if season else np.nan


def values(read: pd.DataFrame, later: pd.DataFrame, params: EarlyWarningParams) -> pd.DataFrame:
    """Judge each indicator of each cut-off by each outcome of the same and the next school year.

    Students whose indicator or outcome has no data are in no number. Where fewer students than the setting have the
    outcome, or do not, all values are missing and the answer is "cannot tell".

    Returns
    -------
    pandas.DataFrame
        school_year (of the indicator), cutoff, grade_band, indicator, outcome, when, statistic, n, students, percent,
        low, high (Wilson), verdict.
    """
    tables = [_crossed(read, later, when) for when in (SAME, NEXT)]
    crossed = pd.concat(tables, ignore_index=True)
    parts = [_statistic(crossed, name, params) for name in STATISTICS]
    return pd.concat(parts, ignore_index=True)


def _crossed(read: pd.DataFrame, later: pd.DataFrame, when: str) -> pd.DataFrame:
    """Count each indicator against each outcome: keys, and hits, misses, false alarms, correct all-clears."""
    shifted = later.assign(school_year=later["school_year"].map(_before)) if when == NEXT else later
    both = read.merge(shifted, on=WHO)
    keys = ["school_year", "cutoff", "grade_band", "indicator", "outcome"]
    counted = [_counts(both, indicator) for indicator in (*INDICATORS, ANY)]
    rows = pd.concat(counted) if counted else pd.DataFrame()
    sums = rows.groupby(keys, as_index=False)[["hit", "miss", "alarm", "clear"]].sum()
    return sums.assign(when=when)


def _counts(both: pd.DataFrame, indicator: str) -> pd.DataFrame:
    known = both[both[indicator].isin([YES, NO])]
    flag, outcome = known[indicator] == YES, known["happened"]
    cells = {"hit": flag & outcome, "miss": ~flag & outcome, "alarm": flag & ~outcome, "clear": ~flag & ~outcome}
    rows = known[["school_year", "cutoff", "grade_band", "outcome"]].assign(indicator=indicator, **cells)
    return pd.concat([rows, rows.assign(grade_band=TOTAL)])


def _before(year: str) -> str:
    """Return the school year before.

    >>> _before("2000-01"), _before("2025-26")
    ('1999-00', '2024-25')
    """
    first = int(year[:4])
    return f"{first - 1}-{first % 100:02d}"


def _statistic(crossed: pd.DataFrame, name: str, params: EarlyWarningParams) -> pd.DataFrame:
    hit, miss, alarm, clear = (crossed[column].astype("int64") for column in ("hit", "miss", "alarm", "clear"))
    n, students = dict(_ratios(hit, miss, alarm, clear))[name]
    enough = (hit + miss >= params.fewest) & (alarm + clear >= params.fewest)
    share = proportions.wilson(n, students, params.confidence)
    numbers = {"percent": share.share, "low": share.low, "high": share.high}
    said = {column: (100 * pd.Series(value, crossed.index)).where(enough) for column, value in numbers.items()}
    verdict = np.where(enough & (students > 0), TOLD, CANNOT_TELL)
    keys = crossed.drop(columns=["hit", "miss", "alarm", "clear"])
    return keys.assign(statistic=name, n=n, students=students, verdict=verdict, **said)


def _ratios(
    hit: "pd.Series[int]", miss: "pd.Series[int]", alarm: "pd.Series[int]", clear: "pd.Series[int]"
) -> Iterator[tuple[str, tuple["pd.Series[int]", "pd.Series[int]"]]]:
    yield "base rate", (hit + miss, hit + miss + alarm + clear)
    yield "sensitivity", (hit, hit + miss)
    yield "specificity", (clear, clear + alarm)
    yield "positive predictive value", (hit, hit + alarm)
    yield "negative predictive value", (clear, clear + miss)
