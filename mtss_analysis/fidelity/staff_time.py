"""Time of staff and of students in delivered sessions: a small group takes one hour of staff, whoever came."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mtss_analysis.fidelity.plan_records import KINDS, PlanRecords
from mtss_analysis.vocabulary import SessionStatus

Floats = NDArray[np.float64]
MEETING = [*KINDS, "together", "date"]
"""What makes one meeting of a group, or of a student alone."""
HOUR = 60.0


@dataclass(frozen=True, slots=True)
class StaffTime:
    """Time given in one intervention and year [hours].

    Attributes
    ----------
    staff, students
        Known: staff time in sessions with somebody there, and the sum of students' time in them [hours].
    open_staff, open_students
        Units that may have been given besides, each with staff time and, if all open students came, students' time
        [hours], shape (units,). The staff time of a unit is zero where the meeting itself is known to have been held.
    open_one
        Students' time of each unit if a single one came [hours], shape (units,).
    """

    staff: float
    students: float
    open_staff: Floats
    open_students: Floats
    open_one: Floats

    @property
    def staff_most(self) -> float:
        """Staff time if every open meeting was held [hours]."""
        return self.staff + float(self.open_staff.sum())

    @property
    def students_most(self) -> float:
        """Students' time if every open session was delivered [hours]."""
        return self.students + float(self.open_students.sum())


def meetings(records: PlanRecords) -> pd.DataFrame:
    """Sum sessions of a group on a day to one meeting.

    A delivered session whose minutes nobody wrote down is open, as an unlogged one is.

    Returns
    -------
    pandas.DataFrame
        MEETING; staff: longest delivered session, students: sum of them, longest: longest open one, opened: sum of the
        open ones, shortest: the shortest open one [hours]; untimed: sessions whose length nobody can know.
    """
    plans = records.plans.set_index("plan_id")
    group = plans["group_id"].where(plans["group_id"].notna(), "plan " + plans.index.to_series())
    log = records.sessions
    came, timed = log["status"] == SessionStatus.DELIVERED, log["minutes"].notna()
    unknown = (log["status"] == SessionStatus.NOT_LOGGED) | (came & ~timed)
    asked = log["asked"].where(unknown & (log["asked"] > 0)).astype("float64") / HOUR
    rows = log[[*KINDS, "date"]].assign(
        together=log["plan_id"].map(group), known=log["minutes"].where(came & timed).astype("float64") / HOUR,
        open=asked, untimed=unknown & asked.isna(),
    )  # fmt: skip
    found: pd.DataFrame = rows.groupby(MEETING).agg(
        staff=("known", "max"), students=("known", "sum"), longest=("open", "max"), opened=("open", "sum"),
        shortest=("open", "min"), untimed=("untimed", "sum"),
    )  # fmt: skip
    return found.reset_index()


def staff_time(met: pd.DataFrame) -> StaffTime:
    """Sum meetings of one intervention and year, as :func:`meetings` gives them.

    Examples
    --------
    >>> nothing = float("nan")
    >>> met = pd.DataFrame({"staff": [0.5, nothing], "students": [1.5, 0.0], "longest": [0.5, 0.5],
    ...                     "opened": [0.5, 1.0], "shortest": [0.5, 0.5]})
    >>> time = staff_time(met)
    >>> time.staff, time.staff_most, time.students, time.students_most
    (0.5, 1.0, 1.5, 3.0)
    """
    units = met[met["longest"].notna()]
    extra = units["longest"].where(units["staff"].isna(), 0.0)
    return StaffTime(
        float(met["staff"].sum()), float(met["students"].sum()), extra.to_numpy(np.float64),
        units["opened"].to_numpy(np.float64), units["shortest"].to_numpy(np.float64),
    )  # fmt: skip
