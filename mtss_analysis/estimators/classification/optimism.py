"""How much worse a cut will do than in the data it was chosen from."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mtss_analysis.estimators.classification.curve import ChosenCut, Rule, choose, curve, merit, rates
from mtss_analysis.estimators.classification.scored import oriented
from mtss_analysis.estimators.series import Floats


@dataclass(frozen=True, slots=True)
class Corrected:
    """A chosen cut with what to expect of it elsewhere.

    Attributes
    ----------
    chosen : the cut, with its apparent accuracy
    sensitivity, specificity : apparent less optimism, kept within 0 and 1; NaN where no cut was chosen
    optimism : mean of the two optimisms (sensitivity, specificity)
    cut_low, cut_high : 2.5th and 97.5th percentile of the cuts chosen in the resamples [score]
    draws : resamples in which a cut could be chosen
    """

    chosen: ChosenCut
    sensitivity: float
    specificity: float
    optimism: tuple[float, float]
    cut_low: float
    cut_high: float
    draws: int


def corrected(
    score: ArrayLike, outcome: ArrayLike, rule: Rule, *, higher_is_risk: bool, floor: float = 0.9, draws: int = 200,
    seed: int = 0,
) -> Corrected:  # fmt: skip
    """Choose a cut and correct its accuracy for optimism by the bootstrap.

    In every resample of the students a cut is chosen anew; how much better it does there than in all students is the
    optimism, whose mean is taken off (Efron 1983, Journal of the American Statistical Association 78, 316–331;
    Harrell, Lee & Mark 1996, Statistics in Medicine 15, 361–387).

    Parameters
    ----------
    score, outcome, rule, higher_is_risk, floor
        As :func:`choose` and :func:`curve`.
    draws, seed
        Resamples, and the seed of their generator.

    Raises
    ------
    ValueError
        As :func:`choose`; or `draws` is below 1.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> case = rng.random(300) < 0.2
    >>> found = corrected(rng.normal(50 - 10 * case, 10), case, "youden", higher_is_risk=False)
    >>> found.sensitivity + found.specificity < found.chosen.sensitivity + found.chosen.specificity
    True
    """
    if draws < 1:
        raise ValueError(f"draws: got {draws}, expected 1 or more. 200 are usual.")
    whole = curve(score, outcome, higher_is_risk=higher_is_risk)
    chosen, nan = choose(whole, rule, floor), float("nan")
    if chosen.why:
        return Corrected(chosen, nan, nan, (nan, nan), nan, nan, 0)
    cases, others = _by_score(score, outcome, higher_is_risk)
    own, there, at = _resampled(cases, others, rule, floor, draws, np.random.default_rng(seed))
    gain = own.mean(axis=1) - there.mean(axis=1)
    expected = np.clip([chosen.sensitivity - gain[0], chosen.specificity - gain[1]], 0, 1)
    low, high = np.sort(np.quantile(whole.cut[at], (0.025, 0.975), method="nearest"))
    return Corrected(
        chosen, float(expected[0]), float(expected[1]), (float(gain[0]), float(gain[1])), float(low), float(high),
        len(at),
    )  # fmt: skip


def _by_score(score: ArrayLike, outcome: ArrayLike, higher_is_risk: bool) -> tuple[Floats, Floats]:
    """Students with and without the outcome at each distinct score, riskiest first, each (k,)."""
    risk, case = oriented(score, outcome, higher_is_risk)
    values, at = np.unique(-risk, return_inverse=True)
    cases, others = (np.asarray(np.bincount(at, of, len(values)), np.float64) for of in (case, ~case))
    return cases, others


def _resampled(
    cases: Floats, others: Floats, rule: Rule, floor: float, draws: int, rng: np.random.Generator
) -> tuple[Floats, Floats, NDArray[np.intp]]:
    """Accuracy (2, b) of each resample's cut in the resample and in all students, and which cut it is (b,).

    A cut lies in the middle of the scores that part the resample alike, as it lies between two scores of the whole.
    """
    k, n = len(cases), int(cases.sum() + others.sum())
    drawn = rng.multinomial(n, np.concatenate([cases, others]) / n, size=draws).astype(np.float64)
    drawn = drawn[(drawn[:, :k].sum(axis=1) > 0) & (drawn[:, k:].sum(axis=1) > 0)]
    sensitivity, specificity = rates(drawn[:, :k], drawn[:, k:])
    worth = merit(sensitivity, specificity, rule, floor)
    held = np.isfinite(worth).any(axis=1)
    drawn, worth, sensitivity, specificity = (each[held] for each in (drawn, worth, sensitivity, specificity))
    last = worth.shape[1] - 1 - np.argmax(worth[:, ::-1], axis=1)
    flagged = np.cumsum(drawn[:, :k] + drawn[:, k:], axis=1)[:, :-1]
    rows = np.arange(len(last))
    first = (flagged < flagged[rows, last][:, None]).sum(axis=1)
    at = (first + last) // 2
    there = np.stack([each[at] for each in rates(cases, others)])
    return np.stack([sensitivity[rows, at], specificity[rows, at]]), there, at
