"""Every index of many students at once: cases with equally long phases are one block, and a block is broadcast."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mtss_analysis.estimators.nonoverlap.baseline_trend import tau_bc_of, tau_u_from
from mtss_analysis.estimators.nonoverlap.case_arrays import checked, directions, equal_shapes, scales
from mtss_analysis.estimators.nonoverlap.log_ratio import lrr_of
from mtss_analysis.estimators.nonoverlap.mean_shift import smd_of
from mtss_analysis.estimators.nonoverlap.overlap import ird_of, pand_from, pem_of, pnd_of
from mtss_analysis.estimators.nonoverlap.pairs import compared, doubled, nap_from, summed
from mtss_analysis.estimators.nonoverlap.phases import Block, Flags, Told, nothing, told
from mtss_analysis.estimators.series import Floats, Integers, require_confidence

NAMES = ("pnd", "pem", "pand", "ird", "nap", "tau", "tau_u", "tau_bc", "smd", "lrr")
Rows = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Battery:
    """Indices of C cases: `indices[name]` holds arrays (C,) `estimate`, `se`, `low`, `high`, `p` and `flags`.

    Attributes
    ----------
    case : code of each case (C,)
    baseline, treatment : points of its phases (C,)
    indices : by the name of the function that gives the same for one case with its default options; `tau_u` is the
        variant "parker", `tau_bc` "always", `lrr` LRRi or LRRd by the case's direction. What `flags` mean is in
        `CAUTIONS`
    confidence : of the intervals
    """

    case: Integers
    baseline: Rows
    treatment: Rows
    indices: Mapping[str, Told]
    confidence: float

    def __getitem__(self, name: str) -> Told:
        """Take one index."""
        return self.indices[name]


def battery(
    scores: ArrayLike,
    case: ArrayLike,
    phase: ArrayLike,
    increase: ArrayLike,
    scale: ArrayLike,
    *,
    minutes: float | None = None,
    intervals: float | None = None,
    only: Sequence[str] = NAMES,
    confidence: float = 0.95,
) -> Battery:
    """Compute the indices of every case; a case that lacks a phase or a direction is kept, with its caution.

    Parameters
    ----------
    scores
        Scores (N,) in order of session within each case [score].
    case
        Whole-number code of the case of each score (N,), never decreasing.
    phase
        Whether the score is of the treatment phase (N,); in each case baseline comes first. A case with more than two
        phases is given as several, one for each pair.
    increase
        Whether higher scores are better: one for all, or one for each case (C,), None where it is not known.
    scale
        Scale for the log response ratio, likewise; minutes and intervals as in :func:`lrr`.
    minutes, intervals, confidence
        As in :func:`lrr`.
    only
        Names of the indices wanted.

    Raises
    ------
    ValueError
        Lengths differ, codes are not sorted, a score is not finite, a phase returns to baseline, or a scale or an index
        is unknown by that name.

    Examples
    --------
    >>> scores, case, phase = [3, 3, 4, 5, 4, 5, 6, 7, 7, 2, 3], [1] * 9 + [2] * 2, [0] * 4 + [1] * 5 + [0] * 2
    >>> found = battery(scores, case, phase, increase=True, scale="count")
    >>> found["nap"].estimate, found["nap"].flags["empty_phase"]
    (array([0.9, nan]), array([False,  True]))
    """
    require_confidence(confidence)
    _refuse_unknown(only)
    values, treated, found = checked(scores, case, phase)
    cases = len(found.codes)
    running = np.concatenate([[0], np.cumsum(treated)])
    after = running[found.starts + found.n] - running[found.starts]
    before, sign = found.n - after, directions(increase, cases)
    fineness, most = scales(scale, cases, minutes, intervals)
    parts = []
    for rows, m, n in equal_shapes(before, after):
        turned = values[found.starts[rows] + np.arange(m + n)[:, None]] * np.where(sign[rows] == 0, 1.0, sign[rows])
        block = Block(a=turned[:m], b=turned[m:], sign=sign[rows])
        parts.append((rows, _indices(block, fineness[rows], most[rows], only, confidence)))
    return Battery(found.codes, before, after, {name: _joined(name, parts, sign == 0) for name in only}, confidence)


def _refuse_unknown(only: Sequence[str]) -> None:
    unknown = [name for name in only if name not in NAMES]
    if unknown:
        raise ValueError(f'only: got "{unknown[0]}", expected names among {", ".join(NAMES)}.')


def _indices(block: Block, fineness: Floats, most: Floats, only: Sequence[str], confidence: float) -> dict[str, Told]:
    if block.empty:
        return dict.fromkeys(only, nothing(block))
    above, below = compared(block.a, block.b)
    pairs = summed(above, below)
    share = nap_from(pairs, confidence=confidence)
    made: dict[str, Callable[[], Told]] = {
        "pnd": lambda: pnd_of(block),
        "pem": lambda: pem_of(block),
        "pand": lambda: pand_from(block, above),
        "ird": lambda: ird_of(block, pand_from(block, above)),
        "nap": lambda: share,
        "tau": lambda: doubled(share),
        "tau_u": lambda: tau_u_from(block, pairs),
        "tau_bc": lambda: tau_bc_of(block, confidence=confidence),
        "smd": lambda: smd_of(block, confidence=confidence),
        "lrr": lambda: lrr_of(block, fineness, most, confidence),
    }
    return {name: made[name]() for name in only}


def _joined(name: str, parts: list[tuple[Rows, dict[str, Told]]], unturned: Flags) -> Told:
    """Put the blocks' cases back in their order; nothing is told of cases without a direction."""
    if not parts:
        return told(np.empty(0))
    place = np.argsort(np.concatenate([rows for rows, _ in parts]))
    found = [one[name] for _, one in parts]

    def joined(*values: Floats) -> Floats:
        return np.where(unturned, np.nan, np.concatenate(values)[place])

    numbers = zip(*((one.estimate, one.se, one.low, one.high, one.p) for one in found), strict=True)
    estimate, se, low, high, p = (joined(*values) for values in numbers)
    flags = {"no_direction": unturned}
    for code in dict.fromkeys(["empty_phase", *(code for one in found for code in one.flags)]):
        holds = [one.flags.get(code, np.zeros(len(one.p), dtype=bool)) for one in found]
        flags[code] = np.concatenate(holds)[place] & ~unturned
    return Told(estimate, se, low, high, p, flags)
