"""What teams did: meetings, decisions, letters to families."""

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mtss_analysis.samples.catalogue import DOMAINS
from mtss_analysis.samples.coding import canonical, coded
from mtss_analysis.samples.delivery import plan_ids
from mtss_analysis.samples.groups import LANGUAGES
from mtss_analysis.samples.progress import Monitored
from mtss_analysis.samples.roster import Roster, school_ids, student_ids
from mtss_analysis.vocabulary import Action

TEAMS = (("school leadership team", "implementation", 20), ("problem-solving team", "student review", 10))
REVIEW_WEEKS = (8, 16)
ACTIONS = tuple(Action)
LANGUAGE_DELAY = 9
"""Planted inequity: days that letters in another language than English take longer."""


def meetings_table(roster: Roster) -> pd.DataFrame:
    """Return the canonical table meetings: leadership monthly, problem solving every two weeks."""
    rng, frames = roster.settings.stream("meetings"), []
    orgs = [*school_ids(roster.settings), "D01"]
    for team, kind, every in (*TEAMS, ("district leadership team", "implementation", 40)):
        dates = np.concatenate([roster.days.days_of(year)[12::every] for year in range(roster.settings.years)])
        of_team = orgs[-1:] if team.startswith("district") else orgs[:-1]
        org, day = (index.ravel() for index in np.indices((len(of_team), len(dates))))
        likely = rng.uniform(0.7, 1.0, len(of_team))[org]
        held = pd.Series(rng.random(len(org)) < likely, dtype="boolean").mask(rng.random(len(org)) < 0.02)
        columns = {"team": team, "kind": kind, "org_id": coded(of_team, org), "date": dates[day], "held": held}
        frames.append(canonical("meetings", columns))
    return pd.concat(frames, ignore_index=True)


def decisions_table(roster: Roster, monitored: Monitored) -> pd.DataFrame:
    """Return the canonical table decisions: reviews after eight and sixteen weeks of a plan."""
    rng, plans = roster.settings.stream("decisions"), monitored.plans
    frames = [_review(roster, monitored, weeks) for weeks in REVIEW_WEEKS]
    found = pd.concat(frames).sort_values(["plan", "date"], ignore_index=True)
    agrees = rng.random(len(found)) < 0.8
    decided = np.where(agrees, found["advice"], ACTIONS.index(Action.CONTINUE))
    plan, carried = found["plan"].to_numpy(), pd.Series(rng.random(len(found)) < 0.85, dtype="boolean")
    return canonical(
        "decisions",
        {
            "student_id": student_ids(roster.pupils["student"].iloc[plans["row"].to_numpy()[plan]]),
            "plan_id": plan_ids(plan),
            "domain": coded(DOMAINS, plans["domain"].to_numpy()[plan]),
            "date": found["date"].to_numpy(),
            "decided_by_role": "problem-solving team",
            "rule_version": "four_point 1",
            "recommended": coded(ACTIONS, found["advice"]),
            "decided": coded(ACTIONS, decided),
            "reason": coded(["follows the rule", "team knows of changes not in the data"], (~agrees).astype(int)),
            "review_by": found["date"].to_numpy() + np.timedelta64(56, "D"),
            "carried_out": carried.mask(rng.random(len(found)) < 0.05),
        },
    )


def _review(roster: Roster, monitored: Monitored, weeks: int) -> pd.DataFrame:
    """Return plan, date and what the four-point rule advises at the review."""
    plans, probes = monitored.plans, monitored.probes
    start = plans["start"].to_numpy().astype("datetime64[D]")
    days = roster.days.days
    date = days[np.minimum(np.searchsorted(days, start + 7 * weeks), len(days) - 1)]
    known = probes[probes["date"].to_numpy() <= date[probes["plan"]]]
    plan = known["plan"].to_numpy()
    length = (plans["goal_date"] - plans["start"]).dt.days.to_numpy()
    rate = (plans["goal"] - plans["baseline"]).to_numpy() / length
    aim = plans["baseline"].to_numpy()[plan] + rate[plan] * (known["date"].to_numpy() - start[plan]).astype(
        "timedelta64[D]"
    ).astype(int)
    above = np.sign(known["score"].to_numpy() - aim)
    sides = pd.DataFrame({"plan": plan, "above": above})
    last = sides[sides.groupby("plan").cumcount(ascending=False) < 4]
    sums, counts = last.groupby("plan")["above"].sum(), sides.groupby("plan").size()
    advice = np.where(
        sums == -4, ACTIONS.index(Action.CHANGE), np.where(sums == 4, ACTIONS.index(Action.RAISE_GOAL), 0)
    )
    advice = np.where(counts < 6, ACTIONS.index(Action.COLLECT_MORE_DATA), advice)
    found = pd.DataFrame({"plan": counts.index.to_numpy(), "advice": advice})
    found = found.assign(date=date[found["plan"]])
    return found[found["date"].to_numpy() < plans["end"].to_numpy()[found["plan"]]]


def letters_table(roster: Roster, plans: pd.DataFrame) -> pd.DataFrame:
    """Return the canonical table letters: at entry, after a quarter, and when a goal was met."""
    rng, kinds = roster.settings.stream("letters"), ("entry", "progress", "exit")
    start, end = (plans[name].to_numpy().astype("datetime64[D]") for name in ("start", "end"))
    entry, quarter = _letters(plans, 0, start + 10), _letters(plans, 1, start + 70)[(start + 70 < end)]
    met = _letters(plans, 2, end + 10)[(plans["exit"] == "goal_met").to_numpy()]
    found = pd.concat([entry, quarter, met]).sort_values(["plan", "kind"], ignore_index=True)
    rows = plans["row"].to_numpy()[found["plan"]]
    home = roster.pupils["home_language"].to_numpy()[rows]
    language = np.where(home <= 1, home, 0)
    lag = rng.integers(-6, 4, len(found)) + LANGUAGE_DELAY * (language > 0)
    due = found["due"].to_numpy().astype("datetime64[D]")
    sent = np.where(rng.random(len(found)) < 0.06, np.datetime64("NaT"), due + lag.astype("timedelta64[D]"))
    return canonical(
        "letters",
        {
            "student_id": student_ids(roster.pupils["student"].iloc[rows]),
            "kind": coded(kinds, found["kind"]),
            "language": coded(LANGUAGES, language),
            "due": due,
            "sent": sent,
        },
    )


def _letters(plans: pd.DataFrame, kind: int, due: NDArray[Any]) -> pd.DataFrame:
    return pd.DataFrame({"plan": np.arange(len(plans)), "kind": kind, "due": due})
