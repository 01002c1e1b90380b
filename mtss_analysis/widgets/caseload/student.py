"""One student's plan as a picture, with what every rule says and how often it is wrong.

Tables are indexed by plan and student once, so that choosing another student looks nothing up in whole tables.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from scipy import special

from mtss_analysis.decisions.advice import chance
from mtss_analysis.decisions.rules import RULES
from mtss_analysis.reporting.palette import BLUE, GREEN, GREY, INK, VERMILION
from mtss_analysis.vocabulary import NO_DATA
from mtss_analysis.widgets import picture as draw
from mtss_analysis.widgets.desk import Desk
from mtss_analysis.widgets.picture import Mark, Picture

CONFIDENCE, FEWEST = 0.95, 3
"""Confidence of the trend's band [share], and the fewest scores of a trend."""
BEFORE = pd.Timedelta(weeks=26)
"""Scores of earlier plans are shown so far back."""
Groups = Mapping[Any, Any]


@dataclass(frozen=True)
class Students:
    """The desk's tables by plan and by student."""

    desk: Desk

    @cached_property
    def plans(self) -> Groups:
        """plan_id → row of the plan."""
        return self.desk.plans.set_index("plan_id", drop=False).to_dict("index")

    @cached_property
    def points(self) -> pd.DataFrame:
        """Scores of all plans, in order of days."""
        points = self.desk.grown.tables["points"].frame.dropna(subset=["plan_id"])
        return points.sort_values("date", kind="stable").reset_index(drop=True)

    @cached_property
    def points_of(self) -> Groups:
        """plan_id → places in `points`."""
        return self.points.groupby("plan_id").indices

    @cached_property
    def points_of_student(self) -> Groups:
        """(student_id, measure) → places in `points`."""
        return self.points.groupby(["student_id", "measure"]).indices

    @cached_property
    def series(self) -> Groups:
        """plan_id → growth of the plan."""
        series = self.desk.grown.tables["series"].frame.dropna(subset=["plan_id"])
        return series.drop_duplicates("plan_id").set_index("plan_id").to_dict("index")

    @cached_property
    def advice(self) -> Groups:
        """plan_id → what the registered rule advises."""
        rows = self.desk.advised.tables["recommendations"].frame.drop_duplicates("plan_id")
        return rows.set_index("plan_id").to_dict("index")

    @cached_property
    def ledger(self) -> pd.DataFrame:
        """What every rule says, with its errors."""
        return self.desk.advised.tables["ledger"].frame.reset_index(drop=True)

    @cached_property
    def ledger_of(self) -> Groups:
        """plan_id → places in `ledger`."""
        return self.ledger.groupby("plan_id").indices

    @cached_property
    def by_student(self) -> Groups:
        """student_id → advice in every domain."""
        rows = self.desk.advised.tables["students"].frame.drop_duplicates("student_id")
        return rows.set_index("student_id").to_dict("index")

    def of(self, plan: str) -> pd.DataFrame:
        """Return the scores of a plan."""
        return self.points.take(self.points_of.get(plan, np.zeros(0, np.int64)))


def graph(known: Students, plan: str) -> Picture:
    """Draw the scores of a plan and of earlier plans on the measure, aimline, trend with its band, goal, phases."""
    row, mine = known.plans[plan], known.of(plan)
    places = known.points_of_student.get((row["student_id"], row["measure"]), np.zeros(0, np.int64))
    earlier = known.points.take(places)
    earlier = earlier[(earlier["plan_id"] != plan) & earlier["date"].between(row["start"] - BEFORE, row["start"])]
    labels = known.desk.labels
    measure = labels.measure(row["measure"]) if isinstance(row["measure"], str) else "no measure on record"
    title = f"{row['student_id']}: {measure}"
    marks = [*_trend(mine), *_aim(row), *_scores(mine, earlier), *_phases(row, earlier)]
    unit = labels.unit(row["measure"]) if isinstance(row["measure"], str) else ""
    return Picture(title, said(known, plan), tuple(marks), "", unit.capitalize(), dates=True, data=numbers(mine))


def _scores(mine: pd.DataFrame, earlier: pd.DataFrame) -> list[Mark]:
    taken = mine["is_baseline"].fillna(value=False).astype(bool).to_numpy()
    sem = mine["sem"].astype("float64")
    return [
        draw.dots(earlier["date"], earlier["score"], GREY, sign="S", name="earlier plan" if len(earlier) else ""),
        draw.whiskers(mine["date"], mine["score"] - sem, mine["score"] + sem),
        draw.dots(mine["date"][~taken], mine["score"][~taken], BLUE, name="score"),
        draw.dots(mine["date"][taken], mine["score"][taken], BLUE, sign="O", name="baseline" if taken.any() else ""),
    ]


def _aim(row: Groups) -> list[Mark]:
    if any(pd.isna(row[name]) for name in ("baseline", "goal", "goal_date")):
        return []
    days = pd.Series([row["start"], row["goal_date"]])
    return [
        draw.line(days, [row["baseline"], row["goal"]], GREEN, dash="7 4", name="aimline"),
        draw.dots(days.tail(1), [row["goal"]], GREEN, sign="d", name="goal"),
    ]


def _trend(mine: pd.DataFrame) -> list[Mark]:
    """Draw the least-squares line with its band: SE² = SEE² (1/n + (t - mean t)²/Sxx), Student's t of n - 2."""
    if len(mine) < FEWEST or mine["date"].nunique() < FEWEST:
        return []
    time, score = draw.numbers(mine["date"]), mine["score"].to_numpy(np.float64)
    away = time - time.mean()
    slope = (away * score).sum() / (away**2).sum()
    line = score.mean() + slope * away
    see = np.sqrt(((score - line) ** 2).sum() / (len(score) - 2))
    half = (
        special.stdtrit(len(score) - 2, 0.5 + CONFIDENCE / 2)
        * see
        * np.sqrt(1 / len(score) + away**2 / (away**2).sum())
    )
    return [
        draw.band(mine["date"], line - half, line + half, VERMILION, name="its interval"),
        draw.line(mine["date"], line, VERMILION, name="trend"),
    ]


def _phases(row: Groups, earlier: pd.DataFrame) -> list[Mark]:
    begun = [draw.upright(pd.Series([row["start"]]), f"Tier {row['tier']:.0f} begins", INK)]
    first = earlier.drop_duplicates("plan_id")
    return begun + [draw.upright(pd.Series([day]), "earlier plan", GREY) for day in first["date"]]


def said(known: Students, plan: str) -> str:
    """Say what is known of a plan: scores, rate and rate needed, advice, chance of the goal."""
    mine, row = known.of(plan), known.series.get(plan)
    if mine.empty:
        return "No score of this plan is on record, so nobody can tell how it goes. Collect scores first."
    count = f"{len(mine)} score{'' if len(mine) == 1 else 's'}, the last on {mine['date'].max():%Y-%m-%d}"
    if row is None or not bool(row["enough"]):
        return f"{count}: too few to tell a rate of improvement."
    need = f", {row['aim_roi']:.2f} needed" if pd.notna(row["aim_roi"]) else "; the plan has no goal"
    reach = f" Chance to reach the goal: {chance(row['goal_chance'])}." if pd.notna(row["goal_chance"]) else ""
    return f"{count}. Rate {row['roi']:z.2f} ({row['roi_low']:z.2f} to {row['roi_high']:z.2f}) a week{need}.{reach}"


def verdicts(known: Students, plan: str) -> pd.DataFrame:
    """Set the rules side by side: verdict, and how often it is wrong on a series such as this one."""
    rows = known.ledger.take(known.ledger_of.get(plan, np.zeros(0, np.int64)))
    if rows.empty:
        return pd.DataFrame({"Rule": list(map(known.desk.labels.word, RULES)), "Verdict": NO_DATA})
    shown = {
        "Rule": rows["rule"].map(known.desk.labels.word),
        "Verdict": rows["verdict"].fillna(NO_DATA).str.replace("_", " "),
        "Calls one who is on pace, by now": _percent(rows["on_pace_ever"]),
        "Misses one at half the pace": _percent(rows["half_pace_missed"]),
        "This verdict is wrong": _percent(rows["wrong"]),
    }
    return pd.DataFrame(shown).reset_index(drop=True)


def _percent(share: "pd.Series[float]") -> list[str]:
    return ["cannot tell" if pd.isna(each) else f"{100 * each:.0f} %" for each in share]


def numbers(mine: pd.DataFrame) -> pd.DataFrame:
    """Return the scores of a plan as a table to read."""
    found = mine[["date", "score", "sem", "aim"]].rename(
        columns={"date": "Day", "score": "Score", "sem": "Error of a score (SEM)", "aim": "Aimline"}
    )
    return found.reset_index(drop=True)
