"""How much of each plan's planned support was delivered, between what is known at least and possible at most."""

import numpy as np
import pandas as pd

from mtss_analysis.vocabulary import SessionStatus


def dose(sessions: pd.DataFrame, plan_ids: "pd.Series[str]", as_of: pd.Timestamp) -> pd.DataFrame:
    """Share of the sessions planned until `as_of` that were delivered.

    A session not logged is unknown: it counts as missed in `dose_low` and as delivered in `dose_high`. A plan without
    planned sessions has no data: both are missing.

    Returns
    -------
    pandas.DataFrame
        Index as `plan_ids`; dose_low, dose_high [share].

    Examples
    --------
    >>> day = pd.Timestamp("2025-01-10")
    >>> log = pd.DataFrame({"plan_id": ["P1"] * 4, "date": day,
    ...                     "status": ["delivered", "delivered", "not_logged", "student_absent"]})
    >>> dose(log, pd.Series(["P1", "P2"]), day).values.tolist()
    [[0.5, 0.75], [nan, nan]]
    """
    log = sessions[(sessions["date"] <= as_of) & sessions["status"].notna()]
    held = (log["status"] == SessionStatus.DELIVERED).groupby(log["plan_id"]).agg(["sum", "size"])
    unknown = (log["status"] == SessionStatus.NOT_LOGGED).groupby(log["plan_id"]).sum()
    known = held.assign(unknown=unknown).reindex(plan_ids).astype("float64")
    size = known["size"].where(known["size"] > 0, np.nan)
    found = pd.DataFrame({"dose_low": known["sum"] / size, "dose_high": (known["sum"] + known["unknown"]) / size})
    return found.set_axis(plan_ids.index)
