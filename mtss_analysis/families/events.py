"""Which letter belongs to which event: a plan begins, a team decides, a plan ends."""

from collections.abc import Mapping
from typing import Final

import numpy as np
import pandas as pd

from mtss_analysis.intake import Dataset, school_year
from mtss_analysis.vocabulary import Action

DECIDED: Final[Mapping[str, str]] = {
    Action.CONTINUE: "progress",
    Action.RAISE_GOAL: "progress",
    Action.COLLECT_MORE_DATA: "progress",
    Action.CHECK_FIDELITY_FIRST: "progress",
    Action.INTENSIFY: "change_up",
    Action.FADE: "change_down",
    Action.CHANGE: "change_other",
    Action.EXIT: "exit",
}
"""What a team decided → the letter that tells it."""

COLUMNS = ["student_id", "plan_id", "domain", "letter", "day"]
SAME = ["student_id", "domain", "school_year"]


def events(dataset: Dataset, school_year_starts: str) -> pd.DataFrame:
    """List what families are to be told: one row an event, in order of days.

    A student's first plan in a domain that school year is an entry. A later one is a change: up where its tier is
    higher, down where it is lower, another kind of help where only the intervention differs; a plan that only goes on
    is progress. The end of a plan is an exit unless another one follows in the domain that year: then that plan's
    letter tells it. Decisions bring the letter of :data:`DECIDED`. Plans of groups and schools bring none.

    Parameters
    ----------
    dataset
        The tables interventions and decisions, as known on the day of looking.
    school_year_starts
        First day of a school year as MM-DD.

    Returns
    -------
    pandas.DataFrame
        student_id, plan_id, domain, letter, day.

    Examples
    --------
    >>> from mtss_analysis.intake import from_frames
    >>> plans = pd.DataFrame({"plan_id": ["P1", "P2"], "student_id": "A", "domain": "reading", "tier": [2, 3],
    ...                       "intervention": "Phonics", "start": ["2024-09-30", "2025-01-13"],
    ...                       "end": ["2025-01-10", None]})
    >>> events(from_frames({"interventions": plans}), "08-01")["letter"].tolist()
    ['entry', 'change_up']
    """
    plans = dataset.table("interventions").dropna(subset=["student_id", "start"]).drop_duplicates("plan_id")
    plans = plans.assign(school_year=school_year(plans["start"], school_year_starts))
    plans = plans.sort_values([*SAME, "start"], kind="stable")
    found = pd.concat([_begun(plans), _ended(plans), _decided(dataset.table("decisions"), plans)], ignore_index=True)
    return found.dropna(subset=["day"]).sort_values(["day", "plan_id"], kind="stable", ignore_index=True)


def _begun(plans: pd.DataFrame) -> pd.DataFrame:
    before = plans.groupby(SAME, sort=False)[["tier", "intervention"]].shift(1)
    step = plans["tier"].astype("float64") - before["tier"].astype("float64")
    other = plans["intervention"] != before["intervention"]
    first = before["intervention"].isna()
    letter = np.select(
        [first, step > 0, step < 0, other], ["entry", "change_up", "change_down", "change_other"], "progress"
    )
    return plans.assign(letter=letter, day=plans["start"])[COLUMNS]


def _ended(plans: pd.DataFrame) -> pd.DataFrame:
    """Return the ends of plans that no other plan of the same domain and school year follows."""
    following = plans.groupby(SAME, sort=False)["start"].shift(-1)
    last = plans[plans["end"].notna() & following.isna()]
    return last.assign(letter="exit", day=last["end"])[COLUMNS]


def _decided(decisions: pd.DataFrame, plans: pd.DataFrame) -> pd.DataFrame:
    known = decisions[decisions["plan_id"].isin(plans["plan_id"])]
    letter = known["decided"].map({str(action): letter for action, letter in DECIDED.items()})
    return known.assign(letter=letter, day=known["date"]).dropna(subset=["letter"])[COLUMNS]
