"""A sheet for the meeting: up to eight plans with graph, what is due, the advice, and room for the decision."""

from collections.abc import Sequence
from html import escape

from mtss_analysis.reporting import narrate, tabulate
from mtss_analysis.reporting.sheet import Part, sheet
from mtss_analysis.vocabulary import RIGHT_TO_EVALUATION
from mtss_analysis.widgets.caseload.student import Students, graph, said, verdicts
from mtss_analysis.widgets.svg import svg

MOST = 8
"""Plans on one sheet; a quarter of an hour is too short for more."""
ROOM = "Decided: ______________________   Why: ____________________________________   We look again on: ____________"


def meeting_sheet(known: Students, plans: Sequence[str], why: dict[str, str]) -> str:
    """Return the sheet as a page that stands alone.

    Parameters
    ----------
    plans
        Identifiers of plans, in the order of the meeting.
    why
        plan_id → what is due, in words.
    """
    desk = known.desk
    parts = [Part(_heading(known, plan), _one(known, plan, why.get(plan, ""))) for plan in plans[:MOST]]
    under = f"{desk.place}, as known on {desk.day:%Y-%m-%d}"
    foot = narrate.note(f"For this team only. {RIGHT_TO_EVALUATION}")
    return sheet("For the meeting", under, parts, foot=foot)


def _heading(known: Students, plan: str) -> str:
    row = known.plans[plan]
    domain = known.desk.labels.word(row["domain"]).lower()
    return f"{row['student_id']}: receives Tier {row['tier']:.0f} support in {domain}"


def _one(known: Students, plan: str, due: str) -> str:
    advice = known.advice
    reason = str(advice[plan]["reason"]) if plan in advice else "The rule says nothing about this plan."
    told = [f"Due: {due}." if due else "Nothing is due.", said(known, plan), reason]
    words = "".join(f"<p>{escape(each)}</p>" for each in told)
    table = tabulate.table(verdicts(known, plan), "What each rule says, and how often it is wrong")
    return f"{words}{svg(graph(known, plan))}{table}<p>{escape(ROOM)}</p>"
