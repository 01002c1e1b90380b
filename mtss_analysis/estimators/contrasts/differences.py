"""Differences in differences: the change of those served less the change of those not, and a warning beside it.

The simple comparison of two groups before and after; a two-way fixed-effects fit is offered only to be shown beside
:mod:`adoption`, because with staggered starts it takes schools that already began as a comparison (Goodman-Bacon 2021,
Journal of Econometrics 225).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from mtss_analysis.estimators.contrasts.estimate import Contrast
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
from mtss_analysis.estimators.contrasts.regression import Errors, least_squares
from mtss_analysis.estimators.series import Floats

BOTH = "treated_after"


def difference_in_differences(
    outcome: ArrayLike,
    treated: ArrayLike,
    after: ArrayLike,
    cluster: ArrayLike,
    *,
    errors: Errors = "CR2",
    confidence: float = 0.95,
) -> Contrast:
    """Estimate (T₁ − T₀) − (C₁ − C₀), with errors of the clusters that were assigned.

    It is an effect only if both groups would have changed alike, which two times cannot show; a caution says so.

    Parameters
    ----------
    outcome, treated, after
        Outcomes, 1 for the served group, and 1 after it was served, (n,).
    cluster
        Label of the unit that was assigned (n,), such as the school.

    Raises
    ------
    Refused
        `all_served`, `none_served`, `one_cluster`, `constant`, `not_finite`, `shape`; `one_time` where one of the four
        cells is empty; `too_few_rows`.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> school = np.repeat(np.arange(40), 2)
    >>> served, after = (school < 20).astype(float), np.tile([0.0, 1.0], 40)
    >>> score = rng.normal(50, 5, 40)[school] + 1.0 * after + 3.0 * served * after + rng.normal(0, 1, 80)
    >>> round(difference_in_differences(score, served, after, school).estimate, 1)
    2.7
    """
    y = varied("outcome", outcome)
    served, later = arms(treated, len(y)), vector("after", after, len(y)) == 1
    _refuse_empty(served, later)
    codes, _ = coded("cluster", cluster, len(y))
    told = few_clusters(clusters_by_arm(served, codes))
    X = np.column_stack([served, later, served & later]).astype(np.float64)
    fit = least_squares(y, X, ("treated", "after", BOTH), cluster=codes, errors=errors, confidence=confidence)
    warning = Caution(
        "parallel_change", "An effect only if both groups would have changed alike; two times cannot show it."
    )
    return fit.of(BOTH, (warning, *told))


def _refuse_empty(served: Bools, later: Bools) -> None:
    for arm, who in ((served, "served"), (~served, "comparison")):
        for time, when in ((later, "after"), (~later, "before")):
            if not (arm & time).any():
                raise Refused("one_time", f"after: no {who} rows {when}, expected some. Add them, or compare once.")


@dataclass(frozen=True, slots=True)
class TwoWay:
    """A two-way fixed-effects fit, shown as a warning.

    Attributes
    ----------
    contrast
        Its coefficient, with the caution.
    negative
        Share of served unit-periods that count with a negative weight (de Chaisemartin and D'Haultfœuille 2020,
        American Economic Review 110): where effects grow, these turn growth into harm.
    """

    contrast: Contrast
    negative: float


def two_way_fixed_effects(
    outcome: ArrayLike, unit: ArrayLike, period: ArrayLike, served: ArrayLike, *, confidence: float = 0.95
) -> TwoWay:
    """Fit outcome = unit + period + δ served, errors clustered by unit (CR1). Not an estimate of an average effect.

    Raises
    ------
    Refused
        As :func:`~.regression.least_squares`; `all_served`, `none_served`.

    Examples
    --------
    >>> unit, period = np.repeat(np.arange(12), 8), np.tile(np.arange(8), 12)
    >>> start = np.array([2, 4, 6])[np.arange(12) % 3]
    >>> on = period >= start[unit]
    >>> grown = 2.0 * (period - start[unit] + 1) * on + np.random.default_rng(1).normal(0, 0.1, 96)
    >>> found = two_way_fixed_effects(grown, unit, period, on)
    >>> bool(found.contrast.estimate < grown[on].mean()), found.negative > 0
    (True, True)
    """
    y = varied("outcome", outcome)
    on = arms(served, len(y)).astype(np.float64)
    units, _ = coded("unit", unit, len(y))
    periods, count = coded("period", period, len(y))
    dummies = np.eye(count)[periods][:, 1:]
    names = (*(f"period {number + 2}" for number in range(count - 1)), "served")
    fit = least_squares(
        y, np.column_stack([dummies, on]), names, cluster=units, block=units, errors="CR1", confidence=confidence
    )
    left = _residual(on, dummies, units)[on == 1]
    sentence = (
        "Shown as a warning only: with starts at different times this takes schools that already began as a "
        "comparison, and can even have the wrong sign."
    )
    return TwoWay(fit.of("served", (Caution("two_way_fixed_effects", sentence),)), float((left < 0).mean()))


def _residual(on: Floats, dummies: Floats, units: Codes) -> Floats:
    """Return what units and periods do not tell of being served; its sign is that of the row's weight."""
    fit = least_squares(on, dummies, tuple(map(str, range(dummies.shape[1]))), block=units, errors="classical")
    return np.where(np.abs(fit.residuals) < 1e-12, 0.0, fit.residuals)
