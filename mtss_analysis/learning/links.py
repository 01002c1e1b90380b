"""How strong each link of the chain is: whether schools that have more of one step have more of the next."""

import numpy as np
import pandas as pd

from mtss_analysis.estimators.rank_association import rank_association
from mtss_analysis.estimators.two_means import holm
from mtss_analysis.learning.settings import LearningParams

LINKS = (
    ("reach", "learning", "reach", "right"),
    ("learning", "change in delivery", "right", "held_change"),
    ("change in delivery", "change in growth", "held_change", "pace_change"),
    ("reach", "change in delivery", "reach", "held_change"),
    ("reach", "change in growth", "reach", "pace_change"),
)
"""From which step to which, and the columns of the chain that measure them."""
NO_DATA_YET, CANNOT_TELL = "no data", "cannot tell yet"
TOGETHER, AGAINST = "rise together", "one falls where the other rises"
SEED = 20240819


def links(chain: pd.DataFrame, params: LearningParams) -> pd.DataFrame:
    """Hold every two steps together over schools, by Spearman's correlation and a test by permutation.

    A link is said only where its p value stands after Holm's correction over all links; an interval that is wide says
    how little so few schools can tell.

    Returns
    -------
    pandas.DataFrame
        step, next, schools, rho, low, high, p, adjusted, said.
    """
    rows = []
    for step, following, one, other in LINKS:
        fit = rank_association(chain[one], chain[other], params.confidence, seed=SEED)
        enough = fit.pairs >= params.fewest_schools
        numbers = (fit.rho, fit.low, fit.high, fit.p) if enough else (np.nan,) * 4
        rows.append((step, following, fit.pairs, *numbers))
    found = pd.DataFrame(rows, columns=["step", "next", "schools", "rho", "low", "high", "p"])
    found = found.assign(adjusted=holm(found["p"]))
    clear = (found["adjusted"] < 1 - params.confidence).to_numpy()
    said = np.where(clear & (found["rho"] > 0), TOGETHER, np.where(clear, AGAINST, CANNOT_TELL))
    return found.assign(said=np.where(found["schools"] == 0, NO_DATA_YET, said))
