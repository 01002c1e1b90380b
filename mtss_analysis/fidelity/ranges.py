"""Dosage of many plans at once: planned against delivered sessions and minutes, at least and at most."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from mtss_analysis.fidelity.dosage import HELD, RECEIVED
from mtss_analysis.vocabulary import SessionStatus

SHARES = ("held_low", "held_high", "received_low", "received_high", "unlogged")
MINUTES = ("minutes_planned", "minutes_low", "minutes_high")
COUNTS = ("planned", "delivered", "student_absent", "not_held", "not_logged")
RANGES = [*COUNTS, *SHARES, *MINUTES]


def ranges(sessions: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """Sum sessions within `by`.

    A session not logged counts as missed in every lower bound and as delivered in full in every upper one; so does the
    time of a delivered session whose minutes nobody wrote down. One more of either never narrows a range.

    Parameters
    ----------
    sessions
        status, minutes [minutes], asked (planned minutes of the session) and the columns `by`.

    Returns
    -------
    pandas.DataFrame
        Index `by`: counts [sessions], shares [percent], minutes [minutes]; minutes planned and at most are missing
        where a plan does not say how long a session is.

    Examples
    --------
    >>> log = pd.DataFrame({"plan_id": "P1", "status": ["delivered", "not_held", "not_logged"],
    ...                     "minutes": [25.0, 0.0, None], "asked": 30.0})
    >>> found = ranges(log, ["plan_id"]).loc["P1"]
    >>> found["held_low"].round(1), found["held_high"].round(1), found["minutes_low"], found["minutes_high"]
    (np.float64(33.3), np.float64(66.7), np.float64(25.0), np.float64(55.0))
    """
    marked = sessions[list(by)].assign(**{str(kind): sessions["status"] == kind for kind in SessionStatus})
    counts = marked.assign(planned=1).groupby(list(by), sort=True)[list(COUNTS)].sum()
    held, received = counts[[*map(str, HELD)]].sum(axis=1), counts[[*map(str, RECEIVED)]].sum(axis=1)
    size, unknown = counts["planned"] / 100, counts["not_logged"]
    return counts.assign(
        held_low=held / size, held_high=(held + unknown) / size, received_low=received / size,
        received_high=(received + unknown) / size, unlogged=unknown / size, **_minutes(sessions, by),
    )  # fmt: skip


def _minutes(sessions: pd.DataFrame, by: Sequence[str]) -> "dict[str, pd.Series[float]]":
    came = (sessions["status"] == SessionStatus.DELIVERED).to_numpy()
    open_ = (sessions["status"] == SessionStatus.NOT_LOGGED).to_numpy() | (came & sessions["minutes"].isna().to_numpy())
    least = np.where(came, sessions["minutes"].fillna(0).to_numpy(np.float64), 0.0)
    asked = sessions["asked"].to_numpy(np.float64)
    told = {"minutes_planned": asked, "minutes_low": least, "minutes_high": least + np.where(open_, asked, 0.0)}
    grouped = sessions[list(by)].assign(**told).groupby(list(by))[list(told)]
    sums, known, every = grouped.sum(), grouped.count(), grouped.size()
    return {name: sums[name].where(known[name] == every) for name in told}


def reasons(sessions: pd.DataFrame) -> pd.DataFrame:
    """Count planned sessions that were not held by the reason on record: school_year, school_id, reason, sessions."""
    missed = sessions[sessions["status"] == SessionStatus.NOT_HELD]
    named = missed.assign(reason=missed["not_held_reason"].fillna("no reason on record"))
    return named.groupby(["school_year", "school_id", "reason"]).size().rename("sessions").reset_index()
