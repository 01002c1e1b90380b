"""How often a decision rule would call for a change when the student is exactly on pace, or misses one who is not.

A simulation of many students who differ in chance alone: weekly probes on a straight true line, independent normal
errors of one standard error of measurement (SEM), a baseline that is the median of the first probes. Every week is a
look. Only the pace in SEM per probe, the number of looks and, for the posterior rule, what students alike do and the
time to the goal make a difference, so a few simulations serve every series of a district.
"""

from dataclasses import dataclass
from functools import cache
from typing import Literal

import numpy as np

from mtss_analysis.decisions.looks import every_look
from mtss_analysis.decisions.monitored import Monitored, monitored
from mtss_analysis.decisions.rules import RULES
from mtss_analysis.decisions.settings import RuleSettings
from mtss_analysis.estimators.aimline import aimline
from mtss_analysis.estimators.posterior import MEDIAN_OF_THREE, Lines, lines, posterior
from mtss_analysis.estimators.series import Floats
from mtss_analysis.vocabulary import Action

Drawn = Literal["baseline_and_pace", "baseline_to_goal"]
SEED = 20
STUDENTS = 20_000
BASELINE_PROBES = 3


@dataclass(frozen=True, slots=True)
class Alike:
    """What students alike do, in standard errors of measurement of one probe: the prior of the posterior rule.

    Attributes
    ----------
    slope, slope_sd
        Mean rate of improvement and its spread [SEM/week].
    level_sd
        Spread of levels [SEM].
    tie
        Correlation of level and rate.
    correlation
        Correlation of the errors of two probes a week apart.
    """

    slope: float
    slope_sd: float
    level_sd: float
    tie: float = 0.0
    correlation: float = 0.0

    def lines(self, size: int) -> Lines:
        """Return this prior for `size` students whose mean level is 0."""
        known = lines(
            0.0, self.slope, self.level_sd**2, self.tie * self.level_sd * self.slope_sd, self.slope_sd**2, 1.0,
            self.correlation,
        )  # fmt: skip
        return known.take(np.zeros(size, np.int64))


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
    alike: Alike | None = None,
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
        Weekly probes after the baseline; the goal's date is that of the last.
    share
        True rate as a share of `pace`: 1 is exactly on pace, and what is called then are false alarms.
    drawn
        Whether the aimline runs from the baseline at that pace, or from the baseline to a fixed goal.
    alike
        What students alike do; the posterior rule calls nobody without it.

    Examples
    --------
    >>> from mtss_analysis.decisions.settings import FourPointSettings
    >>> settings = FourPointSettings(points=4, minimum_points=4, minimum_weeks=0, raise_goal=False)
    >>> found = called("four_point", settings, pace=0.2, weeks=15)
    >>> round(float(found.by_look[-1]), 1), round(float(found.at_look[-1]), 1)
    (0.4, 0.1)
    """
    plans = _simulated(pace, weeks, share, drawn, alike, students)
    verdicts = RULES[rule](every_look(plans), settings).verdict
    said = (verdicts == str(Action.CHANGE)).reshape(students, weeks)
    return ErrorRates(said.mean(axis=0), np.maximum.accumulate(said, axis=1).mean(axis=0))


def _simulated(pace: float, weeks: int, share: float, drawn: Drawn, alike: Alike | None, students: int) -> Monitored:
    rng = np.random.default_rng(SEED)
    true = rng.normal(size=students) * (alike.level_sd if alike else 0.0)
    start = true + np.median(rng.normal(size=(students, BASELINE_PROBES)), axis=1)
    time = np.arange(1.0, weeks + 1)
    scores = true[:, None] + share * pace * time + rng.normal(size=(students, weeks))
    goal = (start if drawn == "baseline_and_pace" else true) + pace * weeks
    line = aimline(np.zeros(students), start, np.full(students, float(weeks)), goal)
    known = None
    if alike:
        rows = np.arange(students)
        known = posterior(alike.lines(students), np.zeros(students), start, rows, 1 / MEDIAN_OF_THREE)
    return monitored(np.tile(time, students), scores.ravel(), np.repeat(np.arange(students), weeks), line, prior=known)


def sentence(
    rule_words: str, rule: str, settings: RuleSettings, *, pace: float, weeks: int, alike: Alike | None = None
) -> str:
    """Say the false alarms and misses of a rule in one sentence.

    Examples
    --------
    >>> from mtss_analysis.decisions.settings import MedianSettings
    >>> settings = MedianSettings(points=3, minimum_points=6, minimum_weeks=6, raise_goal=False)
    >>> print(sentence("median-of-three rule", "median_of_three", settings, pace=0.2, weeks=12).partition(",")[0])
    With weekly scores for 12 weeks
    """
    found = called(rule, settings, pace=pace, weeks=weeks, alike=alike)
    ever, once = (round(100 * float(part[-1])) for part in (found.by_look, found.at_look))
    slow = called(rule, settings, pace=pace, weeks=weeks, share=0.5, alike=alike)
    missed = 100 - round(100 * float(slow.by_look[-1]))
    return (
        f"With weekly scores for {weeks} weeks, looked at every week, the {rule_words} calls about {ever} of 100 "
        f"students who are exactly on pace at some time ({once} of 100 at the last look alone), and never calls about "
        f"{missed} of 100 who grow at half the pace needed: by chance alone, where errors are independent and normal."
    )
