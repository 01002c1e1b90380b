"""Growth of each series against that of students with the same start, in the same grade, measure and school year."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mtss_analysis.estimators.noisy_lines import lines
from mtss_analysis.estimators.same_start import Lines, same_start
from mtss_analysis.estimators.series import Floats
from mtss_analysis.growth.pooled import Modelled
from mtss_analysis.growth.settings import GrowthParams
from mtss_analysis.growth.trends import signs
from mtss_analysis.params import MeasuresParams
from mtss_analysis.vocabulary import NO_DATA

PERCENTILES = ["growth_percentile", "growth_percentile_low", "growth_percentile_high", "growth_percentile_observed"]
COLUMNS = [*PERCENTILES, "growth_peers", "growth_status"]
ESTIMATED, TOO_FEW, CANNOT_TELL = "estimated", "too few to say", "cannot tell"


def against_same_start(
    series: pd.DataFrame, fitted: Sequence[Modelled], params: GrowthParams, measures: MeasuresParams
) -> pd.DataFrame:
    """Compare every series that has an estimate with its peers.

    Peers are the series with an estimate of the same grade, measure and school year, whatever their tier. Higher is
    better growth, also on measures where lower scores are better.

    Returns
    -------
    pandas.DataFrame
        COLUMNS for each series. `growth_status` is estimated, too few to say (peers, or no model), cannot tell (the
        data show no difference in true growth), collect more data, or no data; only the first has percentiles.
    """
    values = np.full((len(series), len(PERCENTILES) + 1), np.nan)
    for one in fitted:
        at = np.flatnonzero((one.rows["enough"] & (one.rows["grade"] != NO_DATA)).to_numpy())
        peers = pd.factorize(one.rows["grade"].to_numpy()[at])[0]
        found = same_start(_lines(one, at), peers, fewest=params.same_start_fewest, confidence=params.confidence)
        parts = found.percentile, found.low, found.high, found.observed, found.peers
        values[series.index.get_indexer(one.rows.index[at])] = np.column_stack(parts)
    lower = signs(series["measure"], measures) < 0
    values[:, :-1] = np.where(lower[:, None], 100 - values[:, [0, 2, 1, 3]], values[:, :-1])
    told = pd.DataFrame(values, index=series.index, columns=[*PERCENTILES, "growth_peers"])
    told["growth_peers"] = told["growth_peers"].fillna(0).astype("int64")
    return told.assign(growth_status=_status(series, told, params))


def _lines(one: Modelled, at: NDArray[np.intp]) -> Lines:
    """Lines of the series at `at`, time counted from each one's first score."""
    place, time = one.scored.place, one.scored.time
    begin = np.searchsorted(place, np.arange(len(one.rows)))
    origin = time[begin]
    alike = float(np.nan_to_num(one.fit.autocorrelation))
    estimate, error = lines(time - origin[place], one.scored.score, place, one.fit.residual_var, alike)
    half = one.design.covariates.shape[1]
    level, slope = (one.design.covariates[at] @ part for part in (one.fit.fixed[:half], one.fit.fixed[half:]))
    expected = np.column_stack([level + slope * origin[at], slope])
    return Lines(estimate[at], error[at], expected, _spread(one, origin[at]))


def _spread(one: Modelled, origin: Floats) -> Floats:
    """Covariance of level and slope of true lines at `origin`, students and schools together, (rows, 3)."""
    spread = one.fit.student_cov.copy()
    if one.fit.school_cov is not None:
        size = len(one.fit.school_cov)
        spread[:size, :size] += one.fit.school_cov
    level, both, slope = spread[0, 0], spread[0, 1], spread[1, 1]
    return np.column_stack(
        [level + 2 * origin * both + origin**2 * slope, both + origin * slope, np.full(len(origin), slope)]
    )


def _status(series: pd.DataFrame, found: pd.DataFrame, params: GrowthParams) -> "pd.Series[str]":
    told = found["growth_percentile"].notna()
    peers = found["growth_peers"] >= params.same_start_fewest
    kinds = [told, series["status"] != ESTIMATED, ~peers]
    words = np.select(kinds, [np.full(len(series), ESTIMATED), series["status"].to_numpy(str), TOO_FEW], CANNOT_TELL)
    return pd.Series(words, index=series.index, dtype="str")
