"""Worked cases of the lessons, from the tables that the pages of the invented district are made of."""

from collections.abc import Callable, Mapping
from typing import Final

from mtss_analysis.reporting.cases import need, support, system
from mtss_analysis.reporting.cases.case import INVENTED, Case, Tables

MAKERS: Final[Mapping[str, Callable[[Tables], Case]]] = {
    "leading-mtss": system.teams,
    "core-instruction": need.core,
    "universal-screening": need.screening,
    "data-based-decisions": support.decisions,
    "intervention-plans": support.plans,
    "progress-monitoring": support.progress,
    "fidelity": support.delivery,
    "equity": system.fair,
    "family-partnership": system.letters,
    "collaboration-and-coaching": system.chain,
    "transitions": support.moves,
    "continuous-improvement": system.improvement,
    "action-planning": system.action_plan,
    "behavior-supports": need.behavior,
    "screening-accuracy": need.accuracy,
    "did-it-work": support.effects,
    "early-warning": need.warning,
    "social-emotional-learning": need.well_being,
    "multilingual-learners": system.languages,
    "right-to-evaluation": system.waiting,
    "privacy-and-small-numbers": system.small,
}
"""Lesson → what makes its case."""


def make(tables: Tables) -> list[Case]:
    """Make every case.

    Parameters
    ----------
    tables
        Gives a table of the district's team pages by its name.
    """
    return [maker(tables) for maker in MAKERS.values()]


__all__ = ["INVENTED", "MAKERS", "Case", "Tables", "make"]
