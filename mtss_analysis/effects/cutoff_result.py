"""What an estimate at a cut score holds, and the rules by which it is judged."""

from dataclasses import dataclass

import numpy as np

from mtss_analysis.results import Caution

VERDICTS = ("effect", "no_detectable_effect", "cannot_tell", "no_claim")


@dataclass(frozen=True, slots=True)
class Rules:
    """By what the verdict is reached.

    Attributes
    ----------
    confidence, power : of the interval, and of the minimum detectable effect
    density_alpha, heap_alpha : p-value below which the density breaks, and below which scores heap at the cut
    weakest_jump, weakest_f : jump in the share served and its F from which on the cut is said to move students
    fewest : students within the bandwidth on each side
    fewest_clusters : clusters on each side from which on clustered errors can be trusted
    fewest_scores : distinct scores within the bandwidth on each side below which lines rest on few scores
    fewest_density : distinct scores on each side within reach of the density test, with fewer of which only heaps are
        looked for: a local cubic on a handful of scores finds a break in any short scale
    """

    confidence: float = 0.95
    power: float = 0.8
    density_alpha: float = 0.05
    heap_alpha: float = 0.01
    weakest_jump: float = 0.1
    weakest_f: float = 10.0
    fewest: int = 20
    fewest_clusters: int = 10
    fewest_scores: int = 5
    fewest_density: int = 10


@dataclass(frozen=True, slots=True)
class CutoffEffect:
    """What the cut tells of being served. Numbers are NaN where there is no estimate; the cautions say why.

    Attributes
    ----------
    estimate : effect of being served on the outcome; positive: students who were served did better [outcome]
    se, ci : robust and corrected for bias; the interval lies about the estimate less its bias
    p : of the hypothesis that there is no effect
    intent_to_treat, intent_to_treat_ci : likewise of being on the served side of the cut
    first_stage, first_stage_f : jump of the share served towards the served side, and its F
    bandwidth : distance from the cut of the students used [score]
    n : of them, below the cut and at or above it
    density_p, heap_p : p-value of the density test, and of heaps at the scores beside the cut (corrected for two)
    minimum_detectable : smallest effect that these data show with the power of the rules
    verdict : one of `VERDICTS`
    cautions : what limits the result
    """

    estimate: float
    se: float
    ci: tuple[float, float]
    p: float
    intent_to_treat: float
    intent_to_treat_ci: tuple[float, float]
    first_stage: float
    first_stage_f: float
    bandwidth: float
    n: tuple[int, int]
    density_p: float
    heap_p: float
    minimum_detectable: float
    verdict: str
    cautions: tuple[Caution, ...]


NO_ESTIMATE = CutoffEffect(
    np.nan, np.nan, (np.nan, np.nan), np.nan, np.nan, (np.nan, np.nan), np.nan, np.nan, np.nan, (0, 0), np.nan, np.nan,
    np.nan, "cannot_tell", (),
)  # fmt: skip
