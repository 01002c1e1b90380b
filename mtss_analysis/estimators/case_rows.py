"""Scores of several cases in phases, sorted and checked, with codes for the groups they fall into."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mtss_analysis.estimators.series import Floats

Codes = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class CaseRows:
    """Scores sorted by case and time, and the phase (of a pair, of a case) each is of."""

    score: Floats
    treated: NDArray[np.bool_]
    case: Codes
    pair: Codes
    time: Codes
    phase: Codes


def coded(*columns: NDArray[np.generic]) -> Codes:
    """Give every combination there is a whole-number code from 0."""
    return np.unique(np.column_stack(columns), axis=0, return_inverse=True)[1].reshape(-1)


def place_in(group: Codes) -> Codes:
    """Count each row's place inside its group from 0, rows of a group being in order."""
    place = np.empty(len(group), np.intp)
    for code in range(int(group.max()) + 1):
        rows = np.flatnonzero(group == code)
        place[rows] = np.arange(len(rows))
    return place


def case_rows(score: ArrayLike, treated: ArrayLike, case: ArrayLike, pair: ArrayLike, session: ArrayLike) -> CaseRows:
    """Check and sort the scores, each column (n,).

    Raises
    ------
    ValueError
        Lengths differ, a score is not finite, a session is no whole number or twice in a case, or a phase is missing.
    """
    scores, after = np.asarray(score, np.float64), np.asarray(treated).astype(bool)
    who, which, time = (np.asarray(one) for one in (case, pair, session))
    if scores.ndim != 1 or not scores.shape == after.shape == who.shape == which.shape == time.shape or not scores.size:
        raise ValueError(
            "score, treated, case, session: expected one of each for every score. Take all from one table."
        )
    whole = np.asarray(time, np.float64)
    bad = np.flatnonzero(~np.isfinite(scores) | ~np.isfinite(whole) | (whole != np.round(whole)))
    if len(bad):
        raise ValueError(
            f'row {bad[0]} holds score "{scores[bad[0]]}" at session "{whole[bad[0]]}", expected a finite score at a '
            "whole-number session. Number the sessions, and leave out those without a score."
        )
    cases, pairs, times = (
        np.unique(who, return_inverse=True)[1],
        np.unique(which, return_inverse=True)[1],
        whole.astype(np.intp),
    )
    order = np.lexsort((times, cases))
    cases, pairs, times, after = cases[order], pairs[order], times[order], after[order]
    _refuse(cases, pairs, times, after)
    return CaseRows(scores[order], after, cases, pairs, times, coded(cases, pairs, after))


def _refuse(cases: Codes, pairs: Codes, times: Codes, after: NDArray[np.bool_]) -> None:
    twice = np.flatnonzero((np.diff(times) == 0) & (np.diff(cases) == 0))
    if len(twice):
        raise ValueError(f"session: {times[twice[0]]} stands twice in one case, expected each once. Number them anew.")
    found = len(np.unique(coded(cases, pairs, after)))
    expected = 2 * (int(cases.max()) + 1) * (int(pairs.max()) + 1)
    if found < expected:
        raise ValueError(
            f"treated: the cases hold {found} phases, expected {expected}, baseline and treatment in every case and "
            "pair. Leave out cases that lack a phase, and say how many."
        )
