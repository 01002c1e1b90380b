"""The probes of many plans beside their aimlines: all that a decision rule may look at."""

from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mtss_analysis.estimators import trend
from mtss_analysis.estimators.aimline import Aimline
from mtss_analysis.estimators.aimline import aimline as line
from mtss_analysis.estimators.least_squares import OlsTrends
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
    """

    time: Floats
    score: Floats
    series: Integers
    counted: NDArray[np.bool_]
    aim: Aimline

    @property
    def size(self) -> int:
        """Number of plans N."""
        return len(self.aim.start)

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
    """
    times, rows = np.asarray(time, np.float64), np.asarray(series, np.int64)
    turn = np.broadcast_to(np.asarray(sign, np.float64), np.shape(aim.start))
    flags = np.broadcast_to(np.asarray(counted, np.bool_), times.shape)
    turned = line(aim.start_time, aim.start * turn, aim.goal_time, aim.goal * turn)
    return Monitored(times, np.asarray(score, np.float64) * turn[rows], rows, flags, turned)


def _spread(fit: OlsTrends, size: int) -> OlsTrends:
    """Give plans without points their row: n = 0 and NaN everywhere else."""
    n = np.zeros(size, np.int64)
    n[fit.series] = fit.n
    changed: dict[str, Any] = {
        field.name: _filled(getattr(fit, field.name), fit.series, size)
        for field in fields(fit)
        if field.name not in ("series", "n", "confidence")
    }
    return replace(fit, series=np.arange(size), n=n, **changed)


def _filled(values: Floats, rows: Integers, size: int) -> Floats:
    out = np.full(size, np.nan)
    out[rows] = values
    return out
