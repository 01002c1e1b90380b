"""Need, service and capacity together: the tables about who needs support and what there is to give."""

import pandas as pd

from mtss_analysis.intake import Dataset
from mtss_analysis.params import InterventionsParams
from mtss_analysis.tiers.capacity import capacity, opened
from mtss_analysis.tiers.match import answers, beside, waits
from mtss_analysis.tiers.plans import Records
from mtss_analysis.tiers.settings import TiersParams


def service(
    dataset: Dataset, found: Records, followed: dict[str, pd.DataFrame], screened: pd.DataFrame, params: TiersParams,
    interventions: InterventionsParams | None,
) -> dict[str, pd.DataFrame]:  # fmt: skip
    """Hold the need that screening suggests against the support received and what is there to give it.

    Parameters
    ----------
    followed
        The tables ``looks`` and ``entries``.
    screened
        The table ``students`` of a screening result.
    interventions
        The catalogue, for the seats of groups and the hours of a full position; None is not known.

    Returns
    -------
    dict
        Tables ``match``, ``waits`` and ``capacity``; none where nobody was screened or no support is followed.
    """
    if followed["looks"].empty or screened.empty or not {"season", "near_cut"} <= set(screened):
        return {}
    rows = beside(followed["looks"], screened)
    if rows.empty:
        return {}
    groups = opened(found, dataset, followed["looks"], interventions)
    return {
        "match": answers(rows, params.confidence),
        "waits": waits(followed["entries"], params.confidence),
        "capacity": capacity(rows, groups, params, interventions),
    }
