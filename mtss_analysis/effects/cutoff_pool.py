"""One effect from schools with different cuts: each student is set at the distance from the cut of the own school."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mtss_analysis.effects.cutoff_referee import judge, suspected
from mtss_analysis.effects.cutoff_result import CutoffEffect, Rules
from mtss_analysis.effects.cutoff_students import about
from mtss_analysis.effects.cutoff_words import caution
from mtss_analysis.estimators.series import Floats


@dataclass(frozen=True, slots=True)
class PooledEffect:
    """Effects at several cuts.

    Attributes
    ----------
    schools, cuts : schools with a cut, and their cuts [score]
    each : whether students seem to have been moved in each; one school's students are too few for an estimate
    pooled : what they tell together, without the schools in `moved`
    moved : schools where students seem to have been moved across the cut, for whom nothing is claimed
    without_cut : schools left out because no cut is known for them
    """

    schools: tuple[str, ...]
    cuts: tuple[float, ...]
    each: tuple[CutoffEffect, ...]
    pooled: CutoffEffect
    moved: tuple[str, ...]
    without_cut: tuple[str, ...]


def pool(
    score: ArrayLike, outcome: ArrayLike, served: ArrayLike, school: ArrayLike, cuts: Mapping[str, float],
    served_below: bool = True, *, bandwidth: float | None = None, smallest_worthwhile: float | None = None,
    higher_is_better: bool = True, rules: Rules | None = None,
) -> PooledEffect:  # fmt: skip
    """Estimate the effect at the cuts of all schools together.

    Scores are centred at the cut of the own school and pooled (Cattaneo, Keele, Titiunik and Vazquez-Bare 2016,
    Journal of Politics 78): an average over cuts, weighted by the students near each. Scores must be on one scale. The
    school's mean is taken off the outcome, so that schools' levels do not blur the jump. A cut parts students, not
    schools, and the estimate speaks of these schools, so errors are those of students (Abadie, Athey, Imbens and
    Wooldridge 2023, Quarterly Journal of Economics 138).

    Schools whose density breaks or whose scores heap (p below the rule's over the number of schools) are left out and
    named: the tests look at no outcome. If they hold half of the students or more, nothing is claimed of all.

    Parameters
    ----------
    score, outcome, served, school
        One value a student, each (n,).
    cuts
        Cut of each school [score]; schools that are not in it, or have NaN, are left out.

    Everything else, and what is raised, as :func:`mtss_analysis.effects.cutoff.estimate`.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> school = np.array(["A", "B"])[np.arange(2000) % 2]
    >>> score = np.round(rng.normal(45, 12, 2000))
    >>> served = score < np.where(school == "A", 40, 44)
    >>> found = pool(score, score + 5 * served + rng.normal(0, 4, 2000), served, school, {"A": 40, "B": 44})
    >>> found.schools, found.pooled.verdict, len(found.each), found.moved
    (('A', 'B'), 'effect', 2, ())
    """
    rules, names = rules or Rules(), np.asarray(school).astype(str)
    known = {name: float(cuts.get(name, np.nan)) for name in sorted(set(names.tolist()))}
    having = [name for name, cut in known.items() if np.isfinite(cut)]
    values, marks, given = (np.asarray(column, np.float64) for column in (score, outcome, served))
    many = max(len(having), 1)
    strict = replace(rules, density_alpha=rules.density_alpha / many, heap_alpha=rules.heap_alpha / many)
    each = {}
    for name in having:
        own = names == name
        students = about(values[own], marks[own], given[own], None, known[name], served_below, higher_is_better)
        each[name] = suspected(students, strict)
    moved = tuple(name for name in having if each[name].verdict == "no_claim")
    kept = np.isin(names, [name for name in having if name not in moved])
    at = np.array([known[name] for name in names[kept]])
    centred = _centred(marks[kept], names[kept])
    students = about(values[kept], centred, given[kept], None, at, served_below, higher_is_better)
    most = 2 * int(kept.sum()) <= int(np.isin(names, having).sum())
    found = _told(judge(students, bandwidth, smallest_worthwhile, rules), each, moved, most)
    found = found if served_below else replace(found, n=(found.n[1], found.n[0]))
    without = tuple(name for name in known if name not in having)
    return PooledEffect(
        tuple(having), tuple(known[name] for name in having), tuple(each.values()), found, moved, without
    )


def _centred(outcome: Floats, school: NDArray[np.str_]) -> Floats:
    """Take the school's mean off each outcome; it is settled before the cut, so that no jump comes or goes with it."""
    code = np.unique(school, return_inverse=True)[1].ravel()
    held = np.isfinite(outcome)
    n = np.bincount(code, held)
    means = np.divide(np.bincount(code, np.where(held, outcome, 0.0)), n, out=np.zeros(len(n)), where=n > 0)
    return np.asarray(outcome - means[code], np.float64)


def _told(found: CutoffEffect, each: Mapping[str, CutoffEffect], moved: tuple[str, ...], most: bool) -> CutoffEffect:
    """Say which schools are left out because students seem to have been moved across their cut."""
    if not moved:
        return found
    broken = {"manipulation", "heaping"}
    said = [replace(one, school=name) for name in moved for one in each[name].cautions if one.code in broken]
    left = caution("most_left_out" if most else "left_out", schools=len(moved), of=len(each))
    verdict = "no_claim" if most else found.verdict
    return replace(found, verdict=verdict, cautions=(*found.cautions, left, *said))
