"""Mean scores of a group beside everybody else's of the same grade, in standard deviations; and at the same income."""

import numpy as np
import pandas as pd
from scipy import special

from mtss_analysis.equity.settings import EquityParams
from mtss_analysis.estimators.two_means import welch
from mtss_analysis.intake import partitions
from mtss_analysis.vocabulary import NO_DATA, TOTAL

STRATA = ["school_year", "season", "domain", "measure"]
FEWEST = 2


def standardized(screened: pd.DataFrame) -> pd.DataFrame:
    """Put every score on the scale of its grade, window and measure: mean 0, standard deviation 1, up is better."""
    keys = [*STRATA, "grade"]
    rows = screened[screened["score"].notna()]
    grouped = rows.groupby(keys)["score"]
    spread, size = grouped.transform("std"), grouped.transform("size")
    kept = rows[(spread > 0) & (size > FEWEST)]
    up = kept["direction"].map({"higher": 1.0, "lower": -1.0}) if "direction" in kept else 1.0
    z = up * (kept["score"] - grouped.transform("mean")[kept.index]) / spread[kept.index]
    return kept.assign(z=z)


def gaps(rows: pd.DataFrame, groups: tuple[str, ...], params: EquityParams, more: tuple[str, ...] = ()) -> pd.DataFrame:
    """Compare the mean of each group with that of all others.

    Parameters
    ----------
    rows
        Standardized scores with the group columns, one row a student and window.
    groups
        Group columns.
    more
        Columns within whose values the comparison is made, such as family income.

    Returns
    -------
    pandas.DataFrame
        strata, `more`, by, group, n, mean [SD], gap (Hedges' g: mean less the others', over the pooled standard
        deviation), low, high; missing where either side has fewer than the setting.
    """
    strata = [*STRATA, *more]
    found = partitions.aggregate(
        rows.assign(school_id=TOTAL), strata,
        lambda grouped: grouped["z"].agg(n="size", mean="mean", sd="std"), districtwide=groups,
    )  # fmt: skip
    found = found.drop(columns="school_id").drop_duplicates([*strata, "by", "group"], ignore_index=True)
    whole = found[found["by"] == TOTAL].set_index(strata)
    others = found.set_index(strata)[[]].join(whole[["n", "mean", "sd"]]).reset_index(drop=True)
    return _compared(found, others, params)


def _compared(found: pd.DataFrame, whole: pd.DataFrame, params: EquityParams) -> pd.DataFrame:
    """Take a group out of the whole, and hold it against the rest."""
    n, n_all = found["n"].astype("float64"), whole["n"].astype("float64")
    rest = n_all - n
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = (n_all * whole["mean"] - n * found["mean"]) / rest.where(rest > 0)
        squares = (n_all - 1) * whole["sd"] ** 2 + n_all * whole["mean"] ** 2
        own = (n - 1) * found["sd"].fillna(0) ** 2 + n * found["mean"] ** 2
        variance = (squares - own - rest * mean**2) / (rest - 1).where(rest > 1)
        sd = np.sqrt(variance.clip(lower=0))
        fit = welch((n, rest), (found["mean"], mean), (found["sd"], sd), confidence=params.confidence)
        freedom = n + rest - 2
        pooled = np.sqrt(((n - 1) * found["sd"] ** 2 + (rest - 1) * sd**2) / freedom)
        small = np.exp(special.gammaln(freedom / 2) - special.gammaln((freedom - 1) / 2)) / np.sqrt(freedom / 2)
    told = (found["by"] != TOTAL) & (np.minimum(n, rest) >= params.few_cases) & (found["group"] != NO_DATA)
    scale = (small / pooled).where(told)
    return found.drop(columns="sd").assign(gap=scale * fit.difference, low=scale * fit.low, high=scale * fit.high)
