"""The probes of many plans beside their aimlines: all that a decision rule may look at."""

from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mtss_analysis.estimators import trend
from mtss_analysis.estimators.aimline import Aimline
from mtss_analysis.estimators.aimline import aimline as line
from mtss_analysis.estimators.least_squares import OlsTrends
from mtss_analysis.estimators.posterior import Lines, lines, posterior
from mtss_analysis.estimators.series import Floats, Integers

TIE = 1e-9
"""Scores this close to the aimline lie on it; only rounding of the computer is smaller [score]."""


@dataclass(frozen=True)
class Monitored:
    """N plans and their probes, turned so that higher is better. Make it with :func:`monitored`.

    Attributes
    ----------
    time, score, series
        Flat arrays (n,) in order of plan and time: weeks since the aimline's start, score (negative where lower is
        better), row of the plan from 0 to N − 1.
    counted
        (n,) False for the probes that the baseline was taken from.
    aim
        The N aimlines; NaN where the plan lacks a baseline, goal or goal date.
    prior
        What is known of the N lines before any probe of theirs, on the aimline's clock; None where nothing is.
    probes_a_week
        Probes planned a week.
    """

    time: Floats
    score: Floats
    series: Integers
    counted: NDArray[np.bool_]
    aim: Aimline
    prior: Lines | None = field(default=None, kw_only=True)
    probes_a_week: float = field(default=1.0, kw_only=True)

    @property
    def size(self) -> int:
        """Number of plans N."""
        return len(self.aim.start)

    def take(self, rows: NDArray[np.intp]) -> "Monitored":
        """Return some of the plans, `rows` increasing."""
        place = np.full(self.size, -1)
        place[rows] = np.arange(len(rows))
        series = place[self.series]
        kept = series >= 0
        prior = None if self.prior is None else self.prior.take(rows)
        return Monitored(
            self.time[kept], self.score[kept], series[kept], self.counted[kept], self.aim.take(rows),
            prior=prior, probes_a_week=self.probes_a_week,
        )  # fmt: skip

    @cached_property
    def above(self) -> NDArray[np.int8]:
        """Side of the aimline each probe lies on (n,): 1 better, −1 worse, 0 exactly on it."""
        distance = self.score - self.aim.expected(self.time, self.series)
        return np.where(np.abs(distance) <= TIE, 0, np.sign(np.nan_to_num(distance))).astype(np.int8)

    @cached_property
    def fit(self) -> OlsTrends:
        """Least-squares line through all probes of each plan, arrays (N,); NaN without points."""
        found = trend.ols(self.time, self.score, self.series)
        return _spread(found, self.size)

    @cached_property
    def line(self) -> Lines:
        """What is known of each plan's line with all its probes (N,); NaN where there is no prior."""
        if self.prior is None:
            nothing = np.full(self.size, np.nan)
            return lines(nothing, nothing, nothing, nothing, nothing, nothing)
        return posterior(self.prior, self.time, self.score, self.series)

    def last(self, k: int) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
        """Places of each plan's last k counted probes (N, k), newest first, and whether it has as many (N,)."""
        places = np.flatnonzero(self.counted)
        n = self.n_counted
        ends = np.cumsum(n)
        index = np.clip(ends[:, None] - 1 - np.arange(k), 0, max(len(places) - 1, 0))
        found = places[index] if len(places) else np.zeros(index.shape, np.intp)
        return found, n >= k

    @cached_property
    def n_counted(self) -> NDArray[np.intp]:
        """Probes after the baseline (N,)."""
        return np.bincount(self.series[self.counted], minlength=self.size)

    @cached_property
    def n(self) -> NDArray[np.intp]:
        """All probes (N,)."""
        return np.bincount(self.series, minlength=self.size)

    @cached_property
    def weeks(self) -> Floats:
        """Time from the aimline's start to the last probe (N,) [week]; 0 without probes."""
        weeks = np.zeros(self.size)
        np.maximum.at(weeks, self.series, self.time)
        return weeks


def monitored(
    time: ArrayLike,
    score: ArrayLike,
    series: ArrayLike,
    aim: Aimline,
    *,
    sign: ArrayLike = 1.0,
    counted: ArrayLike = True,
    prior: Lines | None = None,
    probes_a_week: float = 1.0,
) -> Monitored:
    """Turn probes and aimlines so that higher is better, whatever the measure.

    Parameters
    ----------
    time, score, series
        (n,) weeks since the aimline's start, score, row of the plan (whole numbers that never decrease).
    aim
        Aimlines of the N plans, arrays (N,).
    sign
        +1 where higher is better, −1 where lower is better; scalar or (N,).
    counted
        False for baseline probes; scalar or (n,).
    prior
        What is known of the N lines beforehand, as the caller counts scores.
    probes_a_week
        Probes planned a week.
    """
    times, rows = np.asarray(time, np.float64), np.asarray(series, np.int64)
    turn = np.broadcast_to(np.asarray(sign, np.float64), np.shape(aim.start))
    flags = np.broadcast_to(np.asarray(counted, np.bool_), times.shape)
    turned = line(aim.start_time, aim.start * turn, aim.goal_time, aim.goal * turn)
    known = None if prior is None else prior.turned(turn)
    scores = np.asarray(score, np.float64) * turn[rows]
    return Monitored(times, scores, rows, flags, turned, prior=known, probes_a_week=probes_a_week)


def _spread(fit: OlsTrends, size: int) -> OlsTrends:
    """Give plans without points their row: n = 0 and NaN everywhere else."""
    n = np.zeros(size, np.int64)
    n[fit.series] = fit.n
    changed: dict[str, Any] = {
        each.name: _filled(getattr(fit, each.name), fit.series, size)
        for each in fields(fit)
        if each.name not in ("series", "n", "confidence")
    }
    return replace(fit, series=np.arange(size), n=n, **changed)


def _filled(values: Floats, rows: Integers, size: int) -> Floats:
    out = np.full(size, np.nan)
    out[rows] = values
    return out
