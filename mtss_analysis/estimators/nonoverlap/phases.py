"""Two phases of many cases side by side: baseline and treatment scores, turned so that higher is better.

A block holds cases whose phases are equally long, points × cases, so that every index is a few broadcast operations
whether it is asked of one case or of ten thousand.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mtss_analysis.estimators.series import Floats

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Block:
    """C cases with m baseline and n treatment scores each.

    Attributes
    ----------
    a : baseline (m, C) in order of session, times `sign` [score]
    b : treatment (n, C), likewise
    sign : +1 where higher scores are better, −1 where lower ones are (C,)
    """

    a: Floats
    b: Floats
    sign: Floats

    @property
    def lengths(self) -> tuple[int, int]:
        """Baseline and treatment points m, n."""
        return len(self.a), len(self.b)

    @property
    def empty(self) -> bool:
        """Whether a phase has no score."""
        return 0 in self.lengths


@dataclass(frozen=True, slots=True)
class Told:
    """What one index says of the C cases of a block. NaN is what cannot be told; `flags` (code → (C,)) say why.

    Attributes
    ----------
    estimate, se : (C,)
    low, high : interval (C,)
    p : two-sided chance under no effect (C,)
    flags : code of a caution → whether it holds for the case (C,)
    """

    estimate: Floats
    se: Floats
    low: Floats
    high: Floats
    p: Floats
    flags: Mapping[str, Flags] = field(default_factory=dict)


def told(
    estimate: Floats,
    se: Floats | None = None,
    ends: tuple[Floats, Floats] | None = None,
    p: Floats | None = None,
    flags: Mapping[str, Flags] | None = None,
) -> Told:
    """Fill what an index does not have with NaN."""
    none = np.full(estimate.shape, np.nan)
    low, high = ends or (none, none)
    return Told(estimate, none if se is None else se, low, high, none if p is None else p, flags or {})


def nothing(block: Block) -> Told:
    """No index of cases whose phase is empty."""
    cases = len(block.sign)
    return told(np.full(cases, np.nan), flags={"empty_phase": np.ones(cases, dtype=bool)})


def one_case(a: ArrayLike, b: ArrayLike, increase: bool) -> Block:
    """Check the two phases of one case, each 1-d in order of session, and turn them so that higher is better.

    Raises
    ------
    ValueError
        The direction is missing, or a phase is not one-dimensional or holds a number that is not finite.
    """
    sign = 1.0 if _direction(increase) else -1.0
    before, after = (sign * _scores(name, values)[:, None] for name, values in (("a", a), ("b", b)))
    return Block(before, after, np.array([sign]))


def _direction(increase: object) -> bool:
    if not isinstance(increase, bool | np.bool_):
        raise ValueError(
            f'increase: got "{increase}", expected True (higher scores are better) or False (lower ones are). '
            "Take the direction from the measure's settings."
        )
    return bool(increase)


def _scores(name: str, values: ArrayLike) -> Floats:
    scores = np.asarray(values, np.float64)
    if scores.ndim != 1:
        raise ValueError(f"{name}: got {scores.ndim} dimensions, expected the scores of one phase in one. Flatten it.")
    bad = np.flatnonzero(~np.isfinite(scores))
    if len(bad):
        raise ValueError(
            f'{name}: point {bad[0]} holds "{scores[bad[0]]}" ({len(bad)} such), expected a finite score. Leave points '
            "without a score out."
        )
    return scores
