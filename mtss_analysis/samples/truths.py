"""What was planted, for tests and lessons: never read by the analyses."""

from typing import Any

import numpy as np
import pandas as pd

from mtss_analysis.samples import delivery, events, learning, progress, screening, self_assessments, teamwork
from mtss_analysis.samples.catalogue import (
    CARRIES_OVER,
    DOMAINS,
    INTERVENTIONS,
    LEARNERS_SERVED,
    OPERATING_OFFSETS,
    PROGRESS,
    SERVICE,
)
from mtss_analysis.samples.coding import coded
from mtss_analysis.samples.measures import MEASURES, NAMES
from mtss_analysis.samples.plans import INTENSIFIED, needs
from mtss_analysis.samples.roster import Roster, school_ids
from mtss_analysis.samples.support import Support
from mtss_analysis.vocabulary import Season


def truths_of(roster: Roster, support: Support, plans: pd.DataFrame) -> dict[str, Any]:
    """Return everything planted, as plain lists and numbers."""
    settings, ids = roster.settings, school_ids(roster.settings)
    return {
        "about": "Planted truths of an invented district. Only tests and lessons read this file.",
        "settings": {name: getattr(settings, name) for name in ("schools", "students", "years", "seed", "first_year")},
        "schools": {role: ids[index] for role, index in settings.roles.items()},
        "operating_cuts": {
            ids[settings.roles[role]]: {"measure": "oral_reading_fluency", "offset": offset}
            for role, offset in OPERATING_OFFSETS.items()
        },
        "interventions": {
            each.name: {"domain": str(each.domain), "effect": each.effect, "delivered": each.delivered,
                        "truth": each.truth}
            for each in INTERVENTIONS
        },
        "progress": {
            name: {"effect_factor": scale.effect, "slope_sd": scale.slope_sd, "sem": list(scale.sem)}
            for name, scale in PROGRESS.items()
        },
        "noise": _noise(),
        "support": _support(),
        "equity": _equity(),
        "fidelity": _fidelity(),
        "instrument": _instrument(ids[settings.roles["inflated_self_report"]], ids[-1]),
        "learning": _learning(ids),
        "tier_counts": _tier_counts(roster, support),
        "plans": _plans(plans),
    }  # fmt: skip


def _noise() -> dict[str, Any]:
    return {
        "screening_sem": {name: measure.sem for name, measure in MEASURES.items() if measure.screened and measure.sem},
        "autocorrelation": list(progress.AUTOCORRELATION),
        "missed_probes": progress.MISSED,
        "off_grade_plans": progress.OFF_GRADE,
        "off_grade_bonus": progress.OFF_GRADE_BONUS,
        "coverage": screening.COVERAGE,
        "low_winter_coverage": screening.LOW_COVERAGE,
        "retest_reach": screening.RETEST_REACH,
        "retested": screening.RETESTED,
    }


def _support() -> dict[str, Any]:
    return {
        "chance_below_cut_in_fall": {str(domain): SERVICE[domain].below for domain in DOMAINS},
        "chance_just_above_cut_in_fall": {str(domain): SERVICE[domain].above for domain in DOMAINS},
        "chance_below_cut_in_winter": {str(domain): SERVICE[domain].winter for domain in DOMAINS},
        "chance_intensified_in_winter": INTENSIFIED,
        "not_held": delivery.NOT_HELD,
        "not_logged": delivery.NOT_LOGGED,
        "not_logged_where_rarely": delivery.RARELY_LOGGED,
        "exits_when_goal_met": progress.EXITS,
        "carries_over_to_screening": {str(domain): CARRIES_OVER.get(domain, 1.0) for domain in DOMAINS},
    }


def _equity() -> dict[str, Any]:
    return {
        "served": {"by": "english_learner", "domain": "reading", "chance_factor": LEARNERS_SERVED},
        "referred": {"by": "disability", "rate_ratio_at_same_behavior": events.DISABILITY_RATIO},
        "letters": {"by": "home_language", "days_later": teamwork.LANGUAGE_DELAY},
    }


def _instrument(inflated: str, few: str) -> dict[str, Any]:
    return {
        "instrument": self_assessments.INSTRUMENT,
        "weak_items": [str(item) for item in self_assessments.WEAK_ITEMS],
        "team_above_staff": {"school": inflated, "points": self_assessments.INFLATION},
        "too_few_staff": few,
    }


def _learning(ids: list[str]) -> dict[str, Any]:
    reached = max(1, len(ids) - learning.UNREACHED)
    return {
        "right_at_middling_ability": learning.RIGHT,
        "misleading": list(learning.MISLEADING),
        "ambiguous": list(learning.AMBIGUOUS),
        "easy": list(learning.EASY),
        "schools_not_reached": ids[reached:],
        "too_few_to_show": ids[reached - 1],
        "changes_delivery": False,
        "changes_growth": False,
    }


def _fidelity() -> dict[str, Any]:
    return {
        "true_share": delivery.FIDELITY,
        "true_share_where_inflated": delivery.INFLATED_FIDELITY,
        "self_report_bias": delivery.SELF_BIAS,
        "self_report_bias_where_inflated": delivery.INFLATION,
    }


def _tier_counts(roster: Roster, support: Support) -> dict[str, dict[str, dict[str, list[int]]]]:
    """Return per year, season and measure how many scores suggest Tier 1, 2 and 3 under the declared cuts."""
    scores = support.scores[support.scores["purpose"] == 0]
    found = [needs(roster, scores[scores["season"] == season], season, operating=False) for season in range(3)]
    every = pd.concat(found, keys=tuple(Season), names=["season"]).reset_index("season")
    every = every.assign(
        year=coded(roster.settings.school_years, roster.pupils["year"].to_numpy()[every["row"]]).to_numpy(),
        measure=coded(NAMES, every["measure"]).to_numpy(),
    )
    return {
        year: {
            str(season): {
                name: np.bincount(part.loc[part["measure"] == name, "suggested"], minlength=4)[1:].tolist()
                for name in part["measure"].unique()
            }
            for season in Season
            if len(part := every[(every["year"] == year) & (every["season"] == season)])
        }
        for year in roster.settings.school_years
    }


def _plans(plans: pd.DataFrame) -> dict[str, list[Any]]:
    """Return the true values of each plan, column by column."""
    numbers = {"slope": "true_slope", "natural": "slope_without_support", "level": "true_level_at_start",
               "sem": "true_sem", "autocorrelation": "true_autocorrelation"}  # fmt: skip
    columns = {new: np.round(plans[old].to_numpy(), 4).tolist() for old, new in numbers.items()}
    return {"plan_id": delivery.plan_ids(plans.index).tolist(), **columns}
