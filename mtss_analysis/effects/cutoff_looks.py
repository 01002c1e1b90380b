"""What is looked at beside the estimate at a measure's cuts: means by score, and checks that could undo it."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from mtss_analysis.effects import cutoff_checks
from mtss_analysis.effects.cutoff_checks import Fits
from mtss_analysis.effects.cutoff_pool import PooledEffect
from mtss_analysis.estimators import discontinuity
from mtss_analysis.estimators.cut_score import TooFewError, score_bins
from mtss_analysis.vocabulary import NO_DATA

FEWEST_IN_GROUP = 20
HAS_OUTCOME = "has an outcome"
CONTINUITY, FALSE_CUT, DONUT, BANDWIDTH = "continuity", "false_cut", "donut", "bandwidth"
MUST_NOT_JUMP = (CONTINUITY, FALSE_CUT)
"""Kinds of checks that fail by a small p-value; the others are the estimate, told in another way."""


def at_own_cuts(frame: pd.DataFrame, pooled: PooledEffect) -> pd.DataFrame:
    """Keep the students who are pooled; `centred` is the distance from the cut of their own school [score]."""
    cuts = dict(zip(pooled.schools, pooled.cuts, strict=True))
    kept = frame[frame["school_id"].isin(cuts) & ~frame["school_id"].isin(pooled.moved)]
    levels = kept.groupby("school_id")["adjusted"].transform("mean")
    own = kept["school_id"].map(cuts).astype("float64")
    return kept.assign(centred=kept["distance"] - own, outcome=kept["adjusted"] - levels)


def bins(frame: pd.DataFrame, pooled: PooledEffect, confidence: float) -> pd.DataFrame:
    """Average outcome and share served over ranges of score, with the lines within the bandwidth.

    Parameters
    ----------
    frame
        As :func:`at_own_cuts` gives it.
    """
    known = frame.dropna(subset=["outcome", "served"])
    reach = 3 * pooled.pooled.bandwidth if np.isfinite(pooled.pooled.bandwidth) else np.inf
    near = known[known["centred"].abs() <= reach]
    if near.empty:
        return pd.DataFrame(columns=["score", "n", "mean", "low", "high", "served", "line"])
    score, outcome, served = (near[name].to_numpy(np.float64) for name in ("centred", "outcome", "served"))
    means, shares = (score_bins(score, values, 0.0, confidence=confidence) for values in (outcome, served))
    line = _line(near, pooled.pooled.bandwidth, means.score, means.below)
    return pd.DataFrame({
        "score": means.score, "n": means.n, "mean": means.mean, "low": means.low, "high": means.high,
        "served": 100 * shares.mean, "line": line,
    })  # fmt: skip


def _line(frame: pd.DataFrame, bandwidth: float, at: np.ndarray, below: np.ndarray) -> np.ndarray:
    """Height of the local lines at some scores; NaN beyond the bandwidth or without lines."""
    nothing = np.full(len(at), np.nan)
    if not np.isfinite(bandwidth):
        return nothing
    try:
        lines = discontinuity.jump(frame["centred"], frame["outcome"], 0.0, bandwidth=bandwidth, errors="hc1").lines
    except TooFewError:
        return nothing
    side = np.where(below, 0, 1)
    return np.where(np.abs(at) <= bandwidth, lines[side, 0] + lines[side, 1] * at, np.nan)


def checks(
    frame: pd.DataFrame, pooled: PooledEffect, groups: tuple[str, ...], served_below: bool, higher_is_better: bool
) -> Iterator[tuple[str, Fits]]:
    """Yield each kind of check with its fits.

    Parameters
    ----------
    frame
        As :func:`at_own_cuts` gives it.
    groups
        Group columns whose shares must not jump.
    """
    score, bandwidth = frame["centred"].to_numpy(np.float64), pooled.pooled.bandwidth
    yield CONTINUITY, cutoff_checks.continuity(score, _settled(frame, groups), 0.0, served_below)
    known = frame.dropna(subset=["outcome", "served"])
    near, outcome, served = (known[name].to_numpy(np.float64) for name in ("centred", "outcome", "served"))
    of = (near, outcome, served, 0.0, served_below)
    yield FALSE_CUT, cutoff_checks.placebo(*of, higher_is_better=higher_is_better)
    if np.isfinite(bandwidth):
        chosen = {"bandwidth": bandwidth, "higher_is_better": higher_is_better}
        yield DONUT, cutoff_checks.donut(*of, **chosen)  # type: ignore[arg-type]
        yield BANDWIDTH, cutoff_checks.bandwidths(*of, **chosen)  # type: ignore[arg-type]


def _settled(frame: pd.DataFrame, groups: tuple[str, ...]) -> dict[str, np.ndarray]:
    """Return what was settled before support began, and whether there is an outcome at all."""
    found = {HAS_OUTCOME: frame["outcome"].notna().to_numpy(np.float64)}
    if frame["earlier"].notna().sum() >= FEWEST_IN_GROUP:
        found["earlier score"] = frame["earlier"].to_numpy(np.float64)
    for name in groups:
        values = frame[name].where(frame[name] != NO_DATA)
        sizes = values.value_counts()
        for value in sizes.index[sizes >= FEWEST_IN_GROUP][1:]:  # the shares of all values sum to one
            found[f"{name}={value}"] = (values == value).where(values.notna()).to_numpy(np.float64)
    return found
