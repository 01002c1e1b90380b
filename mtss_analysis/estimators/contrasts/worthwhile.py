"""Is the effect large enough to matter? The referee between an interval and the smallest worthwhile effect."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy import special

from mtss_analysis.estimators.contrasts.refusals import Caution

Verdict = Literal["working", "not_working", "cannot_tell"]
Standing = Literal["above", "around", "below"]


@dataclass(frozen=True, slots=True)
class Ruling:
    """What an interval allows to be said.

    Attributes
    ----------
    verdict
        "working", "not_working" or "cannot_tell".
    standing
        Whether the interval lies above the smallest worthwhile effect, around it, or below.
    smallest_worthwhile, ci
        What was compared.
    sentence
        The same in words.
    cautions
        What a reader must know.
    """

    verdict: Verdict
    standing: Standing
    smallest_worthwhile: float
    ci: tuple[float, float]
    sentence: str
    cautions: tuple[Caution, ...] = ()


def chance_beyond(estimate: float, se: float, df: float, threshold: float) -> float:
    """Return the chance that the effect is larger than a threshold fixed beforehand, given the data.

    With a flat prior the effect is estimate + se t(df), so the chance is 1 − F((threshold − estimate)/se; df). A flat
    prior holds every effect as likely as any other before the data; where large effects are rare, this says too much.

    Raises
    ------
    ValueError
        A number is not finite, or the standard error or df is not above zero.

    Examples
    --------
    >>> round(chance_beyond(0.30, 0.10, 40, 0.20), 3)
    0.838
    """
    if not (np.isfinite([estimate, se, threshold]).all() and se > 0 and df > 0):
        raise ValueError(
            f"estimate, se, df and threshold: got {estimate}, {se}, {df} and {threshold}, expected finite numbers, se "
            "and df above 0. Where there is no estimate there is no chance either; say so."
        )
    deviate = (estimate - threshold) / se
    return float(special.ndtr(deviate) if np.isinf(df) else special.stdtr(df, deviate))


def referee(ci: tuple[float, float], smallest_worthwhile: float) -> Ruling:
    """Say what an interval allows: larger is better, all three numbers in one unit.

    "working" only if the interval lies above zero; how it stands to the smallest worthwhile effect is said beside it.
    "not_working" only if the whole interval lies below the smallest worthwhile effect and does not lie above zero.
    Otherwise "cannot_tell". An interval that touches a bound does not lie beyond it.

    Raises
    ------
    ValueError
        The interval is not two finite numbers in order, or the smallest worthwhile effect is not above zero.

    Examples
    --------
    >>> referee((0.05, 0.40), 0.20).verdict, referee((-0.10, 0.15), 0.20).verdict, referee((-0.1, 0.3), 0.2).verdict
    ('working', 'not_working', 'cannot_tell')
    """
    low, high = _checked(ci, smallest_worthwhile)
    standing: Standing = "above" if low > smallest_worthwhile else "below" if high < smallest_worthwhile else "around"
    verdict: Verdict = "working" if low > 0 else "not_working" if standing == "below" else "cannot_tell"
    told: tuple[Caution, ...] = ()
    if high < 0:
        told = (Caution("harm", "The whole interval lies below zero: served students did worse."),)
    if verdict == "working" and standing == "below":
        told = (Caution("too_small", "There is an effect, but less than the smallest worthwhile one."),)
    return Ruling(verdict, standing, smallest_worthwhile, ci, _SENTENCES[verdict, standing], told)


_SENTENCES: dict[tuple[Verdict, Standing], str] = {
    ("working", "above"): "The whole interval lies above zero and above the smallest worthwhile effect.",
    ("working", "around"): "The whole interval lies above zero; whether the effect is worthwhile cannot be told.",
    ("working", "below"): "The whole interval lies above zero, and below the smallest worthwhile effect.",
    ("not_working", "below"): "The whole interval lies below the smallest worthwhile effect.",
    ("cannot_tell", "around"): "The interval holds both no effect and a worthwhile one.",
}


def _checked(ci: tuple[float, float], smallest: float) -> tuple[float, float]:
    low, high = ci
    if not (np.isfinite([low, high]).all() and low < high):
        raise ValueError(f"ci: got {low} to {high}, expected two finite numbers in order. Without them, cannot tell.")
    if not (np.isfinite(smallest) and smallest > 0):
        raise ValueError(f"smallest_worthwhile: got {smallest}, expected a number above 0. Fix it before looking.")
    return low, high
