"""Decisions: what the district's registered rule advises for each open plan, and why."""

from dataclasses import replace

import numpy as np
import pandas as pd

import mtss_analysis
from mtss_analysis.decisions import counts, error_rates, ledger
from mtss_analysis.decisions.advice import RULE_NAMES, advise, reasons, rights_notices
from mtss_analysis.decisions.back_test import back_test, calls
from mtss_analysis.decisions.by_student import by_student
from mtss_analysis.decisions.chances import chances
from mtss_analysis.decisions.consistency import consistency
from mtss_analysis.decisions.fairness import fairness
from mtss_analysis.decisions.plans import OpenPlans, all_plans, open_plans
from mtss_analysis.decisions.result import DOES_NOT_APPLY, NOTHING, TO_GET_ADVICE, WORDS, DecisionResult, table
from mtss_analysis.decisions.rules import RULES, reached
from mtss_analysis.decisions.settings import DecisionParams
from mtss_analysis.decisions.verdicts import Verdicts
from mtss_analysis.fidelity import dose
from mtss_analysis.growth import GrowthResult
from mtss_analysis.intake import Dataset
from mtss_analysis.params import DistrictParams, MeasuresParams
from mtss_analysis.recall import computed_once
from mtss_analysis.results import Caution, Provenance

__all__ = ["DecisionParams", "DecisionResult", "recommend"]


STRAIGHT = (
    "The chance to reach the goal takes for granted that growth goes on in a straight line. Where growth slows, it is "
    "too hopeful."
)


@computed_once
def recommend(
    growth: GrowthResult,
    dataset: Dataset,
    params: DecisionParams,
    measures: MeasuresParams,
    district: DistrictParams,
) -> DecisionResult:
    """Apply every rule to every open plan, and turn the registered rule's verdict into advice.

    Before support is changed or intensified, delivery is looked at: where it is unknown or low, checking it is the
    advice. "Collect more data" is an answer of its own, and with every advice that waits stands the family's right to
    ask for an evaluation. Beside every verdict stands how often it is wrong (:mod:`mtss_analysis.decisions.ledger`).

    Returns
    -------
    DecisionResult
        Tables ``recommendations``, ``students``, ``ledger``, ``back_test``, ``fairness``, ``consistency``, ``actions``
        and ``rules``; empty ones and a caution ``does_not_apply`` where no plan is open.
    """
    plans = open_plans(growth, dataset, params, measures)
    verdicts = {name: rule(plans.monitored, getattr(params, name)) for name, rule in RULES.items()}
    errors = ledger.ledger(plans.rows, plans.monitored, verdicts, params)
    rows = _recommendations(plans, verdicts, errors, dataset, params)
    every, groups = _every_plan(growth, dataset, params, measures, district)
    called = calls(_ended(every, plans.as_of), params)
    tables = {
        "recommendations": rows, "students": by_student(rows, {str(a): words for a, words in WORDS.items()}),
        "ledger": errors, "back_test": back_test(called), "fairness": fairness(called, params.rule, groups[1:]),
        "consistency": consistency(dataset.table("decisions"), every.rows, every.monitored, params, groups),
        "actions": counts.actions(rows), "rules": counts.rules(rows),
    }  # fmt: skip
    return DecisionResult(
        params=params,
        tables={name: table(name, frame) for name, frame in tables.items()},
        cautions=_cautions(rows, plans, params) if len(rows) else (_nothing(dataset),),
        provenance=Provenance(dataset.fingerprint, _fingerprint(growth, params, measures), mtss_analysis.__version__),
    )


def _recommendations(
    plans: OpenPlans,
    verdicts: dict[str, Verdicts],
    errors: pd.DataFrame,
    dataset: Dataset,
    params: DecisionParams,
) -> pd.DataFrame:
    seen, fit, aim = plans.monitored, plans.monitored.fit, plans.monitored.aim.slope
    registered = errors[errors["rule"] == params.rule].reset_index(drop=True)
    rows = plans.rows.assign(
        school_year=plans.rows["school_year"].max(), n=seen.n, counted=seen.n_counted, weeks=seen.weeks,
        roi=fit.slope * plans.sign, roi_se=fit.slope_se, aim_roi=aim * plans.sign,
        pace=np.divide(fit.slope, aim, out=np.full(len(aim), np.nan), where=aim > 0),
        gap=fit.level - seen.aim.expected(fit.last_time), reached=reached(seen, params.reached_points),
        errs=ledger.sentences(registered).to_numpy(), **chances(plans, params),
        **{name: found.verdict for name, found in verdicts.items()},
    )  # fmt: skip
    rows = rows.join(dose(dataset.table("sessions"), rows["plan_id"], plans.as_of))
    rows = rows.assign(action=advise(rows, params))
    return rows.assign(reason=reasons(rows, params), rights_notice=rights_notices(rows["action"]))


def _every_plan(
    growth: GrowthResult, dataset: Dataset, params: DecisionParams, measures: MeasuresParams, district: DistrictParams
) -> tuple[OpenPlans, list[str]]:
    """Return all plans ever opened, with the student groups their decisions are compared by."""
    every = all_plans(growth, dataset, params, measures)
    groups = [name for name in district.group_columns if name in dataset.table("students")]
    roster = dataset.table("students")[["student_id", "school_year", *groups]]
    rows = every.rows.merge(roster.drop_duplicates(["student_id", "school_year"]), how="left", validate="m:1")
    return replace(every, rows=rows), ["grade", *groups]


def _ended(every: OpenPlans, as_of: pd.Timestamp) -> OpenPlans:
    return every.take((every.rows["end"] < as_of).to_numpy())


def _nothing(dataset: Dataset) -> Caution:
    """Say why no plan gets advice: plans without a student are those of whole schools or classes."""
    plans = dataset.table("interventions").drop_duplicates("plan_id")
    whole = int(plans["student_id"].isna().sum())
    if not whole or whole < len(plans):
        return Caution(DOES_NOT_APPLY, "all", f"{NOTHING} {TO_GET_ADVICE}")
    said = f"The district's {whole:,} plans support" if whole > 1 else "The district's only plan supports"
    none = "none names a student and a goal" if whole > 1 else "it names no student and no goal"
    return Caution(DOES_NOT_APPLY, "all", f"{said} whole schools or classes; {none}. Advice needs both.")


def _cautions(rows: pd.DataFrame, plans: OpenPlans, params: DecisionParams) -> tuple[Caution, ...]:
    registered = (
        f"The rule in force is the {RULE_NAMES[params.rule]}, version {params.version}, in force since "
        f"{params.in_force:%Y-%m-%d}, answered for by the {params.owner_role}. A rule advises; a team decides."
    )
    pace, weeks, alike = ledger.usual(plans.monitored)
    settings = getattr(params, params.rule)
    errors = error_rates.sentence(RULE_NAMES[params.rule], params.rule, settings, pace=pace, weeks=weeks, alike=alike)
    found = [
        Caution("registered_rule", "action", registered),
        Caution("rules_err", "action", errors),
        Caution("straight_growth", "p_reach", STRAIGHT),
    ]
    if rows["dose_low"].isna().all():
        found.append(
            Caution("delivery_unknown", "action", "No sessions are logged, so delivery is unknown everywhere.")
        )
    return tuple(found)


def _fingerprint(growth: GrowthResult, params: DecisionParams, measures: MeasuresParams) -> str:
    return "-".join([growth.provenance.params, params.fingerprint(), measures.fingerprint()])
