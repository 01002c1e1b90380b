"""Did an intervention work better than the others that the district gives? Delivery first, then growth."""

import hashlib
from functools import partial

import pandas as pd

import mtss_analysis
from mtss_analysis.effects import comparison_plan, equal_starts, gate
from mtss_analysis.effects.arms import arms
from mtss_analysis.effects.comparison_cautions import cautions
from mtss_analysis.effects.comparison_checks import beside, head_starts, scales
from mtss_analysis.effects.comparison_delivery import PLAN, delivery, never
from mtss_analysis.effects.comparison_documents import table
from mtss_analysis.effects.comparison_evidence import memos
from mtss_analysis.effects.comparison_result import ComparisonResult
from mtss_analysis.effects.comparison_sizes import directed, sized
from mtss_analysis.effects.doses import doses
from mtss_analysis.effects.growth_contrast import KEYS, OTHERS, contrasts
from mtss_analysis.effects.plan import PlannedStudy
from mtss_analysis.effects.reach import of_trials
from mtss_analysis.effects.rollout import rollout
from mtss_analysis.effects.settings import EffectsParams
from mtss_analysis.effects.trial_students import Trial
from mtss_analysis.effects.trials import trials
from mtss_analysis.growth import GrowthResult
from mtss_analysis.growth.trends import signs
from mtss_analysis.intake import Dataset
from mtss_analysis.params import DistrictParams, MeasuresParams, Params, setting
from mtss_analysis.recall import computed_once
from mtss_analysis.results import Provenance
from mtss_analysis.vocabulary import TOTAL, Effectiveness


class ComparisonParams(Params):
    """How students under one intervention are compared with others."""

    file = "comparison"

    fewest: int = setting(
        "students with enough scores from which an intervention is compared on a measure", unit="students",
        source="planning value", ge=5,
    )  # fmt: skip
    weeks: float = setting(
        "time over which a difference in weekly growth is told as an effect size", unit="weeks",
        source="planning value: a usual length of support", gt=0,
    )  # fmt: skip
    trials: tuple[Trial, ...] = setting(
        "comparisons that the district names itself, such as a pilot or a trial, each with a group column of the table "
        "students, two of its values, and the measures", source="the district's own records of who was assigned",
    )  # fmt: skip
    largest_start: float = setting(
        "head start of one group beyond which nothing is said of the effect", unit="standard deviations",
        source="Standards Handbook 5.0 of the What Works Clearinghouse (2022): beyond .25 no adjustment mends it", gt=0,
    )  # fmt: skip
    false_discovery: float = setting(
        "share of false alarms that is accepted among the findings of one domain", unit="share",
        source="Benjamini and Hochberg (1995); the handbook of the What Works Clearinghouse uses .05", gt=0, lt=1,
    )  # fmt: skip


@computed_once
def compare(
    growth: GrowthResult,
    dataset: Dataset,
    params: ComparisonParams,
    effects: EffectsParams,
    measures: MeasuresParams,
    district: DistrictParams,
    planned: tuple[PlannedStudy, ...] = (),
) -> ComparisonResult:
    """Compare growth under each intervention with growth without it, and say what may be said.

    An effect size is the difference in growth over the set weeks, divided by the spread of students' scores at the
    start of support; more is better, whatever the measure's direction. Its chance of being worthwhile takes every size
    as equally likely beforehand.

    `planned` is what the district wrote down beforehand (:func:`mtss_analysis.effects.plan.read`).

    Returns
    -------
    ComparisonResult
        Empty tables and a caution ``does_not_apply`` where nothing can be compared.
    """
    names = _interventions(dataset)
    series, points = (growth.tables[name].frame for name in ("series", "points"))
    delivered = delivery(series, names, dataset.table("sessions"), dataset.table("fidelity_checks"), effects)
    absent = never(delivered)
    found, told = contrasts(series, points, names, params.fewest, effects.confidence, absent)
    judged = _judged(sized(directed(found, measures), params.weeks, effects), delivered, effects)
    way = pd.Series(signs(series["measure"], measures), index=series.index)
    facts = equal_starts.known(series, dataset.table("students"), district.group_columns, way)
    pairs = list(arms(judged, series, names, absent, params.fewest))
    judged = _fair(judged.assign(start=head_starts(judged, pairs, facts)), params)
    scale = scales(judged, measures, params.weeks)
    asked = comparison_plan.of_effects(judged, series, names, effects)
    asked += comparison_plan.of_trials(params.trials, dataset.table("scores"), _domains(measures), effects)
    departed = comparison_plan.departed(planned, asked)
    kept = partial(comparison_plan.verdict, departed)
    tried = trials(dataset, params.trials, effects, district, measures, kept)
    whole = delivered[delivered["school_id"] == TOTAL].set_index(PLAN)["delivery"]
    rolled, without = rollout(dataset, measures, district, effects.confidence, absent)
    frames = beside(judged, pairs, facts, series, names, scale, params.fewest, effects) | {
        "effects": judged, "delivery": delivered, "trials": tried["trials"], "departures": departed, "rollout": rolled,
        "evidence": memos(judged, whole, kept),
        "doses": doses(facts, names, dataset.table("sessions"), scale, absent, params.fewest, effects.confidence),
    }  # fmt: skip
    tried["reach"] = of_trials(tried["trials"], power=effects.power, alpha=effects.alpha)
    for name in ("evidence", "losses", "balance", "reach"):
        frames[name] = _below(frames[name], tried[name])
    return ComparisonResult(
        params=params,
        tables={name: table(name, frame) for name, frame in frames.items()},
        cautions=tuple(cautions(frames, told, dataset.table("sessions"), without)),
        provenance=Provenance(dataset.fingerprint, _fingerprint(params, effects, planned), mtss_analysis.__version__),
    )


def _interventions(dataset: Dataset) -> "pd.Series[str]":
    """Return the name of the intervention of each plan_id."""
    plans = dataset.table("interventions").dropna(subset=["intervention", "plan_id"])
    return plans.set_index("plan_id")["intervention"]


def _domains(measures: MeasuresParams) -> dict[str, str]:
    return {name: str(known.domain) for name, known in measures.measures.items()}


def _fingerprint(params: ComparisonParams, effects: EffectsParams, planned: tuple[PlannedStudy, ...]) -> str:
    parts = [params.fingerprint(), effects.fingerprint()]
    if planned:
        text = "".join(study.model_dump_json() for study in planned)
        parts.append(hashlib.sha256(text.encode()).hexdigest()[:16])
    return "-".join(parts)


def _below(first: pd.DataFrame, second: pd.DataFrame) -> pd.DataFrame:
    """Put two tables below each other; one without rows says nothing of the types of columns."""
    return pd.concat([part for part in (first, second) if len(part)] or [second], ignore_index=True)


def _judged(found: pd.DataFrame, delivered: pd.DataFrame, effects: EffectsParams) -> pd.DataFrame:
    """Add what was delivered, and what may be said."""
    whole = delivered[delivered["school_id"] == TOTAL].drop(columns=["school_id", "n", "delivery"])
    both = found.merge(whole, on=["domain", "intervention"], how="left")
    sizes = zip(both["given"], both["g_low"], both["g_high"], both["against"] == OTHERS, strict=True)
    bar = effects.smallest_worthwhile
    rulings = [gate.ruling(given, low, high, bar, relative=alike) for given, low, high, alike in sizes]
    both["verdict"] = [str(ruling.verdict) for ruling in rulings]
    both["reason"] = [ruling.reason for ruling in rulings]
    return both.sort_values([*KEYS, "intervention"], ignore_index=True)


def _fair(judged: pd.DataFrame, params: ComparisonParams) -> pd.DataFrame:
    """Say nothing of an effect whose groups started too far apart."""
    apart = (judged["start"].abs() > params.largest_start) & (judged["verdict"] != str(Effectiveness.NOT_DELIVERED))
    return judged.assign(
        verdict=judged["verdict"].mask(apart, str(Effectiveness.CANNOT_TELL)),
        reason=judged["reason"].mask(apart, "The groups started too far apart to compare how much they grew."),
    )
