"""Risk ratio of a group with other traits held equal: Poisson regression of a yes or no, with robust errors."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from mtss_analysis.estimators.series import Floats, require_confidence

STEPS, LONGEST, ENOUGH = 60, 4.0, 1e-10
"""Most steps of a fit, longest step of a coefficient, and the step of the group's at which it ends."""


@dataclass(frozen=True, slots=True)
class AdjustedRisk:
    """`ratio` of the group's risk to that of the others, with `low` and `high`; NaN where the model cannot tell."""

    ratio: float
    low: float
    high: float
    confidence: float


def adjusted_risk(
    event: ArrayLike, in_group: ArrayLike, traits: ArrayLike, cluster: ArrayLike | None = None, confidence: float = 0.95
) -> AdjustedRisk:
    """Estimate a risk ratio with other traits held equal.

    log P(event) = α + β group + γ traits, fitted as if counts were Poisson, with errors robust to that (Zou 2004,
    American Journal of Epidemiology 159, 702–706) and to G clusters, with t on G − 1 degrees of freedom.

    Parameters
    ----------
    event, in_group
        Whether the event came, and whether the person belongs to the group, shape (n,).
    traits
        Numbers to hold equal, shape (n, k); constant columns are left out.
    cluster
        Label of each person's cluster, shape (n,); by default everybody stands for oneself.

    Raises
    ------
    ValueError
        Confidence is no share.

    Examples
    --------
    >>> event, group = np.repeat([1, 0, 1, 0], [40, 160, 100, 900]), np.repeat([1, 0], [200, 1000])
    >>> found = adjusted_risk(event, group, np.zeros((1200, 1)))
    >>> round(found.ratio, 3), round(found.low, 2), round(found.high, 2)
    (2.0, 1.43, 2.79)
    """
    require_confidence(confidence)
    happened, member = np.asarray(event, np.float64), np.asarray(in_group, np.float64)
    held = np.asarray(traits, np.float64)
    counts = [float(happened[member == side].sum()) for side in (1.0, 0.0)]
    if min(counts, default=0.0) == 0:
        return AdjustedRisk(np.nan, np.nan, np.nan, confidence)
    varied = held[:, np.ptp(held, axis=0) > 0]
    design = np.column_stack([np.ones(len(happened)), member, varied])
    slope, error = _fitted(happened, design, cluster)
    freedom = np.inf if cluster is None else len(np.unique(np.asarray(cluster))) - 1
    half = float(special.stdtrit(freedom, (1 + confidence) / 2)) * error
    ratio, low, high = (float(np.exp(value)) for value in (slope, slope - half, slope + half))
    return AdjustedRisk(ratio, low, high, confidence)


def _fitted(happened: Floats, design: Floats, cluster: ArrayLike | None) -> tuple[float, float]:
    """Return the group's coefficient and its robust error; NaN where the fit does not end.

    Newton's steps on k × k equations; columns that others add up to get what the pseudoinverse gives them.
    """
    found = np.zeros(design.shape[1])
    found[0] = np.log(happened.mean())
    for _ in range(STEPS):
        expected = np.exp(design @ found)
        weighted = (design.T * expected) @ design
        inverse: Floats = np.asarray(np.linalg.pinv(weighted, rcond=1e-12, hermitian=True), np.float64)
        step = inverse @ (design.T @ (happened - expected))
        found += step / max(1.0, float(np.abs(step).max()) / LONGEST)
        if abs(step[1]) < ENOUGH and np.exp(found[0]) > 0 and np.abs(step).max() < LONGEST:
            return float(found[1]), _error(design, happened - np.exp(design @ found), inverse, cluster)
    return float("nan"), float("nan")


def _error(design: Floats, residual: Floats, inverse: Floats, cluster: ArrayLike | None) -> float:
    """Robust error of the group's coefficient: the sandwich over people or over clusters."""
    labels = np.arange(len(residual)) if cluster is None else np.unique(np.asarray(cluster), return_inverse=True)[1]
    many, n = int(labels.max()) + 1, len(residual)
    k = int(np.linalg.matrix_rank(design.T @ design, hermitian=True))
    influence = np.bincount(labels, residual * (design @ inverse[1]))
    scale = n / (n - k) if cluster is None else many / (many - 1) * (n - 1) / (n - k)
    return float(np.sqrt(scale * (influence**2).sum()))
