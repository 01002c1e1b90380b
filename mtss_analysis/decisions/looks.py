"""Every probe is a look: what a rule would have said each time a score came in.

Each counted or baseline probe of each plan becomes a row of its own, with what was known on that day, so that a rule
written for plans answers for all looks in one call. Least-squares lines and posterior lines of all prefixes come from
running sums, not from fitting anew.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import special

from mtss_analysis.decisions.monitored import Monitored
from mtss_analysis.estimators.least_squares import OlsTrends
from mtss_analysis.estimators.posterior import Evidence, Lines, narrowed, weighed
from mtss_analysis.estimators.series import Floats, Integers

CONFIDENCE = 0.95


@dataclass(frozen=True)
class Looks(Monitored):
    """All looks at N plans, one row a probe (n,). Make it with :func:`every_look`.

    Attributes
    ----------
    plan
        Row of the plan that each look is at (n,).
    """

    plan: Integers

    @cached_property
    def _first(self) -> NDArray[np.intp]:
        """Place of the first probe of each look's plan (n,)."""
        begins = np.flatnonzero(np.diff(self.plan, prepend=-1))
        return np.repeat(begins, np.diff(begins, append=len(self.plan)))

    @cached_property
    def n(self) -> NDArray[np.intp]:
        """Probes up to each look (n,)."""
        return np.arange(len(self.plan)) - self._first + 1

    @cached_property
    def n_counted(self) -> NDArray[np.intp]:
        """Probes after the baseline up to each look (n,)."""
        return self._running(self.counted.astype(np.int64)).astype(np.intp)

    @cached_property
    def weeks(self) -> Floats:
        """Time from the aimline's start to each look (n,) [week]."""
        return np.maximum(self.time, 0.0)

    @cached_property
    def fit(self) -> OlsTrends:
        """Least-squares line through the probes up to each look, arrays (n,)."""
        first, n = self._first, self.n.astype(np.float64)
        x, y = self.time - self.time[first], self.score - self.score[first]
        sx, sy, sxx, sxy, syy = (self._running(part) for part in (x, y, x * x, x * y, y * y))
        sxx, sxy, syy = sxx - sx * sx / n, sxy - sx * sy / n, np.maximum(syy - sy * sy / n, 0.0)
        known = (n > 1) & (sxx > 1e-12)
        slope = np.divide(sxy, sxx, out=np.full(len(n), np.nan), where=known)
        left = np.where(n > 2, np.maximum(syy - slope * sxy, 0.0), np.nan)
        left = np.where(left <= 1e-12 * syy, 0.0, left)
        see = np.sqrt(left / np.where(n > 2, n - 2, np.nan))
        slope_se = np.divide(see, np.sqrt(np.maximum(sxx, 0.0)), out=np.full(len(n), np.nan), where=known)
        freedom = np.arange(self.n.max(initial=0) + 1) - 2.0
        reach = special.stdtrit(np.where(freedom > 0, freedom, np.nan), (1 + CONFIDENCE) / 2)
        half = reach[self.n] * slope_se
        means = self.time[first] + sx / n, self.score[first] + sy / n
        return OlsTrends(
            self.series, self.n, self.time[first], self.time, *means, sxx, slope, see, slope_se, slope - half,
            slope + half, CONFIDENCE,
        )  # fmt: skip

    @cached_property
    def line(self) -> Lines:
        """Posterior line of each look (n,)."""
        if self.prior is None:
            return super().line
        parts = weighed(self.prior, self.time, self.score, self.plan)
        return narrowed(self.prior, Evidence(*(self._running(part) for part in parts)))

    def last(self, k: int) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
        """Places of the last k counted probes up to each look (n, k), newest first, and whether it has as many (n,)."""
        places = np.flatnonzero(self.counted)
        ends = np.cumsum(self.counted)
        index = np.clip(ends[:, None] - 1 - np.arange(k), 0, max(len(places) - 1, 0))
        found = places[index] if len(places) else np.zeros(index.shape, np.intp)
        return found, self.n_counted >= k

    def _running(self, values: Floats | NDArray[np.int64]) -> Floats:
        """Sum within each plan up to each look (n,); plan by plan, so that sums of others cost no digits."""
        laid = np.zeros((int(self.plan[-1]) + 1, int(self.n.max())) if len(self.plan) else (0, 0))
        place = self.plan, self.n - 1
        laid[place] = values
        return np.asarray(np.cumsum(laid, axis=1)[place])


def every_look(plans: Monitored) -> Looks:
    """Turn N plans with n probes into n looks.

    Examples
    --------
    >>> from mtss_analysis.decisions.monitored import monitored
    >>> from mtss_analysis.estimators.aimline import aimline
    >>> plans = monitored([1, 2, 3, 1], [20, 22, 21, 30], [0, 0, 0, 1], aimline([0, 0], [20, 30], [10, 10], [40, 50]))
    >>> looks = every_look(plans)
    >>> looks.size, looks.n.tolist(), looks.fit.slope.tolist()
    (4, [1, 2, 3, 1], [nan, 2.0, 0.5, nan])
    """
    rows = plans.series
    prior = None if plans.prior is None else plans.prior.take(rows)
    return Looks(
        time=plans.time, score=plans.score, series=np.arange(len(rows)), counted=plans.counted,
        aim=plans.aim.take(rows), prior=prior, probes_a_week=plans.probes_a_week, plan=rows,
    )  # fmt: skip
