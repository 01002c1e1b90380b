"""What a score has meant: chances of later risk, whether they came true, and drift from year to year."""

from typing import Any

import numpy as np
import pandas as pd

from mtss_analysis.estimators import classification
from mtss_analysis.estimators.classification import Calibration
from mtss_analysis.screening.accuracy_settings import AccuracyParams
from mtss_analysis.screening.classified import SCREENING, TELLING, area, reason
from mtss_analysis.screening.later_outcome import split

EARLIER, SAME = "earlier years", "the same students"


def calibration(known: pd.DataFrame, params: AccuracyParams) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Say in the latest year of each screening what was expected of its scores, and what came.

    Expected are the chances that earlier years' students with such a score had, by a logistic curve over the distance
    from the cut. Where no earlier year is known, the curve is that of the same students, and only its shape is checked.

    Returns
    -------
    tuple
        Rows one a range of chances, and rows one a screening with drift: what came less what was expected.
    """
    bins, drift = [], []
    for labels, part in split(known, SCREENING):
        found = _held(part, params)
        if found:
            told, expected = found
            asked = {"school_year": str(told["school_year"]), "fitted": str(told["fitted"])}
            bins.append(_ranges(expected).assign(**labels, **asked))
            drift.append(labels | told)
    empty = pd.DataFrame()
    return (pd.concat(bins, ignore_index=True) if bins else empty), pd.DataFrame(drift)


def _held(part: pd.DataFrame, params: AccuracyParams) -> tuple[dict[str, Any], Calibration] | None:
    year = str(part["school_year"].max())
    latest, earlier = part[part["school_year"] == year], part[part["school_year"] != year]
    early = reason(earlier, params) in TELLING
    if reason(latest, params) not in TELLING:
        return None
    fit = classification.logistic(*_columns(earlier if early else latest))
    if fit.why:
        return None
    expected = classification.calibrate(
        fit.expected(latest["risk"]), latest["needed"], bins=params.bins, confidence=params.confidence
    )
    told = {"school_year": year, "fitted": EARLIER if early else SAME, "n": len(latest)}
    return told | _drift(earlier, latest, expected, early, params.confidence), expected


def _drift(
    earlier: pd.DataFrame, latest: pd.DataFrame, expected: Calibration, early: bool, confidence: float
) -> dict[str, Any]:
    now = area(latest, confidence)
    told = {
        "observed": float(latest["needed"].mean()) * 100, "expected": np.nan, "surplus": np.nan, "surplus_low": np.nan,
        "surplus_high": np.nan, "slope": np.nan, "slope_low": np.nan, "slope_high": np.nan, "auc": now.auc,
        "earlier_auc": np.nan,
    }  # fmt: skip
    if not early:
        return told
    surplus, slope = expected.surplus, expected.slope
    return told | {
        "expected": told["observed"] - surplus.value * 100, "surplus": surplus.value * 100,
        "surplus_low": surplus.low * 100, "surplus_high": surplus.high * 100, "slope": slope.value,
        "slope_low": slope.low, "slope_high": slope.high, "earlier_auc": area(earlier, confidence).auc,
    }  # fmt: skip


def _ranges(found: Calibration) -> pd.DataFrame:
    shares = {name: getattr(found, name) * 100 for name in ("expected", "observed", "low", "high")}
    return pd.DataFrame(shares | {"n": found.n})


def _columns(part: pd.DataFrame) -> tuple["pd.Series[float]", "pd.Series[float]"]:
    return part["risk"], part["needed"]
