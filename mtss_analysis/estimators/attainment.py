"""Will the goal be reached? Probabilities from a least-squares trend carried forward to the goal's date.

Two questions that differ, above all near one half. *True-score*: will the student's true level be at the goal?
*Observed-score*: will the score of one probe on that day be at the goal? The second adds the noise of that probe.
Both take the straight line and independent errors at their word; far beyond the data, show the interval too.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from mtss_analysis.estimators.least_squares import OlsTrends
from mtss_analysis.estimators.series import Floats, require_confidence

Direction = Literal["increase", "decrease"]


@dataclass(frozen=True, slots=True)
class Attainment:
    """Forecast of N series at the goal's date. Every array is (N,); NaN (cannot tell) without three scattered points.

    Attributes
    ----------
    expected : fitted score at the goal's date [score]
    true_se, observed_se : standard error of the true level, and of one score, at that date [score]
    true_low, true_high : interval of the true level [score]
    observed_low, observed_high : interval of one score [score]
    true_probability, observed_probability : of being at the goal or better
    confidence : of the intervals
    """

    expected: Floats
    true_se: Floats
    observed_se: Floats
    true_low: Floats
    true_high: Floats
    observed_low: Floats
    observed_high: Floats
    true_probability: Floats
    observed_probability: Floats
    confidence: float


def forecast(
    trends: OlsTrends,
    goal: ArrayLike,
    time: ArrayLike,
    *,
    direction: Direction = "increase",
    confidence: float = 0.95,
) -> Attainment:
    """Probability of reaching `goal` at `time`, both scalars or (N,), for the N series of `trends`.

    With ŷ the fitted score at T, the true-score SE is SEE · sqrt(1/n + (T − t̄)²/Sxx), the observed-score SE has one
    more 1 under the root, and P = 1 − F_t((goal − ŷ)/SE, n − 2). `direction="decrease"` asks for the goal or less.
    A series whose points lie exactly on its line says nothing about its noise: NaN, not certainty.
    Raises ValueError for an unknown direction or a confidence outside (0, 1).

    >>> from mtss_analysis.estimators import trend
    >>> fit = trend.ols([0, 1, 2, 3, 4], [20, 23, 22, 26, 27], [1, 1, 1, 1, 1])
    >>> ahead = forecast(fit, goal=40, time=10)
    >>> ahead.true_probability.round(3), ahead.observed_probability.round(3)
    (array([0.215]), array([0.229]))
    """
    require_confidence(confidence)
    if direction not in ("increase", "decrease"):
        raise ValueError(f'direction: got "{direction}", expected "increase" or "decrease". Take it from the measure.')
    when, expected = np.asarray(time, np.float64), trends.at(time)
    see = np.where(trends.scattered, trends.see, np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        leverage = 1.0 / trends.n + (when - trends.mean_time) ** 2 / trends.sxx
    true_se, observed_se = see * np.sqrt(leverage), see * np.sqrt(1.0 + leverage)
    margin = (expected - np.asarray(goal, np.float64)) * (1.0 if direction == "increase" else -1.0)
    freedom = np.where(trends.n > 2, trends.n - 2.0, np.nan)
    reach = special.stdtrit(freedom, (1.0 + confidence) / 2.0)
    return Attainment(
        expected=expected,
        true_se=true_se,
        observed_se=observed_se,
        true_low=expected - reach * true_se,
        true_high=expected + reach * true_se,
        observed_low=expected - reach * observed_se,
        observed_high=expected + reach * observed_se,
        true_probability=special.stdtr(freedom, margin / true_se),
        observed_probability=special.stdtr(freedom, margin / observed_se),
        confidence=confidence,
    )


def slope_below(trends: OlsTrends, rate: ArrayLike) -> Floats:
    """Probability that the true rate of improvement is below `rate` (scalar or (N,)) [score/week], shape (N,).

    F_t((rate − slope)/SE, n − 2), from the same sampling distribution as the interval of the slope. NaN without three
    scattered points.

    >>> from mtss_analysis.estimators import trend
    >>> fit = trend.ols([0, 1, 2, 3, 4], [20, 23, 22, 26, 27], [1, 1, 1, 1, 1])
    >>> slope_below(fit, fit.slope)
    array([0.5])
    """
    se = np.where(trends.scattered, trends.slope_se, np.nan)
    freedom = np.where(trends.n > 2, trends.n - 2.0, np.nan)
    below: Floats = special.stdtr(freedom, (np.asarray(rate, np.float64) - trends.slope) / se)
    return below
