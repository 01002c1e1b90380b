"""Which figures each analysis has, by name."""

from collections.abc import Callable, Mapping
from typing import Final

from mtss_analysis.errors import did_you_mean
from mtss_analysis.reporting.draw import (
    board,
    cases,
    caterpillar,
    checks,
    cutoffs,
    decisions,
    early_warning,
    effect_checks,
    effects,
    equity,
    fan,
    fidelity,
    flow,
    foresight,
    given_need,
    growth,
    learning,
    one_student,
    reach,
    screening,
    self_assessment,
    student_graphs,
    tiers,
    transitions,
)
from mtss_analysis.reporting.draw.drawing import Drawing
from mtss_analysis.reporting.labels import Labels
from mtss_analysis.results import ResultTable

Draw = Callable[..., Drawing]

FIGURES: Final[dict[str, dict[str, Draw]]] = {
    "01_check_data": {"enrollment": checks.enrollment},
    "02_screening": {
        "support": screening.support,
        "support_by_school": screening.support_by_school,
        "support_by_group": screening.support_by_group,
        "over_time": screening.over_time,
        "coverage": screening.coverage,
    },
    "03_growth": {
        "slopes": growth.slopes,
        "slopes_by_school": growth.slopes_by_school,
        "fan": fan.fan,
        "caterpillar": caterpillar.caterpillar,
        "graphs": student_graphs.graphs,
        "student": one_student.student,
        "levels": growth.levels,
        "gaps": growth.gaps,
    },
    "04_decisions": {"actions": decisions.actions, "rules": decisions.rules, "back_test": decisions.back_test},
    "05_tier_movement": {
        "movement": tiers.movement,
        "over_time": tiers.over_time,
        "flow": flow.flow,
        "time_in_support": tiers.time_in_support,
    },
    "06_fidelity": {
        "dose_ranges": fidelity.dose_ranges,
        "quadrant": fidelity.quadrant,
        "reports": fidelity.reports,
    },
    "07_single_case": {"student": cases.student, "nap": cases.nap},
    "08_group_effect": {
        "effects": effects.effects,
        "delivery": effects.delivery,
        "love": effect_checks.love,
        "reach": reach.reach,
        "rollout": effect_checks.rollout,
    },
    "09_cutoff_effect": {"by_score": cutoffs.by_score, "effects": cutoffs.effects, "movement": cutoffs.movement},
    "10_equity": {"disability": equity.disability, "score_gaps": equity.gaps, "referrals": equity.referrals},
    "11_early_warning": {
        "indicators": early_warning.indicators,
        "by_school": early_warning.by_school,
        "predictive": early_warning.predictive,
        "actions": early_warning.actions,
        "months": early_warning.months,
        "rates": early_warning.rates,
    },
    "12_self_assessment": {
        "profile": self_assessment.profile,
        "team_and_staff": self_assessment.team_and_staff,
        "lowest": self_assessment.lowest,
        "over_time": self_assessment.over_time,
    },
    "13_transitions": {
        "continuity": transitions.continuity,
        "persistence": transitions.persistence,
        "summer": transitions.summer,
    },
    "14_screening_accuracy": {
        "followed": foresight.followed,
        "roc": foresight.roc,
        "trade_off": foresight.trade_off,
        "calibration": foresight.calibration,
        "norms": foresight.norms,
    },
    "15_service_given_need": {"served": given_need.served, "shares": given_need.shares, "waits": given_need.waits},
    "20_district_report": {"at_a_glance": board.at_a_glance},
    "21_learning": {"lessons": learning.lessons, "items": learning.items, "chain": learning.chain},
}
"""Analysis → figure name → how to draw it from a page's tables."""


def figure(
    analysis: str, name: str, tables: Mapping[str, ResultTable], labels: Labels, school: str, **options: str
) -> Drawing:
    """Draw one figure of one analysis.

    Parameters
    ----------
    analysis, name
        Keys of :data:`FIGURES`.
    tables, labels
        What to draw, exact or released, and the words for it.
    school
        A school, or "All".
    options
        What the figure needs besides, such as ``by="sex"``.

    Raises
    ------
    ValueError
        The analysis has no figure of that name.
    NothingToDraw
        The tables hold nothing to draw.
    """
    known = FIGURES.get(analysis, {})
    if name not in known:
        raise ValueError(f'{analysis} has no figure "{name}".{did_you_mean(name, known)} It has: {", ".join(known)}.')
    return known[name](tables, labels, school, **options)
