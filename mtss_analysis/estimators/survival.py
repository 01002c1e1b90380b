"""How long something lasts when some of it has not ended yet: Kaplan and Meier's estimate, from statsmodels."""

# mypy: disable-error-code="no-untyped-call"

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from mtss_analysis.estimators.series import Floats, require_confidence


@dataclass(frozen=True, slots=True)
class Duration:
    """Kaplan–Meier estimate of how long something lasts.

    Attributes
    ----------
    times : (m,) times at which something ended, ascending [the unit of time]
    share : (m,) share still lasting just after each of them
    se : (m,) Greenwood's standard error of the share
    median, low, high : time by which half have ended, with its interval; NaN where the data cannot tell yet
    n, ended : how many were followed, and how many of them ended
    """

    times: Floats
    share: Floats
    se: Floats
    median: float
    low: float
    high: float
    n: int
    ended: int
    confidence: float

    def at(self, time: ArrayLike) -> tuple[Floats, Floats, Floats]:
        """Return share still lasting at `time` (k,), and the ends of its log-log interval, each (k,)."""
        place = np.searchsorted(self.times, np.asarray(time, np.float64), side="right")
        share = np.concatenate([[1.0], self.share])[place]
        se = np.concatenate([[0.0], self.se])[place]
        inside = (share > 0) & (share < 1)
        safe = np.where(inside, share, 0.5)
        reach = special.ndtri((1 + self.confidence) / 2) * np.where(inside, se, 0.0) / (safe * np.log(safe))
        low, high = safe ** np.exp(-reach), safe ** np.exp(reach)
        return share, np.where(inside, low, share), np.where(inside, high, share)


def kaplan_meier(time: ArrayLike, ended: ArrayLike, confidence: float = 0.95) -> Duration:
    """Estimate how long something lasts; what has not ended is censored at its `time`.

    Parameters
    ----------
    time
        How long each was followed, 0 or more, shape (n,).
    ended
        Whether it ended then (True) or was only followed until then (False), shape (n,).

    The median's interval holds the times at which the log-log interval of the share covers one half (Brookmeyer &
    Crowley 1982, Biometrics 38, 29–41). Raises ValueError on a negative or missing time.

    Examples
    --------
    >>> remission = kaplan_meier([6, 6, 6, 7, 10, 13, 16, 22, 23, 9, 35], [1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0])
    >>> remission.median, remission.n, remission.ended
    (13.0, 11, 9)
    """
    require_confidence(confidence)
    followed, event = np.asarray(time, np.float64), np.asarray(ended, np.bool_)
    if not (followed >= 0).all():
        at = int(np.flatnonzero(~(followed >= 0))[0])
        raise ValueError(f"time: entry {at} is {followed[at]:g}, expected 0 or more. Leave out what was not followed.")
    if not event.any():
        nothing = np.empty(0)
        return Duration(nothing, nothing, nothing, np.nan, np.nan, np.nan, len(followed), 0, confidence)
    return _fitted(followed, event, confidence)


def _fitted(followed: Floats, event: NDArray[np.bool_], confidence: float) -> Duration:
    from statsmodels.duration.survfunc import SurvfuncRight  # slow to import, and few need it

    with np.errstate(divide="ignore", invalid="ignore"):  # at a share of 0 the log-log interval has no width
        fit = SurvfuncRight(followed, event.astype(np.int64))
        low, high = fit.quantile_ci(0.5, alpha=1 - confidence, method="cloglog")
        found = [fit.quantile(0.5), low, high]
    median, low, high = (float(value) if np.isfinite(value) else np.nan for value in found)
    return Duration(
        np.asarray(fit.surv_times, np.float64), np.asarray(fit.surv_prob), np.nan_to_num(fit.surv_prob_se),
        median, low, high, len(followed), int(event.sum()), confidence,
    )  # fmt: skip
