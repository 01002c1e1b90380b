"""The example of the explorer of cut scores: one screening, and what became of the students."""

from typing import Any

import pandas as pd

from mtss_analysis.params import DistrictParams, MeasuresParams
from mtss_analysis.reporting.cases.case import latest
from mtss_analysis.reporting.examples.source import MEASURE, SEASON, Example, Source
from mtss_analysis.screening.accuracy_settings import AccuracyParams
from mtss_analysis.screening.later_outcome import follow

GROUPS = ("economically_disadvantaged", "english_learner", "disability")
"""Group columns that the explorer compares by."""
PERCENT = 100


def screening(source: Source) -> Example:
    """Give scores, later results and groups of one fall, grade by grade; grades without later results are left out."""
    accuracy = source.settings.load(AccuracyParams)
    district, measures = source.settings.load(DistrictParams), source.settings.load(MeasuresParams)
    found = follow(source.tables("02_screening__students"), source.dataset, accuracy, measures, district).tested
    rows = latest(found[(found["measure"] == MEASURE) & (found["season"] == SEASON)])
    outcome = measures.measures[str(rows["outcome"].iloc[0])].label
    grades = {
        str(grade): _grade(part, accuracy.seats_percent)
        for grade, part in rows.groupby("grade", sort=True)
        if part["needed"].notna().sum() >= accuracy.fewest
    }
    groups = {name: {"label": district.group_labels[name], "values": _values(district, name)} for name in GROUPS}
    fewest = accuracy.fewest_of_a_kind
    return {**source.about, "season": SEASON, "outcome": outcome, "fewest": fewest, "groups": groups, "grades": grades}


def _values(district: DistrictParams, name: str) -> list[str]:
    return [district.value_labels[name][value] for value in ("yes", "no")]


def _grade(rows: pd.DataFrame, seats_percent: float) -> dict[str, Any]:
    """Lay out one grade by score, so that no place in a list tells who it is; 1 is later below, 0 is not."""
    by = ["score", "needed", *GROUPS]
    rows = rows.sort_values(by, kind="stable", na_position="last")
    codes = {name: rows[name].map({"yes": 0, "no": 1}).fillna(-1).astype(int).tolist() for name in GROUPS}
    return {
        "cut": int(rows["cut"].iloc[0]), "seats": round(len(rows) * seats_percent / PERCENT),
        "scores": rows["score"].astype(int).tolist(),
        "later": [None if pd.isna(value) else int(value) for value in rows["needed"]], "groups": codes,
    }  # fmt: skip
