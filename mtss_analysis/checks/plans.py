"""Plans of support: for somebody, and with a goal ahead of the start."""

from collections.abc import Iterator

import pandas as pd

from mtss_analysis.checks.cases import Case, Examined, Treatment, alike, labels

NO_AIMLINE = ("goal", "goal_date")
"""Cells read as empty when a goal cannot be right: the plan is kept, without an aimline."""


def for_nobody(examined: Examined) -> Iterator[Case]:
    """Plans that name neither a student nor a school."""
    plans = examined.table("interventions")
    rows = plans[plans["student_id"].isna() & plans["org_id"].isna()]
    if len(rows):
        plan = rows["plan_id"].iloc[0]
        yield Case(
            "plan_for_nobody", "interventions", "student_id", labels(rows),
            f"plan {plan} names neither a student nor a school{alike(len(rows), 'plan')}", "", "student_id or org_id",
            "Fill in whom it supports.", Treatment.LEAVE_OUT,
        )  # fmt: skip


def goal_in_wrong_direction(examined: Examined) -> Iterator[Case]:
    """Goals that are not better than the score the plan starts from."""
    plans = _with_direction(examined).dropna(subset=["goal", "baseline", "direction"])
    possible = plans["baseline"].between(plans["low"], plans["high"])
    wrong = plans[possible & ((plans["goal"] - plans["baseline"]) * plans["direction"] <= 0)]
    if len(wrong):
        first = wrong.iloc[0]
        better = "above" if first["direction"] > 0 else "below"
        yield Case(
            "goal_in_wrong_direction", "interventions", "goal", labels(wrong),
            f"the goal of plan {first['plan_id']} is {first['goal']:g} and its start is {first['baseline']:g} "
            f"({first['measure']}){alike(len(wrong), 'plan')}", f"{first['goal']:g}", f"a goal {better} the start",
            "The plan has no aimline until the goal or the start is corrected.", Treatment.EMPTY, empties=NO_AIMLINE,
        )  # fmt: skip


def goal_out_of_range(examined: Examined) -> Iterator[Case]:
    """Goals that the measure cannot give."""
    plans = _with_direction(examined).dropna(subset=["goal", "low", "high"])
    wrong = plans[(plans["goal"] < plans["low"]) | (plans["goal"] > plans["high"])]
    if len(wrong):
        first = wrong.iloc[0]
        yield Case(
            "goal_out_of_range", "interventions", "goal", labels(wrong),
            f"the goal of plan {first['plan_id']} is {first['goal']:g} ({first['measure']}){alike(len(wrong), 'plan')}",
            f"{first['goal']:g}", f"{first['low']:g} to {first['high']:g}",
            "The plan has no aimline until the goal is corrected.", Treatment.EMPTY, empties=NO_AIMLINE,
        )  # fmt: skip


def baseline_out_of_range(examined: Examined) -> Iterator[Case]:
    """Scores to start from that the measure cannot give."""
    plans = _with_direction(examined).dropna(subset=["baseline", "low", "high"])
    wrong = plans[~plans["baseline"].between(plans["low"], plans["high"])]
    if len(wrong):
        first = wrong.iloc[0]
        yield Case(
            "baseline_out_of_range", "interventions", "baseline", labels(wrong),
            f"plan {first['plan_id']} starts from {first['baseline']:g} ({first['measure']})"
            f"{alike(len(wrong), 'plan')}", f"{first['baseline']:g}", f"{first['low']:g} to {first['high']:g}",
            "The aimline starts from the plan's first scores until the start is corrected.",
            Treatment.EMPTY, empties=("baseline",),
        )  # fmt: skip


def goal_before_start(examined: Examined) -> Iterator[Case]:
    """Goals whose day is not after the plan's first day."""
    plans = examined.table("interventions")
    wrong = plans[plans["goal_date"] <= plans["start"]]
    if len(wrong):
        first = wrong.iloc[0]
        yield Case(
            "goal_before_start", "interventions", "goal_date", labels(wrong),
            f"the goal of plan {first['plan_id']} is due {first['goal_date']:%Y-%m-%d}, and the plan starts "
            f"{first['start']:%Y-%m-%d}{alike(len(wrong), 'plan')}", f"{first['goal_date']:%Y-%m-%d}",
            "a day after the start", "The plan has no aimline until one of the dates is corrected.",
            Treatment.EMPTY, empties=NO_AIMLINE,
        )  # fmt: skip


def start_score_zero(examined: Examined) -> Iterator[Case]:
    """Plans that start from zero on a measure where more is better: the measure may be too hard."""
    plans = _with_direction(examined)
    zero = plans[(plans["baseline"] == 0) & (plans["direction"] > 0) & (plans["low"] == 0)]
    if len(zero):
        first = zero.iloc[0]
        yield Case(
            "start_score_zero", "interventions", "baseline", labels(zero),
            f"plan {first['plan_id']} starts from 0 ({first['measure']}){alike(len(zero), 'plan')}", "0",
            "a start the measure can tell from nothing",
            "The plan is kept. A measure or form for an earlier grade may show growth that this one cannot.",
        )  # fmt: skip


def _with_direction(examined: Examined) -> pd.DataFrame:
    """Return the plans with the direction (1: more is better, -1: less is) and range of their measure."""
    plans = examined.table("interventions")
    known = examined.measures.measures
    direction = {name: 1.0 if measure.higher_is_better else -1.0 for name, measure in known.items()}
    return plans.assign(
        direction=plans["measure"].map(direction).astype("float64"),
        low=plans["measure"].map({name: measure.low for name, measure in known.items()}).astype("float64"),
        high=plans["measure"].map({name: measure.high for name, measure in known.items()}).astype("float64"),
    )
