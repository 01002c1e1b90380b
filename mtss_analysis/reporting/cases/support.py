"""Cases about support: plans, delivery, progress, decisions, effects, moves."""

import numpy as np
import pandas as pd

from mtss_analysis.decisions.advice import chance
from mtss_analysis.estimators import trend
from mtss_analysis.reporting.cases.case import Case, Tables, case, latest, least, most, span, whole, words

FIRST, LEAST, MEASURE = 6, 14, "oral_reading_fluency"
"""Probes of the early look, fewest probes of a case in all, and the measure."""
PERCENT = 100
SAYINGS = {
    "delivered_and_working": "Working", "delivered_and_not_working": "Not working", "not_delivered": "Not delivered",
    "cannot_tell": "Cannot tell",
}  # fmt: skip
RULES = {
    "four_point": "Four points", "trend_line": "Trend line", "median_of_three": "Median of three",
    "ci_rule": "Interval of the trend", "posterior": "Chance of the goal",
}  # fmt: skip


def plans(tables: Tables) -> Case:
    """Tell which parts plans hold."""
    rows = latest(tables("06_fidelity__plan_parts"))
    rows = rows[(rows["school_id"] == "All") & (rows["domain"] == "reading") & (rows["answer"] != "All")]
    wide = rows.pivot_table(index="part", columns="answer", values="n", aggfunc="sum", fill_value=0)
    wide = wide.assign(share=PERCENT * wide["yes"] / wide[["yes", "no", "cannot tell"]].sum(axis=1))
    wide = wide.sort_values("share", kind="stable").head(10)
    shown = pd.DataFrame({
        "Part of the plan": [f"{part[:1].upper()}{part[1:]}" for part in wide.index], "There": wide["yes"].astype(int),
        "Missing": wide["no"].astype(int), "Cannot tell": wide["cannot tell"].astype(int),
        "Percent": [f"{v:.0f}" for v in wide["share"]],
    })  # fmt: skip
    return case(
        "intervention-plans", "What stands in plans for reading, the rarest parts first", shown,
        f"The part found least often is: {wide.index[0]}, in {wide['share'].iloc[0]:.0f} percent of the plans.",
        "A part that is there may still be poor; the table says only what can be found.",
        "Where it cannot be told, the plan names something that no table explains. Ask the person who wrote it.",
    )  # fmt: skip


def delivery(tables: Tables) -> Case:
    """Tell what was held of what was planned, as a range."""
    rows = latest(tables("06_fidelity__schools"))
    rows = rows[(rows["school_id"] == "All") & rows["domain"].isin(["reading", "math"])]
    shown = pd.DataFrame({
        "Intervention": rows["intervention"], "Planned": rows["planned"].astype(int),
        "Held": rows["delivered"].astype(int), "Not logged": rows["not_logged"].astype(int),
        "Dosage": [f"{span(low, high)} %" for low, high in zip(rows["held_low"], rows["held_high"], strict=True)],
        "Standing": [words(v).capitalize() for v in rows["standing"]],
    })  # fmt: skip
    low, wide = least(rows, "held_high"), most(rows, "unlogged")
    return case(
        "fidelity", "Sessions planned, held and not logged in a school year", shown,
        f"{low['intervention']} was held at most in {low['held_high']:.0f} percent of its sessions, even if every "
        "unlogged one took place. Whether it works was never tested.",
        f"The range is widest for {wide['intervention']}, because {wide['not_logged']:,.0f} of its sessions were not "
        "logged. Logging would narrow it; guessing would not.",
        "Dosage counts sessions that were held. A student who was absent did not receive them either; the page shows "
        "that too.",
    )  # fmt: skip


def progress(tables: Tables) -> Case:
    """Tell how one student's rate looked after some probes, after all of them, and in the light of all students."""
    series, points = tables("03_growth__series"), tables("03_growth__points")
    fit = (series["measure"] == MEASURE) & (series["n"] >= LEAST) & series["goal_chance"].between(0.01, 0.99)
    place, early = _overtaken(series, points, fit)
    now = most(series[series.index == place], "n")
    own = points[points["series"] == place].reset_index(drop=True)
    looks = own.iloc[sorted({*range(0, len(own), 3), FIRST - 1, len(own) - 1})]
    shown = pd.DataFrame({
        "Week": [f"{v:.0f}" for v in looks["time"]], "Score": [f"{v:.0f}" for v in looks["score"]],
        "Aimline": [f"{v:.0f}" for v in looks["aim"]],
    })  # fmt: skip
    return case(
        "progress-monitoring", "One student's scores, every third probe (the rates below use them all)", shown,
        f"After {FIRST} probes the rate was {early} a week; {now['aim_roi']:.1f} a week were needed.",
        f"After all {now['n']:.0f} probes it is {now['roi']:.1f} ({now['roi_low']:.1f} to {now['roi_high']:.1f}).",
        f"In the light of all students alike it is {now['eb_roi']:.1f} a week.",
        f"The chance to reach the goal of {now['goal']:.0f} is {chance(float(now['goal_chance']))}.",
    )  # fmt: skip


def _overtaken(series: pd.DataFrame, points: pd.DataFrame, fit: "pd.Series[bool]") -> tuple[int, str]:
    """Return the series whose first probes promised most more than all of them hold, and its early rate in words."""
    early = points[points["series"].isin(series.index[fit]) & (points.groupby("series").cumcount() < FIRST)]
    found = trend.ols(early["time"], early["score"], early["series"])
    at = int(np.nanargmax(found.slope - series["roi"].reindex(found.series).to_numpy()))
    words_ = f"{found.slope[at]:.1f} ({found.slope_low[at]:.1f} to {found.slope_high[at]:.1f})"
    return int(found.series[at]), words_


def decisions(tables: Tables) -> Case:
    """Tell what each rule says of one student, and how often each is right in the end."""
    rows = tables("04_decisions__recommendations")
    rows = rows[(rows["measure"] == MEASURE) & rows["dose_low"].ge(0.7)]
    split = rows[list(RULES)].apply(lambda row: min(row.eq("change").sum(), row.eq("continue").sum()), axis=1)
    chosen = rows.loc[split.sort_values(ascending=False, kind="stable").index[0]]
    tested = tables("04_decisions__back_test")
    tested = tested[(tested["domain"] == "reading")]
    wide = tested.pivot_table(index="rule", columns="outcome", values="percent", aggfunc="first")
    frame = pd.DataFrame({"Rule": list(RULES.values()), "Says": [words(chosen[rule]).capitalize() for rule in RULES]})
    for outcome in wide.columns:
        frame[f"Says change, of plans that {words(outcome)}"] = [
            f"{value:.0f} %" if pd.notna(value) else "no data" for value in wide[outcome].reindex(list(RULES))
        ]
    said = chosen[list(RULES)].value_counts()
    return case(
        "data-based-decisions", "One student's scores through five rules, and the rules on last year's plans", frame,
        f"On the same {chosen['n']:.0f} scores, {said.iloc[0]} rules say “{words(said.index[0])}” and "
        f"{said.iloc[1:].sum()} something else.",
        f"The rate is {chosen['roi']:.2f} a week and the aimline asks for {chosen['aim_roi']:.2f}: near the line, "
        "where rules disagree most.",
        str(chosen["errs"]),
    )  # fmt: skip


def effects(tables: Tables) -> Case:
    """Tell the answer for each intervention."""
    rows = tables("08_group_effect__effects")
    rows = rows[rows["domain"].isin(["reading", "math"])]
    rows = rows.sort_values(["intervention", "served"], ascending=[True, False]).drop_duplicates("intervention")
    shown = pd.DataFrame({
        "Intervention": rows["intervention"],
        "Sessions held": [
            f"{span(low, high)} %" for low, high in zip(rows["held_low"], rows["held_high"], strict=True)
        ],
        "Effect, in standard deviations": [
            "not judged" if pd.isna(g) or verdict == "not_delivered" else f"{g:.2f} ({low:.2f} to {high:.2f})"
            for g, low, high, verdict in zip(rows["g"], rows["g_low"], rows["g_high"], rows["verdict"], strict=True)
        ],
        "Answer": [SAYINGS.get(v, words(v).capitalize()) for v in rows["verdict"]],
    })  # fmt: skip
    counts = shown["Answer"].value_counts()
    said = "; ".join(f"{str(answer).lower()}: {count}" for answer, count in counts.items())
    open_ = rows[rows["verdict"] == "cannot_tell"]
    why = [f"{open_['intervention'].iloc[0]}: {open_['reason'].iloc[0]}"] if len(open_) else []
    return case("did-it-work", "Interventions in reading and math: delivered, and did they work?", shown,
                f"The answers: {said}.", *why,
                "The order matters: where too little was delivered, the effect is not judged at all.")  # fmt: skip


def moves(tables: Tables) -> Case:
    """Tell whether support went on after a move."""
    rows = whole(tables("13_transitions__continuity"))
    rows = rows[(rows["by"] == "All") & (rows["domain"] == "reading")]
    wide = rows.pivot_table(index="direction", columns="answer", values="n", aggfunc="sum", fill_value=0)
    names = [name for name in ("continued", "a plan, but no session", "ended by decision", "stopped") if name in wide]
    columns = {name: wide[name].astype(int) for name in names}
    shown = pd.DataFrame({"Move": [v.capitalize() for v in wide.index], "Students": wide["All"].astype(int), **columns})
    shown = shown.rename(columns=str.capitalize)
    total = wide.sum()
    return case(
        "transitions", "Students with reading support who moved: what came after", shown.reset_index(drop=True),
        f"For {total['continued']:.0f} of {total['All']:.0f} students reading support went on after the move.",
        f"For {total['stopped']:.0f} it stopped without a decision. Nobody decided it; it happened.",
        "A plan without a session counts apart: it is there on paper, and the student receives nothing yet.",
    )  # fmt: skip
