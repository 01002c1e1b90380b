"""Local norms: what is usual for a grade and window here, with the band that luck leaves."""

import pandas as pd

from mtss_analysis.estimators.local_norms import local_norms
from mtss_analysis.screening.accuracy_settings import AccuracyParams
from mtss_analysis.screening.later_outcome import split
from mtss_analysis.screening.result import STRATA
from mtss_analysis.vocabulary import NO_DATA

NORMED = [*STRATA, "grade"]


def norms(screened: pd.DataFrame, params: AccuracyParams) -> pd.DataFrame:
    """List percentiles of the scores of each measure, window, grade and school year, one row a percentile.

    Parameters
    ----------
    screened
        Table students of a screening result; all who were tested count, with or without a later outcome.
    """
    scored = screened[screened["score"].notna() & (screened["grade"] != NO_DATA) & (screened["season"] != NO_DATA)]
    rows = []
    for labels, part in split(scored, NORMED):
        found = local_norms(
            part["score"], params.norm_percents, fewest=params.norm_fewest, draws=params.draws,
            confidence=params.confidence, seed=params.seed,
        )  # fmt: skip
        rows.append(pd.DataFrame(
            {"percentile": [f"{percent:g}" for percent in found.percents], "n": found.n, "score": found.value,
             "low": found.low, "high": found.high}
        ).assign(**labels))  # fmt: skip
    return pd.concat(rows, ignore_index=True) if rows else pd.DataFrame(columns=[*NORMED, "percentile", "n", "score"])
