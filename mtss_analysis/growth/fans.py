"""Where the lines of a group's students run: the mean line with its interval, and the range of students' lines."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import special

from mtss_analysis.estimators.series import Floats
from mtss_analysis.growth.groups import one_each
from mtss_analysis.growth.partition import Partition
from mtss_analysis.growth.series import DAYS
from mtss_analysis.growth.settings import GrowthParams

MOMENTS = ("start", "middle", "end")
EDGES = (10, 25, 75, 90)
"""Percentiles at the edges of the bands; never the lowest or highest student."""
FAN = ["span", *(f"{moment}{part}" for moment in MOMENTS for part in ("", "_low", "_high", *(f"_{e}" for e in EDGES)))]


@dataclass(frozen=True, slots=True)
class Lines:
    """Pooled lines at three moments: `at` (3, m), one a student (`one`), `enough` points (m,), `span` to the end."""

    at: Floats
    one: NDArray[np.bool_]
    enough: NDArray[np.bool_]
    span: float


def pooled_lines(series: pd.DataFrame, params: GrowthParams) -> Lines:
    """Read the pooled lines of one measure's series at start, middle and end; the end is their median length.

    One series a student counts. Lines of students with few points are among them, as their scores are in the mean.
    """
    one = series.index.isin(one_each(series).index)
    enough = series.index.isin(one_each(series[series["enough"]]).index)
    first = series["origin"].min() if params.time_unit == "year" else series["origin"]
    last = (series["last"] - first).dt.total_seconds().to_numpy(np.float64) / 86_400 / DAYS[params.time_unit]
    span = max(round(float(np.median(last[enough]))), 1.0) if enough.any() else 1.0
    level, slope = (series[name].to_numpy(np.float64) for name in ("eb_level", "eb_roi"))
    at: Floats = level + slope * (span * np.array([[0.0], [0.5], [1.0]]) - last)
    return Lines(at, one, enough, span)


def fan(part: Partition, lines: Lines, params: GrowthParams) -> dict[str, Floats]:
    """Return FAN of each group of a partition.

    The mean line is that of the group's own mix of grades and tiers. An edge is missing unless at least
    ``params.group_fewest`` of the students with enough points lie beyond it.
    """
    found = {"span": np.full(len(part.names), lines.span)}
    found |= _means(part, lines, params.confidence)
    for moment, at in zip(MOMENTS, lines.at, strict=True):
        found |= _edges(part, at, lines, moment, params.group_fewest)
    return found


def _means(part: Partition, lines: Lines, confidence: float) -> dict[str, Floats]:
    counted = part.member * lines.one[:, None]
    level = counted.T @ part.lines.levels / np.maximum(counted.sum(axis=0), 1.0)[:, None]
    slope = np.eye(len(part.n))[: len(part.names)]
    rows = [np.hstack([level, time * lines.span * slope]) for time in (0.0, 0.5, 1.0)]
    mean = part.lines.estimate(np.vstack(rows))
    half = special.stdtrit(mean.df, (1 + confidence) / 2) * mean.se
    parts = {"": mean.value, "_low": mean.value - half, "_high": mean.value + half}
    moments = {name: np.split(values, len(MOMENTS)) for name, values in parts.items()}
    return {f"{moment}{name}": values[at] for at, moment in enumerate(MOMENTS) for name, values in moments.items()}


def _edges(part: Partition, at: Floats, lines: Lines, moment: str, fewest: int) -> dict[str, Floats]:
    found = np.full((len(part.names), len(EDGES)), np.nan)
    for row, member in enumerate(part.member.T):
        own, count = at[(member > 0) & lines.one], int(((member > 0) & lines.enough).sum())
        known = [place for place, edge in enumerate(EDGES) if count * min(edge, 100 - edge) >= 100 * fewest]
        found[row, known] = np.percentile(own, [EDGES[place] for place in known]) if known else np.nan
    return {f"{moment}_{edge}": found[:, place] for place, edge in enumerate(EDGES)}
