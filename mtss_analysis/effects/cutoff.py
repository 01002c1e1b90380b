"""The cut score as a natural experiment: students just below and just above it differ in support and in little else.

A regression discontinuity: the jump of the outcome at the cut over the jump of the share served is the effect of being
served on students near the cut (Imbens and Lemieux 2008, J. Econometrics 142). The verdict follows written rules:

* ``no_claim``: the density of scores breaks at the cut, or scores heap at it, so that students may have been moved;
* ``effect``: the robust interval leaves out zero;
* ``no_detectable_effect``: the interval lies inside ± the smallest effect worth having, which the caller fixes before;
* ``cannot_tell``: anything else, a service that hardly jumps at the cut, or too few students near it. Then the minimum
  detectable effect says what the data could have shown.
"""

import dataclasses

from numpy.typing import ArrayLike

from mtss_analysis.effects.cutoff_referee import judge, minimum_detectable
from mtss_analysis.effects.cutoff_result import VERDICTS, CutoffEffect, Rules
from mtss_analysis.effects.cutoff_students import about

__all__ = ["VERDICTS", "CutoffEffect", "Rules", "estimate", "minimum_detectable"]


def estimate(
    score: ArrayLike, outcome: ArrayLike, served: ArrayLike, cut: float, served_below: bool = True,
    cluster: ArrayLike | None = None, *, bandwidth: float | None = None, smallest_worthwhile: float | None = None,
    higher_is_better: bool = True, rules: Rules | None = None,
) -> CutoffEffect:  # fmt: skip
    """Estimate the effect of being served on students near the cut, and say what may be claimed.

    Parameters
    ----------
    score, outcome, served
        Screening score, later outcome and whether the student was served (0 or 1), each (n,). Students who lack one
        are left out, and a caution counts them.
    cut
        The cut in force, as :func:`mtss_analysis.screening.operating_cut.operating_cut` finds it.
    served_below
        Students with a score below the cut are to be served; else students with a score above it. Those at the cut
        are not.
    cluster
        School of each student (n,), if errors are to be clustered.
    bandwidth
        Distance from the cut of the students used; None takes the one with the least mean squared error.
    smallest_worthwhile
        Smallest effect worth having, fixed before; without it "no detectable effect" is never said.
    higher_is_better
        Whether a higher outcome is the better one; else signs are turned.

    Raises
    ------
    PackageError
        The optional packages are not installed.
    ValueError
        Lengths differ, `served` is not 0 or 1, or a setting is out of range.

    Examples
    --------
    >>> import numpy as np
    >>> rng = np.random.default_rng(4)
    >>> score = np.round(rng.normal(45, 15, 3000))
    >>> served = (score < 40).astype(float)
    >>> found = estimate(score, 20 + score + 6 * served + rng.normal(0, 8, 3000), served, 40)
    >>> found.verdict, found.ci[0] < 6 < found.ci[1], round(found.first_stage, 6)
    ('effect', True, 1.0)
    """
    rules = rules or Rules()
    students = about(score, outcome, served, cluster, cut, served_below, higher_is_better)
    found = judge(students, bandwidth, smallest_worthwhile, rules)
    return found if served_below else dataclasses.replace(found, n=(found.n[1], found.n[0]))
