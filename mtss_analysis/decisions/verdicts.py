"""What a decision rule may answer."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mtss_analysis.decisions.monitored import Monitored
from mtss_analysis.decisions.settings import RuleSettings
from mtss_analysis.vocabulary import Action

Bools = NDArray[np.bool_]
VERDICTS: Final = (Action.CONTINUE, Action.CHANGE, Action.RAISE_GOAL, Action.COLLECT_MORE_DATA)
"""What a rule may answer."""


@dataclass(frozen=True, slots=True)
class Verdicts:
    """What a rule says of N plans.

    Attributes
    ----------
    verdict
        (N,) one of :data:`VERDICTS`, as text.
    used
        (N,) probes the verdict rests on; 0 where the rule did not speak.
    """

    verdict: NDArray[np.str_]
    used: NDArray[np.intp]


def ready_plans(plans: Monitored, n: NDArray[np.intp], settings: RuleSettings) -> Bools:
    """Tell which plans have the fewest points and weeks that a rule needs, and an aimline (N,)."""
    ready: Bools = (n >= settings.minimum_points) & (plans.weeks >= settings.minimum_weeks - 1e-9)
    return ready & np.isfinite(plans.aim.slope)


def answered(
    ready: Bools, worse: Bools, better: Bools, settings: RuleSettings, used: int | NDArray[np.intp]
) -> Verdicts:
    """Put what a rule found into verdicts; a plan that is not ready gets "collect more data"."""
    choices = [~ready, worse, better & settings.raise_goal]
    answers = [str(Action.COLLECT_MORE_DATA), str(Action.CHANGE), str(Action.RAISE_GOAL)]
    return Verdicts(np.select(choices, answers, str(Action.CONTINUE)), np.where(ready, used, 0))
