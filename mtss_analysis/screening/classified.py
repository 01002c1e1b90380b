"""How well each screening told who was later at risk: of everybody, by year, grade, school and group."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd

from mtss_analysis.estimators import classification
from mtss_analysis.estimators.classification import AtCut, Auc, Ranged
from mtss_analysis.estimators.proportions import wilson
from mtss_analysis.intake import partitions
from mtss_analysis.screening.accuracy_settings import AccuracyParams
from mtss_analysis.screening.later_outcome import OCCASION, split
from mtss_analysis.vocabulary import TOTAL

SCREENING = [*OCCASION, "outcome"]
RESULTS: Final = ("found", "missed", "false alarm", "cleared")
"""What became of a student: found and missed were later at risk, and the others not; missed and cleared had no flag."""
REASONS: Final = {
    "few": "too few students have both a screening score and a later outcome",
    "few_at_risk": "too few students were later at risk to say how many such students the screener finds",
    "few_others": "too few students were later not at risk",
    "nobody_flagged": "nobody is flagged: the cut lies beyond every score",
    "all_flagged": "everybody is flagged: every score lies on the risk side of the cut",
    "no_outcome": "these grades have no later outcome",
}
"""Code → why the accuracy cannot be told."""
TELLING: Final = ("", "nobody_flagged", "all_flagged")
"""Codes with which an area can be told, and other cuts looked for."""


def followed(known: pd.DataFrame, groups: Sequence[str], params: AccuracyParams) -> pd.DataFrame:
    """Count what became of the students of each screening and school year, with the area of each.

    Parameters
    ----------
    known
        Rows of :class:`Followed` whose outcome is known.
    groups
        Group columns.
    """
    strata = ["school_year", *SCREENING]
    rows = known.assign(school_id=TOTAL, result=_result(known))
    counted = partitions.count(rows, strata, "result", RESULTS, of="followed", districtwide=groups)
    counted = counted.drop_duplicates([*strata, "by", "group", "result"]).drop(columns="school_id")
    counted = counted.assign(percent=counted["n"] / counted["followed"].where(counted["followed"] > 0) * 100)
    keys = [*strata, "by", "group"]
    areas = [labels | {"by": by, "group": group} | _area_columns(area(part, params.confidence))
             for labels, whole in split(known, strata) for by, group, part in _parts(whole, groups)
             if reason(part, params) in TELLING]  # fmt: skip
    if not areas:
        return counted.assign(auc=np.nan, low=np.nan, high=np.nan)
    return counted.merge(pd.DataFrame(areas).assign(result=TOTAL), on=[*keys, "result"], how="left")


def accuracy(tested: pd.DataFrame, groups: Sequence[str], params: AccuracyParams) -> pd.DataFrame:
    """Hold each screening against the outcome, all school years together and year by year.

    Grades are set at the distance from their own cuts, in spreads of the grade, so that they can stand together.
    Groups, grades and schools have rows over all years only: a single year holds too few of them.
    """
    rows, wanted = [], [*SCREENING, "school_year", "grade", "school_id", *groups, "risk", "needed"]
    for labels, whole in split(tested[wanted], SCREENING):
        followed_by = ["grade", "school_id", *groups] if whole["needed"].notna().any() else []
        for by, group, part in _parts(whole, followed_by):
            rows.append(labels | {"school_year": TOTAL, "by": by, "group": group} | _told(part, params))
        for year, part in split(whole, ["school_year"]):
            rows.append(labels | year | {"by": TOTAL, "group": TOTAL} | _told(part, params))
    return pd.DataFrame(rows)


def reason(part: pd.DataFrame, params: AccuracyParams) -> str:
    """Say why the accuracy of a group cannot be told: a code of `REASONS`, or empty."""
    outcome = part["needed"].to_numpy()
    flagged = (part["risk"].to_numpy() > 0)[~np.isnan(outcome)]
    n, needed = len(flagged), int(np.nansum(outcome))
    if n < params.fewest:
        return "few" if n else "no_outcome"
    if flagged.all() or not flagged.any():
        return "all_flagged" if flagged.all() else "nobody_flagged"
    few = params.fewest_of_a_kind
    return "few_at_risk" if needed < few else "few_others" if n - needed < few else ""


def area(known: pd.DataFrame, confidence: float) -> Auc:
    """Return the area under the curve of students whose outcome is known, over distances from the cut."""
    return classification.auc(known["risk"], known["needed"], higher_is_risk=True, confidence=confidence)


def at_cut(known: pd.DataFrame, confidence: float, beyond: float = 0.0) -> AtCut:
    """Return what the written cut, or one at another distance from it, finds and misses."""
    return classification.classify(known["risk"], known["needed"], beyond, higher_is_risk=True, confidence=confidence)


def percents(name: str, ranged: Ranged) -> dict[str, float]:
    """Return a share and its interval as three columns [percent]."""
    return {name: ranged.value * 100, f"{name}_low": ranged.low * 100, f"{name}_high": ranged.high * 100}


def _told(part: pd.DataFrame, params: AccuracyParams) -> dict[str, Any]:
    known, why = part[part["needed"].notna()], reason(part, params)
    seen = at_cut(known, params.confidence)
    told: dict[str, Any] = {
        "tested": len(part), "n": len(known), "needed": seen.found + seen.missed,
        "flagged": seen.found + seen.false_alarms, "why": why,
    }  # fmt: skip
    if why not in TELLING:
        return told
    told |= percents("base_rate", _base_rate(seen)) | _area_columns(area(known, params.confidence))
    if why:
        return told
    ratio = seen.lr_positive
    return (
        told | percents("sensitivity", seen.sensitivity) | percents("specificity", seen.specificity)
        | percents("ppv", seen.ppv) | percents("npv", seen.npv)
        | {"lr": ratio.value, "lr_low": ratio.low, "lr_high": ratio.high}
    )  # fmt: skip


def _base_rate(seen: AtCut) -> Ranged:
    needed, others = seen.found + seen.missed, seen.false_alarms + seen.cleared
    share = wilson(needed, needed + others, seen.confidence)
    return Ranged(float(share.share), float(share.low), float(share.high))


def _area_columns(found: Auc) -> dict[str, float]:
    return {"auc": found.auc if not found.why else np.nan, "low": found.low, "high": found.high}


def _result(known: pd.DataFrame) -> "pd.Series[str]":
    flagged, needed = known["risk"] > 0, known["needed"] == 1
    said = np.select([needed & flagged, needed, flagged], RESULTS[:3], RESULTS[3])
    return pd.Series(said, index=known.index, dtype="str")


def _parts(whole: pd.DataFrame, groups: Sequence[str]) -> Iterator[tuple[str, str, pd.DataFrame]]:
    """Yield everybody, then each group of each grouping."""
    yield TOTAL, TOTAL, whole
    for by in groups:
        for group, part in whole.groupby(by, sort=True):
            yield by, str(group), part
