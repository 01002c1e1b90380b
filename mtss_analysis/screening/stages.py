"""Two screenings of the same students: which foretells better, and what a second one for the flagged only would do."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from mtss_analysis.estimators import classification
from mtss_analysis.screening.accuracy_settings import AccuracyParams
from mtss_analysis.screening.classified import percents, reason
from mtss_analysis.screening.later_outcome import OCCASION, split
from mtss_analysis.screening.result import SEASONS

SAME = ["student_id", "school_year", "domain", "outcome", "outcome_date"]


def pairs(known: pd.DataFrame, params: AccuracyParams) -> pd.DataFrame:
    """Compare every two screenings of a domain by the students who had both and share one outcome.

    The first is the earlier one; of two measures in one window, either may be. Screenings whose pair lacks students,
    or students of either kind, have no row.
    """
    rows = []
    taken = list(split(known, OCCASION))
    for one, first in taken:
        for other, second in taken:
            if one["domain"] != other["domain"] or not _before(one, other):
                continue
            both = first.merge(second, on=SAME, suffixes=("", "_second"))
            enough = not reason(both, params)
            if enough and (both["needed"] == both["needed_second"]).all():
                rows.append(_labels(one, other) | _compared(both, params.confidence) | _gated(both, params.confidence))
    return pd.DataFrame(rows)


def _before(one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    if one["season"] == other["season"]:
        return one["measure"] != other["measure"]
    return SEASONS.get(one["season"], len(SEASONS)) < SEASONS.get(other["season"], len(SEASONS))


def _labels(one: Mapping[str, str], other: Mapping[str, str]) -> dict[str, Any]:
    first, second = ({f"{name}_season": each["season"], name: each["measure"]}
                     for name, each in (("first", one), ("second", other)))  # fmt: skip
    return {"domain": one["domain"]} | first | second


def _compared(both: pd.DataFrame, confidence: float) -> dict[str, Any]:
    found = classification.compare(
        both["risk"], both["risk_second"], both["needed"], higher_is_risk=(True, True), confidence=confidence
    )
    return {
        "n": len(both), "needed": int(both["needed"].sum()), "first_auc": found.first.auc,
        "second_auc": found.second.auc, "difference": -found.difference, "low": -found.high, "high": -found.low,
        "p": found.p,
    }  # fmt: skip


def _gated(both: pd.DataFrame, confidence: float) -> dict[str, Any]:
    found = classification.gate(both["risk"] > 0, both["risk_second"] > 0, both["needed"], confidence)
    return (
        {"tested_again": found.tested_again, "alarms": found.alone.false_alarms, "alarms_saved": found.alarms_saved,
         "found": found.alone.found, "misses_added": found.misses_added}
        | percents("saved", found.saved) | percents("added", found.added)
    )  # fmt: skip
