"""Student growth percentiles: a score among those of students with the same earlier scores."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mtss_analysis.estimators.percentiles.quantiles import QuantileFits, quantile_processes
from mtss_analysis.estimators.percentiles.splines import spline_basis
from mtss_analysis.estimators.series import Floats

TAUS: Floats = (np.arange(1, 101) - 0.5) / 100
"""Levels of the quantiles: 0.005, 0.015, …, 0.995."""
FEWEST = 100
"""Fewest students with the same history for whom quantiles are fitted, unless told otherwise."""
UNDECIDED = 1e-7
"""A score is above a quantile only by more than this share of the scores' spread."""

Rows = NDArray[np.intp]
Ties = Literal["below", "middle"]


@dataclass(frozen=True, slots=True)
class StudentGrowthPercentiles:
    """Percentile of each of n students' growth. Every array is (n,).

    Attributes
    ----------
    percentile : 1 … 99, NaN where `status` is not "estimated"
    se : standard error of the percentile from the number of students compared, not from error in scores [percentile]
    priors : earlier scores used, the most recent ones; 0 without a percentile
    compared : students in the fit, the student included; without a percentile, in the largest group that was too small
    status : "estimated", "too few" (students with such a history), "no spread" (all reached the same score, or no fit),
        or "no data" (no score, or no earlier one)
    cautions : codes "collinear" (few distinct earlier scores), "not_converged", "too_few", "no_spread", each where it
        holds for some students
    """

    percentile: Floats
    se: Floats
    priors: NDArray[np.int64]
    compared: NDArray[np.int64]
    status: NDArray[np.str_]
    cautions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _History:
    """Students (rows) of one cohort with at least `length` earlier scores, and their design."""

    rows: Rows
    length: int
    design: Floats


def student_growth_percentiles(
    score: ArrayLike, priors: ArrayLike, cohort: ArrayLike | None = None, *, fewest: int = FEWEST, ties: Ties = "below"
) -> StudentGrowthPercentiles:
    """Say for each student what percent of students with the same earlier scores reached less.

    The quantiles of the score given the earlier ones are fitted at :data:`TAUS`, each Q(y | x) = b₀ + Σₖ spline(xₖ),
    with cubic B-splines of seven columns a prior. The percentile is the number of a student's hundred predicted
    quantiles that lie strictly below the score, kept between 1 and 99 (Betebenner 2009, Educational Measurement: Issues
    and Practice 28, 42–51). Of several histories the longest that enough students share is used.

    Parameters
    ----------
    score
        Current scores, shape (n,); NaN where there is none.
    priors
        Earlier scores, shape (n,) or (n, k), the oldest first; NaN where there is none.
    cohort
        Whole number or text for each student, shape (n,): compared are students of one cohort. None puts all in one.
    fewest
        Fewest students with a history for whom quantiles are fitted.
    ties
        "below" counts quantiles strictly below the score, as published; "middle" counts those equal to it by half, so
        that percentiles of coarse scores average fifty.

    Raises
    ------
    ValueError
        Shapes that do not fit, or infinite scores.

    Examples
    --------
    >>> before = np.repeat(np.arange(10.0), 100)
    >>> found = student_growth_percentiles(before + np.tile(np.arange(100.0), 10), before)
    >>> found.percentile[[0, 50, 99, 950]].tolist()
    [1.0, 50.0, 99.0, 50.0]
    """
    y, x = _checked(score, priors)
    codes = np.zeros(len(y), np.intp) if cohort is None else np.unique(np.asarray(cohort), return_inverse=True)[1]
    if codes.shape != y.shape:
        raise ValueError(f"cohort: got shape {codes.shape}, expected one cohort for each of {len(y)} scores.")
    lengths = np.where(np.isfinite(y), np.cumprod(np.isfinite(x[:, ::-1]), axis=1).sum(axis=1), 0)
    histories = list(_histories(x, lengths, codes))
    enough = [history for history in histories if len(history.rows) >= fewest and np.ptp(y[history.rows]) > 0]
    fits = quantile_processes([(history.design, y[history.rows]) for history in enough], TAUS)
    told = {code for fit in fits for code in fit.cautions}
    found = _longest(y, enough, fits, ties)
    return _judged(found, lengths, histories, told, fewest)


def _checked(score: ArrayLike, priors: ArrayLike) -> tuple[Floats, Floats]:
    y, x = np.asarray(score, np.float64), np.asarray(priors, np.float64)
    x = x[:, None] if x.ndim == 1 else x
    if y.ndim != 1 or x.ndim != 2 or len(x) != len(y):
        raise ValueError(
            f"score and priors: got shapes {y.shape} and {x.shape}, expected (n,) and (n, k). Take both from the same "
            "students."
        )
    for name, values in (("score", y), ("priors", x.ravel())):
        if np.isinf(values).any():
            place = int(np.isinf(values).argmax()) // (1 if name == "score" else max(x.shape[1], 1))
            raise ValueError(f"{name}: row {place} is infinite, expected a number or NaN. Remove the score.")
    return y, x


def _histories(x: Floats, lengths: NDArray[np.int64], codes: Rows) -> Iterator[_History]:
    """Yield each cohort with each length of history, short ones first."""
    for length in range(1, x.shape[1] + 1):
        rows = np.flatnonzero(lengths >= length)
        rows = rows[np.argsort(codes[rows], kind="stable")]
        for part in np.split(rows, np.flatnonzero(np.diff(codes[rows])) + 1) if len(rows) else ():
            recent = [x[part, -back] for back in range(1, length + 1)]
            columns = [spline_basis(prior).columns(prior) for prior in recent]
            yield _History(part, length, np.column_stack([np.ones(len(part)), *columns]))


def _longest(y: Floats, histories: list[_History], fits: list[QuantileFits], ties: Ties) -> StudentGrowthPercentiles:
    """Percentiles from every history in turn, so that the longest is kept."""
    n = len(y)
    percentile, se = np.full(n, np.nan), np.full(n, np.nan)
    priors, compared = np.zeros(n, np.int64), np.zeros(n, np.int64)
    for history, fit in zip(histories, fits, strict=True):
        if "not_converged" in fit.cautions:
            continue
        rows = history.rows
        percentile[rows] = _counted(y[rows], history.design, fit, ties)
        share = percentile[rows] / 100
        se[rows] = 100 * np.sqrt(share * (1 - share) * fit.leverage)
        priors[rows], compared[rows] = history.length, len(rows)
    return StudentGrowthPercentiles(percentile, se, priors, compared, np.full(n, "estimated"), ())


def _counted(y: Floats, design: Floats, fit: QuantileFits, ties: Ties) -> Floats:
    """Count predicted quantiles below the score; the order of the hundred does not change the count."""
    margin = UNDECIDED * max(float(y.std()), np.finfo(np.float64).tiny)
    predicted = fit.coefficients @ design.T
    below = (predicted < y - margin).sum(axis=0).astype(np.float64)
    if ties == "middle":
        below = (below + (predicted <= y + margin).sum(axis=0)) / 2
    return np.asarray(np.clip(below, 1, 99), np.float64)


def _judged(
    found: StudentGrowthPercentiles, lengths: Rows, histories: list[_History], told: set[str], fewest: int
) -> StudentGrowthPercentiles:
    """Say why there is no percentile where there is none."""
    missing, compared = np.isnan(found.percentile), found.compared.copy()
    for history in histories:
        rows = history.rows[missing[history.rows]]
        compared[rows] = np.maximum(compared[rows], len(history.rows))
    kinds = [lengths == 0, missing & (compared < fewest), missing]
    status = np.select(kinds, ["no data", "too few", "no spread"], "estimated")
    told = told | {code for code in ("too few", "no spread") if (status == code).any()}
    codes = tuple(sorted(code.replace(" ", "_") for code in told))
    return StudentGrowthPercentiles(found.percentile, found.se, found.priors, compared, status, codes)
