"""How alike are students of one class or school: the share of variance between clusters."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy import optimize

from mtss_analysis.estimators.contrasts.refusals import Caution, Codes, Refused, coded, varied
from mtss_analysis.estimators.series import Floats

MOST = 1 - 1e-6


@dataclass(frozen=True, slots=True)
class Intraclass:
    """An intraclass correlation.

    Attributes
    ----------
    estimate
        Share of the variance between clusters, from 0 to 1.
    between, within
        The two variances [score²].
    clusters, cluster_size
        Number of clusters and their mean size.
    method
        "anova" or "reml".
    cautions
        What a reader must know.
    """

    estimate: float
    between: float
    within: float
    clusters: int
    cluster_size: float
    method: str
    cautions: tuple[Caution, ...] = ()


def intraclass_correlation(
    outcome: ArrayLike,
    cluster: ArrayLike,
    arm: ArrayLike | None = None,
    *,
    method: Literal["reml", "anova"] = "reml",
) -> Intraclass:
    """Estimate ρ = τ²/(τ² + σ²) of outcome = mean of the arm + cluster + student.

    "anova" sets mean squares within and between clusters of an arm to their expectations (Donner and Koval 1980,
    Biometrics 36); "reml" maximizes the restricted likelihood, and is what a multilevel model would say. Leave out
    `arm` to count the difference between arms as one between clusters, which makes ρ larger, the careful side.

    Parameters
    ----------
    outcome, cluster, arm
        Scores, labels of clusters, and of the arms that clusters lie in, (n,).

    Raises
    ------
    Refused
        `constant`, `not_finite`, `shape`; `one_cluster`, where an arm has fewer than two; `clusters_of_one`, where none
        has two students; `split_cluster`, where one lies in two arms.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> school = np.repeat(np.arange(60), 20)
    >>> score = rng.normal(0, 5, 60)[school] + rng.normal(0, 10, 1200)
    >>> [round(intraclass_correlation(score, school, method=method).estimate, 2) for method in ("reml", "anova")]
    [0.14, 0.14]
    """
    y = varied("outcome", outcome)
    codes, count = coded("cluster", cluster, len(y))
    groups, arms = (np.zeros(len(y), np.intp), 1) if arm is None else coded("arm", arm, len(y))
    home = _homes(codes, groups, count, arms)
    size = np.bincount(codes).astype(np.float64)
    mean = np.bincount(codes, y) / size
    within = float(((y - mean[codes]) ** 2).sum())
    if len(y) == count or not within > 0:
        raise Refused("clusters_of_one", f"cluster: {count} of {len(y)} rows, expected clusters with several students.")
    parts = (_by_anova if method == "anova" else _by_reml)(size, mean, within, home, arms)
    told = () if parts[0] > 0 else (Caution("no_clustering", "No difference between clusters was seen."),)
    return Intraclass(parts[0] / (parts[0] + parts[1]), *parts, count, len(y) / count, method, told)


def _homes(codes: Codes, groups: Codes, count: int, arms: int) -> Codes:
    pairs = np.unique(np.column_stack([codes, groups]), axis=0)
    if len(pairs) > count:
        raise Refused(
            "split_cluster", f"arm: {len(pairs) - count} clusters lie in two arms, expected one. Leave arm out."
        )
    fewest = int(np.bincount(pairs[:, 1], minlength=arms).min())
    if fewest < 2:
        raise Refused("one_cluster", f"cluster: an arm has {fewest}, expected two or more. Add classes or schools.")
    return np.asarray(pairs[:, 1], np.intp)


def _by_anova(size: Floats, mean: Floats, within: float, home: Codes, arms: int) -> tuple[float, float]:
    held = np.asarray(np.bincount(home, size), np.float64)
    middle = np.bincount(home, size * mean) / held
    free = len(size) - arms
    between = float((size * (mean - middle[home]) ** 2).sum()) / free
    typical = float(size.sum() - (np.bincount(home, size**2) / held).sum()) / free
    noise = within / (size.sum() - len(size))
    return float(max((between - noise) / typical, 0.0)), float(noise)


def _by_reml(size: Floats, mean: Floats, within: float, home: Codes, arms: int) -> tuple[float, float]:
    free = size.sum() - arms

    def parts(rho: float) -> tuple[float, Floats, Floats]:
        """Sum of squares and weights at ρ, in units of the total variance."""
        total = 1 - rho + size * rho
        weight: Floats = size / total
        held = np.asarray(np.bincount(home, weight), np.float64)
        middle = np.bincount(home, weight * mean) / held
        return within / (1 - rho) + float((weight * (mean - middle[home]) ** 2).sum()), total, held

    def criterion(rho: float) -> float:
        squares, total, held = parts(rho)
        spread = (size.sum() - len(size)) * np.log1p(-rho) + np.log(total).sum() + np.log(held).sum()
        return float(spread + free * np.log(squares))

    found = optimize.minimize_scalar(  # type: ignore[no-untyped-call]
        criterion, bounds=(0.0, MOST), method="bounded", options={"xatol": 1e-10}
    )
    rho = 0.0 if criterion(0.0) <= found.fun else float(found.x)
    variance = parts(rho)[0] / free
    return float(rho * variance), float((1 - rho) * variance)
