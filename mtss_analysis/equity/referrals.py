"""Referrals group beside group: what adults saw and what they judged, at the same behavior, and where it happened."""

import numpy as np
import pandas as pd

from mtss_analysis.early_warning.labels import hours
from mtss_analysis.equity.children import WHO, Children
from mtss_analysis.equity.settings import EquityParams
from mtss_analysis.estimators.risk_ratios import standardized_rate_ratio
from mtss_analysis.vocabulary import NO_DATA

JUDGED, SEEN, ALL = "judged by an adult", "seen", "all referrals"
CRUDE, SAME = "as they are", "at the same behavior score"
TOO_FEW = "too few to say"
PER = 100
COLUMNS = [
    "school_year", "kind", "compared", "by", "group", "students", "referrals", "rate", "others", "ratio", "low", "high",
    "answer",
]  # fmt: skip


def rates(found: Children, days: pd.DataFrame, scores: pd.DataFrame, params: EquityParams) -> pd.DataFrame:
    """Compare referrals of each group with those of all other students.

    Parameters
    ----------
    found
        Students and referrals.
    days
        student_id, school_year, days: school days each student was expected.
    scores
        student_id, school_year, band: students of like behavior score; may be empty.

    Returns
    -------
    pandas.DataFrame
        school_year, kind, compared, by, group, students, referrals, rate (per 100 students and school day), others
        (rate of all others), ratio, low, high, answer.
    """
    rows = found.rows.merge(days, on=WHO)
    rows = rows[rows["days"] > 0]
    parts = []
    for kind, events in _events(found, params).items():
        counted = rows.merge(events, on=WHO, how="left").fillna({"events": 0.0})
        for year, part in counted.groupby("school_year"):
            parts += _compared(part.assign(band=0), found, params, (str(year), kind, CRUDE))
            banded = part.merge(scores, on=WHO)
            if len(banded):
                parts += _compared(banded, found, params, (str(year), kind, SAME))
    return pd.DataFrame(parts, columns=COLUMNS)


def places(found: Children, days: pd.DataFrame, params: EquityParams) -> pd.DataFrame:
    """Count referrals: school_year, kind, behavior, location, hour, referrals, students, rate.

    The rate is per 100 students and school day of the district.
    """
    exposed = days.groupby("school_year")["days"].sum()
    rows = found.incidents.assign(
        kind=found.incidents["behavior"].isin(params.judged).map({True: JUDGED, False: SEEN}),
        behavior=found.incidents["behavior"].fillna(NO_DATA), location=found.incidents["location"].fillna(NO_DATA),
        hour=hours(found.incidents["time"]),
    )  # fmt: skip
    keys = ["school_year", "kind", "behavior", "location", "hour"]
    counted = rows.groupby(keys, as_index=False).agg(
        referrals=("student_id", "size"), students=("student_id", "nunique")
    )
    counted = counted.assign(rate=PER * counted["referrals"] / counted["school_year"].map(exposed))
    return counted.sort_values(["school_year", "referrals"], ascending=False, kind="stable", ignore_index=True)


def bands(screened: pd.DataFrame, params: EquityParams) -> pd.DataFrame:
    """Put students in bands of equal size by their first behavior score of a year: student_id, school_year, band."""
    known = screened.reindex(columns=[*WHO, "domain", "measure", "grade", "date", "score"])
    rows = known[(known["domain"] == "behavior") & known["score"].notna()]
    if rows.empty:
        return pd.DataFrame({"student_id": [], "school_year": [], "band": []}).astype({"student_id": "str"})
    first = rows.sort_values("date", kind="stable").drop_duplicates(WHO)
    place = first.groupby(["school_year", "grade", "measure"])["score"].rank(pct=True, method="average")
    within = np.minimum((place * params.bands).astype(int), params.bands - 1)
    code = first.groupby(["grade", "measure"]).ngroup()
    return first[WHO].assign(band=(code * params.bands + within).to_numpy()).astype({"student_id": "str"})


def _events(found: Children, params: EquityParams) -> dict[str, pd.DataFrame]:
    judged = found.incidents["behavior"].isin(params.judged)
    chosen = {ALL: judged | True, JUDGED: judged, SEEN: ~judged}
    return {
        kind: found.incidents[rows].groupby(WHO).size().rename("events").reset_index() for kind, rows in chosen.items()
    }


def _compared(
    rows: pd.DataFrame, found: Children, params: EquityParams, front: tuple[str, str, str]
) -> list[tuple[object, ...]]:
    parts: list[tuple[object, ...]] = []
    band = pd.factorize(rows["band"])[0]
    for by in found.groups:
        for group in sorted(set(rows[by]) - {NO_DATA}):
            member = (rows[by] == group).to_numpy()
            own, others = rows[member], rows[~member]
            numbers = [_rate(each) for each in (own, others)]
            referred = [int((each["events"] > 0).sum()) for each in (own, others)]
            told = min(referred) >= params.few_cases
            fit = standardized_rate_ratio(rows["events"], rows["days"], member, band, params.confidence)
            ratio = fit if told else (np.nan, np.nan, np.nan)
            answer = _answer(ratio) if told else TOO_FEW
            parts.append((*front, by, group, len(own), int(own["events"].sum()), *numbers, *ratio, answer))
    return parts


def _rate(rows: pd.DataFrame) -> float:
    days = float(rows["days"].sum())
    return PER * float(rows["events"].sum()) / days if days else np.nan


def _answer(ratio: tuple[float, float, float]) -> str:
    if np.isnan(ratio[1]):
        return TOO_FEW
    return "more often" if ratio[1] > 1 else "less often" if ratio[2] < 1 else "no clear difference"
