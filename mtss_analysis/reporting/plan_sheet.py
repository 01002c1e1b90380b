"""The page of one plan, to be printed, filled in and signed; and the list of a school's plans."""

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from urllib.parse import quote

import pandas as pd

from mtss_analysis.fidelity.plan_parts import SESSIONS_OF, STUDENT
from mtss_analysis.reporting import tabulate
from mtss_analysis.reporting.labels import ACTION_WORDS
from mtss_analysis.reporting.plan_words import PlanPage, Said, goal, support, supported
from mtss_analysis.reporting.sheet import Part, lines, sheet
from mtss_analysis.vocabulary import TOTAL

FILL_IN = '<span class="mtss-fill">to be filled in</span>'
UNSAID = "How often progress is measured is to be agreed."
NOT_LOGGED = "A session that nobody logged is neither delivered nor missed, so this is a range."


def plan_sheet(page: PlanPage) -> str:
    """Return the page of one plan as HTML that stands alone; it ends with the right to an evaluation."""
    plan, labels = page.plan, page.labels
    where = [supported(page)] + ([] if plan["school_id"] == TOTAL else [labels.school(plan["school_id"])])
    where += [labels.group("grade", plan["grade"])] if plan["grade"] else []
    tier = "" if pd.isna(plan["tier"]) else f", Tier {plan['tier']:.0f} support"
    domain = labels.word(plan["domain"]) if isinstance(plan["domain"], str) else "Domain to be filled in"
    where.append(f"{domain}{tier}")
    until = f"Records until {page.as_of:%Y-%m-%d}."
    foot = f"<p>{until} For work on paper: what is written here is to be entered where plans are kept.</p>"
    return sheet(f"Plan {plan['plan_id']}", ", ".join(where), _parts(page), foot=foot)


def _parts(page: PlanPage) -> Iterator[Part]:
    yield Part("Is anything missing?", _missing(page))
    yield Part("Need and support", said(support(page)))
    yield Part("Goal and how progress is measured", said(goal(page)))
    yield Part("Progress", page.graph)
    if page.delivered is not None:
        yield Part("Delivered so far", _delivered(page.delivered, page.plan["kind"]))
    yield Part("Decisions so far", _decisions(page.decisions))
    yield Part("Contact with the family" if page.plan["kind"] == STUDENT else "Who was told", _contact())
    yield Part("Signatures", _signatures(student=page.plan["kind"] == STUDENT))


def said(rows: Said) -> str:
    """Return names and values as a list of descriptions; what is missing gets a line to write on.

    Examples
    --------
    >>> said({"Need": None})
    '<dl><dt>Need</dt><dd><span class="mtss-fill">to be filled in</span></dd></dl>'
    """
    cells = {name: FILL_IN if value is None else escape(value) for name, value in rows.items()}
    return "<dl>" + "".join(f"<dt>{escape(name)}</dt><dd>{cell}</dd>" for name, cell in cells.items()) + "</dl>"


def _missing(page: PlanPage) -> str:
    plan = page.plan
    share = f" {plan['completeness']:.0f} % of its parts are there." if plan["missing"] else ""
    missing = f"Missing: {plan['missing']}." if plan["missing"] else "Every part of the plan is there."
    asked = f"To talk about: {plan['questions']}." if plan["questions"] else "Nothing in it is questioned."
    beside = "" if plan["kind"] in SESSIONS_OF else f" {UNSAID}"
    return f"<p><strong>{escape(missing)}</strong>{share} {escape(asked)}{beside}</p>"


def _delivered(found: Mapping[str, float], kind: str) -> str:
    counts = {name: found[name] for name in ("planned", "delivered", "student_absent", "not_held", "not_logged")}
    words = ["Planned", "Delivered", "Student absent", "Not held", "Not logged"]
    row = pd.DataFrame([dict(zip(words, counts.values(), strict=True))])
    low, high = found["received_low"], found["received_high"]
    share = f"{low:.0f}" if round(low) == round(high) else f"{low:.0f} to {high:.0f}"
    note = f" {NOT_LOGGED}" if counts["not_logged"] else ""
    return (
        tabulate.table(row, "Sessions" if kind == STUDENT else "Sessions, those of every student counted")
        + f"<p>Received: {share} % of the planned sessions.{note}</p>"
    )


def _decisions(rows: pd.DataFrame) -> str:
    if rows.empty:
        return "<p>No decision is on record.</p>" + lines("Decision today, and why")
    columns = {"date": "Day", "decided": "Decision", "reason": "Why", "carried_out": "Carried out"}
    shown = rows.sort_values("date", kind="stable").assign(
        decided=rows["decided"].replace(ACTION_WORDS), carried_out=rows["carried_out"].map({True: "yes", False: "no"})
    )
    return tabulate.table(shown[list(columns)].rename(columns=columns), "Decisions") + lines("Decision today, and why")


def _contact() -> str:
    return _to_fill(("Day", "How, and in which language", "What was said and agreed"), ("",) * 2)


def _signatures(*, student: bool) -> str:
    roles = ("Family", "Student, where asked", "Who delivers", "Leader of the team")
    return _to_fill(("Role", "Signature", "Day"), roles if student else roles[2:])


def _to_fill(head: Sequence[str], rows: Sequence[str]) -> str:
    """Return a table with room to write in."""
    top = "".join(f'<th scope="col">{escape(name)}</th>' for name in head)
    cells = "<td></td>" * (len(head) - 1)
    body = "".join(f'<tr class="mtss-write"><th scope="row">{escape(name)}</th>{cells}</tr>' for name in rows)
    return f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"


def plan_list(title: str, plans: pd.DataFrame, files: Mapping[str, str]) -> str:
    """Return the list of plans with links to their pages.

    Parameters
    ----------
    plans
        plan_id and the columns to show, named as to be read.
    files
        plan_id → file of its page, beside the list.
    """
    table = tabulate.table(plans, "Open plans")
    for plan, file in files.items():
        name = escape(plan)
        link = f'<a href="{escape(quote(file), quote=True)}">{name}</a>'
        table = table.replace(f'<th scope="row">{name}</th>', f'<th scope="row">{link}</th>')
    return sheet(title, f"{len(plans)} open plans", [Part("Plans, the least complete first", table)])
