"""Movement between bands as counts: shares with errors, whether they hold over time, and whether movement balances.

Counts are of students seen at both occasions of a step; a student who missed the one between is in no step, since two
steps seen as one are not one step.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from mtss_analysis.estimators.series import Floats


@dataclass(frozen=True, slots=True)
class Transitions:
    """Shares of a table of counts, rows before and columns after.

    Attributes
    ----------
    share : (m, m) n_ij / n_i., the maximum-likelihood estimate (Anderson & Goodman 1957); NaN in a row without students
    se : (m, m) multinomial standard error √(p (1 − p) / n_i.)
    """

    share: Floats
    se: Floats


@dataclass(frozen=True, slots=True)
class CountTest:
    """A test on counts: statistic, df, p_value; NaN where no cell can be compared, and then df is 0."""

    statistic: float
    df: int
    p_value: float


def transitions(counts: ArrayLike) -> Transitions:
    """Return the share of each row that moved to each column.

    Parameters
    ----------
    counts
        (m, m) whole numbers, 0 or more.

    Raises
    ------
    ValueError
        The table is not square, or holds a negative count.

    Examples
    --------
    >>> transitions([[141, 11, 1], [1, 15, 3], [0, 5, 13]]).share[0].round(4).tolist()
    [0.9216, 0.0719, 0.0065]
    """
    table = square("counts", counts)
    rows = table.sum(axis=1, keepdims=True)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where(rows > 0, table / rows, np.nan)
        return Transitions(share, np.sqrt(share * (1 - share) / rows))


def homogeneity(counts: ArrayLike) -> CountTest:
    """Test whether the shares are the same in every step.

    G² = 2 Σ n_ij(t) ln(p_ij(t) / p_ij), with p the shares of all steps together (Anderson & Goodman 1957, Annals of
    Mathematical Statistics 28, 89–110). Each row i with students counts (steps that have it − 1) (columns it ever
    reaches − 1) degrees of freedom, so cells that are empty in every step take theirs away.

    Parameters
    ----------
    counts
        (steps, m, m).

    Examples
    --------
    >>> fall_winter, winter_spring = [[141, 11, 1], [1, 15, 3], [0, 5, 13]], [[118, 16, 0], [7, 20, 4], [1, 6, 5]]
    >>> found = homogeneity([fall_winter, winter_spring])
    >>> round(found.statistic, 4), found.df
    (10.07, 6)
    """
    steps = np.stack([square("counts", each) for each in np.asarray(counts, np.float64)])
    rows, pooled = steps.sum(axis=2, keepdims=True), steps.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        own = np.where(steps > 0, steps / rows, 1.0)
        common = np.where(steps > 0, pooled / pooled.sum(axis=1, keepdims=True), 1.0)
    statistic = 2 * float((steps * np.log(own / common)).sum())
    seen = np.maximum((rows[..., 0] > 0).sum(axis=0) - 1, 0)
    df = int((seen * np.maximum((pooled > 0).sum(axis=1) - 1, 0)).sum())
    return _tested(statistic, df)


def symmetry(counts: ArrayLike) -> CountTest:
    """Test whether as many move one way as the other, for every pair of bands.

    Σ (n_ij − n_ji)² / (n_ij + n_ji) over pairs that anybody moved between (Bowker 1948, JASA 43, 572–574); a pair that
    nobody moved between adds nothing to the statistic, and its degree of freedom is kept as in R's mcnemar.test only
    if anybody moved.

    Examples
    --------
    >>> found = symmetry([[141, 11, 1], [1, 15, 3], [0, 5, 13]])
    >>> round(found.statistic, 4), found.df, round(found.p_value, 4)
    (9.8333, 3, 0.02)
    """
    table = square("counts", counts)
    upper = np.triu_indices(len(table), 1)
    there, back = table[upper], table.T[upper]
    moved = there + back > 0
    statistic = float(((there - back)[moved] ** 2 / (there + back)[moved]).sum())
    return _tested(statistic, int(moved.sum()))


def steady_state(share: ArrayLike) -> Floats:
    """Return the shares (m,) that movement by `share` (m, m) would leave unchanged; NaN where they are not unique.

    The left eigenvector of eigenvalue 1. It says where a step like this one would lead if it were repeated for ever,
    which no district does: a description of the step, not a forecast.

    Examples
    --------
    >>> steady_state([[0.9, 0.1], [0.3, 0.7]]).round(2).tolist()
    [0.75, 0.25]
    """
    matrix = np.asarray(share, np.float64)
    size = len(matrix)
    if not np.isfinite(matrix).all():
        return np.full(size, np.nan)
    equations = np.vstack([matrix.T - np.eye(size), np.ones(size)])
    if np.linalg.matrix_rank(equations, tol=1e-10) < size:
        return np.full(size, np.nan)
    found: Floats = np.linalg.lstsq(equations, np.append(np.zeros(size), 1.0), rcond=None)[0]
    return found


def square(name: str, counts: ArrayLike) -> Floats:
    """Return a square table of counts (m, m) as floats; ValueError if it is none."""
    table = np.asarray(counts, np.float64)
    if table.ndim != 2 or table.shape[0] != table.shape[1] or not (table >= 0).all():
        raise ValueError(
            f"{name}: got shape {table.shape} with smallest entry {table.min(initial=0):g}, expected as many columns "
            "as rows and counts of 0 or more. Count each band before against each band after."
        )
    return table


def _tested(statistic: float, df: int) -> CountTest:
    if df == 0:
        return CountTest(float("nan"), 0, float("nan"))
    return CountTest(statistic, df, float(special.chdtrc(df, statistic)))
