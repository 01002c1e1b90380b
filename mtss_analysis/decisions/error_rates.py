"""How often a decision rule would call for a change when the student is exactly on pace, or misses one who is not.

A simulation of many students who differ in chance alone: weekly probes on a straight true line, independent normal
errors of one standard error of measurement, a baseline that is the median of the first probes. Every week is a look.
"""

from dataclasses import dataclass
from functools import cache
from typing import Literal

import numpy as np

from mtss_analysis.decisions.monitored import Monitored, monitored
from mtss_analysis.decisions.rules import RULES, Bools
from mtss_analysis.decisions.settings import RuleSettings
from mtss_analysis.estimators.aimline import aimline
from mtss_analysis.estimators.series import Floats
from mtss_analysis.vocabulary import Action

Drawn = Literal["baseline_and_pace", "baseline_to_goal"]
SEED = 20
STUDENTS = 20_000
BASELINE_PROBES = 3
PACES = (0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0)
"""Paces that are simulated; a district's is the nearest of them [SEM/week]."""
WEEKS = (6, 20)
"""Fewest and most weekly probes that are simulated."""


@dataclass(frozen=True, slots=True)
class ErrorRates:
    """What a rule says of simulated students after 1 … W weekly probes.

    Attributes
    ----------
    at_look
        Share of students called at that look alone (W,).
    by_look
        Share called at that look or an earlier one (W,).
    """

    at_look: Floats
    by_look: Floats


@cache
def called(
    rule: str,
    settings: RuleSettings,
    *,
    pace: float,
    weeks: int,
    share: float = 1.0,
    drawn: Drawn = "baseline_and_pace",
    students: int = STUDENTS,
) -> ErrorRates:
    """Simulate how often `rule` calls for a change.

    Parameters
    ----------
    rule, settings
        One of :data:`~mtss_analysis.decisions.rules.RULES`, and its settings.
    pace
        Rate of improvement that the plan aims for [SEM of one probe/week].
    weeks
        Weekly probes after the baseline.
    share
        True rate as a share of `pace`: 1 is exactly on pace, and what is called then are false alarms.
    drawn
        Whether the aimline runs from the baseline at that pace, or from the baseline to a fixed goal.

    Examples
    --------
    >>> from mtss_analysis.decisions.settings import FourPointSettings
    >>> settings = FourPointSettings(points=4, minimum_points=4, minimum_weeks=0, raise_goal=False)
    >>> found = called("four_point", settings, pace=0.2, weeks=15)
    >>> round(float(found.by_look[-1]), 1), round(float(found.at_look[-1]), 1)
    (0.4, 0.1)
    """
    rng = np.random.default_rng(SEED)
    start = np.median(rng.normal(size=(students, BASELINE_PROBES)), axis=1)
    time = np.arange(1.0, weeks + 1)
    scores = share * pace * time + rng.normal(size=(students, weeks))
    goal = start + pace * weeks if drawn == "baseline_and_pace" else np.full(students, pace * weeks)
    looks = [_changes(rule, settings, time, scores, start, goal, look) for look in range(1, weeks + 1)]
    said = np.stack(looks, axis=1)
    return ErrorRates(said.mean(axis=0), np.maximum.accumulate(said, axis=1).mean(axis=0))


def sentence(rule_words: str, rule: str, settings: RuleSettings, *, pace: float, weeks: int) -> str:
    """Say the false alarms of a rule in one sentence.

    Examples
    --------
    >>> from mtss_analysis.decisions.settings import MedianSettings
    >>> settings = MedianSettings(points=3, minimum_points=6, minimum_weeks=6, raise_goal=False)
    >>> print(sentence("median-of-three rule", "median_of_three", settings, pace=0.2, weeks=12).partition(",")[0])
    With weekly scores for 12 weeks
    """
    found = called(rule, settings, pace=pace, weeks=weeks)
    ever, once = (round(100 * float(part[-1])) for part in (found.by_look, found.at_look))
    slow = called(rule, settings, pace=pace, weeks=weeks, share=0.5)
    missed = 100 - round(100 * float(slow.by_look[-1]))
    return (
        f"With weekly scores for {weeks} weeks, looked at every week, the {rule_words} calls about {ever} of 100 "
        f"students who are exactly on pace at some time ({once} of 100 at the last look alone), and never calls about "
        f"{missed} of 100 who grow at half the pace needed: by chance alone, where errors are independent and normal."
    )


def usual(seen: Monitored) -> tuple[float, int]:
    """Return what the plans at hand usually aim for [SEM/week, rounded] and for how many weekly probes.

    Where nothing can be told, a fifth of a standard error a week and twelve probes.
    """
    fine = np.isfinite(seen.aim.slope) & (seen.aim.slope > 0) & seen.fit.scattered
    if not fine.any():
        return 0.2, 12
    pace = float(np.median(seen.aim.slope[fine] / seen.fit.see[fine]))
    weeks = int(np.clip(np.median(seen.n_counted[fine]), *WEEKS))
    return PACES[int(np.argmin(np.abs(np.log(np.array(PACES) / pace))))], weeks


def _changes(
    rule: str, settings: RuleSettings, time: Floats, scores: Floats, start: Floats, goal: Floats, look: int
) -> Bools:
    plans = _plans(time[:look], scores[:, :look], start, goal, float(time[-1]))
    said: Bools = RULES[rule](plans, settings).verdict == str(Action.CHANGE)
    return said


def _plans(time: Floats, scores: Floats, start: Floats, goal: Floats, goal_time: float) -> Monitored:
    students, looks = scores.shape
    line = aimline(np.zeros(students), start, np.full(students, goal_time), goal)
    return monitored(np.tile(time, students), scores.ravel(), np.repeat(np.arange(students), looks), line)
