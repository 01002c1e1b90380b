"""Change from one round to the next, against what rating again would have changed by itself."""

import numpy as np
import pandas as pd
from scipy import special

from mtss_analysis.estimators.agreement import icc, reliable_change
from mtss_analysis.estimators.means import mean_interval
from mtss_analysis.fidelity.answers import SERIES
from mtss_analysis.fidelity.profiles import PART
from mtss_analysis.vocabulary import TOTAL

MEANS_OF = [*SERIES, *PART]
SERIES_OF = [*SERIES, "school_id", *PART]
CHANGE = ["before", "change", "limit", "beyond"]
BEYOND, WITHIN, UNKNOWN = "more than rater noise", "may be rater noise", "rater noise is not known"


def changed(profiles: pd.DataFrame, scored: pd.DataFrame, confidence: float) -> pd.DataFrame:
    """Add to each row of a profile the round before it: before, change and limit [percent], and beyond.

    Of a school, the difference of two means of raters has the noise
    σ²_rest (1/k₁ + 1/k₂) + σ²_rater (1/k₁ + 1/k₂ − 2c/(k₁k₂)) with c raters in both rounds: who rates always high does
    so twice. Both variances are pooled over schools and rounds; the limit is t, not z, times the noise, with the
    degrees of freedom of the variances. Of the district, the changes of the schools that rated twice are averaged.
    """
    ordered = profiles.sort_values([*SERIES_OF, "round"], kind="stable")
    last = ordered.groupby(SERIES_OF)[["round", "percent"]].shift()
    ordered = ordered.assign(earlier=last["round"], before=last["percent"])
    own = ordered[ordered["school_id"] != TOTAL]
    own = pd.concat([own, _of_schools(own, scored, confidence)], axis=1)
    whole = _of_district(ordered[ordered["school_id"] == TOTAL], own, confidence)
    found: pd.DataFrame = pd.concat([whole, own]).reindex(profiles.index).drop(columns="earlier")
    return found


def _of_schools(own: pd.DataFrame, scored: pd.DataFrame, confidence: float) -> pd.DataFrame:
    noise = own[MEANS_OF].merge(variances(scored), on=MEANS_OF, how="left").set_index(own.index)
    one, two, both = shared(own, scored)
    sizes = 1 / one.where(one > 0) + 1 / two.where(two > 0)
    spread = noise["rest"] * sizes + noise["rater"] * (sizes - 2 * both / (one * two).where(one > 0))
    wider = special.stdtrit(noise["freedom"].to_numpy(np.float64), (1 + confidence) / 2)
    wider = wider / special.ndtri((1 + confidence) / 2)
    told = reliable_change(own["before"], own["percent"], wider * np.sqrt(spread / 2), confidence)
    unknown = ~told.known & np.isfinite(told.difference)
    said = np.select([unknown, told.beyond, told.known], [UNKNOWN, BEYOND, WITHIN], "")
    return pd.DataFrame({"change": told.difference, "limit": told.limit, "beyond": said}, own.index)


def variances(scored: pd.DataFrame) -> pd.DataFrame:
    """Split the spread of raters of a school: MEANS_OF, rater, rest [percent²], freedom.

    `rest` is the mean square left of rounds by raters, over schools where two raters or more rated two rounds or more;
    `rater` what the spread within a sitting exceeds it by. Without such raters all of it is taken as rest.
    """
    rows = []
    for key, part in scored.dropna(subset=["percent"]).groupby(MEANS_OF):
        sittings = part.groupby(["school_id", "round"])["percent"].agg(["var", "count"]).dropna()
        freedom = float((sittings["count"] - 1).sum())
        within = float((sittings["var"] * (sittings["count"] - 1)).sum() / freedom) if freedom else np.nan
        squares = [_squares(of_school) for _, of_school in part.groupby("school_id")]
        left = sum(size for _, size in squares)
        rest = sum(square * size for square, size in squares) / left if left else within
        rows.append((*key, max(within - rest, 0.0) if freedom else np.nan, rest, left or freedom))
    return pd.DataFrame(rows, columns=[*MEANS_OF, "rater", "rest", "freedom"])


def _squares(part: pd.DataFrame) -> tuple[float, float]:
    """Mean square of rounds by raters in one school, and its degrees of freedom, over raters of its last two rounds."""
    table = part.pivot_table("percent", "round", "rater").tail(2).dropna(axis=1)
    rounds, raters = table.shape
    if rounds < 2 or raters < 2:
        return 0.0, 0.0
    return icc(table.to_numpy(np.float64)).mean_squares.rest, float((rounds - 1) * (raters - 1))


def shared(own: pd.DataFrame, scored: pd.DataFrame) -> "tuple[pd.Series[float], pd.Series[float], pd.Series[float]]":
    """Count raters of the round before, of this round, and of both, row by row of a profile of schools."""
    people = scored.dropna(subset=["percent"]).groupby([*SERIES_OF, "round"])["rater"].agg(frozenset).to_dict()
    place = own[SERIES_OF].itertuples(index=False, name=None)
    counts = []
    for keys, then, now in zip(place, own["earlier"], own["round"], strict=True):
        first, second = (people.get((*keys, each), frozenset()) for each in (then, now))
        counts.append((len(first), len(second), len(first & second)))
    one, two, both = np.array(counts, np.float64).reshape(-1, 3).T
    return pd.Series(one, own.index), pd.Series(two, own.index), pd.Series(both, own.index)


def _of_district(whole: pd.DataFrame, own: pd.DataFrame, confidence: float) -> pd.DataFrame:
    """Average the changes of schools that rated in both rounds; beyond noise if their interval leaves out zero."""
    twice = own[own["change"].notna() & (own["converted_from"] == "")]
    by = [*MEANS_OF, "round"]
    found = twice.groupby(by)["change"].agg(["count", "mean", "std"]).reindex(pd.MultiIndex.from_frame(whole[by]))
    ends = mean_interval(found["count"].fillna(0), found["mean"], found["std"], confidence)
    limit = (ends.high - ends.low) / 2
    change = found["mean"].to_numpy(np.float64)
    known = np.isfinite(change) & np.isfinite(limit)
    said = np.select([~np.isfinite(change), ~known, np.abs(change) > limit], ["", UNKNOWN, BEYOND], WITHIN)
    before = whole["percent"] - change
    return whole.assign(before=before, change=change, limit=limit, beyond=said)
