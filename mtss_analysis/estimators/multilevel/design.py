"""The fixed effects: which columns are a student's covariate times 1 or time, and the patterns they form."""

from dataclasses import dataclass

import numpy as np
import scipy.linalg

from mtss_analysis.estimators.multilevel.blocks import in_blocks
from mtss_analysis.estimators.multilevel.labels import Floats, Indices, Membership
from mtss_analysis.estimators.multilevel.moments import Moments, Scale

TOLERANCE = 1e-11
DIGITS = 12
MOST_PATTERNS = 4_000


@dataclass(frozen=True, slots=True)
class Patterns:
    """Students grouped by equal covariates; the design is covariate × (1, t).

    Attributes
    ----------
    of
        Pattern of each student (N,).
    maps
        For each pattern, the design in terms of (1, t) in internal units, shape (G, 2, p).
    """

    of: Indices
    maps: Floats


def patterns(X: Floats | None, time: Floats, members: Membership, scale: Scale) -> Patterns | None:
    """Find the patterns of the design, or None if a column varies in time otherwise or there are too many of them.

    Parameters
    ----------
    X
        Design (n, p) in row order; None stands for intercept and time.
    time
        Caller's units (n,).
    """
    if X is None:
        maps = np.array([[[1.0, scale.time_mean], [0.0, scale.time_sd]]])
        return Patterns(np.zeros(len(members.starts), dtype=np.intp), maps)
    columns = [_column(np.ascontiguousarray(X[:, j]), time, members.starts) for j in range(X.shape[1])]
    if any(column is None for column in columns):
        return None
    covariates = [column[0] for column in columns if column is not None]
    of = _grouped(covariates)
    first = np.unique(of, return_index=True)[1]
    if len(first) > MOST_PATTERNS:
        return None
    values = np.stack([covariate[first] for covariate in covariates], axis=1)
    in_time = np.array([column[1] for column in columns if column is not None])
    levels = np.where(in_time, values * scale.time_mean, values)
    slopes = np.where(in_time, values * scale.time_sd, 0.0)
    return Patterns(of, np.stack([levels, slopes], axis=1))


def _column(column: Floats, time: Floats, starts: Indices) -> tuple[Floats, bool] | None:
    """Return a student's covariate and whether time multiplies it; None if the column is of another kind."""
    if np.array_equal(np.maximum.reduceat(column, starts), low := np.minimum.reduceat(column, starts)):
        return low, False

    def factor(first: int, last: int) -> tuple[Floats, bool]:
        stop = int(starts[last]) if last < len(starts) else len(column)
        rows, inner = slice(int(starts[first]), stop), starts[first:last] - starts[first]
        part, t = column[rows], time[rows]
        squares = np.add.reduceat(t * t, inner)
        sums = np.add.reduceat(part * t, inner)
        ratio: Floats = np.divide(sums, squares, out=np.zeros_like(sums), where=squares > 0)
        ratio = np.round(ratio, DIGITS - int(np.ceil(np.log10(max(np.abs(ratio).max(), 1e-300)))))
        away = np.abs(part - np.repeat(ratio, np.diff(inner, append=len(part))) * t)
        return ratio, bool(away.max() <= TOLERANCE * max(np.abs(part).max(), 1e-300))

    found = in_blocks(factor, starts, len(column))
    return (np.concatenate([part[0] for part in found]), True) if all(part[1] for part in found) else None


def _grouped(covariates: list[Floats]) -> Indices:
    codes = np.zeros(len(covariates[0]), dtype=np.intp)
    for values in covariates:
        if values.min() == values.max():
            continue
        binary = bool(np.all((values == 0) | (values == 1)))
        inverse = values.astype(np.intp) if binary else np.unique(values, return_inverse=True)[1]
        codes = codes * (int(inverse.max()) + 1) + inverse
        if codes.max() > MOST_PATTERNS:
            codes = np.unique(codes, return_inverse=True)[1]
    return np.unique(codes, return_inverse=True)[1]


def pattern_rows(found: Patterns, sums: Moments) -> Floats:
    """Return a small matrix (2G, p) with the same X'X as the whole design."""
    count = len(found.maps)
    n, t, tt = (np.bincount(found.of, weights=part, minlength=count) for part in sums.table[1:4])
    corner = np.sqrt(np.maximum(tt - t * t / n, 0.0))
    roots = np.zeros((count, 2, 2))
    roots[:, 0, 0], roots[:, 0, 1], roots[:, 1, 1] = np.sqrt(n), t / np.sqrt(n), corner
    return (roots @ found.maps).reshape(2 * count, -1)


def triangle(rows: Floats, names: list[str]) -> Floats:
    """Return R (p, p) of rows = QR; dividing the design by it makes its columns orthonormal.

    Raises
    ------
    ValueError
        Columns depend on one another; the sentence names those that add nothing.
    """
    sizes = np.sqrt((rows**2).sum(axis=0))
    if np.any(sizes == 0):
        empty = ", ".join(name for name, size in zip(names, sizes, strict=True) if size == 0)
        raise ValueError(f"the fixed effects {empty} are zero for every score; leave them out")
    _, upper, order = scipy.linalg.qr(rows / sizes, mode="economic", pivoting=True)
    rank = int(np.sum(np.abs(np.diag(upper)) > 1e-9 * abs(upper[0, 0]))) if len(rows) >= len(names) else len(rows)
    if rank < len(names):
        extra = ", ".join(sorted(names[j] for j in order[rank:]))
        raise ValueError(f"the fixed effects {extra} can be worked out from the others; leave them out")
    root: Floats = np.linalg.qr(rows / sizes, mode="r") * sizes
    return root
