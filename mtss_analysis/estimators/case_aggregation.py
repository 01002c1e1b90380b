"""One number for several cases (or several pairs of phases of one): a weighted mean of an index, with its error.

The error is that of the mean of *these* cases. How far it speaks for other students is another question: `differ` says
whether the cases differ by more than their errors.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from mtss_analysis.estimators.series import Floats, require_confidence

Weighting = Literal["inverse_variance", "equal", "pairs"]
WEIGHTINGS = ("inverse_variance", "equal", "pairs")
CAUTIONS = {
    "left_out": "Cases without an estimate (or without a standard error that the weights need) were left out.",
    "no_case": "No case has an estimate, so there is no mean.",
    "no_error": "A case has no standard error, so the mean has none.",
    "differ": "The cases differ by more than their errors explain, so the mean does not describe any one of them.",
}


@dataclass(frozen=True, slots=True)
class CaseMean:
    """Weighted mean of an index over cases.

    Attributes
    ----------
    estimate, se, ci : of the mean; NaN when it cannot be told, with a caution
    weights : share of each case given (k,), adding up to 1; 0 for those left out
    used, left_out : cases counted
    heterogeneity, p : Cochran's Q of the cases used, and its chance if they were all alike; NaN without standard errors
    weighting, confidence : as asked
    cautions : code → sentence
    """

    estimate: float
    se: float
    ci: tuple[float, float]
    weights: Floats
    used: int
    left_out: int
    heterogeneity: float
    p: float
    weighting: Weighting
    confidence: float
    cautions: Mapping[str, str]


def mean_of_cases(
    estimate: ArrayLike,
    se: ArrayLike | None = None,
    baseline: ArrayLike | None = None,
    treatment: ArrayLike | None = None,
    *,
    weighting: Weighting = "inverse_variance",
    confidence: float = 0.95,
) -> CaseMean:
    """Weight the cases' estimates (k,) by 1/se², alike, or by the product of their points in both phases.

    Mean Σwx / Σw with variance Σw²se² / (Σw)². Inverse-variance weights are the most precise if all cases are alike,
    but give nonoverlap indices near their ends, whose errors are estimated as small, more than is due.

    Parameters
    ----------
    estimate, se
        Of each case (k,); NaN for none.
    baseline, treatment
        Points of its phases (k,), for "pairs".
    weighting
        "inverse_variance", "equal" or "pairs".
    confidence
        Of the normal interval.

    Raises
    ------
    ValueError
        Lengths differ, a standard error is below zero (or, for inverse-variance weights, zero), what the weights need
        is missing, or the weighting is unknown.

    Examples
    --------
    >>> found = mean_of_cases([0.5, 0.9, np.nan], [0.1, 0.2, np.nan])
    >>> round(found.estimate, 2), round(found.se, 4), found.left_out
    (0.58, 0.0894, 1)
    """
    require_confidence(confidence)
    values, errors, weights = _asked(estimate, se, baseline, treatment, weighting)
    used = np.isfinite(values) & np.isfinite(weights)
    codes = ["left_out"] * bool((~used).any())
    shares = np.where(used, weights, 0.0)
    if not shares.sum() > 0:
        none = float("nan")
        told = {code: CAUTIONS[code] for code in [*codes, "no_case"]}
        nothing = np.zeros(len(values))
        return CaseMean(none, none, (none, none), nothing, 0, len(values), none, none, weighting, confidence, told)
    shares = shares / shares.sum()
    mean = float(shares[used] @ values[used])
    error = float(np.sqrt((shares[used] ** 2) @ errors[used] ** 2))
    reach = float(special.ndtri((1 + confidence) / 2)) * error
    q, p = _heterogeneity(values[used], errors[used])
    codes += ["no_error"] * bool(np.isnan(error)) + ["differ"] * (p < 1 - confidence)
    told = {code: CAUTIONS[code] for code in codes}
    count = int(used.sum()), int((~used).sum())
    return CaseMean(mean, error, (mean - reach, mean + reach), shares, *count, q, p, weighting, confidence, told)


def _asked(
    estimate: ArrayLike, se: ArrayLike | None, baseline: ArrayLike | None, treatment: ArrayLike | None, weighting: str
) -> tuple[Floats, Floats, Floats]:
    """Estimates, standard errors and weights (k,)."""
    values = np.asarray(estimate, np.float64)
    errors, before, after = (
        np.full(values.shape, np.nan) if one is None else np.asarray(one, np.float64)
        for one in (se, baseline, treatment)
    )
    if values.ndim != 1 or not values.shape == errors.shape == before.shape == after.shape:
        raise ValueError(
            "estimate, se, baseline, treatment: expected one of each for every case. Take all from one table."
        )
    low = np.flatnonzero((errors < 0) | ((errors == 0) & (weighting == "inverse_variance")))
    if len(low):
        raise ValueError(
            f'se: case {low[0]} holds "{errors[low[0]]}", expected a number above 0 (NaN for none). Leave the '
            'case out or weight by "equal" or "pairs".'
        )
    missing = {"inverse_variance": se is None, "pairs": baseline is None or treatment is None}
    if weighting not in WEIGHTINGS or missing.get(weighting):
        raise ValueError(
            f'weighting: got "{weighting}", expected "equal", "inverse_variance" (needs se) or "pairs" (needs baseline '
            "and treatment). Give what it needs or choose another."
        )
    if weighting == "equal":
        return values, errors, np.ones(values.shape)
    return values, errors, 1 / errors**2 if weighting == "inverse_variance" else before * after


def _heterogeneity(values: Floats, errors: Floats) -> tuple[float, float]:
    """Cochran's Q and its chance by χ²(k − 1)."""
    if len(values) < 2 or not (errors > 0).all():
        return float("nan"), float("nan")
    weights: NDArray[np.float64] = 1 / errors**2
    q = float(weights @ (values - weights @ values / weights.sum()) ** 2)
    return q, float(special.chdtrc(len(values) - 1, q))
