"""The referee of an estimate at a cut score: what may be claimed, and why not more."""

from dataclasses import replace
from typing import Any

import numpy as np
from scipy import special

from mtss_analysis.effects.cutoff_result import NO_ESTIMATE, CutoffEffect, Rules
from mtss_analysis.effects.cutoff_students import Students, refusal, refusal_within
from mtss_analysis.effects.cutoff_words import caution
from mtss_analysis.estimators import discontinuity
from mtss_analysis.estimators.cut_score import TooFewError, heaps
from mtss_analysis.estimators.discontinuity import Jump
from mtss_analysis.estimators.series import Floats
from mtss_analysis.results import Caution


def judge(students: Students, bandwidth: float | None, smallest_worthwhile: float | None, rules: Rules) -> CutoffEffect:
    """Estimate and judge students who are already turned and centred; `n` is of the served and of the other side."""
    found, moved = _tested(students, rules)
    refused = refusal(students)
    if not refused:
        found, refused = _estimated(found, students, bandwidth, rules)
    small = smallest_worthwhile is not None and max(map(abs, found.ci)) < smallest_worthwhile
    verdict = _verdict(found, {each.code for each in moved}, bool(refused), small)
    said = () if moved or refused else _on_size(found, verdict, smallest_worthwhile if small else None)
    return replace(found, verdict=verdict, cautions=(*students.cautions, *moved, *found.cautions, *refused, *said))


def suspected(students: Students, rules: Rules) -> CutoffEffect:
    """Test only whether students were moved across the cut: the verdict is ``no_claim`` or ``cannot_tell``."""
    found, moved = _tested(students, rules)
    verdict = _verdict(found, {each.code for each in moved}, refused=True, small=False)
    return replace(found, verdict=verdict, cautions=(*students.cautions, *moved, *found.cautions))


def _on_size(found: CutoffEffect, verdict: str, beyond: float | None) -> tuple[Caution, ...]:
    """Say what lies in the interval; `beyond` is the smallest effect worth having if it lies outside."""
    if verdict == "effect" and beyond is not None:
        return (caution("below_worthwhile", worthwhile=f"{beyond:g}"),)
    if verdict == "cannot_tell":
        return (caution("underpowered", detectable=f"{found.minimum_detectable:.3g}"),)
    return ()


def _verdict(found: CutoffEffect, moved: set[str], refused: bool, small: bool) -> str:
    if moved & {"manipulation", "heaping"}:
        return "no_claim"
    if moved or refused:
        return "cannot_tell"
    if not found.ci[0] <= 0 <= found.ci[1]:
        return "effect"
    return "no_detectable_effect" if small else "cannot_tell"


def _tested(students: Students, rules: Rules) -> tuple[CutoffEffect, tuple[Caution, ...]]:
    """Test whether students were moved across the cut: a break of the density, or a heap beside the cut."""
    density_p, heap_p = _density(students.screened, rules), _heaped(students.screened)
    if not np.isfinite([density_p, heap_p]).any():
        return NO_ESTIMATE, (caution("density_not_tested"),)
    tested = {"manipulation": (density_p, rules.density_alpha), "heaping": (heap_p, rules.heap_alpha)}
    moved = [caution(code, p=f"{p:.2g}") for code, (p, alpha) in tested.items() if p < alpha]
    short = () if np.isfinite(density_p) else (caution("short_scale"),)
    return replace(NO_ESTIMATE, density_p=density_p, heap_p=heap_p, cautions=short), tuple(moved)


def _density(scores: Floats, rules: Rules) -> float:
    """P-value of the density test; NaN where the scale is too short for it."""
    try:
        found = discontinuity.density_break(scores, 0.0)
    except TooFewError:
        return float("nan")
    return found.p if min(found.distinct) >= rules.fewest_density else float("nan")


def _heaped(scores: Floats) -> float:
    """P-value of heaps at the two scores beside the cut, corrected for two; NaN where nobody is beside them."""
    sides = scores[scores < 0], scores[scores >= 0]
    if not all(map(len, sides)) or len(np.unique(scores)) < 3:
        return float("nan")
    chances = heaps(scores, [sides[0].max(), sides[1].min()]).p
    return float(min(2 * np.nanmin(chances), 1.0)) if np.isfinite(chances).any() else float("nan")


def _estimated(
    found: CutoffEffect, students: Students, bandwidth: float | None, rules: Rules
) -> tuple[CutoffEffect, tuple[Caution, ...]]:
    """Estimate both effects; the second value says why nothing can be claimed from them, if so."""
    options: dict[str, Any] = {"bandwidth": bandwidth, "confidence": rules.confidence, "cluster": students.cluster}
    try:
        reduced = discontinuity.jump(students.score, students.outcome, 0.0, **options)
        nobody = refusal_within(students, reduced.bandwidth)
        if nobody:
            return found, nobody
        effect = discontinuity.jump(students.score, students.outcome, 0.0, students.served, **options)
    except TooFewError:
        sides = students.score[students.score < 0], students.score[students.score >= 0]
        distinct = {name: len(np.unique(side)) for name, side in zip(("served", "other"), sides, strict=True)}
        return found, (caution("too_few_near_cut", n=len(students.score), **distinct),)
    found = replace(
        found, estimate=effect.estimate, se=effect.se, ci=effect.ci, p=effect.p, intent_to_treat=-reduced.estimate,
        intent_to_treat_ci=(-reduced.ci[1], -reduced.ci[0]), bandwidth=effect.bandwidth, n=effect.n,
        **_first_stage(effect), minimum_detectable=minimum_detectable(effect.se, rules.power, rules.confidence),
        cautions=(*found.cautions, *_limits(effect, students, rules)),
    )  # fmt: skip
    return found, _weak(found, rules)


def minimum_detectable(se: float, power: float = 0.8, confidence: float = 0.95) -> float:
    """Return the smallest effect found with the given power, in the unit of its standard error `se`.

    (z₁₋α/₂ + z_power) se (Bloom 1995, Evaluation Review 19).

    Examples
    --------
    >>> round(minimum_detectable(1.0), 2)
    2.8
    """
    return float((special.ndtri((1 + confidence) / 2) + special.ndtri(power)) * se)


def _first_stage(effect: Jump) -> dict[str, Any]:
    first = effect.first_stage
    if first is None:
        raise ValueError("first_stage: got a sharp fit, expected a fuzzy one. Pass who was served to the fit.")
    f = (first.corrected / first.se) ** 2 if first.se > 0 else np.inf
    return {"first_stage": -first.estimate, "first_stage_f": float(f)}


def _weak(found: CutoffEffect, rules: Rules) -> tuple[Caution, ...]:
    if min(found.n) < rules.fewest:
        return (caution("few_near_cut", served=found.n[0], other=found.n[1]),)
    if found.first_stage < rules.weakest_jump or found.first_stage_f < rules.weakest_f:
        return (caution("weak_first_stage", jump=f"{found.first_stage:.2f}", f=f"{found.first_stage_f:.3g}"),)
    return ()


def _limits(effect: Jump, students: Students, rules: Rules) -> tuple[Caution, ...]:
    near = np.unique(students.score[np.abs(students.score) < effect.bandwidth])
    distinct = int((near < 0).sum()), int((near >= 0).sum())
    limits = []
    if min(distinct) < rules.fewest_scores:
        limits.append(caution("few_distinct_scores", below=distinct[0], above=distinct[1]))
    if students.cluster is not None and min(effect.clusters) < rules.fewest_clusters:
        below, above = effect.clusters
        limits.append(caution("few_clusters", below=below, above=above, fewest=rules.fewest_clusters))
    return tuple(limits)
