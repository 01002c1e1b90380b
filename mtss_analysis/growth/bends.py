"""Where a straight line says too little: annual tests whose growth bends, weekly series with a long break."""

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd
from scipy import special

from mtss_analysis.estimators import multilevel
from mtss_analysis.growth.pooled import Modelled
from mtss_analysis.growth.settings import GrowthParams
from mtss_analysis.params import MeasuresParams
from mtss_analysis.results import Caution
from mtss_analysis.vocabulary import TOTAL

CLEAR = 0.001
"""Chance of so large a bend in straight growth, below which it is told [probability]."""
LONG_BREAK = pd.Timedelta(days=60)
"""Time between two probes from which on one line no longer tells growth in school."""
WORTH_TELLING = 0.2
"""Change of growth over the years from which on it is told, as a share of the mean growth."""


def bends(models: Sequence[Modelled], params: GrowthParams, measures: MeasuresParams) -> Iterator[Caution]:
    """Say of each measure with annual tests how growth changes over the years, where it clearly does.

    Score = a + b t + c t² with what students and schools add: growth at time t is b + 2 c t [score/year]. Weekly series
    lie within a school year or a plan, so that no summer bends them (:func:`breaks` says where one does).
    """
    for model in models if params.time_unit == "year" else ():
        ends = _ends(model)
        if ends is None:
            continue
        measure = str(model.rows["measure"].iloc[0])
        label = measures.measures[measure].label if measure in measures.measures else measure
        way = "slows" if abs(ends[1]) < abs(ends[0]) else "quickens"
        yield Caution(
            "curved", "slope",
            f"{label}: growth {way} over the years tested, from about {ends[0]:.0f} points a year at first to about "
            f"{ends[1]:.0f} in the last; one rate for all years is their average, and does not "
            "compare students followed over other years.", TOTAL,
        )  # fmt: skip


def breaks(points: pd.DataFrame, params: GrowthParams) -> Iterator[Caution]:
    """Say that weekly series hold a break as long as a summer, where some do."""
    if params.time_unit != "week" or points.empty:
        return
    gaps = points.groupby("series")["date"].diff()
    if (gaps >= LONG_BREAK).any():
        yield Caution(
            "long_break", "slope",
            "Some series hold a break of two months or more, such as a summer. One line across it mixes growth in "
            "school with what happened in the break; let a plan of support end with the school year.",
        )  # fmt: skip


def _ends(model: Modelled) -> tuple[float, float] | None:
    """Return growth half a year after the first and before the last test, or None where the line is straight."""
    scored = model.scored
    time, last = scored.time, float(scored.time.max())
    if last < 2 or len(np.unique(np.round(time))) < 3:
        return None
    design = np.column_stack([np.ones_like(time), time, time**2])
    try:
        fit = multilevel.fit(scored.score, design, time, scored.place, scored.school, small_sample=False)
    except ValueError:
        return None
    chance = 2 * special.ndtr(-abs(fit.fixed[2] / fit.fixed_se[2]))
    first, end = (float(fit.fixed[1] + 2 * fit.fixed[2] * at) for at in (0.5, last - 0.5))
    mean = (first + end) / 2
    clear = fit.converged and chance < CLEAR and abs(first - end) >= WORTH_TELLING * abs(mean)
    return (first, end) if clear else None
