"""How far the items of a survey form hang together, in the latest round."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from mtss_analysis.estimators.agreement import REASONS, cronbach, omega
from mtss_analysis.fidelity.answers import SERIES
from mtss_analysis.fidelity.self_assessment_settings import SelfAssessmentParams

SURVEYS = ("staff", "family", "student")
HOLDS, LOW, UNKNOWN = "items hang together", "items hang together too little", "cannot tell yet"
CONSISTENCY = [*SERIES, "round", "respondents", "items", "alpha", "low", "high", "omega", "said", "why"]


def consistency(rows: pd.DataFrame, params: SelfAssessmentParams) -> pd.DataFrame:
    """Find Cronbach's alpha and McDonald's omega of each survey form, over people who answered all of its items.

    Returns
    -------
    pandas.DataFrame
        CONSISTENCY; `said` compares alpha with the setting `consistent_from`.
    """
    return pd.DataFrame(_rows(rows[rows["group"].isin(SURVEYS)], params), columns=CONSISTENCY)


def _rows(rows: pd.DataFrame, params: SelfAssessmentParams) -> Iterator[tuple[object, ...]]:
    for key, part in rows.groupby(SERIES):
        last = part[part["round"] == part["round"].max()]
        table = last.pivot_table("score", ["school_id", "rater"], "item").dropna().to_numpy(np.float64)
        found, common = cronbach(table, params.confidence), omega(table)
        why = REASONS[found.why or common.why]
        said = UNKNOWN if np.isnan(found.alpha) else HOLDS if found.alpha >= params.consistent_from else LOW
        yield (*key, last["round"].iloc[0], *table.shape, found.alpha, found.low, found.high, common.omega, said, why)
