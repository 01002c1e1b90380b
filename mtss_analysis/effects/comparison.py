"""Did an intervention work better than the others that the district gives? Delivery first, then growth."""

from collections.abc import Iterable, Iterator

import pandas as pd
from scipy import special, stats

import mtss_analysis
from mtss_analysis.effects import equal_starts, gate
from mtss_analysis.effects.arms import arms
from mtss_analysis.effects.comparison_checks import beside, head_starts
from mtss_analysis.effects.comparison_evidence import memos
from mtss_analysis.effects.comparison_result import DOES_NOT_APPLY, NOTHING, ComparisonResult, table
from mtss_analysis.effects.growth_contrast import KEYS, NOT_GIVEN, OTHERS, contrasts
from mtss_analysis.effects.settings import EffectsParams
from mtss_analysis.effects.trial_students import Trial
from mtss_analysis.effects.trials import trials
from mtss_analysis.fidelity import dosage
from mtss_analysis.growth import GrowthResult
from mtss_analysis.growth.trends import signs
from mtss_analysis.intake import Dataset
from mtss_analysis.params import DistrictParams, MeasuresParams, Params, setting
from mtss_analysis.recall import computed_once
from mtss_analysis.results import Caution, Provenance
from mtss_analysis.vocabulary import TOTAL, Delivery, Effectiveness

PLAN = ["domain", "intervention"]
PERCENTS = ("held_low", "held_high", "unlogged")


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
) -> ComparisonResult:
    """Compare growth under each intervention with growth without it, and say what may be said.

    An effect size is the difference in growth over the set weeks, divided by the spread of students' scores at the
    start of support; more is better, whatever the measure's direction. Its chance of being worthwhile takes every size
    as equally likely beforehand.

    Returns
    -------
    ComparisonResult
        Empty tables and a caution ``does_not_apply`` where nothing can be compared.
    """
    frames, told = _frames(growth, dataset, params, effects, measures, district)
    tried, checked, lost = trials(dataset, params.trials, effects, district, measures)
    frames["trials"] = tried
    frames["evidence"] = _below(frames["evidence"], checked)
    frames["losses"] = _below(frames["losses"], lost)
    return ComparisonResult(
        params=params,
        tables={name: table(name, frame) for name, frame in frames.items()},
        cautions=tuple(_cautions(frames["effects"], tried, told, dataset.table("sessions"))),
        provenance=Provenance(
            dataset.fingerprint, f"{params.fingerprint()}-{effects.fingerprint()}", mtss_analysis.__version__
        ),
    )


def _frames(
    growth: GrowthResult,
    dataset: Dataset,
    params: ComparisonParams,
    effects: EffectsParams,
    measures: MeasuresParams,
    district: DistrictParams,
) -> tuple[dict[str, pd.DataFrame], dict[str, list[str]]]:
    plans = dataset.table("interventions").dropna(subset=["intervention", "plan_id"])
    names = plans.set_index("plan_id")["intervention"]
    series, points = (growth.tables[name].frame for name in ("series", "points"))
    delivered = _delivery(series, names, dataset.table("sessions"), effects)
    absent = frozenset(delivered.loc[_never(delivered), "intervention"])
    found, told = contrasts(series, points, names, params.fewest, effects.confidence, absent)
    judged = _judged(_sized(_directed(found, measures), params, effects), delivered, effects)
    pairs = list(arms(judged, series, names, absent, params.fewest))
    way = pd.Series(signs(series["measure"], measures), index=series.index)
    facts = equal_starts.known(series, dataset.table("students"), district.group_columns, way)
    judged = _fair(judged.assign(start=head_starts(judged, pairs, facts)), params)
    whole = delivered[delivered["school_id"] == TOTAL].set_index(PLAN)["delivery"]
    others = beside(
        judged, pairs, facts, measures, fewest=params.fewest, weeks=params.weeks, confidence=effects.confidence,
    )  # fmt: skip
    return {"effects": judged, "delivery": delivered, "evidence": memos(judged, whole), **others}, told


def _below(first: pd.DataFrame, second: pd.DataFrame) -> pd.DataFrame:
    """Put two tables below each other; one without rows says nothing of the types of columns."""
    return pd.concat([part for part in (first, second) if len(part)] or [second], ignore_index=True)


def _never(delivered: pd.DataFrame) -> "pd.Series[bool]":
    return (delivered["school_id"] == TOTAL) & (delivered["delivery"] == str(Delivery.NOT_DELIVERED))


def _directed(found: pd.DataFrame, measures: MeasuresParams) -> pd.DataFrame:
    """Turn effects so that more is better."""
    way = signs(found["measure"], measures)
    ends = found[["low", "high"]].astype("float64").mul(way, axis=0)
    return found.assign(effect=found["effect"].astype("float64") * way, low=ends.min(axis=1), high=ends.max(axis=1))


def _sized(found: pd.DataFrame, params: ComparisonParams, effects: EffectsParams) -> pd.DataFrame:
    """Add effect sizes, what could have been seen, and how likely the effect is worthwhile."""
    scale = params.weeks / found["sd"].astype("float64")
    sizes = found.assign(**{name: found[column].astype("float64") * scale for name, column in _SIZES.items()})
    se, df = found["se"].astype("float64") * scale, found["df"].astype("float64")
    reach = special.stdtrit(df, 1 - effects.alpha / 2) + special.stdtrit(df, effects.power)
    chance = special.stdtr(df, (sizes["g"] - effects.smallest_worthwhile) / se)
    raw = 2 * special.stdtr(df, -(sizes["g"] / se).abs())
    sizes = sizes.assign(detectable=reach * se, chance=chance, p=raw)
    sizes["p"] = sizes.groupby("domain")["p"].transform(_adjusted)
    return sizes


_SIZES = {"g": "effect", "g_low": "low", "g_high": "high"}


def _adjusted(values: "pd.Series[float]") -> "pd.Series[float]":
    """Return p-values adjusted by Benjamini and Hochberg (1995), leaving out missing ones."""
    known = values.dropna()
    adjusted = stats.false_discovery_control(known) if len(known) else known
    return pd.Series(adjusted, index=known.index, dtype="float64").reindex(values.index)


def _delivery(
    series: pd.DataFrame, names: "pd.Series[str]", sessions: pd.DataFrame, effects: EffectsParams
) -> pd.DataFrame:
    """Sum the sessions of each intervention, for the district and for each school."""
    plans = series.dropna(subset=["plan_id"]).drop_duplicates("plan_id")
    plans = plans.assign(intervention=plans["plan_id"].map(names)).dropna(subset=["intervention"])
    logged = sessions.merge(plans[["plan_id", "domain", "intervention", "school_id"]], on="plan_id")
    rows = [row for _, part in plans.groupby(["domain", "intervention"]) for row in _places(part, logged, effects)]
    columns = [*PLAN, "school_id", "n", "planned", *PERCENTS, "delivery", "dosage"]
    return pd.DataFrame(rows, columns=columns)


def _places(plans: pd.DataFrame, logged: pd.DataFrame, effects: EffectsParams) -> Iterator[dict[str, object]]:
    """Yield a row for the district and for each school, of the plans of one intervention."""
    domain, intervention = plans["domain"].iloc[0], plans["intervention"].iloc[0]
    log = logged[(logged["domain"] == domain) & (logged["intervention"] == intervention)]
    for school in (TOTAL, *sorted(plans["school_id"].dropna().unique())):
        everywhere = school == TOTAL
        part = plans if everywhere else plans[plans["school_id"] == school]
        found = dosage(log if everywhere else log[log["school_id"] == school])
        yield {
            "domain": domain, "intervention": intervention, "school_id": school, "n": part["student_id"].nunique(),
            "planned": found.planned, **{name: 100 * getattr(found, name) for name in PERCENTS},
            "delivery": str(gate.delivery(found, effects)), "dosage": found,
        }  # fmt: skip


def _judged(found: pd.DataFrame, delivered: pd.DataFrame, effects: EffectsParams) -> pd.DataFrame:
    """Add what was delivered, and what may be said."""
    whole = delivered[delivered["school_id"] == TOTAL].drop(columns=["school_id", "n", "delivery"])
    both = found.merge(whole, on=["domain", "intervention"], how="left")
    sizes = zip(both["dosage"], both["g_low"], both["g_high"], both["against"] == OTHERS, strict=True)
    bar = effects.smallest_worthwhile
    rulings = [gate.ruling(given, low, high, bar, effects, relative=alike) for given, low, high, alike in sizes]
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


def _cautions(
    judged: pd.DataFrame, tried: pd.DataFrame, told: dict[str, list[str]], sessions: pd.DataFrame
) -> Iterable[Caution]:
    if (judged.empty or judged["effect"].isna().all()) and tried.empty:
        yield Caution(DOES_NOT_APPLY, "all", NOTHING)
    if len(tried):
        yield Caution(
            "cluster_first", "trials",
            "Where whole classes or schools were assigned, the row with that cluster is the one to read. The row of "
            "students one by one takes them as independent, which they are not, and looks surer than the data are.",
        )  # fmt: skip
    if judged.empty:
        return
    yield Caution(
        "people_chose", "effects",
        "People chose which students received what. The comparison allows for grade, tier, school year and school; "
        "other differences between the students remain in it.",
    )  # fmt: skip
    if OTHERS in set(judged.get("against", ())):
        yield Caution(
            "relative", "effects",
            "Where all support was delivered, an intervention is compared with the others of its domain. That shows "
            "which does better, but not that one does nothing.",
        )  # fmt: skip
    if NOT_GIVEN in set(judged.get("against", ())):
        yield Caution(
            "not_given", "effects",
            "Where support was planned and not delivered, its students are the comparison. They were chosen for that "
            "support and may differ from others in ways the data do not show.",
        )  # fmt: skip
    yield Caution(
        "endings", "effects",
        "Support often ends once scores reach the goal. Series that end on a lucky score are short and count little in "
        "the model, but some of that luck remains.",
    )  # fmt: skip
    if sessions.empty:
        yield Caution("no_sessions", "delivery", "No session is logged, so delivery is unknown and nothing is judged.")
    for code, measures in told.items():
        yield Caution(code, "effects", UNFITTED[code].format("; ".join(sorted(set(measures)))))


UNFITTED = {
    "one_intervention": "Fewer than two interventions have enough students on {}; nothing can be compared there.",
    "no_model": "The scores of {} allow no growth model; nothing can be compared there.",
}
