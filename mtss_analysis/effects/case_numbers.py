"""The numbers of one case: nonoverlap, with and without the trend already under way, ratio, and change of the line."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from scipy import special

from mtss_analysis.effects.single_case_settings import SingleCaseParams
from mtss_analysis.estimators import nonoverlap
from mtss_analysis.estimators.case_aggregation import CaseMean
from mtss_analysis.estimators.nonoverlap import CAUTIONS
from mtss_analysis.estimators.nonoverlap.log_ratio import Scale
from mtss_analysis.estimators.single_case_design import screen
from mtss_analysis.estimators.single_case_regression import piecewise
from mtss_analysis.params import MeasuresParams

ABOVE_TREND, AS_TREND, BELOW_TREND, TURNED, BELOW, NO_CLEAR, TOO_FEW, NO_DIRECTION = (
    "better_than_trend", "better_as_trend", "below_trend", "trend_turned", "worse", "no_clear_change",
    "too_few_scores", "no_direction",
)  # fmt: skip
"""What was seen, in codes; none of them speaks of a cause."""
COMPARED = (ABOVE_TREND, AS_TREND, BELOW_TREND, TURNED, BELOW, NO_CLEAR)
NO_ZERO = "no true zero"
NO_RATIO = "The measure has no true zero, so a ratio of means has no meaning and is left out."
NUMBERS = (
    "nap", "nap_se", "nap_low", "nap_high", "tau_u", "tau_bc", "tau_bc_low", "tau_bc_high", "lrr", "lrr_low",
    "lrr_high", "lrr_se", "gain", "gain_low", "gain_high", "level_change", "level_low", "level_high", "slope_change",
    "slope_low", "slope_high",
)  # fmt: skip
NO_SCATTER = 1e-12
"""Squares left over, as a share of the scores' squares, that are rounding and no scatter."""
ENOUGH_FOR_LINES = 5
"""Scores from which a piecewise line with its four coefficients leaves scatter to judge it by."""


def numbers(
    scores: pd.DataFrame, measure: str, params: SingleCaseParams, measures: MeasuresParams, confidence: float
) -> dict[str, object]:
    """Compare the phases of one case; all numbers are turned so that more is better.

    Parameters
    ----------
    scores
        Scores of one case in order of time: week, score, treated.
    confidence
        Of every interval.
    """
    treated = scores["treated"].to_numpy(bool)
    value, week = scores["score"].to_numpy(np.float64), scores["week"].to_numpy(np.float64)
    a, b = value[~treated], value[treated]
    screened = screen("reversal", [[len(a), len(b)]])
    row: dict[str, object] = dict.fromkeys(NUMBERS, np.nan) | {
        "n_a": len(a), "n_b": len(b), "tau_u_variant": params.tau_u, "coding": params.coding,
        "scale": scale(measure, measures), "design": screened.verdict, "design_reason": " ".join(screened.reasons),
        "notes": "",
    }  # fmt: skip
    known = measures.measures.get(measure)
    if min(len(a), len(b)) < params.fewest:
        return row | {"seen": TOO_FEW, "notes": f"A phase has fewer than {params.fewest} scores."}
    if known is None:
        return row | {"seen": NO_DIRECTION, "notes": f"{CAUTIONS['no_direction']} measures.yml has to say it."}
    found, notes = _indices(a, b, known.higher_is_better, params, str(row["scale"]), confidence)
    line, more = _line(week, value, treated, 1.0 if known.higher_is_better else -1.0, params, confidence)
    row |= found | line
    return row | {"seen": _seen(found | line), "notes": " ".join(dict.fromkeys([*notes, *more]))}


def scale(measure: str, measures: MeasuresParams) -> str:
    """Scale of a measure for a ratio of means, read from its unit and range; "no true zero" where none has a meaning.

    Whoever counts for a set time gives a rate; how long is not read from the unit, so a rate has no floor.
    """
    known = measures.measures.get(measure)
    if known is None:
        return "unknown"
    if known.low != 0:
        return NO_ZERO
    unit = known.unit.lower()
    if unit.startswith("percent") and known.high <= 100:
        return "percentage"
    return "rate" if "minute" in unit else "count" if unit.startswith(("times", "number")) else "unknown"


def _indices(
    a: np.ndarray, b: np.ndarray, increase: bool, params: SingleCaseParams, kind: str, confidence: float
) -> tuple[dict[str, float], list[str]]:
    share = nonoverlap.nap(a, b, increase=increase, confidence=confidence)
    plain = nonoverlap.tau_u(a, b, increase, variant=params.tau_u)
    corrected = nonoverlap.tau_bc(a, b, increase, confidence=confidence)
    told = [share, plain, corrected]
    found = {
        "nap": share.estimate, "nap_se": share.se, "nap_low": share.ci[0], "nap_high": share.ci[1],
        "tau_u": plain.estimate,
        "tau_bc": corrected.estimate, "tau_bc_low": corrected.ci[0], "tau_bc_high": corrected.ci[1],
    }  # fmt: skip
    if kind != NO_ZERO:
        chosen: Scale = kind  # type: ignore[assignment]
        ratio = nonoverlap.lrr(a, b, increase, scale=chosen, confidence=confidence)
        sign = 1.0 if increase else -1.0
        low, high = sorted(sign * end for end in ratio.ci) if ratio.se > 0 else (np.nan, np.nan)
        found |= {"lrr": sign * ratio.estimate, "lrr_se": ratio.se, "lrr_low": low, "lrr_high": high}
        told.append(ratio)
    notes = [CAUTIONS[code] for index in told for code in index.cautions]
    equal = bool(np.ptp(np.concatenate([a, b])) == 0)
    return found, [*notes, *[NO_RATIO] * (kind == NO_ZERO), *[CAUTIONS["all_equal"]] * equal]


def _line(
    week: np.ndarray, value: np.ndarray, treated: np.ndarray, sign: float, params: SingleCaseParams, confidence: float
) -> tuple[dict[str, float], list[str]]:
    """Change of level and of slope, with intervals, turned so that more is better."""
    if len(value) < ENOUGH_FOR_LINES:
        return {}, ["Too few scores for a line in each phase."]
    fit = piecewise(week, value, treated, coding=params.coding, errors=params.errors, confidence=confidence)
    found: dict[str, float] = {}
    for place, (name, ends) in enumerate((("level_change", "level"), ("slope_change", "slope")), start=2):
        low, high = sorted(sign * end for end in (float(fit.low[place]), float(fit.high[place])))
        found |= {name: sign * float(fit.estimate[place]), f"{ends}_low": low, f"{ends}_high": high}
    found |= _beyond(week - week.mean(), sign * value, treated, confidence)
    return found, list(fit.cautions.values())


def _beyond(week: np.ndarray, value: np.ndarray, treated: np.ndarray, confidence: float) -> dict[str, float]:
    """Mean of the new phase less the first phase's line, carried on to its middle; that the line is estimated counts.

    SE² = s² (1/m + 1/n + d² / Sxx), d from the middle of the first phase to that of the second, s² of a line in each.
    """
    phases = [(week[rows], value[rows]) for rows in (~treated, treated)]
    middle = [float(time.mean()) for time, _ in phases]
    lines = [np.polynomial.Polynomial.fit(time, scores, 1) for time, scores in phases]
    left = sum(float(((scores - line(time)) ** 2).sum()) for line, (time, scores) in zip(lines, phases, strict=True))
    df, (first, second) = len(value) - 4, phases
    spread = ((first[0] - middle[0]) ** 2).sum()
    se = np.sqrt(left / df * (1 / len(first[0]) + 1 / len(second[0]) + (middle[1] - middle[0]) ** 2 / spread))
    gain, reach = float(second[1].mean() - lines[0](middle[1])), float(special.stdtrit(df, (1 + confidence) / 2) * se)
    if left <= NO_SCATTER * max(1.0, float((value**2).sum())):
        return {"gain": gain}
    return {"gain": gain, "gain_low": gain - reach, "gain_high": gain + reach}


def _seen(found: Mapping[str, float]) -> str:
    """Say what was seen: scores that go on growing are better later, too, so the trend under way is taken out."""
    above, below = found.get("gain_low", np.nan) > 0, found.get("gain_high", np.nan) < 0
    if found["nap_high"] < 0.5:
        return BELOW
    if below:
        return BELOW_TREND
    if found["nap_low"] > 0.5:
        return ABOVE_TREND if above else AS_TREND
    return TURNED if above else NO_CLEAR


def spread_of(mean: CaseMean, values: "pd.Series[float]", confidence: float) -> tuple[float, float, float]:
    """Mean of at least two cases with an interval that counts how the cases differ; three NaN for fewer.

    SE² is the larger of the cases' own errors and k/(k−1) Σ w² (x − mean)², the reach t with k − 1 degrees of freedom.

    Parameters
    ----------
    mean
        Weighted mean of the cases.
    values
        The index of each case (k,).
    """
    if mean.used < 2:
        return np.nan, np.nan, np.nan
    used = mean.weights > 0
    away = mean.weights[used] * (values.to_numpy(np.float64)[used] - mean.estimate)
    between = np.sqrt(mean.used / (mean.used - 1) * (away**2).sum())
    reach = float(special.stdtrit(mean.used - 1, (1 + confidence) / 2) * np.nanmax([mean.se, between]))
    return mean.estimate, mean.estimate - reach, mean.estimate + reach
