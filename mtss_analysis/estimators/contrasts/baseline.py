"""Were the arms alike before? Baseline equivalence of the students analyzed, as the What Works Clearinghouse has it."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from mtss_analysis.estimators.contrasts.effect_size import cox_index, hedges_g
from mtss_analysis.estimators.contrasts.refusals import Bools, Refused, arms, vector
from mtss_analysis.estimators.series import Floats

ALIKE, ADJUSTABLE = 0.05, 0.25
"""|g| up to which arms are alike, and up to which an adjustment can make them so (Standards Handbook 4.0 and 5.0)."""
Category = Literal["satisfied", "needs_adjustment", "not_satisfied", "cannot_tell"]


@dataclass(frozen=True, slots=True)
class Equivalence:
    """A row for each of k measures taken before.

    Attributes
    ----------
    names
        What the measures are called.
    treated_mean, comparison_mean, pooled_sd
        Means of the arms and the standard deviation within them (k,).
    estimate
        Hedges' g, the Cox index for yes/no measures (k,); NaN where it cannot be told.
    category
        "satisfied" up to .05, "needs_adjustment" up to .25, else "not_satisfied"; "cannot_tell" without spread.
    n_treated, n_comparison
        Students analyzed.
    satisfied, adjustable
        Whether all measures are alike, and whether all can be made so.
    """

    names: tuple[str, ...]
    treated_mean: Floats
    comparison_mean: Floats
    pooled_sd: Floats
    estimate: Floats
    category: tuple[Category, ...]
    n_treated: int
    n_comparison: int

    @property
    def satisfied(self) -> bool:
        """Whether all measures are alike without adjustment."""
        return set(self.category) == {"satisfied"}

    @property
    def adjustable(self) -> bool:
        """Whether all are alike or can be made so by adjustment."""
        return set(self.category) <= {"satisfied", "needs_adjustment"}


def baseline_equivalence(
    measures: ArrayLike, treated: ArrayLike, names: tuple[str, ...], *, analyzed: ArrayLike | None = None
) -> Equivalence:
    """Compare the arms on measures taken before, among the students whose outcomes are analyzed.

    Parameters
    ----------
    measures, names
        Columns (n, k) and what they are called. A column of 0 and 1 alone is a yes/no measure.
    treated, analyzed
        1 for served students, and 1 for those in the analysis (n,); everyone if left out.

    Raises
    ------
    Refused
        `shape`, `all_served`, `none_served`; `not_finite` where an analyzed student has no value, with the measure.

    Examples
    --------
    >>> pretest = [50, 52, 55, 58, 61, 49, 53, 56, 57, 60]
    >>> found = baseline_equivalence(np.array([pretest]).T, [1] * 5 + [0] * 5, ("pretest",))
    >>> found.category, round(float(found.estimate[0]), 3)
    (('satisfied',), 0.042)
    """
    X = np.asarray(measures, np.float64)
    if X.ndim != 2 or X.shape[1] != len(names):
        raise Refused("shape", f"measures: got shape {X.shape}, expected (n, {len(names)}): a column for each name.")
    keep = np.ones(len(X), np.bool_) if analyzed is None else vector("analyzed", analyzed, len(X)) == 1
    served = arms(np.asarray(treated, np.float64)[keep], int(keep.sum()))
    columns = [vector(name, column) for name, column in zip(names, X[keep].T, strict=True)]
    gaps = [_gap(column, served) for column in columns]
    means = [[float(column[arm].mean()) for column in columns] for arm in (served, ~served)]
    spread = [_pooled(column, served) for column in columns]
    counts = int(served.sum()), int((~served).sum())
    return Equivalence(
        names,
        np.array(means[0]),
        np.array(means[1]),
        np.array(spread),
        np.array(gaps),
        tuple(map(_category, gaps)),
        *counts,
    )


def _gap(column: Floats, served: Bools) -> float:
    """Return the index of one measure, NaN where it has none."""
    try:
        binary = np.isin(column, (0.0, 1.0)).all()
        return (cox_index if binary else hedges_g)(column, served).estimate
    except Refused as refused:
        if refused.code not in {"constant", "empty_cell", "too_few_rows"}:
            raise
        return float("nan")


def _pooled(column: Floats, served: Bools) -> float:
    squares = sum(float(((column[arm] - column[arm].mean()) ** 2).sum()) for arm in (served, ~served))
    return float(np.sqrt(squares / (len(column) - 2))) if len(column) > 2 else float("nan")


def _category(gap: float) -> Category:
    if np.isnan(gap):
        return "cannot_tell"
    return "satisfied" if abs(gap) <= ALIKE else "needs_adjustment" if abs(gap) <= ADJUSTABLE else "not_satisfied"
