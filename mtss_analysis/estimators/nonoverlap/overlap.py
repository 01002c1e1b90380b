"""Counts of points that lie beyond the other phase: PND, PEM, PAND and the improvement rate difference.

None of the four has a standard error worth the name.
"""

import numpy as np
from numpy.typing import ArrayLike

from mtss_analysis.estimators.nonoverlap.phases import Block, Flags, Told, nothing, one_case, told
from mtss_analysis.estimators.nonoverlap.result import Index, index
from mtss_analysis.estimators.series import Floats


def pnd(a: ArrayLike, b: ArrayLike, increase: bool) -> Index:
    """Share of treatment points better than the best baseline point (Scruggs, Mastropieri and Casto 1987).

    Points equal to the best baseline point do not count. One extreme baseline point can make PND zero.

    Parameters
    ----------
    a, b
        Baseline and treatment scores of one case, each 1-d [score].
    increase
        Whether higher scores are better.

    Raises
    ------
    ValueError
        The direction is missing, or a score is not finite.

    Examples
    --------
    >>> pnd([3, 3, 4, 5], [4, 5, 6, 7, 7], increase=True).estimate
    0.6
    """
    block = one_case(a, b, increase)
    return index("PND", "ties not counted", block, pnd_of(block))


def pem(a: ArrayLike, b: ArrayLike, increase: bool) -> Index:
    """Share of treatment points better than the baseline median, points equal to it counting half (Ma 2006).

    Parameters and refusals as :func:`pnd`.

    Examples
    --------
    >>> pem([3, 3, 4, 5], [3, 5, 6, 7], increase=True).estimate
    0.75
    """
    block = one_case(a, b, increase)
    return index("PEM", "ties count half", block, pem_of(block))


def pand(a: ArrayLike, b: ArrayLike, increase: bool) -> Index:
    """Largest share of all points that can be kept with every treatment point better than every baseline point.

    Parker, Hagan-Burke and Vannest (2007); Parker, Vannest and Davis (2011). Even without any difference it is at
    least max(m, n) / (m + n). Parameters and refusals as :func:`pnd`.

    Examples
    --------
    >>> round(pand([3, 3, 4, 5], [4, 5, 6, 7, 7], increase=True).estimate, 6)
    0.777778
    """
    block = one_case(a, b, increase)
    return index("PAND", "fewest points removed", block, pand_of(block))


def ird(a: ArrayLike, b: ArrayLike, increase: bool) -> Index:
    """Robust improvement rate difference (Parker, Vannest and Brown 2009), a rescaled PAND.

    IRD = ((m + n)² PAND − m² − n²) / 2mn. Parameters and refusals as :func:`pnd`.

    Examples
    --------
    >>> round(ird([3, 3, 4, 5], [4, 5, 6, 7, 7], increase=True).estimate, 2)
    0.55
    """
    block = one_case(a, b, increase)
    return index("IRD", "robust", block, ird_of(block, pand_of(block)))


def pnd_of(block: Block) -> Told:
    """PND of every case of a block."""
    return nothing(block) if block.empty else told((block.b > block.a.max(axis=0)).mean(axis=0))


def pem_of(block: Block) -> Told:
    """PEM of every case of a block."""
    if block.empty:
        return nothing(block)
    middle = middles(block.a)
    return told((block.b > middle).mean(axis=0) + (block.b == middle).mean(axis=0) / 2)


def pand_of(block: Block) -> Told:
    """PAND of every case of a block."""
    if block.empty:
        return nothing(block)
    return pand_from(block, block.b[None] > block.a[:, None])


def pand_from(block: Block, above: Flags) -> Told:
    """PAND from the comparisons (m, n, C): keep the baseline points up to a_i, and the treatment points above it."""
    m, n = block.lengths
    low = (block.a[None] <= block.a[:, None]).sum(axis=1)
    kept = np.maximum((low + above.sum(axis=1)).max(axis=0), n)
    return told(kept / (m + n))


def ird_of(block: Block, found: Told) -> Told:
    """IRD of every case of a block from its PAND."""
    if block.empty:
        return nothing(block)
    m, n = block.lengths
    return told(((m + n) ** 2 * found.estimate - m**2 - n**2) / (2 * m * n))


def middles(values: Floats) -> Floats:
    """Median over the points of every case: (points, C) → (C,)."""
    ordered, points = np.sort(values, axis=0), len(values)
    return np.asarray((ordered[(points - 1) // 2] + ordered[points // 2]) / 2, np.float64)
