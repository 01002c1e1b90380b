"""Piecewise regression of one student's scores: level and slope in baseline, and how both change with treatment.

score = b0 + b1 T + b2 D + b3 (T − c) D. What b2 means hangs on c, so every level effect is named with its coding.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import optimize, special

from mtss_analysis.estimators.series import Floats, require_confidence

Coding = Literal["H-M", "W", "B&L-B"]
Errors = Literal["independent", "ar1"]
CODINGS = {
    "H-M": "the jump at the first treatment session, time as given (Huitema and McKean 2000)",
    "W": "the jump at the first treatment session, time counted from the first session (Wampold)",
    "B&L-B": "the jump one unit of time before the first treatment session (Beretvas and Chung 2008)",
}
TERMS = ("intercept", "slope", "level", "slope_change")
FEWEST = 20
BOUND, STEP = 0.99, 0.03
CAUTIONS = {
    "few_points": f"Fewer than {FEWEST} points: the autocorrelation is badly known and standard errors are too small.",
    "no_residual": "The points leave nothing over to tell the scatter from, so there are no standard errors.",
    "autocorrelation_at_bound": "The likelihood has no maximum inside −1 to 1; the scores are too regular or too few.",
}


@dataclass(frozen=True, slots=True)
class Piecewise:
    """One fit; arrays (4,) hold intercept, baseline slope, change of level and change of slope.

    Attributes
    ----------
    estimate, se : [score], [score/time], [score], [score/time]
    low, high : interval by Student's t
    p : two-sided
    df : points less 4
    coding, level_at : coding of the level effect, and the time it stands for
    level_means : the coding in words
    errors : "independent" or "ar1"
    autocorrelation : of neighbouring errors; NaN if taken as independent
    sigma : standard deviation of the errors, restricted for "independent", of maximum likelihood for "ar1" [score]
    loglik : log-likelihood at the maximum
    confidence : of the intervals
    cautions : code → sentence
    """

    estimate: Floats
    se: Floats
    low: Floats
    high: Floats
    p: Floats
    df: int
    coding: Coding
    level_at: float
    level_means: str
    errors: Errors
    autocorrelation: float
    sigma: float
    loglik: float
    confidence: float
    cautions: Mapping[str, str]


def piecewise(
    session: ArrayLike,
    score: ArrayLike,
    treated: ArrayLike,
    *,
    coding: Coding = "H-M",
    errors: Errors = "independent",
    confidence: float = 0.95,
) -> Piecewise:
    """Fit baseline level and slope and their changes by least squares, or by maximum likelihood with AR(1) errors.

    c is the first treatment session for "H-M" and "W" (where T starts from 0) and one unit earlier for "B&L-B": one
    fit, different b2. AR(1) errors have correlation φ^k between points k places apart in order, whatever the time
    between; φ maximizes the likelihood, and standard errors take σ² = RSS/(n − 4), as `gls` with `corAR1` of nlme does.

    Parameters
    ----------
    session
        Time of each point (n,), increasing [time].
    score
        Scores (n,) [score].
    treated
        Whether the point is of the treatment phase (n,); baseline comes first.
    coding
        "H-M", "W" or "B&L-B".
    errors
        "independent" or "ar1".
    confidence
        Of the intervals.

    Raises
    ------
    ValueError
        Lengths differ, a number is not finite, times do not increase, a phase has fewer than two points, baseline comes
        after treatment, or an option is unknown.

    Examples
    --------
    >>> found = piecewise([1, 2, 3, 4, 5, 6], [10, 11, 12, 20, 23, 26], [0, 0, 0, 1, 1, 1])
    >>> found.estimate.round(6), found.level_at
    (array([9., 1., 7., 2.]), 4.0)
    """
    require_confidence(confidence)
    if coding not in CODINGS or errors not in ("independent", "ar1"):
        raise ValueError(
            f'coding, errors: got "{coding}" and "{errors}", expected a coding of {", ".join(CODINGS)} and errors '
            '"independent" or "ar1". Name one of each.'
        )
    time, scores, after = _checked(session, score, treated)
    origin = time[0] if coding == "W" else 0.0
    c = time[after][0] - (1.0 if coding == "B&L-B" else 0.0)
    design = np.column_stack([np.ones(len(time)), time - origin, after, (time - c) * after])
    fit = (_independent if errors == "independent" else _autocorrelated)(design, scores)
    df = len(time) - 4
    reach = special.stdtrit(max(df, 1), (1 + confidence) / 2) * fit.se
    p = 2 * special.stdtr(max(df, 1), -np.abs(fit.estimate / fit.se))
    cautions = {code: CAUTIONS[code] for code in fit.codes}
    told = fit.estimate, fit.se, fit.estimate - reach, fit.estimate + reach, p
    named = coding, float(c), CODINGS[coding], errors
    return Piecewise(*told, df, *named, fit.phi, fit.sigma, fit.loglik, confidence, cautions)


@dataclass(frozen=True, slots=True)
class _Fit:
    estimate: Floats
    se: Floats
    sigma: float
    loglik: float
    phi: float = np.nan
    codes: tuple[str, ...] = ()


def _independent(design: Floats, scores: Floats) -> _Fit:
    n = len(scores)
    estimate, rss, inverse = _least_squares(design, scores)
    if n == 4 or rss <= 1e-20 * max(float(scores @ scores), 1.0):
        return _Fit(estimate, np.full(4, np.nan), np.nan, np.nan, codes=("no_residual",))
    sigma = np.sqrt(rss / (n - 4))
    return _Fit(estimate, sigma * np.sqrt(np.diag(inverse)), float(sigma), _loglik(rss, n, 0.0))


def _autocorrelated(design: Floats, scores: Floats) -> _Fit:
    n, plain = len(scores), _independent(design, scores)
    if plain.codes:
        return plain

    def deviance(phi: float) -> float:
        return -_loglik(_least_squares(_whitened(design, phi), _whitened(scores, phi))[1], n, phi)

    phi = _lowest(deviance)
    estimate, rss, inverse = _least_squares(_whitened(design, phi), _whitened(scores, phi))
    se = np.sqrt(rss / (n - 4) * np.diag(inverse))
    codes = ("few_points",) * (n < FEWEST) + ("autocorrelation_at_bound",) * (abs(phi) > BOUND - STEP)
    return _Fit(estimate, se, float(np.sqrt(rss / n)), _loglik(rss, n, phi), phi, codes)


def _lowest(deviance: Callable[[float], float]) -> float:
    """Search a grid, then between the neighbours of its best point: a short series may have two maxima."""
    grid = np.arange(-BOUND, BOUND + STEP / 2, STEP)
    best = float(grid[np.argmin([deviance(float(phi)) for phi in grid])])
    bounds = max(best - STEP, -BOUND), min(best + STEP, BOUND)
    found = optimize.minimize_scalar(deviance, bounds=bounds, method="bounded", options={"xatol": 1e-10})  # type: ignore[no-untyped-call]
    return float(found.x)


def _whitened(values: Floats, phi: float) -> Floats:
    rest = (values[1:] - phi * values[:-1]) / np.sqrt(1 - phi**2)
    return np.concatenate([values[:1], rest])


def _least_squares(design: Floats, scores: Floats) -> tuple[Floats, float, Floats]:
    """Coefficients, residual sum of squares, and inverse of X'X."""
    q, r = np.linalg.qr(design)
    estimate = np.linalg.solve(r, q.T @ scores)
    residual = scores - design @ estimate
    root = np.linalg.inv(r)
    return estimate, float(residual @ residual), root @ root.T


def _loglik(rss: float, n: int, phi: float) -> float:
    return float(-n / 2 * (np.log(2 * np.pi * rss / n) + 1) - (n - 1) / 2 * np.log(1 - phi**2))


def _checked(session: ArrayLike, score: ArrayLike, treated: ArrayLike) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    time, scores = np.asarray(session, np.float64), np.asarray(score, np.float64)
    after = np.asarray(treated).astype(bool)
    if time.ndim != 1 or not time.shape == scores.shape == after.shape:
        lengths = f"{time.shape}, {scores.shape} and {after.shape}"
        raise ValueError(f"session, score and treated: got shapes {lengths}, expected one of each for every point.")
    for name, values in (("session", time), ("score", scores)):
        bad = np.flatnonzero(~np.isfinite(values))
        if len(bad):
            raise ValueError(
                f'{name}: point {bad[0]} holds "{values[bad[0]]}", expected a finite number. Leave it out.'
            )
    back = np.flatnonzero((np.diff(time) <= 0) | (np.diff(after.astype(int)) < 0))
    if len(back):
        raise ValueError(
            f"session, treated: point {back[0] + 1} does not come after point {back[0]}, expected times that increase "
            "and one baseline before one treatment phase. Sort the points, and take one pair of phases at a time."
        )
    counts = int((~after).sum()), int(after.sum())
    if min(counts) < 2:
        raise ValueError(
            f"treated: got {counts[0]} baseline and {counts[1]} treatment points, expected 2 or more of each; a slope "
            "needs two points. Compare the phases with an index of nonoverlap instead."
        )
    return time, scores, after
