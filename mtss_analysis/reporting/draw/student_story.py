"""What one student's graph tells: phases, points, trend, missed probes, and the words for them (team pages only)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy import special

from mtss_analysis.decisions.advice import chance
from mtss_analysis.reporting import rows
from mtss_analysis.reporting.draw.drawing import NothingToDraw
from mtss_analysis.results import ResultTable
from mtss_analysis.vocabulary import TOTAL

CONFIDENCE = 0.95
DAY = pd.Timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Story:
    """What one graph tells: the phases (series) of a student on one measure, the last of them, and all points."""

    phases: pd.DataFrame
    now: Mapping[str, Any]
    points: pd.DataFrame
    trend: pd.DataFrame
    missed: "pd.Series[pd.Timestamp]"


def chosen(series: pd.DataFrame, school: str, student: str, domain: str, plan: str = "") -> Mapping[str, Any]:
    """Return the row of the series to draw: of the student or plan named, or of the least likely to reach the goal."""
    series = series.reset_index(names="place")
    series = series[series["plan_id"] == plan] if plan else series
    series = series[series["school_id"] == school] if school != TOTAL else series
    series = series[series["student_id"] == student] if student else series[series["domain"] == domain]
    if series.empty and student:
        raise NothingToDraw(f'No scores of the student "{student}" are on this page. Check the code and the school.')
    known = series[series["enough"].astype(bool) & series["goal_chance"].notna()]
    known = rows.latest(known, "domain").sort_values(["goal_chance", "student_id"], kind="stable")
    if known.empty:
        raise NothingToDraw("No student here has a goal and enough scores for a graph with a forecast.")
    return {str(name): value for name, value in known.iloc[0].items()}


def story(tables: Mapping[str, ResultTable], now: Mapping[str, Any]) -> Story:
    """Collect what the graph of one series tells, the student's earlier phases on the measure that year included."""
    series, points = tables["series"].frame, tables["points"].frame
    same = (series["student_id"] == now["student_id"]) & (series["measure"] == now["measure"])
    same &= (series["school_year"] == now["school_year"]) & (series["n"] > 0)
    points = points[points["series"].isin(series.index[same])].sort_values("date", kind="stable")
    first = points.drop_duplicates("series").set_index("series")
    begun = first["date"] - pd.to_timedelta((first["time"] * 7).round(), unit="D")
    phases = series[same].assign(begun=begun).sort_values("begun", kind="stable")
    current = points[points["series"] == now["place"]]
    return Story(phases, now, points, _trend(current, now), _missed(points))


def _trend(points: pd.DataFrame, now: Mapping[str, Any]) -> pd.DataFrame:
    """Return the least-squares line with its interval: SE² = SEE² / n + (t − mean t)² SE(slope)²."""
    time = points["time"].to_numpy(np.float64)
    away = time - time.mean()
    slope, slope_se = now["roi"], now["roi_se"]
    line = points["score"].mean() + slope * away
    see = slope_se * np.sqrt((away**2).sum())
    half = special.stdtrit(len(time) - 2, (1 + CONFIDENCE) / 2) * np.sqrt(see**2 / len(time) + (away * slope_se) ** 2)
    return points[["date", "score", "aim"]].assign(trend=line, low=line - half, high=line + half)


def _missed(points: pd.DataFrame) -> "pd.Series[pd.Timestamp]":
    """Return the days on which a probe of the usual rhythm is missing."""
    gaps = points["date"].diff().dt.days
    usual = gaps[gaps > 0].median()
    if pd.isna(usual):
        return points["date"].iloc[:0]
    lost = (gaps / usual).round().fillna(1).astype(int) - 1
    days = [
        date - DAY * int(usual) * step
        for date, count in zip(points["date"], lost, strict=True)
        for step in range(int(count), 0, -1)
    ]
    return pd.Series(days, dtype="datetime64[us]")


def words(told: Story) -> str:
    """Say the graph in words: how many scores, the rate and the rate needed, and the chance to reach the goal."""
    now = told.now
    goal, expected = now["goal"], now["goal_expected"]
    return (
        f"{len(told.points)} scores, {len(told.missed)} of the usual probes missed. Rate {now['roi']:z.2f} "
        f"± {now['roi_se']:.2f}, needed {now['aim_roi']:.2f}. If things go on as they are, the "
        f"expected score on the goal's date is {expected:z.0f}, the goal is {goal:.0f}; chance to reach it: "
        f"{chance(now['goal_chance'])}."
    )


def data(told: Story) -> pd.DataFrame:
    """Return the numbers drawn, one row a score."""
    found = told.points[["date", "score", "aim", "is_baseline"]].merge(
        told.trend[["date", "trend", "low", "high"]], on="date", how="left"
    )
    found = found.assign(is_baseline=found["is_baseline"].map({True: "yes", False: "no"}))
    return found.set_axis(["Day", "Score", "Aimline", "Baseline", "Trend", "Trend low", "Trend high"], axis=1)
