"""Does a part of the model earn its place? Likelihood-ratio tests of two nested fits."""

from dataclasses import dataclass
from typing import Any

from numpy.typing import ArrayLike

from mtss_analysis.estimators.multilevel.growth_model import fit
from mtss_analysis.estimators.multilevel.result import MultilevelFit


@dataclass(frozen=True, slots=True)
class LikelihoodRatio:
    """A test of two nested fits.

    Attributes
    ----------
    statistic
        Twice the difference of the log-likelihoods.
    p
        Chance of a statistic at least as large if the smaller model holds.
    mixture
        Degrees of freedom of that statistic's chi-squared distributions, in equal shares; 0 stands for zero itself.
    sentence
        The same in words.
    """

    statistic: float
    p: float
    mixture: tuple[int, ...]
    sentence: str


def likelihood_ratio(smaller: MultilevelFit, larger: MultilevelFit) -> LikelihoodRatio:
    """Test what `larger` adds to `smaller`, both fitted to the same rows.

    A variance that is added with r covariances lies on its boundary if it is zero, so that the statistic is half
    χ²(r), half χ²(r + 1) (Stram and Lee 1994). A residual correlation that is added is tested by χ²(1). Fixed effects
    that are added are tested by χ² of their number, by maximum likelihood alone.

    Raises
    ------
    ValueError
        The fits cannot be compared: other scores or another method, a fit that did not converge, fixed effects that
        differ under restricted likelihood, or more than one kind of parameter added at once.

    Examples
    --------
    >>> import numpy as np
    >>> rng = np.random.default_rng(1)
    >>> week, student = np.tile(np.arange(8.0), 60), np.repeat(np.arange(60), 8)
    >>> score = rng.normal(50, 10, 60)[student] + rng.normal(1.5, 1, 60)[student] * week + rng.normal(0, 4, 480)
    >>> found = likelihood_ratio(fit(score, None, week, student, student_slope=False), fit(score, None, week, student))
    >>> found.mixture, found.p < 0.001
    ((1, 2), True)
    """
    _refuse_unlike(smaller, larger)
    mixture, added = _mixture(smaller, larger)
    statistic = max(2 * (larger.loglik - smaller.loglik), 0.0)
    p = sum(_beyond(statistic, df) for df in mixture) / len(mixture)
    shape = " and ".join(f"χ²({df})" for df in mixture)
    shape = f"an equal mixture of {shape}" if len(mixture) > 1 else shape
    sentence = f"Likelihood ratio {statistic:.3f} for {added}, p = {p:.3g} by {shape}."
    return LikelihoodRatio(statistic, p, mixture, sentence)


def ar1_test(
    y: ArrayLike,
    X: ArrayLike | None,
    time: ArrayLike,
    student: ArrayLike,
    school: ArrayLike | None = None,
    **options: Any,  # noqa: ANN401
) -> LikelihoodRatio:
    """Test whether residuals near in time are alike: φ^|Δt| against none, everything else as :func:`fit` has it.

    The statistic is referred to χ²(1). Since φ of continuous time cannot be below zero, this is the careful side: the
    chance is at most what it says.

    Raises
    ------
    ValueError
        As :func:`fit`; and a student has two scores at one time.

    Examples
    --------
    >>> import numpy as np
    >>> rng = np.random.default_rng(2)
    >>> week, student = np.tile(np.arange(8.0), 60), np.repeat(np.arange(60), 8)
    >>> score = rng.normal(50, 10, 60)[student] + 1.5 * week + rng.normal(0, 4, 480)
    >>> ar1_test(score, None, week, student).p > 0.05
    True
    """
    plain, correlated = (
        fit(y, X, time, student, school, ar1=ar1, small_sample=False, **options) for ar1 in (False, True)
    )
    return likelihood_ratio(plain, correlated)


def _refuse_unlike(smaller: MultilevelFit, larger: MultilevelFit) -> None:
    if not (smaller.converged and larger.converged):
        raise ValueError("one of the two fits did not converge, so their likelihoods say nothing; fit a simpler model")
    if smaller.method != larger.method:
        raise ValueError(f'the fits were made by "{smaller.method}" and "{larger.method}"; make both by one method')
    if smaller.scores.sum() != larger.scores.sum() or len(smaller.scores) != len(larger.scores):
        counts = " and ".join(
            f"{one.scores.sum():,} scores of {len(one.scores):,} students" for one in (smaller, larger)
        )
        raise ValueError(f"the fits are of {counts}; fit both to the same rows")


def _mixture(smaller: MultilevelFit, larger: MultilevelFit) -> tuple[tuple[int, ...], str]:
    """Return the degrees of freedom, and what was added in words."""
    counts = [b - a for a, b in zip(smaller.parameters, larger.parameters, strict=True)]
    counts.append(len(larger.fixed) - len(smaller.fixed))
    if sum(count != 0 for count in counts) != 1 or min(counts) < 0 or counts[1] == 3:
        names = ("students' covariance", "schools' covariance", "residual correlation", "fixed effects")
        told = ", ".join(f"{name} {count:+d}" for name, count in zip(names, counts, strict=True))
        raise ValueError(f"the second fit must add one part to the first, not: {told}; take one step at a time")
    if counts[3] and larger.reml:
        raise ValueError("restricted likelihoods of different fixed effects do not compare; fit both with reml=False")
    if counts[0] or counts[1]:
        who = "students" if counts[0] else "schools"
        covariances = counts[0] + counts[1] - 1
        return (covariances, covariances + 1), f"differences in {'growth' if covariances else 'level'} between {who}"
    return (1,) if counts[2] else (counts[3],), "residuals alike near in time" if counts[2] else "fixed effects"


def _beyond(statistic: float, df: int) -> float:
    from scipy import special  # slow to import, and of no use to a fit

    return float(special.chdtrc(df, statistic)) if df else float(statistic <= 0)
