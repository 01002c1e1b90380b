"""Items: means with their spread, which are lowest, and which of those are not told apart."""

import numpy as np
import pandas as pd

from mtss_analysis.estimators.means import mean_interval
from mtss_analysis.fidelity.answers import ROUND, Instruments
from mtss_analysis.fidelity.self_assessment_settings import SelfAssessmentParams
from mtss_analysis.params import Instrument
from mtss_analysis.vocabulary import TOTAL

ITEM = [*ROUND, "item"]


def items(
    rows: pd.DataFrame, instruments: Instruments, schools: "pd.Series[str]", params: SelfAssessmentParams
) -> pd.DataFrame:
    """Average the ratings of each item, in each school and over schools.

    Returns
    -------
    pandas.DataFrame
        ITEM, n [raters], schools, left_out [ratings that do not apply], mean, sd, low, high [points], weak_schools,
        weak_percent [percent of schools in which it is weak], weak (flag), place, tied, subscale, text, lesson. The
        place counts the items whose whole interval lies below; items that share it are not told apart. `tied` tells
        whether the interval reaches that of the next item upward.
    """
    own = _means(rows, params.confidence)
    bar = pd.Series([params.weak_below * instruments[name, version].most for name, version in
                     zip(own["instrument"], own["version"], strict=True)], own.index, dtype="float64")  # fmt: skip
    own = own.assign(schools=1, weak=own["mean"] < bar)
    own = own.assign(weak_schools=own["weak"].astype(int), weak_percent=100.0 * own["weak"])
    both = pd.concat([_district(own, schools, params), own], ignore_index=True)
    both = _held(both, instruments)
    both = pd.concat([both, _places(both)], axis=1)
    return _described(both, instruments)


def _means(rows: pd.DataFrame, confidence: float) -> pd.DataFrame:
    """Average raters; a spread below what whole points can show is widened to it in the interval."""
    found = rows.groupby(ITEM)["score"].agg(n="count", mean="mean", sd="std", every="size").reset_index()
    found = found.assign(left_out=found["every"] - found["n"]).drop(columns="every")
    ends = mean_interval(found["n"], found["mean"], found["sd"].clip(lower=1 / np.sqrt(12)), confidence)
    return found.assign(low=ends.low, high=ends.high)


def _district(own: pd.DataFrame, schools: "pd.Series[str]", params: SelfAssessmentParams) -> pd.DataFrame:
    own = own[own["school_id"].isin(schools)].dropna(subset=["mean"])
    by = [name for name in ITEM if name != "school_id"]
    found = own.groupby(by).agg(
        n=("n", "sum"), schools=("mean", "size"), left_out=("left_out", "sum"), mean=("mean", "mean"),
        sd=("mean", "std"), weak_schools=("weak", "sum"),
    ).reset_index()  # fmt: skip
    ends = mean_interval(found["schools"], found["mean"], found["sd"], params.confidence)
    percent = 100 * found["weak_schools"] / found["schools"]
    weak = percent >= 100 * params.many_schools
    return found.assign(low=ends.low, high=ends.high, school_id=TOTAL, weak_percent=percent, weak=weak)


def _held(found: pd.DataFrame, instruments: Instruments) -> pd.DataFrame:
    """Hold intervals within the scale."""
    scales = [instruments[pair] for pair in zip(found["instrument"], found["version"], strict=True)]
    least, most = (np.array([getattr(each, end) for each in scales], np.float64) for end in ("least", "most"))
    return found.assign(low=found["low"].clip(lower=least), high=found["high"].clip(upper=most))


def _places(found: pd.DataFrame) -> pd.DataFrame:
    placed = pd.DataFrame({"place": np.nan, "tied": False}, found.index)
    for _, part in found.dropna(subset=["mean"]).groupby(ROUND):
        part = part.sort_values("mean", kind="stable")
        low, high = part["low"].to_numpy(np.float64), part["high"].to_numpy(np.float64)
        place = 1.0 + (high[None, :] < low[:, None]).sum(axis=1)
        placed.loc[part.index, "place"] = np.where(np.isnan(low), np.nan, place)
        placed.loc[part.index, "tied"] = high >= np.append(low[1:], np.nan)
    return placed


def _described(found: pd.DataFrame, instruments: Instruments) -> pd.DataFrame:
    keys = zip(found["instrument"], found["version"], found["form"], found["item"], strict=True)
    said = [described(instruments[name, version], form, item) for name, version, form, item in keys]
    return pd.concat([found, pd.DataFrame(said, found.index, columns=["subscale", "text", "lesson"])], axis=1)


def described(instrument: Instrument, form: str, number: str) -> tuple[str, str, str]:
    """Return the subscale, the words and the lesson of an item; where the publisher keeps the words, its number."""
    item = instrument.item(number)
    if item is None:
        return "", f"Item {number}", ""
    return (
        instrument.subscales[item.subscale].label,
        item.wording.get(form) or item.text or f"Item {number}",
        item.lesson,
    )
