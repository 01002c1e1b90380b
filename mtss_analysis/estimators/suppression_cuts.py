"""Inequalities that every safe suppression pattern satisfies.

With x = 1 for a withheld cell, weak duality says that the width of cell p is at most
``capacity @ x``. Whoever needs width k for p therefore needs ``capacity @ x >= k x_p``, and the
coefficients may be cut down to what p still lacks, because x is binary (Fischetti & Salazar
2001, section 4: capacity, bridgeless and strengthened inequalities).
"""

# mypy: disable-error-code="no-untyped-call"

import numpy as np
from scipy import sparse

from mtss_analysis.estimators.linked_table import TOLERANCE, Ints, LinkedTable

_NEGLIGIBLE = 1e-7


def strengthened(capacity: sparse.csr_array, cells: Ints, minimum: float) -> sparse.csr_array:
    """Turn width limits into cuts ``cuts @ x >= 0``.

    Parameters
    ----------
    capacity
        Shape (t, m): the width of ``cells[i]`` is at most ``capacity[i] @ x`` [students].
    cells
        The cells that need the width, shape (t,).
    minimum
        Width needed, k [students].

    Returns
    -------
    csr_array
        Shape (at most t, m); rows that could never be violated are left out.

    Examples
    --------
    Cell 0 has 7 students of its own and needs 3 more of reach from its neighbours:

    >>> limit = sparse.csr_array([[7.0, 2.0, 90.0, 0.0]])
    >>> strengthened(limit, np.array([0]), 10).toarray().round(3).tolist()
    [[-1.0, 0.667, 1.0, 0.0]]
    """
    own = np.asarray(capacity[np.arange(cells.size), cells]).ravel()
    lacking = minimum - own
    useful = lacking > TOLERANCE
    scaled = sparse.csr_array(sparse.diags_array(1.0 / np.where(useful, lacking, 1.0)) @ capacity)
    scaled.data = np.where(scaled.data < _NEGLIGIBLE, 0.0, np.minimum(scaled.data, 1.0))
    rows = np.arange(cells.size)
    mark = sparse.csr_array((1.0 + np.asarray(scaled[rows, cells]).ravel(), (rows, cells)), shape=scaled.shape)
    cuts = sparse.csr_array((scaled - mark)[useful])
    cuts.eliminate_zeros()
    return cuts


def from_sums(table: LinkedTable, minimum: float) -> sparse.csr_array:
    """Give the cuts that can be read off each single sum.

    A withheld part needs reach from the other cells of its sum: at least one of them withheld,
    and, as counts are not negative, enough students among them or a withheld total. This is
    the residual rule: what a sum withholds adds up to the minimum.

    Returns
    -------
    csr_array
        Shape (number of entries in the sums, m).

    Examples
    --------
    3 and 4 students beside a part of 80 under a published or withheld total:

    >>> table = LinkedTable.of([3, 4, 80, 87], [[-1, -1, -1, 1]])
    >>> from_sums(table, 10).toarray()[0].round(3).tolist()
    [-1.0, 0.571, 1.0, 1.0]
    """
    entries = sparse.coo_array(table.sums)
    values, cell = table.values, np.asarray(entries.col)
    cuts = sparse.csr_array(table.sums[entries.row])
    of = np.repeat(np.arange(cell.size), np.diff(cuts.indptr))
    residual = (entries.data < 0) & (values[cell] < minimum)
    lacking = np.where(residual, minimum - values[cell], 1.0)
    lent = np.where(residual[of] & (cuts.data < 0), values[cuts.indices] / lacking[of], 1.0)
    cuts.data = np.where(cuts.indices == cell[of], -1.0, np.minimum(lent, 1.0))
    return cuts
