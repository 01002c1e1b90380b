"""Weekly probes of every plan: a true line, a correlated error, missed weeks and off-grade forms."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mtss_analysis.samples.catalogue import DOMAINS, INTERVENTIONS, PROGRESS
from mtss_analysis.samples.coding import ragged
from mtss_analysis.samples.measures import MEASURES, recorded
from mtss_analysis.samples.plans import growth_at
from mtss_analysis.samples.roster import Roster

MISSED = 0.15
AUTOCORRELATION = (0.2, 0.4)
OFF_GRADE, OFF_GRADE_BONUS = 0.06, 12.0
"""Share of oral reading plans monitored on easier forms at first, and how much higher scores are on those [words]."""

POINTS_BEFORE_EXIT, EXITS = 8, 0.6
"""Fewest probes before a plan ends because the goal is met, and how often it then ends."""

WEEKDAYS = ("1000000", "0100000", "0010000", "0001000", "0000100")


@dataclass(frozen=True)
class Monitored:
    """Plans with their goals, and their probes.

    Attributes
    ----------
    plans
        The plans, with baseline, goal, goal_date, end, exit, true sem and autocorrelation.
    probes
        One row a probe given: plan (its index), date, score, number, off_grade.
    """

    plans: pd.DataFrame
    probes: pd.DataFrame


def monitor(roster: Roster, plans: pd.DataFrame, station: str) -> Monitored:
    """Draw the probes of each plan, set baseline and goal from them, and end plans whose goal is met."""
    rng = roster.settings.stream(f"progress {station}")
    plans = plans.assign(**_errors(plans, rng))
    probes = _scored(_days(roster, plans, rng), plans, rng)
    plans = _with_goals(roster, plans, probes)
    plans = _ended(plans, probes, rng)
    return Monitored(plans, probes)


def within_plan(monitored: Monitored) -> Monitored:
    """Leave out the probes after the end of their plan."""
    ends = monitored.plans["end"].to_numpy()[monitored.probes["plan"]]
    return Monitored(monitored.plans, monitored.probes[monitored.probes["date"].to_numpy() <= ends])


def _errors(plans: pd.DataFrame, rng: np.random.Generator) -> dict[str, NDArray[np.float64]]:
    low, high = np.array([PROGRESS[name].sem for name in plans["measure"]]).reshape(-1, 2).T
    return {
        "sem": rng.uniform(low, high),
        "autocorrelation": rng.uniform(*AUTOCORRELATION, len(plans)),
        "off_grade": _off_grade(plans, rng),
    }


def _off_grade(plans: pd.DataFrame, rng: np.random.Generator) -> NDArray[np.float64]:
    """Return the number of first probes given on a form of the grade below, mostly none."""
    may = (plans["measure"] == "oral_reading_fluency") & (plans["grade"] >= 2)
    return np.where(may & (rng.random(len(plans)) < OFF_GRADE), rng.integers(3, 8, len(plans)), 0).astype(float)


def _days(roster: Roster, plans: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Return one row a week of each plan: plan, date, number of the probe."""
    weekday, frames = rng.integers(0, 5, len(plans)), []
    start, end = (plans[name].to_numpy().astype("datetime64[D]") for name in ("start", "end"))
    for code, mask in enumerate(WEEKDAYS):
        days, chosen = roster.days.on_weekdays(mask), np.flatnonzero(weekday == code)
        first = np.searchsorted(days, start[chosen])
        run, place = ragged(np.searchsorted(days, end[chosen], side="right") - first)
        frames.append(pd.DataFrame({"plan": chosen[run], "date": days[first[run] + place], "number": place}))
    return pd.concat(frames).sort_values(["plan", "number"], ignore_index=True)


def _scored(probes: pd.DataFrame, plans: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Add scores and leave out the missed weeks."""
    plan = probes["plan"].to_numpy()
    about = plans[["start", "level", "slope", "sem", "off_grade"]].take(plan).reset_index(drop=True)
    weeks = (probes["date"] - about["start"]).dt.days.to_numpy() / 7
    off_grade = probes["number"].to_numpy() < about["off_grade"].to_numpy()
    noise = _correlated(plans["autocorrelation"].to_numpy(), int(probes["number"].max() if len(probes) else 0), rng)
    true = about["level"] + about["slope"] * weeks + OFF_GRADE_BONUS * off_grade
    scores = np.array(true + about["sem"] * noise[plan, probes["number"]])
    for name in PROGRESS:
        here = (plans["measure"].to_numpy() == name)[plan]
        scores[here] = recorded(MEASURES[name], scores[here])
    probes = probes.assign(score=np.round(scores), off_grade=off_grade)
    return probes[rng.random(len(probes)) >= MISSED].reset_index(drop=True)


def _correlated(phi: NDArray[np.float64], last: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """Return first-order autoregressive errors with variance one, shape (plans, last + 1)."""
    errors = rng.normal(size=(last + 1, len(phi)))
    for step in range(1, last + 1):
        errors[step] = phi * errors[step - 1] + np.sqrt(1 - phi**2) * errors[step]
    return errors.T


def _with_goals(roster: Roster, plans: pd.DataFrame, probes: pd.DataFrame) -> pd.DataFrame:
    """Set the baseline (median of the first three probes) and the goal at a realistic rate."""
    first = probes[probes.groupby("plan").cumcount() < 3].groupby("plan")["score"]
    baseline = first.median().where(first.size() == 3).reindex(range(len(plans))).to_numpy()
    weeks = (plans["year_end"] - plans["start"]).dt.days.to_numpy() / 7
    goal = np.round(baseline + np.maximum(_goal_rate(roster, plans) * weeks, 1))
    high = np.array([MEASURES[name].high for name in plans["measure"]])
    goal = np.where(baseline < high, np.minimum(goal, high), np.nan)
    return plans.assign(baseline=baseline, goal=goal, goal_date=plans["year_end"].to_numpy())


def _goal_rate(roster: Roster, plans: pd.DataFrame) -> NDArray[np.float64]:
    """Return growth at the 25th percentile of the grade and half of the best known effect [score/week]."""
    best = np.array([max(each.effect for each in INTERVENTIONS if each.domain == domain) for domain in DOMAINS])
    scale = np.array([PROGRESS[name].effect for name in plans["measure"]])
    rate = 0.5 * best[plans["domain"]] * scale
    typical = roster.pupils.iloc[plans["row"]].reset_index(drop=True)
    typical[["z_reading", "z_math", "z_social_emotional", "z_behavior"]] = -0.6745, -0.6745, -0.6745, 0.6745
    for name in PROGRESS:
        here = (plans["measure"] == name).to_numpy()
        rate[here] += growth_at(name, typical[here], plans.loc[here, "start"])[1]
    return np.asarray(rate)


def _ended(plans: pd.DataFrame, probes: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """End most plans a week after the median of three probes first meets the goal."""
    scores = probes["score"].to_numpy()
    middle = np.median([np.roll(scores, 2), np.roll(scores, 1), scores], axis=0)
    goal = plans["goal"].to_numpy()[probes["plan"]]
    met = (middle >= goal) & (probes.groupby("plan").cumcount() + 1 >= POINTS_BEFORE_EXIT)
    days = probes[met].groupby("plan")["date"].first().reindex(range(len(plans))) + pd.Timedelta(days=7)
    ends = days.notna().to_numpy() & (days.to_numpy() < plans["end"].to_numpy()) & (rng.random(len(plans)) < EXITS)
    return plans.assign(
        end=np.where(ends, days.to_numpy(), plans["end"].to_numpy()), exit=np.where(ends, "goal_met", plans["exit"])
    )
