"""Counts of moves and of support that went on, with intervals, for pages of the team and of the public."""

import pandas as pd

from mtss_analysis.estimators import proportions
from mtss_analysis.intake import Dataset, partitions, roster
from mtss_analysis.params import DistrictParams
from mtss_analysis.transitions.continued import ANSWERS, CONTINUED
from mtss_analysis.transitions.moves import (
    BACK,
    BETWEEN,
    ENTERED,
    FINISHED,
    LEFT,
    LEVEL,
    STARTED,
    STAYED,
    WITHIN,
)

DIRECTIONS = (WITHIN, LEFT, BACK, LEVEL, BETWEEN, ENTERED, STARTED, FINISHED, STAYED)
"""What may be on record of a student in a year; of several, the first counts."""
SHARES = ["percent", "low", "high"]
DIRECTION_COLUMNS = ["school_year", "school_id", "direction", "n", "students", *SHARES]
CONTINUITY_COLUMNS = ["direction", "domain", "school_id", "by", "group", "answer", "n", "followed", *SHARES]
WAIT_COLUMNS = ["direction", "domain", "n", "median_least", "median_most"]


def directions(dataset: Dataset, moved: pd.DataFrame, district: DistrictParams, confidence: float) -> pd.DataFrame:
    """Count the students of each school year by what kind of move they made on the way into it or in it."""
    everyone = roster(dataset, district)
    if everyone.empty:
        return _nothing(DIRECTION_COLUMNS)
    order = {name: place for place, name in enumerate(DIRECTIONS)}
    keys = ["student_id", "school_year"]
    ranked = moved.assign(rank=moved["direction"].map(order)).sort_values("rank", kind="stable")
    once = ranked.drop_duplicates(keys)[[*keys, "direction", "school_id"]].rename(columns={"school_id": "moved_to"})
    rows = everyone.merge(once, on=keys, how="left")
    rows = rows.assign(direction=rows["direction"].fillna(STAYED), school_id=rows["moved_to"].fillna(rows["school_id"]))
    counted = partitions.count(rows, ["school_year"], "direction", DIRECTIONS, of="students")
    return _with_shares(counted, "students", confidence)[DIRECTION_COLUMNS]


def continuity(supported: pd.DataFrame, confidence: float) -> pd.DataFrame:
    """Count students by what became of the support open at their last move of a kind, by domain, school and tier."""
    told = supported[supported["answer"].isin(ANSWERS)]
    told = told.sort_values("first_day", kind="stable") if len(told) else told
    told = told.drop_duplicates(["student_id", "domain", "direction"], keep="last")
    if told.empty:
        return _nothing(CONTINUITY_COLUMNS)
    counted = partitions.count(told, ["direction", "domain"], "answer", ANSWERS, of="followed", districtwide=["tier"])
    return _with_shares(counted, "followed", confidence)[CONTINUITY_COLUMNS]


def waits(supported: pd.DataFrame) -> pd.DataFrame:
    """Give the median days without a session of support that continued, at least and at most [days]."""
    told = supported[supported["answer"] == CONTINUED].dropna(subset=["days_least", "days_most"])
    told = told.drop_duplicates(["student_id", "domain", "direction"], keep="last")
    if told.empty:
        return _nothing(WAIT_COLUMNS)
    return told.groupby(["direction", "domain"]).agg(
        n=("student_id", "nunique"), median_least=("days_least", "median"), median_most=("days_most", "median")
    ).reset_index()  # fmt: skip


def _with_shares(counted: pd.DataFrame, of: str, confidence: float) -> pd.DataFrame:
    share = proportions.wilson(counted["n"], counted[of], confidence)
    return counted.assign(percent=share.share * 100, low=share.low * 100, high=share.high * 100)


def _nothing(columns: list[str]) -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series(dtype="str") for name in columns})
