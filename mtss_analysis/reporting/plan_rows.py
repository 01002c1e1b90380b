"""Tables about plans and what support takes: which rows a page shows, in which order, under which names."""

from collections.abc import Callable, Mapping
from typing import Final

import numpy as np
import pandas as pd

from mtss_analysis.fidelity.plan_counts import ASKED, YES
from mtss_analysis.fidelity.resources import KNOWN, STAFF_ONLY
from mtss_analysis.reporting import rows
from mtss_analysis.reporting.labels import Labels
from mtss_analysis.reporting.tabulate import MISSING, WITHHELD
from mtss_analysis.vocabulary import TOTAL, Domain

EVERYBODY = "The whole district"
PRICED = (KNOWN, STAFF_ONLY)


def parts(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """List, part by part, the share of students whose latest plan of the latest school year holds it, by domain."""
    frame = frame[(frame["school_year"] == frame["school_year"].max()) & (frame["school_id"] == school)]
    kept = frame[frame["answer"] == YES]
    said = {(row.part, row.domain): _percent(row) for row in kept.itertuples()}
    domains = [domain for domain in Domain if (kept["domain"] == domain).any()]
    order = [part for part in ASKED if (kept["part"] == part).any()]
    found = {"Part of the plan": [part.capitalize() for part in order]}
    columns = {labels.word(domain): [said.get((part, domain), MISSING) for part in order] for domain in domains}
    return pd.DataFrame(found | columns)


def _percent(row: object) -> str:
    percent, withheld = getattr(row, "percent"), bool(getattr(row, "suppressed", False))  # noqa: B009
    return (WITHHELD if withheld else MISSING) if pd.isna(percent) else f"{percent:.0f}"


def unfinished(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """List open plans that lack a part or that raise a question, the least complete first."""
    frame = frame[frame["open"].astype(bool) & ((frame["missing"] != "") | (frame["questions"] != ""))]
    frame = frame if school == TOTAL else frame[frame["school_id"] == school]
    frame = frame.sort_values(["completeness", "plan_id"], kind="stable")
    frame = frame.assign(
        school_id=frame["school_id"].map(lambda place: EVERYBODY if place == TOTAL else labels.school(place)),
        whom=whom(frame), domain=frame["domain"].map(labels.word, na_action="ignore"),
        missing=frame["missing"].replace("", "nothing").str.capitalize(),
        questions=frame["questions"].replace("", "nothing").str.capitalize(),
    )  # fmt: skip
    columns = {"plan_id": "Plan", "school_id": "School", "whom": "For", "domain": "Domain", "intervention": "Strategy"}
    more = {"completeness": "Complete (percent)", "missing": "What is missing", "questions": "What is questioned"}
    return rows.named(frame, columns | more)


def whom(frame: pd.DataFrame) -> "pd.Series[str]":
    """Say whom each plan is for: the student, the group, the school, or the district."""
    several = "the " + frame["kind"].astype("str")
    group = "group " + frame["group_id"].astype("str").fillna("")
    return frame["student_id"].fillna(group.where(frame["kind"] == "group", several))


def initiatives(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """List open plans of groups, schools and the district."""
    frame = frame[frame["open"].astype(bool) & frame["student_id"].isna()]
    frame = frame if school == TOTAL else frame[frame["school_id"].isin([school, TOTAL])]
    frame = frame.assign(
        school_id=frame["school_id"].map(lambda place: EVERYBODY if place == TOTAL else labels.school(place)),
        whom=[f"{word[:1].upper()}{word[1:]}" for word in whom(frame)],
        domain=frame["domain"].map(labels.word, na_action="ignore"),
        missing=frame["missing"].replace("", "nothing").str.capitalize(),
    )  # fmt: skip
    columns = {"plan_id": "Plan", "school_id": "School", "whom": "For", "domain": "Domain", "intervention": "Strategy"}
    return rows.named(frame, columns | {"start": "Since", "missing": "What is missing"})


def costs(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """List what each intervention took in the latest school year, the whole district together."""
    frame = rows.in_domain_order(frame[frame["school_year"] == frame["school_year"].max()])
    frame = frame.assign(
        staff=_span(frame, "staff", "{:,.0f}"), students=_span(frame, "students", "{:,.0f}"),
        hour=_span(frame, "hour", "{:,.2f}", frame["cost_known"]), each=_span(frame, "each", "{:,.0f}",
        frame["cost_known"]), cost_known=frame["cost_known"].str.capitalize(),
    )  # fmt: skip
    columns = {"intervention": "Intervention", "n": "Students", "staff": "Staff time (hours)"}
    more = {"students": "Time all students received (hours)", "cost_known": "What the cost holds"}
    return rows.named(frame, columns | more | {"hour": "An hour received (USD)", "each": "A student (USD)"})


def _span(frame: pd.DataFrame, name: str, form: str, known: "pd.Series[str] | None" = None) -> list[str]:
    """Write a range; where its upper end is open say "or more", and where nothing is known say so."""
    words = pd.Series("", index=frame.index) if known is None else known
    ends = zip(frame[f"{name}_low"], frame[f"{name}_high"], words, strict=True)
    return [_said(low, high, form, word) for low, high, word in ends]


def _said(low: float, high: float, form: str, word: str) -> str:
    if np.isnan(low):
        return "nothing received" if word in PRICED else "not known"
    if np.isnan(high):
        return f"{form.format(low)} or more"
    return form.format(low) if form.format(low) == form.format(high) else f"{form.format(low)} to {form.format(high)}"


def hours(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """List planned staff hours a week of open plans by intervention."""
    frame = frame[frame["by"] == "intervention"]
    frame = frame if school == TOTAL else frame[frame["school_id"] == school]
    sums = ["groups", "students", "week", "unsaid", "positions"]
    found = frame.groupby("who", as_index=False)[sums].sum(min_count=1)
    columns = {"who": "Intervention", "groups": "Groups and students alone", "students": "Students"}
    more = {"week": "Staff hours a week", "positions": "Full positions", "unsaid": "Without a schedule"}
    return rows.named(found, columns | more)


def seats(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """List how many seats of open groups are taken, and how many are left, by intervention."""
    frame = frame if school == TOTAL else frame[frame["school_id"] == school]
    marked = frame.assign(groups=1, over=(frame["use"] == "more students than seats").astype(int))
    known = marked["seats"].notna().groupby(marked["intervention"]).all()
    counts = ["groups", "students", "seats", "open_seats", "open_minutes", "over"]
    found = marked.groupby("intervention")[counts].sum()
    found[counts[2:]] = found[counts[2:]].astype("float64").where(known)
    columns = {"intervention": "Intervention", "groups": "Groups", "students": "Students", "seats": "Seats"}
    more = {"open_seats": "Open seats", "open_minutes": "Open seats (minutes a week)", "over": "Groups with too many"}
    return rows.named(found.reset_index(), columns | more)


NO_PLANS = "The records hold no plan, so there is nothing to audit."
NO_OPEN = "No plan of a student is open, so nothing is planned."
SHOWN: Final[Mapping[str, tuple[str, Callable[..., pd.DataFrame], str, str, dict[str, int], str]]] = {
    "parts": (
        "plan_parts", parts, "What students' plans hold, percent of students with a plan in the latest school year",
        NO_PLANS, {}, "",
    ),
    "unfinished": (
        "audit", unfinished, "Open plans that lack a part or raise a question, least complete first",
        "Every open plan is complete, and none raises a question.", {"Complete (percent)": 0}, "School",
    ),
    "initiatives": (
        "audit", initiatives, "Open plans of groups, schools and the district",
        "No plan of a group, a school or the district is open.", {}, "",
    ),
    "costs": (
        "costs", costs, "What support took in the latest school year, at least and at most", NO_PLANS, {}, "",
    ),
    "hours": (
        "hours", hours, "Staff time that open plans ask for", NO_OPEN,
        {"Staff hours a week": 1, "Full positions": 1}, "",
    ),
    "seats": ("seats", seats, "Seats in open groups", "No group is open.", {}, ""),
}  # fmt: skip
"""Name → table of the result, its rows, caption, the sentence where there are none, decimals, and what is cut by."""
