"""The cut score a school in fact worked by: found from who was served, not from what was written down."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

Floats = NDArray[np.float64]
Status = Literal["found", "no_jump", "gradual", "all_served", "none_served", "too_few"]

WITHIN = 7.35
"""Likelihood ratio up to which a cut is in the 95 % set: −2 log(1 − √.95) (Hansen 2000, Econometrica 68)."""
NO_JUMP = 10.0
"""Likelihood ratio that a jump, searched for over all scores, exceeds by chance about one time in twenty (Andrews 1993,
Econometrica 61: 8.85 with 15 % of the scores left out at each end, 9.84 with 5 %)."""
GRADUAL = 3.84
"""Likelihood ratio above which a gradual change of one more parameter is taken for it: 95 % point of χ²(1)."""
WIDTHS = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0)
"""Widths of gradual change that are tried [steps of score, the distance between two neighbouring scores]."""
ROUNDS = 60
MOST = 150
"""Distinct scores above which a gradual change is fitted to groups of neighbouring ones."""


@dataclass(frozen=True, slots=True)
class OperatingCut:
    """Where service jumps. Numbers are NaN unless the status is "found" or "gradual".

    Attributes
    ----------
    status : "found"; "no_jump", service has little to do with the score; "gradual", it changes over a range of scores;
        "all_served", "none_served"; "too_few" students or scores
    cut : students with a score beyond it are served; those at it are not [score]
    low, high : ends of the cuts that fit about as well (a 95 % set), both scores that somebody has
    equal : the last score on the served side and the first on the other; a cut after the first and up to the second
        parts the students alike, so the data cannot tell such cuts apart
    served_side, other_side : share served on the two sides
    jump : difference of the two
    n : students on the two sides
    width : range of scores over which service changes from 27 to 73 % of the way; 0 unless "gradual" [score]
    """

    status: Status
    cut: float
    low: float
    high: float
    equal: tuple[float, float]
    served_side: float
    other_side: float
    jump: float
    n: tuple[int, int]
    width: float


def operating_cut(
    score: ArrayLike,
    served: ArrayLike,
    served_below: bool = True,
    *,
    least_jump: float = 0.2,
    fewest: int = 20,
    schools: int = 1,
) -> OperatingCut:
    """Find the cut by which students were served, of one school, measure and window.

    Of all scores at which the students can be parted, the cut is the one with the greatest likelihood when a share is
    served on its one side and a smaller share on its other. A cut is said only if the jump is `least_jump` at least and
    unlikely to be chance, and if no gradual change (a logistic one between two shares) fits clearly better.

    Parameters
    ----------
    score, served
        Screening score and whether served (0 or 1), each (n,). Leave out students who lack one.
    served_below
        Low scores are to be served; else high ones.
    least_jump
        Smallest difference between the shares served on the two sides.
    fewest
        Fewest students.
    schools
        Schools that are searched together: a jump has to be as unlikely by chance in any of them (Bonferroni; the
        likelihood ratio asked for grows by 2 log(schools)).

    Raises
    ------
    ValueError
        Lengths differ, a score is not finite, or `served` holds anything but 0 and 1.

    Examples
    --------
    >>> score = np.repeat(np.arange(20, 60), 5)
    >>> found = operating_cut(score, (score < 38) & (np.arange(200) % 5 > 0))
    >>> found.status, found.cut, found.equal, found.served_side, found.other_side
    ('found', 38.0, (37.0, 38.0), 0.8, 0.0)
    """
    scores, given = _checked(score, served)
    side = 1.0 if served_below else -1.0
    distinct, code = np.unique(side * scores, return_inverse=True)
    n, k = (np.asarray(np.bincount(code, of, len(distinct)), np.float64) for of in (np.ones(len(code)), given))
    if len(scores) < fewest or len(distinct) < 2:
        return _nothing("too_few")
    if k.sum() in (0, n.sum()):
        return _nothing("all_served" if k.sum() else "none_served")
    shares, likelihood = _parted(n, k)
    best = int(np.argmax(np.where(shares[:, 0] > shares[:, 1], likelihood, -np.inf)))
    jump = float(shares[best, 0] - shares[best, 1])
    if jump < least_jump or 2 * (likelihood[best] - _likelihood(n.sum(), k.sum())) < NO_JUMP + 2 * np.log(schools):
        return _nothing("no_jump")
    width, gradual = _gradual(distinct, n, k)
    slow = 2 * (gradual - likelihood[best]) > GRADUAL
    fitting = (2 * (likelihood[best] - likelihood) <= WITHIN) & (shares[:, 0] > shares[:, 1])
    low, high = np.sort(side * np.array([distinct[:-1][fitting][0], distinct[1:][fitting][-1]]))
    equal = side * distinct[best], side * distinct[best + 1]
    parted = int(n[: best + 1].sum()), int(n[best + 1 :].sum())
    return OperatingCut(
        "gradual" if slow else "found", float(equal[1]), float(low), float(high), (float(equal[0]), float(equal[1])),
        float(shares[best, 0]), float(shares[best, 1]), jump, parted, width if slow else 0.0,
    )  # fmt: skip


def _parted(n: Floats, k: Floats) -> tuple[Floats, Floats]:
    """Shares served on the two sides of every cut between d scores, (d − 1, 2), and the log-likelihood (d − 1,)."""
    inside, hits = np.cumsum(n)[:-1], np.cumsum(k)[:-1]
    outside, others = n.sum() - inside, k.sum() - hits
    return np.column_stack([hits / inside, others / outside]), _likelihood(inside, hits) + _likelihood(outside, others)


def _likelihood(n: ArrayLike, k: ArrayLike) -> Floats:
    """Greatest log-likelihood of k served of n, elementwise."""
    size, hits = np.asarray(n, np.float64), np.asarray(k, np.float64)
    return np.asarray(special.xlogy(hits, hits / size) + special.xlogy(size - hits, 1 - hits / size), np.float64)


def _gradual(distinct: Floats, n: Floats, k: Floats) -> tuple[float, float]:
    """Width and log-likelihood of the logistic change between two shares that fits best; of many scores, in groups."""
    step = float(np.median(np.diff(distinct)))
    group = np.arange(len(distinct)) * MOST // len(distinct) if len(distinct) > MOST else np.arange(len(distinct))
    size, hits = (np.asarray(np.bincount(group, of), np.float64) for of in (n, k))
    place = np.bincount(group, n * distinct) / size
    middle, step = (place[1:] + place[:-1]) / 2, max(step, float(np.median(np.diff(place))))
    best = (0.0, -np.inf)
    for width in WIDTHS:
        belongs = np.asarray(special.expit((middle[:, None] - place[None, :]) / (width * step)), np.float64)
        best = max(best, (2 * width * step, float(_two_shares(belongs, size, hits).max())), key=lambda pair: pair[1])
    return best


def _two_shares(belongs: Floats, n: Floats, k: Floats) -> Floats:
    """Log-likelihood (m,) of p = a·g + b·(1 − g) at its greatest, for each row g (m, d) of shares of belonging.

    By the EM algorithm of a mixture whose weights are known (Dempster, Laird and Rubin 1977, JRSS B 39).
    """
    inside, outside = belongs @ n, (1 - belongs) @ n
    start = np.clip(belongs @ k / inside, 1e-6, 1 - 1e-6), np.clip((1 - belongs) @ k / outside, 1e-6, 1 - 1e-6)
    chance = _mixed(*_by_em(belongs, n, k, *start), belongs)
    return np.asarray(special.xlogy(k, chance).sum(axis=1) + special.xlog1py(n - k, -chance).sum(axis=1), np.float64)


def _by_em(belongs: Floats, n: Floats, k: Floats, a: Floats, b: Floats) -> tuple[Floats, Floats]:
    other = 1 - belongs
    for _ in range(ROUNDS):
        yes, no = k / _mixed(a, b, belongs), (n - k) / _mixed(1 - a, 1 - b, belongs)
        hits, misses = a * _summed(belongs, yes), (1 - a) * _summed(belongs, no)
        others, spared = b * _summed(other, yes), (1 - b) * _summed(other, no)
        a, b = (np.clip(up / (up + down), 1e-6, 1 - 1e-6) for up, down in ((hits, misses), (others, spared)))
    return a, b


def _summed(weights: Floats, values: Floats) -> Floats:
    return np.asarray(np.einsum("ij,ij->i", weights, values), np.float64)


def _mixed(a: Floats, b: Floats, belongs: Floats) -> Floats:
    return np.asarray(a[:, None] * belongs + b[:, None] * (1 - belongs), np.float64)


def _checked(score: ArrayLike, served: ArrayLike) -> tuple[Floats, Floats]:
    scores, given = np.asarray(score, np.float64), np.asarray(served, np.float64)
    if scores.shape != given.shape or scores.ndim != 1:
        raise ValueError(f"got shapes {scores.shape} and {given.shape}, expected one score and one 0 or 1 a student.")
    for name, wrong, values in (
        ("score", ~np.isfinite(scores), scores),
        ("served", (given != 0) & (given != 1), given),
    ):
        if wrong.any():
            at = int(np.flatnonzero(wrong)[0])
            what = "a finite number" if name == "score" else "0 or 1"
            raise ValueError(f'{name}: row {at} holds "{values[at]:g}", expected {what}. Leave out who lacks one.')
    return scores, given


def _nothing(status: Status) -> OperatingCut:
    return OperatingCut(status, np.nan, np.nan, np.nan, (np.nan, np.nan), np.nan, np.nan, np.nan, (0, 0), np.nan)
