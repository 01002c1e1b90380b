"""A jump at a cut score by local linear regression, and whether students bunch on one side of the cut.

Wrappers of rdrobust (Calonico, Cattaneo and Titiunik 2014, Econometrica 82; Calonico, Cattaneo, Farrell and Titiunik
2019, Rev. Econ. Stat. 101) and rddensity (Cattaneo, Jansson and Ma 2020, JASA 115), and the only module that imports
them: they are optional. What they print or warn of is silenced here and said in the results instead.
"""

import contextlib
import io
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mtss_analysis.errors import PackageError
from mtss_analysis.estimators.cut_score import TooFewError, finite, require_sides
from mtss_analysis.estimators.series import Floats, require_confidence

Errors = Literal["nn", "hc1", "hc3"]
NEIGHBOURS_UP_TO = 1_000_000
"""Pairs of students with equal scores up to which errors come from neighbours by default; their number costs time."""
DISTINCT = (23, 10)
"""Fewest distinct scores within a bandwidth of the density test: on long scales, and on short ones."""
MISSING = (
    'The package "{name}" is not installed, and a cut score cannot be looked at as a natural experiment without it. '
    "Set the project up with start.py, which installs it, or run: pip install rdrobust rddensity"
)


@dataclass(frozen=True, slots=True)
class Jump:
    """What lies at or above the cut minus what lies below it, at the cut.

    Attributes
    ----------
    estimate : of the local lines
    corrected : the same less its estimated bias; the interval lies about it
    se, ci, p : robust: they allow for the bias and for its estimation
    bandwidth, bias_bandwidth : distance from the cut of the students used, and of those used for the bias [score]
    n : students within the bandwidth below, and at or above the cut
    clusters : likewise; (0, 0) if the errors are not clustered
    lines : level at the cut and slope, below (row 0) and at or above it (row 1), (2, 2)
    first_stage : jump in the share served, of a fuzzy fit; else None
    """

    estimate: float
    corrected: float
    se: float
    ci: tuple[float, float]
    p: float
    bandwidth: float
    bias_bandwidth: float
    n: tuple[int, int]
    clusters: tuple[int, int]
    lines: Floats
    first_stage: "Jump | None"


@dataclass(frozen=True, slots=True)
class DensityBreak:
    """Test of a break in the density of scores at the cut: statistic, p-value, densities and bandwidths on both sides.

    `distinct` counts the distinct scores within the bandwidths.
    """

    statistic: float
    p: float
    density: tuple[float, float]
    bandwidth: tuple[float, float]
    n: tuple[int, int]
    distinct: tuple[int, int]


def jump(
    score: ArrayLike, outcome: ArrayLike, cut: float, served: ArrayLike | None = None, *,
    bandwidth: float | None = None, cluster: ArrayLike | None = None, donut: float = 0.0, confidence: float = 0.95,
    errors: Errors | None = None,
) -> Jump:  # fmt: skip
    """Estimate the jump of an outcome (n,) at the cut or, given who was `served` (n,), the effect of being served.

    Without `served` this is the sharp estimate: the effect of being on one side of the cut (intent to treat). With it,
    the fuzzy one: jump of the outcome over jump of the share served. That holds for those whom the cut moves into the
    service, if it moves nobody out and acts through the service alone (Hahn, Todd and van der Klaauw 2001,
    Econometrica 69); its sign does not depend on the side that is served. Triangular weights.

    Parameters
    ----------
    score, outcome, served
        Shape (n,), finite [score], [outcome], [0 or 1].
    bandwidth
        Students farther than this from the cut are left out; None finds the one with the least mean squared error.
    cluster
        Each student's cluster (n,); errors are then clustered (CR1).
    donut
        Students nearer than this to the cut are left out.
    errors
        "nn" from three nearest neighbours, "hc1" or "hc3" from residuals; None takes "nn" and, where very many
        students share their scores (from some 8,000 with scores of SD 18 on), "hc1": the two agree to about 3 parts in
        1,000, and "nn" would take minutes. Without effect if there are clusters.

    Raises
    ------
    PackageError
        rdrobust is not installed.
    TooFewError
        Fewer than 20 students, or 4 distinct scores on a side; one outcome only; or a share served that is the same
        everywhere.
    ValueError
        Lengths differ, a value is not finite, or bandwidth or confidence is out of range.

    Examples
    --------
    >>> score = np.arange(200) % 40
    >>> found = jump(score, 5 + score + 3 * (score >= 20) + np.arange(200) // 40 % 2, 20, bandwidth=12)
    >>> round(found.estimate, 1), found.n
    (3.0, (55, 60))
    """
    require_confidence(confidence)
    columns = {"score": score, "outcome": outcome} | ({} if served is None else {"served": served})
    values = {name: finite(name, column) for name, column in columns.items()}
    groups = None if cluster is None else np.unique(np.asarray(cluster), return_inverse=True)[1].ravel()
    _require_equal_lengths(values, groups)
    _require_bandwidth(bandwidth)
    kept = np.abs(values["score"] - cut) >= donut
    x, y, *rest = (column[kept] for column in values.values())
    groups = None if groups is None else groups[kept]
    require_sides(x, cut)
    _require_variation(y, *rest)
    pairs = int((np.unique(x, return_counts=True)[1].astype(np.int64) ** 2).sum())
    kind = errors or ("nn" if pairs <= NEIGHBOURS_UP_TO else "hc1")
    with _quietly(), _understood():
        found = _package("rdrobust").rdrobust(
            y, x, c=float(cut), fuzzy=rest[0] if rest else None, h=bandwidth, cluster=groups, level=100 * confidence,
            vce="cr1" if cluster is not None else kind,
        )  # fmt: skip
    return _as_jump(found, x, groups, float(cut))


def density_break(score: ArrayLike, cut: float) -> DensityBreak:
    """Test whether the density of scores (n,) breaks at the cut, as it does where students are moved across it.

    Local quadratic density, cubic for the bias, jackknife errors, adjusted for whole scores. Bandwidths hold 23
    distinct scores at least, as is rddensity's default, but only 10 where 23 would reach beyond 1.5 SD: on short
    scales the wider test rejects sound data up to four times in ten (simulated with 3,000 scores of SD 6).
    Raises as :func:`jump`.
    """
    scores = finite("score", score)
    require_sides(scores, cut)
    with _quietly(), _understood():
        found = _package("rddensity").rddensity(scores, c=float(cut), bino_flag=False, nUniqueMin=_distinct(scores))
    reach = float(found.h["left"]), float(found.h["right"])
    near = scores[(scores >= cut - reach[0]) & (scores <= cut + reach[1])]
    sides = near[near < cut], near[near >= cut]
    statistic, p = float(found.test["t_jk"]), float(found.test["p_jk"])
    if not np.isfinite(p):
        raise TooFewError("The density of scores cannot be estimated on both sides of the cut.")
    density = float(found.hat["left"]), float(found.hat["right"])
    n, distinct = (len(sides[0]), len(sides[1])), (len(np.unique(sides[0])), len(np.unique(sides[1])))
    return DensityBreak(statistic, p, density, reach, n, distinct)


def _distinct(score: Floats) -> int:
    step = float(np.diff(np.unique(score)).min())
    usual, short = DISTINCT
    return usual if usual * step <= 1.5 * float(score.std()) else short


def _as_jump(found: Any, x: Floats, groups: NDArray[np.intp] | None, cut: float) -> Jump:  # noqa: ANN401
    reach, bias_reach = float(found.bws.loc["h", "left"]), float(found.bws.loc["b", "left"])
    near, below = np.abs(x - cut) < reach, x < cut
    sides = near & below, near & ~below
    clusters = (0, 0) if groups is None else _counts(*(groups[side] for side in sides))
    shared: dict[str, Any] = {
        "bandwidth": reach, "bias_bandwidth": bias_reach, "n": (int(sides[0].sum()), int(sides[1].sum())),
        "clusters": clusters,
    }  # fmt: skip
    first = None
    if found.tau_T is not None:
        lines = np.vstack([np.ravel(found.beta_T_p_l), np.ravel(found.beta_T_p_r)])
        first = Jump(
            **_robust(found.tau_T, found.se_T, found.ci_T, found.pv_T), **shared, lines=lines, first_stage=None
        )
    lines = np.vstack([np.asarray(found.beta_p_l)[:, 0], np.asarray(found.beta_p_r)[:, 0]])
    told = Jump(**_robust(found.coef, found.se, found.ci, found.pv), **shared, lines=lines, first_stage=first)
    if not np.isfinite([told.estimate, told.se, *told.ci]).all():
        raise TooFewError("The lines on both sides of the cut have no finite error: too little differs near the cut.")
    return told


def _robust(estimate: Any, se: Any, ci: Any, p: Any) -> dict[str, Any]:  # noqa: ANN401
    point, errors, ends, chances = (np.asarray(each, np.float64) for each in (estimate, se, ci, p))
    return {
        "estimate": float(point[0, 0]), "corrected": float(point[1, 0]), "se": float(errors[2, 0]),
        "ci": (float(ends[2, 0]), float(ends[2, 1])), "p": float(chances[2, 0]),
    }  # fmt: skip


def _counts(below: NDArray[Any], above: NDArray[Any]) -> tuple[int, int]:
    return len(np.unique(below)), len(np.unique(above))


def _package(name: str) -> Any:  # noqa: ANN401
    try:
        with warnings.catch_warnings():  # rddensity changes which warnings the whole program shows
            if name == "rdrobust":
                import rdrobust as package
            else:
                import rddensity as package
    except ImportError as problem:
        raise PackageError(MISSING.format(name=name)) from problem
    return package


@contextlib.contextmanager
def _quietly() -> Iterator[None]:
    with warnings.catch_warnings(), np.errstate(all="ignore"), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        yield


@contextlib.contextmanager
def _understood() -> Iterator[None]:
    """Say of any way in which the packages give up (bare exceptions, singular matrices) that there is too little."""
    try:
        yield
    except (PackageError, TooFewError):
        raise
    except Exception as problem:
        raise TooFewError(f"The lines on both sides of the cut cannot be fitted ({problem}).") from problem


def _require_equal_lengths(values: dict[str, Floats], groups: NDArray[np.intp] | None) -> None:
    lengths = {name: len(column) for name, column in values.items()} | (
        {} if groups is None else {"cluster": len(groups)}
    )
    if len(set(lengths.values())) > 1:
        raise ValueError(
            f"got lengths {lengths}, expected one value of each for every student. Take all from the same rows."
        )


def _require_bandwidth(bandwidth: float | None) -> None:
    if bandwidth is not None and not (np.isfinite(bandwidth) and bandwidth > 0):
        raise ValueError(f"bandwidth: got {bandwidth}, expected a distance above 0. Leave it out to have one found.")


def _require_variation(outcome: Floats, *served: Floats) -> None:
    if np.ptp(outcome) == 0:
        raise TooFewError(f"Every outcome is {outcome[0]:g}, so there is nothing to explain.")
    for share in served:
        if np.ptp(share) == 0:
            raise TooFewError(f'"served" is {share[0]:g} for every student, so nobody can be compared.')
