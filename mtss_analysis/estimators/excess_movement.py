"""How many left the risk band beyond those who would have left it with no intervention at all.

Students are below a risk cut partly because their score was low by chance; at the next look many are above it, and
students without support grow too. Only what moved beyond that can be an effect. The expected movement is that of normal
theory (Lord and Novick 1968, ch. 3; Davis 1976, Am. J. Epidemiology 104, on the effect of selection): an observed score
is a true score plus error, true scores are normal among all who were screened, and grow as the comparison's do.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import optimize, special

from mtss_analysis.estimators.cut_score import finite
from mtss_analysis.estimators.series import Floats, require_confidence


@dataclass(frozen=True, slots=True)
class Unsupported:
    """What is known of students without the intervention, on the scale of the scores.

    Attributes
    ----------
    mean, sd : of the first scores of all who were screened, not of the risk band alone
    sem : standard error of measurement of one score, of each student in the band (n,) or of all
    growth, growth_sd : mean growth of true scores between the looks without the intervention, and its spread: of
        students of every level. The gain of low scorers alone holds regression to the mean already, which would then
        be taken off twice
    n : students screened, from whom mean and sd are known
    sem_se, growth_se : standard errors of the SEM and of the mean growth; 0 takes them as known
    """

    mean: float
    sd: float
    sem: float | Floats
    growth: float
    growth_sd: float = 0.0
    n: int = 0
    sem_se: float = 0.0
    growth_se: float = 0.0


@dataclass(frozen=True, slots=True)
class ExcessMovement:
    """Movement out of the risk band, observed and expected. Shares are of the students in the band at the first look.

    Attributes
    ----------
    n : students in the band at the first look
    left : of them, those outside it at the second
    observed : share that left
    by_chance : share expected beyond the second cut if nobody had grown: regression to the mean alone
    by_growth : what the comparison's growth adds to it
    expected : sum of the two
    excess : observed less expected share
    se, low, high : its standard error and interval
    students, students_low, students_high : the same in students
    chance : chance of each student to leave without the intervention (n,)
    """

    n: int
    left: int
    observed: float
    by_chance: float
    by_growth: float
    expected: float
    excess: float
    se: float
    low: float
    high: float
    students: float
    students_low: float
    students_high: float
    chance: Floats


def sem_of(reliability: float, sd: float) -> float:
    """Return the standard error of measurement, SD √(1 − reliability) [score].

    Raises ValueError on a reliability that is not above 0 and below 1.

    Examples
    --------
    >>> round(sem_of(0.91, 20.0), 1)
    6.0
    """
    if not 0 < reliability < 1:
        raise ValueError(f"reliability: got {reliability}, expected a share between 0 and 1. Write 0.9 for .90.")
    return float(sd * np.sqrt(1 - reliability))


def excess_movement(
    before: ArrayLike, after: ArrayLike, cut_before: float, cut_after: float, unsupported: Unsupported, *,
    risk_below: bool = True, cluster: ArrayLike | None = None, step: float | None = None, confidence: float = 0.95,
) -> ExcessMovement:  # fmt: skip
    """Compare movement out of the risk band with what is expected without the intervention.

    A student with the first score x has, with ρ = (sd² − sem²)/sd², the expected second score mean + ρ (x − mean) +
    growth and its variance (1 − ρ)(sd² − sem²) + growth_sd² + sem²; the chance to be beyond the second cut follows. The
    interval is parametric: Bernoulli variance of who left, at the students' chances shifted alike (on the normal scale)
    until they agree with the number who left, or that of cluster sums; and the delta method for mean, sd, SEM and
    growth.

    Parameters
    ----------
    before, after
        First and second score, each (n,), of the students beyond the first cut who were given the intervention.
        Students without a second score must be left out and counted: whether they left is not known.
    cut_before, cut_after
        Cuts of the two looks; a student at a cut is outside the risk band.
    unsupported
        What is known of students without the intervention.
    risk_below
        Low scores are at risk; else high ones.
    cluster
        School of each student (n,), if whole schools may move alike.
    step
        Whole scores lie so far apart; a student is counted beyond the cut from half a step before it. By default 1 if
        every score is whole, else 0.

    Raises
    ------
    ValueError
        No student; a score that is not finite; a first score outside the band; lengths that differ; fewer than two
        clusters; or a mean, spread or error that cannot be.

    Examples
    --------
    >>> before = np.repeat([28.0, 32.0, 36.0, 39.0], 25)
    >>> after = before + np.tile([-2.0, 3.0, 6.0, 9.0, 14.0], 20)
    >>> found = excess_movement(before, after, 40, 45, Unsupported(mean=50, sd=15, sem=5, growth=5, n=400))
    >>> found.left, round(found.expected * found.n, 1), round(found.by_chance * found.n, 1)
    (30, 30.9, 12.7)
    """
    require_confidence(confidence)
    first, second = finite("before", before), finite("after", after)
    _require_usable(first, second, cut_before, risk_below, unsupported)
    side = 1.0 if risk_below else -1.0
    left = (second - cut_after) * side >= 0
    counted = cut_after - side * (_step(first, second) if step is None else step) / 2
    chance = _chance(first, counted, unsupported, side)
    still = _chance(first, counted, replace(unsupported, growth=0.0, growth_sd=0.0), side)
    excess = float(left.mean() - chance.mean())
    variance = _sampling(left, chance, cluster) + _knowledge(first, counted, unsupported, side)
    se = float(np.sqrt(variance))
    reach = float(special.ndtri((1 + confidence) / 2)) * se
    n = len(first)
    return ExcessMovement(
        n, int(left.sum()), float(left.mean()), float(still.mean()), float(chance.mean() - still.mean()),
        float(chance.mean()), excess, se, excess - reach, excess + reach, n * excess, n * (excess - reach),
        n * (excess + reach), chance,
    )  # fmt: skip


def _step(first: Floats, second: Floats) -> float:
    return 1.0 if (np.round(first) == first).all() and (np.round(second) == second).all() else 0.0


def _chance(first: Floats, cut: float, known: Unsupported, side: float) -> Floats:
    """Chance of each student (n,) to be beyond the cut at the second look."""
    error = np.broadcast_to(np.asarray(known.sem, np.float64), first.shape) ** 2
    true = known.sd**2 - error.mean()
    pull = true / (true + error)
    expected = known.mean + pull * (first - known.mean) + known.growth
    spread = np.sqrt((1 - pull) * true + known.growth_sd**2 + error)
    return np.asarray(special.ndtr(side * (expected - cut) / spread), np.float64)


def _sampling(left: NDArray[np.bool_], chance: Floats, cluster: ArrayLike | None) -> float:
    """Variance of the share that left, at chances that agree with how many did."""
    n = len(left)
    deviate = special.ndtri(np.clip(chance, 1e-12, 1 - 1e-12))
    wanted = float(np.clip(left.sum(), 0.5, n - 0.5))
    shift = optimize.brentq(lambda by: float(special.ndtr(deviate + by).sum()) - wanted, -20, 20)  # type: ignore[no-untyped-call]
    agreeing = special.ndtr(deviate + shift)
    if cluster is None:
        return float((agreeing * (1 - agreeing)).sum()) / n**2
    codes = np.unique(np.asarray(cluster), return_inverse=True)[1].ravel()
    _require_clusters(codes, n)
    sums = np.bincount(codes, left - agreeing)
    return float((sums**2).sum()) * len(sums) / (len(sums) - 1) / n**2


def _knowledge(first: Floats, cut: float, known: Unsupported, side: float) -> float:
    """Variance of the expected share for what is known with error only: mean, sd, SEM and growth (delta method)."""
    of_mean = known.sd / np.sqrt(known.n) if known.n else 0.0
    moves = (
        ({"mean": known.mean + of_mean}, {"mean": known.mean - of_mean}),
        ({"sd": known.sd + of_mean / np.sqrt(2)}, {"sd": known.sd - of_mean / np.sqrt(2)}),
        ({"sem": known.sem + known.sem_se}, {"sem": known.sem - known.sem_se}),
        ({"growth": known.growth + known.growth_se}, {"growth": known.growth - known.growth_se}),
    )
    pairs = [[_chance(first, cut, replace(known, **end), side).mean() for end in ends] for ends in moves]
    return float(sum(((up - down) / 2) ** 2 for up, down in pairs))


def _require_clusters(codes: NDArray[np.intp], n: int) -> None:
    if len(codes) != n or codes.max(initial=0) < 1:
        raise ValueError(
            f"cluster: got {len(codes)} codes of {len(np.unique(codes))} clusters for {n} students, expected one for "
            "each of two clusters or more. Leave it out for the students of one school."
        )


def _require_usable(first: Floats, second: Floats, cut: float, below: bool, known: Unsupported) -> None:
    if len(first) != len(second) or not len(first):
        raise ValueError(f"before, after: got {len(first)} and {len(second)} scores, expected one of each a student.")
    inside = first < cut if below else first > cut
    if not inside.all():
        at = int(np.flatnonzero(~inside)[0])
        where = "below" if below else "above"
        raise ValueError(
            f"before: row {at} holds {first[at]:g}, expected a score {where} the first cut {cut:g}. Leave it out."
        )
    error = np.asarray(known.sem, np.float64)
    if not (known.sd > 0 and (error > 0).all() and (error**2).mean() < known.sd**2):
        raise ValueError(
            f"sd, sem: got {known.sd:g} and {error.mean():g}, expected both above 0 and the SEM below the SD. Take "
            "the SD of all who were screened, and the SEM of the same scale."
        )
    if min(known.growth_sd, known.sem_se, known.growth_se, known.n) < 0:
        raise ValueError("growth_sd, sem_se, growth_se, n: got one below 0, expected 0 or more.")
