"""Who left the risk band, and who would have left it without support."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from mtss_analysis.effects.cutoff_settings import CutoffParams
from mtss_analysis.estimators.excess_movement import ExcessMovement, Unsupported, excess_movement
from mtss_analysis.params import MeasuresParams
from mtss_analysis.screening.support import cuts

WINDOW = ["grade", "school_year"]
FEWEST = 10


def movement(
    frame: pd.DataFrame, measure: str, params: CutoffParams, measures: MeasuresParams, confidence: float
) -> dict[str, object]:
    """Sum over grades and years how many served students left the band, and how many would have anyway.

    The standard error of measurement is the score's own, else the measure's. Growth without support is that of
    students who were not served, allowing for what their own scores owe to chance (Davis 1976).

    Parameters
    ----------
    frame
        As :func:`mtss_analysis.effects.cutoff_records.records` gives it, of one measure with the same outcome measure.

    Returns
    -------
    dict
        n, left [students]; observed, by_chance, by_growth, expected, excess, low, high [percent]; missing, where
        nothing can be told, with `why` in words.
    """
    if params.outcomes.get(measure, measure) != measure:
        return nothing("The outcome is on another scale, so nobody can leave the risk band on it.")
    written = cuts(measures)
    written = written[(written["measure"] == measure) & (written["season"] == str(params.outcome_season))]
    rows = frame.merge(written[["grade", "tier2"]].rename(columns={"tier2": "later_cut"}), on="grade")
    found = list(_windows(rows, measures.measures[measure].higher_is_better, confidence))
    return _summed(found) if found else nothing(WHY)


WHY = "Too few students in the risk band were served and scored again, or no error of measurement is known."


def nothing(why: str) -> dict[str, object]:
    """Say why nothing can be told."""
    return dict.fromkeys(COLUMNS, np.nan) | {"why": why}


COLUMNS = ("n", "left", "observed", "by_chance", "by_growth", "expected", "excess", "low", "high")


def _windows(rows: pd.DataFrame, higher_is_better: bool, confidence: float) -> Iterator[ExcessMovement]:
    """Yield the movement of each grade and year in which enough is known."""
    side = 1.0 if higher_is_better else -1.0
    for _, part in rows.dropna(subset=["later_cut", "sem"]).groupby(WINDOW):
        cut, later = float(part["cut"].iloc[0]), float(part["later_cut"].iloc[0])
        inside = (part["score"] - cut) * side < 0
        served = part[inside & (part["served"] == 1) & part["outcome"].notna()]
        known = _without_support(part)
        if len(served) >= FEWEST and known is not None:
            yield excess_movement(
                served["score"], served["outcome"], cut, later, known, risk_below=higher_is_better,
                confidence=confidence,
            )  # fmt: skip


def _without_support(part: pd.DataFrame) -> Unsupported | None:
    """Describe students of a grade and year without support; None if too little is known of them."""
    mean, sd, sem = float(part["score"].mean()), float(part["score"].std()), float(part["sem"].mean())
    others = part[(part["served"] == 0) & part["outcome"].notna()]
    if len(others) < FEWEST or not 0 < sem < sd:
        return None
    pull = 1 - sem**2 / sd**2
    expected = mean + pull * (others["score"] - mean)
    gain = (others["outcome"] - expected).to_numpy(np.float64)
    left = gain.var(ddof=1) - pull * sem**2 - sem**2  # what true scores and the second error do not explain
    return Unsupported(
        mean, sd, sem, float(gain.mean()), float(np.sqrt(max(left, 0.0))), len(part),
        growth_se=float(gain.std(ddof=1) / np.sqrt(len(gain))),
    )  # fmt: skip


def _summed(found: list[ExcessMovement]) -> dict[str, object]:
    n = np.array([each.n for each in found], np.float64)
    shares = {name: np.array([getattr(each, name) for each in found]) for name in COLUMNS[2:7]}
    told = {name: 100 * float(values @ n / n.sum()) for name, values in shares.items()}
    half = np.array([each.students_high - each.students_low for each in found]) / 2
    reach = 100 * float(np.sqrt((half**2).sum()) / n.sum())
    return {
        "n": int(n.sum()), "left": sum(each.left for each in found), **told,
        "low": told["excess"] - reach, "high": told["excess"] + reach, "why": "",
    }  # fmt: skip
