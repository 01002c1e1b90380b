"""Who was lost: overall and differential attrition against the What Works Clearinghouse's two boundaries.

The boundaries are those of its Standards Handbook 4.0, table II.1: for each overall attrition, the largest difference
between arms at which the bias is held to be tolerable, if leaving has little (optimistic) or more (cautious) to do with
the outcome. Between whole percents they are interpolated. The table ends at 57 %; above it nothing passes the cautious
boundary, and the optimistic one goes on by the model the table was made from (Deke and Chiang 2017,
Evaluation Review 41): the difference of arms' means of those who stay is .27 λ(P₁) − .22 λ(P₀), λ(P) = φ(Φ⁻¹(P))/P, and
may be .055 standard deviations, by which the model agrees with the table within .15 points from 15 % on.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy import optimize, special

from mtss_analysis.estimators.contrasts.refusals import Bools, Caution, Refused, arms, coded, vector
from mtss_analysis.estimators.series import Floats

# fmt: off
CAUTIOUS = np.array([
    5.7, 5.8, 5.9, 5.9, 6.0, 6.1, 6.2, 6.3, 6.3, 6.3, 6.3, 6.2, 6.2, 6.1, 6.0,
    5.9, 5.9, 5.8, 5.7, 5.5, 5.4, 5.3, 5.2, 5.1, 4.9, 4.8, 4.7, 4.5, 4.4, 4.3,
    4.1, 4.0, 3.8, 3.6, 3.5, 3.3, 3.2, 3.1, 2.9, 2.8, 2.6, 2.5, 2.3, 2.1, 2.0,
    1.8, 1.6, 1.5, 1.3, 1.2, 1.0, 0.9, 0.7, 0.6, 0.4, 0.3, 0.2, 0.0,
])
OPTIMISTIC = np.array([
    10.0, 10.1, 10.2, 10.3, 10.4, 10.5, 10.7, 10.8, 10.9, 10.9, 10.9, 10.9, 10.9, 10.9, 10.8,
    10.8, 10.7, 10.6, 10.5, 10.3, 10.2, 10.0, 9.9, 9.7, 9.5, 9.4, 9.2, 9.0, 8.8, 8.6,
    8.4, 8.2, 8.0, 7.8, 7.6, 7.4, 7.2, 7.0, 6.7, 6.5, 6.3, 6.0, 5.8, 5.6, 5.3,
    5.1, 4.9, 4.6, 4.4, 4.2, 3.9, 3.7, 3.5, 3.2, 3.0, 2.8, 2.6, 2.3,
])
# fmt: on
TOLERATED, LINKS = 0.055, {"cautious": (0.45, 0.39), "optimistic": (0.27, 0.22)}
Boundary = Literal["cautious", "optimistic"]
Level = Literal["low", "low_if_optimistic", "high"]


@dataclass(frozen=True, slots=True)
class Attrition:
    """Shares lost, in percent of those assigned.

    Attributes
    ----------
    overall, treated, comparison
        Percent lost of all, and of each arm.
    differential
        Difference between the arms' losses [percentage points], never negative.
    cautious, optimistic
        Largest difference allowed at this overall attrition [percentage points].
    level
        "low" under both boundaries, "low_if_optimistic", or "high".
    assigned, retained
        Students of the two arms, served first.
    joined
        Students who came after assignment.
    cautions
        What a reader must know.
    """

    overall: float
    treated: float
    comparison: float
    differential: float
    cautious: float
    optimistic: float
    level: Level
    assigned: tuple[int, int]
    retained: tuple[int, int]
    joined: int
    cautions: tuple[Caution, ...]


def sample_attrition(
    treated: ArrayLike, retained: ArrayLike, *, joined: ArrayLike | None = None, unit: ArrayLike | None = None
) -> Attrition:
    """Compare losses with the boundaries.

    Parameters
    ----------
    treated, retained
        1 for those assigned to be served, and 1 for those in the analysis, of everyone (n,).
    joined
        1 for those who came after assignment (n,); they are never counted as assigned.
    unit
        Label of the class or school that was assigned (n,), to see whether an arm has one only.

    Raises
    ------
    Refused
        `all_served`, `none_served`, `not_finite`, `shape`, `not_binary`.

    Examples
    --------
    >>> found = sample_attrition([1] * 100 + [0] * 100, [1] * 90 + [0] * 10 + [1] * 82 + [0] * 18)
    >>> round(found.overall, 1), round(found.differential, 1), found.level
    (14.0, 8.0, 'low_if_optimistic')
    """
    late = np.zeros(np.size(treated), np.bool_) if joined is None else _flags("joined", joined, np.size(treated))
    everyone = vector("treated", treated)
    stayed = _flags("retained", retained, len(everyone))[~late]
    served = arms(everyone[~late])
    assigned = int(served.sum()), int((~served).sum())
    kept = int((served & stayed).sum()), int((~served & stayed).sum())
    one, other = (100 * (1 - k / n) for k, n in zip(kept, assigned, strict=True))
    overall, differential = 100 * (1 - sum(kept) / sum(assigned)), abs(one - other)
    limits = allowed(overall, "cautious"), allowed(overall, "optimistic")
    passed = [differential <= limit + 1e-9 for limit in limits]
    level: Level = "low" if passed[0] else "low_if_optimistic" if passed[1] else "high"
    told = _cautions(level, int(late.sum()), everyone == 1, unit)
    return Attrition(overall, one, other, differential, *limits, level, assigned, kept, int(late.sum()), told)


def allowed(overall: float, boundary: Boundary) -> float:
    """Return the largest difference [percentage points] allowed at an overall attrition [percent].

    >>> allowed(10, "cautious"), allowed(10.5, "optimistic"), round(allowed(60, "optimistic"), 1)
    (6.3, 10.9, 1.5)
    """
    table = CAUTIOUS if boundary == "cautious" else OPTIMISTIC
    if overall <= len(table) - 1:
        return float(np.interp(overall, np.arange(len(table)), table))
    return max(modelled(overall, boundary), -1.0) if boundary == "optimistic" else -1.0


def modelled(overall: float, boundary: Boundary) -> float:
    """Return the difference at which the model's bias is what is tolerated; -1 where no difference is tolerable.

    >>> round(modelled(20, "cautious"), 1)
    5.4
    """
    links = LINKS[boundary]

    def excess(difference: float) -> float:
        stay = 1 - overall / 100 + np.array([-0.5, 0.5]) * difference / 100
        gaps: Floats = np.exp(-(special.ndtri(stay) ** 2) / 2) / np.sqrt(2 * np.pi) / stay
        return float(links[0] * gaps[0] - links[1] * gaps[1] - TOLERATED)

    if not 0 < overall < 100:
        return -1.0
    most = 2 * min(overall, 100 - overall) - 1e-6
    if excess(0.0) > 0:
        return -1.0
    return float(optimize.brentq(excess, 0.0, most)) if excess(most) > 0 else most  # type: ignore[no-untyped-call]


def _flags(name: str, values: ArrayLike, length: int) -> Bools:
    found = vector(name, values, length)
    if ((found != 0) & (found != 1)).any():
        raise Refused("not_binary", f"{name}: holds other values than 0 and 1, expected these alone. Code it so.")
    return np.asarray(found == 1, np.bool_)


def _cautions(level: Level, joined: int, served: Bools, unit: ArrayLike | None) -> tuple[Caution, ...]:
    found = []
    if level != "low":
        when = "unless leaving had little to do with the outcome" if level == "low_if_optimistic" else ""
        found.append(
            Caution("attrition", f"So many were lost that the arms may no longer compare {when}".strip() + ".")
        )
    if joined:
        found.append(Caution("joiners", f"{joined} students joined after assignment, perhaps because of it."))
    if unit is not None:
        codes, _ = coded("unit", unit, len(served))
        if min(len(np.unique(codes[served])), len(np.unique(codes[~served]))) < 2:
            found.append(Caution("one_unit", "An arm has one unit: its effect cannot be told from the unit's own."))
    return tuple(found)
