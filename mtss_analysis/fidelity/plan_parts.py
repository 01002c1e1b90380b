"""The parts of a plan: which are there, which are missing, and which its kind of plan does not have."""

from collections.abc import Collection

import numpy as np
import pandas as pd

STUDENT, GROUP, SCHOOL, DISTRICT, NOBODY = "student", "group", "school", "district", "nobody"
KINDS = (STUDENT, GROUP, SCHOOL, DISTRICT, NOBODY)
THERE, MISSING, NOT_APPLICABLE = "there", "missing", "does not apply"
PARTS = {
    "need": ("the need in words", ("need",)),
    "strategy": ("an intervention of the catalogue", ("intervention",)),
    "start": ("first day", ("start",)),
    "schedule": ("sessions a week and minutes a session", ("sessions_per_week", "minutes_per_session")),
    "measure": ("measure that shows progress", ("measure",)),
    "baseline": ("score it starts from", ("baseline",)),
    "goal": ("goal", ("goal",)),
    "goal_date": ("day of the goal", ("goal_date",)),
    "provider": ("who delivers or leads", ("provider_id",)),
    "review": ("day of the review", ("review_by",)),
}
"""Part → what it is called, and the columns of interventions that hold it."""
NAMES = {part: label for part, (label, _) in PARTS.items()}
SESSIONS_OF = (STUDENT, GROUP)
"""Kinds of plans that are given in sessions and use the catalogue; an initiative of a school or district need not."""


def kinds(plans: pd.DataFrame, schools: Collection[str]) -> "pd.Series[str]":
    """Say whom each plan is for: a student, a group, a school or the district.

    Parameters
    ----------
    plans
        student_id, group_id and org_id, shape (plans, 3 or more).
    schools
        Every school_id; an org_id that is none of them is the district's.

    Examples
    --------
    >>> kinds(pd.DataFrame({"student_id": ["A", None, None, None], "group_id": ["G", "G", None, None],
    ...                     "org_id": [None, "S01", "S01", "D"]}), {"S01"}).tolist()
    ['student', 'group', 'school', 'district']
    """
    of_school = plans["org_id"].isin(list(schools))
    tests = [plans["student_id"].notna(), plans["group_id"].notna(), of_school, plans["org_id"].notna()]
    return pd.Series(np.select(tests, KINDS[:-1], NOBODY), index=plans.index, dtype="str")


def parts(plans: pd.DataFrame, catalogue: Collection[str]) -> pd.DataFrame:
    """Say of every part of every plan whether it is there.

    A cell of blanks is empty. The strategy of a plan of a student or group is there if the catalogue holds it, so that
    its dosage and materials are known; an initiative of a school or the district needs a name only, and no sessions.

    Parameters
    ----------
    plans
        Columns of the table interventions and ``kind``.
    catalogue
        Names of the interventions in ``interventions.yml``.

    Returns
    -------
    pandas.DataFrame
        A column for each of PARTS with there, missing or does not apply; rows as `plans`.
    """
    found = {part: _filled(plans[list(columns)]) for part, (_, columns) in PARTS.items()}
    sessions = plans["kind"].isin(SESSIONS_OF)
    found["strategy"] &= plans["intervention"].isin(list(catalogue)) | ~sessions
    said = pd.DataFrame({part: np.where(there, THERE, MISSING) for part, there in found.items()}, index=plans.index)
    said["schedule"] = said["schedule"].where(sessions, NOT_APPLICABLE)
    return said.astype("str")


def _filled(cells: pd.DataFrame) -> "pd.Series[bool]":
    """Tell whether every cell of a row says something."""
    blank = cells.apply(lambda column: column.astype("str").str.strip() == "" if column.dtype == "str" else False)
    known: pd.Series[bool] = (cells.notna() & ~blank.astype(bool)).all(axis=1)
    return known


def completeness(said: pd.DataFrame) -> "pd.Series[float]":
    """Parts that are there, of those that apply [percent].

    Examples
    --------
    >>> completeness(pd.DataFrame({"need": ["there"], "goal": ["missing"], "schedule": ["does not apply"]})).tolist()
    [50.0]
    """
    there, applies = (said == THERE).sum(axis=1), (said != NOT_APPLICABLE).sum(axis=1)
    return 100 * there / applies


def listed(said: pd.DataFrame) -> "pd.Series[str]":
    """Name the missing parts of each plan; empty where none is missing."""
    names = [NAMES[str(part)] for part in said]
    rows = [", ".join(np.array(names)[row]) for row in (said == MISSING).to_numpy()]
    return pd.Series(rows, index=said.index, dtype="str")
