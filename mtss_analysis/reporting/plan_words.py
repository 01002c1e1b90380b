"""What the page of a plan says of each of its parts; a part that is not there is left open to be filled in."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from mtss_analysis.fidelity import ambition, plan_checks
from mtss_analysis.fidelity.plan_parts import GROUP, SESSIONS_OF, STUDENT
from mtss_analysis.params import Intervention
from mtss_analysis.reporting.labels import Labels

Said = dict[str, str | None]
"""Name of a part → what is said of it; None where it is to be filled in."""


@dataclass(frozen=True, slots=True)
class PlanPage:
    """Everything the page of one plan is made from.

    Attributes
    ----------
    plan
        The plan's row of interventions and of the audit.
    known
        Its intervention in the catalogue, or None.
    delivered
        Counts [sessions] and ranges [percent] of what was delivered, or None where no session is on record.
    decisions
        Rows of the table decisions about it, in order.
    graph
        HTML of its graph, or of a sentence why there is none.
    probe_weeks
        Weeks with school between probes [weeks].
    as_of
        Last day the records speak of.
    labels
        The district's words.
    """

    plan: Mapping[str, Any]
    known: Intervention | None
    delivered: Mapping[str, float] | None
    decisions: pd.DataFrame
    graph: str
    probe_weeks: int
    as_of: pd.Timestamp
    labels: Labels


def text(value: Any, form: str = "{}") -> str | None:  # noqa: ANN401
    """Return a value as text, or None where there is none.

    Examples
    --------
    >>> text(3.0, "{:g} sessions"), text(float("nan")), text("  ")
    ('3 sessions', None, None)
    """
    if value is None or pd.isna(value) or not str(value).strip():
        return None
    return form.format(value)


def day(value: Any) -> str | None:  # noqa: ANN401
    """Return a day as ISO text, or None."""
    return None if pd.isna(value) else f"{value:%Y-%m-%d}"


def supported(page: PlanPage) -> str:
    """Say whom the plan is for."""
    plan, kind = page.plan, page.plan["kind"]
    names = {STUDENT: text(plan["student_id"]), GROUP: text(plan["group_id"], "Group {}")}
    return names.get(kind) or {"school": "The whole school", "district": "The whole district"}.get(kind, "Nobody yet")


def support(page: PlanPage) -> Said:
    """Say need, strategy, schedule, who delivers, and for how long."""
    plan, known = page.plan, page.known
    rows: Said = {"Need": text(plan["need"]), "Strategy": known.label if known else text(plan["intervention"])}
    if plan["kind"] in SESSIONS_OF:
        evidence = f"{known.evidence}: {known.evidence_source}" if known else None
        rows |= {"Evidence": evidence or "not in the catalogue of interventions", "Schedule": schedule(page)}
        rows["Materials"] = (known and known.materials) or None
    rows["Who delivers or leads"] = _with_role(page)
    return rows | {"Timeline": timeline(plan), "Review by": _review(plan)}


def schedule(page: PlanPage) -> str | None:
    """Say the planned schedule beside the typical one, with its weeks and seats where the catalogue holds them."""
    plan = page.plan
    if pd.isna(plan["sessions_per_week"]) or pd.isna(plan["minutes_per_session"]):
        return None
    number = plan["sessions_per_week"]
    planned = f"{number:g} session{'' if number == 1 else 's'} a week of {plan['minutes_per_session']:g} minutes"
    typical = page.known.minutes_per_week if page.known else None
    if typical is None:
        return f"{planned}; what is typical is not known"
    said = f"{planned}: {plan['minutes_planned']:g} minutes a week; typical are {typical:g}{_weeks(page.known)}"
    return said + _seats(page.known)


def _weeks(known: Intervention | None) -> str:
    return f" for {known.weeks:g} weeks" if known and known.weeks else ""


def _seats(known: Intervention | None) -> str:
    """Say how many are taught together, where that is known."""
    if known is None or known.seats is None:
        return ""
    return ", alone" if known.seats == 1 else f", in groups of up to {known.seats}"


def _with_role(page: PlanPage) -> str | None:
    who, role = text(page.plan["provider_id"]), page.known and page.known.staff_role
    return f"{who} ({role})" if who and role else who


def timeline(plan: Mapping[str, Any]) -> str | None:
    """Say first and last day."""
    first, last = day(plan["start"]), day(plan["end"])
    if first is None:
        return None
    due = day(plan["goal_date"])
    return f"from {first} to {last}" if last else f"from {first}; the goal is due {due or 'on a day to be set'}"


def _review(plan: Mapping[str, Any]) -> str | None:
    due = day(plan["review_by"])
    return f"{due}{LATE.get(plan['review_held'], '')}" if due else None


LATE = {
    plan_checks.OVERDUE: "; no decision is on record since the start",
    plan_checks.CANNOT_TELL: "; past, and the records cannot tell whether it was held",
}
"""Word of the audit → what the page says after the day of the review."""


def goal(page: PlanPage) -> Said:
    """Say start, goal, the growth it asks for, its place among the norms, and how progress is measured."""
    plan, labels = page.plan, page.labels
    measure = text(plan["measure"])
    unit = labels.unit(measure) if measure else "score"
    often = "every week" if page.probe_weeks == 1 else f"every {page.probe_weeks} weeks"
    probed = plan["kind"] in SESSIONS_OF  # how often a school looks at an initiative stands nowhere
    return {
        "Measure": labels.measure(measure) if measure else None,
        "Start": text(plan["baseline"], f"{{:g}} {unit}"),
        "Goal": text(plan["goal"], f"{{:g}} {unit}"),
        "Day of the goal": day(plan["goal_date"]),
        "Growth this asks for": text(plan["growth_asked"], "{:.2f} a week") or UNSET,
        "Ambition": _ambition(plan),
        "Progress is measured": f"{often} with school, as the district plans it" if probed else None,
    }


UNSET = "cannot be told before start, goal and day are set, and the goal is ahead of the start"


def _ambition(plan: Mapping[str, Any]) -> str:
    if plan["ambition"] == ambition.NO_NORM:
        return "not compared: measures.yml holds no norm of growth for this measure and grade"
    if plan["ambition"] == ambition.CANNOT_TELL:
        return UNSET
    return f"{plan['ambition']}, percentile {plan['norm_percentile']:.0f} of the norm group ({plan['norm']})"
