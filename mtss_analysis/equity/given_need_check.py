"""A second opinion on who gets a plan and a first session: a model that holds need and the other groups equal."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from mtss_analysis.equity.given_need_contrasts import Question, compared_groups
from mtss_analysis.equity.given_need_settings import ServiceEquityParams
from mtss_analysis.estimators.adjusted_risk import adjusted_risk
from mtss_analysis.estimators.series import Floats
from mtss_analysis.vocabulary import NO_DATA

MODEL = ["model_ratio", "model_low", "model_high"]
NEED = ["measure", "season", "grade", "measures"]


def with_model(
    frame: pd.DataFrame, questions: Sequence[Question], groups: list[str], params: ServiceEquityParams
) -> pd.DataFrame:
    """Add to the comparisons of some questions the ratio with need and all other groups held equal.

    Groups overlap: a gap of one may be the gap of another that many of its students belong to as well. The model holds
    distance below the cut, its square, measure, window, grade and every other group column equal.

    Parameters
    ----------
    frame
        Comparisons, as :func:`mtss_analysis.equity.given_need_contrasts.contrasts` gives them.
    questions
        Shares that are asked about.

    Returns
    -------
    pandas.DataFrame
        `frame` with MODEL, missing elsewhere and where a comparison has too few students.
    """
    found = pd.DataFrame(np.nan, frame.index, MODEL)
    for question in questions:
        _fit(found, frame[(frame["question"] == question.name) & frame["value"].notna()], question.rows, groups, params)
    return frame.join(found)


def _fit(
    found: pd.DataFrame, frame: pd.DataFrame, rows: pd.DataFrame, groups: list[str], params: ServiceEquityParams
) -> None:
    """Write the ratios of one question into `found`."""
    known = rows[rows["value"].notna() & rows["below"].notna()]
    for (domain, by), part in frame.groupby(["domain", "by"], sort=False):
        here = known[(known["domain"] == domain) & (known[by] != NO_DATA)]
        traits = _traits(here, [name for name in groups if name != by])
        several = here["school_id"].nunique() >= params.fewest_schools
        for place in part.index[part["group"].isin(compared_groups(here[by]))]:
            member, cluster = here[by] == frame.loc[place, "group"], here["school_id"] if several else None
            fit = adjusted_risk(here["value"], member, traits, cluster, params.confidence)
            found.loc[place] = [fit.ratio, fit.low, fit.high]


def _traits(rows: pd.DataFrame, others: list[str]) -> Floats:
    """Distance below the cut with its square, and one column a value of everything else that is held equal."""
    dummies = pd.get_dummies(rows[[*NEED, *others]], drop_first=True, dtype="float64")
    below = rows["below"].to_numpy(np.float64)
    return np.column_stack([below, below**2, dummies.to_numpy(np.float64)])
