"""Every cut of a screening with what it finds and flags, and what to plan with where no outcome is known."""

import numpy as np
import pandas as pd

from mtss_analysis.estimators import classification
from mtss_analysis.screening import classified, cut_choice
from mtss_analysis.screening.accuracy_settings import AccuracyParams
from mtss_analysis.screening.later_outcome import OCCASION, Followed, split
from mtss_analysis.screening.result import SEASONS
from mtss_analysis.screening.support import TIERS
from mtss_analysis.vocabulary import NO_DATA, TOTAL

POINTS = 30
"""Cuts of a screening that its curve is drawn by, at most."""


def curves(found: Followed, params: AccuracyParams) -> pd.DataFrame:
    """Cuts of each screening over all years and grades, and the written one among them."""
    rows = []
    shares = {place: each.served.mean() * 100 for place, each in cut_choice.seated(found.tested, params)}
    for labels, part in split(found.known, classified.SCREENING):
        if classified.reason(part, params) not in classified.TELLING:
            continue
        whole = classification.curve(part["risk"], part["needed"], higher_is_risk=True)
        kept = np.unique(np.linspace(0, len(whole.cut) - 1, min(POINTS, len(whole.cut))).astype(int))
        frame = pd.DataFrame(
            {
                "distance": whole.cut,
                "flagged": whole.flagged / len(part) * 100,
                "sensitivity": whole.sensitivity * 100,
                "specificity": whole.specificity * 100,
            }
        ).iloc[kept]
        key = tuple(labels[name] for name in OCCASION)
        frame = pd.concat([frame.assign(written=False), _written(part, params)])
        rows.append(frame.sort_values("flagged").assign(**labels, seats=shares.get(key, np.nan)))
    return pd.concat(rows, ignore_index=True) if rows else pd.DataFrame()


def _written(part: pd.DataFrame, params: AccuracyParams) -> pd.DataFrame:
    seen = classified.at_cut(part, params.confidence)
    flagged = float((part["risk"] > 0).mean() * 100)
    shares = {"sensitivity": seen.sensitivity.value * 100, "specificity": seen.specificity.value * 100}
    return pd.DataFrame([{"distance": 0.0, "flagged": flagged, "written": True} | shares])


def planning(students: pd.DataFrame, accuracy: pd.DataFrame, params: AccuracyParams) -> pd.DataFrame:
    """Accuracy that would follow from a correlation, at the local share flagged and the local or planned base rate."""
    judged = students[students["support"] != NO_DATA]
    rows, known = [], _base_rates(accuracy)
    for labels, part in split(judged, ["domain", "measure"]):
        measure = labels["measure"]
        last = part[part["school_year"] == part["school_year"].max()]
        last = last[last["season"] == max(last["season"], key=lambda season: SEASONS.get(season, -1))]
        flagged, rate = float((last["support"] != TIERS[0]).mean()), known.get(measure, params.planning_base_rate) / 100
        if 0 < flagged < 1 and 0 < rate < 1:
            told = classification.planned(params.planning_correlations, flagged, rate)
            source = "local outcomes" if measure in known else "planning figure"
            shares = {name: getattr(told, name) * 100 for name in ("sensitivity", "specificity", "ppv", "npv")}
            rows.append(
                pd.DataFrame({"correlation": params.planning_correlations} | shares).assign(
                    **labels, flagged=flagged * 100, base_rate=rate * 100, source=source
                )
            )
    return pd.concat(rows, ignore_index=True) if rows else pd.DataFrame()


def _base_rates(accuracy: pd.DataFrame) -> dict[str, float]:
    """Measure → share later at risk over all years, of its first window that tells one [percent]."""
    if accuracy.empty:
        return {}
    every = accuracy[(accuracy["by"] == TOTAL) & (accuracy["school_year"] == TOTAL)].dropna(subset="base_rate")
    return dict(every.drop_duplicates("measure").set_index("measure")["base_rate"])
