"""Which cut to work by: the written one, the best by a rule, or the one that the seats allow."""

from collections.abc import Iterator
from typing import Any, Final

import numpy as np
import pandas as pd

from mtss_analysis.estimators import classification
from mtss_analysis.estimators.classification import AtCut, Rule, Seated
from mtss_analysis.params import MeasuresParams
from mtss_analysis.screening.accuracy_settings import AccuracyParams
from mtss_analysis.screening.classified import SCREENING, TELLING, at_cut, reason
from mtss_analysis.screening.later_outcome import OCCASION, Followed, split
from mtss_analysis.vocabulary import TOTAL

SEARCHED: Final[tuple[Rule, ...]] = ("youden", "floor")
STATUS: Final = ("served", "left out", "not flagged")
"""With a seat; flagged by the written cut without one; neither."""


def choices(found: Followed, params: AccuracyParams, measures: MeasuresParams) -> pd.DataFrame:
    """List for each screening and grade the cut of every rule, with what it finds and how much that is luck.

    A cut that was chosen for its accuracy does less well elsewhere; the corrected numbers say what to expect. The
    written cut and that of the seats were not chosen by outcomes and need no correction.
    """
    known, rows = found.known, list[dict[str, Any]]()
    threshold = {place: each.cut for place, each in seated(found.tested, params)}
    for labels, whole in split(known, [*SCREENING, "grade"]):
        why = reason(whole, params)
        told = {"n": len(whole), "needed": int(whole["needed"].sum())}
        higher_is_risk = not measures.measures[labels["measure"]].higher_is_better
        if why not in TELLING:
            rows.append(labels | told | {"rule": "written", "cut": float(whole["cut"].iloc[0]), "why": why})
            continue
        rows.append(labels | told | _fixed("written", whole, 0.0, higher_is_risk, params.confidence) | {"why": why})
        rows += [labels | told | _searched(rule, whole, higher_is_risk, params) for rule in SEARCHED]
        beyond = threshold.get(tuple(labels[name] for name in OCCASION), np.nan)
        if np.isfinite(beyond):
            rows.append(labels | told | _fixed("seats", whole, beyond, higher_is_risk, params.confidence))
    return pd.DataFrame(rows)


def seats(found: Followed, groups: list[str], params: AccuracyParams) -> pd.DataFrame:
    """Count, in the latest school year of each screening, who has a seat and who is left out, by group.

    The seats go to the students at greatest risk, whatever their grade: by distance beyond the grade's cut.
    """
    rows = []
    for part in _latest(found.tested):
        given = _seat(part, params)
        rows.append(part.assign(served=given.served, seats=_number(part, params)))
    if not rows:
        return pd.DataFrame()
    every = pd.concat(rows, ignore_index=True)
    status = np.select([every["served"], every["risk"] > 0], STATUS[:2], STATUS[2])
    every = every.assign(status=pd.Series(status, dtype="str"))
    parts = [
        every.assign(by=by, group=every[by] if by != TOTAL else TOTAL) for by in (TOTAL, "grade", "school_id", *groups)
    ]
    keys = ["school_year", *OCCASION, "seats", "by", "group"]
    long = pd.concat(parts).assign(one=1)
    counted = long.pivot_table(index=keys, columns="status", values="one", aggfunc="sum", fill_value=0, sort=False)
    return counted.reindex(columns=list(STATUS), fill_value=0).reset_index().rename_axis(None, axis=1)


def _fixed(rule: str, known: pd.DataFrame, beyond: float, higher_is_risk: bool, confidence: float) -> dict[str, Any]:
    """Return the accuracy of a cut that no outcome has chosen; `beyond` is its distance from the written one."""
    side = 1.0 if higher_is_risk else -1.0
    cut = float(known["cut"].iloc[0]) + side * beyond * float(known["spread"].iloc[0])
    seen = at_cut(known, confidence, beyond)
    share = {"sensitivity": seen.sensitivity.value * 100, "specificity": seen.specificity.value * 100}
    return {"rule": rule, "cut": cut, "flagged": _flagged(seen), "why": ""} | share | {
        f"expected_{name}": value for name, value in share.items()
    }  # fmt: skip


def _searched(rule: Rule, known: pd.DataFrame, higher_is_risk: bool, params: AccuracyParams) -> dict[str, Any]:
    found = classification.corrected(
        known["score"], known["needed"], rule, higher_is_risk=higher_is_risk, floor=params.sensitivity_floor,
        draws=params.draws, seed=params.seed,
    )  # fmt: skip
    chosen = found.chosen
    return {
        "rule": rule, "cut": chosen.cut, "cut_low": found.cut_low, "cut_high": found.cut_high,
        "flagged": chosen.flagged / len(known) * 100, "sensitivity": chosen.sensitivity * 100,
        "specificity": chosen.specificity * 100, "expected_sensitivity": found.sensitivity * 100,
        "expected_specificity": found.specificity * 100, "why": chosen.why,
    }  # fmt: skip


def _flagged(seen: AtCut) -> float:
    n = seen.found + seen.missed + seen.false_alarms + seen.cleared
    return (seen.found + seen.false_alarms) / n * 100


def _latest(tested: pd.DataFrame) -> Iterator[pd.DataFrame]:
    for _, part in split(tested, OCCASION):
        yield part[part["school_year"] == part["school_year"].max()]


def seated(tested: pd.DataFrame, params: AccuracyParams) -> Iterator[tuple[tuple[str, ...], Seated]]:
    """Yield each screening (season, domain, measure) with who has a seat in its latest school year."""
    for part in _latest(tested):
        yield tuple(str(part[name].iloc[0]) for name in OCCASION), _seat(part, params)


def _seat(part: pd.DataFrame, params: AccuracyParams) -> Seated:
    return classification.seat(part["risk"], _number(part, params), higher_is_risk=True)


def _number(part: pd.DataFrame, params: AccuracyParams) -> int:
    planned = int(params.seats_percent * len(part) / 100)
    return params.seats.get(str(part["measure"].iloc[0]), planned)
