"""McDonald's omega: the share of a scale's spread that its items have in common, by a one-factor model."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import optimize

from mtss_analysis.estimators.agreement.consistency import reason
from mtss_analysis.estimators.agreement.grid import complete
from mtss_analysis.estimators.series import Floats

LEAST = 0.005
"""No item's own share of its variance is sought below this."""
SETTLED = 1e-5
"""A slope this small is none."""


@dataclass(frozen=True, slots=True)
class Omega:
    """A one-factor model of k items.

    Attributes
    ----------
    omega : NaN when it cannot be told
    loadings : (k,) [rating]; their sum is not negative
    uniquenesses : (k,) variance of each item that is its own [rating²]
    converged : whether the search ended
    items, respondents : counts
    why : code of `REASONS`, or empty. With "at_bound" the numbers stand, but should not be trusted
    """

    omega: float
    loadings: Floats
    uniquenesses: Floats
    converged: bool
    items: int
    respondents: int
    why: str


def omega(scores: ArrayLike) -> Omega:
    """McDonald's omega of n respondents to k items, by maximum likelihood.

    ω = (Σλ)² / ((Σλ)² + Σθ) with loadings λ and uniquenesses θ of one factor (McDonald 1999, Test Theory). Given θ the
    best loadings are the first eigenvector of θ^−½ R θ^−½ (Lawley and Maxwell 1971), so only θ is searched for.

    Parameters
    ----------
    scores
        (n respondents, k items), none missing, all items turned the same way [rating].

    Raises
    ------
    ValueError
        `scores` is not two-dimensional or has a gap.

    Examples
    --------
    >>> answers = [[2, 3, 3], [4, 4, 5], [1, 2, 1], [3, 5, 4], [5, 4, 5], [2, 2, 3], [4, 3, 3], [1, 1, 2]]
    >>> round(omega(answers).omega, 3)
    0.925
    """
    table = complete("scores", scores, "respondents", "items")
    n, k = table.shape
    why = reason(table) or ("three_items" if k < 3 else "few_respondents" if n <= k else "")
    if why:
        nothing = np.full(k, np.nan)
        return Omega(float("nan"), nothing, nothing, False, k, n, why)
    spread, correlations = table.std(axis=0), np.asarray(np.corrcoef(table, rowvar=False), np.float64)
    found = optimize.minimize(  # type: ignore[no-untyped-call]
        _misfit, np.full(k, 0.5), args=(correlations,), jac=True, method="L-BFGS-B",
        bounds=[(LEAST, 1.0)] * k, options={"ftol": 1e-13, "gtol": 1e-7, "maxiter": 1000},
    )  # fmt: skip
    loadings = _loadings(found.x, correlations)[0] * spread
    own = found.x * spread**2
    common = loadings.sum() ** 2
    ended = bool(found.success) or _flat(found.x, found.jac)
    why = "not_converged" if not ended else "at_bound" if (found.x <= LEAST * (1 + 1e-6)).any() else ""
    return Omega(float(common / (common + own.sum())), loadings, own, ended, k, n, why)


def _loadings(own: Floats, correlations: Floats) -> tuple[Floats, Floats]:
    """Best loadings (k,) for given uniquenesses, and the eigenvalues of θ^−½ R θ^−½, increasing."""
    root = np.sqrt(own)
    eigenvalues, vectors = np.linalg.eigh(correlations / np.outer(root, root))
    loadings = root * vectors[:, -1] * np.sqrt(max(eigenvalues[-1] - 1, 0.0))
    return loadings * (-1.0 if loadings.sum() < 0 else 1.0), eigenvalues


def _flat(own: Floats, slope: Floats) -> bool:
    """Whether no step within the bounds would still matter, though the search ended for another reason."""
    return bool(np.abs(own - np.clip(own - slope, LEAST, 1.0)).max() < SETTLED)


def _misfit(own: Floats, correlations: Floats) -> tuple[float, Floats]:
    """Discrepancy of maximum likelihood, Σ (e − log e − 1) over all eigenvalues but the largest, and its slope."""
    loadings, eigenvalues = _loadings(own, correlations)
    rest = np.maximum(eigenvalues[:-1], 1e-12)
    slope = (loadings**2 + own - np.diag(correlations)) / own**2
    return float((rest - np.log(rest) - 1).sum()), slope
