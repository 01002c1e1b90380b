"""What a letter says of a plan: never more than the records show."""

from collections.abc import Mapping

import pandas as pd
from pandas.api.typing import NaTType

from mtss_analysis.decisions.standing import CANNOT_TELL, Place
from mtss_analysis.families.records import Facts
from mtss_analysis.params import Language
from mtss_analysis.vocabulary import SessionStatus

WEEK = pd.Timedelta(days=7)
GOAL_MET = "goal_met"


def filled(facts: Facts, language: Language) -> dict[str, str]:
    """Return what the sentences of a letter may be filled in with, written in its language."""
    plan, where = facts.plan, facts.standing
    measure, unit = language.measure(str(plan["measure"]))
    days = {"start": plan["start"], "end": plan["end"], "goal_date": plan["goal_date"], "event_day": facts.event_day}
    numbers = {
        "baseline": plan["baseline"], "goal": plan["goal"], "counted": where.counted, "needed": where.needed,
        "needed_weeks": where.needed_weeks, "last": where.last, "planned": facts.counted["planned"],
        "delivered": facts.counted.get(SessionStatus.DELIVERED, 0), "sem": facts.sem,
        "unlogged": facts.counted.get(SessionStatus.NOT_LOGGED, 0), "times": plan["sessions_per_week"],
        "minutes": plan["minutes_per_session"],
    }  # fmt: skip
    said = {name: language.day(day) for name, day in (days | {"review": facts.review}).items() if pd.notna(day)}
    said |= {name: language.number(value) for name, value in numbers.items() if pd.notna(value)}
    domain = language.texts[f"domains.{plan['domain']}"]
    name = str(plan["intervention"])
    called = language.interventions.get(name, name)
    return said | {"domain": domain, "measure": measure, "unit": unit, "intervention": called}


def opening(facts: Facts) -> str:
    """Return the key of the sentence that says what the letter is about."""
    decided = facts.letter == "exit" and pd.isna(facts.plan["end"])
    return "openings.exit_decided" if decided else f"openings.{facts.letter}"


def support(facts: Facts) -> list[str]:
    """Return the keys of the sentences on the help itself: name, tier, how often, goal."""
    plan, keys = facts.plan, []
    if facts.letter != "exit":
        told = facts.letter.startswith("change") and facts.event_day > plan["start"]
        keys.append("support.name_of_plan" if told else "support.name")
        keys += [f"support.tier_{plan['tier']:.0f}"] if pd.notna(plan["tier"]) and not told else []
        planned = plan["sessions_per_week"] > 0 and plan["minutes_per_session"] > 0
        keys += ["support.schedule"] if planned and not told else []
    if any(pd.isna(plan[part]) for part in ("baseline", "goal", "goal_date", "measure")):
        return [*keys, "goal.unknown"] if facts.letter != "exit" else keys
    return [*keys, "goal.known", *(["goal.lower"] if facts.lower_is_better else [])]


def meaning(facts: Facts) -> str:
    """Return the key of the one sentence on what the scores mean.

    Delivery comes before effect: where too few of the planned sessions were given, scores say nothing of the help. A
    letter on the end says whether the goal was reached; there the sentence on how sure that is speaks of delivery.
    Before there are enough scores, the letter cannot tell.
    """
    place = facts.standing.place
    if facts.letter == "entry" and place in CANNOT_TELL and _weeks(facts) < facts.standing.needed_weeks:
        return "meaning.just_begun"
    if facts.letter == "exit":
        return _at_the_end(facts)
    return "meaning.not_delivered" if not_delivered(facts) else f"meaning.{place}"


def _at_the_end(facts: Facts) -> str:
    """Return the sentence of a letter on the end: whether the goal was reached, which delivery cannot change."""
    place = facts.standing.place
    if place == Place.REACHED:
        return "meaning.reached"
    if facts.plan["exit_status"] == GOAL_MET:
        return "meaning.exit_recorded"
    return "meaning.exit_cannot_tell" if place in CANNOT_TELL else "meaning.exit_short"


def not_delivered(facts: Facts) -> bool:
    """Tell whether support was surely not given as planned: even the unlogged sessions would not be enough."""
    return bool(facts.dose.received_high < facts.delivery_threshold)


def uncertainty(facts: Facts) -> str:
    """Return the key of the one sentence on how sure that is."""
    said = meaning(facts)
    if said == "meaning.not_delivered":
        return "meaning.more"
    if said == "meaning.no_goal":
        return "meaning.ask"
    if not_delivered(facts) and said != "meaning.just_begun":
        return "meaning.exit_dose"
    if said != "meaning.just_begun" and not facts.dose.received_low >= facts.delivery_threshold:
        return "meaning.sessions_unknown" if facts.counted["planned"] else "meaning.sessions_missing"
    if facts.standing.place in CANNOT_TELL:
        return "meaning.few"
    return "meaning.error" if facts.sem else "meaning.error_unknown"


def next_step(facts: Facts) -> str:
    """Return the key of the sentence on what happens next."""
    if facts.letter == "exit":
        return "next.exit"
    if isinstance(facts.review, NaTType):
        return "next.no_review"
    return "next.review" if facts.review >= facts.day else "next.review_past"


def shown_points(facts: Facts, language: Language, known: Mapping[str, str]) -> str:
    """Say the scores of the graph in words, for those who cannot see it."""
    points = facts.probes
    if points.empty:
        return language.say("graph.no_points")
    first, last = points.iloc[0], points.iloc[-1]
    return language.say(
        "graph.points", **known, n=language.number(len(points)), first=language.number(first["score"]),
        first_day=language.day(first["date"]), latest=language.number(last["score"]),
        latest_day=language.day(last["date"]),
    )  # fmt: skip


def _weeks(facts: Facts) -> float:
    return float((facts.day - facts.plan["start"]) / WEEK)
