"""The system itself at a meeting: whether teams meet and decide, steps get done, and support is delivered."""

import pandas as pd

from mtss_analysis.fidelity import dosage, overdue, teaming
from mtss_analysis.intake import school_year
from mtss_analysis.meetings.forms import listing, span
from mtss_analysis.meetings.known import DAY, Known
from mtss_analysis.reporting.narrate import note
from mtss_analysis.vocabulary import TOTAL

STATUS = {"planned": "not begun", "under_way": "under way", "done": "done", "dropped": "dropped"}
ORDER = ("overdue", "under way", "not begun", "not known on this day", "done", "dropped")
NOT_KNOWN = "not known on this day"


def teams(known: Known) -> str:
    """Show, for the teams of the place, this year's meetings and decisions until the day before."""
    found = teaming(known.dataset, known.teams, known.district, known.asked.day - DAY)
    found = found[(found["school_year"] == known.school_year) & (found["school_id"] != TOTAL)]
    if known.asked.school:
        found = found[found["school_id"] == known.asked.school]
    place = found["school_id"].map(known.labels.school) + ": " if not known.asked.school else ""
    shown = pd.DataFrame(
        {
            "Team": place + found["team"],
            "Meetings planned": found["planned"],
            "Held": _spans(found, "held_low", "held_high"),
            "Decisions": found["decisions"],
            "For each meeting": [
                span(*ends, unit="") for ends in zip(found["per_meeting_low"], found["per_meeting_high"], strict=True)
            ],
            "With a reason": _spans(found, "reason_percent", "reason_percent"),
            "Looked at again in time (interval)": _with_interval(found),
            "Carried out": _spans(found, "carried_low", "carried_high"),
        }
    )
    said = (
        f"School year {known.school_year} until this day. Two numbers are the lowest and the highest share: what "
        "nobody wrote down is neither held nor missed. These rows are for mending meetings, not for ranking them."
    )
    empty = "No meeting or decision of this school year is recorded. Begin with the calendar of meetings."
    return note(said) + listing(shown.fillna({"Decisions": 0}), "Teams: meetings and decisions", empty)


def action_items(known: Known) -> str:
    """Show the steps of this year's action plan: overdue first, then open, then done."""
    items = known.dataset.table("action_items")
    starts = known.district.school_year_starts
    mine = items["due"].isna() | (school_year(items["due"], starts) == known.school_year)
    items = items[mine & ((items["org_id"] == known.asked.org) | (known.asked.school == ""))]
    stands = items["status"].map(STATUS).fillna(NOT_KNOWN).astype("str")
    stands = stands.where(~overdue(items, known.asked.day), "overdue")
    rows = items.assign(stands=stands, order=stands.map({word: place for place, word in enumerate(ORDER)}))
    rows = rows.sort_values(["order", "due"], kind="stable")
    shown = pd.DataFrame(
        {
            "Step": rows["step"],
            **({} if known.asked.school else {"School": rows["org_id"].map(known.labels.school)}),
            "Who (role)": rows["owner_role"],
            "Due": rows["due"],
            "Stands": rows["stands"],
            "What will show it": rows["evidence"].fillna("nothing named"),
        }
    )
    masked = note(LOOK_BACK) if (stands == NOT_KNOWN).any() else ""
    counts = ", ".join(f"{count} {word}" for word in ORDER if (count := int((stands == word).sum())))
    said = note(f"{len(rows)} steps: {counts}.") if len(rows) else ""
    empty = f"No step of an action plan is due in {known.school_year}. Choose one today, with a role and a day."
    return said + masked + listing(shown, "Steps of the action plan", empty, most=40, rest="Overdue steps come first.")


LOOK_BACK = (
    "The tables do not say on which day a step was done. The data go on after this meeting, so of steps due later it "
    "is not known where they stood: ask the role that owns the step."
)


def delivery(known: Known) -> str:
    """Show, for each intervention with open plans, how many of the planned sessions were held."""
    plans = known.open_plans
    sessions = known.dataset.table("sessions")
    sessions = sessions.merge(plans[["plan_id", "domain", "intervention", "tier"]], on="plan_id")
    keys = ["domain", "intervention", "tier"]
    logged = {key: dosage(rows) for key, rows in sessions.groupby(keys)}
    rows = []
    for key, of in plans.groupby(keys):
        log = logged.get(key, dosage(sessions.head(0)))
        rows.append((log.held_low, key, of["student_id"].nunique(), log))
    shown = pd.DataFrame(
        [
            {
                "Intervention": f"{known.labels.word(str(domain))}: {name}",
                "Tier of support": tier,
                "Students": students,
                "Sessions planned": log.planned,
                "Held": span(100 * log.held_low, 100 * log.held_high),
                "Student was there": span(100 * log.received_low, 100 * log.received_high),
                "Nobody logged": span(100 * log.unlogged, 100 * log.unlogged),
            }
            for _, (domain, name, tier), students, log in sorted(
                rows, key=lambda row: (pd.isna(row[0]), row[0], row[1])
            )
        ]
    )
    said = "Open plans, sessions until this day, least held first. What nobody logged is neither held nor missed."
    return note(said) + listing(shown, "Delivery by intervention", "No plan of support is open on this day.")


def _spans(frame: pd.DataFrame, low: str, high: str) -> "pd.Series[str]":
    both = zip(frame[low], frame[high], strict=True)
    return pd.Series([span(*ends) for ends in both], frame.index, dtype="str")


def _with_interval(frame: pd.DataFrame) -> "pd.Series[str]":
    """Write the share of reviews held in time, with its interval and how many were due."""
    named = ("reviewed_percent", "reviewed_ci_low", "reviewed_ci_high", "due")
    said = [
        f"{share:.0f} % ({low:.0f} to {high:.0f}) of {due:.0f}" if pd.notna(share) else "none due"
        for share, low, high, due in zip(*(frame[name] for name in named), strict=True)
    ]
    return pd.Series(said, frame.index, dtype="str")
