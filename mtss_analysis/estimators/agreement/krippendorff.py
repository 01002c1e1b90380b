"""Krippendorff's alpha: agreement of any number of raters, some of whose ratings may be missing."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from mtss_analysis.estimators.agreement.grid import table_of
from mtss_analysis.estimators.series import Floats, require_confidence

Level = Literal["nominal", "ordinal", "interval", "ratio"]
LEVELS = ("nominal", "ordinal", "interval", "ratio")


@dataclass(frozen=True, slots=True)
class Krippendorff:
    """Agreement beyond chance.

    Attributes
    ----------
    alpha : 1 when raters always agree, 0 when they do as often as by chance; NaN when not defined
    low, high : percentiles of draws of units with replacement; NaN when not defined
    units : units with two ratings or more, which are all that count
    raters : raters with a rating of such a unit
    draws : draws the interval rests on; those without any variation give no alpha and are not among them
    level, confidence : as asked
    why : code of `REASONS`, or empty
    """

    alpha: float
    low: float
    high: float
    units: int
    raters: int
    draws: int
    level: Level
    confidence: float
    why: str


def krippendorff(
    ratings: ArrayLike, level: Level = "nominal", confidence: float = 0.95, draws: int = 1000, seed: int = 0
) -> Krippendorff:
    """Krippendorff's alpha, 1 − D_o / D_e, with an interval by drawing units anew.

    D_o is the mean disagreement δ² of two ratings of one unit, D_e that of any two ratings. δ² is 1 for different
    nominal values, (a − b)² for interval, ((a − b) / (a + b))² for ratio, and for ordinal values the squared difference
    of their mid-ranks (Krippendorff 2019, Content Analysis, 4th ed., ch. 12). With few units the interval is too short.

    Parameters
    ----------
    ratings
        (raters, units), NaN where a rater did not rate a unit [rating].
    level
        "nominal", "ordinal", "interval" or "ratio"; ratio takes no number below 0.
    confidence
        Of the interval.
    draws
        Draws of units behind the interval.
    seed
        Of the draws.

    Raises
    ------
    ValueError
        `ratings` is not two-dimensional, or an option is not as above.

    Examples
    --------
    >>> nan = float("nan")
    >>> found = krippendorff([[1, 2, 3, 3, nan], [1, 2, 3, 2, 1], [1, 2, 3, 3, nan]], draws=200)
    >>> round(found.alpha, 4), found.units, found.raters
    (0.766, 4, 3)
    """
    require_confidence(confidence)
    if level not in LEVELS:
        raise ValueError(f'level: got "{level}", expected one of {", ".join(LEVELS)}. Choose one.')
    table = table_of("ratings", ratings, "raters", "units")
    table = table[:, (~np.isnan(table)).sum(axis=0) >= 2]
    raters, units = int((~np.isnan(table)).any(axis=1).sum()), table.shape[1]
    values, counts = _counted(table)
    if level == "ratio" and len(values) and values[0] < 0:
        raise ValueError(f"ratings: got {values[0]:g}, expected 0 or more at level ratio. Choose the level interval.")
    alpha = float(_alpha(counts, values, np.ones((1, units)), level)[0]) if units else float("nan")
    if np.isnan(alpha) or units == 1:
        why = "nothing_rated" if not units else "no_variation" if np.isnan(alpha) else "one_unit"
        return Krippendorff(alpha, float("nan"), float("nan"), units, raters, 0, level, confidence, why)
    drawn = np.random.default_rng(seed).multinomial(units, np.full(units, 1 / units), draws)
    found = _alpha(counts, values, drawn.astype(np.float64), level)
    told = found[~np.isnan(found)]
    tails = [(1 - confidence) / 2, (1 + confidence) / 2]
    low, high = np.quantile(told, tails).tolist() if len(told) else (float("nan"), float("nan"))
    why = "no_disagreement" if alpha == 1 else ""
    return Krippendorff(alpha, low, high, units, raters, len(told), level, confidence, why)


def _counted(table: Floats) -> tuple[Floats, Floats]:
    """Distinct values (v,) and how often each unit has each (units, v)."""
    values, codes = np.unique(table[~np.isnan(table)], return_inverse=True)
    counts = np.zeros((table.shape[1], len(values)))
    np.add.at(counts, (np.nonzero(~np.isnan(table))[1], codes), 1)
    return values, counts


def _alpha(counts: Floats, values: Floats, drawn: Floats, level: Level) -> Floats:
    """Alpha of every draw: `drawn` (draws, units) says how often a unit is in it; NaN without variation."""
    ratings, totals = counts.sum(axis=1), drawn @ counts
    if level in ("ordinal", "interval"):
        places = np.cumsum(totals, axis=1) - totals / 2 if level == "ordinal" else values[None]
        centred = places - places.mean(axis=1, keepdims=True)
        inside, among = _squared_inside(counts, centred), _squared(totals, centred)
    else:
        apart = _disagreement(values, level)
        inside, among = _apart(counts, apart)[None], _apart(totals, apart)
    n = totals.sum(axis=1)
    seen, expected = (drawn * inside / (ratings - 1)).sum(axis=1), among / (n - 1)
    found: Floats = 1.0 - np.divide(seen, expected, out=np.full(len(n), np.nan), where=expected > 0)
    return found


def _squared_inside(counts: Floats, places: Floats) -> Floats:
    """Sum over pairs of ratings of (a − b)² within each unit (draws, units), 2 (m Σ c x² − (Σ c x)²)."""
    mixed = (counts > 0).sum(axis=1) > 1
    found = counts.sum(axis=1) * (places**2 @ counts.T) - (places @ counts.T) ** 2
    return np.where(mixed, 2 * found, 0.0)


def _squared(totals: Floats, places: Floats) -> Floats:
    """Sum the same among all ratings of each draw (draws,)."""
    mixed = (totals > 0).sum(axis=1) > 1
    found = totals.sum(axis=1) * (totals * places**2).sum(axis=1) - (totals * places).sum(axis=1) ** 2
    return np.where(mixed, 2 * found, 0.0)


def _apart(counts: Floats, apart: Floats) -> Floats:
    return np.asarray(((counts @ apart) * counts).sum(axis=1))


def _disagreement(values: Floats, level: Level) -> Floats:
    """δ² of each two values (v, v), nominal or ratio."""
    if level == "nominal":
        return 1.0 - np.eye(len(values))
    total = values[:, None] + values
    share = np.divide(values[:, None] - values, total, out=np.zeros_like(total), where=total > 0)
    return np.asarray(share**2)
