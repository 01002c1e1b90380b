"""The example of the explorer of student graphs: eight invented students on a day in the middle of their plans."""

from collections.abc import Callable
from typing import Any, Final

import numpy as np
import pandas as pd
from scipy import special

from mtss_analysis.decisions.advice import chance
from mtss_analysis.decisions.looks import Looks, every_look
from mtss_analysis.decisions.plans import probes
from mtss_analysis.decisions.rules import RULES
from mtss_analysis.decisions.settings import DecisionParams
from mtss_analysis.params import MeasuresParams
from mtss_analysis.reporting.examples.ruled import simple
from mtss_analysis.reporting.examples.source import MEASURE, Example, Source

Looked = Callable[[pd.DataFrame], "pd.Series[bool]"]
CHANGE, RAISE, LATER = "change", "raise_goal", "collect_more_data"
KINDS: Final[tuple[Looked, ...]] = (
    lambda rows: rows["n"].eq(5),
    lambda rows: rows["n"].between(11, 14) & rows["changes"].eq(0) & rows["chance"].between(0.5, 0.9),
    lambda rows: rows["n"].between(12, 15) & rows["changes"].eq(4) & rows["chance"].lt(0.1),
    lambda rows: rows["n"].between(10, 13) & rows["four_point"].eq(CHANGE) & ~rows["trend_line"].eq(CHANGE),
    lambda rows: rows["before"] & rows["n"].between(8, 11),
    lambda rows: rows["n"].between(9, 12) & ~rows["four_point"].eq(CHANGE) & rows["trend_line"].eq(CHANGE),
    lambda rows: rows["n"].between(10, 14) & rows["posterior"].eq(LATER),
    lambda rows: rows["n"].between(10, 14) & rows["four_point"].eq(RAISE),
)
"""What each of the students is to show; the first student of each kind is taken."""
AHEAD = 6
"""Weeks to the goal's date that are left, at least."""
SOON = 14
"""Days from the plan's start to its first score, at most."""
MOST = 60
"""Scores up to which ranges of a trend can be drawn."""


def students(source: Source) -> Example:
    """Give eight students: scores until a day, aimline, what every rule says, and the chance of the goal."""
    measures, params = source.settings.load(MeasuresParams), source.settings.load(DecisionParams)
    rows, points = _plans(source)
    looks = every_look(probes(points, rows, np.ones(len(rows)), params.probes_a_week))
    seen = _looks(looks, rows, params)
    chosen: list[pd.Series[Any]] = []
    for kind in KINDS:
        taken = [row["student_id"] for row in chosen]
        chosen.append(seen[kind(seen) & ~seen["student_id"].isin(taken)].iloc[0])
    freedom = np.arange(1, MOST + 1)
    reach = [round(float(value), 4) for value in special.stdtrit(freedom, 0.975)]
    shown = [_student(number, row, points) for number, row in enumerate(chosen, 1)]
    sem = measures.measures[MEASURE].sem
    return {**source.about, "sem": sem, "reach": reach, "rules": simple(source), "students": shown}


def _plans(source: Source) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return plans with a goal, in order of student and start, and all their scores."""
    series = source.tables("03_growth__series").reset_index(names="series")
    fit = (series["measure"] == MEASURE) & series["goal"].notna() & series["plan_id"].notna()
    begun = source.dataset.table("interventions")[["plan_id", "start"]].drop_duplicates("plan_id")
    rows = series[fit].merge(begun, on="plan_id").sort_values(["student_id", "start"], kind="stable")
    rows = rows.reset_index(drop=True)
    points = source.tables("03_growth__points")
    return rows, points[points["series"].isin(rows["series"])]


def _looks(looks: Looks, rows: pd.DataFrame, params: DecisionParams) -> pd.DataFrame:
    """Lay out every look at every plan: scores until then, what each rule says, and the chance of the goal."""
    said = {name: rule(looks, getattr(params, name)).verdict for name, rule in RULES.items()}
    frame = pd.DataFrame(said)
    twice = rows.duplicated(["student_id", "school_year"]).to_numpy()
    changes = (frame.drop(columns="posterior") == CHANGE).sum(axis=1)
    goal, goal_week = looks.aim.goal, looks.aim.goal_time
    frame = frame.assign(
        n=looks.n, weeks=looks.weeks, goal_week=goal_week, chance=looks.line.reach(goal, goal_week),
        before=twice[looks.plan], changes=changes,
    )  # fmt: skip
    whole = frame.join(rows.iloc[looks.plan].reset_index(drop=True).drop(columns=["n", "weeks"]))
    ahead = whole["goal_week"].sub(whole["weeks"]).ge(AHEAD) & whole["chance"].notna()
    kept: pd.DataFrame = whole[ahead & (whole["first"] - whole["aim_start"]).dt.days.between(0, SOON)]
    return kept


def _student(number: int, row: "pd.Series[Any]", points: pd.DataFrame) -> dict[str, Any]:
    own = points[points["series"] == row["series"]].sort_values("date", kind="stable").head(int(row["n"]))
    same = (points["student_id"] == row["student_id"]) & (points["school_year"] == row["school_year"])
    before = points[same & (points["series"] != row["series"]) & (points["date"] < row["aim_start"])]
    begin = row["aim_start"]
    return {
        "name": f"Student {number}", "grade": row["grade"], "baseline": row["baseline"], "goal": row["goal"],
        "goal_day": (row["goal_date"] - begin).days, **_scores(own, begin), "counted": (~own["is_baseline"]).tolist(),
        "before": _scores(before, begin), "says": {name: row[name] for name in RULES},
        "chance": round(float(row["chance"]), 4), "chance_said": chance(float(row["chance"])),
    }  # fmt: skip


def _scores(points: pd.DataFrame, begin: pd.Timestamp) -> dict[str, list[int]]:
    return {"days": (points["date"] - begin).dt.days.tolist(), "scores": points["score"].astype(int).tolist()}
