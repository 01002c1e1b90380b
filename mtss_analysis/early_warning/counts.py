"""Students by indicator, by how much is known of them, and by how many indicators they have."""

import pandas as pd

from mtss_analysis.early_warning import absence, referrals
from mtss_analysis.early_warning.indicators import ANY, NO, NOT_APPLICABLE, TOO_FEW, WHO, YES, Sources, long
from mtss_analysis.early_warning.settings import EarlyWarningParams
from mtss_analysis.estimators import proportions
from mtss_analysis.intake import partitions
from mtss_analysis.vocabulary import NO_DATA

KNOWN = "known"
RECORDS = (KNOWN, TOO_FEW, NO_DATA)
NUMBERS = ("0", "1", "2", "3", NO_DATA)


def whole_years(whole: pd.DataFrame, params: EarlyWarningParams) -> pd.DataFrame:
    """Put one row a student, school year and indicator; referrals are answered by their band."""
    rows = long(whole.rename(columns={"referrals": "flagged"}).assign(
        referrals=referrals.banded(whole["count"], params.some_referrals, params.heavy_referrals)
    ))  # fmt: skip
    rows = rows[rows["answer"] != NOT_APPLICABLE]
    known = ~rows["answer"].isin([NO_DATA, TOO_FEW])
    return rows.assign(record=rows["answer"].where(~known, KNOWN)).reset_index(drop=True)


def indicators(rows: pd.DataFrame, params: EarlyWarningParams, groups: tuple[str, ...]) -> pd.DataFrame:
    """Count students whose indicator is known by its answer; who has no data is in no share.

    Returns
    -------
    pandas.DataFrame
        school_year, indicator, school_id, by, group, answer, n, known, percent, low, high (Wilson).
    """
    known = rows[rows["record"] == KNOWN]
    parts = []
    for name in (*absence_and_courses(), "referrals"):
        answers = _bands(params) if name == "referrals" else (YES, NO)
        part = known[known["indicator"] == name]
        parts.append(_counted(part, ["school_year", "indicator"], "answer", answers, "known", params, groups))
    return pd.concat(parts, ignore_index=True)


def absence_and_courses() -> tuple[str, ...]:
    """Name the indicators that are answered by yes or no.

    >>> absence_and_courses()
    ('absence', 'courses', 'any')
    """
    return ("absence", "courses", ANY)


def coverage(rows: pd.DataFrame, params: EarlyWarningParams, groups: tuple[str, ...]) -> pd.DataFrame:
    """Count students by what is known: school_year, indicator, school_id, by, group, record, n, students, shares."""
    return _counted(rows, ["school_year", "indicator"], "record", RECORDS, "students", params, groups)


def together(read: pd.DataFrame, params: EarlyWarningParams) -> pd.DataFrame:
    """Count students by their number of indicators each cut-off: school_year, cutoff, school_id, indicators, n."""
    number = read["indicators"].map("{:.0f}".format, na_action="ignore").astype("str").fillna(NO_DATA)
    rows = read[["school_year", "cutoff", "school_id"]].assign(indicators=number.astype("str"))
    return _counted(rows, ["school_year", "cutoff"], "indicators", NUMBERS, "students", params, ())


def at_schools(found: Sources, params: EarlyWarningParams) -> pd.DataFrame:
    """Count chronic absence by each school's own days, a student in every school that enrolled the student.

    Returns
    -------
    pandas.DataFrame
        school_year, school_id, n (chronically absent by the school's own days), known, percent, low, high (Wilson).
    """
    sums = absence.totals(found.attendance, [*WHO, "school_id"])
    answer = absence.chronic(sums["absent"], sums["enrolled"], params.chronic_percent, params.minimum_days)
    rows = sums.assign(chronic=answer == YES)[pd.Series(answer).isin([YES, NO]).to_numpy()]
    counted = rows.groupby(["school_year", "school_id"], as_index=False).agg(
        n=("chronic", "sum"), known=("chronic", "size")
    )
    return _with_shares(counted, "known", params)


def _bands(params: EarlyWarningParams) -> tuple[str, ...]:
    return referrals.bands(params.some_referrals, params.heavy_referrals)


def _counted(
    rows: pd.DataFrame, strata: list[str], category: str, values: tuple[str, ...], of: str, params: EarlyWarningParams,
    groups: tuple[str, ...],
) -> pd.DataFrame:  # fmt: skip
    return _with_shares(partitions.count(rows, strata, category, values, of=of, districtwide=groups), of, params)


def _with_shares(counted: pd.DataFrame, of: str, params: EarlyWarningParams) -> pd.DataFrame:
    share = proportions.wilson(counted["n"], counted[of], params.confidence)
    return counted.assign(percent=100 * share.share, low=100 * share.low, high=100 * share.high)
