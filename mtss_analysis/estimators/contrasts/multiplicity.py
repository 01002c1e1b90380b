"""Several outcomes asked of one domain: the Benjamini-Hochberg correction within each."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from mtss_analysis.estimators.contrasts.refusals import Bools, Refused, coded, vector
from mtss_analysis.estimators.series import Floats


@dataclass(frozen=True, slots=True)
class Adjusted:
    """P values for what was asked: `p` as found, `adjusted`, `significant` at `alpha`, all (m,)."""

    p: Floats
    adjusted: Floats
    significant: Bools
    alpha: float


def benjamini_hochberg(p: ArrayLike, domain: ArrayLike | None = None, *, alpha: float = 0.05) -> Adjusted:
    """Adjust p values (m,) of outcomes within each domain (m,), so that of findings in it a share alpha is false.

    The i-th smallest of m becomes the least of p₍ⱼ₎ m/j over j ≥ i (Benjamini and Hochberg 1995, JRSS B 57).

    Raises
    ------
    Refused
        `not_finite`, `shape`, or `not_a_share` for a p value outside 0 to 1.

    Examples
    --------
    >>> benjamini_hochberg([0.01, 0.04, 0.03], ["reading", "reading", "math"]).adjusted.tolist()
    [0.02, 0.04, 0.03]
    """
    found = vector("p", p)
    if found.min() < 0 or found.max() > 1 or not 0 < alpha < 1:
        raise Refused("not_a_share", f"p: from {found.min():g} to {found.max():g}, alpha {alpha:g}, expected 0 to 1.")
    codes = np.zeros(len(found), np.intp) if domain is None else coded("domain", domain, len(found))[0]
    adjusted = np.empty_like(found)
    for code in np.unique(codes):
        rows = np.flatnonzero(codes == code)
        order = rows[np.argsort(-found[rows], kind="stable")]
        adjusted[order] = np.minimum.accumulate(found[order] * len(rows) / np.arange(len(rows), 0, -1))
    return Adjusted(found, adjusted, adjusted <= alpha, alpha)
