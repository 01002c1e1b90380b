"""The first page of a packet: what the meeting is for, its agenda, and who should be there."""

import pandas as pd

from mtss_analysis.meetings.forms import form
from mtss_analysis.meetings.known import Known
from mtss_analysis.params import CHAIR
from mtss_analysis.reporting.sheet import facts
from mtss_analysis.tables.roster import GRADES

GRADE_TEACHER = "grade_teacher"
HELD = {True: "held", False: "not held"}


def facts_of(known: Known) -> str:
    """Say what the meeting is for, what the team decides, and when it met last."""
    team, kind = known.asked.of_team(known.teams), known.asked.of_kind(known.teams)
    return facts(
        {
            "Purpose": kind.purpose,
            "This team decides": "; ".join(team.decides) + ".",
            "Length": f"{kind.minutes} minutes, {kind.often}",
            "Last meeting": _last(known),
            "Next meeting": f"{known.next_meeting:%Y-%m-%d}" if known.next_meeting is not None else "none is planned",
        }
    )


def agenda(known: Known) -> str:
    """Return the agenda: step, minutes, until which minute, who leads, and box to tick."""
    team, until, rows = known.asked.of_team(known.teams), 0, []
    for step in known.asked.of_kind(known.teams).agenda:
        until += step.minutes
        leads = team.chair if step.leads == CHAIR else step.leads
        rows.append([step.step, str(step.minutes), str(until), known.teams.roles[leads]])
    return form("Agenda", ["Step", "Minutes", "Until minute", "Leads"], rows, boxes=True)


def members(known: Known) -> str:
    """Return who should be there, with each role's task, to be ticked."""
    team, kind = known.asked.of_team(known.teams), known.asked.of_kind(known.teams)
    invited = {role: "invited to this kind of meeting" for role in kind.also if role not in team.members}
    rows = [[_role(role, known), task] for role, task in {**team.members, **invited}.items()]
    return form("Tick who is here", ["Role", "Task at the table"], rows, boxes=True)


def _role(role: str, known: Known) -> str:
    words = known.teams.roles[role]
    if role != GRADE_TEACHER or not known.asked.school:
        return words
    return f"{words} ({_grades(known)})" if _grades(known) else words


def _grades(known: Known) -> str:
    """List the grades taught in the school on the day."""
    stays, students = known.dataset.table("enrollments"), known.dataset.table("students")
    here = stays[(stays["school_id"] == known.asked.school) & ~(stays["enrolled_to"] < known.asked.day)]
    this_year = students[students["school_year"] == known.school_year]
    taught = set(this_year.loc[this_year["student_id"].isin(here["student_id"]), "grade"].dropna())
    return ", ".join(grade for grade in GRADES if grade in taught)


def _last(known: Known) -> str:
    before = known.of_team[known.of_team["date"] < known.asked.day]
    if before.empty:
        return "none is recorded"
    last = before.iloc[-1]
    held = "whether it was held is not recorded" if pd.isna(last["held"]) else HELD[bool(last["held"])]
    return f"{last['date']:%Y-%m-%d} ({held})"
