"""The spec tables of the rules: read by the tests, which run every case, and by the book, which shows them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from mtss_analysis.decisions.monitored import Monitored, monitored
from mtss_analysis.decisions.rules import RULES
from mtss_analysis.decisions.settings import DecisionParams, RuleSettings
from mtss_analysis.decisions.verdicts import Verdicts
from mtss_analysis.estimators.aimline import aimline
from mtss_analysis.estimators.posterior import Lines, lines

FOLDER = Path(__file__).parent / "spec"


@dataclass(frozen=True, slots=True)
class Case:
    """One worked case of a rule.

    Attributes
    ----------
    title, why, source
        What it shows, the arithmetic in words, and where the numbers come from (empty if made for this table).
    weeks, scores
        The probes: weeks since the aimline's start, and scores.
    baseline, goal, goal_week
        The aimline, from the baseline at week 0; None where the plan has none.
    higher_is_better
        Direction of the measure.
    baseline_points
        How many of the first probes the baseline was taken from.
    settings
        The settings in force, complete.
    prior
        What students alike do: level, slope, level_sd, slope_sd, noise_sd; empty where the rule needs nothing of it.
    expected
        The verdict.
    """

    title: str
    weeks: tuple[float, ...]
    scores: tuple[float, ...]
    baseline: float | None
    goal: float | None
    goal_week: float | None
    higher_is_better: bool
    baseline_points: int
    settings: Mapping[str, Any]
    prior: Mapping[str, float]
    expected: str
    why: str
    source: str


@dataclass(frozen=True, slots=True)
class RuleSpec:
    """One rule in words with its cases: name, title, statement, what it needs, source, settings, prior, cases."""

    rule: str
    title: str
    statement: str
    needs: str
    source: str
    settings: Mapping[str, Any]
    prior: Mapping[str, float]
    cases: tuple[Case, ...]


@cache
def load() -> tuple[RuleSpec, ...]:
    """Read the spec table of every rule, in the order of the registry.

    Examples
    --------
    >>> [spec.rule for spec in load()]
    ['four_point', 'trend_line', 'median_of_three', 'ci_rule', 'posterior']
    """
    return tuple(_spec(yaml.safe_load((FOLDER / f"{rule}.yml").read_text(encoding="utf-8"))) for rule in RULES)


def settings_of(rule: str, values: Mapping[str, Any]) -> RuleSettings:
    """Make the settings of one rule from plain values, checked."""
    made: RuleSettings = DecisionParams.model_fields[rule].annotation(**values)  # type: ignore[misc]
    return made


def plans_of(cases: Sequence[Case]) -> Monitored:
    """Lay cases out as plans, one case a plan."""
    sizes = [len(case.scores) for case in cases]
    lines = [(case.baseline, case.goal_week, case.goal) for case in cases]
    start, goal_week, goal = np.array(lines, dtype=np.float64).reshape(-1, 3).T
    counted = [place >= case.baseline_points for case in cases for place in range(len(case.scores))]
    return monitored(
        [week for case in cases for week in case.weeks],
        [score for case in cases for score in case.scores],
        np.repeat(np.arange(len(cases)), sizes),
        aimline(np.zeros(len(cases)), start, goal_week, goal),
        sign=[1.0 if case.higher_is_better else -1.0 for case in cases],
        counted=counted,
        prior=_known([case.prior for case in cases]),
    )


def _known(priors: Sequence[Mapping[str, float]]) -> Lines:
    names = "level", "slope", "level_sd", "slope_sd", "noise_sd"
    parts = (np.array([prior.get(name, np.nan) for prior in priors]) for name in names)
    level, slope, level_sd, slope_sd, noise_sd = parts
    return lines(level, slope, level_sd**2, 0.0, slope_sd**2, noise_sd**2)


def decide(rule: str, case: Case) -> Verdicts:
    """Apply a rule to one case under its settings; arrays of length 1."""
    return RULES[rule](plans_of([case]), settings_of(rule, case.settings))


def _spec(raw: dict[str, Any]) -> RuleSpec:
    prior = raw.get("prior", {})
    cases = tuple(_case(case, raw["settings"], prior) for case in raw["cases"])
    return RuleSpec(**(raw | {"prior": prior, "cases": cases}))


def _case(raw: dict[str, Any], settings: Mapping[str, Any], prior: Mapping[str, float]) -> Case:
    weeks = raw.get("weeks", range(1, len(raw["scores"]) + 1))
    given: dict[str, Any] = {"higher_is_better": True, "baseline_points": 0, "source": ""} | raw
    given |= {
        "prior": {**prior, **raw.get("prior", {})},
        "weeks": tuple(weeks),
        "scores": tuple(raw["scores"]),
        "settings": {**settings, **raw.get("settings", {})},
    }
    return Case(**given)
