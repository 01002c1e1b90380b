"""Every cut of a score with what it finds and misses, and the cut that a rule chooses."""

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mtss_analysis.estimators.classification.scored import Bools, one_kind, oriented
from mtss_analysis.estimators.series import Floats

Rule = Literal["youden", "closest", "floor"]
RULES: Final = ("youden", "closest", "floor")


@dataclass(frozen=True, slots=True)
class Curve:
    """The ROC curve. Arrays are (k,), one a cut between neighboring scores, the fewest flagged first.

    Attributes
    ----------
    cut : midpoint of two scores; students strictly on its risk side are flagged [score]
    sensitivity, specificity : share found of those with the outcome, share cleared of those without
    flagged : students flagged
    cases, others : students with and without the outcome
    why : code of `REASONS` where there is no curve, or empty
    """

    cut: Floats
    sensitivity: Floats
    specificity: Floats
    flagged: NDArray[np.int64]
    cases: int
    others: int
    why: str


@dataclass(frozen=True, slots=True)
class ChosenCut:
    """The cut of a rule and how it does in the data it was chosen from, which is better than it will do.

    Attributes
    ----------
    rule : as asked
    cut : NaN where `why` is given [score]
    sensitivity, specificity : apparent
    flagged : students flagged
    why : code of `REASONS`, or empty
    """

    rule: Rule
    cut: float
    sensitivity: float
    specificity: float
    flagged: int
    why: str


@dataclass(frozen=True, slots=True)
class Seated:
    """Who is served where there are so many seats.

    Attributes
    ----------
    cut : everybody strictly on its risk side has a seat; NaN where `why` is given [score]
    served : (n,) who has one
    free : seats left empty, because more students share the next score than there are seats for
    waiting : students with that next score
    why : code of `REASONS`, or empty
    """

    cut: float
    served: Bools
    free: int
    waiting: int
    why: str


def curve(score: ArrayLike, outcome: ArrayLike, *, higher_is_risk: bool) -> Curve:
    """Return sensitivity and specificity at every cut that parts the students.

    Arguments and errors as :func:`oriented`.

    Examples
    --------
    >>> found = curve([20, 30, 30, 50], [1, 1, 0, 0], higher_is_risk=False)
    >>> found.cut.tolist(), found.sensitivity.tolist(), found.specificity.tolist()
    ([25.0, 40.0], [0.5, 1.0], [1.0, 0.5])
    """
    risk, case = oriented(score, outcome, higher_is_risk)
    values, at = np.unique(-risk, return_inverse=True)
    cases, others = (np.bincount(at, of, len(values)).astype(np.float64) for of in (case, ~case))
    why = one_kind(case) or ("one_score" if len(values) < 2 else "")
    if why:
        none = np.empty(0)
        return Curve(none, none, none, none.astype(np.int64), int(cases.sum()), int(others.sum()), why)
    sensitivity, specificity = rates(cases, others)
    middle = -(values[:-1] + values[1:]) / 2
    return Curve(
        middle if higher_is_risk else -middle, sensitivity, specificity,
        np.cumsum(cases + others)[:-1].astype(np.int64), int(cases.sum()), int(others.sum()), "",
    )  # fmt: skip


def choose(found: Curve, rule: Rule, floor: float = 0.9) -> ChosenCut:
    """Choose a cut: the greatest sensitivity + specificity ("youden"; Youden 1950, Cancer 3), the point closest to the
    corner without mistakes ("closest"), or the greatest specificity with a sensitivity of `floor` or more ("floor").

    Of equally good cuts the one that misses fewer students counts. Raises ValueError on an unknown rule or no share.

    >>> choose(curve([20, 30, 30, 50], [1, 1, 0, 0], higher_is_risk=False), "floor", 0.9).cut
    40.0
    """  # noqa: D205
    if rule not in RULES:
        raise ValueError(f'rule: got "{rule}", expected one of {", ".join(RULES)}. Choose one.')
    if not 0 < floor < 1:
        raise ValueError(f"floor: got {floor:g}, expected a share between 0 and 1. Write 0.9 for 90 percent.")
    nan = float("nan")
    if found.why:
        return ChosenCut(rule, nan, nan, nan, 0, found.why)
    worth = merit(found.sensitivity, found.specificity, rule, floor)
    if not np.isfinite(worth).any():
        return ChosenCut(rule, nan, nan, nan, 0, "no_cut_reaches")
    best = int(np.flatnonzero(worth == worth.max())[-1])
    return ChosenCut(
        rule, float(found.cut[best]), float(found.sensitivity[best]), float(found.specificity[best]),
        int(found.flagged[best]), "",
    )  # fmt: skip


def seat(score: ArrayLike, seats: int, *, higher_is_risk: bool) -> Seated:
    """Give the seats to the students at greatest risk; students with equal scores are served together or not at all.

    Parameters
    ----------
    score
        Of every student screened, with or without an outcome, (n,).
    seats
        Students who can be served.

    Raises
    ------
    ValueError
        A score is not finite, or `seats` is negative.

    Examples
    --------
    >>> given = seat([20, 30, 30, 50, 60], 2, higher_is_risk=False)
    >>> given.served.tolist(), given.free, given.waiting
    ([True, False, False, False, False], 1, 2)
    """
    if seats < 0:
        raise ValueError(f"seats: got {seats}, expected 0 or more. Count the students who can be served.")
    risk, _ = oriented(score, np.zeros(np.shape(score)), higher_is_risk)
    values, counts = np.unique(-risk, return_counts=True)
    if len(values) == 0:
        return Seated(float("nan"), np.zeros(0, np.bool_), seats, 0, "nobody")
    inside = int(np.searchsorted(np.cumsum(counts), seats, side="right"))
    served = np.asarray(-risk < (values[inside] if inside < len(values) else np.inf), np.bool_)
    if inside == len(values):
        return Seated(-np.inf if higher_is_risk else np.inf, served, seats - len(risk), 0, "")
    before = values[inside - 1] if inside else values[0] - 1
    middle = -(before + values[inside]) / 2
    free = seats - int(counts[:inside].sum())
    return Seated(float(middle if higher_is_risk else -middle), served, free, int(counts[inside]) if free else 0, "")


def rates(cases: Floats, others: Floats) -> tuple[Floats, Floats]:
    """Sensitivity and specificity (…, k − 1) of all cuts, from students by distinct score (…, k), riskiest first."""
    found, alarms = np.cumsum(cases, axis=-1), np.cumsum(others, axis=-1)
    return found[..., :-1] / found[..., -1:], 1 - alarms[..., :-1] / alarms[..., -1:]


def merit(sensitivity: Floats, specificity: Floats, rule: Rule, floor: float) -> Floats:
    """Return what the rule wants most, elementwise; −∞ where a cut does not qualify."""
    if rule == "youden":
        return np.asarray(np.round(sensitivity + specificity - 1, 12), np.float64)
    if rule == "closest":
        return np.asarray(-np.round((1 - sensitivity) ** 2 + (1 - specificity) ** 2, 12), np.float64)
    return np.where(sensitivity >= floor - 1e-12, specificity, -np.inf)
