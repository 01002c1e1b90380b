"""What stands beside the effects of a comparison: losses, equal starts, and a second look."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from mtss_analysis.effects import equal_starts
from mtss_analysis.effects.arms import Arms
from mtss_analysis.effects.equal_starts import Facts
from mtss_analysis.effects.losses import losses
from mtss_analysis.effects.reach import reach
from mtss_analysis.effects.second_look import second_looks
from mtss_analysis.effects.settings import EffectsParams
from mtss_analysis.growth.trends import signs
from mtss_analysis.params import MeasuresParams


def head_starts(judged: pd.DataFrame, pairs: Sequence[Arms], facts: Facts) -> "pd.Series[float]":
    """Return how far the served of each effect started above the comparison, as Hedges' g.

    Missing where there is no comparison, or fewer than two students of either arm have a score at the start.
    """
    found = {}
    for pair in pairs:
        known = equal_starts.of(pair, facts)
        if min(known.served.sum(), (~known.served).sum()) > 1:
            place = pair.place["measure"], pair.place["intervention"]
            found[place] = equal_starts.index(known.columns[:, 0], known.served, np.ones(len(known.rows)))
    keys = zip(judged["measure"], judged["intervention"], strict=True)
    return pd.Series([found.get(key, np.nan) for key in keys], index=judged.index, dtype="float64")


def beside(
    judged: pd.DataFrame,
    pairs: Sequence[Arms],
    facts: Facts,
    series: pd.DataFrame,
    interventions: "pd.Series[str]",
    scale: "pd.Series[float]",
    fewest: int,
    effects: EffectsParams,
) -> dict[str, pd.DataFrame]:
    """Return the tables losses, balance, looks and reach of the comparisons in `judged`."""
    balance, looks = second_looks(pairs, facts, scale, fewest, effects.confidence)
    looks = looks.merge(judged[["measure", "intervention", "g", "g_low", "g_high"]], on=["measure", "intervention"])
    stands = reach(judged, series, interventions, scale, power=effects.power, alpha=effects.alpha)
    return {"losses": losses(pairs), "balance": balance, "looks": looks, "reach": stands}


def scales(judged: pd.DataFrame, measures: MeasuresParams, weeks: float) -> "pd.Series[float]":
    """Return, by measure, what weekly growth comes to over the set weeks, in spreads of scores, more being better."""
    known = judged.drop_duplicates("measure")[["measure"]].assign(
        sd=judged.groupby("measure")["sd"].transform("first").astype("float64")
    )
    found = weeks / known["sd"] * signs(known["measure"], measures)
    return pd.Series(found.to_numpy(), index=known["measure"])
