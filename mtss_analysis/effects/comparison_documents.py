"""Tables of a comparison of groups: what each row and column means, and how an aggregate may be protected."""

from collections.abc import Mapping

import pandas as pd

from mtss_analysis.results import Cells, ColumnDoc, ResultTable

_DOMAIN = ColumnDoc("domain", "domain of support")
_INTERVENTION = ColumnDoc("intervention", "name of the intervention")
_SHARES = (
    ColumnDoc("planned", "sessions planned", "sessions"),
    ColumnDoc("held_low", "of them held at least: sessions not logged counted as not held", "percent"),
    ColumnDoc("held_high", "of them held at most: sessions not logged counted as held", "percent"),
    ColumnDoc("unlogged", "of them not logged", "percent"),
)
EFFECT_DOCS = (
    _DOMAIN,
    ColumnDoc("measure", "measure on which growth is compared"),
    _INTERVENTION,
    ColumnDoc(
        "against", "whom they are compared with: students whose support was not delivered, or with other support"
    ),
    ColumnDoc("served", "students who received it and have enough scores", "students"),
    ColumnDoc("comparison", "students they are compared with, counted once for each intervention", "students"),
    ColumnDoc("schools", "schools in which it was given", "schools"),
    ColumnDoc("effect", "growth under it less growth of the comparison; more is better", "score/week"),
    ColumnDoc("low", "lower end of its interval", "score/week"),
    ColumnDoc("high", "upper end of its interval", "score/week"),
    ColumnDoc("g", "what that comes to over the set weeks, in spreads of students' scores", "SD"),
    ColumnDoc("g_low", "lower end of its interval", "SD"),
    ColumnDoc("g_high", "upper end of its interval", "SD"),
    ColumnDoc("detectable", "smallest effect that these data would have shown with the set power", "SD"),
    ColumnDoc("chance", "probability that the effect is at least worthwhile, before anything else is known", "share"),
    ColumnDoc("start", "how far the served started above the comparison, within grades and years", "SD"),
    ColumnDoc("p", "p-value, adjusted for the number of effects looked at in the domain (Benjamini and Hochberg)"),
    *_SHARES,
    ColumnDoc("verdict", "what may be said"),
    ColumnDoc("reason", "why, in a sentence"),
)
DELIVERY_DOCS = (
    _DOMAIN, _INTERVENTION,
    ColumnDoc("school_id", "school of the plans' students; All is the district"),
    ColumnDoc("n", "students with a plan", "students"),
    *_SHARES,
    ColumnDoc("observed", "deliveries that somebody observed", "deliveries"),
    ColumnDoc("adherence", "what observers saw of what the program asks for", "percent"),
    ColumnDoc("adherence_low", "lower end of its interval over plans", "percent"),
    ColumnDoc("adherence_high", "upper end of its interval over plans", "percent"),
    ColumnDoc("delivery", "delivered, held, not as designed, not delivered, or unknown"),
)  # fmt: skip
EVIDENCE_DOCS = (
    _DOMAIN,
    ColumnDoc("measure", "measure on which growth is compared"),
    _INTERVENTION,
    ColumnDoc("check", "what was looked at"),
    ColumnDoc("status", "met, not met, or cannot tell"),
    ColumnDoc("why", "the reason, in a sentence"),
    ColumnDoc("rating", "what the design allows to claim"),
    ColumnDoc("essa", "level of evidence of the Every Student Succeeds Act, 1 strong to 4 a rationale; 0 none"),
    ColumnDoc("essa_reason", "why, in a sentence"),
)
TRIAL_DOCS = (
    ColumnDoc("trial", "name of the comparison"),
    _DOMAIN,
    ColumnDoc("measure", "measure of the outcome"),
    ColumnDoc("told_as", "what is taken as assigned, and what errors share"),
    ColumnDoc("served", "students of the served group with a score", "students"),
    ColumnDoc("comparison", "students of the other group with a score", "students"),
    ColumnDoc("clusters", "clusters in both groups", "clusters"),
    ColumnDoc("icc", "share of the variance that lies between clusters"),
    ColumnDoc("unit", "unit of the difference: SD (Hedges' g) or score"),
    ColumnDoc("estimate", "difference, positive where the served did better", "SD or score"),
    ColumnDoc("se", "standard error", "SD or score"),
    ColumnDoc("df", "degrees of freedom"),
    ColumnDoc("low", "lower end of the interval", "SD or score"),
    ColumnDoc("high", "upper end of the interval", "SD or score"),
    ColumnDoc("detectable", "smallest difference that would have shown with the set power", "SD or score"),
    ColumnDoc("improvement", "improvement index: percentile points that the middle student would gain", "points"),
)
LOSS_DOCS = (
    _DOMAIN,
    ColumnDoc("measure", "measure of the outcome"),
    ColumnDoc("intervention", "name of the intervention or of the trial"),
    ColumnDoc("against", "with whom its students are compared"),
    ColumnDoc("assigned_served", "students chosen for it: with a plan, or assigned in a trial", "students"),
    ColumnDoc("kept_served", "of them those with enough scores to be compared", "students"),
    ColumnDoc("assigned_comparison", "students chosen for the comparison", "students"),
    ColumnDoc("kept_comparison", "of them those with enough scores to be compared", "students"),
    ColumnDoc(
        "joined", "students who came after assignment; missing where each plan is its own assignment", "students"
    ),
    ColumnDoc("lost_served", "lost of those chosen for it", "percent"),
    ColumnDoc("lost_comparison", "lost of those chosen for the comparison", "percent"),
    ColumnDoc("overall", "overall attrition", "percent"),
    ColumnDoc("differential", "difference between the arms' losses", "percentage points"),
    ColumnDoc("cautious", "largest difference allowed by the cautious boundary", "percentage points"),
    ColumnDoc("optimistic", "largest difference allowed by the optimistic boundary", "percentage points"),
    ColumnDoc("level", "low, low_if_optimistic, high, or unknown"),
    ColumnDoc("said", "what that means, in words"),
)
_PLACE = (_DOMAIN, ColumnDoc("measure", "measure on which growth is compared"), _INTERVENTION)
BALANCE_DOCS = (
    *_PLACE,
    ColumnDoc("by", "what was known before: the score at the start, the grade, the tier, or a group column"),
    ColumnDoc("group", "the value of the tier or group column; empty for the start and the grade"),
    ColumnDoc("served_mean", "mean of the served, or their share", "SD, grade or share"),
    ColumnDoc("comparison_mean", "mean of the comparison, or its share", "SD, grade or share"),
    ColumnDoc("before", "difference before weighting: Hedges' g, for yes/no facts the Cox index", "SD"),
    ColumnDoc("before_says", "alike (to .05), adjust (to .25), too_far, too_few of a kind, or cannot_tell"),
    ColumnDoc("after", "difference after weighting, likewise; missing where weighting failed", "SD"),
    ColumnDoc("after_says", "alike, adjust, too_far, too_few, or cannot_tell"),
)
LOOK_DOCS = (
    *_PLACE,
    ColumnDoc("served", "served students with a score at the start", "students"),
    ColumnDoc("comparison", "comparison students with one", "students"),
    ColumnDoc("outside", "served students outside the range of chances that both arms have", "students"),
    ColumnDoc("like_served", "effective sample size of the served", "students"),
    ColumnDoc("like_comparison", "effective sample size of the comparison", "students"),
    ColumnDoc("weighted", "weighted and adjusted difference in students' own growth over the set weeks", "SD"),
    ColumnDoc("low", "lower end of its interval", "SD"),
    ColumnDoc("high", "upper end of its interval", "SD"),
    ColumnDoc("said", "whether weighting worked, and if not why, in words"),
    ColumnDoc("g", "the model's effect size", "SD"),
    ColumnDoc("g_low", "lower end of its interval", "SD"),
    ColumnDoc("g_high", "upper end of its interval", "SD"),
)
REACH_DOCS = (
    *_PLACE[:2],
    ColumnDoc("intervention", "name of the intervention or trial; empty on the curves of a measure"),
    ColumnDoc("design", "here: where a comparison stands; else what is assigned on this curve"),
    ColumnDoc("students", "students of both arms", "students"),
    ColumnDoc("detectable", "smallest effect that would show with the set power", "SD"),
)
_SLOPE = "SD for a tenth of the planned sessions"
DOSE_DOCS = (
    _DOMAIN, _INTERVENTION,
    ColumnDoc("n", "students with a log, a score at the start and enough scores", "students"),
    *(
        ColumnDoc(f"{name}_{bound}", f"{said}, sessions not logged counted as {bound}", unit)
        for bound in ("missed", "received")
        for name, said, unit in (
            ("mean", "mean share of the planned sessions that students were there for", "percent"),
            ("slope", "how much more they grew over the set weeks for each tenth more of the sessions", _SLOPE),
            ("low", "lower end of its interval", _SLOPE),
            ("high", "upper end of its interval", _SLOPE),
        )
    ),
    ColumnDoc("said", "the relation in words, or why none can be told"),
)  # fmt: skip
ROLLOUT_DOCS = (
    _DOMAIN, _INTERVENTION,
    ColumnDoc("event", "school years since the school began; negative before, missing for the average since", "years"),
    ColumnDoc("estimate", "change in the mean screening of schools that began it, less that of the others", "SD"),
    ColumnDoc("low", "lower end of its interval", "SD"),
    ColumnDoc("high", "upper end of its interval", "SD"),
    ColumnDoc("schools", "schools that began it after the first year on record", "schools"),
    ColumnDoc("never", "schools that never did", "schools"),
    ColumnDoc("began", "years in which schools began"),
    ColumnDoc("said", "what a reader must know of the estimate"),
)  # fmt: skip
DEPARTURE_DOCS = (
    _DOMAIN,
    ColumnDoc("measure", "measure of the outcome"),
    ColumnDoc("intervention", "name of the intervention or of the trial"),
    ColumnDoc("written_on", "day the plan was written"),
    ColumnDoc("what", "what was done otherwise; or as planned, not planned, not analyzed"),
    ColumnDoc("was_planned", "what had been planned"),
    ColumnDoc("was_done", "what was done"),
)
TABLES: Mapping[str, tuple[str, str, tuple[ColumnDoc, ...]]] = {
    "effects": ("aggregate", "one row is an intervention on a measure", EFFECT_DOCS),
    "delivery": ("staff", "one row is an intervention in a school", DELIVERY_DOCS),
    "trials": ("aggregate", "one row is a comparison on a measure, told in one way", TRIAL_DOCS),
    "evidence": ("staff", "one row is a check of one effect", EVIDENCE_DOCS),
    "balance": ("staff", "one row is something known before of a comparison", BALANCE_DOCS),
    "looks": ("staff", "one row is the second look at one effect", LOOK_DOCS),
    "reach": ("staff", "one row is a comparison, or a point of a curve", REACH_DOCS),
    "doses": ("staff", "one row is an intervention", DOSE_DOCS),
    "rollout": ("staff", "one row is a year since schools began an intervention", ROLLOUT_DOCS),
    "departures": ("staff", "one row is something done otherwise than planned", DEPARTURE_DOCS),
    "losses": ("staff", "one row is a comparison on a measure", LOSS_DOCS),
}
_ESTIMATES = (
    "against", "comparison", "schools", "effect", "low", "high", "g", "g_low", "g_high", "detectable", "chance",
    "start", "p", "planned", "held_low", "held_high", "unlogged", "verdict", "reason",
)  # fmt: skip
_DIFFERENCE = ("comparison", "clusters", "icc", "estimate", "se", "df", "low", "high", "detectable", "improvement")
CELLS = {
    "trials": Cells("served", ("trial", "domain", "measure", "told_as", "unit"), statistics=_DIFFERENCE),
    "effects": Cells("served", ("domain", "measure", "intervention"), statistics=_ESTIMATES),
}
"""Rows stand alone: a student may receive several interventions, so students of different rows do not add up."""


TEXT = frozenset({
    "domain", "measure", "intervention", "against", "verdict", "reason", "delivery", "school_id", "check", "status",
    "why", "rating", "essa_reason", "trial", "told_as", "unit", "level", "said",
    "by", "group", "before_says", "after_says", "design",
    "began", "written_on", "what", "was_planned", "was_done",
})  # fmt: skip
"""Columns of words, also where a table has no row."""


def table(name: str, frame: pd.DataFrame) -> ResultTable:
    """Document one table of the result; columns beyond the documented ones are left out."""
    level, row, columns = TABLES[name]
    frame = frame.reindex(columns=[column.name for column in columns])
    frame = frame.astype({name: "str" for name in frame if name in TEXT})
    return ResultTable(name, row, frame, columns, level, CELLS.get(name))  # type: ignore[arg-type]
