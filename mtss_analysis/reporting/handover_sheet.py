"""The hand-over file of a receiving school: for every arriving student with support, what the district knows."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import pandas as pd

from mtss_analysis.reporting import tabulate
from mtss_analysis.reporting.labels import Labels
from mtss_analysis.reporting.plan_sheet import said
from mtss_analysis.reporting.plan_words import Said, day, text
from mtss_analysis.reporting.sheet import Part, lines, sheet

NOT_LOGGED = "a range, because sessions that nobody logged are neither held nor missed"
OUTSIDE = "from outside the district"
NO_CAUSE = (
    "What is told here is what is on record on this day: which support was given, how much of it, and which goals were "
    "met. It does not say what would have happened without it, and it does not describe a child. The team that now "
    "knows the student decides."
)


@dataclass(frozen=True, slots=True)
class PlanHanded:
    """One plan as it is handed over.

    Attributes
    ----------
    plan
        Row of the table interventions.
    dose
        Sessions planned, and received at least and at most [percent], or None where none is on record.
    rate
        roi, roi_low, roi_high of its series [score/week], or None.
    scores
        Its last scores: date and score.
    ask
        What to ask the sending school.
    graph
        HTML of its graph, or "".
    undecided
        It is open, or ended with the school year or the stay: nobody decided that it is no longer needed.
    """

    plan: "pd.Series[Any]"
    dose: "pd.Series[float] | None"
    rate: "pd.Series[float] | None"
    scores: pd.DataFrame
    ask: Sequence[str]
    graph: str = ""
    undecided: bool = False


@dataclass(frozen=True, slots=True)
class StudentHanded:
    """One arriving student with support: where from, since when, plans, notes, language, years before."""

    student: str
    grade: str
    school_from: str
    first_day: pd.Timestamp
    language: str
    plans: Sequence[PlanHanded]
    notes: pd.DataFrame


def handover_sheet(
    school: str, on: pd.Timestamp, students: Sequence[StudentHanded], others: int, labels: Labels
) -> str:
    """Return the hand-over file as HTML that stands alone; it ends with the right to an evaluation.

    Parameters
    ----------
    school, on
        The receiving school and the day of the file.
    students
        Those with support, who start first comes first.
    others
        Arriving students without any plan on record.
    """
    under = f"{labels.school(school)}, what is known on {on:%Y-%m-%d}"
    parts = [Part("Who arrives", _contents(students, others, on, labels))]
    parts += [Part(_title(each, labels), "".join(_student(each, on, labels)), new_page=True) for each in students]
    return sheet("Hand-over file", under, parts)


def _title(each: StudentHanded, labels: Labels) -> str:
    origin = labels.school(each.school_from) if each.school_from else OUTSIDE
    return f"{each.student}, {labels.group('grade', each.grade)}, {_from(origin)}"


def _from(origin: str) -> str:
    return origin if origin == OUTSIDE else f"from {origin}"


def _contents(students: Iterable[StudentHanded], others: int, on: pd.Timestamp, labels: Labels) -> str:
    rows = [
        {
            "Student": each.student, "First day": _first(each, on), "Grade": labels.group("grade", each.grade),
            "From": labels.school(each.school_from) if each.school_from else "outside the district",
            "Open, or never ended by a decision": _named(each, labels, undecided=True) or "none",
            "Ended by a decision": _named(each, labels, undecided=False) or "none",
            "To ask": sum(len(plan.ask) for plan in each.plans),
        }
        for each in students
    ]  # fmt: skip
    table = tabulate.table(pd.DataFrame(rows), "Arriving students with support, who starts first comes first")
    more = (
        f"<p>Also arriving: {others} with no plan on record, which may mean that none was written down.</p>"
        if others
        else ""
    )
    return f"{table}{more}<p>{escape(NO_CAUSE)}</p>"


def _first(each: StudentHanded, on: pd.Timestamp) -> str:
    return f"{each.first_day:%Y-%m-%d}" + (" (registered)" if each.first_day > on else "")


def _named(each: StudentHanded, labels: Labels, *, undecided: bool) -> str:
    plans = [plan.plan for plan in each.plans if plan.undecided == undecided]
    return ", ".join(dict.fromkeys(f"{labels.word(plan['domain'])} (Tier {plan['tier']:.0f})" for plan in plans))


def _student(each: StudentHanded, on: pd.Timestamp, labels: Labels) -> Iterator[str]:
    yield said({"First day here": _first(each, on), "Language of letters": each.language or None})
    for plan in each.plans:
        yield from _plan(plan, labels)
    yield "<h3>Observations</h3>" + _notes(each.notes, labels)
    yield lines("First week here: who does what")


def _plan(handed: PlanHanded, labels: Labels) -> Iterator[str]:
    plan = handed.plan
    status = "open" if pd.isna(plan["end"]) else f"ended {plan['end']:%Y-%m-%d}"
    yield f"<h3>{escape(labels.word(plan['domain']))}: {escape(str(plan['intervention']))} ({status})</h3>"
    yield said(_facts(handed, labels))
    if len(handed.scores):
        shown = handed.scores.assign(date=handed.scores["date"].dt.strftime("%Y-%m-%d"))
        yield tabulate.table(
            shown.set_axis(["Day", "Score", "Collected for"], axis=1), f"Last scores, {_measure(plan, labels)}"
        )
    yield handed.graph
    if handed.ask:
        yield f"<p><strong>To ask the sending school:</strong> {escape('; '.join(handed.ask))}.</p>"


def _measure(plan: "pd.Series[Any]", labels: Labels) -> str:
    return labels.measure(plan["measure"]) if isinstance(plan["measure"], str) else "no measure on record"


def _facts(handed: PlanHanded, labels: Labels) -> Said:
    plan = handed.plan
    unit = labels.unit(plan["measure"]) if isinstance(plan["measure"], str) else "score"
    goal = text(plan["goal"], f"{{:g}} {unit}")
    due = day(plan["goal_date"])
    return {
        "Support": f"Tier {plan['tier']:.0f} support, plan {plan['plan_id']}, since {plan['start']:%Y-%m-%d}",
        "Need": text(plan["need"]),
        "Planned": _schedule(plan),
        "Goal": f"{goal}{f' by {due}' if due else ''}, from {plan['baseline']:g}" if goal and pd.notna(
            plan["baseline"]) else goal,
        "Received to date": _dose(handed.dose),
        "Last rate of improvement": _rate(handed.rate, unit),
        "How it ended": "not ended" if pd.isna(plan["end"]) else _ending(plan["exit_status"]),
    }  # fmt: skip


def _schedule(plan: "pd.Series[Any]") -> str | None:
    if pd.isna(plan["sessions_per_week"]) or pd.isna(plan["minutes_per_session"]):
        return None
    number = plan["sessions_per_week"]
    return f"{number:g} session{'' if number == 1 else 's'} a week of {plan['minutes_per_session']:g} minutes"


def _ending(status: object) -> str | None:
    if pd.isna(status):  # type: ignore[call-overload]
        return None
    return "met its goal" if status in ("goal_met", "goal_reached") else str(status).replace("_", " ")


def _dose(dose: "pd.Series[float] | None") -> str:
    if dose is None:
        return "no session is on record"
    low, high = dose["received_low"], dose["received_high"]
    if round(low) == round(high):
        return f"{low:.0f} % of {dose['planned']:.0f} planned sessions"
    return f"{low:.0f} to {high:.0f} % of {dose['planned']:.0f} planned sessions; {NOT_LOGGED}"


def _rate(rate: "pd.Series[float] | None", unit: str) -> str:
    if rate is None or pd.isna(rate["roi"]):
        return "cannot be told: too few scores"
    return f"{rate['roi']:.2f} a week ({rate['roi_low']:.2f} to {rate['roi_high']:.2f}), in {unit}"


def _notes(notes: pd.DataFrame, labels: Labels) -> str:
    if notes.empty:
        return "<p>No observation is on record.</p>"
    shown = pd.DataFrame({
        "Day": notes["date"].dt.strftime("%Y-%m-%d"), "Observed by": notes["observer_role"],
        "Domain": notes["domain"].map(labels.word, na_action="ignore").fillna("not said"), "Note": notes["note"],
    })  # fmt: skip
    return tabulate.table(shown.reset_index(drop=True), "Observations")
