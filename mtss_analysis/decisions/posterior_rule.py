"""The posterior rule: act when the true score at the goal's date probably falls short of the goal.

The chance comes from the student's line in the light of students alike (:mod:`mtss_analysis.estimators.posterior`).
With costs c₁ of a change that was not needed and c₂ of a need that was missed, acting is cheaper once the chance to
fall short passes c₁ / (c₁ + c₂) (Berger 1985, Statistical Decision Theory, section 4.4). While probes still planned
would turn that verdict too easily, the answer is "collect more data", with the time by which it can be told.
"""

from dataclasses import dataclass

import numpy as np
from scipy import special

from mtss_analysis.decisions.monitored import Monitored
from mtss_analysis.decisions.settings import PosteriorSettings
from mtss_analysis.decisions.verdicts import Bools, Verdicts, answered, ready_plans
from mtss_analysis.estimators.posterior import Evidence, Lines, narrowed
from mtss_analysis.estimators.series import Floats

MOST_PROBES = 60
"""Farthest that a verdict is looked for [probes]."""
TOLD_IN = 0.5
"""Share of the ways the coming scores may fall in which the verdict must be settled, for a date to be named."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where N plans stand towards their goals. Every array is (N,).

    Attributes
    ----------
    margin, sd
        Expected true score at the goal's date less the goal, and its standard deviation [score].
    probes
        Probes still planned until then.
    sd_end
        What the standard deviation will be after those.
    """

    margin: Floats
    sd: Floats
    probes: Floats
    sd_end: Floats

    @property
    def short(self) -> Floats:
        """Probability that the true score at the goal's date falls short of the goal (N,)."""
        return _share(-self.margin, self.sd)


def posterior_rule(plans: Monitored, settings: PosteriorSettings) -> Verdicts:
    """Chance to fall short above the threshold and settled: change. Below it and settled: continue. Else: wait."""
    now = standing(plans)
    act, likely = threshold(settings), now.short
    low, high = _settled(now.sd, now.sd_end, act, settings)
    worse = (likely >= act) & (now.margin <= low)
    fine = (likely < act) & (now.margin >= high)
    ready = ready_plans(plans, plans.n, settings) & np.isfinite(now.margin) & (worse | fine)
    return answered(ready, worse, likely <= 1 - settings.raise_from, settings, plans.n)


def threshold(settings: PosteriorSettings) -> float:
    """Chance to fall short from which acting costs less than waiting.

    Examples
    --------
    >>> costs = {"false_alarm_cost": 1, "miss_cost": 3}
    >>> others = {"minimum_points": 3, "minimum_weeks": 2, "raise_goal": False, "raise_from": 0.95, "sure": 0.8}
    >>> threshold(PosteriorSettings(**costs, **others))
    0.25
    """
    return settings.false_alarm_cost / (settings.false_alarm_cost + settings.miss_cost)


def standing(plans: Monitored) -> Standing:
    """Compare each plan's posterior line with its goal."""
    mean, sd = plans.line.expected(plans.aim.goal_time)
    left = np.maximum(plans.aim.goal_time - plans.weeks, 0.0)
    probes = np.floor(np.nan_to_num(left) * plans.probes_a_week + 1e-9)
    return Standing(mean - plans.aim.goal, sd, probes, _sd_after(plans, probes))


def told_after(plans: Monitored, settings: PosteriorSettings) -> Floats:
    """Return the weeks until the posterior rule can tell, counted from the last probe (N,).

    The fewest further probes after which the verdict is settled in half of the ways the scores may fall, but not
    before the fewest points and weeks of the rule; 0 where it can tell now, NaN without a line or goal, and the time
    to the goal where only the goal's date will tell.
    """
    now, act = standing(plans), threshold(settings)
    wanted = np.maximum(settings.minimum_points - plans.n, (settings.minimum_weeks - plans.weeks) * plans.probes_a_week)
    first = np.ceil(np.maximum(wanted, 0.0))
    found = np.where(np.isfinite(now.margin), now.probes, np.nan)
    for more in range(int(min(np.nanmax(found, initial=0), MOST_PROBES)), -1, -1):
        sd = _sd_after(plans, np.minimum(more, now.probes))
        enough = (more <= now.probes) & (more >= first) & (_sure(now, sd, act, settings) >= TOLD_IN)
        found = np.where(enough, more, found)
    told = posterior_rule(plans, settings).used > 0
    return np.asarray(np.where(told, 0.0, np.maximum(found, first) / plans.probes_a_week))


def _sure(now: Standing, sd: Floats, act: float, settings: PosteriorSettings) -> Floats:
    """Probability that the verdict is settled once the standard deviation has come down to `sd`."""
    moves = np.sqrt(np.maximum(now.sd**2 - sd**2, 0.0))
    low, high = _settled(sd, now.sd_end, act, settings)
    found: Floats = _share(low - now.margin, moves) + _share(now.margin - high, moves)
    return found


def _settled(sd: Floats, sd_end: Floats, act: float, settings: PosteriorSettings) -> tuple[Floats, Floats]:
    """Return the margins up to which, and from which on, what is still to come rarely turns the verdict."""
    turn = -special.ndtri(act) * sd_end
    reach = special.ndtri(settings.sure) * np.sqrt(np.maximum(sd**2 - sd_end**2, 0.0))
    return turn - reach, turn + reach


def _sd_after(plans: Monitored, probes: Floats) -> Floats:
    """Return the standard deviation of the true score at the goal's date after `probes` more, evenly spaced."""
    known: Lines = plans.line
    gap = 1 / plans.probes_a_week
    alike = known.correlation**gap
    worth = (1 - alike) / (1 + alike) / known.noise
    middle = plans.weeks + gap * (probes + 1) / 2
    squares = probes * middle**2 + gap**2 * probes * (probes**2 - 1) / 12
    nothing = np.zeros_like(probes)
    coming = Evidence(worth * probes, worth * probes * middle, worth * squares, nothing, nothing)
    return narrowed(known, coming).expected(plans.aim.goal_time)[1]


def _share(distance: Floats, sd: Floats) -> Floats:
    """Φ(distance / sd), which is 0, ½ or 1 where sd is 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        found = special.ndtr(distance / sd)
    sure: Bools = sd == 0
    return np.asarray(np.where(sure, (np.sign(distance) + 1) / 2, found))
