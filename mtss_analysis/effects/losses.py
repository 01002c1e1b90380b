"""Attrition before any effect: who was chosen, who is left to compare, and whether both arms lost alike.

Support by plans has a record of everyone who was chosen: the plan. A trial has one only if the file holds everyone who
was assigned; the day of assignment, set with the trial, says so. Without it nobody can tell, and the table says that.
"""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from mtss_analysis.effects.arms import Arms
from mtss_analysis.effects.study import Attrition
from mtss_analysis.estimators import contrasts

COUNTS = ("assigned_served", "kept_served", "assigned_comparison", "kept_comparison", "joined")
SHARES = ("lost_served", "lost_comparison", "overall", "differential", "cautious", "optimistic")
COLUMNS = ["domain", "measure", "intervention", "against", *COUNTS, *SHARES, "level", "said"]
LEVELS = {
    "low": "Low under both boundaries.",
    "low_if_optimistic": "Low only if leaving had little to do with the outcome; equal starts have to be shown.",
    "high": "High under both boundaries; equal starts have to be shown.",
}
NOBODY = "An arm has nobody who was on file on the day of assignment, so attrition cannot be told."
UNKNOWN = "The file does not show who was assigned, so attrition cannot be told."


def losses(pairs: Iterable[Arms]) -> pd.DataFrame:
    """Count the students with a plan, and those with enough scores to be compared, in both arms.

    Returns
    -------
    pandas.DataFrame
        COLUMNS, a row for each comparison. `joined` is missing: every student's own plan is the assignment.
    """
    rows = []
    for pair in pairs:
        found = contrasts.sample_attrition(pair.rows["served"], pair.rows["analyzed"])
        row = {**pair.place, "against": pair.against, **_told(found), "joined": np.nan}
        rows.append(row | {"level": found.level, "said": LEVELS[found.level]})
    return pd.DataFrame(rows, columns=COLUMNS)


def _told(found: contrasts.Attrition) -> dict[str, object]:
    return {
        "assigned_served": found.assigned[0], "kept_served": found.retained[0],
        "assigned_comparison": found.assigned[1], "kept_comparison": found.retained[1], "joined": found.joined,
        "lost_served": found.treated, "lost_comparison": found.comparison, "overall": found.overall,
        "differential": found.differential, "cautious": found.cautious, "optimistic": found.optimistic,
    }  # fmt: skip


def of_trial(everyone: pd.DataFrame, place: dict[str, str], against: str) -> tuple[Attrition | None, dict[str, object]]:
    """Tell the losses of a trial, or that they cannot be told.

    Parameters
    ----------
    everyone
        A row for each student on file in one of the arms: `served`, `seen` (has an outcome), `unit` (what was
        assigned) and `joined` (came after assignment), which is missing where nobody wrote down the day.
    place, against
        Of the row.

    Returns
    -------
    (Attrition or None, dict)
        What the evidence memo has to know [share], None where an arm has nobody who was assigned; and a row of COLUMNS.
    """
    known = bool(everyone["joined"].notna().all())
    late = everyone["joined"].fillna(False).astype(bool)
    if everyone.loc[~late, "served"].nunique() < 2:
        blank = dict.fromkeys((*COUNTS, *SHARES), np.nan)
        return None, {**place, "against": against, **blank, "level": "unknown", "said": NOBODY}
    found = contrasts.sample_attrition(everyone["served"], everyone["seen"], joined=late)
    lost = Attrition(
        found.overall / 100, found.differential / 100, found.level == "low", found.level != "high",
        complete=known, joined=found.joined if known else None,
    )  # fmt: skip
    if known:
        return lost, {
            **place,
            "against": against,
            **_told(found),
            "level": found.level,
            "said": _units(everyone, found),
        }
    blank = dict.fromkeys((*COUNTS, *SHARES), np.nan)
    kept = {"kept_served": found.retained[0], "kept_comparison": found.retained[1]}
    on_file = (
        f" Of the students on file, {found.overall:.1f} % have no score ({found.treated:.1f} % and "
        f"{found.comparison:.1f} % of the two arms); that is not attrition, because who had left before is not on file."
    )
    return lost, {**place, "against": against, **blank, **kept, "level": "unknown", "said": UNKNOWN + on_file}


def _units(everyone: pd.DataFrame, found: contrasts.Attrition) -> str:
    """Say the level, and how many of the assigned units are left."""
    first = everyone[~everyone["joined"].astype(bool)]
    units, left = first["unit"].nunique(), first.loc[first["seen"], "unit"].nunique()
    alone = units == len(first)
    return LEVELS[found.level] + ("" if alone else f" Of {units:,} units that were assigned, {left:,} have outcomes.")
