"""Cohen's kappa: how far two raters agree beyond what chance would give, from statsmodels."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from mtss_analysis.errors import did_you_mean
from mtss_analysis.estimators.agreement.pairs import Values, paired
from mtss_analysis.estimators.series import Floats, require_confidence

Weights = Literal["none", "linear", "squared"]
WEIGHTS = {"none": None, "linear": "linear", "squared": "quadratic"}


@dataclass(frozen=True, slots=True)
class Kappa:
    """Agreement of two raters beyond chance.

    Attributes
    ----------
    kappa : 1 when they always agree, 0 when as often as by chance; NaN when not defined
    se, low, high : large-sample standard error and interval
    n : pairs of ratings
    weights, confidence : as asked
    why : code of `REASONS`, or empty. With "no_disagreement" kappa is 1 and the interval without width; with
        "constant_rater" it is 0 whatever the other rater did, and has no interval
    """

    kappa: float
    se: float
    low: float
    high: float
    n: int
    weights: Weights
    confidence: float
    why: str


def kappa(
    first: ArrayLike,
    second: ArrayLike,
    categories: Sequence[Any],
    weights: Weights = "none",
    confidence: float = 0.95,
) -> Kappa:
    """Cohen's kappa over the full ordered set of categories.

    κ = 1 − Σ w O / Σ w E with O and E the shares seen and expected by chance in each cell and w the disagreement:
    1 off the diagonal ("none"), |i − j| / (q − 1) ("linear") or its square ("squared") for q categories (Cohen 1968,
    Psychological Bulletin 70). The standard error is that of Fleiss, Cohen and Everitt (1969, Psychological
    Bulletin 72). All q categories have to be given: a level that nobody used still lies between its neighbors.
    Below about fifty pairs the interval is too short, the more so the better the raters agree.

    Parameters
    ----------
    first, second
        Ratings of the same things by two raters, each (n,).
    categories
        Every category, in order.
    weights
        "none", "linear" or "squared".
    confidence
        Of the interval.

    Raises
    ------
    ValueError
        Lengths differ, a rating is missing or no category, or `weights` or `confidence` are not as above.

    Examples
    --------
    >>> pair = [0, 1, 2, 2, 1, 0], [0, 1, 2, 1, 1, 0]
    >>> round(kappa(*pair, categories=[0, 1, 2]).kappa, 4), kappa([1, 1], [1, 1], [0, 1]).why
    (0.75, 'one_category')
    """
    require_confidence(confidence)
    if weights not in WEIGHTS:
        raise ValueError(f'weights: got "{weights}", expected one of {", ".join(WEIGHTS)}. Choose one.')
    table, nan = cross_table(*paired(first, second), categories), float("nan")
    n, why = int(table.sum()), _why(table)
    if why in ("nothing_rated", "one_category", "constant_rater"):
        return Kappa(0.0 if why == "constant_rater" else nan, nan, nan, nan, n, weights, confidence, why)
    value, se = _estimated(table, weights)
    reach = float(special.ndtri((1 + confidence) / 2)) * se
    return Kappa(value, se, max(value - reach, -1.0), min(value + reach, 1.0), n, weights, confidence, why)


def cross_table(first: Values, second: Values, categories: Sequence[Any]) -> Floats:
    """Count pairs of ratings: (q, q), the first rater's category in rows.

    Raises ValueError on a rating that is no category, or categories that stand twice.
    """
    places = {category: place for place, category in enumerate(categories)}
    if len(places) < max(len(categories), 2):
        raise ValueError(f"categories: got {list(categories)}, expected two or more, each once. List every level.")
    table = np.zeros((len(places), len(places)))
    for name, ratings in (("first", first), ("second", second)):
        if strange := [rating for rating in ratings.tolist() if rating not in places]:
            hint = did_you_mean(str(strange[0]), [str(category) for category in categories])
            raise ValueError(
                f'{name}: got "{strange[0]}" ({len(strange)} such), expected one of {list(categories)}. Give every '
                f"category of the scale, in order.{hint}"
            )
    np.add.at(table, tuple([places[rating] for rating in ratings.tolist()] for ratings in (first, second)), 1)
    return table


def _why(table: Floats) -> str:
    by_first, by_second = (int((table.sum(axis=axis) > 0).sum()) for axis in (1, 0))
    agreed = np.trace(table) == table.sum()
    if min(by_first, by_second) < 2:
        return "nothing_rated" if not by_first else "one_category" if agreed else "constant_rater"
    return "no_disagreement" if agreed else ""


def _estimated(table: Floats, weights: Weights) -> tuple[float, float]:
    from statsmodels.stats.inter_rater import cohens_kappa  # slow to import, and few need it

    with np.errstate(invalid="ignore", divide="ignore"):  # its test against 0 is not used
        found = cohens_kappa(table, wt=WEIGHTS[weights])  # type: ignore[no-untyped-call]
    return float(found.kappa), float(np.sqrt(max(found.var_kappa, 0.0)))
