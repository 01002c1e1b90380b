"""What the latest self-assessment rates lowest, for the team that plans from it."""

import pandas as pd

from mtss_analysis.fidelity.action_plan import LOWEST
from mtss_analysis.meetings.forms import listing
from mtss_analysis.meetings.known import Known
from mtss_analysis.reporting.narrate import note

EMPTY = "Nobody has rated the system until this day. Choose a self-assessment, and who answers it by when."
APART = "team_and_staff_apart"
RATERS = {"team": "the team", "staff": "staff", "family": "families", "student": "students"}


def items(known: Known) -> str:
    """Show the lowest items of a school's latest round with the next level; of a district, the schools of each."""
    plan = known.assessed.tables["plan"].frame
    plan = plan[plan["origin"] == LOWEST]
    plan = plan[plan["instrument"] == plan["instrument"].mode().max()] if len(plan) else plan
    here = plan[plan["school_id"] == known.asked.school] if known.asked.school else plan
    if here.empty:
        return note(EMPTY)
    if known.asked.school:
        return note(_who_rated(here)) + _gap(known) + listing(_rows(here), "Lowest items", EMPTY)
    return note(_who_rated(here)) + listing(_counted(here), "Items that most schools rate lowest", EMPTY)


def _who_rated(plan: pd.DataFrame) -> str:
    """Say what was rated when and by whom, and that a rating is a report."""
    first = plan.iloc[0]
    rounds = ", ".join(sorted(plan["round"].astype("str").unique()))
    raters = " and ".join(RATERS[group] for group in RATERS if group in set(plan["group"]))
    return (
        f"{first['name']}, {rounds}, as {raters} rated it. Ratings are reports about one's own work: put what can be "
        "seen beside each item before acting on it. These items are for choosing what to mend next."
    )


def _gap(known: Known) -> str:
    """Say where staff see the system otherwise than their team."""
    said = [each.sentence for each in known.assessed.cautions
            if each.code == APART and each.school == known.asked.school]  # fmt: skip
    return "".join(note(sentence) for sentence in said)


def _rows(plan: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Item": plan["item"].astype("str") + ". " + plan["text"],
            "What one sees now": plan["now"],
            "What one would see next": plan["aim"],
            "Lesson": plan["lesson_title"].fillna("none"),
        }
    )


def _counted(plan: pd.DataFrame) -> pd.DataFrame:
    found = plan.groupby(["item", "text"], sort=False).agg(
        schools=("school_id", "nunique"), lesson=("lesson_title", "first")
    )
    found = found.reset_index().sort_values("schools", ascending=False, kind="stable").head(8)
    return pd.DataFrame(
        {
            "Item": found["item"].astype("str") + ". " + found["text"],
            "Schools": found["schools"],
            "Lesson": found["lesson"].fillna("none"),
        }
    )
