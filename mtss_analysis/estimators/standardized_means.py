"""Mean of a group against the others, given the same stratum: differences within strata, with robust errors."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from mtss_analysis.estimators.series import Floats, require_confidence


@dataclass(frozen=True, slots=True)
class StandardizedMean:
    """A group and the others, compared stratum by stratum.

    Attributes
    ----------
    compared, others : values of the group and of the others in strata that hold both
    clusters : people (or other units) they belong to
    strata : strata that hold both
    mean, other_mean : means, strata weighted alike in both [value]; NaN where no stratum holds both
    difference, low, high : mean less other mean, with its interval [value]; the interval is NaN where it cannot be told
    p : chance of a difference at least so large if there is none
    confidence : of the interval
    """

    compared: int
    others: int
    clusters: int
    strata: int
    mean: float
    other_mean: float
    difference: float
    low: float
    high: float
    p: float
    confidence: float


def standardized_mean(
    value: ArrayLike, in_group: ArrayLike, stratum: ArrayLike, cluster: ArrayLike | None = None,
    confidence: float = 0.95,
) -> StandardizedMean:  # fmt: skip
    """Compare means inside strata of equal need.

    A stratum with m₁ of the group and m₀ others weighs m₁m₀/N, which makes the difference the coefficient of the group
    in a regression with an intercept for every stratum. Its variance is robust to unequal spread and to clusters that
    share their luck, and is that of the jackknife over clusters, which does not promise too much where they are few:
    (G − 1)/G Σ_c (Σ x e / (1 − h_c))² / (Σ x²)² with h_c the share of Σ x² in the cluster (CR3: Bell & McCaffrey 2002,
    Survey Methodology 28, 169–181), n/(n − strata) for the strata's means, and t on G − 1 degrees of freedom. It is
    never taken to be less than if every value stood for itself.

    Parameters
    ----------
    value, in_group, stratum
        One entry a value, shape (n,); a missing value is left out.
    cluster
        Whom each value belongs to; by default every value is of another person.

    Raises
    ------
    ValueError
        Confidence is no share.

    Examples
    --------
    >>> found = standardized_mean([9, 11, 4, 6, 21, 14, 16], [1, 1, 0, 0, 1, 0, 0], list("aaaabbb"))
    >>> found.compared, found.others, found.difference.__round__(2)
    (3, 4, 5.4)
    """
    require_confidence(confidence)
    number, member = np.asarray(value, np.float64), np.asarray(in_group, np.bool_)
    whom = np.arange(len(number)) if cluster is None else np.unique(np.asarray(cluster), return_inverse=True)[1]
    _, code = np.unique(np.asarray(stratum), return_inverse=True)
    known = np.isfinite(number) & _both(code, member, np.isfinite(number))
    _, code = np.unique(code[known], return_inverse=True)
    return _compared(number[known], member[known].astype(np.float64), code, whom[known], confidence)


def _both(code: NDArray[np.intp], member: NDArray[np.bool_], known: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Tell which entries stand in a stratum with known values of both kinds."""
    size = int(code.max(initial=-1)) + 1
    inside, outside = (np.bincount(code[kind & known], minlength=size) for kind in (member, ~member))
    return np.asarray(((inside > 0) & (outside > 0))[code])


def _compared(
    number: Floats, member: Floats, code: NDArray[np.intp], whom: NDArray[np.intp], confidence: float
) -> StandardizedMean:
    people = np.unique(whom, return_inverse=True)[1]
    many, strata = int(people.max(initial=-1)) + 1, int(code.max(initial=-1)) + 1
    counts = int(member.sum()), int((1 - member).sum()), many, strata
    if not strata:
        return StandardizedMean(*counts, np.nan, np.nan, np.nan, np.nan, np.nan, np.nan, confidence)
    apart = member - _mean(member, code)
    weight = float((apart**2).sum())
    difference = float((apart * number).sum() / weight)
    mean, other = _weighted(number, member, code)
    error = number - _mean(number, code) - difference * apart
    left, alone = len(number) - strata, np.arange(len(number))
    spread = max(jackknife(apart, error, people), jackknife(apart, error, alone)) if left > 0 else np.nan
    se = float(np.sqrt(spread * len(number) / max(left, 1)) / weight)
    half = float(special.stdtrit(many - 1, (1 + confidence) / 2)) * se
    p = float(2 * special.stdtr(many - 1, -abs(difference) / se)) if se > 0 else float("nan")
    return StandardizedMean(*counts, mean, other, difference, difference - half, difference + half, p, confidence)


def jackknife(apart: Floats, error: Floats, cluster: NDArray[np.intp]) -> float:
    """Return the variance of Σ x e over clusters, each weighed by what it leaves to the others; NaN where it cannot be.

    Parameters
    ----------
    apart, error
        x, what membership differs from its stratum's mean, and e, the residual, shape (n,).
    cluster
        Number of each entry's cluster from 0, shape (n,).
    """
    many, weight = int(cluster.max(initial=-1)) + 1, float((apart**2).sum())
    rest = 1 - np.bincount(cluster, apart**2) / weight if weight > 0 else np.zeros(1)
    if many < 2 or rest.min() < 1e-9:
        return float("nan")
    return float((many - 1) / many * ((np.bincount(cluster, apart * error) / rest) ** 2).sum())


def _mean(values: Floats, code: NDArray[np.intp]) -> Floats:
    """Mean of each entry's stratum."""
    return np.asarray((np.bincount(code, values) / np.bincount(code))[code], np.float64)


def _weighted(number: Floats, member: Floats, code: NDArray[np.intp]) -> tuple[float, float]:
    inside, size = np.bincount(code, member), np.bincount(code)
    weight = inside * (size - inside) / size
    means = np.bincount(code, number * member) / inside, np.bincount(code, number * (1 - member)) / (size - inside)
    return tuple(float((weight * mean).sum() / weight.sum()) for mean in means)  # type: ignore[return-value]
