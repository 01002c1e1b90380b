"""Comparative interrupted time series: who left their own course, and by how much more."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from mtss_analysis.estimators.contrasts.autoregressive import autoregressive_fit
from mtss_analysis.estimators.contrasts.cluster_errors import Sandwich
from mtss_analysis.estimators.contrasts.estimate import Contrast, contrast
from mtss_analysis.estimators.contrasts.refusals import (
    Bools,
    Caution,
    Codes,
    Refused,
    arms,
    clusters_by_arm,
    coded,
    few_clusters,
    varied,
    vector,
)
from mtss_analysis.estimators.contrasts.regression import INTERCEPT, least_squares
from mtss_analysis.estimators.series import Floats, require_confidence

NAMES = ("time", "after", "time_after", "group", "group_time", "group_after", "group_time_after")
SHOWN = ("group_after", "group_time_after", "group_time")
FEWEST_BEFORE = 3
FEW_SERIES = 20
"""With fewer points in a series its autocorrelation is hardly known."""


@dataclass(frozen=True, slots=True)
class InterruptedSeries:
    """What changed at the start for the group beyond what changed for others.

    Attributes
    ----------
    level
        Change of level in the first period served [score].
    slope
        Change of slope [score/period].
    slopes_before
        Difference of slopes before; the further from zero, the less the groups compare.
    phi
        Correlation of residuals one period apart; NaN for errors by cluster.
    names, coefficients, covariance
        Of all eight terms.
    sandwich, df
        What tells degrees of freedom of sums, by cluster; else the number of them.
    confidence
        Of the intervals.
    """

    level: Contrast
    slope: Contrast
    slopes_before: Contrast
    phi: float
    names: tuple[str, ...]
    coefficients: Floats
    covariance: Floats
    sandwich: Sandwich | None
    df: float
    confidence: float

    def later(self, periods: float) -> Contrast:
        """Return the effect so many periods after the first one served: level + periods × slope."""
        row = np.zeros(len(self.names))
        row[self.names.index("group_after")] = 1.0
        row[self.names.index("group_time_after")] = periods
        se = float(np.sqrt(row @ self.covariance @ row))
        df = self.df if self.sandwich is None else self.sandwich.df(row)
        return contrast(float(row @ self.coefficients), se, df, self.level.cautions, self.confidence)


def interrupted_series(
    outcome: ArrayLike,
    period: ArrayLike,
    group: ArrayLike,
    start: float,
    unit: ArrayLike,
    *,
    errors: Literal["cluster", "ar1"] = "cluster",
    confidence: float = 0.95,
) -> InterruptedSeries:
    """Fit y = b₀ + b₁t + b₂D + b₃tD + the same four for the group, with t = period − start and D = 1 from the start on.

    The effect is the group's own D and tD (Shadish, Cook and Campbell 2002; St. Clair, Cook and Hallberg 2014, American
    Journal of Evaluation 35).

    Parameters
    ----------
    outcome, period, group
        Outcomes, times such as years, and 1 for the group that was served from `start` on, (n,).
    unit
        Label of the unit that was assigned, such as the school (n,).
    errors
        "cluster" for CR2 by unit; "ar1" where there are few units and long series: residuals of a unit correlated by φ
        to the power of their distance in time, by restricted likelihood.

    Raises
    ------
    Refused
        `all_served`, `none_served`, `one_cluster` (by cluster), `constant`, `not_finite`, `shape`; `short_series` where
        a group has fewer than three periods before or two after; `repeated` for two rows of a unit and period (AR(1)).

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> unit, year = np.repeat(np.arange(30), 8), np.tile(np.arange(2017, 2025), 30)
    >>> group, on = unit < 15, year >= 2021
    >>> effect = group * on * (3 + 0.5 * (year - 2021))
    >>> score = rng.normal(50, 2, 30)[unit] + year - 2017 + effect + rng.normal(0, 1, 240)
    >>> found = interrupted_series(score, year, group, 2021, unit)
    >>> round(found.level.estimate, 1), round(found.slope.estimate, 1), round(found.later(3).estimate, 1)
    (2.3, 0.4, 3.6)
    """
    require_confidence(confidence)
    y = varied("outcome", outcome)
    served = arms(group, len(y))
    t = vector("period", period, len(y)) - start
    _refuse_short(t, served)
    codes, _ = coded("unit", unit, len(y))
    after = (t >= 0).astype(np.float64)
    own = np.column_stack([t, after, t * after])
    X = np.column_stack([own, served, own * served[:, None]])
    if errors == "ar1":
        return _correlated(y, X, codes, t, confidence)
    told = few_clusters(clusters_by_arm(served, codes))
    fit = least_squares(y, X, NAMES, cluster=codes, confidence=confidence)
    level, slope, before = (fit.of(name, told) for name in SHOWN)
    spread = fit.sandwich
    rest = fit.names, fit.estimate, spread.covariance, spread, spread.fixed_df, confidence
    return InterruptedSeries(level, slope, before, float("nan"), *rest)


def _correlated(y: Floats, X: Floats, codes: Codes, t: Floats, confidence: float) -> InterruptedSeries:
    names = (INTERCEPT, *NAMES)
    fit = autoregressive_fit(y, np.column_stack([np.ones(len(y)), X]), codes, t)
    fewest = int(np.bincount(codes).min())
    told: tuple[Caution, ...] = ()
    if fewest < FEW_SERIES:
        sentence = (
            f"A series has {fewest} points; how residuals hang together is hardly known, and intervals may be short."
        )
        told = (Caution("short_series", sentence),)
    df = float(len(y) - len(names))
    error = np.sqrt(np.diag(fit.covariance))
    at = [names.index(name) for name in SHOWN]
    level, slope, before = (contrast(float(fit.coefficients[i]), float(error[i]), df, told, confidence) for i in at)
    return InterruptedSeries(
        level, slope, before, fit.phi, names, fit.coefficients, fit.covariance, None, df, confidence
    )


def _refuse_short(t: Floats, served: Bools) -> None:
    for arm, who in ((served, "served"), (~served, "comparison")):
        before, after = len(np.unique(t[arm & (t < 0)])), len(np.unique(t[arm & (t >= 0)]))
        if before < FEWEST_BEFORE or after < 2:
            raise Refused(
                "short_series",
                f"period: the {who} group has {before} periods before the start and {after} from it on, expected "
                f"{FEWEST_BEFORE} and 2 or more. Add earlier or later years, or compare differences.",
            )
