"""Students counted by what their plan holds: one row a part, a domain and a school."""

import pandas as pd

from mtss_analysis.fidelity import ambition, plan_checks
from mtss_analysis.fidelity.plan_documents import HAS
from mtss_analysis.fidelity.plan_parts import MISSING, NAMES, STUDENT, THERE
from mtss_analysis.intake import partitions

YES, NO, OPEN = "yes", "no", "cannot tell"
ANSWERS = (YES, NO, OPEN)
ASKED = {
    **{name: (HAS + part, (THERE,), (MISSING,)) for part, name in NAMES.items()},
    "goal ahead of the start": ("goal_direction", (ambition.RIGHT,), (ambition.MET, ambition.WRONG)),
    "day of the goal within the plan": ("goal_day", (ambition.IN_TIME,), (ambition.BEFORE, ambition.AFTER)),
    "dosage at least near typical": (
        "dosage", (plan_checks.ENOUGH, plan_checks.LESS), (plan_checks.FAR_LESS,),
    ),
    "review held when due": ("review_held", (plan_checks.DECIDED,), (plan_checks.OVERDUE,)),
}  # fmt: skip
"""What is asked → the column that answers, and its words for yes and for no; every other word cannot tell."""


def counted(audit: pd.DataFrame) -> pd.DataFrame:
    """Count students by the answer for the latest plan they had in a school year and domain.

    Parameters
    ----------
    audit
        One row a plan: kind, student_id, school_id, school_year, domain, start, last and the columns of ASKED.

    Returns
    -------
    pandas.DataFrame
        school_year, domain, part, school_id, answer, n, students, percent: a complete grid with zeros and totals.
    """
    own = audit[(audit["kind"] == STUDENT) & audit["domain"].notna()].sort_values(["last", "start"], kind="stable")
    own = own.drop_duplicates(["student_id", "school_year", "domain"], keep="last")
    rows = [_answers(own, part, *how) for part, how in ASKED.items()]
    found = partitions.count(
        pd.concat(rows, ignore_index=True), ["school_year", "domain", "part"], "answer", ANSWERS, of="students"
    )
    return found.assign(percent=100 * found["n"] / found["students"].where(found["students"] > 0))


def _answers(plans: pd.DataFrame, part: str, column: str, yes: tuple[str, ...], no: tuple[str, ...]) -> pd.DataFrame:
    answer = pd.Series(OPEN, index=plans.index).mask(plans[column].isin(yes), YES).mask(plans[column].isin(no), NO)
    return plans[["school_year", "domain", "school_id"]].assign(part=part, answer=answer)
