"""What a reader must know of plans and costs; schools whose plans are unfinished are named."""

from collections.abc import Iterator

from mtss_analysis.fidelity.plan_audit import PlanAudit
from mtss_analysis.fidelity.plan_parts import STUDENT
from mtss_analysis.results import Caution

WRITTEN = Caution(
    "parts_are_written", "plan_parts",
    "A part counts as there when something is written. Whether a need is described well or a goal is the right one, no "
    "audit can see; a team that reads the plan can.",
)  # fmt: skip
RANGE_OF_COST = Caution(
    "cost_is_a_range", "costs",
    "Costs are ranges, because a session that nobody logged is neither delivered nor missed. They hold the staff hours "
    "of sessions and materials as the catalogue prices them; rooms, training and what was planned and not held are not "
    "in them, and they say nothing about whether support works.",
)  # fmt: skip


def incomplete(audit: PlanAudit) -> Iterator[Caution]:
    """Name schools in which many plans of the latest school year lack a part, and which parts these are."""
    yield from (WRITTEN, RANGE_OF_COST)
    plans = audit.tables["audit"].frame
    plans = plans[(plans["kind"] == STUDENT) & (plans["school_year"] == plans["school_year"].max())]
    for school, rows in plans.groupby("school_id"):
        lacking = rows[rows["missing"] != ""]
        share = len(lacking) / len(rows)
        if len(rows) >= audit.params.fewest_plans and share >= audit.params.incomplete_from:
            often = lacking["missing"].str.split(", ").explode().value_counts().index[:3]
            said = f"{100 * share:.0f} % of students' plans lack a part; most often missing: {', '.join(often)}."
            yield Caution("plans_incomplete", "audit", said, school=str(school))
