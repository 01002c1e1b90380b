"""Numbers about help given the same need in words: amounts with units, intervals, and why a number is missing."""

import pandas as pd

from mtss_analysis.equity.given_need_contrasts import CANNOT_TELL, TOO_FEW
from mtss_analysis.equity.given_need_counts import OTHERS
from mtss_analysis.equity.given_need_questions import ANOTHER
from mtss_analysis.reporting.labels import Labels

NOT_YET = "not yet half"


def worded(frame: pd.DataFrame, labels: Labels) -> pd.DataFrame:
    """Put numbers with their units and intervals, and codes, into words."""
    pairs = list(zip(frame["by"], frame["group"], strict=True))
    units = frame["unit"]
    return frame.assign(
        code=frame["question"], question=frame["question"].map(begun),
        domain=frame["domain"].map(labels.word).replace("", "Every domain"),
        group=pd.Series([named_group(labels, *pair) for pair in pairs], frame.index, dtype="str"),
        value=amount(frame["value"], units), other_value=amount(frame["other_value"], units),
        ratio_said=span(frame, "ratio"), within=span(frame, "school_ratio"), model=_model(frame),
        gap=_gap(frame), said=frame["said"].str.capitalize(),
    )  # fmt: skip


def named_group(labels: Labels, by: str, group: str) -> str:
    """Name a group; of all others than a group, so."""
    if group == ANOTHER:
        return ANOTHER
    base = group.removeprefix(f"{OTHERS} than ")
    return labels.group(by, base) if base == group else OTHERS.capitalize()


def begun(sentence: str) -> str:
    """Begin a sentence with a capital letter."""
    return sentence[:1].upper() + sentence[1:]


def amount(values: "pd.Series[float]", units: "pd.Series[str]") -> "pd.Series[str]":
    """Write values with their units, or that there are too few."""
    said = [
        TOO_FEW if pd.isna(value) else f"{value:.0f} %" if unit.startswith("percent ") or unit == "percent"
        else f"{value:.0f}" if unit == "percentile" else f"{value:.1f} {unit.split('/')[0]}"
        for value, unit in zip(values, units, strict=True)
    ]  # fmt: skip
    return pd.Series(said, values.index, dtype="str")


def percent(values: "pd.Series[float]") -> "pd.Series[str]":
    """Write percents, or that there are too few."""
    return pd.Series([TOO_FEW if pd.isna(v) else f"{v:.0f} %" for v in values], values.index, dtype="str")


def span(frame: pd.DataFrame, name: str) -> "pd.Series[str]":
    """Write a ratio with its interval, or why there is none."""
    ends = zip(frame[name], frame[f"{name}_low"], frame[f"{name}_high"], strict=True)
    said = [
        TOO_FEW if pd.isna(value) else CANNOT_TELL if pd.isna(low) else f"{value:.2f} ({low:.2f} to {high:.2f})"
        for value, low, high in ends
    ]
    return pd.Series(said, frame.index, dtype="str")


def _model(frame: pd.DataFrame) -> "pd.Series[str]":
    ends = zip(frame["model_ratio"], frame["model_low"], frame["model_high"], strict=True)
    said = [TOO_FEW if pd.isna(value) else f"{value:.2f} ({low:.2f} to {high:.2f})" for value, low, high in ends]
    return pd.Series(said, frame.index, dtype="str")


def _gap(frame: pd.DataFrame) -> "pd.Series[str]":
    ends = zip(frame["difference"], frame["difference_low"], frame["difference_high"], strict=True)
    said = [TOO_FEW if pd.isna(value) else f"{value:+.1f} ({low:+.1f} to {high:+.1f})" for value, low, high in ends]
    return pd.Series(said, frame.index, dtype="str")


def days(frame: pd.DataFrame) -> "pd.Series[str]":
    """Write a median with its interval; an end that is not reached yet says so."""
    ends = zip(frame["median"], frame["low"], frame["high"], frame["n"], strict=True)
    said = [
        NOT_YET if pd.isna(middle) else f"{middle:.0f} ({_end(low)} to {_end(high)})" for middle, low, high, _ in ends
    ]
    return pd.Series(said, frame.index, dtype="str")


def _end(value: float) -> str:
    return "not reached" if pd.isna(value) else f"{value:.0f}"
