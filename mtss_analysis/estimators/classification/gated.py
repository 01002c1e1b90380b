"""A second screener only for those the first one flagged: false alarms saved, misses added."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from mtss_analysis.estimators.classification.at_cut import AtCut, from_counts
from mtss_analysis.estimators.classification.scored import UNKNOWN, Bools, Ranged
from mtss_analysis.estimators.proportions import wilson


@dataclass(frozen=True, slots=True)
class Gated:
    """One screener against two, the second given only to students flagged by the first.

    Attributes
    ----------
    alone, both : accuracy of the first screener, and of the two
    tested_again : students who take the second
    alarms_saved : false alarms of the first that the second clears [students]
    misses_added : students with the outcome whom the second clears, though the first had flagged them [students]
    saved, added : the same as shares of the first's false alarms, and of the students it had found
    """

    alone: AtCut
    both: AtCut
    tested_again: int
    alarms_saved: int
    misses_added: int
    saved: Ranged
    added: Ranged


def gate(first: ArrayLike, second: ArrayLike, outcome: ArrayLike, confidence: float = 0.95) -> Gated:
    """Count what a second stage would have changed for students who took both screeners.

    Parameters
    ----------
    first, second
        Whether each screener flags the student (0 or 1), each (n,).
    outcome
        Whether the outcome came (0 or 1), (n,).

    Raises
    ------
    ValueError
        Lengths differ, or a value is not 0 or 1.

    Examples
    --------
    >>> found = gate([1, 1, 1, 1, 0, 0], [1, 0, 0, 1, 1, 0], [1, 1, 0, 0, 1, 0])
    >>> found.tested_again, found.alarms_saved, found.misses_added, found.both.missed
    (4, 1, 1, 2)
    """
    flag, again, case = (_marks(name, each) for name, each in zip(NAMES, (first, second, outcome), strict=True))
    if not flag.shape == again.shape == case.shape:
        raise ValueError(
            f"got {flag.shape}, {again.shape} and {case.shape} students, expected the same in all. Keep those who have "
            "both screeners and an outcome."
        )
    alone, both = (_counted(flagged, case, confidence) for flagged in (flag, flag & again))
    saved, added = alone.false_alarms - both.false_alarms, alone.found - both.found
    return Gated(
        alone, both, int(flag.sum()), saved, added, _share(saved, alone.false_alarms, confidence),
        _share(added, alone.found, confidence),
    )  # fmt: skip


NAMES = ("first", "second", "outcome")


def _counted(flagged: Bools, case: Bools, confidence: float) -> AtCut:
    pairs = ((flagged, case), (~flagged, case), (flagged, ~case), (~flagged, ~case))
    found, missed, alarms, cleared = (int((one & other).sum()) for one, other in pairs)
    return from_counts(found, missed, alarms, cleared, confidence)


def _share(k: int, n: int, confidence: float) -> Ranged:
    if not n:
        return UNKNOWN
    found = wilson(k, n, confidence)
    return Ranged(float(found.share), float(found.low), float(found.high))


def _marks(name: str, values: ArrayLike) -> Bools:
    found = np.asarray(values, np.float64)
    odd = np.flatnonzero((found != 0) & (found != 1))
    if found.ndim != 1 or len(odd):
        held = f'row {odd[0]} holds "{found[odd[0]]:g}"' if len(odd) else f"got {found.ndim} dimensions"
        raise ValueError(f"{name}: {held}, expected 0 or 1 a student. Leave out who lacks one.")
    return np.asarray(found == 1, np.bool_)
