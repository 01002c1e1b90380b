"""The dose of every student, attributed to the school that gave it."""

import pandas as pd

from mtss_analysis.fidelity import FidelityParams
from mtss_analysis.fidelity.plan_records import plan_records
from mtss_analysis.fidelity.ranges import ranges
from mtss_analysis.intake import Dataset
from mtss_analysis.params import DistrictParams

WHO = ["student_id", "school_year", "domain", "school_id"]
PARTS = ["planned", "delivered", "student_absent", "not_held", "not_logged", "received_low", "received_high",
         "held_low", "held_high", "minutes_low", "minutes_high"]  # fmt: skip


def sessions(dataset: Dataset, params: FidelityParams, district: DistrictParams) -> pd.DataFrame:
    """Return the planned sessions of students' plans, each with the school the student was enrolled in that day."""
    records = plan_records(dataset, params, district)
    log = records.sessions
    if "student_id" in log:
        return log
    return log.merge(records.plans[["plan_id", "student_id"]], on="plan_id")


def doses(log: pd.DataFrame) -> pd.DataFrame:
    """Sum sessions by student, school year, domain and the school that gave them: WHO and PARTS.

    A session belongs to the school in which its student was enrolled on its day. Each session is in one row, so the
    rows of all schools add to the whole. Sessions not logged make the minutes a range, as in
    :func:`mtss_analysis.fidelity.ranges.ranges`.

    Examples
    --------
    >>> log = pd.DataFrame({"student_id": "A", "school_year": "2024-25", "domain": "reading",
    ...     "school_id": ["S1", "S1", "S2"], "status": ["delivered", "not_logged", "delivered"],
    ...     "minutes": [30.0, None, 20.0], "asked": 30.0})
    >>> doses(log)[["school_id", "planned", "delivered", "minutes_low", "minutes_high"]].values.tolist()
    [['S1', 2, 1, 30.0, 60.0], ['S2', 1, 1, 20.0, 20.0]]
    """
    if log.empty:
        return pd.DataFrame({name: pd.Series(dtype="str") for name in (*WHO, *PARTS)})
    return ranges(log, WHO).reset_index()[[*WHO, *PARTS]]
