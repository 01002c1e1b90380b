"""Is every plan complete, and does it ask for something sensible? Plans of students, groups, schools and the district.

The audit reads plans as they were written: what a check empties before an analysis, such as a goal in the wrong
direction, is what it is there to find. So it takes the data as they came in.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import compress

import pandas as pd

from mtss_analysis.fidelity import ambition, plan_checks, plan_parts
from mtss_analysis.fidelity.plan_audit_settings import PlanAuditParams
from mtss_analysis.fidelity.plan_counts import counted
from mtss_analysis.fidelity.plan_documents import HAS, table
from mtss_analysis.intake import Dataset, attach, last_recorded
from mtss_analysis.params import DistrictParams, InterventionsParams, MeasuresParams
from mtss_analysis.recall import computed_once
from mtss_analysis.results import ResultTable
from mtss_analysis.vocabulary import TOTAL


@dataclass(frozen=True, kw_only=True)
class PlanAudit:
    """What is there of every plan, and what is questioned.

    Attributes
    ----------
    params, interventions
        The settings it was made with.
    tables
        ``audit`` (one row a plan) and ``plan_parts`` (students counted by part, domain and school).
    as_of
        Last day the records speak of.
    """

    params: PlanAuditParams
    interventions: InterventionsParams
    tables: Mapping[str, ResultTable]
    as_of: pd.Timestamp


@computed_once
def audit_plans(
    dataset: Dataset,
    interventions: InterventionsParams,
    measures: MeasuresParams,
    params: PlanAuditParams,
    district: DistrictParams,
) -> PlanAudit:
    """Hold every plan against what a plan has to say.

    Parameters
    ----------
    dataset
        As it came in, before any cell was emptied by a check.
    interventions
        The district's catalogue: known names and typical dosage.
    measures
        Direction of each measure, and norms where the district has them.

    Returns
    -------
    PlanAudit
        Empty tables where there is no plan.
    """
    as_of = last_recorded(dataset, params.as_of)
    plans = _plans(dataset, district, as_of)
    said = plan_parts.parts(plans, interventions.interventions)
    found = plans.assign(
        **said.add_prefix(HAS), completeness=plan_parts.completeness(said), missing=plan_parts.listed(said),
        review_held=plan_checks.reviews(plans, dataset.table("decisions"), as_of),
    )  # fmt: skip
    found = _questioned(_with_goal(found, measures, params, as_of), interventions, params)
    tables = {"audit": table("audit", found), "plan_parts": table("plan_parts", counted(found))}
    return PlanAudit(params=params, interventions=interventions, tables=tables, as_of=as_of)


def _plans(dataset: Dataset, district: DistrictParams, as_of: pd.Timestamp) -> pd.DataFrame:
    """Return every plan begun by the day, with whom it is for and, of students, school, grade and year on its last."""
    plans = dataset.table("interventions").dropna(subset=["plan_id"]).drop_duplicates("plan_id")
    plans = plans[~(plans["start"] > as_of)].reset_index(drop=True)
    schools = set(dataset.table("schools")["school_id"].dropna())
    still = plans["end"].isna() | (plans["end"] > as_of)
    last = plans["end"].mask(still, as_of)
    last = last.mask(last < plans["start"], plans["start"])
    plans = plans.assign(kind=plan_parts.kinds(plans, schools), open=still, last=last)
    placed = attach(plans, dataset, district, on="last")
    own = plans["student_id"].notna()
    of_school = plans["org_id"].where(plans["org_id"].isin(schools), TOTAL)
    return placed.assign(school_id=placed["school_id"].where(own, of_school), grade=placed["grade"].where(own, ""))


def _with_goal(
    plans: pd.DataFrame, measures: MeasuresParams, params: PlanAuditParams, as_of: pd.Timestamp
) -> pd.DataFrame:
    """Add what the goal asks for: direction, day, growth a week, and its place in the norm group."""
    direction = ambition.directions(plans, measures)
    asked = ambition.growth_asked(plans).where(direction == ambition.RIGHT)
    found = ambition.ambitions(plans.assign(growth_asked=asked), measures, params)
    return plans.assign(
        goal_direction=direction, goal_day=ambition.dates(plans, as_of), growth_asked=asked,
        norm_percentile=found.percentile, ambition=found.words, norm=found.source,
    )  # fmt: skip


def _questioned(plans: pd.DataFrame, interventions: InterventionsParams, params: PlanAuditParams) -> pd.DataFrame:
    """Add dosage beside the typical one, and name everything that is questioned."""
    plans = plans.join(plan_checks.dosage_shares(plans, interventions))
    plans = plans.assign(
        dosage=plan_checks.dosages(plans, params.dosage_from), use=plan_checks.uses(plans, interventions)
    )
    tests = {name: plans[column].isin(words) for name, (column, words) in FLAGS.items()}
    rows = pd.DataFrame(tests).to_numpy()
    names = list(tests)
    return plans.assign(questions=["; ".join(compress(names, row)) for row in rows])


FLAGS = {
    "the goal is met at the start": ("goal_direction", (ambition.MET,)),
    "the goal is in the wrong direction": ("goal_direction", (ambition.WRONG,)),
    "the day of the goal is outside the plan": ("goal_day", (ambition.BEFORE, ambition.AFTER)),
    "the catalogue has its strategy for another domain": ("use", (plan_checks.OTHER_DOMAIN,)),
    "the catalogue has its strategy for another tier": ("use", (plan_checks.OTHER_TIER,)),
    "planned dosage is far below typical": ("dosage", (plan_checks.FAR_LESS,)),
    "the review is past and no decision is on record": ("review_held", (plan_checks.OVERDUE,)),
    "it asks for less than typical growth": ("ambition", (ambition.MODEST,)),
}
"""Question → the column and the words in it that raise it."""
