"""What an index of one case gives back, and the cautions it may carry."""

from collections.abc import Mapping
from dataclasses import dataclass

from mtss_analysis.estimators.nonoverlap.phases import Block, Told

CAUTIONS = {
    "empty_phase": "One of the two phases has no score, so nothing can be compared.",
    "no_direction": "It is not said whether higher or lower scores are better, so nothing can be compared.",
    "one_point": "A phase has a single score, so how far scores scatter in it cannot be told.",
    "short_baseline": "Two baseline scores are too few for a difference in units of their standard deviation.",
    "flat_baseline": "All baseline scores are equal, so a difference in units of their standard deviation "
    "is not defined.",
    "above_one": "Tau-U lies outside −1 to 1: this variant adds the trend of the baseline without adding its pairs to "
    "the denominator.",
    "all_equal": "All scores are equal: no difference is seen, and there is no scatter to judge it by.",
    "trend_kept": "The baseline shows no trend beyond chance, so none was taken out.",
    "zero_baseline": "The baseline mean is zero, and a ratio to zero is not defined; where the scale says how finely "
    "the score counts, the mean is raised to half of the least that could have been seen.",
    "zero_treatment": "The treatment mean is zero, and its logarithm is not defined; where the scale says how finely "
    "the score counts, the mean is raised to half of the least that could have been seen.",
    "outside_scale": "A score lies outside its scale (below 0, or above the most a share can be), so a ratio of means "
    "has no meaning.",
    "goal_behind_baseline": "The baseline mean already reaches the goal, so progress towards it cannot be measured.",
}
"""Code of a caution → what it means, in a sentence."""


@dataclass(frozen=True, slots=True)
class Index:
    """One index of one case.

    Attributes
    ----------
    name : of the index, such as "NAP"
    variant : which of its definitions, with that of the standard error
    estimate : NaN when it cannot be told; a caution then says why. A proportion, never a percent
    se : standard error; NaN when the index has none, or with a caution when the data give none. Takes the errors of
        neighbouring sessions as independent
    ci : interval (low, high), NaN likewise
    p : two-sided chance under no effect, where the index is a test; else NaN
    confidence : of the interval
    baseline, treatment : points of the two phases
    cautions : code → sentence
    """

    name: str
    variant: str
    estimate: float
    se: float
    ci: tuple[float, float]
    p: float
    confidence: float
    baseline: int
    treatment: int
    cautions: Mapping[str, str]


def index(name: str, variant: str, block: Block, told: Told, confidence: float = 0.95) -> Index:
    """Take the first case of a block as a result of its own."""
    estimate, se, low, high, p = (float(x[0]) for x in (told.estimate, told.se, told.low, told.high, told.p))
    cautions = {code: CAUTIONS[code] for code, holds in told.flags.items() if holds[0]}
    return Index(name, variant, estimate, se, (low, high), p, confidence, *block.lengths, cautions)
