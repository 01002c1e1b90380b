"""Whether a single-case design could show an effect at all, before anyone looks for one.

A design must give the intervention several occasions to show what it does, at different times, with enough scores in
every phase. How many is a matter of a standard, so the numbers come as a named, dated profile.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

Design = Literal["reversal", "multiple_baseline"]
Verdict = Literal["meets", "meets with reservations", "does not meet"]
NOT_CHECKED = (
    "that the staff, not events, decided when treatment began",
    "that two observers agreed on a share of the scores in every phase",
)
"""What a standard asks for beyond the numbers of phases and points."""


@dataclass(frozen=True, slots=True)
class Profile:
    """Thresholds of a standard.

    Attributes
    ----------
    name, dated : which standard, of when
    attempts : fewest occasions to demonstrate an effect, at different times
    reversal_phases : fewest phases of a case in a reversal design
    multiple_baseline_phases : fewest phases over all cases of a multiple baseline
    points, points_with_reservations : fewest scores in every phase
    """

    name: str
    dated: date
    attempts: int = 3
    reversal_phases: int = 4
    multiple_baseline_phases: int = 6
    points: int = 5
    points_with_reservations: int = 3


WWC_PILOT = Profile("WWC single-case design technical documentation, version 1.0 (pilot)", date(2010, 6, 1))
"""Kratochwill, Hitchcock, Horner, Levin, Odom, Rindskopf and Shadish (2010)."""


@dataclass(frozen=True, slots=True)
class DesignScreen:
    """What a design can carry.

    Attributes
    ----------
    verdict : "meets", "meets with reservations" or "does not meet"
    reasons : a sentence for everything that falls short; empty if nothing does
    attempts, phases, fewest_points : counted
    not_checked : what the standard asks for besides, which scores cannot show
    profile : the standard
    """

    verdict: Verdict
    reasons: tuple[str, ...]
    attempts: int
    phases: int
    fewest_points: int
    not_checked: tuple[str, ...]
    profile: Profile


def screen(
    design: Design,
    points: Sequence[Sequence[int]],
    starts: Sequence[float] | None = None,
    *,
    profile: Profile = WWC_PILOT,
) -> DesignScreen:
    """Hold a design against a standard, from the scores in each phase.

    In a reversal design every change of phase of a case is an attempt, and the case with the fewest decides. In a
    multiple baseline every different time at which a case begins treatment is one.

    Parameters
    ----------
    design
        "reversal" (AB, ABAB, …) or "multiple_baseline".
    points
        Scores in each phase in order, for each case.
    starts
        When each case began treatment, on one clock for all; needed for a multiple baseline.
    profile
        The standard.

    Raises
    ------
    ValueError
        The design is unknown, there is no case, a case has fewer than two phases, a count is below zero, or starts of a
        multiple baseline are missing.

    Examples
    --------
    >>> screen("reversal", [[5, 6, 5, 5]]).verdict
    'meets'
    >>> found = screen("multiple_baseline", [[5, 9], [4, 8], [9, 3]], [6, 8, 11])
    >>> found.verdict, found.reasons
    ('meets with reservations', ('A phase has 3 scores; 5 are asked for, 3 with reservations.',))
    >>> screen("reversal", [[8, 8]]).verdict
    'does not meet'
    """
    _refuse(design, points, starts)
    fewest = min(count for one in points for count in one)
    if design == "reversal":
        phases, wanted = min(len(one) for one in points), profile.reversal_phases
        attempts = phases - 1
    else:
        phases, wanted = sum(len(one) for one in points), profile.multiple_baseline_phases
        attempts = len(set(starts or ()))
    missing = _missing(design, attempts, phases, wanted, fewest, profile)
    short = fewest < profile.points and fewest >= profile.points_with_reservations
    reservation = (_points(fewest, profile),) if short else ()
    verdict: Verdict = "does not meet" if missing else "meets with reservations" if short else "meets"
    return DesignScreen(verdict, (*missing, *reservation), attempts, phases, fewest, NOT_CHECKED, profile)


def _missing(design: Design, attempts: int, phases: int, wanted: int, fewest: int, profile: Profile) -> list[str]:
    whose = "a case" if design == "reversal" else "all cases"
    times = "" if design == "reversal" else " at different times"
    checks = [
        (
            attempts < profile.attempts,
            f"The design gives treatment {attempts} {_many(attempts, 'occasion')}{times} to show an effect; "
            f"{profile.attempts} are asked for.",
        ),
        (phases < wanted, f"The phases of {whose} number {phases}; {wanted} are asked for."),
        (fewest < profile.points_with_reservations, _points(fewest, profile)),
    ]
    return [sentence for fails, sentence in checks if fails]


def _points(fewest: int, profile: Profile) -> str:
    return (
        f"A phase has {fewest} {_many(fewest, 'score')}; {profile.points} are asked for, "
        f"{profile.points_with_reservations} with reservations."
    )


def _many(count: int, word: str) -> str:
    return word if count == 1 else f"{word}s"


def _refuse(design: str, points: Sequence[Sequence[int]], starts: Sequence[float] | None) -> None:
    if design not in ("reversal", "multiple_baseline"):
        raise ValueError(f'design: got "{design}", expected "reversal" or "multiple_baseline". Name one.')
    if not points or any(len(one) < 2 or min(one) < 0 for one in points):
        raise ValueError(
            f"points: got {[list(one) for one in points]}, expected scores in two or more phases for every case. "
            "Leave out cases with one phase, and say how many."
        )
    if design == "multiple_baseline" and (starts is None or len(starts) != len(points)):
        raise ValueError("starts: expected when each case began treatment, one for every case. Give them.")
