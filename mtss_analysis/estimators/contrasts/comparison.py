"""The difference between served and comparison students, adjusted, with errors at the level that was assigned."""

import numpy as np
from numpy.typing import ArrayLike

from mtss_analysis.estimators.contrasts.estimate import Contrast
from mtss_analysis.estimators.contrasts.refusals import (
    Caution,
    Refused,
    arms,
    clusters_by_arm,
    coded,
    few_clusters,
    varied,
    vector,
)
from mtss_analysis.estimators.contrasts.regression import Errors, Regression, least_squares
from mtss_analysis.estimators.series import Floats

TREATED, DOSE = "treated", "dose"
FEW_DF = 4.0
"""Below these degrees of freedom even Satterthwaite's t is not to be trusted (Pustejovsky and Tipton 2018)."""


def adjusted_difference(
    outcome: ArrayLike,
    treated: ArrayLike,
    covariates: ArrayLike | None = None,
    names: tuple[str, ...] = (),
    *,
    cluster: ArrayLike | None = None,
    block: ArrayLike | None = None,
    weights: ArrayLike | None = None,
    errors: Errors | None = None,
    confidence: float = 0.95,
) -> Contrast:
    """Estimate the difference, served less comparison, by :func:`~.regression.least_squares`.

    Parameters
    ----------
    outcome, treated
        Scores (n,), and 1 for served students, else 0 (n,).
    covariates, names
        Columns (n, p) known before anyone was served, and what they are called.
    cluster
        Label of the unit that was assigned (n,), such as the class; None if students were, one by one.
    block
        Label of the block within which units were assigned (n,), such as the school.

    Raises
    ------
    Refused
        As :func:`~.regression.least_squares`; `all_served`, `none_served`; `one_cluster`, in an arm.

    Examples
    --------
    >>> rng = np.random.default_rng(3)
    >>> school, pretest = np.repeat(np.arange(24), 15), rng.normal(50, 10, 360)
    >>> served = (school % 2 == 0).astype(float)
    >>> score = pretest + 4 * served + rng.normal(0, 2, 24)[school] + rng.normal(0, 5, 360)
    >>> found = adjusted_difference(score, served, pretest[:, None], ("pretest",), cluster=school)
    >>> round(found.estimate, 1), found.ci[0] < 4 < found.ci[1]
    (3.6, True)
    """
    y = varied("outcome", outcome)
    served = arms(treated, len(y))
    told: tuple[Caution, ...] = ()
    if cluster is not None:
        told = few_clusters(clusters_by_arm(served, coded("cluster", cluster, len(y))[0]))
    if block is not None:
        told += _one_armed(served.astype(np.float64), block)
    fit = _fit(y, served.astype(np.float64), TREATED, covariates, names, cluster, block, weights, errors, confidence)
    return fit.of(TREATED, told + _unsteady(float(fit.df[fit.names.index(TREATED)])))


def dose_response(
    outcome: ArrayLike,
    dose: ArrayLike,
    covariates: ArrayLike | None = None,
    names: tuple[str, ...] = (),
    *,
    cluster: ArrayLike | None = None,
    block: ArrayLike | None = None,
    errors: Errors | None = None,
    confidence: float = 0.95,
) -> Contrast:
    """Estimate the slope of the outcome on an amount received (n,) [score/unit of dose].

    The first caution always says that amounts were not assigned: those who attend more, or are given more, differ.

    Raises
    ------
    Refused
        As :func:`~.regression.least_squares`; `constant` where all received the same amount; `negative_dose`.

    Examples
    --------
    >>> rng = np.random.default_rng(4)
    >>> hours = rng.integers(0, 30, 200).astype(float)
    >>> found = dose_response(50 + 0.3 * hours + rng.normal(0, 5, 200), hours)
    >>> round(found.estimate, 1), found.cautions[0].code
    (0.3, 'dose_not_assigned')
    """
    amount = varied("dose", dose)
    if amount.min() < 0:
        raise Refused("negative_dose", f"dose: {amount.min():g} is the least, expected 0 or more. Correct the record.")
    fit = _fit(
        varied("outcome", outcome, len(amount)),
        amount,
        DOSE,
        covariates,
        names,
        cluster,
        block,
        None,
        errors,
        confidence,
    )
    warning = Caution(
        "dose_not_assigned",
        "Amounts were not assigned. Students who receive more differ from those who receive less, so the slope is no "
        "effect of more.",
    )
    return fit.of(DOSE, (warning, *_unsteady(float(fit.df[fit.names.index(DOSE)]))))


def _fit(
    y: Floats,
    first: Floats,
    name: str,
    covariates: ArrayLike | None,
    names: tuple[str, ...],
    cluster: ArrayLike | None,
    block: ArrayLike | None,
    weights: ArrayLike | None,
    errors: Errors | None,
    confidence: float,
) -> Regression:
    others = np.empty((len(y), 0)) if covariates is None else np.asarray(covariates, np.float64)
    if others.shape != (len(y), len(names)):
        raise Refused(
            "shape", f"covariates: got shape {others.shape}, expected ({len(y)}, {len(names)}) as many as names."
        )
    # what is asked for comes last, so that a column it is a sum of is not the one named
    X, labels = np.column_stack([others, first]), (*names, name)
    return least_squares(
        y, X, labels, cluster=cluster, block=block, weights=weights, errors=errors, confidence=confidence
    )


def _one_armed(served: Floats, block: ArrayLike) -> tuple[Caution, ...]:
    codes, count = coded("block", block, len(served))
    share = np.bincount(codes, served) / np.bincount(codes)
    alone = int(((share == 0) | (share == 1)).sum())
    if not alone:
        return ()
    sentence = f"{alone} of {count} blocks have students of one arm only and say nothing about the difference."
    return (Caution("one_armed_blocks", sentence),)


def _unsteady(df: float) -> tuple[Caution, ...]:
    if df >= FEW_DF:
        return ()
    return (Caution("few_df", f"With {df:.1f} degrees of freedom the interval itself is uncertain."),)


def share_explained(outcome: ArrayLike, covariates: ArrayLike, names: tuple[str, ...]) -> float:
    """Return R² of covariates (n, p), as :func:`~.effect_size.standardized` asks for.

    Raises Refused as :func:`~.regression.least_squares`.

    >>> round(share_explained([1.0, 2.0, 3.0, 5.0], np.array([[1.0], [2.0], [3.0], [4.0]]), ("pretest",)), 4)
    0.9657
    """
    y = vector("outcome", outcome)
    fit = least_squares(y, covariates, names, errors="classical")
    return float(1 - fit.residuals @ fit.residuals / ((y - y.mean()) ** 2).sum())
