"""Suggested support against a planning figure such as 80/15/5: a question about staffing and core instruction."""

import numpy as np
import pandas as pd

from mtss_analysis.estimators import proportions
from mtss_analysis.estimators.series import Floats
from mtss_analysis.screening.result import STRATA
from mtss_analysis.screening.settings import ScreeningParams
from mtss_analysis.screening.support import TIERS
from mtss_analysis.vocabulary import TOTAL

ROUGH = 5.0
"""Planned count below which the chi-squared test is too rough to be told [students]."""


def planned(tiers: pd.DataFrame, params: ScreeningParams) -> pd.DataFrame:
    """Hold each place's shares against the planning figure, in each window.

    The figure is a rule of thumb: where many more students are below the cut than it plans for, the first question is
    about core instruction, not about more groups. Cuts that are percentiles of the same students fix the shares.

    Parameters
    ----------
    tiers
        Rows of the table tiers.

    Returns
    -------
    pandas.DataFrame
        One row a window and school, `said` being as_planned, more, fewer, core or few.
    """
    everyone = tiers[(tiers["by"] == TOTAL) & (tiers["support"] != TOTAL)]
    if everyone.empty:
        return pd.DataFrame()
    wide = everyone.pivot_table(index=[*STRATA, "school_id"], columns="support", values="n", sort=False)
    counts = wide.reindex(columns=list(TIERS), fill_value=0).fillna(0).to_numpy(np.float64)
    fit = proportions.goodness_of_fit(counts, [share / 100 for share in params.planned])
    first = proportions.wilson(counts[:, 0], counts.sum(axis=1), params.confidence)
    rough = fit.smallest_expected < ROUGH
    return wide.index.to_frame(index=False).assign(
        tested=counts.sum(axis=1).astype(int), tier1=first.share * 100, low=first.low * 100, high=first.high * 100,
        tier2=counts[:, 1] / counts.sum(axis=1) * 100, tier3=counts[:, 2] / counts.sum(axis=1) * 100,
        chi2=np.where(rough, np.nan, fit.statistic), p=np.where(rough, np.nan, fit.p_value),
        said=_said(first, counts.sum(axis=1), params),
    )  # fmt: skip


def _said(first: proportions.Proportion, tested: Floats, params: ScreeningParams) -> list[str]:
    """Say in a code how the share of Tier 1 stands: only what its interval leaves no doubt about."""
    plan = params.planned[0] / 100
    asked = (100 - first.share * 100 >= params.core_question_share) & (tested >= params.core_question_students)
    few = tested < params.core_question_students
    said = np.select([asked, few, first.high < plan, first.low > plan], ["core", "few", "more", "fewer"], "as_planned")
    return [str(code) for code in said]
