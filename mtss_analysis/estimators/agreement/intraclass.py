"""Intraclass correlations: how much of the spread of ratings is of the things rated, and how much of the raters."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from mtss_analysis.estimators.agreement.grid import complete
from mtss_analysis.estimators.agreement.squares import Ends, MeanSquares, absolute, mean_squares, one_way, two_way
from mtss_analysis.estimators.series import require_confidence


@dataclass(frozen=True, slots=True)
class Form:
    """One form of the correlation: `estimate` with its interval `low` to `high`; NaN where it cannot be told."""

    estimate: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Icc:
    """The six intraclass correlations of one table of ratings.

    Attributes
    ----------
    one_single, one_mean : other raters for each target, of one rating and of the mean of all k
    agreement_single, agreement_mean : the same raters for all targets, level differences between raters count as error
    consistency_single, consistency_mean : likewise, but level differences between raters do not count
    targets, raters : n and k
    mean_squares : of the analysis of variance behind them [rating²]
    sem : standard error of one rating by a rater drawn anew, √(σ²_raters + σ²_rest) [rating]
    sem_same_rater : of one rating by the same rater throughout, √σ²_rest [rating]
    smallest_real_change : z √2 `sem`: a smaller difference of two ratings may be rater noise alone [rating]
    confidence : of intervals and smallest real change
    why : code of `REASONS`, or empty
    """

    one_single: Form
    agreement_single: Form
    consistency_single: Form
    one_mean: Form
    agreement_mean: Form
    consistency_mean: Form
    targets: int
    raters: int
    mean_squares: MeanSquares
    sem: float
    sem_same_rater: float
    smallest_real_change: float
    confidence: float
    why: str


def icc(ratings: ArrayLike, confidence: float = 0.95) -> Icc:
    """Intraclass correlations of n targets rated by the same k raters, in all six forms.

    With mean squares of targets R, raters C, rest E and within targets W: one-way (R − W) / (R + (k − 1) W), agreement
    (R − E) / (R + (k − 1) E + k (C − E) / n), consistency (R − E) / (R + (k − 1) E); of the mean of k raters each r
    becomes k r / (1 + (k − 1) r). Intervals from F, with Satterthwaite's degrees of freedom for agreement (Shrout and
    Fleiss 1979, Psychological Bulletin 86; McGraw and Wong 1996, Psychological Methods 1). The standard error of
    measurement and the smallest real change are those of de Vet and others (2006, Journal of Clinical
    Epidemiology 59).

    Parameters
    ----------
    ratings
        (n targets, k raters), none missing [rating].
    confidence
        Of the intervals and of the smallest real change.

    Raises
    ------
    ValueError
        `ratings` is not two-dimensional or has a missing rating; confidence is no share.

    Examples
    --------
    >>> found = icc([[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]])
    >>> round(found.agreement_single.estimate, 6), round(found.consistency_mean.estimate, 6)
    (0.289764, 0.909316)
    """
    require_confidence(confidence)
    table = complete("ratings", ratings, "targets", "raters")
    why = _why(*table.shape)
    squares = mean_squares(table)
    why = why or ("no_variation" if squares.targets == squares.within == 0 else "")
    nan = float("nan")
    ends: list[Ends] = (
        [(nan, nan, nan)] * 3 if why else [kind(squares, confidence) for kind in (one_way, absolute, two_way)]
    )
    one, agreed, consistent = (Form(*end) for end in ends)
    of_one, of_agreed, of_consistent = (_mean_form(form, squares.k) for form in (one, agreed, consistent))
    sem, same = _noise(squares) if not _why(*table.shape) else (nan, nan)
    limit = float(special.ndtri((1 + confidence) / 2) * np.sqrt(2) * sem)
    return Icc(
        one, agreed, consistent, of_one, of_agreed, of_consistent, squares.n, squares.k, squares, sem, same, limit,
        confidence, why,
    )  # fmt: skip


def stepped_up(r: float, k: int) -> float:
    """Reliability of the mean of k ratings from that of one, k r / (1 + (k − 1) r); NaN when r is too far below 0."""
    bottom = 1 + (k - 1) * r
    return k * r / bottom if bottom > 0 else float("nan")


def _mean_form(form: Form, k: int) -> Form:
    estimate = stepped_up(form.estimate, k)
    low, high = (stepped_up(end, k) if estimate == estimate else estimate for end in (form.low, form.high))
    return Form(estimate, low, high)


def _why(n: int, k: int) -> str:
    if n == 0 or k == 0:
        return "nothing_rated"
    return "one_target" if n == 1 else "one_rater" if k == 1 else ""


def _noise(squares: MeanSquares) -> tuple[float, float]:
    """Find the standard errors of one rating: raters drawn anew, and the same rater [rating]."""
    between = max((squares.raters - squares.rest) / squares.n, 0.0)
    return float(np.sqrt(between + squares.rest)), float(np.sqrt(squares.rest))
