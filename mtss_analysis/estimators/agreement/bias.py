"""Self-report against observation: how much higher one source rates the same deliveries, on average."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from mtss_analysis.estimators.agreement.pairs import paired
from mtss_analysis.estimators.series import Floats, require_confidence


@dataclass(frozen=True, slots=True)
class Bias:
    """Mean difference of two sources that rated the same things.

    Attributes
    ----------
    mean : self-report less observation [rating]; NaN without a pair
    se, low, high : robust to pairs of a cluster being alike [rating]; NaN with fewer than two clusters
    n, clusters : pairs and clusters
    confidence : of the interval
    why : code of `REASONS`, or empty
    """

    mean: float
    se: float
    low: float
    high: float
    n: int
    clusters: int
    confidence: float
    why: str


def self_report_bias(
    self_report: ArrayLike, observed: ArrayLike, clusters: ArrayLike | None = None, confidence: float = 0.95
) -> Bias:
    """Mean of self-report less observation, with a standard error that lets pairs of a cluster be alike.

    SE² = Σ_g S_g² / (1 − n_g/n) / n² with S_g the sum of a cluster's deviations from the mean, t with clusters − 1
    degrees of freedom (Bell and McCaffrey 2002, Survey Methodology 28, for a mean). Without clusters this is s / √n.

    Parameters
    ----------
    self_report, observed
        Ratings of the same deliveries by the two sources, each (n,) [rating].
    clusters
        Code of the plan or rater of each pair (n,); each pair is its own if not given.
    confidence
        Of the interval.

    Raises
    ------
    ValueError
        Lengths differ, a rating is missing, or confidence is no share.

    Examples
    --------
    >>> found = self_report_bias([0.9, 1.0, 0.8, 0.9], [0.7, 0.6, 0.8, 0.7], clusters=[1, 1, 2, 2])
    >>> round(found.mean, 2), round(found.se, 2), found.clusters
    (0.2, 0.1, 2)
    """
    require_confidence(confidence)
    first, second = paired(self_report, observed)
    apart = (first - second).astype(np.float64)
    n, nan = len(apart), float("nan")
    sums, sizes = _by_cluster(apart, clusters)
    groups, mean = len(sizes), float(apart.mean()) if n else nan
    if groups < 2:
        return Bias(mean, nan, nan, nan, n, groups, confidence, "one_cluster" if n else "nothing_rated")
    se = float(np.sqrt((sums**2 / (1 - sizes / n)).sum()) / n)
    reach = float(special.stdtrit(groups - 1, (1 + confidence) / 2)) * se
    return Bias(mean, se, mean - reach, mean + reach, n, groups, confidence, "" if se > 0 else "no_disagreement")


def _by_cluster(apart: Floats, clusters: ArrayLike | None) -> tuple[Floats, Floats]:
    """Sum of deviations from the mean, and pairs, of each cluster."""
    codes = np.arange(len(apart)) if clusters is None else np.asarray(clusters)
    if codes.shape != apart.shape:
        raise ValueError(
            f"clusters: got shape {codes.shape}, expected one code for each of the {len(apart)} pairs. Take them from "
            "the same rows."
        )
    _, place = np.unique(codes, return_inverse=True)
    sums = np.bincount(place, weights=apart - apart.mean() if len(apart) else apart)
    return sums.astype(np.float64), np.bincount(place).astype(np.float64)
