"""A second opinion on who gets a first session in time: a model that holds need and the other groups equal."""

import numpy as np
import pandas as pd

from mtss_analysis.equity.given_need_contrasts import compared_groups
from mtss_analysis.equity.given_need_questions import SESSION
from mtss_analysis.equity.given_need_settings import ServiceEquityParams
from mtss_analysis.estimators.adjusted_risk import adjusted_risk
from mtss_analysis.estimators.series import Floats
from mtss_analysis.vocabulary import NO_DATA

MODEL = ["model_ratio", "model_low", "model_high"]
NEED = ["measure", "season", "grade", "measures"]


def with_model(frame: pd.DataFrame, rows: pd.DataFrame, groups: list[str], params: ServiceEquityParams) -> pd.DataFrame:
    """Add to the comparisons of first sessions the ratio with need and all other groups held equal.

    Groups overlap: a gap of one may be the gap of another that many of its students belong to as well. The model holds
    distance below the cut, its square, measure, window, grade and every other group column equal.

    Parameters
    ----------
    frame
        Comparisons, as :func:`mtss_analysis.equity.given_need_contrasts.contrasts` gives them.
    rows
        The students of the question, with `value`.

    Returns
    -------
    pandas.DataFrame
        `frame` with MODEL, missing elsewhere and where a comparison has too few students.
    """
    asked = (frame["question"] == SESSION) & frame["value"].notna()
    found = pd.DataFrame(np.nan, frame.index, MODEL)
    known = rows[rows["value"].notna() & rows["below"].notna()]
    for (domain, by), part in frame[asked].groupby(["domain", "by"], sort=False):
        here = known[(known["domain"] == domain) & (known[by] != NO_DATA)]
        traits = _traits(here, [name for name in groups if name != by])
        several = here["school_id"].nunique() >= params.fewest_schools
        for place in part.index[part["group"].isin(compared_groups(here[by]))]:
            member, cluster = here[by] == frame.loc[place, "group"], here["school_id"] if several else None
            fit = adjusted_risk(here["value"], member, traits, cluster, params.confidence)
            found.loc[place] = [fit.ratio, fit.low, fit.high]
    return frame.join(found)


def _traits(rows: pd.DataFrame, others: list[str]) -> Floats:
    """Distance below the cut with its square, and one column a value of everything else that is held equal."""
    dummies = pd.get_dummies(rows[[*NEED, *others]], drop_first=True, dtype="float64")
    below = rows["below"].to_numpy(np.float64)
    return np.column_stack([below, below**2, dummies.to_numpy(np.float64)])
