"""Students with a screening score and a later outcome, turned so that more is more at risk."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mtss_analysis.estimators.series import Floats

Bools = NDArray[np.bool_]

FEWEST_OF_A_KIND: Final = 2
"""Students with and without the outcome below which no variance can be told."""

REASONS: Final = {
    "nobody": "No student has both a score and an outcome.",
    "no_cases": "No student had the outcome, so nobody can have been found or missed.",
    "all_cases": "Every student had the outcome, so nobody can have been flagged for nothing.",
    "too_few": "Too few students had the outcome, or too few had it not, to say how sure the answer is.",
    "no_overlap": "The score parts the students without a mistake in these data, which tells no interval.",
    "one_score": "All students have the same score, so no cut parts them.",
    "no_cut_reaches": "No cut below the whole group reaches the sensitivity asked for.",
    "separated": "A score parts the outcome without a mistake, so no curve of chances can be fitted.",
}
"""Code of `why` → what it means."""


@dataclass(frozen=True, slots=True)
class Ranged:
    """A number with its interval; NaN where it cannot be told."""

    value: float
    low: float
    high: float


UNKNOWN: Final = Ranged(float("nan"), float("nan"), float("nan"))


def oriented(score: ArrayLike, outcome: ArrayLike, higher_is_risk: bool) -> tuple[Floats, Bools]:
    """Return risk (n,), higher being more at risk, and whether the student had the outcome (n,).

    The direction is always said, never guessed from the data: a screener that points the wrong way has to show.

    Raises
    ------
    ValueError
        Lengths differ, a score is not finite, or `outcome` holds anything but 0 and 1.

    Examples
    --------
    >>> oriented([30, 60], [1, 0], higher_is_risk=False)
    (array([-30., -60.]), array([ True, False]))
    """
    scores, marks = np.asarray(score, np.float64), np.asarray(outcome, np.float64)
    if scores.ndim != 1 or scores.shape != marks.shape:
        raise ValueError(
            f"score, outcome: got shapes {scores.shape} and {marks.shape}, expected one of each a student. Take both "
            "from the same rows."
        )
    _require("score", scores, np.isfinite(scores), "a finite number")
    _require("outcome", marks, (marks == 0) | (marks == 1), "0 or 1")
    return (scores if higher_is_risk else -scores), marks == 1


def one_kind(case: Bools) -> str:
    """Say why sensitivity or specificity cannot be told: a code of `REASONS`, or empty.

    >>> one_kind(np.array([True, True])), one_kind(np.array([True, False]))
    ('all_cases', '')
    """
    if not len(case):
        return "nobody"
    return "no_cases" if not case.any() else "all_cases" if case.all() else ""


def _require(name: str, values: Floats, good: Bools, wanted: str) -> None:
    if not good.all():
        at = int(np.flatnonzero(~good)[0])
        raise ValueError(
            f'{name}: row {at} holds "{values[at]:g}", expected {wanted}. Leave out and count students without it.'
        )
