"""How much of what was planned was delivered, between what is known at least and what is possible at most.

A session not logged is unknown: it counts as missed in the lower bound and as delivered in the upper one. Two questions
are kept apart. *Held* asks about the school: was the session offered? A student who was absent does not make it unheld.
*Received* asks about the student: was the student there?
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from mtss_analysis.vocabulary import SessionStatus

HELD = (SessionStatus.DELIVERED, SessionStatus.STUDENT_ABSENT)
RECEIVED = (SessionStatus.DELIVERED,)


@dataclass(frozen=True, slots=True)
class Dosage:
    """Sessions of several plans together.

    Attributes
    ----------
    planned
        Sessions planned so far [sessions].
    held_low, held_high
        Share of them that were held [share]; NaN without a planned session.
    received_low, received_high
        Share of them that the student was there for [share]; NaN without a planned session.
    unlogged
        Share of which nobody wrote down what happened [share]; NaN without a planned session.
    """

    planned: int
    held_low: float
    held_high: float
    received_low: float
    received_high: float
    unlogged: float


def dosage(sessions: pd.DataFrame) -> Dosage:
    """Sum the sessions of some plans.

    Parameters
    ----------
    sessions
        Rows of the table sessions; those without a status are no planned sessions.

    Examples
    --------
    >>> log = pd.DataFrame({"status": ["delivered", "delivered", "not_logged", "student_absent"]})
    >>> found = dosage(log)
    >>> found.held_low, found.held_high, found.received_low, found.unlogged
    (0.75, 1.0, 0.5, 0.25)
    """
    status = sessions["status"].dropna()
    held, received, unknown = (_share(status, kinds) for kinds in (HELD, RECEIVED, (SessionStatus.NOT_LOGGED,)))
    return Dosage(len(status), held, held + unknown, received, received + unknown, unknown)


def _share(status: "pd.Series[str]", kinds: tuple[SessionStatus, ...]) -> float:
    return float(status.isin(list(kinds)).mean()) if len(status) else float("nan")


def dose(sessions: pd.DataFrame, plan_ids: "pd.Series[str]", as_of: pd.Timestamp) -> pd.DataFrame:
    """Share of the sessions planned until `as_of` that each plan's student received.

    A plan without planned sessions has no data: both bounds are missing.

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
