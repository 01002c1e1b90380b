"""What teams did: self-assessments, meetings, decisions, steps of action plans, letters to families."""

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mtss_analysis.samples.catalogue import DOMAINS
from mtss_analysis.samples.coding import canonical, coded
from mtss_analysis.samples.delivery import STAFF, plan_ids, staff_ids
from mtss_analysis.samples.groups import LANGUAGES
from mtss_analysis.samples.progress import Monitored
from mtss_analysis.samples.roster import Roster, school_ids, student_ids
from mtss_analysis.vocabulary import Action

INSTRUMENT, VERSION, ITEM_COUNT, RATERS = "mtss_implementation_self_assessment", "1.0", 30, 5
WEAK_ITEMS = (7, 18, 25)
"""Planted weak items: their ratings have nothing to do with how far a school is."""

RESPONDENTS = ("principal", "classroom teacher", "interventionist", "school counselor", "instructional coach")
TEAMS = (("school leadership team", "implementation", 20), ("problem-solving team", "student review", 10))
REVIEW_WEEKS = (8, 16)
ACTIONS = tuple(Action)
LANGUAGE_DELAY = 9
"""Planted inequity: days that letters in another language than English take longer."""


def ratings_table(roster: Roster) -> pd.DataFrame:
    """Return the canonical table ratings: every school, fall and spring, five raters, thirty items."""
    rng, settings = roster.settings.stream("ratings"), roster.settings
    shape = (settings.years, 2, settings.schools, RATERS, ITEM_COUNT)
    level = rng.normal(1.4, 0.35, settings.schools)[None, None, :, None, None]
    gain = 0.15 * (2 * np.arange(settings.years)[:, None] + np.arange(2))[:, :, None, None, None]
    item, rater = rng.normal(0, 0.35, ITEM_COUNT), rng.normal(0, 0.25, (settings.schools, RATERS, 1))
    weak = np.isin(np.arange(ITEM_COUNT) + 1, WEAK_ITEMS)
    true = np.where(weak, 1.5, level + gain + item + rater)
    rated = np.round(np.clip(true + rng.normal(0, np.where(weak, 0.9, 0.45), shape), 0, 3))
    rated = np.where(rng.random(shape) < 0.01, np.nan, rated)
    year, half, school, person, number = (index.ravel() for index in np.indices(shape))
    sittings = [f"{s}-{y}-{h}" for s in school_ids(settings) for y in settings.school_years for h in ("fall", "spring")]
    days = np.array([[roster.days.days_of(y)[place] for place in (30, -25)] for y in range(settings.years)])
    return canonical(
        "ratings",
        {
            "instrument": INSTRUMENT,
            "version": VERSION,
            "org_id": coded(school_ids(settings), school),
            "administration_id": coded(sittings, (school * settings.years + year) * 2 + half),
            "administered_on": days[year, half],
            "respondent_role": coded(RESPONDENTS, person),
            "rater_id": staff_ids(school * STAFF + np.array([11, 0, 4, 10, 3])[person]),
            "item": coded([str(number + 1) for number in range(ITEM_COUNT)], number),
            "score": rated.ravel(),
            "evidence": coded([], np.full(len(number), -1)),
        },
    )


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


def action_items_table(roster: Roster) -> pd.DataFrame:
    """Return the canonical table action_items: six steps a school and year, from the self-assessment."""
    rng, settings = roster.settings.stream("action items"), roster.settings
    shape = (settings.schools, settings.years, 6)
    school, year, place = (index.ravel() for index in np.indices(shape))
    steps = ("Set a day each month to review core reading data", "Name who logs sessions, and when",
             "Observe two sessions of each intervention", "Share progress graphs with families each quarter",
             "Check screening coverage by group", "Train a second screener in each grade")  # fmt: skip
    days = np.array([roster.days.days_of(each)[-60:] for each in range(settings.years)])
    owners = ("principal", "instructional coach", "interventionist", "school counselor")
    past = year < settings.years - 1
    status = np.where(past, rng.choice([2, 3], len(past), p=[0.8, 0.2]), rng.choice(3, len(past), p=[0.3, 0.4, 0.3]))
    return canonical(
        "action_items",
        {
            "org_id": coded(school_ids(settings), school),
            "instrument": INSTRUMENT,
            "item": coded([str(number + 1) for number in range(ITEM_COUNT)], rng.integers(0, ITEM_COUNT, len(school))),
            "step": coded(steps, place),
            "owner_role": coded(owners, rng.integers(0, len(owners), len(school))),
            "due": days[year, rng.integers(0, 60, len(school))],
            "evidence": coded(("meeting notes", "session log", "graph shown at the meeting"), place % 3),
            "status": coded(("planned", "under_way", "done", "dropped"), status),
        },
    )


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
