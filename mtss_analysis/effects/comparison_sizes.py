"""Effects in the size that readers compare: direction, spreads of scores, and what could have been seen."""

import pandas as pd
from scipy import special, stats

from mtss_analysis.effects.settings import EffectsParams
from mtss_analysis.growth.trends import signs
from mtss_analysis.params import MeasuresParams


def directed(found: pd.DataFrame, measures: MeasuresParams) -> pd.DataFrame:
    """Turn effects so that more is better."""
    way = signs(found["measure"], measures)
    ends = found[["low", "high"]].astype("float64").mul(way, axis=0)
    return found.assign(effect=found["effect"].astype("float64") * way, low=ends.min(axis=1), high=ends.max(axis=1))


def sized(found: pd.DataFrame, weeks: float, effects: EffectsParams) -> pd.DataFrame:
    """Add effect sizes, what could have been seen, and how likely the effect is worthwhile."""
    scale = weeks / found["sd"].astype("float64")
    sizes = found.assign(**{name: found[column].astype("float64") * scale for name, column in _SIZES.items()})
    se, df = found["se"].astype("float64") * scale, found["df"].astype("float64")
    reach = special.stdtrit(df, 1 - effects.alpha / 2) + special.stdtrit(df, effects.power)
    chance = special.stdtr(df, (sizes["g"] - effects.smallest_worthwhile) / se)
    raw = 2 * special.stdtr(df, -(sizes["g"] / se).abs())
    sizes = sizes.assign(detectable=reach * se, chance=chance, p=raw)
    sizes["p"] = sizes.groupby("domain")["p"].transform(_adjusted)
    return sizes


_SIZES = {"g": "effect", "g_low": "low", "g_high": "high"}


def _adjusted(values: "pd.Series[float]") -> "pd.Series[float]":
    """Return p-values adjusted by Benjamini and Hochberg (1995), leaving out missing ones."""
    known = values.dropna()
    adjusted = stats.false_discovery_control(known) if len(known) else known
    return pd.Series(adjusted, index=known.index, dtype="float64").reindex(values.index)
