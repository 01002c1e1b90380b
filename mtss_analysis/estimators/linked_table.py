"""Cells of a published table and the sums between them: the input of suppression and of its audit."""

# mypy: disable-error-code="no-untyped-call"

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.intp]

TOLERANCE = 1e-6
"""How far a solver's answer may be from an integer, or from a wanted width [students]."""


@dataclass(frozen=True)
class LinkedTable:
    """Cells and the sums between them, checked.

    Attributes
    ----------
    values
        Counts [students], shape (m,), not negative.
    sums
        Sparse matrix, shape (r, m): +1 for a total, -1 for each of its parts, so that
        ``sums @ values = 0``.
    ceiling
        Larger than anything a published total can allow [students]; stands for infinity.
    """

    values: Floats
    sums: sparse.csr_array
    ceiling: float

    @classmethod
    def of(cls, values: ArrayLike, constraints: ArrayLike | sparse.sparray) -> "LinkedTable":
        """Check the arrays and put them together.

        Parameters
        ----------
        values
            Counts [students], shape (m,).
        constraints
            Shape (r, m), dense or sparse; each row is total - parts = 0.

        Raises
        ------
        ValueError
            A value is missing or negative, the shapes differ, or a sum does not hold.

        Examples
        --------
        >>> LinkedTable.of([3, 4, 8], [[-1, -1, 1]])
        Traceback (most recent call last):
            ...
        ValueError: sum 0 does not hold: its total and its parts differ by 1
        """
        cells = np.asarray(values, dtype=np.float64).ravel()
        sums = _matrix(constraints, cells.size)
        if not np.isfinite(cells).all() or (cells < 0).any():
            raise ValueError("every cell needs a count that is not missing and not negative")
        off = sums @ cells
        if (wrong := np.flatnonzero(np.abs(off) > TOLERANCE)).size:
            raise ValueError(f"sum {wrong[0]} does not hold: its total and its parts differ by {off[wrong[0]]:g}")
        return cls(cells, sums, 4.0 * float(cells.sum()) + 1000.0)

    def mask(self, marks: ArrayLike) -> Bools:
        """Return one mark a cell, shape (m,).

        Raises
        ------
        ValueError
            There are more or fewer marks than cells.
        """
        mask = np.asarray(marks, dtype=np.bool_).ravel()
        if mask.size != self.values.size:
            raise ValueError(f"{mask.size} marks for {self.values.size} cells; expected one each")
        return mask


def _matrix(constraints: ArrayLike | sparse.sparray, cells: int) -> sparse.csr_array:
    if isinstance(constraints, sparse.sparray):
        sums = sparse.csr_array(constraints, dtype=np.float64)
    else:
        dense = np.asarray(constraints, dtype=np.float64)
        sums = sparse.csr_array(dense.reshape(-1, cells) if dense.size == 0 else np.atleast_2d(dense))
    if sums.shape[1] != cells:
        raise ValueError(f"the sums have {sums.shape[1]} columns for {cells} cells; expected one each")
    return sums
