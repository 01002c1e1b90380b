"""Effects where schools begin at different times: each group's own change against schools that never begin.

ATT(g, t) of Callaway and Sant'Anna (2021, Journal of Econometrics 225) without covariates: the change of those who
began in g from the period before it to t, less the same change of those never served. Before g the change is from one
period to the next, which should be zero if both changed alike. Standard errors come from influence functions, summed by
cluster.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mtss_analysis.estimators.contrasts.estimate import Contrast, contrast
from mtss_analysis.estimators.contrasts.panel import Panel, panel
from mtss_analysis.estimators.contrasts.refusals import Bools, Caution, Codes, Refused, few_clusters
from mtss_analysis.estimators.series import Floats, require_confidence


@dataclass(frozen=True, slots=True)
class Aggregated:
    """Averages of ATT(g, t): `at` (k,) event times or groups; `estimate`, `se` (k,), `ci` (k, 2); their `overall`."""

    at: Floats
    estimate: Floats
    se: Floats
    ci: Floats
    overall: Contrast


@dataclass(frozen=True, slots=True)
class StaggeredEffects:
    """ATT(g, t) of m groups and periods.

    Attributes
    ----------
    group, period
        First period served, and the period of the effect (m,).
    estimate, se, ci
        Effects, standard errors (m,) and intervals (m, 2).
    influence
        Of each unit on each effect (n, m); se² = Σ_c (Σ_{i in c} ψ_i)²/n².
    share, membership
        Share of units in each effect's group (m,), and who is in it (n, m).
    codes, df
        Cluster of each unit (n,), and degrees of freedom: clusters less groups, the never served among them.
    cautions, confidence
        What a reader must know, and of the intervals.
    """

    group: Floats
    period: Floats
    estimate: Floats
    se: Floats
    ci: Floats
    influence: Floats
    share: Floats
    membership: Bools
    codes: Codes
    df: float
    cautions: tuple[Caution, ...]
    confidence: float

    def simple(self) -> Contrast:
        """Average over all served groups and periods, by the size of groups."""
        return self._average(self.period >= self.group)

    def by_event(self) -> Aggregated:
        """Average by periods since the start, 0 the first served, over groups by size; overall over those from 0."""
        return self._by(self.period - self.group, 0.0)

    def by_group(self) -> Aggregated:
        """Average each group's served periods; overall over groups by size."""
        served = self.period >= self.group
        return self._by(np.where(served, self.group, -np.inf), float(self.group.min()), sized=True)

    def _by(self, labels: Floats, least: float, *, sized: bool = False) -> Aggregated:
        at = np.unique(labels[np.isfinite(labels)])
        parts = [self._weighted(labels == value) for value in at]
        values, psi = np.array([part[0] for part in parts]), np.stack([part[1] for part in parts], axis=1)
        each = [
            contrast(v, self._error(one), self.df, (), self.confidence) for v, one in zip(values, psi.T, strict=True)
        ]
        late = at >= least
        if sized:
            total, whole = self._sized(at, values, psi)
        else:
            total, whole = float(values[late].mean()), psi[:, late].mean(axis=1)
        overall = contrast(total, self._error(whole), self.df, self.cautions, self.confidence)
        errors, ends = np.array([one.se for one in each]), np.array([one.ci for one in each])
        return Aggregated(at, values, errors, ends, overall)

    def _sized(self, at: Floats, values: Floats, psi: Floats) -> tuple[float, Floats]:
        first = [int(np.flatnonzero(self.group == value)[0]) for value in at]
        share, member = self.share[first], self.membership[:, first]
        weights = share / share.sum()
        return float(weights @ values), psi @ weights + _weight_noise(member, share, values)

    def _average(self, rows: Bools) -> Contrast:
        value, psi = self._weighted(rows)
        return contrast(value, self._error(psi), self.df, self.cautions, self.confidence)

    def _weighted(self, rows: Bools) -> tuple[float, Floats]:
        """Average by group size and its influence, what is uncertain in the sizes among it."""
        share, values = self.share[rows], self.estimate[rows]
        weights = share / share.sum()
        psi = self.influence[:, rows] @ weights + _weight_noise(self.membership[:, rows], share, values)
        return float(weights @ values), psi

    def _error(self, psi: Floats) -> float:
        return _clustered(psi, self.codes)


def _weight_noise(member: Bools, share: Floats, values: Floats) -> Floats:
    """Influence of each unit through the estimated sizes of groups: Σ_k v_k ∂w_k/∂p · (1(G = g_k) − p_k)."""
    total = share.sum()
    away = member - share
    return np.asarray(away @ values / total - away.sum(axis=1) * (share @ values) / total**2, np.float64)


def _clustered(psi: Floats, codes: Codes) -> float:
    return float(np.sqrt((np.bincount(codes, psi) ** 2).sum()) / len(psi))


def staggered_effects(
    outcome: ArrayLike,
    unit: ArrayLike,
    period: ArrayLike,
    first_served: ArrayLike,
    *,
    cluster: ArrayLike | None = None,
    confidence: float = 0.95,
) -> StaggeredEffects:
    """Estimate ATT(g, t) from a panel of one row a unit and period.

    Parameters
    ----------
    outcome, unit, period
        Outcomes, labels of units such as schools, and periods such as years, (n,).
    first_served
        First period in which the unit was served (n,); 0, or infinite, for never.
    cluster
        Label of a larger unit that decided, constant in a unit (n,); None for the units themselves.

    Raises
    ------
    Refused
        `constant`, `not_finite`, `shape`; `all_served` where no unit is never served; `none_served`; `one_cluster` for
        one never-served unit or one served; `served_throughout`; `repeated` for two rows of a unit and period;
        `changing` for a unit with two first periods; `too_few_units`.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> unit, year = np.repeat(np.arange(40), 6), np.tile(np.arange(2019, 2025), 40)
    >>> first = np.array([0, 2021, 2022, 0])[np.arange(40) % 4][unit]
    >>> since = np.where(first > 0, year - first, -1)
    >>> effect = np.where(since >= 0, 2.0 + since, 0.0)
    >>> score = rng.normal(50, 3, 40)[unit] + year - 2019 + effect + rng.normal(0, 0.5, 240)
    >>> found = staggered_effects(score, unit, year, first)
    >>> found.by_event().at.tolist(), found.by_event().estimate.round(1).tolist()
    ([-2.0, -1.0, 0.0, 1.0, 2.0, 3.0], [-0.6, -0.2, 2.2, 3.2, 4.2, 4.9])
    """
    require_confidence(confidence)
    data = panel(outcome, unit, period, first_served, cluster)
    cells = [cell for group in data.groups for cell in _effects(data, group)]
    if not cells:
        raise Refused(
            "served_throughout", "first_served: no unit has a period before and one after. Add earlier years."
        )
    told = _cautions(data, len(cells))
    group, period_, estimate = (np.array([cell[part] for cell in cells], np.float64) for part in range(3))
    influence = np.stack([cell[3] for cell in cells], axis=1)
    member = data.first[:, None] == group
    df = float(data.codes.max() + 1 - len(data.groups) - 1)
    if df < 1:
        raise Refused("too_few_units", f"unit: {df + 1 + len(data.groups):.0f} clusters for {len(data.groups)} groups.")
    each = [
        contrast(v, _clustered(p, data.codes), df, (), confidence) for v, p in zip(estimate, influence.T, strict=True)
    ]
    errors, ends = np.array([one.se for one in each]), np.array([one.ci for one in each])
    share: Floats = member.mean(axis=0)
    return StaggeredEffects(
        group, period_, estimate, errors, ends, influence, share, member, data.codes, df, told, confidence
    )


def _effects(data: Panel, group: float) -> list[tuple[float, float, float, Floats]]:
    """All effects of one group: each period but the first, from the period before the start or, earlier, before it."""
    periods = data.periods
    before = np.flatnonzero(periods < group)
    if not len(before):
        return []
    found = []
    for late in range(1, len(periods)):
        early = int(before[-1]) if periods[late] >= group else late - 1
        told = _effect(data.outcome[:, late] - data.outcome[:, early], data.first == group, np.isinf(data.first))
        if told is not None:
            found.append((group, float(periods[late]), *told))
    return found


def _effect(change: Floats, served: Bools, never: Bools) -> tuple[float, Floats] | None:
    known: NDArray[np.bool_] = np.isfinite(change)
    value, psi = 0.0, np.zeros(len(change))
    for side, arm in ((1.0, served & known), (-1.0, never & known)):
        if not arm.any():
            return None
        mean = float(change[arm].mean())
        value += side * mean
        psi[arm] = side * (change[arm] - mean) * len(change) / arm.sum()
    return (value, psi) if psi.any() else None


def _cautions(data: Panel, told: int) -> tuple[Caution, ...]:
    found = []
    untold = len(data.groups) * (len(data.periods) - 1) - told
    if untold:
        found.append(Caution("not_estimated", f"{untold} effects are left out: nobody has both outcomes to compare."))
    if data.unused:
        found.append(
            Caution("served_throughout", f"{data.unused} units were served from the first period and left out.")
        )
    missing = int(np.isnan(data.outcome).sum())
    if missing:
        found.append(
            Caution("unbalanced", f"{missing} outcomes are missing; each effect is of the units that have both.")
        )
    counts = [len(np.unique(data.codes[data.first == group])) for group in (*data.groups, np.inf)]
    if min(counts[:-1]) == 1:
        alone = ", ".join(f"{group:g}" for group, count in zip(data.groups, counts, strict=False) if count == 1)
        found.append(Caution("one_unit", f"One unit began in {alone}: its own chance is not in its standard error."))
    return (*found, *few_clusters((sum(counts[:-1]), counts[-1])))
