"""What a design could find: minimum detectable effects, power and sizes.

Standard errors of effects in standard deviations by design, as in PowerUp! (Dong and Maynard 2013, Journal of Research
on Educational Effectiveness 6). Levels are 1 students, 2 classes or schools, 3 schools or districts. `rho` is the share
of the whole variance at a level, `r2` what covariates explain there, `omega` the variance of effects over its own.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import special

from mtss_analysis.estimators.contrasts.estimate import quantile
from mtss_analysis.estimators.contrasts.refusals import Refused

MOST_UNITS = 100_000


@dataclass(frozen=True, slots=True)
class Design:
    """A planned comparison: `name`, the effect's standard error `se` [standard deviations] and its `df`."""

    name: str
    se: float
    df: float


@dataclass(frozen=True, slots=True)
class Detectable:
    """The minimum detectable effect `estimate`, with `se`, `df`, `ci` of such an estimate, `power` and `alpha`."""

    estimate: float
    se: float
    df: float
    ci: tuple[float, float]
    power: float
    alpha: float


def _arms(p: float) -> float:
    if not 0 < p < 1:
        raise ValueError(f"p: got {p}, expected a share between 0 and 1. Write 0.5 for arms of equal size.")
    return p * (1 - p)


def _design(name: str, variance: float, df: float, *shares: float) -> Design:
    if not all(0 <= share <= 1 for share in shares):
        raise ValueError(f"{name}: got shares {shares}, expected each from 0 to 1. Write 0.2 for 20 %.")
    if df <= 0 or not variance > 0:
        raise Refused("too_few_units", f"{name}: {df:g} degrees of freedom are left, expected 1 or more. Add units.")
    return Design(name, float(np.sqrt(variance)), float(df))


def ira(n: float, *, p: float = 0.5, r2_1: float = 0.0, covariates: int = 0) -> Design:
    """Assign n students one by one, so that a share p is served.

    >>> round(minimum_detectable(ira(200, r2_1=0.5, covariates=1)).estimate, 6)
    0.281553
    """
    return _design("IRA", (1 - r2_1) / (_arms(p) * n), n - covariates - 2, r2_1)


def cra2(
    clusters: float,
    n: float,
    rho: float,
    *,
    p: float = 0.5,
    r2_1: float = 0.0,
    r2_2: float = 0.0,
    covariates: int = 0,
) -> Design:
    """Clusters of n students assigned whole; `covariates` counts those of clusters.

    >>> round(minimum_detectable(cra2(40, 20, 0.2)).estimate, 6)
    0.445482
    """
    variance = (rho * (1 - r2_2) + (1 - rho) * (1 - r2_1) / n) / (_arms(p) * clusters)
    return _design("CRA2", variance, clusters - covariates - 2, rho, r2_1, r2_2)


def cra3(
    clusters: float,
    groups: float,
    n: float,
    rho_3: float,
    rho_2: float,
    *,
    p: float = 0.5,
    r2_1: float = 0.0,
    r2_2: float = 0.0,
    r2_3: float = 0.0,
    covariates: int = 0,
) -> Design:
    """Clusters assigned whole, each with groups of n students, such as schools with classes.

    >>> found = cra3(40, 3, 20, 0.15, 0.10, r2_1=0.5, r2_2=0.5, r2_3=0.5, covariates=1)
    >>> round(minimum_detectable(found).estimate, 6)
    0.28475
    """
    inner = rho_2 * (1 - r2_2) / groups + (1 - rho_3 - rho_2) * (1 - r2_1) / (groups * n)
    variance = (rho_3 * (1 - r2_3) + inner) / (_arms(p) * clusters)
    return _design("CRA3", variance, clusters - covariates - 2, rho_3 + rho_2, r2_1, r2_2, r2_3)


def bira2(
    blocks: float,
    n: float,
    rho: float,
    omega: float,
    *,
    p: float = 0.5,
    r2_1: float = 0.0,
    r2_effect: float = 0.0,
    covariates: int = 0,
) -> Design:
    """Students assigned within blocks of n, such as schools, whose effects differ.

    >>> round(minimum_detectable(bira2(20, 40, 0.2, 0.1, r2_1=0.5)).estimate, 6)
    0.161796
    """
    variance = rho * omega * (1 - r2_effect) / blocks + (1 - rho) * (1 - r2_1) / (_arms(p) * blocks * n)
    return _design("BIRA2", variance, blocks - covariates - 1, rho, r2_1, r2_effect)


def bcra3_random(
    blocks: float,
    clusters: float,
    n: float,
    rho_3: float,
    rho_2: float,
    omega: float,
    *,
    p: float = 0.5,
    r2_1: float = 0.0,
    r2_2: float = 0.0,
    r2_effect: float = 0.0,
    covariates: int = 0,
) -> Design:
    """Clusters of n students assigned within blocks whose effects differ, for effects in blocks like these.

    >>> bcra3_random(20, 4, 20, 0.15, 0.1, 0.2).df
    19.0
    """
    inner = (rho_2 * (1 - r2_2) + (1 - rho_3 - rho_2) * (1 - r2_1) / n) / (_arms(p) * blocks * clusters)
    variance = rho_3 * omega * (1 - r2_effect) / blocks + inner
    return _design("BCRA3r2", variance, blocks - covariates - 1, rho_3 + rho_2, r2_1, r2_2, r2_effect)


def bcra3_fixed(
    blocks: float,
    clusters: float,
    n: float,
    rho: float,
    *,
    p: float = 0.5,
    r2_1: float = 0.0,
    r2_2: float = 0.0,
    covariates: int = 0,
) -> Design:
    """Clusters of n students assigned within blocks, for the effect in these blocks and no others.

    >>> bcra3_fixed(20, 4, 20, 0.1).df
    40.0
    """
    variance = (rho * (1 - r2_2) + (1 - rho) * (1 - r2_1) / n) / (_arms(p) * blocks * clusters)
    return _design("BCRA3f2", variance, blocks * (clusters - 2) - covariates, rho, r2_1, r2_2)


def minimum_detectable(design: Design, *, power: float = 0.8, alpha: float = 0.05) -> Detectable:
    """Return the effect that is found with `power` at a two-sided `alpha`: (t₁₋α⸝₂ + t_power) se.

    Raises ValueError if power or alpha is no share, or power is not above alpha.

    >>> found = minimum_detectable(cra2(40, 20, 0.2, r2_1=0.5, r2_2=0.5, covariates=1))
    >>> round(found.estimate, 6), [round(end, 4) for end in found.ci]
    (0.315229, [0.0933, 0.5372])
    """
    if not 0 < alpha < power < 1:
        raise ValueError(f"power and alpha: got {power} and {alpha}, expected 0 < alpha < power < 1. Write 0.8, 0.05.")
    reach = quantile(1 - alpha / 2, design.df)
    effect = (reach + quantile(power, design.df)) * design.se
    ends = effect - reach * design.se, effect + reach * design.se
    return Detectable(effect, design.se, design.df, ends, power, alpha)


def power_of(design: Design, effect: float, *, alpha: float = 0.05) -> float:
    """Return the chance to find an effect [standard deviations], by the noncentral t in both tails.

    >>> round(power_of(cra2(40, 20, 0.2, r2_1=0.5, r2_2=0.5, covariates=1), 0.25), 6)
    0.603628
    """
    reach, shift = quantile(1 - alpha / 2, design.df), abs(effect) / design.se
    below = special.nctdtr(design.df, shift, np.array([reach, -reach]))
    return float(1 - below[0] + below[1])


def units_needed(plan: Callable[[float], Design], effect: float, *, power: float = 0.8, alpha: float = 0.05) -> int:
    """Return the fewest units at which a design made by `plan(units)` finds an effect [standard deviations].

    Rounded up; PowerUp! rounds to the nearest number, which may fall one short.

    Raises Refused `out_of_reach` if 100,000 units do not suffice.

    >>> units_needed(lambda units: cra2(units, 20, 0.2, r2_1=0.5, r2_2=0.5, covariates=1), 0.25)
    63
    """

    def enough(units: int) -> bool:
        try:
            return minimum_detectable(plan(units), power=power, alpha=alpha).estimate <= abs(effect)
        except Refused:
            return False

    low, high = 1, MOST_UNITS
    if not enough(high):
        raise Refused(
            "out_of_reach", f"effect: {effect:g} is not found even with {high:,} units, expected a larger one."
        )
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return low if enough(low) else high
