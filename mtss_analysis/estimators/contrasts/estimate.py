"""The shape of every estimated contrast: what was estimated, how surely, and what a reader must know."""

from dataclasses import dataclass

import numpy as np
from scipy import special

from mtss_analysis.estimators.contrasts.refusals import Caution
from mtss_analysis.estimators.series import require_confidence


@dataclass(frozen=True, slots=True)
class Contrast:
    """A difference with its interval.

    Attributes
    ----------
    estimate, se
        In the unit of the outcome, or in standard deviations where the estimator says so.
    df
        Degrees of freedom of t; infinite for the normal distribution.
    ci
        Lower and upper end of the interval.
    p
        Two-sided, for a true difference of zero.
    cautions
        What a reader must know of this estimate.
    confidence
        Of the interval.
    """

    estimate: float
    se: float
    df: float
    ci: tuple[float, float]
    p: float
    cautions: tuple[Caution, ...] = ()
    confidence: float = 0.95


def quantile(share: float, df: float) -> float:
    """Return the quantile of t, of the normal distribution if df is infinite.

    >>> round(quantile(0.975, np.inf), 3), round(quantile(0.975, 10), 3)
    (1.96, 2.228)
    """
    return float(special.ndtri(share) if np.isinf(df) else special.stdtrit(df, share))


def beyond(statistic: float, df: float) -> float:
    """Return the chance of |t| at least as large.

    >>> round(beyond(1.96, np.inf), 3)
    0.05
    """
    size = -abs(statistic)
    return float(2 * (special.ndtr(size) if np.isinf(df) else special.stdtr(df, size)))


def contrast(
    estimate: float, se: float, df: float, cautions: tuple[Caution, ...] = (), confidence: float = 0.95
) -> Contrast:
    """Put an interval estimate ± t se around an estimate.

    Raises
    ------
    ValueError
        The confidence is no share, or the standard error or df is not above zero.

    Examples
    --------
    >>> [round(end, 4) for end in contrast(2.0, 1.0, 20).ci]
    [-0.086, 4.086]
    """
    require_confidence(confidence)
    if not (se > 0 and df > 0):
        raise ValueError(f"se and df: got {se} and {df}, expected both above 0. Look for an outcome without spread.")
    half = quantile((1 + confidence) / 2, df) * se
    ends = float(estimate - half), float(estimate + half)
    return Contrast(float(estimate), float(se), float(df), ends, beyond(estimate / se, df), cautions, confidence)
