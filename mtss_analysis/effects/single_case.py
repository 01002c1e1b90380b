"""What changed for one student when support changed? Scores before and after, and no claim of a cause."""

from collections.abc import Iterable, Iterator

import pandas as pd

import mtss_analysis
from mtss_analysis.effects import gate
from mtss_analysis.effects.case_numbers import COMPARED, NO_ZERO, NUMBERS, TOO_FEW, numbers, spread_of
from mtss_analysis.effects.case_phases import NO_PLAN, UNNAMED, WHO, Cases, cases
from mtss_analysis.effects.settings import EffectsParams
from mtss_analysis.effects.single_case_result import DOES_NOT_APPLY, NOTHING, SingleCaseResult, table
from mtss_analysis.effects.single_case_settings import SingleCaseParams
from mtss_analysis.estimators.case_aggregation import mean_of_cases
from mtss_analysis.fidelity import Given, given
from mtss_analysis.growth import GrowthResult
from mtss_analysis.intake import Dataset
from mtss_analysis.params import MeasuresParams
from mtss_analysis.recall import computed_once
from mtss_analysis.results import Caution, Provenance
from mtss_analysis.vocabulary import Delivery, Effectiveness

__all__ = ["SingleCaseParams", "SingleCaseResult", "look"]

PERCENTS = ("held_low", "held_high", "unlogged")
OPEN = (
    "One student's change from one phase to another leaves open what else changed at the same time; that would take "
    "support that starts, stops and starts again, or several students who start at different times."
)


Records = tuple[pd.DataFrame, pd.DataFrame]
"""The tables sessions and fidelity_checks."""


@computed_once
def look(
    growth: GrowthResult,
    dataset: Dataset,
    params: SingleCaseParams,
    effects: EffectsParams,
    measures: MeasuresParams,
) -> SingleCaseResult:
    """Compare students' scores before and after their support changed, and say what was seen.

    A case is a plan with the phase before it: the student's earlier plan on the same measure with another tier or
    intervention, or that year's scores before the first plan. The verdict of a case is *not delivered* or *cannot
    tell*; two phases allow no other.

    Returns
    -------
    SingleCaseResult
        Empty tables and a caution ``does_not_apply`` where no support changed.
    """
    plans, sessions = dataset.table("interventions"), dataset.table("sessions")
    found = cases(growth.tables["series"].frame, growth.tables["points"].frame, plans, params)
    judged = _judged(found, (sessions, dataset.table("fidelity_checks")), params, effects, measures)
    points = found.points.merge(judged[["case", *WHO, "phase_a", "phase_b"]], on="case")
    points = points.assign(phase=points["phase_b"].where(points["treated"].astype(bool), points["phase_a"]))
    means = pd.DataFrame(_means(judged, params, effects.confidence))
    frames = {"cases": judged, "points": points, "aggregate": means}
    fingerprint = "-".join(part.fingerprint() for part in (params, effects, measures))
    return SingleCaseResult(
        params=params,
        tables={name: table(name, frame) for name, frame in frames.items()},
        cautions=tuple(_cautions(judged, found, sessions, params)),
        provenance=Provenance(dataset.fingerprint, fingerprint, mtss_analysis.__version__),
    )


def _judged(
    found: Cases, records: Records, params: SingleCaseParams, effects: EffectsParams, measures: MeasuresParams
) -> pd.DataFrame:
    """One row a case: its phases, its numbers, what was delivered, and what may be said."""
    who = found.cases.reset_index(names="case").rename(columns={"intervention": "b_intervention", "tier": "b_tier"})
    who = who.assign(
        a_intervention=who["a_intervention"].fillna(UNNAMED).where(who["from_plan"], NO_PLAN),
        b_intervention=who["b_intervention"].fillna(UNNAMED),
    )
    who = who.assign(
        phase_a=[_phase(*pair) for pair in zip(who["a_intervention"], who["a_tier"], strict=True)],
        phase_b=[_phase(*pair) for pair in zip(who["b_intervention"], who["b_tier"], strict=True)],
    )
    names = dict(zip(who["case"], who["measure"], strict=True))
    measured = {
        case: numbers(scores, str(names[case]), params, measures, effects.confidence)
        for case, scores in found.points.groupby("case")
    }
    columns = ["n_a", "n_b", *NUMBERS, "tau_u_variant", "coding", "scale", "design", "design_reason", "seen", "notes"]
    told = pd.DataFrame.from_dict(measured, orient="index").reindex(columns=columns)
    support = pd.DataFrame(_delivery(who, found.points, records, effects), columns=_GIVEN, index=who.index)
    return who.join(told).join(support)


_GIVEN = ["planned", *PERCENTS, "delivery", "verdict", "reason"]


def _phase(intervention: str, tier: float) -> str:
    return intervention if pd.isna(tier) else f"{intervention} (Tier {tier:.0f})"


def _delivery(
    who: pd.DataFrame, points: pd.DataFrame, records: Records, effects: EffectsParams
) -> Iterator[dict[str, object]]:
    """Yield, for each case, the sessions of the new phase until its last score, and what may be said."""
    last = points.groupby("case")["date"].max()
    known = [dict(iter(rows[rows["plan_id"].isin(who["plan_id"])].groupby("plan_id"))) for rows in records]
    for case, plan_id in zip(who["case"], who["plan_id"], strict=True):
        mine = (plans.get(plan_id, rows.head(0)) for plans, rows in zip(known, records, strict=True))
        log, seen = (rows[rows["date"] <= last[case]] for rows in mine)
        support = given(log, seen, effects)
        delivery, verdict, reason = _verdict(support, effects)
        yield {
            "planned": support.dosage.planned, **{name: 100 * getattr(support.dosage, name) for name in PERCENTS},
            "delivery": str(delivery), "verdict": str(verdict), "reason": reason,
        }  # fmt: skip


def _verdict(support: Given, effects: EffectsParams) -> tuple[Delivery, Effectiveness, str]:
    """Ask the gate without an effect: two phases of one student give none that could pass it."""
    ruling = gate.ruling(support, float("nan"), float("nan"), effects.smallest_worthwhile)
    if ruling.verdict is Effectiveness.NOT_DELIVERED:
        return ruling.delivery, ruling.verdict, ruling.reason
    told = ruling.delivery in (Delivery.UNKNOWN, Delivery.NOT_AS_DESIGNED)
    why = f"{support.reason} {OPEN}" if told else OPEN
    return ruling.delivery, ruling.verdict, why


def _means(judged: pd.DataFrame, params: SingleCaseParams, confidence: float) -> Iterator[dict[str, object]]:
    """Yield a row for each change of tier and for each change of intervention, domain by domain."""
    tiers = {side: judged[f"{side}_tier"].map("Tier {:.0f}".format, na_action="ignore") for side in "ab"}
    from_tier = tiers["a"].astype("str").fillna(NO_PLAN)
    changes = {
        "tier": (from_tier, tiers["b"].astype("str").fillna(UNNAMED)),
        "intervention": (judged["a_intervention"], judged["b_intervention"]),
    }
    for kind, (before, after) in changes.items():
        rows = judged.assign(change=before + " to " + after)[(before != after).to_numpy(bool)]
        for (domain, change), part in rows.groupby(["domain", "change"]):
            yield {"domain": domain, "kind": kind, "change": change, **_mean(part, params, confidence)}


def _mean(part: pd.DataFrame, params: SingleCaseParams, confidence: float) -> dict[str, object]:
    told = part[part["seen"].isin(COMPARED)]
    delivery = told["delivery"].value_counts()
    lengths = told["n_a"], told["n_b"]
    chosen = {"weighting": params.weighting, "confidence": confidence}
    share = mean_of_cases(told["nap"], told["nap_se"], *lengths, **chosen)  # type: ignore[arg-type]
    ratio = mean_of_cases(told["lrr"], told["lrr_se"], *lengths, **chosen)  # type: ignore[arg-type]
    alike = "cannot tell" if pd.isna(share.p) else "no" if "differ" in share.cautions else "yes"
    nap, lrr = spread_of(share, told["nap"], confidence), spread_of(ratio, told["lrr"], confidence)
    return {
        "cases": len(part), "compared": len(told), "alike": alike,
        "delivered": int(delivery[delivery.index.isin([Delivery.DELIVERED, Delivery.HELD])].sum()),
        "not_delivered": int(delivery.get(str(Delivery.NOT_DELIVERED), 0)),
        "nap": nap[0], "nap_low": max(nap[1], 0.0), "nap_high": min(nap[2], 1.0),
        "lrr": lrr[0], "lrr_low": lrr[1], "lrr_high": lrr[2], "ratio_cases": ratio.used,
    }  # fmt: skip


ALWAYS = (
    Caution(
        "two_phases", "cases",
        "A design of two phases cannot rule out other causes: a new teacher, growing up, a holiday. It never meets the "
        "design standard, whatever the scores show.",
    ),
    Caution(
        "regression_to_the_mean", "cases",
        "Support is changed when scores are low. Some of the low scores were bad luck, and the next ones would have "
        "been better without any change.",
    ),
    Caution(
        "independent_errors", "cases",
        "Sessions are taken as independent. Scores of neighbouring weeks are alike, so the intervals of nonoverlap, of "
        "the ratio and of the piecewise line are too short.",
    ),
    Caution(
        "trend_is_estimated", "cases",
        "The trend before the change comes from few scores. Whether scores are better than that trend is judged with "
        "an interval that allows for it; baseline-corrected Tau does not, and its interval is too short.",
    ),
)  # fmt: skip


def _cautions(
    judged: pd.DataFrame, found: Cases, sessions: pd.DataFrame, params: SingleCaseParams
) -> Iterable[Caution]:
    if judged.empty:
        yield Caution(DOES_NOT_APPLY, "all", NOTHING)
    else:
        yield from ALWAYS
    counts = {
        "one_phase": found.one_phase, "same_support": found.unchanged, "far_apart": found.apart,
        "few_points": int((judged["seen"] == TOO_FEW).sum()),
        "no_true_zero": int((judged["scale"] == NO_ZERO).sum()),
        "unknown_scale": int((judged["scale"] == "unknown").sum()),
    }  # fmt: skip
    for code, count in counts.items():
        if count:
            said = COUNTED[code].format(count=f"{count:,}", weeks=params.longest_gap, fewest=params.fewest)
            yield Caution(code, "cases", f"In the whole district, {said}")
    if sessions.empty:
        yield Caution("no_sessions", "cases", "No session is logged, so nobody can tell whether support was given.")


COUNTED = {
    "one_phase": "plans with scores in one phase only: {count}. They have nothing before or after to compare with and "
    "are not here.",
    "same_support": "plans that follow one with the same tier and intervention: {count}. No support changed, so they "
    "make no case.",
    "far_apart": "changes with more than {weeks:g} weeks between the scores before and after: {count}. They are not "
    "compared.",
    "few_points": "cases with fewer than {fewest} scores in a phase: {count}. They are listed and not compared.",
    "no_true_zero": "cases on a measure without a true zero: {count}. A ratio of means has no meaning there and is "
    "left out.",
    "unknown_scale": "cases on a measure whose unit does not say what kind of scale it is: {count}. Their ratio of "
    "means is told without a floor for means near zero.",
}
