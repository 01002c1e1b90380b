"""Did support help the students near the cut score? The cut as a natural experiment, for every screening measure."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

import mtss_analysis
from mtss_analysis.effects import cutoff_looks, discontinuity_evidence, gate, risk_band
from mtss_analysis.effects.cutoff_pool import PooledEffect, pool
from mtss_analysis.effects.cutoff_records import Records, records
from mtss_analysis.effects.cutoff_result import CutoffEffect
from mtss_analysis.effects.cutoff_settings import CutoffParams
from mtss_analysis.effects.discontinuity_cautions import ALWAYS, IN_THE_WAY, NO_PLANS, failed, told
from mtss_analysis.effects.discontinuity_result import DOES_NOT_APPLY, NOTHING, TABLES, DiscontinuityResult, table
from mtss_analysis.effects.settings import EffectsParams
from mtss_analysis.errors import PackageError
from mtss_analysis.fidelity import Given, given
from mtss_analysis.intake import Dataset
from mtss_analysis.params import DistrictParams, MeasuresParams
from mtss_analysis.recall import computed_once
from mtss_analysis.results import Caution, Provenance
from mtss_analysis.screening import ScreeningResult
from mtss_analysis.screening.operating_cut import OperatingCut, operating_cut
from mtss_analysis.vocabulary import TOTAL, Delivery, Effectiveness

__all__ = ["CutoffParams", "DiscontinuityResult", "evaluate"]


@dataclass(frozen=True, slots=True)
class _Settings:
    """The settings of a run, together."""

    params: CutoffParams
    effects: EffectsParams
    measures: MeasuresParams
    district: DistrictParams

    def fingerprint(self) -> str:
        return "-".join(part.fingerprint() for part in (self.params, self.effects, self.measures, self.district))


@computed_once
def evaluate(
    screened: ScreeningResult, dataset: Dataset, params: CutoffParams, effects: EffectsParams,
    measures: MeasuresParams, district: DistrictParams,
) -> DiscontinuityResult:  # fmt: skip
    """Use the cut of every screening measure as a natural experiment, and say what may be claimed.

    For each measure: the cut by which each school in fact served (or the written one, where the data do not speak
    against it), the effect of being served at all cuts together, what stands against it, and how many students left the
    risk band beyond those who would have left it anyway. Delivery of the support comes before any verdict.

    Returns
    -------
    DiscontinuityResult
        Empty tables and a caution ``does_not_apply`` where nothing can be looked at, or the optional packages are not
        installed.
    """
    settings = _Settings(params, effects, measures, district)
    parts: dict[str, list[pd.DataFrame]] = {name: [] for name in TABLES}
    cautions: list[Caution] = []
    try:
        for measure, found in _each(screened, dataset, settings, cautions):
            _look(measure, found, dataset, settings, parts, cautions)
    except PackageError as problem:
        parts, cautions = {name: [] for name in TABLES}, [Caution(DOES_NOT_APPLY, "all", str(problem))]
    frames = {
        name: pd.concat(frames, ignore_index=True) if frames else pd.DataFrame() for name, frames in parts.items()
    }
    if not parts["effects"] and DOES_NOT_APPLY not in {caution.code for caution in cautions}:
        cautions = [Caution(DOES_NOT_APPLY, "all", NOTHING), *cautions]
    return DiscontinuityResult(
        params=params,
        tables={name: table(name, frame) for name, frame in frames.items()},
        cautions=(*(ALWAYS if parts["effects"] else ()), *cautions),
        provenance=Provenance(dataset.fingerprint, settings.fingerprint(), mtss_analysis.__version__),
    )


def _each(
    screened: ScreeningResult, dataset: Dataset, settings: _Settings, cautions: list[Caution]
) -> Iterator[tuple[str, Records]]:
    """Yield the measures with enough students, in domains of which plans of support are on record."""
    students, params = screened.tables["students"].frame, settings.params
    planned, given = set(dataset.table("interventions")["domain"].dropna()), set(students["measure"])
    for measure, about in settings.measures.measures.items():
        if measure in given and str(about.domain) not in planned:
            cautions.append(Caution("no_plans", "effects", f"`{measure}`: {NO_PLANS}"))
        elif measure in given:
            found = records(students, measure, dataset, params, settings.measures, settings.district)
            if found.frame["outcome"].notna().sum() >= params.fewest:
                yield measure, found


def _look(
    measure: str, found: Records, dataset: Dataset, settings: _Settings, parts: dict[str, list[pd.DataFrame]],
    cautions: list[Caution],
) -> None:  # fmt: skip
    """Add the rows of one measure to every table."""
    frame, better = found.frame, settings.measures.measures[measure].higher_is_better
    spread = float(frame["adjusted"].std())
    schools = {str(school): part for school, part in frame.groupby("school_id")}
    cuts = {name: _cut(part, better, settings.params, len(schools)) for name, part in schools.items()}
    pooled = _pooled(frame, cuts, better, spread, settings)
    near = cutoff_looks.at_own_cuts(frame, pooled)
    log, seen = (_of_served(near, pooled.pooled, dataset.table(name)) for name in ("sessions", "fidelity_checks"))
    support, looked = given(log, seen, settings.effects), pd.DataFrame(_checks(near, pooled, better, settings))
    effect = _effect(measure, int(frame["outcome"].notna().sum()), pooled, spread, support, settings)
    complete = bool(near["outcome"].notna().all())
    memo = discontinuity_evidence.memo(effect, pooled.pooled.n, support, looked, complete, settings.params)
    rows = {
        "effects": pd.DataFrame([effect]), "checks": looked, "evidence": pd.DataFrame(memo),
        "schools": pd.DataFrame(_schools(frame, cuts, pooled)),
        "bins": cutoff_looks.bins(near, pooled, settings.effects.confidence),
        "movement": pd.DataFrame(_movement(frame, measure, settings, cautions)),
    }  # fmt: skip
    for name, part in rows.items():
        parts[name].append(part.assign(domain=str(frame["domain"].iloc[0]), measure=measure))
    cautions += [*told(measure, found, pooled), *failed(measure, looked)]


def _cut(part: pd.DataFrame, better: bool, params: CutoffParams, schools: int) -> OperatingCut:
    known = part.dropna(subset=["served"])
    least = params.least_jump
    return operating_cut(known["distance"], known["served"], better, least_jump=least, schools=schools)


def _in_force(cut: OperatingCut) -> float:
    """Return the written cut where the data do not speak against it, else a cut that is clearly another one."""
    if cut.status in ("found", "gradual") and cut.low <= 0 <= cut.high:
        return 0.0
    return cut.cut if cut.status == "found" else float("nan")


def _pooled(
    frame: pd.DataFrame, cuts: dict[str, OperatingCut], better: bool, spread: float, settings: _Settings
) -> PooledEffect:
    distance, outcome, served = (frame[name].to_numpy(np.float64) for name in ("distance", "adjusted", "served"))
    in_force = {school: _in_force(cut) for school, cut in cuts.items()}
    return pool(
        distance, outcome, served, frame["school_id"].to_numpy(), in_force, better,
        smallest_worthwhile=settings.effects.smallest_worthwhile * spread, higher_is_better=better,
        rules=settings.params.rules(settings.effects),
    )  # fmt: skip


def _effect(
    measure: str, students: int, pooled: PooledEffect, spread: float, support: Given, settings: _Settings
) -> dict[str, Any]:
    told = pooled.pooled
    scaled = {name: value / spread for name, value in (("g", told.estimate), ("offered", told.intent_to_treat))}
    ruling = gate.ruling(support, *_judged(told, spread), settings.effects.smallest_worthwhile)
    open_ = ruling.delivery is not Delivery.NOT_DELIVERED and ruling.verdict is Effectiveness.CANNOT_TELL
    return {
        "outcome": settings.params.outcomes.get(measure, measure),
        "n": sum(told.n) or students, "schools": len(pooled.schools),
        "moved": len(pooled.moved), "bandwidth": told.bandwidth, "jump": 100 * told.first_stage,
        "effect": told.estimate, "effect_low": told.ci[0], "effect_high": told.ci[1], **scaled,
        "low": told.ci[0] / spread, "high": told.ci[1] / spread, "detectable": told.minimum_detectable / spread,
        "density_p": told.density_p, "heap_p": told.heap_p, "found": told.verdict,
        "held_low": 100 * support.dosage.held_low, "held_high": 100 * support.dosage.held_high,
        "verdict": str(ruling.verdict),
        "reason": _why(pooled, ruling.reason) if open_ else ruling.reason,
    }  # fmt: skip


def _judged(told: CutoffEffect, spread: float) -> tuple[float, float]:
    """Return the interval in spreads where something may be claimed of it."""
    usable = told.verdict in ("effect", "no_detectable_effect") or {"underpowered"} & {c.code for c in told.cautions}
    return (told.ci[0] / spread, told.ci[1] / spread) if usable else (float("nan"), float("nan"))


def _why(pooled: PooledEffect, otherwise: str) -> str:
    """Say what stands in the way of a claim at the cut, if anything does."""
    if not pooled.schools:
        return "In no school does a cut decide who is served."
    first = next((each.sentence for each in pooled.pooled.cautions if each.code in IN_THE_WAY and not each.school), "")
    return first or otherwise


def _of_served(near: pd.DataFrame, told: CutoffEffect, records: pd.DataFrame) -> pd.DataFrame:
    """Return the records of the plans of students near the cut who were served."""
    reach = told.bandwidth if np.isfinite(told.bandwidth) else np.inf
    plans = near.loc[(near["served"] == 1) & (near["centred"].abs() < reach), "plan_id"]
    return records[records["plan_id"].isin(plans)]


def _schools(frame: pd.DataFrame, cuts: dict[str, OperatingCut], pooled: PooledEffect) -> Iterator[dict[str, object]]:
    told = dict(zip(pooled.schools, pooled.each, strict=True))
    sizes = frame["school_id"].value_counts()
    for school, cut in cuts.items():
        one = told.get(school)
        yield {
            "school_id": school, "students": int(sizes[school]), "status": cut.status, "cut": _in_force(cut),
            "cut_low": cut.low, "cut_high": cut.high, "served_side": 100 * cut.served_side,
            "other_side": 100 * cut.other_side, "density_p": one.density_p if one else np.nan,
            "heap_p": one.heap_p if one else np.nan, "found": one.verdict if one else "no_cut",
        }  # fmt: skip


def _checks(near: pd.DataFrame, pooled: PooledEffect, better: bool, settings: _Settings) -> Iterator[dict[str, object]]:
    groups = tuple(name for name in settings.district.group_columns if name in near)
    if near.empty:
        return
    for kind, fits in cutoff_looks.checks(near, pooled, groups, better, better):
        jumps = kind in cutoff_looks.MUST_NOT_JUMP and fits.joint_p < settings.params.false_cut_alpha
        columns = fits.label, fits.at, fits.estimate, fits.low, fits.high, fits.p
        for label, at, *numbers in zip(*columns, strict=True):
            told = dict(zip(("estimate", "low", "high", "p"), numbers, strict=True))
            kept = {"joint_p": fits.joint_p, "jumps": "yes" if jumps else "no"}
            yield {"check": kind, "label": label, "at": at, **told, **kept}


def _movement(
    frame: pd.DataFrame, measure: str, settings: _Settings, cautions: list[Caution]
) -> Iterator[dict[str, object]]:
    """Yield who left the band, who stayed, and both; what is expected of staying is the rest."""
    told = risk_band.movement(frame, measure, settings.params, settings.measures, settings.effects.confidence)
    if told["why"]:
        cautions.append(Caution("no_movement", "movement", f"`{measure}`: {told['why']}"))
        return
    served, left = int(told["n"]), int(told["left"])  # type: ignore[call-overload]
    for moved, n in (("left", left), ("stayed", served - left), (TOTAL, served)):
        expected = {name: told[name] for name in risk_band.COLUMNS[3:]} if moved == "left" else {}
        yield {"moved": moved, "n": n, "served": served, "percent": 100 * n / served, **expected}
